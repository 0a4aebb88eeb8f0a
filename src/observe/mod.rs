//! What is measured on a network.

pub mod floor;
mod limit_kernel;
mod movement;
mod ntk;
mod observable;
mod panel;
mod tensor_movement;
mod tensor_ntk;

pub use limit_kernel::{LimitKernel, dot_product_growth};
pub use movement::Movement;
pub use ntk::{NtkDrift, ntk};
pub use observable::Observable;
pub use tensor_movement::TensorMovement;
pub use tensor_ntk::{TensorNtkDrift, tensor_ntk};
