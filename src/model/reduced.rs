//! The reduced network: the same dynamics on pre-activations, in which the input dimension d has no cost (docs/theory.md: ours, exact).
//!
//! V moves only along the data, V(t) = V(0) - S(t) X, so A = V X^T obeys A(t+1) = A(t) - eta (dL/dA) G with G = X X^T, and the outputs, the
//! NTK and all else depend on V through A and G alone. Neurons meet only in the sum U, so the state is kept in blocks of [`super::LANES`] neurons
//! that a step visits once: update a block, then at once add its share of the next U. Chunks of blocks may run on several threads; their shares are
//! added up in f64 in a fixed order, so that the bits do not depend on the number of threads.

use std::sync::Arc;

use faer::Mat;

use super::chunk::{CHUNK, Chunk, Descent};
use super::kernels::{FEW, LANES, Lanes, Panels, Row};
use super::workers::{Alone, Workers, map};
use super::{Activation, InitialLaw, InitialWeights, Real};
use crate::data::Gram;
use crate::loss::Objective;

/// The network as pre-activations A (M x n) and output weights W (M x Z) in precision R, with its current outputs U (n x Z).
#[derive(Debug, Clone)]
pub struct ReducedNetwork<R = f64> {
    activation: Activation,
    width: usize,
    /// Z.
    output_dimension: usize,
    /// G.
    gram: Panels<R>,
    chunks: Vec<Chunk<R>>,
    /// U, n x Z, row by row.
    outputs: Vec<f64>,
    workers: Arc<dyn Workers>,
}

impl<R: Real> ReducedNetwork<R> {
    /// Draws a network of `width` neurons: W(0) from `law`, and A(0) = C R for Gaussian coordinates C (M x r), equal in law to V X^T for V with N(0, 1)
    /// entries, since the rows are i.i.d. N(0, G) either way. The numbers are those of [`InitialWeights::draw`] and
    /// [`ReducedNetwork::from_coordinates`], block by block, so that no matrix of all neurons is held beside the state.
    pub fn draw(width: usize, law: &InitialLaw<'_>, gram: &Gram, activation: Activation, workers: Arc<dyn Workers>) -> Self {
        let root = root_of(gram);
        Self::build(width, law.outputs, gram, activation, workers, |random, (first, neurons), a, w| {
            let mut coordinates = vec![Row::default(); gram.rank()];
            let mut output = vec![Row::default(); law.outputs];
            law.fill_block(random, width, (first, neurons), &mut output, &mut coordinates);
            for (exact, rounded) in output.iter().zip(w) {
                *rounded = exact.0.map(R::of);
            }
            project(&root, &coordinates, a);
        })
    }

    /// The network with pre-activations A = `input` R for Gaussian coordinates `input` (M x r).
    pub fn from_coordinates(weights: &InitialWeights, gram: &Gram, activation: Activation) -> Self {
        let root = root_of(gram);
        Self::build(
            weights.output.nrows(),
            weights.output.ncols(),
            gram,
            activation,
            Arc::new(Alone),
            |_: &mut (), (first, neurons), a, w| {
                let mut coordinates = vec![[0.0; LANES]; gram.rank()];
                copy_block(&weights.input, first, neurons, &mut coordinates);
                let coordinates: Vec<Row<f64>> = coordinates.into_iter().map(Row).collect();
                copy_block(&weights.output, first, neurons, w);
                project(&root, &coordinates, a);
            },
        )
    }

    /// The network with output weights W (M x Z) and pre-activations A (M x n).
    pub fn from_preactivations(output: &Mat<f64>, preactivations: &Mat<f64>, gram: &Gram, activation: Activation) -> Self {
        Self::build(output.nrows(), output.ncols(), gram, activation, Arc::new(Alone), |_: &mut (), (first, neurons), a, w| {
            copy_block(preactivations, first, neurons, a);
            copy_block(output, first, neurons, w);
        })
    }

    /// `fill(state, (first, neurons), preactivations, output)` sets the block of `neurons` neurons from `first` on; `state` is handed on from block to
    /// block of a chunk.
    fn build<S: Default>(
        width: usize,
        output_dimension: usize,
        gram: &Gram,
        activation: Activation,
        workers: Arc<dyn Workers>,
        fill: impl Fn(&mut S, (usize, usize), &mut [Lanes<R>], &mut [Lanes<R>]) + Sync,
    ) -> Self {
        let n = gram.count();
        let chunks = map(&*workers, (0..width).step_by(CHUNK), |first| {
            let neurons = CHUNK.min(width - first);
            let mut state = S::default();
            Chunk::new(neurons, (n, output_dimension), |at, a, w| fill(&mut state, (first + at, LANES.min(neurons - at)), a, w))
        });
        let gram = Panels::new(n, n, |i, j| gram.matrix[(i, j)]);
        let mut network = Self { activation, width, output_dimension, gram, chunks, outputs: vec![0.0; n * output_dimension], workers };
        let shares = map(&*network.workers, &mut network.chunks, |chunk| chunk.set_features(activation));
        network.set_outputs(&shares);
        network
    }

    /// Who runs the parts of this network.
    pub fn workers(&self) -> &dyn Workers {
        &*self.workers
    }

