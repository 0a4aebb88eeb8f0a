//! How far the last column of W is from the first: what duplicate columns of W(0) keep at 0.

use super::larger;
use crate::model::{Lanes, Real, ReducedNetwork, map};

/// max_m |W_m1 - W_mZ|; NaN where there is one column alone.
pub fn column_gap<R: Real>(network: &ReducedNetwork<R>) -> f64 {
    if network.output_dimension() < 2 {
        return f64::NAN;
    }
    let of_chunks = map(network.workers(), network.chunks(), |chunk| {
        let neurons = chunk.neurons();
        let of_block = |output: &[Lanes<R>]| match output {
            [first, .., last] => first.iter().zip(last).map(|(first, last)| (*first - *last).double().abs()).fold(0.0, larger),
            _ => f64::NAN,
        };
        neurons.blocks().map(|block| of_block(block.output)).fold(0.0, larger)
    });
    of_chunks.into_iter().fold(0.0, larger)
}
