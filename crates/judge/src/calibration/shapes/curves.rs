//! Parts that curves are made of.

/// log M less the logarithm of a given size.
pub(super) fn since(x: f64, size: f64) -> f64 {
    x - size.ln()
}

/// log(e^u + e^v + ..), without overflow.
pub(super) fn log_sum<const N: usize>(terms: [f64; N]) -> f64 {
    let largest = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    largest + terms.iter().map(|term| (term - largest).exp()).sum::<f64>().ln()
}

/// The positive part of q, rounded over a distance of about `softness` on either side of 0.
///
/// It is a hyperbola: the plateau and crossover families have softplus functions instead.
pub(super) fn bend(q: f64, softness: f64) -> f64 {
    0.5 * (q + q.hypot(2.0 * softness))
}

/// A wave of amplitude 1 that has `periods` periods between two sizes.
pub(super) fn wave(x: f64, sizes: (f64, f64), periods: f64) -> f64 {
    (std::f64::consts::TAU * periods * since(x, sizes.0) / since(sizes.1.ln(), sizes.0)).sin()
}

/// log(1 + c M^(-1/2) + d M^-1), where t is log M less the logarithm of the smallest size.
pub(super) fn two_corrections(t: f64, c: f64, d: f64) -> f64 {
    (c * (-0.5 * t).exp() + d * (-t).exp()).ln_1p()
}
