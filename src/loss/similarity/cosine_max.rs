//! A cosine similarity with another denominator.

use candle_core::{Result, Tensor};

use super::{Pairing, add_quotient, product, products};

/// u . v / max(|u| |v|, delta).
pub(super) struct CosineMax;

impl Pairing for CosineMax {
    fn name(&self, delta: f64) -> String {
        format!("cosine over max(|u||v|, {delta})")
    }

    fn key(&self, delta: f64) -> String {
        format!("cosine max(delta={delta})")
    }

    fn is_rotation_invariant(&self) -> bool {
        true
    }

    /// The gradient in u is |v|/delta at u = 0, which is bounded only as far as outputs are.
    fn has_bounded_gradient(&self, _: f64) -> bool {
        false
    }

    fn value(&self, delta: f64, u: &[f64], v: &[f64]) -> f64 {
        product(u, v) / (product(u, u).sqrt() * product(v, v).sqrt()).max(delta)
    }

    /// |u| has gradient 0 at u = 0, where it has none.
    fn accumulate(&self, delta: f64, outputs: [&[f64]; 2], weight: f64, into: [&mut [f64]; 2]) {
        let [nu, nv] = outputs.map(|x| product(x, x).sqrt());
        let clipped = nu * nv <= delta;
        let slope = |n: f64, m: f64| if clipped || n == 0.0 { 0.0 } else { m / n };
        add_quotient(outputs, weight, (nu * nv).max(delta), [slope(nu, nv), slope(nv, nu)], into);
    }

    fn forward(&self, delta: f64, u: &Tensor, v: &Tensor) -> Result<Tensor> {
        let (uu, vv) = (products(u, u)?, products(v, v)?);
        products(u, v)? / (uu.sqrt()? * vv.sqrt()?)?.maximum(delta)?
    }
}
