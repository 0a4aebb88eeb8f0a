//! Softplus.

use candle_core::{Result, Tensor};

use super::elementary::{exp_of_negative, log_of_one_plus};
use super::{Curved, Phi, Smooth};
use crate::model::Arithmetic;

/// log(1 + e^a) = max(a, 0) + log(1 + e^{-|a|}).
pub(super) struct Softplus;

impl Phi for Softplus {
    const NAME: &'static str = "softplus";
    const KEY: &'static str = "softplus";
    const BOUND: Option<f64> = None;
    const SMOOTH: Option<Smooth> = Some(Smooth::of::<Self>());

    #[inline(always)]
    fn value_and_slope<R: Arithmetic>(a: R) -> (R, R) {
        let (zero, one) = (R::of(0.0), R::of(1.0));
        let small = exp_of_negative(-a.abs());
        // P = small/(1 + small) = small - small P; the rounding of 1 + small does not count where small is.
        let other = small / (one + small);
        let slope = if a < zero { (-small).mul_add(other, small) } else { one - other };
        let positive = if a > zero { a } else { zero };
        (positive + log_of_one_plus(small), slope)
    }

    fn forward(a: &Tensor) -> Result<Tensor> {
        a.relu()? + (a.abs()?.neg()?.exp()? + 1.0)?.log()?
    }

    fn forward_slope(a: &Tensor, _: &Tensor) -> Result<Tensor> {
        (a.neg()?.exp()? + 1.0)?.recip()
    }
}

/// phi'' = s (1 - s) with s = phi', which grows.
impl Curved for Softplus {
    const STEEPEST: &'static [f64] = &[];
    const MOST_CURVED: &'static [f64] = &[0.0];

    #[inline(always)]
    fn slope_and_curvature<R: Arithmetic>(a: R) -> (R, R) {
        // The slope at -|a| is at most 1/2, so nothing cancels in one minus it.
        let (one, small) = (R::of(1.0), Self::value_and_slope(-a.abs()).1);
        let large = one - small;
        (if a < R::of(0.0) { small } else { large }, small * large)
    }
}
