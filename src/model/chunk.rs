//! A chunk of neurons: the unit of work of a thread, and of a sum.

use super::activation::Activation;
use super::kernels::{LANES, Panels, Row, add_outputs, fold, total};
use super::real::Real;

/// Neurons in a chunk; the last may hold fewer. It does not depend on the number of threads, and so neither does any sum.
pub(super) const CHUNK: usize = 4096;

/// Blocks whose shares of U are summed in the state's precision before they go into the sum in f64.
const GROUP: usize = 32;

/// The state of up to [`CHUNK`] neurons, block after block, one neuron in each lane. Lanes beyond the last neuron hold zeros.
#[derive(Debug, Clone)]
pub struct Chunk<R> {
    /// Number of neurons.
    neurons: usize,
    /// A^T, n rows a block.
    preactivations: Vec<Row<R>>,
    /// W^T, Z rows a block.
    output: Vec<Row<R>>,
    /// n and Z.
    rows: (usize, usize),
}

/// The state of up to [`LANES`] neurons.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a, R> {
    /// Number of neurons.
    pub neurons: usize,
    /// A^T, n rows.
    pub preactivations: &'a [Row<R>],
    /// W^T, Z rows.
    pub output: &'a [Row<R>],
}

/// What a step does to every neuron.
pub(super) struct Descent<'a, R> {
    pub(super) activation: Activation,
    /// G.
    pub(super) gram: &'a Panels<R>,
    /// dL/dU, n x Z.
    pub(super) gradient: &'a [R],
    /// -eta / sqrt(M)
    pub(super) factor: R,
}

impl<R: Real> Chunk<R> {
    /// `neurons` neurons at n = `rows.0` inputs with Z = `rows.1` outputs. `fill(first, preactivations, output)` sets the block whose first neuron
    /// is `first`, counted in this chunk; rows are zeros beforehand.
    pub(super) fn new(neurons: usize, rows: (usize, usize), mut fill: impl FnMut(usize, &mut [Row<R>], &mut [Row<R>])) -> Self {
        let blocks = neurons.div_ceil(LANES);
        let (mut preactivations, mut output) = (vec![Row::default(); blocks * rows.0], vec![Row::default(); blocks * rows.1]);
        for (index, (a, w)) in preactivations.chunks_exact_mut(rows.0).zip(output.chunks_exact_mut(rows.1)).enumerate() {
            fill(index * LANES, a, w);
        }
        Self { neurons, preactivations, output, rows }
    }

    /// The neurons, block after block.
    pub fn blocks(&self) -> impl Iterator<Item = Block<'_, R>> {
        let blocks = self.preactivations.chunks_exact(self.rows.0).zip(self.output.chunks_exact(self.rows.1));
        blocks.enumerate().map(|(index, (preactivations, output))| Block {
            neurons: (self.neurons - index * LANES).min(LANES),
            preactivations,
            output,
        })
    }

    /// This chunk's share of sqrt(M) U.
    pub(super) fn outputs(&self, activation: Activation) -> Vec<f64> {
        let mut feature = vec![Row::default(); self.rows.0];
        let mut share = Share::new(self.rows.0 * self.rows.1);
        for block in self.blocks() {
            activation.fill_values(block.preactivations, &mut feature);
            share.add(&feature, block.output);
        }
        share.finish()
    }

    /// One step of gradient descent: updates every block and at once adds its share of the next sqrt(M) U, which is returned.
    pub(super) fn descend(&mut self, descent: &Descent<'_, R>) -> Vec<f64> {
        let (n, z) = self.rows;
        let (mut feature, mut slope) = (vec![Row::default(); n], vec![Row::default(); n]);
        let mut share = Share::new(n * z);
        for (index, (a, w)) in self.preactivations.chunks_exact_mut(n).zip(self.output.chunks_exact_mut(z)).enumerate() {
            descent.activation.fill_rows(a, &mut feature, &mut slope);
            R::descend_output(&feature, &mut slope, descent.gradient, descent.factor, w);
            R::add_product(descent.gram, &slope, descent.factor, a);
            // A lane without a neuron keeps weight 0, and so never counts.
            let lanes = (self.neurons - index * LANES).min(LANES);
            w.iter_mut().for_each(|row| row.0[lanes..].fill(R::of(0.0)));
            descent.activation.fill_values(a, &mut feature);
            share.add(&feature, w);
        }
        share.finish()
    }
}

/// A sum over blocks of features times weights: lane by lane, [`GROUP`] blocks in the state's precision, groups in f64, and lanes at the end.
struct Share<R> {
    blocks: usize,
    group: Vec<Row<R>>,
    total: Vec<Row<f64>>,
}

impl<R: Real> Share<R> {
    fn new(entries: usize) -> Self {
        Self { blocks: 0, group: vec![Row::default(); entries], total: vec![Row::default(); entries] }
    }

    fn add(&mut self, feature: &[Row<R>], output: &[Row<R>]) {
        add_outputs(feature, output, &mut self.group);
        self.blocks += 1;
        if self.blocks.is_multiple_of(GROUP) {
            fold(&mut self.group, &mut self.total);
        }
    }

    fn finish(mut self) -> Vec<f64> {
        fold(&mut self.group, &mut self.total);
        self.total.iter().map(total).collect()
    }
}
