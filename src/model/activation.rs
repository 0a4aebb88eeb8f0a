//! The activations phi, with their slopes phi'.

use candle_core::{Result, Tensor};

use super::elementary::{self, Erf, Gelu, Phi, Relu, Softplus, Tanh};
use super::kernels::{LANES, Row};
use super::real::{Arithmetic, Real};

/// An activation phi.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Activation {
    /// tanh(a).
    Tanh,
    /// The error function erf(a).
    Erf,
    /// log(1 + e^a).
    Softplus,
    /// a P(N(0,1) <= a).
    Gelu,
    /// max(a, 0); its slope at 0 is 0.
    Relu,
}

impl Activation {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Tanh, Self::Erf, Self::Softplus, Self::Gelu, Self::Relu];

    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tanh => "tanh",
            Self::Erf => "erf",
            Self::Softplus => "softplus",
            Self::Gelu => "GELU",
            Self::Relu => "ReLU",
        }
    }

    /// Whether phi'' exists and is bounded, as the paper assumes.
    pub fn is_smooth(self) -> bool {
        self != Self::Relu
    }

    /// phi(a) and phi'(a). In f64 phi is within 4 units of the last place (tanh, erf, softplus, GELU) wherever it is a normal number; tests/activations.rs
    /// has the bounds of both functions in both precisions.
    pub fn value_and_slope<R: Real>(self, a: R) -> (R, R) {
        match self {
            Self::Tanh => Tanh::value_and_slope(a),
            Self::Erf => Erf::value_and_slope(a),
            Self::Softplus => Softplus::value_and_slope(a),
            Self::Gelu => Gelu::value_and_slope(a),
            Self::Relu => Relu::value_and_slope(a),
        }
    }

    /// phi and phi' of every entry of `a`; all three slices have one length.
    pub fn fill<R: Real>(self, a: &[R], value: &mut [R], slope: &mut [R]) {
        let (mut row, mut values, mut slopes) = ([Row::default()], [Row::default()], [Row::default()]);
        for ((a, value), slope) in a.chunks(LANES).zip(value.chunks_mut(LANES)).zip(slope.chunks_mut(LANES)) {
            row[0].0[..a.len()].copy_from_slice(a);
            self.fill_rows(&row, &mut values, &mut slopes);
            value.copy_from_slice(&values[0].0[..a.len()]);
            slope.copy_from_slice(&slopes[0].0[..a.len()]);
        }
    }

    /// phi and phi' of rows of neurons.
    pub(crate) fn fill_rows<R: Arithmetic>(self, a: &[Row<R>], value: &mut [Row<R>], slope: &mut [Row<R>]) {
        match self {
            Self::Tanh => elementary::fill::<Tanh, R>(a, value, slope),
            Self::Erf => elementary::fill::<Erf, R>(a, value, slope),
            Self::Softplus => elementary::fill::<Softplus, R>(a, value, slope),
            Self::Gelu => elementary::fill::<Gelu, R>(a, value, slope),
            Self::Relu => elementary::fill::<Relu, R>(a, value, slope),
        }
    }

    /// phi of rows of neurons.
    pub(crate) fn fill_values<R: Arithmetic>(self, a: &[Row<R>], value: &mut [Row<R>]) {
        match self {
            Self::Tanh => elementary::fill_values::<Tanh, R>(a, value),
            Self::Erf => elementary::fill_values::<Erf, R>(a, value),
            Self::Softplus => elementary::fill_values::<Softplus, R>(a, value),
            Self::Gelu => elementary::fill_values::<Gelu, R>(a, value),
            Self::Relu => elementary::fill_values::<Relu, R>(a, value),
        }
    }

    /// phi as candle operations, for the direct network.
    pub fn forward(self, a: &Tensor) -> Result<Tensor> {
        match self {
            Self::Tanh => a.tanh(),
            Self::Erf => a.erf(),
            Self::Softplus => a.relu()? + (a.abs()?.neg()?.exp()? + 1.0)?.log()?,
            // candle's own gelu_erf has a derivative that is off by 1e-7.
            Self::Gelu => (a * 0.5)? * ((a * std::f64::consts::FRAC_1_SQRT_2)?.erf()? + 1.0)?,
            Self::Relu => a.relu(),
        }
    }

    /// phi' as candle operations, for networks whose gradient is by hand; `value` is phi(a).
    pub fn forward_slope(self, a: &Tensor, value: &Tensor) -> Result<Tensor> {
        use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};
        match self {
            Self::Tanh => value.affine(-1.0, 1.0)? * (value + 1.0)?,
            Self::Erf => a.sqr()?.neg()?.exp()? * FRAC_2_SQRT_PI,
            Self::Softplus => (a.neg()?.exp()? + 1.0)?.recip(),
            Self::Gelu => {
                let below = ((a * FRAC_1_SQRT_2)?.erf()?.affine(0.5, 0.5))?;
                // 2/sqrt(pi) / (2 sqrt 2) = 1/sqrt(2 pi).
                let density = ((a.sqr()? * -0.5)?.exp()? * (0.5 * FRAC_1_SQRT_2 * FRAC_2_SQRT_PI))?;
                below + (a * density)?
            }
            Self::Relu => a.gt(0.0)?.to_dtype(a.dtype()),
        }
    }
}

