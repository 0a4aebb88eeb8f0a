//! The cosine similarity of the paper.

use candle_core::{Result, Tensor};

use super::{Pairing, add_quotient, product, products};

/// u . v / (sqrt(|u|^2 + delta^2) sqrt(|v|^2 + delta^2)).
pub(super) struct Cosine;

/// sqrt(|u|^2 + delta^2) of u and of v.
fn roots(delta: f64, u: &[f64], v: &[f64]) -> [f64; 2] {
    [u, v].map(|x| (product(x, x) + delta * delta).sqrt())
}

impl Pairing for Cosine {
    fn name(&self, delta: f64) -> String {
        format!("cosine, delta {delta}")
    }

    fn key(&self, delta: f64) -> String {
        format!("cosine(delta={delta})")
    }

    fn is_rotation_invariant(&self) -> bool {
        true
    }

    fn has_bounded_gradient(&self, delta: f64) -> bool {
        delta > 0.0
    }

    fn value(&self, delta: f64, u: &[f64], v: &[f64]) -> f64 {
        let [su, sv] = roots(delta, u, v);
        product(u, v) / (su * sv)
    }

    fn accumulate(&self, delta: f64, outputs: [&[f64]; 2], weight: f64, into: [&mut [f64]; 2]) {
        let [su, sv] = roots(delta, outputs[0], outputs[1]);
        add_quotient(outputs, weight, su * sv, [sv / su, su / sv], into);
    }

    fn forward(&self, delta: f64, u: &Tensor, v: &Tensor) -> Result<Tensor> {
        let root = |x: &Tensor| (products(x, x)? + delta * delta)?.sqrt();
        products(u, v)? / (root(u)? * root(v)?)?
    }
}
