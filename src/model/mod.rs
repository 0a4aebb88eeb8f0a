//! The models: activation, similarity, loss, initialisation, and the two-layer network in its direct and its reduced form, this on a device too.

mod activation;
mod candle_network;
mod chunk;
mod columns;
mod cuda;
#[cfg(feature = "cuda")]
mod cuda_libraries;
mod direct;
mod initial;
mod kernels;
mod orthonormal;
mod precision;
mod real;
mod reduced;
mod tensor_network;
mod workers;

pub use activation::{Activation, Curved, Phi, Smooth, activation_is_right, elementary};
pub use candle_network::CandleNetwork;
pub use chunk::{Block, Chunk, Neurons};
pub use columns::Columns;
pub use cuda::{DeviceError, DeviceFacts, cuda};
pub use direct::{DirectNetwork, matrix_of, tensor_of};
pub use initial::{InitialLaw, InitialWeights, OutputScale};
pub(crate) use kernels::{Entries, PAIR_ROWS, PAIR_TILE, Panels, change_and_middle, fold, pair_changes, pairs, product_rate};
pub use kernels::{LANES, Lanes, Row, Sum};
pub use orthonormal::OutputWeights;
pub use precision::Precision;
pub use real::{Arithmetic, Real, larger};
pub use reduced::ReducedNetwork;
pub(crate) use tensor_network::sum_of_products;
pub use tensor_network::{TensorChunk, TensorNetwork};
pub(crate) use workers::map;
pub use workers::{Alone, Workers};
