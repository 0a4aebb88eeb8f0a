//! The reduced network as candle tensors on any device: the dynamics of [`super::ReducedNetwork`] in candle's own operations, its gradient by hand.
//!
//! With H = W (dL/dU)^T a step is A <- A - eta M^{-1/2} (H o phi'(A)) G and W <- W - eta M^{-1/2} phi(A) dL/dU. Chunks of neurons are visited one after
//! the other, so that beside the state no more than a few matrices of one chunk exist. The outputs, n x Z, are all that leaves the device in a step.

use candle_core::{DType, Device, Result, Tensor};

use super::direct::tensor_of;
use super::workers::map;
use super::{Activation, InitialLaw, Precision, Workers};
use crate::data::Gram;
use crate::loss::Objective;

/// Neurons whose products are summed in the state's precision before they go into the sum in f64.
const BLOCK: usize = 4096;

/// The network as pre-activations A (M x n) and output weights W (M x Z) on a device, with its current outputs U (n x Z).
#[derive(Debug, Clone)]
pub struct TensorNetwork {
    activation: Activation,
    width: usize,
    /// Z.
    output_dimension: usize,
    /// G, n x n.
    gram: Tensor,
    chunks: Vec<TensorChunk>,
    /// U, n x Z, row by row.
    outputs: Vec<f64>,
}

/// The state of up to 65 536 neurons: whole blocks of 4096, or fewer neurons than one block. A clone shares the tensors; a step makes new ones.
#[derive(Debug, Clone)]
pub struct TensorChunk {
    /// A, one neuron a row, n columns.
    pub preactivations: Tensor,
    /// W, one neuron a row, Z columns.
    pub output: Tensor,
}

impl TensorNetwork {
    /// Neurons in a chunk: enough to keep a GPU busy for longer than it takes to launch the work.
    pub const CHUNK: usize = 16 * BLOCK;

    /// Draws a network of `width` neurons on `device` in precision `precision` (F32 or F64), from the numbers of [`super::ReducedNetwork::draw`];
    /// `workers` draw them, chunk by chunk. A(0) is computed in f64 and then rounded.
    ///
    /// # Errors
    /// Where the device fails, or has too little memory.
    pub fn draw(
        width: usize,
        law: &InitialLaw<'_>,
        gram: &Gram,
        activation: Activation,
        workers: &dyn Workers,
        (device, precision): (&Device, DType),
    ) -> Result<Self> {
        let (z, r) = (law.outputs, gram.rank());
        let root = tensor_of(&gram.root, DType::F64, device)?;
        let chunks = chunks(width).map(|(first, neurons)| {
            let parts = (first..first + neurons).step_by(BLOCK).map(|at| (at, BLOCK.min(first + neurons - at)));
            let numbers = map(workers, parts, |part| law.rows(width, part, r)).concat();
            let numbers = Tensor::from_vec(numbers, (neurons, z + r), device)?;
            let preactivations = numbers.narrow(1, z, r)?.contiguous()?.matmul(&root)?.to_dtype(precision)?;
            Ok(TensorChunk { preactivations, output: numbers.narrow(1, 0, z)?.contiguous()?.to_dtype(precision)? })
        });
        let chunks = chunks.collect::<Result<Vec<_>>>()?;
        let gram = tensor_of(&gram.matrix, precision, device)?;
        let mut network = Self { activation, width, output_dimension: z, gram, chunks, outputs: Vec::new() };
        let shares = network.chunks.iter().map(|chunk| chunk.share(activation)).collect::<Result<Vec<_>>>()?;
        network.set_outputs(&shares)?;
        Ok(network)
    }

    /// Where the state lies.
    pub fn device(&self) -> &Device {
        self.gram.device()
    }

    /// phi.
    pub fn activation(&self) -> Activation {
        self.activation
    }

