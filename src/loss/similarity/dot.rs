//! The dot product.

use candle_core::{Result, Tensor};

use super::{Pairing, add_gradients, product, products};

/// u . v
pub(super) struct Dot;

impl Pairing for Dot {
    fn name(&self, _: f64) -> String {
        "dot".into()
    }

    fn key(&self, _: f64) -> String {
        "dot".into()
    }

    fn is_rotation_invariant(&self) -> bool {
        true
    }

    fn has_bounded_gradient(&self, _: f64) -> bool {
        false
    }

    fn value(&self, _: f64, u: &[f64], v: &[f64]) -> f64 {
        product(u, v)
    }

    fn accumulate(&self, _: f64, outputs: [&[f64]; 2], weight: f64, into: [&mut [f64]; 2]) {
        add_gradients(outputs, weight, [0.0, 0.0], into);
    }

    fn forward(&self, _: f64, u: &Tensor, v: &Tensor) -> Result<Tensor> {
        products(u, v)
    }
}
