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

/// The floor of a Hessian norm of this value: errors are those of single neurons, relative.
pub fn hessian_norm<R: Real>(value: f64) -> f64 {
    HESSIAN * R::EPSILON * value
}

/// The floor of |C_V|_F and of the eigenvalues of C_V, for |C_V|_F of this value.
pub fn pair_norm<R: Real>(norm: f64) -> f64 {
    PAIR * R::EPSILON * norm
}

/// The floor of the norms of C_V(t) - C_V(0).
pub fn pair_change<R: Real>(width: usize, norm: f64) -> f64 {
    PAIR_CHANGE * R::EPSILON * norm / (width as f64).powf(0.0)
}

/// The floor of the sin-theta distance of two spans of eigenvectors of C_V with this gap, by Davis and Kahan.
pub fn span_drift<R: Real>(width: usize, norm: f64, gap: f64) -> f64 {
    2.0 * pair_change::<R>(width, norm) / gap
}

/// The floor of the sin-theta distance of the span of W from that at the start.
pub fn weight_span_drift<R: Real>(width: usize) -> f64 {
    WEIGHTS * R::EPSILON / (width as f64).powf(0.0)
}

/// The floor of the sin-theta distance of W.
pub fn span_distance<R: Real>(norm: f64, gap: f64) -> f64 {
    SPAN * R::EPSILON * (1.0 + norm / gap)
}

/// The floor of CKA.
pub fn cka<R: Real>(norm: f64, gap: f64) -> f64 {
    CKA * R::EPSILON * (1.0 + norm / gap)
}

/// In units of the spacing of numbers above 1.
const DRIFT: f64 = 16.0;
const MOVEMENT: f64 = 64.0;
const HESSIAN: f64 = 1.0;
const PAIR: f64 = 1.0;
const PAIR_CHANGE: f64 = 1.0;
const WEIGHTS: f64 = 1.0;
const SPAN: f64 = 1.0;
const CKA: f64 = 1.0;
