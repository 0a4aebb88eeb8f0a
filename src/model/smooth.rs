//! The activations with a second derivative: phi', phi'' and their largest sizes.

use multiversion::multiversion;

use super::activation::Activation;
use super::elementary::{Erf, Gelu, Identity, Phi, Softplus, Tanh};
use super::kernels::{Lanes, Row, in_lanes, row_by_row};
use super::real::Arithmetic;

/// An activation whose phi'' exists and is bounded, as the paper assumes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Smooth {
    /// tanh(a).
    Tanh,
    /// The error function erf(a).
    Erf,
    /// log(1 + e^a).
    Softplus,
    /// a P(N(0,1) <= a).
    Gelu,
    /// a.
    Linear,
}

impl Activation {
    /// The activation as a smooth one; `None` for ReLU, which has no phi''.
    pub fn smooth(self) -> Option<Smooth> {
        match self {
            Self::Tanh => Some(Smooth::Tanh),
            Self::Erf => Some(Smooth::Erf),
            Self::Softplus => Some(Smooth::Softplus),
            Self::Gelu => Some(Smooth::Gelu),
            Self::Linear => Some(Smooth::Linear),
            Self::Relu => None,
        }
    }
}

impl Smooth {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Tanh, Self::Erf, Self::Softplus, Self::Gelu, Self::Linear];

    /// phi'(a) and phi''(a), each within 8 units of the last place of 1.
    pub fn slope_and_curvature<R: Arithmetic>(self, a: R) -> (R, R) {
        match self {
            Self::Tanh => Tanh::slope_and_curvature(a),
            Self::Erf => Erf::slope_and_curvature(a),
            Self::Softplus => Softplus::slope_and_curvature(a),
            Self::Gelu => Gelu::slope_and_curvature(a),
            Self::Linear => Identity::slope_and_curvature(a),
        }
    }

    /// phi' and phi'' of rows of neurons.
    pub(crate) fn fill_rows<R: Arithmetic>(self, a: &[Lanes<R>], slope: &mut [Row<R>], curvature: &mut [Row<R>]) {
        match self {
            Self::Tanh => fill::<Tanh, R>(a, slope, curvature),
            Self::Erf => fill::<Erf, R>(a, slope, curvature),
            Self::Softplus => fill::<Softplus, R>(a, slope, curvature),
            Self::Gelu => fill::<Gelu, R>(a, slope, curvature),
            Self::Linear => fill::<Identity, R>(a, slope, curvature),
        }
    }

    /// L1 = sup |phi'| and L2 = sup |phi''| over all of R, rounded up.
    pub fn largest(self) -> (f64, f64) {
        self.largest_within(f64::MIN, f64::MAX)
    }

    /// The largest |phi'| and the largest |phi''| on an interval, rounded up: each is at an end of the interval or at a stationary point.
    pub fn largest_within(self, low: f64, high: f64) -> (f64, f64) {
        let (slopes, curvatures) = self.stationary();
        let inside = |points: &'static [f64]| points.iter().copied().filter(move |&point| low < point && point < high).chain([low, high]);
        let slope = inside(slopes).map(|a| self.slope_and_curvature(a).0.abs()).fold(0.0, f64::max);
        let curvature = inside(curvatures).map(|a| self.slope_and_curvature(a).1.abs()).fold(0.0, f64::max);
        (slope + ROUNDING, curvature + ROUNDING)
    }

    /// Where |phi'| and where |phi''| may have a maximum: the zeros of phi'' and of phi''' (a zero of phi'' itself is a minimum of |phi''|).
    fn stationary(self) -> (&'static [f64], &'static [f64]) {
        use std::f64::consts::{FRAC_1_SQRT_2, SQRT_2};
        match self {
            // phi'' = -2 t (1 - t^2) with t = tanh a, largest at t^2 = 1/3.
            Self::Tanh => (&[0.0], &[-ATANH_FRAC_1_SQRT_3, ATANH_FRAC_1_SQRT_3]),
            // phi'' = -2 a phi', phi''' = (4 a^2 - 2) phi'.
            Self::Erf => (&[0.0], &[-FRAC_1_SQRT_2, FRAC_1_SQRT_2]),
            // phi'' = s (1 - s) with s = phi', which grows.
            Self::Softplus => (&[], &[0.0]),
            // phi'' = (2 - a^2) g and phi''' = (a^2 - 4) a g with the normal density g.
            Self::Gelu => (&[-SQRT_2, SQRT_2], &[-2.0, 0.0, 2.0]),
            Self::Linear => (&[], &[]),
        }
    }
}

