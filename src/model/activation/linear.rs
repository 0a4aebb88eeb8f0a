//! The linear network.

use candle_core::{Result, Tensor};

use super::{Curved, Phi, Smooth};
use crate::model::Arithmetic;

/// phi(a) = a.
pub(super) struct Linear;

impl Phi for Linear {
    const NAME: &'static str = "linear";
    const KEY: &'static str = "identity";
    const BOUND: Option<f64> = None;
    const SMOOTH: Option<Smooth> = Some(Smooth::of::<Self>());

    #[inline(always)]
    fn value_and_slope<R: Arithmetic>(a: R) -> (R, R) {
        (a, R::of(1.0))
    }

    fn forward(a: &Tensor) -> Result<Tensor> {
        Ok(a.clone())
    }

    fn forward_slope(a: &Tensor, _: &Tensor) -> Result<Tensor> {
        a.ones_like()
    }
}

impl Curved for Linear {
    const STEEPEST: &'static [f64] = &[];
    const MOST_CURVED: &'static [f64] = &[];

    #[inline(always)]
    fn slope_and_curvature<R: Arithmetic>(a: R) -> (R, R) {
        // 0 for every number, and a NaN stays one.
        (R::of(1.0), R::of(0.0) * a)
    }
}
