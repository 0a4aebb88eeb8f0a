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

/// The networks of [`crate::model`] know all three by themselves.
macro_rules! network {
    ($type:ty $(, $real:ident: $bound:ident)?) => {
        impl$(<$real: $bound>)? Network for $type {
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
    };
}

network!(ReducedNetwork<R>, R: Real);
network!(TensorNetwork);
network!(CandleNetwork);
