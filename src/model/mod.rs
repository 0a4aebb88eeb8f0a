//! The models: activation, similarity, loss, initialisation, and the two-layer network in its direct and its reduced form.

mod activation;
mod direct;
mod initial;
mod kernels;
mod loss;
mod objective;
mod reduced;
mod similarity;
mod tanh;

pub use activation::Activation;
pub use direct::{DirectNetwork, matrix_of, tensor_of};
pub use initial::{InitialWeights, OutputScale};
pub use loss::Loss;
pub use objective::Objective;
pub use reduced::{Block, LANES, ReducedNetwork};
pub use similarity::{Denominator, Similarity};
