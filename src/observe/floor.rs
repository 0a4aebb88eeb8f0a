//! The numerical floor of observables: what rounding of the state alone makes of them. Values below ten times the floor are not resolved.
//!
//! Found by the comparison of f32 and f64 runs from the same draw, which tests/engine.rs repeats for every smooth activation, several widths and
//! horizons; a precision of half the digits has half the digits' error, so the same factors hold with the spacing of f64.

use crate::model::Real;

/// The floor of the NTK drift at width M: each neuron's share is rounded on its own, so errors fall like M^(-1/2).
pub fn ntk_drift<R: Real>(width: usize) -> f64 {
    DRIFT * R::EPSILON / (width as f64).sqrt()
}

/// The floor of the weight movement R(t), which the pseudo-inverse of G magnifies; it does not depend on the width.
pub fn movement<R: Real>() -> f64 {
    MOVEMENT * R::EPSILON
}

/// In units of the spacing of numbers above 1.
const DRIFT: f64 = 16.0;
const MOVEMENT: f64 = 64.0;
