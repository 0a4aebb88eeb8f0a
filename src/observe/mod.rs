//! What is measured on a network.

pub mod floor;
mod limit_kernel;
mod movement;
mod ntk;
mod observable;
mod panel;

pub use limit_kernel::{LimitKernel, dot_product_growth};
pub use movement::Movement;
pub use ntk::{NtkDrift, ntk};
pub use observable::Observable;