    /// The precision of the state.
    pub fn precision(&self) -> Precision {
        if self.gram.dtype() == DType::F32 { Precision::F32 } else { Precision::F64 }
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
    pub fn chunks(&self) -> &[TensorChunk] {
        &self.chunks
    }

    /// One step of gradient descent on a loss of triplets with step size `step_size`; returns L before the step.
    ///
    /// # Errors
    /// Where the device fails; the network is then in no defined state.
    pub fn descend(&mut self, objective: &Objective, step_size: f64) -> Result<f64> {
        let mut gradient = vec![0.0; self.outputs.len()];
        let loss = objective.value_and_gradient(&self.outputs, self.output_dimension, &mut gradient);
        self.follow(&gradient, step_size)?;
        Ok(loss)
    }

    /// One step of gradient descent with step size `step_size`, where `gradient` is dL/dU, n x Z row by row.
    ///
    /// # Errors
    /// Where the device fails; the network is then in no defined state.
    pub fn follow(&mut self, gradient: &[f64], step_size: f64) -> Result<()> {
        let factor = -step_size / (self.width as f64).sqrt();
        let gradient: Vec<f64> = gradient.iter().map(|entry| entry * factor).collect();
        let shape = (self.gram.dim(0)?, self.output_dimension);
        let gradient = Tensor::from_vec(gradient, shape, self.device())?.to_dtype(self.gram.dtype())?;
        let mut shares = Vec::with_capacity(self.chunks.len());
        for chunk in &mut self.chunks {
            chunk.descend(self.activation, &gradient, &self.gram)?;
            shares.push(chunk.share(self.activation)?);
        }
        self.set_outputs(&shares)
    }

    /// U from the chunks' shares of sqrt(M) U, added in their order.
    fn set_outputs(&mut self, shares: &[Tensor]) -> Result<()> {
        let sum = Tensor::stack(shares, 0)?.sum(0)?;
        self.outputs = (sum / (self.width as f64).sqrt())?.flatten_all()?.to_vec1()?;
        Ok(())
    }
}

impl TensorChunk {
    /// This chunk's share of sqrt(M) U.
    fn share(&self, activation: Activation) -> Result<Tensor> {
        sum_of_products(&activation.forward(&self.preactivations)?, &self.output)
    }

    /// Adds (H o phi'(A)) G to A and phi(A) `gradient` to W, where H = W `gradient`^T. `gradient` is n x Z.
    fn descend(&mut self, activation: Activation, gradient: &Tensor, gram: &Tensor) -> Result<()> {
        let feature = activation.forward(&self.preactivations)?;
        let slope = activation.forward_slope(&self.preactivations, &feature)?;
        let of_preactivations = (self.output.matmul(&gradient.t()?)? * slope)?;
        self.preactivations = (&self.preactivations + of_preactivations.matmul(gram)?)?;
        self.output = (&self.output + feature.matmul(gradient)?)?;
        Ok(())
    }
}

/// Left^T Right, in f64, of matrices with one neuron a row: within a block in their precision, blocks in f64.
pub(crate) fn sum_of_products(left: &Tensor, right: &Tensor) -> Result<Tensor> {
    let neurons = left.dim(0)?;
    let blocks = neurons.div_ceil(BLOCK);
    let by_block = |rows: &Tensor| rows.reshape((blocks, neurons / blocks, rows.dim(1)?));
    by_block(left)?.transpose(1, 2)?.matmul(&by_block(right)?)?.to_dtype(DType::F64)?.sum(0)
}

/// (first, number) of the neurons of each chunk: whole blocks, and at the end what is left.
fn chunks(width: usize) -> impl Iterator<Item = (usize, usize)> {
    let whole = width / BLOCK * BLOCK;
    let full = (0..whole).step_by(TensorNetwork::CHUNK).map(move |first| (first, TensorNetwork::CHUNK.min(whole - first)));
    full.chain((whole < width).then_some((whole, width - whole)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CHUNK: usize = TensorNetwork::CHUNK;

    proptest! {
        #[test]
        fn chunks_cover_all_neurons_in_whole_blocks(width in 1usize..300_000) {
            let mut next = 0;
            for (first, neurons) in chunks(width) {
                prop_assert_eq!(first, next);
                prop_assert!(neurons <= CHUNK && (neurons < BLOCK || neurons.is_multiple_of(BLOCK)));
                next += neurons;
            }
            prop_assert_eq!(next, width);
        }
    }

    #[test]
    fn sums_of_single_precision_go_on_in_double_precision() {
        // 2^-11 more in one block: its sum, 4096 + 2^-11, is a number of single precision, and the sum of all, 65536 + 2^-11, is none.
        let mut numbers = vec![1.0f32; CHUNK];
        numbers[3 * BLOCK] += 2f32.powi(-11);
        let left = Tensor::from_vec(numbers, (CHUNK, 1), &Device::Cpu).unwrap();
        let right = Tensor::ones((CHUNK, 2), DType::F32, &Device::Cpu).unwrap();
        let expected = CHUNK as f64 + 2f64.powi(-11);
        assert_eq!(sum_of_products(&left, &right).unwrap().to_vec2::<f64>().unwrap(), [[expected; 2]]);
    }
}