    /// phi.
    pub fn activation(&self) -> Activation {
        self.activation
    }

    /// M.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Z.
    pub fn output_dimension(&self) -> usize {
        self.output_dimension
    }

    /// U, n x Z, row by row.
    pub fn outputs(&self) -> &[f64] {
        &self.outputs
    }

    /// The neurons, chunk after chunk.
    pub fn chunks(&self) -> &[Chunk<R>] {
        &self.chunks
    }

    /// One step of gradient descent on a loss of triplets with step size `step_size`; returns L before the step.
    pub fn descend(&mut self, objective: &Objective, step_size: f64) -> f64 {
        let mut gradient = vec![0.0; self.outputs.len()];
        let loss = objective.value_and_gradient(&self.outputs, self.output_dimension, &mut gradient);
        self.follow(&gradient, step_size);
        loss
    }

    /// One step of gradient descent with step size `step_size`, where `gradient` is dL/dU, n x Z row by row.
    pub fn follow(&mut self, gradient: &[f64], step_size: f64) {
        let factor = -step_size / (self.width as f64).sqrt();
        let scaled: Vec<f64> = gradient.iter().map(|entry| entry * factor).collect();
        let descent = Descent { activation: self.activation, gram: &self.gram, gradient: &grouped(&scaled, self.output_dimension) };
        let shares = map(&*self.workers, &mut self.chunks, |chunk| chunk.descend(&descent));
        self.set_outputs(&shares);
    }

    /// The state of every chunk, block after block: n rows of A^T and then Z of W^T, one neuron in each of [`LANES`] lanes.
    pub fn state(&self) -> Vec<Vec<R>> {
        map(&*self.workers, &self.chunks, |chunk| chunk.neurons().lanes().as_flattened().to_vec())
    }

    /// Changes the state, `change(memory, before, now)` for every chunk with what is remembered of it, its state as it was `before` and as it is; features and
    /// outputs follow.
    pub fn change_state<T: Send>(&mut self, memory: &mut [T], before: &[Vec<R>], change: impl Fn(&mut T, &[R], &mut [R]) + Sync) {
        let activation = self.activation;
        let parts = self.chunks.iter_mut().zip(memory.iter_mut().zip(before));
        let shares = map(&*self.workers, parts, |(chunk, (memory, before))| {
            let mut state = chunk.neurons().lanes().as_flattened().to_vec();
            change(memory, before, &mut state);
            chunk.set_state(state);
            chunk.set_features(activation)
        });
        self.set_outputs(&shares);
    }

    /// Changes the output weights, `change((chunk, block), features, output)` for every block, and with them U.
    pub(super) fn change_output(&mut self, change: impl Fn((usize, usize), &[Lanes<R>], &mut [Lanes<R>]) + Sync) {
        let shares = map(&*self.workers, self.chunks.iter_mut().enumerate(), |(index, chunk)| {
            chunk.change_output(|block, features, output| change((index, block), features, output));
            chunk.outputs()
        });
        self.set_outputs(&shares);
    }

    /// L of a loss of triplets at the current outputs.
    pub fn loss(&self, objective: &Objective) -> f64 {
        objective.value_and_gradient(&self.outputs, self.output_dimension, &mut vec![0.0; self.outputs.len()])
    }

    /// U from the chunks' shares of sqrt(M) U, added in their order.
    fn set_outputs(&mut self, shares: &[Vec<f64>]) {
        let scale = 1.0 / (self.width as f64).sqrt();
        for (index, output) in self.outputs.iter_mut().enumerate() {
            *output = shares.iter().map(|share| share[index]).sum::<f64>() * scale;
        }
    }
}

/// A multiple of dL/dU in groups of [`FEW`] outputs, the last one padded with zeros.
fn grouped<R: Real>(gradient: &[f64], outputs: usize) -> Vec<[R; FEW]> {
    let group = |group: &[f64]| std::array::from_fn(|z| group.get(z).map_or(R::of(0.0), |&g| R::of(g)));
    gradient.chunks_exact(outputs).flat_map(|of_input| of_input.chunks(FEW)).map(group).collect()
}

fn root_of(gram: &Gram) -> Panels<f64> {
    Panels::new(gram.rank(), gram.count(), |k, j| gram.root[(k, j)])
}

/// A = C R for one block, in f64 whatever the precision of the state: f32 and f64 start from the same numbers, up to one rounding.
fn project<R: Real>(root: &Panels<f64>, coordinates: &[Row<f64>], preactivations: &mut [Lanes<R>]) {
    use super::kernels::Kernels;
    let mut exact = vec![[0.0; LANES]; preactivations.len()];
    f64::add_product(root, coordinates, &mut exact, [&[]; 2]);
    for (exact, rounded) in exact.iter().zip(preactivations) {
        *rounded = exact.map(R::of);
    }
}

/// Neurons `first..first + neurons` of a matrix with one neuron a row.
fn copy_block<R: Real>(matrix: &Mat<f64>, first: usize, neurons: usize, rows: &mut [Lanes<R>]) {
    for (column, row) in rows.iter_mut().enumerate() {
        for lane in 0..neurons {
            row[lane] = R::of(matrix[(first + lane, column)]);
        }
    }
}
