//! The trait of a similarity, which any file may implement.

use candle_core::{Result, Tensor};

/// A similarity s(u, v) of two outputs with one parameter, such as delta; [`Similarity::of`](super::Similarity::of) makes a value of it. Who needs no parameter ignores
/// it.
pub trait Pairing: Send + Sync {
    /// The name in tables.
    fn name(&self, parameter: f64) -> String;

    /// Canonical text, with the parameter if there is one: `cosine(delta=0.01)`. No two similarities share one.
    fn key(&self, parameter: f64) -> String;

    /// Whether s is a function of the inner products of u and v alone, and so the same for outputs that are rotated together.
    fn is_rotation_invariant(&self) -> bool;

    /// Whether ds/du and ds/dv are bounded over all u and v.
    fn has_bounded_gradient(&self, parameter: f64) -> bool;

    /// s(u, v).
    fn value(&self, parameter: f64, u: &[f64], v: &[f64]) -> f64;

    /// Adds `weight` times ds/du and ds/dv to `into`, for outputs u and v.
    fn accumulate(&self, parameter: f64, outputs: [&[f64]; 2], weight: f64, into: [&mut [f64]; 2]);

    /// s row by row as candle operations: `u` and `v` are N x Z, the result has N entries.
    ///
    /// # Errors
    /// Where candle fails.
    fn forward(&self, parameter: f64, u: &Tensor, v: &Tensor) -> Result<Tensor>;
}
