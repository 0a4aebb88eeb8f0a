//! Identities in exact rational arithmetic: a network with a polynomial activation, a rational similarity and rational weights, on which both sides of an identity are equal or
//! are not. Nothing is rounded.

pub mod checks;
mod dual;
mod matrix;
mod network;
pub mod points;
mod similarity;

pub use dual::Dual;
pub use matrix::Matrix;
pub use network::{Network, pairs};
pub use similarity::Similarity;
