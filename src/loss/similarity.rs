//! The similarity s(u, v) of two outputs.

use candle_core::{D, Result, Tensor};

/// The denominator of a cosine similarity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Denominator {
    /// sqrt(|u|^2 + delta^2) sqrt(|v|^2 + delta^2): the smooth form, whose gradient in u is at most 1/delta.
    Smooth,
    /// |u| |v| + delta.
    Sum,
    /// max(|u| |v|, delta).
    Max,
}

/// The similarity of two outputs u, v in R^Z.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Similarity {
    /// u . v
    Dot,
    /// sum_z u_z v_z / z, z from 1: no function of the outputs' inner products, so that training does not commute with rotations of the outputs.
    Weighted,
    /// u . v over a denominator that `delta` keeps away from 0.
    Cosine {
        /// The form of the denominator.
        denominator: Denominator,
        /// delta >= 0; the paper's bounded gradients need delta > 0.
        delta: f64,
    },
}

impl Similarity {
    /// Cosine similarity with the smooth denominator.
    pub const fn cosine(delta: f64) -> Self {
        Self::Cosine { denominator: Denominator::Smooth, delta }
    }

    /// Whether s is a function of the inner products of u and v alone, and so the same for outputs that are rotated together.
    pub fn is_rotation_invariant(&self) -> bool {
        !matches!(self, Self::Weighted)
    }

    /// The name in tables.
    pub fn name(&self) -> String {
        match self {
            Self::Dot => "dot".into(),
            Self::Weighted => "dot weighted by 1/z".into(),
            Self::Cosine { denominator: Denominator::Smooth, delta } => format!("cosine, delta {delta}"),
            Self::Cosine { denominator: Denominator::Sum, delta } => format!("cosine over |u||v| + {delta}"),
            Self::Cosine { denominator: Denominator::Max, delta } => format!("cosine over max(|u||v|, {delta})"),
        }
    }

    /// Canonical text.
    pub fn key(&self) -> String {
        match self {
            Self::Dot => "dot".into(),
            Self::Weighted => "dot weighted".into(),
            Self::Cosine { denominator, delta } => {
                let form = match denominator {
                    Denominator::Smooth => "cosine",
                    Denominator::Sum => "cosine sum",
                    Denominator::Max => "cosine max",
                };
                format!("{form}(delta={delta})")
            }
        }
    }

    /// s(u, v), adding `weight` times its gradients to `du` and `dv`. With p = u.v and q the denominator, the gradient in u is
    /// v/q - (p/q^2) dq/du; |u| has gradient 0 at u = 0, where it has none.
    pub fn accumulate(&self, u: &[f64], v: &[f64], weight: f64, du: &mut [f64], dv: &mut [f64]) {
        let (denominator, delta) = match *self {
            Self::Dot => return add_gradients(u, v, weight, [0.0, 0.0], du, dv),
            Self::Weighted => return add_weighted(u, v, weight, du, dv),
            Self::Cosine { denominator, delta } => (denominator, delta),
        };
        let (p, uu, vv) = (product(u, v), product(u, u), product(v, v));
        // q, and the coefficients a, b with dq/du = a u, dq/dv = b v.
        let (q, a, b) = match denominator {
            Denominator::Smooth => {
                let (su, sv) = ((uu + delta * delta).sqrt(), (vv + delta * delta).sqrt());
                (su * sv, sv / su, su / sv)
            }
            Denominator::Sum | Denominator::Max => {
                let (nu, nv) = (uu.sqrt(), vv.sqrt());
                let clipped = denominator == Denominator::Max && nu * nv <= delta;
                let slope = |n: f64, m: f64| if clipped || n == 0.0 { 0.0 } else { m / n };
                let q = if denominator == Denominator::Sum { nu * nv + delta } else { (nu * nv).max(delta) };
                (q, slope(nu, nv), slope(nv, nu))
            }
        };
        let scale = p / (q * q);
        add_gradients(u, v, weight / q, [-weight * scale * a, -weight * scale * b], du, dv);
    }

    /// s(u, v).
    pub fn value(&self, u: &[f64], v: &[f64]) -> f64 {
        let p = product(u, v);
        let (denominator, delta) = match *self {
            Self::Dot => return p,
            Self::Weighted => return u.iter().zip(v).enumerate().map(|(z, (x, y))| x * y * share(z)).sum(),
            Self::Cosine { denominator, delta } => (denominator, delta),
        };
        let (uu, vv) = (product(u, u), product(v, v));
        p / match denominator {
            Denominator::Smooth => (uu + delta * delta).sqrt() * (vv + delta * delta).sqrt(),
            Denominator::Sum => uu.sqrt() * vv.sqrt() + delta,
            Denominator::Max => (uu.sqrt() * vv.sqrt()).max(delta),
        }
    }

    /// s row by row as candle operations: `u` and `v` are N x Z, the result has N entries.
    pub fn forward(&self, u: &Tensor, v: &Tensor) -> Result<Tensor> {
        let sum = |x: &Tensor, y: &Tensor| (x * y)?.sum(D::Minus1);
        let p = sum(u, v)?;
        let (denominator, delta) = match *self {
            Self::Dot => return Ok(p),
            Self::Weighted => {
                let outputs = u.dim(D::Minus1)?;
                let shares = Tensor::from_iter((0..outputs).map(share), u.device())?.to_dtype(u.dtype())?;
                return sum(u, &v.broadcast_mul(&shares)?);
            }
            Self::Cosine { denominator, delta } => (denominator, delta),
        };
        let (uu, vv) = (sum(u, u)?, sum(v, v)?);
        match denominator {
            Denominator::Smooth => p / ((uu + delta * delta)?.sqrt()? * (vv + delta * delta)?.sqrt()?)?,
            Denominator::Sum => p / ((uu.sqrt()? * vv.sqrt()?)? + delta)?,
            Denominator::Max => p / (uu.sqrt()? * vv.sqrt()?)?.maximum(delta)?,
        }
    }
}

/// du += across v + own[0] u, dv += across u + own[1] v.
fn add_gradients(u: &[f64], v: &[f64], across: f64, own: [f64; 2], du: &mut [f64], dv: &mut [f64]) {
    for z in 0..u.len() {
        du[z] += across * v[z] + own[0] * u[z];
        dv[z] += across * u[z] + own[1] * v[z];
    }
}

/// The same for the weighted dot product.
fn add_weighted(u: &[f64], v: &[f64], weight: f64, du: &mut [f64], dv: &mut [f64]) {
    for z in 0..u.len() {
        du[z] += weight * share(z) * v[z];
        dv[z] += weight * share(z) * u[z];
    }
}

/// The weight of output z, from 0, in the weighted dot product.
fn share(z: usize) -> f64 {
    1.0 / (z + 1) as f64
}

fn product(u: &[f64], v: &[f64]) -> f64 {
    u.iter().zip(v).map(|(x, y)| x * y).sum()
}
