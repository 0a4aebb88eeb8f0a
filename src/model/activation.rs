//! The activations phi, with their slopes phi'.

use candle_core::{Result, Tensor};

use super::tanh;

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

    /// phi(a) and phi'(a).
    pub fn value_and_slope(self, a: f64) -> (f64, f64) {
        match self {
            Self::Tanh => {
                let value = tanh::tanh(a);
                (value, tanh::slope_of_tanh(value))
            }
            Self::Erf => (libm::erf(a), std::f64::consts::FRAC_2_SQRT_PI * libm::exp(-a * a)),
            Self::Softplus => {
                let small = libm::exp(-a.abs());
                let slope = if a >= 0.0 { 1.0 / (1.0 + small) } else { small / (1.0 + small) };
                (a.max(0.0) + libm::log1p(small), slope)
            }
            Self::Gelu => {
                let below = 0.5 * libm::erfc(-a * std::f64::consts::FRAC_1_SQRT_2);
                let density = libm::exp(-0.5 * a * a) * FRAC_1_SQRT_2PI;
                (a * below, below + a * density)
            }
            // Written so that a NaN stays one.
            Self::Relu => (if a < 0.0 { 0.0 } else { a }, if a > 0.0 { 1.0 } else { 0.0 }),
        }
    }

    /// phi and phi' of every entry of `a`; all three slices have one length.
    pub fn fill(self, a: &[f64], value: &mut [f64], slope: &mut [f64]) {
        if self == Self::Tanh {
            return tanh::fill(a, value, slope);
        }
        for ((&a, value), slope) in a.iter().zip(value).zip(slope) {
            (*value, *slope) = self.value_and_slope(a);
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
}

/// 1 / sqrt(2 pi).
const FRAC_1_SQRT_2PI: f64 = 0.398_942_280_401_432_7;

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

    #[test]
    fn far_out_the_activations_stay_finite() {
        for activation in Activation::ALL {
            for a in [-1e300, -800.0, 0.0, 800.0, 1e300] {
                let (value, slope) = activation.value_and_slope(a);
                assert!(value.is_finite() && slope.is_finite(), "{activation:?} at {a}");
            }
            assert!(activation.value_and_slope(f64::NAN).0.is_nan(), "{activation:?}: a NaN stays visible");
        }
    }
}
