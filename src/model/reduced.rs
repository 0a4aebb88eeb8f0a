//! The reduced network: the same dynamics on pre-activations, in which the input dimension d has no cost (theory: ours, exact).
//!
//! V moves only along the data, V(t) = V(0) - S(t) X, so A = V X^T obeys A(t+1) = A(t) - eta (dL/dA) G with G = X X^T, and the outputs, the
//! NTK and all else depend on V through A and G alone. Neurons meet only in the sum U, so the state is kept in blocks of [`LANES`] neurons that
//! a step visits once: update a block, then at once add its share of the next U.

use faer::Mat;

use super::{Activation, InitialWeights, Objective, kernels};
use crate::data::Gram;

/// Neurons in a block. The last block may hold fewer.
pub const LANES: usize = 64;

/// The network as pre-activations A (M x n) and output weights W (M x Z), with its current outputs U (n x Z).
#[derive(Debug, Clone)]
pub struct ReducedNetwork {
    activation: Activation,
    width: usize,
    inputs: usize,
    /// Z.
    output_dimension: usize,
    /// G, n x n, row by row.
    gram: Vec<f64>,
    /// A, block after block; each block n x lanes, row by row.
    preactivations: Vec<f64>,
    /// W, block after block; each block Z x lanes, row by row.
    output: Vec<f64>,
    /// U, n x Z, row by row.
    outputs: Vec<f64>,
}

/// The state of up to [`LANES`] neurons.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    /// Number of neurons.
    pub lanes: usize,
    /// A^T: n x lanes, row by row.
    pub preactivations: &'a [f64],
    /// W^T: Z x lanes, row by row.
    pub output: &'a [f64],
}

impl ReducedNetwork {
    /// The network with pre-activations A = `input` R for Gaussian coordinates `input` (M x r): equal in law to A = V X^T for V with N(0, 1)
    /// entries, since the rows are i.i.d. N(0, G) either way.
    pub fn from_coordinates(weights: &InitialWeights, gram: &Gram, activation: Activation) -> Self {
        Self::from_preactivations(&weights.output, &(&weights.input * &gram.root), gram, activation)
    }

    /// The network with output weights W (M x Z) and pre-activations A (M x n).
    pub fn from_preactivations(output: &Mat<f64>, preactivations: &Mat<f64>, gram: &Gram, activation: Activation) -> Self {
        let n = gram.count();
        let mut network = Self {
            activation,
            width: output.nrows(),
            inputs: n,
            output_dimension: output.ncols(),
            gram: (0..n * n).map(|index| gram.matrix[(index / n, index % n)]).collect(),
            preactivations: into_blocks(preactivations),
            output: into_blocks(output),
            outputs: vec![0.0; n * output.ncols()],
        };
        network.evaluate();
        network
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

    /// The neurons, block after block.
    pub fn blocks(&self) -> impl Iterator<Item = Block<'_>> {
        let (n, z) = (self.inputs, self.output_dimension);
        self.preactivations.chunks(n * LANES).zip(self.output.chunks(z * LANES)).map(move |(preactivations, output)| Block {
            lanes: output.len() / z,
            preactivations,
            output,
        })
    }

    /// One step of gradient descent with step size `step_size`; returns L before the step.
    pub fn descend(&mut self, objective: &Objective, step_size: f64) -> f64 {
        let (n, z) = (self.inputs, self.output_dimension);
        let mut gradient = vec![0.0; n * z];
        let loss = objective.value_and_gradient(&self.outputs, z, &mut gradient);
        let factor = -step_size / (self.width as f64).sqrt();
        let mut scratch = Scratch::new(n);
        self.outputs.fill(0.0);
        for (preactivations, output) in self.preactivations.chunks_mut(n * LANES).zip(self.output.chunks_mut(z * LANES)) {
            let lanes = output.len() / z;
            let (feature, slope) = scratch.fill(self.activation, preactivations);
            let mut sums = Vec::new();
            kernels::descend_output(feature, slope, &gradient, factor, lanes, output, &mut sums);
            kernels::add_product(&self.gram, slope, factor, lanes, preactivations);
            let (feature, _) = scratch.fill(self.activation, preactivations);
            kernels::add_outputs(feature, output, lanes, &mut self.outputs);
        }
        self.normalise_outputs();
        loss
    }

    /// L at the current outputs.
    pub fn loss(&self, objective: &Objective) -> f64 {
        let mut gradient = vec![0.0; self.outputs.len()];
        objective.value_and_gradient(&self.outputs, self.output_dimension, &mut gradient)
    }

    fn evaluate(&mut self) {
        let mut scratch = Scratch::new(self.inputs);
        let mut outputs = std::mem::take(&mut self.outputs);
        for block in self.blocks() {
            let (feature, _) = scratch.fill(self.activation, block.preactivations);
            kernels::add_outputs(feature, block.output, block.lanes, &mut outputs);
        }
        self.outputs = outputs;
        self.normalise_outputs();
    }

    fn normalise_outputs(&mut self) {
        let scale = 1.0 / (self.width as f64).sqrt();
        self.outputs.iter_mut().for_each(|u| *u *= scale);
    }
}

/// Features and slopes of one block.
struct Scratch {
    feature: Vec<f64>,
    slope: Vec<f64>,
}

impl Scratch {
    fn new(rows: usize) -> Self {
        Self { feature: vec![0.0; rows * LANES], slope: vec![0.0; rows * LANES] }
    }

    fn fill(&mut self, activation: Activation, preactivations: &[f64]) -> (&[f64], &mut [f64]) {
        let (feature, slope) = (&mut self.feature[..preactivations.len()], &mut self.slope[..preactivations.len()]);
        activation.fill(preactivations, feature, slope);
        (feature, slope)
    }
}

/// A matrix with one neuron a row, as blocks with one neuron a lane.
fn into_blocks(matrix: &Mat<f64>) -> Vec<f64> {
    let (width, columns) = (matrix.nrows(), matrix.ncols());
    let mut blocks = Vec::with_capacity(width * columns);
    for first in (0..width).step_by(LANES) {
        for column in 0..columns {
            blocks.extend((first..width.min(first + LANES)).map(|neuron| matrix[(neuron, column)]));
        }
    }
    blocks
}