#[cfg(test)]
mod tests {
    use candle_core::Device;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn slope_is_the_derivative(a in -6.0..6.0f64) {
            prop_assume!(a.abs() > 1e-3);
            for activation in Activation::ALL {
                let h = 1e-5;
                let difference = (activation.value_and_slope(a + h).0 - activation.value_and_slope(a - h).0) / (2.0 * h);
                let slope = activation.value_and_slope(a).1;
                prop_assert!((difference - slope).abs() < 1e-9, "{activation:?} at {a}: {difference} against {slope}");
            }
        }

        #[test]
        fn filling_a_slice_is_the_same_as_entry_by_entry(a in prop::collection::vec(-30.0..30.0f64, 0..70)) {
            for activation in Activation::ALL {
                let (mut value, mut slope) = (vec![0.0; a.len()], vec![0.0; a.len()]);
                activation.fill(&a, &mut value, &mut slope);
                for i in 0..a.len() {
                    prop_assert_eq!((value[i], slope[i]), activation.value_and_slope(a[i]));
                }
            }
        }

        #[test]
        fn candle_computes_the_same(a in prop::collection::vec(-8.0..8.0f64, 1..50)) {
            for activation in Activation::ALL {
                let tensor = Tensor::new(&a[..], &Device::Cpu).unwrap();
                let candle = activation.forward(&tensor).unwrap().to_vec1::<f64>().unwrap();
                for (x, &ours) in candle.iter().zip(&a) {
                    prop_assert!((x - activation.value_and_slope(ours).0).abs() < 1e-14 * (1.0 + ours.abs()), "{activation:?} at {ours}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn candle_computes_the_same_slopes(a in prop::collection::vec(-40.0..40.0f64, 1..50)) {
            for activation in Activation::ALL {
                let tensor = Tensor::new(&a[..], &Device::Cpu).unwrap();
                let candle = activation.forward_slope(&tensor, &activation.forward(&tensor).unwrap()).unwrap().to_vec1::<f64>().unwrap();
                for (x, &ours) in candle.iter().zip(&a) {
                    prop_assert!((x - activation.value_and_slope(ours).1).abs() < 1e-14, "{activation:?} at {ours}");
                }
            }
        }
    }

    #[test]
    fn far_out_the_activations_stay_finite() {
        for activation in Activation::ALL {
            for a in [-1e300f64, -800.0, 0.0, 800.0, 1e300] {
                let (value, slope) = activation.value_and_slope(a);
                assert!(value.is_finite() && slope.is_finite(), "{activation:?} at {a}");
            }
            assert!(activation.value_and_slope(f64::NAN).0.is_nan(), "{activation:?}: a NaN stays visible");
        }
    }
}
