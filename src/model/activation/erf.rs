//! The error function.

use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI, SQRT_2};

use candle_core::{Result, Tensor};

use super::elementary::{Gaussian, TAIL_CENTRE, at_most};
use super::{Curved, Phi, Smooth};
use crate::model::Arithmetic;

/// erf(a): x + x S(x^2) up to x = |a| = 1, and 1 - 2 P(N > sqrt(2) x) beyond.
pub(super) struct Erf;

impl Phi for Erf {
    const NAME: &'static str = "erf";
    const KEY: &'static str = "erf";
    const BOUND: Option<f64> = Some(1.0);
    const SMOOTH: Option<Smooth> = Some(Smooth::of::<Self>());

    #[inline(always)]
    fn value_and_slope<R: Arithmetic>(a: R) -> (R, R) {
        let one = R::of(1.0);
        // Beyond 28 both 1 - erf and its slope are 0 in double precision.
        let x = at_most(a.abs(), R::of(28.0));
        let near = x.mul_add(R::erf_tail(at_most(x * x, one)), x);
        let constant = R::of(FRAC_2_SQRT_PI);
        let constant_rest = R::of((FRAC_2_SQRT_PI - constant.double()) + 1.533_545_961_316_588e-17);
        let slope = Gaussian::new(x, one).times(constant, constant_rest);
        let y = R::of(SQRT_2) * x;
        let inverse = one / (y + R::of(TAIL_CENTRE));
        let q = inverse.mul_add(R::of(-2.0 * TAIL_CENTRE), one);
        let (linear, constant) = R::scaled_tail(q);
        let tail = slope * (R::of(SQRT_PI) * inverse * linear.mul_add(q, constant));
        let value = if x > one { one - tail } else { near };
        (value.copysign(a), slope)
    }

    fn forward(a: &Tensor) -> Result<Tensor> {
        a.erf()
    }

    fn forward_slope(a: &Tensor, _: &Tensor) -> Result<Tensor> {
        a.sqr()?.neg()?.exp()? * FRAC_2_SQRT_PI
    }
}

/// phi'' = -2 a phi', phi''' = (4 a^2 - 2) phi'.
impl Curved for Erf {
    const STEEPEST: &'static [f64] = &[0.0];
    const MOST_CURVED: &'static [f64] = &[-FRAC_1_SQRT_2, FRAC_1_SQRT_2];

    #[inline(always)]
    fn slope_and_curvature<R: Arithmetic>(a: R) -> (R, R) {
        let slope = Self::value_and_slope(a).1;
        (slope, a * slope * R::of(-2.0))
    }
}

/// sqrt(pi).
const SQRT_PI: f64 = 1.772_453_850_905_516;
