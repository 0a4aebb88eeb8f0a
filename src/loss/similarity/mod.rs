//! The similarity s(u, v) of two outputs: values, of which a file each has all that is known.

mod cosine;
mod cosine_max;
mod cosine_sum;
mod dot;
mod pairing;
mod right;
mod weighted;

use std::fmt;

use candle_core::{D, Result, Tensor};

pub use pairing::Pairing;
pub use right::similarity_is_right;

/// The similarity of two outputs u, v in R^Z. Two are equal if their keys are.
#[derive(Clone, Copy)]
pub struct Similarity {
    pairing: &'static dyn Pairing,
    parameter: f64,
}

impl Similarity {
    /// u . v
    pub const DOT: Self = Self::of(&dot::Dot, 0.0);
    /// sum_z u_z v_z / z, z from 1: no function of the outputs' inner products, so that training does not commute with rotations of the outputs.
    pub const WEIGHTED: Self = Self::of(&weighted::Weighted, 0.0);

    /// Cosine similarity with the smooth denominator sqrt(|u|^2 + delta^2) sqrt(|v|^2 + delta^2), whose gradient in u is at most 1/delta. The paper's
    /// bounded gradients need delta > 0.
    pub const fn cosine(delta: f64) -> Self {
        Self::of(&cosine::Cosine, delta)
    }

    /// Cosine similarity with the denominator |u| |v| + delta.
    pub const fn cosine_sum(delta: f64) -> Self {
        Self::of(&cosine_sum::CosineSum, delta)
    }

    /// Cosine similarity with the denominator max(|u| |v|, delta).
    pub const fn cosine_max(delta: f64) -> Self {
        Self::of(&cosine_max::CosineMax, delta)
    }

    /// A similarity of any file, with its parameter; one that has none is given any number.
    pub const fn of(pairing: &'static dyn Pairing, parameter: f64) -> Self {
        Self { pairing, parameter }
    }

    /// Whether s is a function of the inner products of u and v alone, and so the same for outputs that are rotated together.
    pub fn is_rotation_invariant(&self) -> bool {
        self.pairing.is_rotation_invariant()
    }

    /// Whether ds/du and ds/dv are bounded over all u and v.
    pub fn has_bounded_gradient(&self) -> bool {
        self.pairing.has_bounded_gradient(self.parameter)
    }

    /// The name in tables.
    pub fn name(&self) -> String {
        self.pairing.name(self.parameter)
    }

    /// Canonical text.
    pub fn key(&self) -> String {
        self.pairing.key(self.parameter)
    }

    /// Adds `weight` times the gradients of s(u, v) to `du` and `dv`.
    pub fn accumulate(&self, u: &[f64], v: &[f64], weight: f64, du: &mut [f64], dv: &mut [f64]) {
        self.pairing.accumulate(self.parameter, [u, v], weight, [du, dv]);
    }

    /// s(u, v).
    pub fn value(&self, u: &[f64], v: &[f64]) -> f64 {
        self.pairing.value(self.parameter, u, v)
    }

    /// s row by row as candle operations: `u` and `v` are N x Z, the result has N entries.
    pub fn forward(&self, u: &Tensor, v: &Tensor) -> Result<Tensor> {
        self.pairing.forward(self.parameter, u, v)
    }
}

impl fmt::Debug for Similarity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key())
    }
}

impl PartialEq for Similarity {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

/// u . v
fn product(u: &[f64], v: &[f64]) -> f64 {
    u.iter().zip(v).map(|(x, y)| x * y).sum()
}

/// u . v row by row.
fn products(u: &Tensor, v: &Tensor) -> Result<Tensor> {
    (u * v)?.sum(D::Minus1)
}

/// du += across v + own[0] u, dv += across u + own[1] v.
fn add_gradients([u, v]: [&[f64]; 2], across: f64, own: [f64; 2], [du, dv]: [&mut [f64]; 2]) {
    for z in 0..u.len() {
        du[z] += across * v[z] + own[0] * u[z];
        dv[z] += across * u[z] + own[1] * v[z];
    }
}

/// The gradients of p/q for p = u.v and a denominator q with dq/du = slopes[0] u and dq/dv = slopes[1] v: v/q - (p/q^2) dq/du in u.
fn add_quotient(outputs: [&[f64]; 2], weight: f64, q: f64, slopes: [f64; 2], into: [&mut [f64]; 2]) {
    let scale = product(outputs[0], outputs[1]) / (q * q);
    add_gradients(outputs, weight / q, slopes.map(|slope| -weight * scale * slope), into);
}
