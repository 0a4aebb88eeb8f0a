//! Initial weights: i.i.d. N(0, 1), drawn block by block from a cell's stream.

use faer::Mat;

use super::LANES;
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

impl InitialWeights {
    /// Draws W(0) (M x `outputs`) and then V(0) (M x `dimension`), neuron by neuron, each block of [`LANES`] neurons from a stream of its own.
    pub fn draw(width: usize, outputs: usize, dimension: usize, scale: OutputScale, stream: &Stream) -> Self {
        let mut output = Mat::zeros(width, outputs);
        let mut input = Mat::zeros(width, dimension);
        for first in (0..width).step_by(LANES) {
            let mut random = stream.block((first / LANES) as u64);
            for m in first..width.min(first + LANES) {
                (0..outputs).for_each(|z| output[(m, z)] = random.normal() * scale.factor(width));
                (0..dimension).for_each(|k| input[(m, k)] = random.normal());
            }
        }
        Self { output, input }
    }
}
