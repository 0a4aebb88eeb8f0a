//! The activations phi, with their slopes phi'.

use candle_core::{Result, Tensor};

use super::elementary::{self, Erf, Gelu, Identity, Phi, Relu, Softplus, Tanh};
use super::kernels::{Activated, FEW, Kernels, LANES, Lanes, Row, Sum};
use super::real::{Arithmetic, Real};

/// An expression for the activation's type of two functions.
macro_rules! with_phi {
    ($activation:expr, $phi:ident => $body:expr) => {
        match $activation {
            Activation::Tanh => {
                type $phi = Tanh;
                $body
            }
            Activation::Erf => {
                type $phi = Erf;
                $body
            }
            Activation::Softplus => {
                type $phi = Softplus;
                $body
            }
            Activation::Gelu => {
                type $phi = Gelu;
                $body
            }
            Activation::Linear => {
                type $phi = Identity;
                $body
            }
            Activation::Relu => {
                type $phi = Relu;
                $body
            }
        }
    };
}

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
    /// a: the linear network, as a check of what does not need an activation.
    Linear,
    /// max(a, 0); its slope at 0 is 0.
    Relu,
}

impl Activation {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Tanh, Self::Erf, Self::Softplus, Self::Gelu, Self::Linear, Self::Relu];

    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tanh => "tanh",
            Self::Erf => "erf",
            Self::Softplus => "softplus",
            Self::Gelu => "GELU",
            Self::Linear => "linear",
            Self::Relu => "ReLU",
        }
    }

    /// The name in keys, which stays whatever tables say.
    pub fn key(self) -> &'static str {
        match self {
            Self::Tanh => "tanh",
            Self::Erf => "erf",
            Self::Softplus => "softplus",
            Self::Gelu => "gelu",
            Self::Linear => "identity",
            Self::Relu => "relu",
        }
    }

    /// Whether phi'' exists and is bounded, as the paper assumes.
    pub fn is_smooth(self) -> bool {
        self.smooth().is_some()
    }

    /// phi(a) and phi'(a). phi is within 2 units of the last place wherever it is a normal number, but for softplus in f64 (2.2); tests/activations.rs has
    /// the bounds of both functions in both precisions.
    pub fn value_and_slope<R: Real>(self, a: R) -> (R, R) {
        with_phi!(self, P => P::value_and_slope(a))
    }

    /// phi and phi' of every entry of `a`; all three slices have one length.
    pub fn fill<R: Real>(self, a: &[R], value: &mut [R], slope: &mut [R]) {
        let (mut row, mut values, mut slopes) = ([[R::default(); LANES]], [Row::default()], [Row::default()]);
        for ((a, value), slope) in a.chunks(LANES).zip(value.chunks_mut(LANES)).zip(slope.chunks_mut(LANES)) {
            row[0][..a.len()].copy_from_slice(a);
            self.fill_rows(&row, &mut values, &mut slopes);
            value.copy_from_slice(&values[0].0[..a.len()]);
            slope.copy_from_slice(&slopes[0].0[..a.len()]);
        }
    }

    /// phi and phi' of rows of neurons.
    fn fill_rows<R: Arithmetic>(self, a: &[Lanes<R>], value: &mut [Row<R>], slope: &mut [Row<R>]) {
        with_phi!(self, P => elementary::fill::<P, R>(a, value, slope));
    }

    /// phi of rows of neurons.
    pub(crate) fn fill_values<R: Arithmetic>(self, a: &[Lanes<R>], value: &mut [Lanes<R>]) {
        with_phi!(self, P => elementary::fill_values::<P, R>(a, value));
    }

    /// phi' of rows of neurons whose phi is known.
    pub(crate) fn fill_slopes<R: Arithmetic>(self, a: &[Lanes<R>], value: &[Lanes<R>], slope: &mut [Row<R>]) {
        with_phi!(self, P => elementary::fill_slopes::<P, R>(a, value, slope));
    }

    /// [`Kernels::descend_few`] for this activation.
    pub(super) fn descend_few<R: Kernels>(
        self,
        activated: Activated<'_, R>,
        gradient: &[[R; FEW]],
        output: &mut [Lanes<R>],
        h: &mut [Row<R>],
    ) {
        with_phi!(self, P => R::descend_few::<P>(activated, gradient, output, h));
    }

    /// [`Kernels::add_outputs`] for this activation.
    pub(super) fn add_outputs<R: Kernels>(
        self,
        blocks: (&[Lanes<R>], usize),
        features: &mut [Lanes<R>],
        weights: &[[Row<R>; FEW]],
        sums: &mut [[Sum<R>; FEW]],
    ) {
        with_phi!(self, P => R::add_outputs::<P>(blocks, features, weights, sums));
    }

    /// phi as candle operations, for the direct network.
    pub fn forward(self, a: &Tensor) -> Result<Tensor> {
        match self {
            Self::Tanh => a.tanh(),
            Self::Erf => a.erf(),
            Self::Softplus => a.relu()? + (a.abs()?.neg()?.exp()? + 1.0)?.log()?,
            // candle's own gelu_erf has a derivative that is off by 1e-7.
            Self::Gelu => (a * 0.5)? * ((a * std::f64::consts::FRAC_1_SQRT_2)?.erf()? + 1.0)?,
            Self::Linear => Ok(a.clone()),
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
            Self::Linear => a.ones_like(),
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
