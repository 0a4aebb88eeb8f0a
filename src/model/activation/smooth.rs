//! The activations with a second derivative: phi', phi'' and their largest sizes.

use std::fmt;

use super::Curved;
use super::compiled::{AnyCurve, Compiled};
use crate::model::kernels::{Lanes, Row};
use crate::model::real::Real;

/// The derivatives of an activation whose phi'' exists and is bounded, as the paper assumes. Two are equal if their keys are.
#[derive(Clone, Copy)]
pub struct Smooth(&'static dyn AnyCurve);

impl Smooth {
    /// Those of this type.
    pub const fn of<P: Curved>() -> Self {
        Self(Compiled::<P>::CURVE)
    }

    /// The activation's name in tables.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The activation's name in keys.
    pub fn key(self) -> &'static str {
        self.0.key()
    }

    /// phi'(a) and phi''(a), each within 8 units of the last place of 1.
    pub fn slope_and_curvature<R: Real>(self, a: R) -> (R, R) {
        R::curve(self.0).slope_and_curvature(a)
    }

    /// phi' and phi'' of rows of neurons.
    pub(crate) fn fill_rows<R: Real>(self, a: &[Lanes<R>], slope: &mut [Row<R>], curvature: &mut [Row<R>]) {
        R::curve(self.0).fill_curvatures(a, slope, curvature);
    }

    /// L1 = sup |phi'| and L2 = sup |phi''| over all of R, rounded up.
    pub fn largest(self) -> (f64, f64) {
        self.largest_within(f64::MIN, f64::MAX)
    }

    /// The largest |phi'| and the largest |phi''| on an interval, rounded up: each is at an end of the interval or at a stationary point.
    pub fn largest_within(self, low: f64, high: f64) -> (f64, f64) {
        let inside = |points: &'static [f64]| points.iter().copied().filter(move |&point| low < point && point < high).chain([low, high]);
        let slope = inside(self.0.steepest()).map(|a| self.slope_and_curvature(a).0.abs()).fold(0.0, f64::max);
        let curvature = inside(self.0.most_curved()).map(|a| self.slope_and_curvature(a).1.abs()).fold(0.0, f64::max);
        (slope + ROUNDING, curvature + ROUNDING)
    }
}

/// More than the error of phi' and of phi''.
const ROUNDING: f64 = 8.0 * f64::EPSILON;

impl fmt::Debug for Smooth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl PartialEq for Smooth {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Smooth {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Activation, LANES};

    fn all() -> impl Iterator<Item = Smooth> {
        Activation::ALL.into_iter().filter_map(Activation::smooth)
    }

    fn activation(smooth: Smooth) -> Activation {
        Activation::ALL.into_iter().find(|activation| activation.smooth() == Some(smooth)).expect("every smooth activation is one")
    }

    /// phi'' in closed form with the functions of libm.
    fn curvature(smooth: Smooth, a: f64) -> f64 {
        match smooth.key() {
            "tanh" => -2.0 * libm::tanh(a) / libm::cosh(a).powi(2),
            "erf" => -4.0 * a / std::f64::consts::PI.sqrt() * libm::exp(-a * a),
            "softplus" => 0.25 / libm::cosh(0.5 * a).powi(2),
            "identity" => 0.0,
            "gelu" => (2.0 - a * a) * libm::exp(-0.5 * a * a) / (2.0 * std::f64::consts::PI).sqrt(),
            other => panic!("no closed form of {other}"),
        }
    }

    proptest! {
        #[test]
        fn the_curvature_is_the_derivative_of_the_slope(a in -9.0..9.0f64) {
            for smooth in all() {
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
            for smooth in all() {
                let exact = curvature(smooth, f64::from(a));
                let (single, double) = (smooth.slope_and_curvature(a), smooth.slope_and_curvature(f64::from(a)));
                prop_assert!((double.1 - exact).abs() < 8.0 * f64::EPSILON, "{smooth:?} at {a}");
                prop_assert!((f64::from(single.1) - exact).abs() < 8.0 * f64::from(f32::EPSILON), "{smooth:?} at {a}");
                prop_assert!((f64::from(single.0) - double.0).abs() < 8.0 * f64::from(f32::EPSILON), "{smooth:?} at {a}");
            }
        }

        #[test]
        fn nothing_on_an_interval_is_larger_than_the_largest(low in -6.0..6.0f64, length in 0.0..8.0f64) {
            for smooth in all() {
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
            for smooth in all() {
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
            (Activation::TANH, 1.0, 4.0 / (3.0 * 3f64.sqrt())),
            (Activation::ERF, 2.0 / pi.sqrt(), (8.0 / (pi * std::f64::consts::E)).sqrt()),
            (Activation::SOFTPLUS, 1.0, 0.25),
            (Activation::LINEAR, 1.0, 0.0),
            (Activation::GELU, below(root) + root * density(root), 2.0 * density(0.0)),
        ];
        for (activation, slope, curvature) in expected {
            let smooth = activation.smooth().expect("it is one of the smooth ones");
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
        for smooth in all() {
            for a in [-1e300f64, -800.0, 800.0, 1e300, f64::MIN, f64::MAX] {
                let (slope, curvature) = smooth.slope_and_curvature(a);
                assert!(slope.is_finite() && curvature == 0.0, "{smooth:?} at {a}: {slope}, {curvature}");
            }
            assert!(smooth.slope_and_curvature(f64::NAN).1.is_nan());
        }
    }
}
