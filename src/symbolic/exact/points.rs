//! Random rational points, at which identities are checked: an identity between polynomials that fails, fails at nearly every point.

use super::{Dual, Matrix, Network};
use crate::random::Stream;

/// Sizes of a network.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// The square root of M.
    pub root: usize,
    /// Z.
    pub outputs: usize,
    /// d.
    pub dimension: usize,
    /// N.
    pub triplets: usize,
}

/// A network with small random rational weights, another for every `point`.
pub fn network(sizes: Sizes, loss: [Dual; 2], point: u64) -> Network {
    let width = sizes.root * sizes.root;
    let mut random = Stream::of_study(point, "exact", "weights");
    let mut matrix = |rows: usize, columns: usize| {
        let entries: Vec<Dual> = (0..rows * columns).map(|_| Dual::ratio(random.integer(-9, 9), random.integer(1, 5))).collect();
        Matrix::new(rows, columns, |i, j| entries[i * columns + j].clone())
    };
    Network {
        output: matrix(width, sizes.outputs),
        input: matrix(width, sizes.dimension),
        inputs: matrix(3 * sizes.triplets, sizes.dimension),
        activation: vec![Dual::ratio(1, 2), Dual::ratio(3, 4), Dual::ratio(-1, 5)],
        loss,
    }
}
