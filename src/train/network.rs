//! A network in training, whoever computes it.

use crate::model::{CandleNetwork, Real, ReducedNetwork, TensorNetwork};

/// A parametrised function in some state, known by its outputs at the inputs of training.
pub trait Network {
    /// M, or whatever plays its part.
    fn width(&self) -> usize;

    /// Z.
    fn output_dimension(&self) -> usize;

    /// U, n x Z, row by row.
    fn outputs(&self) -> &[f64];
}

impl<R: Real> Network for ReducedNetwork<R> {
    fn width(&self) -> usize {
        self.width()
    }

    fn output_dimension(&self) -> usize {
        self.output_dimension()
    }

    fn outputs(&self) -> &[f64] {
        self.outputs()
    }
}

impl Network for TensorNetwork {
    fn width(&self) -> usize {
        self.width()
    }

    fn output_dimension(&self) -> usize {
        self.output_dimension()
    }

    fn outputs(&self) -> &[f64] {
        self.outputs()
    }
}

impl Network for CandleNetwork {
    fn width(&self) -> usize {
        self.width()
    }

    fn output_dimension(&self) -> usize {
        self.output_dimension()
    }

    fn outputs(&self) -> &[f64] {
        self.outputs()
    }
}
