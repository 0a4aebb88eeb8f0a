//! The activations phi, with their slopes phi': values, of which a file each has all that is known.

mod compiled;
pub mod elementary;
mod erf;
mod gelu;
mod linear;
mod phi;
mod relu;
mod right;
mod smooth;
mod softplus;
mod tanh;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use candle_core::{Result, Tensor};

use compiled::Compiled;
pub(super) use compiled::{AnyCurve, AnyPhi, CurveLoops, Loops};
use erf::Erf;
use gelu::Gelu;
use linear::Linear;
pub use phi::{Curved, Phi};
use relu::Relu;
pub use right::activation_is_right;
pub use smooth::Smooth;
use softplus::Softplus;
use tanh::Tanh;

use super::kernels::{Activated, FEW, LANES, Lanes, Row, Sum};
use super::real::Real;

/// An activation phi. Two are equal if their keys are.
#[derive(Clone, Copy)]
pub struct Activation(&'static &'static dyn AnyPhi);

/// The tables of this crate's own: as statics their loops are compiled here, and not again in every crate that names an activation.
static TANH: &dyn AnyPhi = &Compiled::<Tanh>::NEW;
static ERF: &dyn AnyPhi = &Compiled::<Erf>::NEW;
static SOFTPLUS: &dyn AnyPhi = &Compiled::<Softplus>::NEW;
static GELU: &dyn AnyPhi = &Compiled::<Gelu>::NEW;
static LINEAR: &dyn AnyPhi = &Compiled::<Linear>::NEW;
static RELU: &dyn AnyPhi = &Compiled::<Relu>::NEW;

impl Activation {
    /// tanh(a).
    pub const TANH: Self = Self(&TANH);
    /// The error function erf(a).
    pub const ERF: Self = Self(&ERF);
    /// log(1 + e^a).
    pub const SOFTPLUS: Self = Self(&SOFTPLUS);
    /// a P(N(0,1) <= a).
    pub const GELU: Self = Self(&GELU);
    /// a: the linear network, as a check of what does not need an activation.
    pub const LINEAR: Self = Self(&LINEAR);
    /// max(a, 0); its slope at 0 is 0.
    pub const RELU: Self = Self(&RELU);

    /// Those of this crate.
    pub const ALL: [Self; 6] = [Self::TANH, Self::ERF, Self::SOFTPLUS, Self::GELU, Self::LINEAR, Self::RELU];

    /// An activation of any file, as fast as those of this crate: the engine's loops are compiled for it.
    pub const fn of<P: Phi>() -> Self {
        Self(Compiled::<P>::TABLE)
    }

    /// The name in tables.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The name in keys, which stays whatever tables say.
    pub fn key(self) -> &'static str {
        self.0.key()
    }

    /// sup |phi|; `None` if phi is not bounded.
    pub fn bound(self) -> Option<f64> {
        self.0.bound()
    }

    /// The activation as a smooth one; `None` if it has no bounded phi''.
    pub fn smooth(self) -> Option<Smooth> {
        self.0.smooth()
    }

    /// Whether phi'' exists and is bounded, as the paper assumes.
    pub fn is_smooth(self) -> bool {
        self.smooth().is_some()
    }

    /// E\[phi(a) phi(b)\] and E\[phi'(a) phi'(b)\] in closed form: see [`Phi::expectations`].
    pub fn expectations(self, covariance: [f64; 3]) -> Option<(f64, f64)> {
        self.0.expectations(covariance)
    }

    /// phi(a) and phi'(a). For this crate's own phi is within 2 units of the last place wherever it is a normal number, but for softplus in f64 (2.2);
    /// tests/suite/activations.rs has the bounds of both functions in both precisions.
    pub fn value_and_slope<R: Real>(self, a: R) -> (R, R) {
        R::loops(*self.0).value_and_slope(a)
    }

    /// phi and phi' of every entry of `a`; all three slices have one length.
    pub fn fill<R: Real>(self, a: &[R], value: &mut [R], slope: &mut [R]) {
        let (mut row, mut values, mut slopes) = ([[R::default(); LANES]], [Row::default()], [Row::default()]);
        for ((a, value), slope) in a.chunks(LANES).zip(value.chunks_mut(LANES)).zip(slope.chunks_mut(LANES)) {
            row[0][..a.len()].copy_from_slice(a);
            R::loops(*self.0).fill_rows(&row, &mut values, &mut slopes);
            value.copy_from_slice(&values[0].0[..a.len()]);
            slope.copy_from_slice(&slopes[0].0[..a.len()]);
        }
    }

    /// phi of rows of neurons.
    pub(crate) fn fill_values<R: Real>(self, a: &[Lanes<R>], value: &mut [Lanes<R>]) {
        R::loops(*self.0).fill_values(a, value);
    }

    /// phi' of rows of neurons whose phi is known.
    pub(crate) fn fill_slopes<R: Real>(self, a: &[Lanes<R>], value: &[Lanes<R>], slope: &mut [Row<R>]) {
        R::loops(*self.0).fill_slopes(a, value, slope);
    }

    /// [`super::kernels::Kernels::descend_few`] for this activation.
    pub(super) fn descend_few<R: Real>(
        self,
        activated: Activated<'_, R>,
        gradient: &[[R; FEW]],
        output: &mut [Lanes<R>],
        h: &mut [Row<R>],
    ) {
        R::loops(*self.0).descend_few(activated, gradient, output, h);
    }

    /// [`super::kernels::Kernels::add_outputs`] for this activation.
    pub(super) fn add_outputs<R: Real>(
        self,
        blocks: (&[Lanes<R>], usize),
        features: &mut [Lanes<R>],
        weights: &[[Row<R>; FEW]],
        sums: &mut [[Sum<R>; FEW]],
    ) {
        R::loops(*self.0).add_outputs(blocks, features, weights, sums);
    }

    /// phi as candle operations, for the direct network.
    pub fn forward(self, a: &Tensor) -> Result<Tensor> {
        self.0.forward(a)
    }

    /// phi' as candle operations, for networks whose gradient is by hand; `value` is phi(a).
    pub fn forward_slope(self, a: &Tensor, value: &Tensor) -> Result<Tensor> {
        self.0.forward_slope(a, value)
    }
}

impl fmt::Debug for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl PartialEq for Activation {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Activation {}

impl Hash for Activation {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl PartialOrd for Activation {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Activation {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(other.key())
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
