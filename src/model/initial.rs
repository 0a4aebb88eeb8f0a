//! Initial weights: i.i.d. N(0, 1), drawn block by block from a cell's stream.

use faer::Mat;

use super::kernels::Row;
use crate::random::Stream;

/// The factor on W(0). The NTK parametrisation of the paper has 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OutputScale {
    /// Entries of W(0) are N(0, 1).
    Unit,
    /// Entries of W(0) are N(0, 1/M): outputs of size M^{-1/2}. Outside the paper's setting.
    InverseRootWidth,
}

impl OutputScale {
    /// The factor at width M.
    pub fn factor(self, width: usize) -> f64 {
        match self {
            Self::Unit => 1.0,
            Self::InverseRootWidth => 1.0 / (width as f64).sqrt(),
        }
    }
}

/// Weights before training.
#[derive(Debug, Clone, PartialEq)]
pub struct InitialWeights {
    /// W(0), M x Z.
    pub output: Mat<f64>,
    /// V(0), M x d; or, for the reduced network, its Gaussian coordinates in the span of the data, M x r.
    pub input: Mat<f64>,
}

/// Neurons that share a stream of random numbers.
const PER_STREAM: usize = 64;

/// How W(0) and the Gaussian numbers behind V(0) are drawn: neuron by neuron, first the neuron's row of W(0), then its Gaussian numbers; every
/// 64 neurons from a stream of their own.
#[derive(Debug, Clone, Copy)]
pub struct InitialLaw<'a> {
    /// Z.
    pub outputs: usize,
    /// The factor on W(0).
    pub scale: OutputScale,
    /// The stream of the cell.
    pub stream: &'a Stream,
}

impl InitialLaw<'_> {
    /// Draws neurons `first..first + neurons` of `width`, one in each lane. Blocks come in their order, from a multiple of the chunk size on; `random` is
    /// what this function left there at the block before. Each row of `input` is one Gaussian number of every neuron.
    pub(super) fn fill_block(
        &self,
        random: &mut Option<Stream>,
        width: usize,
        (first, neurons): (usize, usize),
        output: &mut [Row<f64>],
        input: &mut [Row<f64>],
    ) {
        let start = || self.stream.block((first / PER_STREAM) as u64);
        let random = match random {
            Some(random) if !first.is_multiple_of(PER_STREAM) => random,
            random => random.insert(start()),
        };
        let factor = self.scale.factor(width);
        for lane in 0..neurons {
            output.iter_mut().for_each(|row| row.0[lane] = random.normal() * factor);
            input.iter_mut().for_each(|row| row.0[lane] = random.normal());
        }
    }
}

impl InitialWeights {
    /// Draws W(0) (M x `outputs`) and then V(0) (M x `dimension`), neuron by neuron, every 64 neurons from a stream of their own.
    pub fn draw(width: usize, outputs: usize, dimension: usize, scale: OutputScale, stream: &Stream) -> Self {
        let mut output = Mat::zeros(width, outputs);
        let mut input = Mat::zeros(width, dimension);
        for first in (0..width).step_by(PER_STREAM) {
            let mut random = stream.block((first / PER_STREAM) as u64);
            for m in first..width.min(first + PER_STREAM) {
                (0..outputs).for_each(|z| output[(m, z)] = random.normal() * scale.factor(width));
                (0..dimension).for_each(|k| input[(m, k)] = random.normal());
            }
        }
        Self { output, input }
    }
}
