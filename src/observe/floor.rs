//! The numerical floor of observables: what rounding of the state alone makes of them. Values below [`RESOLVED`] times the floor are not resolved.
//!
//! Found by the comparison of f32 and f64 runs from the same draw, which tests/suite/engine.rs and tests/suite/floors.rs repeat for every smooth activation,
//! several widths and horizons; that the same factors hold with the spacing of f64 is taken from f32 and not measured. Beside
//! the floor a value has a relative error, because training amplifies a rounded gradient as it does any perturbation of its path: tests/suite/study.rs holds
//! it to 1e-5 in f32, where outputs are small and delta is 0.01. It moves no exponent; the floor would. Over long horizons at large eta it grows to the size
//! of the value, in f64 too: such a path is one of those that the law of the draw gives as likely, and the scatter of the replicates has its share in it.

use crate::model::{Precision, Real};

/// Values below so many times their floor are not resolved.
pub const RESOLVED: f64 = 10.0;

/// A floor at width M in the precision that a network's state has, of its form for each.
pub(super) fn in_precision(precision: Precision, width: usize, single: fn(usize) -> f64, double: fn(usize) -> f64) -> f64 {
    match precision {
        Precision::F32 => single(width),
        Precision::F64 => double(width),
    }
}

/// The floor of the NTK drift at width M: each neuron's share is rounded on its own, so errors fall like M^(-1/2).
pub fn ntk_drift<R: Real>(width: usize) -> f64 {
    DRIFT * R::EPSILON / (width as f64).sqrt()
}

/// The floor of the weight movement R(t) at width M: every rounding of a pre-activation adds to R^2, magnified by G^+, so it goes like
/// (M t tr(G^+))^(1/2). The factor here covers t tr(G^+) up to some thousands.
pub fn movement<R: Real>(width: usize) -> f64 {
    MOVEMENT * R::EPSILON * (width as f64).sqrt()
}

/// The floor of a Hessian norm of this value: errors are those of single neurons, relative, and rounding adds up from step to step.
pub fn hessian_norm<R: Real>(value: f64) -> f64 {
    HESSIAN * R::EPSILON * value
}

/// The floor of |C_V|_F and of each eigenvalue of C_V, where |C_V|_F has this value.
pub fn pair_norm<R: Real>(norm: f64) -> f64 {
    (PAIR_NORM * R::EPSILON + ALGEBRA) * norm
}

/// The floor of the norms of C_V(t) - C_V(0). Rounding of the features is a matrix of its own, of a size that does not depend on the width.
pub fn pair_change<R: Real>(norm: f64) -> f64 {
    PAIR_CHANGE * R::EPSILON * norm
}

/// The floor of the sin-theta distance of two spans of eigenvectors of C_V, the smaller gap being `gap`: as Davis and Kahan's bound, but measured.
pub fn span_drift<R: Real>(norm: f64, gap: f64) -> f64 {
    (SPAN_DRIFT * R::EPSILON + ALGEBRA) * norm / gap
}

/// The floor of the sin-theta distance of the span of W from that at the start, where the columns of W are well conditioned.
pub fn weight_span_drift<R: Real>() -> f64 {
    WEIGHT_SPAN_DRIFT * R::EPSILON + ALGEBRA
}

/// The floor of the sines of the angles between W and a span of eigenvectors of C_V (`FeatureChange::weight_sines`).
pub fn weight_sine<R: Real>(norm: f64, gap: f64) -> f64 {
    WEIGHT_SINE * R::EPSILON + (WEIGHT_SINE / 16.0 * R::EPSILON + ALGEBRA) * norm / gap
}

/// The floor of linear CKA with outputs of a span of eigenvectors of C_V.
pub fn cka<R: Real>(norm: f64, gap: f64) -> f64 {
    (CKA * R::EPSILON + ALGEBRA) * (1.0 + norm / gap)
}

/// In units of the spacing of numbers above 1.
const DRIFT: f64 = 16.0;
const MOVEMENT: f64 = 16.0;
const HESSIAN: f64 = 16.0;
const PAIR_NORM: f64 = 2.0;
const PAIR_CHANGE: f64 = 2.0;
const SPAN_DRIFT: f64 = 0.125;
const WEIGHT_SPAN_DRIFT: f64 = 2.0;
const WEIGHT_SINE: f64 = 4.0;
const CKA: f64 = 0.5;

/// Decompositions of small matrices, whatever the precision of the state.
const ALGEBRA: f64 = 32.0 * f64::EPSILON;
