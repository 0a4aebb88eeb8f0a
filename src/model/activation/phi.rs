//! The traits of an activation: a type with its functions of one number, which any file may bring.

use candle_core::{Result, Tensor};

use super::Smooth;
use crate::model::Arithmetic;

/// An activation phi as a type; [`Activation::of`](super::Activation::of) makes a value of it, for which the engine's loops are compiled.
///
/// The functions of one number go into these loops with a neuron in each SIMD lane. Mark them `#[inline(always)]`, and select between two numbers
/// that are both computed instead of branching, so that a NaN stays one. [`elementary`](crate::model::elementary) has what they may be built of.
pub trait Phi: 'static {
    /// The name in tables.
    const NAME: &'static str;
    /// The name in keys, which stays whatever tables say. No two activations share one.
    const KEY: &'static str;
    /// sup |phi|; `None` if phi is not bounded.
    const BOUND: Option<f64>;
    /// `Some(Smooth::of::<Self>())` if phi'' exists and is bounded, `None` if not.
    const SMOOTH: Option<Smooth>;

    /// phi(a) and phi'(a).
    fn value_and_slope<R: Arithmetic>(a: R) -> (R, R);

    /// phi'(a), to the last bit, where phi(a) is known.
    #[inline(always)]
    fn slope<R: Arithmetic>(a: R, _value: R) -> R {
        Self::value_and_slope(a).1
    }

    /// phi as candle operations, for networks with candle's gradients.
    ///
    /// # Errors
    /// Where candle fails.
    fn forward(a: &Tensor) -> Result<Tensor>;

    /// phi' as candle operations, for networks whose gradient is by hand; `value` is phi(a).
    ///
    /// # Errors
    /// Where candle fails.
    fn forward_slope(a: &Tensor, value: &Tensor) -> Result<Tensor>;

    /// E\[phi(a) phi(b)\] and E\[phi'(a) phi'(b)\] for normal a, b with the covariance \[E aa, E ab, E bb\]; `None` leaves them to a Gauss-Hermite rule, which
    /// a kink in phi defeats.
    fn expectations(_covariance: [f64; 3]) -> Option<(f64, f64)> {
        None
    }
}

/// An activation whose phi'' exists and is bounded.
pub trait Curved: Phi {
    /// Where |phi'| may be largest: the zeros of phi''.
    const STEEPEST: &'static [f64];
    /// Where |phi''| may be largest: the zeros of phi''', but for those of phi'' itself.
    const MOST_CURVED: &'static [f64];

    /// phi'(a) and phi''(a), each within 8 units of the last place of 1.
    fn slope_and_curvature<R: Arithmetic>(a: R) -> (R, R);
}
