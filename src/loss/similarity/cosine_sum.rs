//! A cosine similarity with another denominator.

use candle_core::{Result, Tensor};

use super::{Pairing, add_quotient, product, products};

/// u . v / (|u| |v| + delta).
pub(super) struct CosineSum;

impl Pairing for CosineSum {
    fn name(&self, delta: f64) -> String {
        format!("cosine over |u||v| + {delta}")
    }

    fn key(&self, delta: f64) -> String {
        format!("cosine sum(delta={delta})")
    }

    fn is_rotation_invariant(&self) -> bool {
        true
    }

    /// The gradient in u is |v|/delta at u = 0, which is bounded only as far as outputs are.
    fn has_bounded_gradient(&self, _: f64) -> bool {
        false
    }

    fn value(&self, delta: f64, u: &[f64], v: &[f64]) -> f64 {
        product(u, v) / (product(u, u).sqrt() * product(v, v).sqrt() + delta)
    }

    /// |u| has gradient 0 at u = 0, where it has none.
    fn accumulate(&self, delta: f64, outputs: [&[f64]; 2], weight: f64, into: [&mut [f64]; 2]) {
        let [nu, nv] = outputs.map(|x| product(x, x).sqrt());
        let slope = |n: f64, m: f64| if n == 0.0 { 0.0 } else { m / n };
        add_quotient(outputs, weight, nu * nv + delta, [slope(nu, nv), slope(nv, nu)], into);
    }

    fn forward(&self, delta: f64, u: &Tensor, v: &Tensor) -> Result<Tensor> {
        let (uu, vv) = (products(u, u)?, products(v, v)?);
        products(u, v)? / ((uu.sqrt()? * vv.sqrt()?)? + delta)?
    }
}
