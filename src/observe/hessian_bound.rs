//! The bound of Lemma 7 on the Hessian norm within a ball of weights.

use super::hessian::{largest_weights, lengths};
use crate::data::Gram;
use crate::model::{Block, Real, ReducedNetwork, map};

/// |H^(i)(x; theta)|_2 <= (alpha_1 R + alpha_2)/sqrt(M) for |theta - theta(0)| <= R, for every output i and every evaluated input x.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HessianBound {
    /// L2 |x|^2 at the longest input.
    pub alpha_1: f64,
    /// L1 |x| + L2 |x|^2 max_m,i |W_mi(0)| at the longest input.
    pub alpha_2: f64,
    /// M.
    pub width: usize,
}

impl HessianBound {
    /// The bound around the network's present weights for the first `evaluated` inputs, with L1 = sup |phi'| and L2 = sup |phi''|
    /// ([`Smooth::largest`](crate::model::Smooth::largest) has them).
    pub fn around<R: Real>(network: &ReducedNetwork<R>, gram: &Gram, evaluated: usize, (l1, l2): (f64, f64)) -> Self {
        let length = lengths(gram, evaluated).into_iter().fold(0.0, f64::max);
        let alpha_1 = l2 * length * length;
        Self { alpha_1, alpha_2: l1 * length + alpha_1 * largest_of_all(network), width: network.width() }
    }

    /// (alpha_1 R + alpha_2)/sqrt(M).
    pub fn at(&self, radius: f64) -> f64 {
        (self.alpha_1 * radius + self.alpha_2) / (self.width as f64).sqrt()
    }
}

/// max_m,i |W_mi|; the neurons are finite.
pub(super) fn largest_of_all<R: Real>(network: &ReducedNetwork<R>) -> f64 {
    let of_block = |block: Block<'_, R>| largest_weights(block.output).0.iter().fold(0.0, |largest: f64, size| largest.max(size.double()));
    let of_chunks = map(network.workers(), network.chunks(), |chunk| chunk.neurons().blocks().map(of_block).fold(0.0, f64::max));
    of_chunks.into_iter().fold(0.0, f64::max)
}
