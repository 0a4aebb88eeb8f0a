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
        Self::with_weights(network, gram, evaluated, (l1, l2), largest_of_all(network))
    }

    /// The bound as the lemma states it, before any weight is drawn: max_m,i |W_mi(0)| <= sqrt(2 log(2 M Z / p)) with probability 1 - p where the entries of
    /// W(0) are N(0, 1), by the union bound over the M Z entries; p is [`Self::FAILS`]. Where phi'' does not exist, L2 is NaN and so is the bound.
    pub fn likely<R: Real>(network: &ReducedNetwork<R>, gram: &Gram, evaluated: usize) -> Self {
        let constants = network.activation().smooth().map_or((f64::NAN, f64::NAN), |smooth| smooth.largest());
        let entries = (network.width() * network.output_dimension()) as f64;
        Self::with_weights(network, gram, evaluated, constants, (2.0 * (2.0 * entries / Self::FAILS).ln()).sqrt())
    }

    /// The probability with which [`Self::likely`] may fail, of each network.
    pub const FAILS: f64 = 1e-6;

    fn with_weights<R: Real>(network: &ReducedNetwork<R>, gram: &Gram, evaluated: usize, (l1, l2): (f64, f64), largest: f64) -> Self {
        let length = lengths(gram, evaluated).into_iter().fold(0.0, f64::max);
        let alpha_1 = l2 * length * length;
        Self { alpha_1, alpha_2: l1 * length + alpha_1 * largest, width: network.width() }
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
