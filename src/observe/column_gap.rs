//! How far the last column of W is from the first: what duplicate columns of W(0) keep at 0.

use super::larger;
use crate::claim::Quantity;
use crate::model::{Lanes, Real, ReducedNetwork, map};
use crate::train::{Now, OfReduced};

/// sup over steps up to t of max_m |W_m1(t) - W_mZ(t)|, first column against last.
pub const COLUMN_GAP: Quantity = Quantity::size("column_gap", "max |W_1(t) - W_Z(t)|, first and last column").supremum();

/// [`COLUMN_GAP`]
#[derive(Debug, Clone, Copy)]
pub struct ColumnGap;

impl OfReduced for ColumnGap {
    fn quantity(&self) -> Quantity {
        COLUMN_GAP
    }

    fn value<R: Real>(&self, now: &Now<'_, ReducedNetwork<R>>) -> f64 {
        column_gap(now.network)
    }
}

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
