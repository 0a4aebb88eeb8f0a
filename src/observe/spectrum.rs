//! Singular values of W and of U, and the ranks that they make.

use faer::{Mat, MatRef};

use crate::model::{Chunk, Real, ReducedNetwork, map};

/// The place of a singular value, the largest being the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Nth {
    /// The largest.
    First,
    /// The next.
    Second,
    /// And so on.
    Third,
    /// The last one that has a name.
    Fourth,
}

/// Singular values below so many spacings of the state's precision, as a share of the largest, count as 0. Training multiplies the rounding of W(0) as it does any
/// other perturbation; the tests hold both what exact dependencies make of it and how far nearly dependent columns stay above it.
pub const RANK_TOLERANCE: f64 = 1024.0;

/// The singular values of W, descending; `None` where W is not finite. A QR decomposition of each chunk and one of their factors: no products of
/// columns, which would know small values to half of the digits.
pub fn weight_spectrum<R: Real>(network: &ReducedNetwork<R>) -> Option<Vec<f64>> {
    let z = network.output_dimension();
    let factors = map(network.workers(), network.chunks(), |chunk| weights(chunk, z).qr().thin_R().to_owned());
    let mut stacked = Mat::zeros(factors.iter().map(Mat::nrows).sum(), z);
    let mut first = 0;
    for factor in &factors {
        stacked.subrows_mut(first, factor.nrows()).copy_from(factor);
        first += factor.nrows();
    }
    singular(stacked.as_ref())
}

/// The singular value of W at a place; `None` where it has none there, or W is not finite.
pub fn weight_singular_value<R: Real>(network: &ReducedNetwork<R>, nth: Nth) -> Option<f64> {
    weight_spectrum(network)?.get(nth as usize).copied()
}

/// The number of singular values of W that are not 0, rounding apart: [`RANK_TOLERANCE`].
pub fn weight_rank<R: Real>(network: &ReducedNetwork<R>) -> Option<usize> {
    rank_of::<R>(&weight_spectrum(network)?)
}

/// The same of its singular values, descending; `None` where there are none.
pub(crate) fn rank_of<R: Real>(spectrum: &[f64]) -> Option<usize> {
    let least = RANK_TOLERANCE * R::EPSILON * spectrum.first()?;
    Some(spectrum.iter().filter(|&&value| value > least).count())
}

/// The effective rank of the outputs U: e to the entropy of their singular values as shares of the sum of all (Roy and Vetterli, "The effective rank: A
/// measure of effective dimensionality", EUSIPCO 2007). At most the rank, and equal to it where the values are equal. `None` where U is 0 or not finite.
pub fn output_rank<R: Real>(network: &ReducedNetwork<R>) -> Option<f64> {
    let z = network.output_dimension();
    let outputs = MatRef::from_row_major_slice(network.outputs(), network.outputs().len() / z, z);
    let spectrum = singular(outputs)?;
    let total: f64 = spectrum.iter().sum();
    let entropy: f64 = spectrum.iter().map(|value| value / total).filter(|&share| share > 0.0).map(|share| -share * share.ln()).sum();
    (total > 0.0).then(|| entropy.exp())
}

fn singular(matrix: MatRef<'_, f64>) -> Option<Vec<f64>> {
    let finite = matrix.col_iter().all(|column| column.iter().all(|entry| entry.is_finite()));
    finite.then(|| matrix.singular_values().expect("the SVD of a finite matrix converges"))
}

/// W of one chunk, neurons x Z.
fn weights<R: Real>(chunk: &Chunk<R>, z: usize) -> Mat<f64> {
    let neurons = chunk.neurons();
    let count: usize = neurons.blocks().map(|block| block.neurons).sum();
    let mut matrix = Mat::zeros(count, z);
    let mut first = 0;
    for block in neurons.blocks() {
        for (k, row) in block.output.iter().enumerate() {
            (0..block.neurons).for_each(|lane| matrix[(first + lane, k)] = row[lane].double());
        }
        first += block.neurons;
    }
    matrix
}
