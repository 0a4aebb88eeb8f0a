//! Inner products over neurons of features and output weights at two times: all that C_V and its eigenvectors need of the neurons.
//!
//! Features Phi(t) and weights W(t) are kept as their change since the start, E = Phi(t) - Phi(0), and the middle Phi(0) + E/2 (see [`super::ntk`]): what
//! is later made of them takes no difference of large numbers.

use faer::{Mat, MatRef};

use super::ntk::weights;
use super::panel::{Products, add_up, blocks, padded};
use crate::model::{Block, Chunk, Entries, Real, ReducedNetwork, Row, change_and_middle, map};

/// Features and output weights of a network at the time when this was made.
#[derive(Debug)]
pub struct FeatureChange<R = f64> {
    pub(super) start: Vec<Start<R>>,
}

/// Phi(0) and W(0) of one chunk, block after block.
#[derive(Debug)]
pub(super) struct Start<R> {
    pub(super) feature: Vec<Row<R>>,
    output: Vec<Row<R>>,
}

/// The inner products, sums over all neurons, of four families of vectors in R^M: the middles and the changes of the features of n inputs, and the
/// middles and the changes of the Z columns of W.
#[derive(Debug, Clone, PartialEq)]
pub struct InnerProducts {
    /// M.
    pub width: usize,
    /// n.
    pub inputs: usize,
    /// Z.
    pub outputs: usize,
    /// (2n + 2Z) x (2n + 2Z), in the order of the families.
    pub matrix: Mat<f64>,
}

impl<R: Real> FeatureChange<R> {
    /// Takes the network's present state as the start.
    pub fn since(network: &ReducedNetwork<R>) -> Self {
        let of_chunk = |chunk: &Chunk<R>| {
            let mut start = Start { feature: Vec::new(), output: Vec::new() };
            for block in chunk.neurons().blocks() {
                let (first, n) = (start.feature.len(), block.preactivations.len());
                start.feature.resize(first + n, Row::default());
                features(&block, &mut start.feature[first..]);
                start.output.extend(block.output.iter().map(|&row| Row(row)));
            }
            start
        };
        Self { start: map(network.workers(), network.chunks(), of_chunk) }
    }

    /// The inner products of what has changed since the start and of the middle.
    pub fn products(&self, network: &ReducedNetwork<R>) -> InnerProducts {
        let (n, z) = (network.outputs().len() / network.output_dimension(), network.output_dimension());
        let vectors = 2 * n + 2 * z;
        let sums = add_up(map(network.workers(), network.chunks().iter().zip(&self.start), |(chunk, start)| start.sums(chunk)));
        let rows = padded(vectors);
        let matrix = Mat::from_fn(vectors, vectors, |i, j| sums.get(i.min(j) * rows + i.max(j)).copied().unwrap_or(0.0));
        InnerProducts { width: network.width(), inputs: n, outputs: z, matrix }
    }
}

impl<R: Real> Start<R> {
    /// The upper half of the products of one chunk, in padded rows.
    fn sums(&self, chunk: &Chunk<R>) -> Vec<f64> {
        let neurons = chunk.neurons();
        let count = neurons.blocks().len().max(1);
        let (n, z) = (self.feature.len() / count, self.output.len() / count);
        let rows = padded(2 * n + 2 * z);
        let mut products = Products::new((rows, rows), Entries::Upper);
        let mut panel = vec![Row::default(); rows * blocks::<R>()];
        let (mut feature, mut output) = (vec![Row::default(); n], vec![Row::default(); z]);
        let mut filled = 0;
        let starts = self.feature.chunks_exact(n).zip(self.output.chunks_exact(z));
        for (block, (feature_then, output_then)) in neurons.blocks().zip(starts) {
            let (of_features, of_outputs) = panel[filled * rows..][..2 * n + 2 * z].split_at_mut(2 * n);
            let (middle, change) = of_features.split_at_mut(n);
            features(&block, &mut feature);
            change_and_middle(&feature, feature_then, change, middle);
            let (middle, change) = of_outputs.split_at_mut(z);
            weights(&block, &mut output);
            change_and_middle(&output, output_then, change, middle);
            filled += 1;
            if filled == blocks::<R>() {
                products.add(&panel, &panel);
                filled = 0;
            }
        }
        products.add(&panel[..filled * rows], &panel[..filled * rows]);
        products.totals()
    }
}

/// phi at as many inputs as there are rows; 0 in lanes without a neuron.
pub(super) fn features<R: Real>(block: &Block<'_, R>, feature: &mut [Row<R>]) {
    for (row, values) in feature.iter_mut().zip(block.features) {
        row.0 = *values;
        row.0[block.neurons..].fill(R::of(0.0));
    }
}

impl InnerProducts {
    /// The inner products of a network's features and weights as they are; nothing has changed.
    pub fn of<R: Real>(network: &ReducedNetwork<R>) -> Self {
        FeatureChange::since(network).products(network)
    }

    /// The products of the features' middles among themselves, of middles with changes, and of changes: n x n each.
    pub(super) fn of_features(&self) -> [MatRef<'_, f64>; 3] {
        let n = self.inputs;
        [(0, 0), (0, n), (n, n)].map(|(row, column)| self.matrix.submatrix(row, column, n, n))
    }
}
