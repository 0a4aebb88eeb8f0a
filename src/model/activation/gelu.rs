//! GELU.

use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI, SQRT_2};

use candle_core::{Result, Tensor};

use super::elementary::{Gaussian, TAIL_CENTRE, at_most, product_of};
use super::erf::Erf;
use super::{Curved, Phi, Smooth};
use crate::model::Arithmetic;

/// a P(N <= a) = max(a, 0) - T(|a|) and its slope, with T(x) = x P(N > x) and P(N > x) = e^{-x^2/2} F(x)/(x + c), F a polynomial.
pub(super) struct Gelu;

impl Phi for Gelu {
    const NAME: &'static str = "GELU";
    const KEY: &'static str = "gelu";
    const BOUND: Option<f64> = None;
    const SMOOTH: Option<Smooth> = Some(Smooth::of::<Self>());

    #[inline(always)]
    fn value_and_slope<R: Arithmetic>(a: R) -> (R, R) {
        let (zero, one, centre) = (R::of(0.0), R::of(1.0), R::of(TAIL_CENTRE));
        // Beyond 40 the tail is 0 in double precision.
        let x = at_most(a.abs(), R::of(40.0));
        let gaussian = Gaussian::new(x, R::of(0.5));
        // s = x/(x + c), and what the rounding of the sum and of the quotient took from it; so too 1/(x + c) = (1 - s)/c.
        let sum = x + centre;
        let (large, small) = if x > centre { (x, centre) } else { (centre, x) };
        let sum_rest = small - (sum - large);
        let s = x / sum;
        let other = one - s;
        let s_rest = (-s).mul_add(sum_rest, (-s).mul_add(sum, x)) * (other * R::of(1.0 / TAIL_CENTRE));
        let other_rest = ((one - other) - s) - s_rest;
        // The polynomial F = constant + linear q at q = 2s - 1, and its rest; linear is near enough to F' for that.
        let q = (s + s) - one;
        let q_rest = s_rest.mul_add(R::of(2.0), (s + s) - (q + one));
        let (linear, constant) = R::scaled_tail(q);
        let f = linear.mul_add(q, constant);
        let f_rest = linear.mul_add(q_rest, linear.mul_add(q, constant - f));
        let (product, product_rest) = product_of((s, s_rest), (f, f_rest));
        let (below, below_rest) = product_of((other, other_rest), (f, f_rest));
        let tail = gaussian.times(product, product_rest);
        let quarter = R::of(1.0 / TAIL_CENTRE);
        // P(N > x) - x times the density, with the density's constant in two parts.
        let factor = R::of(FRAC_1_SQRT_2PI);
        let factor_rest = R::of((FRAC_1_SQRT_2PI - factor.double()) - 2.492_327_202_277_73e-17);
        let outer = gaussian.times(x.mul_add(-factor, below * quarter), x.mul_add(-factor_rest, below_rest * quarter));
        let positive = if a < zero { zero } else { a };
        (positive - tail, if a < zero { outer } else { one - outer })
    }

    fn forward(a: &Tensor) -> Result<Tensor> {
        // candle's own gelu_erf has a derivative that is off by 1e-7.
        (a * 0.5)? * ((a * FRAC_1_SQRT_2)?.erf()? + 1.0)?
    }

    fn forward_slope(a: &Tensor, _: &Tensor) -> Result<Tensor> {
        let below = ((a * FRAC_1_SQRT_2)?.erf()?.affine(0.5, 0.5))?;
        // 2/sqrt(pi) / (2 sqrt 2) = 1/sqrt(2 pi).
        let density = ((a.sqr()? * -0.5)?.exp()? * (0.5 * FRAC_1_SQRT_2 * FRAC_2_SQRT_PI))?;
        below + (a * density)?
    }
}

/// phi'' = (2 - a^2) g and phi''' = (a^2 - 4) a g with the normal density g.
impl Curved for Gelu {
    const STEEPEST: &'static [f64] = &[-SQRT_2, SQRT_2];
    const MOST_CURVED: &'static [f64] = &[-2.0, 0.0, 2.0];

    #[inline(always)]
    fn slope_and_curvature<R: Arithmetic>(a: R) -> (R, R) {
        // The normal density is the slope of erf at a/sqrt 2 over 2 sqrt 2; where it is 0, so is the product, however large a is.
        let scaled = a * R::of(FRAC_1_SQRT_2);
        let density = R::of(0.5 * FRAC_1_SQRT_2) * Erf::value_and_slope(scaled).1;
        (Self::value_and_slope(a).1, R::of(2.0) * density - (a * density) * a)
    }
}

/// 1 / sqrt(2 pi).
const FRAC_1_SQRT_2PI: f64 = 0.398_942_280_401_432_7;
