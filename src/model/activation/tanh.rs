//! The hyperbolic tangent.

use candle_core::{Result, Tensor};

use super::{Curved, Phi, Smooth};
use crate::model::Arithmetic;

/// tanh(a): see [`Arithmetic::tanh`].
pub(super) struct Tanh;

impl Phi for Tanh {
    const NAME: &'static str = "tanh";
    const KEY: &'static str = "tanh";
    const BOUND: Option<f64> = Some(1.0);
    const SMOOTH: Option<Smooth> = Some(Smooth::of::<Self>());

    #[inline(always)]
    fn value_and_slope<R: Arithmetic>(a: R) -> (R, R) {
        let value = R::tanh(a);
        (value, Self::slope(a, value))
    }

    #[inline(always)]
    fn slope<R: Arithmetic>(_a: R, value: R) -> R {
        (-value).mul_add(value, R::of(1.0))
    }

    fn forward(a: &Tensor) -> Result<Tensor> {
        a.tanh()
    }

    fn forward_slope(_: &Tensor, value: &Tensor) -> Result<Tensor> {
        value.affine(-1.0, 1.0)? * (value + 1.0)?
    }
}

/// artanh(1/sqrt 3) = log(2 + sqrt 3)/2.
const ATANH_FRAC_1_SQRT_3: f64 = 0.658_478_948_462_408_4;

/// phi'' = -2 t (1 - t^2) with t = tanh a, largest at t^2 = 1/3.
impl Curved for Tanh {
    const STEEPEST: &'static [f64] = &[0.0];
    const MOST_CURVED: &'static [f64] = &[-ATANH_FRAC_1_SQRT_3, ATANH_FRAC_1_SQRT_3];

    #[inline(always)]
    fn slope_and_curvature<R: Arithmetic>(a: R) -> (R, R) {
        let (value, slope) = Self::value_and_slope(a);
        (slope, R::of(-2.0) * value * slope)
    }
}
