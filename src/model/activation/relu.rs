//! ReLU.

use candle_core::{Result, Tensor};

use super::{Phi, Smooth};
use crate::model::Arithmetic;

/// max(a, 0).
pub(super) struct Relu;

impl Phi for Relu {
    const NAME: &'static str = "ReLU";
    const KEY: &'static str = "relu";
    const BOUND: Option<f64> = None;
    const SMOOTH: Option<Smooth> = None;

    #[inline(always)]
    fn value_and_slope<R: Arithmetic>(a: R) -> (R, R) {
        let (zero, one) = (R::of(0.0), R::of(1.0));
        (if a < zero { zero } else { a }, if a > zero { one } else { zero })
    }

    fn forward(a: &Tensor) -> Result<Tensor> {
        a.relu()
    }

    fn forward_slope(a: &Tensor, _: &Tensor) -> Result<Tensor> {
        a.gt(0.0)?.to_dtype(a.dtype())
    }

    /// Arc-cosine kernels of degree 1 and 0 (Cho and Saul, 2009).
    fn expectations([xx, xy, yy]: [f64; 3]) -> Option<(f64, f64)> {
        let norms = (xx * yy).sqrt();
        let cosine = (xy / norms).clamp(-1.0, 1.0);
        let angle = cosine.acos();
        let pi = std::f64::consts::PI;
        Some((norms * (angle.sin() + (pi - angle) * cosine) / (2.0 * pi), (pi - angle) / (2.0 * pi)))
    }
}
