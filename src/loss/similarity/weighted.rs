//! The dot product with weights.

use candle_core::{D, Result, Tensor};

use super::{Pairing, products};

/// sum_z u_z v_z / z, z from 1.
pub(super) struct Weighted;

/// The weight of output z, from 0.
fn share(z: usize) -> f64 {
    1.0 / (z + 1) as f64
}

impl Pairing for Weighted {
    fn name(&self, _: f64) -> String {
        "dot weighted by 1/z".into()
    }

    fn key(&self, _: f64) -> String {
        "dot weighted".into()
    }

    fn is_rotation_invariant(&self) -> bool {
        false
    }

    fn has_bounded_gradient(&self, _: f64) -> bool {
        false
    }

    fn value(&self, _: f64, u: &[f64], v: &[f64]) -> f64 {
        u.iter().zip(v).enumerate().map(|(z, (x, y))| x * y * share(z)).sum()
    }

    fn accumulate(&self, _: f64, [u, v]: [&[f64]; 2], weight: f64, [du, dv]: [&mut [f64]; 2]) {
        for z in 0..u.len() {
            du[z] += weight * share(z) * v[z];
            dv[z] += weight * share(z) * u[z];
        }
    }

    fn forward(&self, _: f64, u: &Tensor, v: &Tensor) -> Result<Tensor> {
        let outputs = u.dim(D::Minus1)?;
        let shares = Tensor::from_iter((0..outputs).map(share), u.device())?.to_dtype(u.dtype())?;
        products(u, &v.broadcast_mul(&shares)?)
    }
}
