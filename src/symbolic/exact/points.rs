//! Random rational points, at which identities are checked: an identity between polynomials that fails, fails at nearly every point.

use super::{Dual, Matrix, Network, Similarity};
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

/// The degrees of phi, in turn.
const DEGREES: [usize; 2] = [2, 3];

/// A network with small random rational weights and a random polynomial phi of degree 2 or 3, another for every `point`.
pub fn network(sizes: Sizes, loss: [Dual; 2], similarity: Similarity, point: u64) -> Network {
    let width = sizes.root * sizes.root;
    let mut random = Stream::of_study(point, "exact", "weights");
    let (output, input) = (matrix(width, sizes.outputs, &mut random), matrix(width, sizes.dimension, &mut random));
    let inputs = matrix(3 * sizes.triplets, sizes.dimension, &mut random);
    let degree = DEGREES[point as usize % DEGREES.len()];
    let mut activation = numbers(degree, &mut random);
    activation.push(Dual::ratio(random.integer(1, 6), 3));
    Network { output, input, inputs, activation, similarity, loss }
}

fn numbers(count: usize, random: &mut Stream) -> Vec<Dual> {
    (0..count).map(|_| Dual::ratio(random.integer(-6, 6), random.integer(1, 3))).collect()
}

fn matrix(rows: usize, columns: usize, random: &mut Stream) -> Matrix {
    let entries = numbers(rows * columns, random);
    Matrix::new(rows, columns, |i, j| entries[i * columns + j].clone())
}