/// artanh(1/sqrt 3) = log(2 + sqrt 3)/2.
const ATANH_FRAC_1_SQRT_3: f64 = 0.658_478_948_462_408_4;

/// More than the error of phi' and of phi''.
const ROUNDING: f64 = 8.0 * f64::EPSILON;

/// An activation as a pair of derivatives of one number.
trait Curved: Phi {
    /// phi'(a) and phi''(a).
    fn slope_and_curvature<R: Arithmetic>(a: R) -> (R, R);
}

impl Curved for Tanh {
    #[inline(always)]
    fn slope_and_curvature<R: Arithmetic>(a: R) -> (R, R) {
        let (value, slope) = Self::value_and_slope(a);
        (slope, R::of(-2.0) * value * slope)
    }
}

impl Curved for Erf {
    #[inline(always)]
    fn slope_and_curvature<R: Arithmetic>(a: R) -> (R, R) {
        let slope = Self::value_and_slope(a).1;
        (slope, a * slope * R::of(-2.0))
    }
}

impl Curved for Softplus {
    #[inline(always)]
    fn slope_and_curvature<R: Arithmetic>(a: R) -> (R, R) {
        // The slope at -|a| is at most 1/2, so nothing cancels in one minus it.
        let (one, small) = (R::of(1.0), Self::value_and_slope(-a.abs()).1);
        let large = one - small;
        (if a < R::of(0.0) { small } else { large }, small * large)
    }
}

impl Curved for Gelu {
    #[inline(always)]
    fn slope_and_curvature<R: Arithmetic>(a: R) -> (R, R) {
        // The normal density is the slope of erf at a/sqrt 2 over 2 sqrt 2; where it is 0, so is the product, however large a is.
        let scaled = a * R::of(std::f64::consts::FRAC_1_SQRT_2);
        let density = R::of(0.5 * std::f64::consts::FRAC_1_SQRT_2) * Erf::value_and_slope(scaled).1;
        (Self::value_and_slope(a).1, R::of(2.0) * density - (a * density) * a)
    }
}

