//! Initial weights: i.i.d. N(0, 1), drawn block by block from a cell's stream.

use faer::Mat;

use super::Columns;
use super::kernels::Row;
use crate::random::Stream;

/// The factor on W(0). The NTK parametrisation of the paper has 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OutputScale {
    /// Entries of W(0) are N(0, 1).
    Unit,
    /// Entries of W(0) are N(0, 1/M): outputs of size M^{-1/2}. Outside the paper's setting.
    InverseRootWidth,
    /// Entries of W(0) are N(0, M): the network without its factor M^{-1/2}. Outside the paper's setting.
    RootWidth,
}

impl OutputScale {
    /// Canonical text; empty for no factor.
    pub fn key(self) -> &'static str {
        match self {
            Self::Unit => "",
            Self::InverseRootWidth => "W(0) M^(-1/2)",
            Self::RootWidth => "W(0) M^(1/2)",
        }
    }

    /// The factor at width M.
    pub fn factor(self, width: usize) -> f64 {
        match self {
            Self::Unit => 1.0,
            Self::InverseRootWidth => 1.0 / (width as f64).sqrt(),
            Self::RootWidth => (width as f64).sqrt(),
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
    /// How the columns of W(0) depend on one another.
    pub columns: Columns,
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
        let mut weights = vec![0.0; output.len()];
        for lane in 0..neurons {
            weights.fill_with(|| random.normal() * factor);
            self.columns.combine(&mut weights);
            output.iter_mut().zip(&weights).for_each(|(row, &weight)| row.0[lane] = weight);
            input.iter_mut().for_each(|row| row.0[lane] = random.normal());
        }
    }

    /// The same numbers for neurons `first..first + neurons` of `width`, one after the other: a neuron's row of W(0), then its `dimension` Gaussian
    /// numbers. `first` is a multiple of 64.
    pub(super) fn rows(&self, width: usize, (first, neurons): (usize, usize), dimension: usize) -> Vec<f64> {
        let factor = self.scale.factor(width);
        let mut numbers = Vec::with_capacity(neurons * (self.outputs + dimension));
        for start in (first..first + neurons).step_by(PER_STREAM) {
            let mut random = self.stream.block((start / PER_STREAM) as u64);
            for _ in start..(first + neurons).min(start + PER_STREAM) {
                let row = numbers.len();
                numbers.extend((0..self.outputs).map(|_| random.normal() * factor));
                self.columns.combine(&mut numbers[row..]);
                numbers.extend((0..dimension).map(|_| random.normal()));
            }
        }
        numbers
    }
}

impl InitialWeights {
    /// Draws W(0) (M x Z) and V(0) (M x `dimension`) by `law`.
    pub fn by(law: &InitialLaw<'_>, width: usize, dimension: usize) -> Self {
        let outputs = law.outputs;
        let numbers = law.rows(width, (0, width), dimension);
        let number = |m: usize, k: usize| numbers[m * (outputs + dimension) + k];
        Self { output: Mat::from_fn(width, outputs, number), input: Mat::from_fn(width, dimension, |m, k| number(m, outputs + k)) }
    }
    /// The same with independent columns: W(0) (M x `outputs`) and then V(0) (M x `dimension`), neuron by neuron, every 64 neurons from a stream of their own.
    pub fn draw(width: usize, outputs: usize, dimension: usize, scale: OutputScale, stream: &Stream) -> Self {
        Self::by(&InitialLaw { outputs, scale, columns: Columns::Independent, stream }, width, dimension)
    }
}