impl Curved for Identity {
    #[inline(always)]
    fn slope_and_curvature<R: Arithmetic>(a: R) -> (R, R) {
        // 0 for every number, and a NaN stays one.
        (R::of(1.0), R::of(0.0) * a)
    }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
fn fill<C: Curved, R: Arithmetic>(a: &[Lanes<R>], slope: &mut [Row<R>], curvature: &mut [Row<R>]) {
    for ((a, slope), curvature) in a.iter().zip(slope).zip(curvature) {
        row_by_row();
        (slope.0, curvature.0) = in_lanes(|lane| C::slope_and_curvature(a[lane]));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::LANES;

    fn activation(smooth: Smooth) -> Activation {
        Activation::ALL.into_iter().find(|activation| activation.smooth() == Some(smooth)).expect("every smooth activation is one")
    }

    /// phi'' in closed form with the functions of libm.
    fn curvature(smooth: Smooth, a: f64) -> f64 {
        match smooth {
            Smooth::Tanh => -2.0 * libm::tanh(a) / libm::cosh(a).powi(2),
            Smooth::Erf => -4.0 * a / std::f64::consts::PI.sqrt() * libm::exp(-a * a),
            Smooth::Softplus => 0.25 / libm::cosh(0.5 * a).powi(2),
            Smooth::Linear => 0.0,
            Smooth::Gelu => (2.0 - a * a) * libm::exp(-0.5 * a * a) / (2.0 * std::f64::consts::PI).sqrt(),
        }
    }

    proptest! {
        #[test]
        fn the_curvature_is_the_derivative_of_the_slope(a in -9.0..9.0f64) {
            for smooth in Smooth::ALL {
                let h = 1e-5;
                let slope = |a: f64| activation(smooth).value_and_slope(a).1;
                let (here, curvature) = smooth.slope_and_curvature(a);
                let difference = (slope(a + h) - slope(a - h)) / (2.0 * h);
                prop_assert!((difference - curvature).abs() < 1e-9, "{smooth:?} at {a}: {difference} against {curvature}");
                prop_assert!((here - slope(a)).abs() < 4.0 * f64::EPSILON);
            }
        }

        #[test]
        fn both_precisions_are_within_eight_units_of_the_closed_form(a in -30.0..30.0f32) {
            for smooth in Smooth::ALL {
                let exact = curvature(smooth, f64::from(a));
                let (single, double) = (smooth.slope_and_curvature(a), smooth.slope_and_curvature(f64::from(a)));
                prop_assert!((double.1 - exact).abs() < 8.0 * f64::EPSILON, "{smooth:?} at {a}");
                prop_assert!((f64::from(single.1) - exact).abs() < 8.0 * f64::from(f32::EPSILON), "{smooth:?} at {a}");
                prop_assert!((f64::from(single.0) - double.0).abs() < 8.0 * f64::from(f32::EPSILON), "{smooth:?} at {a}");
            }
        }

        #[test]
        fn nothing_on_an_interval_is_larger_than_the_largest(low in -6.0..6.0f64, length in 0.0..8.0f64) {
            for smooth in Smooth::ALL {
                let (slope, curvature) = smooth.largest_within(low, low + length);
                let mut seen = (0.0f64, 0.0f64);
                for k in 0..=2000 {
                    let (s, c) = smooth.slope_and_curvature(low + length * f64::from(k) / 2000.0);
                    seen = (seen.0.max(s.abs()), seen.1.max(c.abs()));
                }
                prop_assert!(seen.0 <= slope && slope < seen.0 + 1e-4, "{smooth:?}: {seen:?} within {slope}");
                prop_assert!(seen.1 <= curvature && curvature < seen.1 + 1e-4, "{smooth:?}: {seen:?} within {curvature}");
            }
        }

        #[test]
        fn rows_have_the_bits_of_single_numbers(a in prop::collection::vec(-30.0..30.0f64, LANES)) {
            for smooth in Smooth::ALL {
                let row: [Lanes<f64>; 1] = [std::array::from_fn(|lane| a[lane])];
                let (mut slope, mut curvature) = ([Row::default()], [Row::default()]);
                smooth.fill_rows(&row, &mut slope, &mut curvature);
                for (lane, &a) in a.iter().enumerate() {
                    prop_assert_eq!((slope[0].0[lane], curvature[0].0[lane]), smooth.slope_and_curvature(a));
                }
            }
        }
    }

    #[test]
    fn the_largest_sizes_are_those_of_the_closed_forms() {
        let pi = std::f64::consts::PI;
        let density = |a: f64| libm::exp(-0.5 * a * a) / (2.0 * pi).sqrt();
        let below = |a: f64| 0.5 * libm::erfc(-a * std::f64::consts::FRAC_1_SQRT_2);
        let root = std::f64::consts::SQRT_2;
        let expected = [
            (Smooth::Tanh, 1.0, 4.0 / (3.0 * 3f64.sqrt())),
            (Smooth::Erf, 2.0 / pi.sqrt(), (8.0 / (pi * std::f64::consts::E)).sqrt()),
            (Smooth::Softplus, 1.0, 0.25),
            (Smooth::Linear, 1.0, 0.0),
            (Smooth::Gelu, below(root) + root * density(root), 2.0 * density(0.0)),
        ];
        for (smooth, slope, curvature) in expected {
            let largest = smooth.largest();
            assert!((largest.0 - slope).abs() < 1e-14 && (largest.1 - curvature).abs() < 1e-14, "{smooth:?}: {largest:?}");
            let mut seen = (0.0f64, 0.0f64);
            for k in -400_000..=400_000 {
                let (s, c) = smooth.slope_and_curvature(f64::from(k) * 1e-4);
                seen = (seen.0.max(s.abs()), seen.1.max(c.abs()));
            }
            assert!(seen.0 <= largest.0 && seen.1 <= largest.1 && largest.0 - seen.0 < 1e-8 && largest.1 - seen.1 < 1e-8, "{smooth:?}");
        }
    }

    #[test]
    fn far_out_the_derivatives_are_finite_and_a_nan_stays_one() {
        for smooth in Smooth::ALL {
            for a in [-1e300f64, -800.0, 800.0, 1e300, f64::MIN, f64::MAX] {
                let (slope, curvature) = smooth.slope_and_curvature(a);
                assert!(slope.is_finite() && curvature == 0.0, "{smooth:?} at {a}: {slope}, {curvature}");
            }
            assert!(smooth.slope_and_curvature(f64::NAN).1.is_nan());
        }
    }
}
