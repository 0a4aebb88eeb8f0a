//! What is measured on a network.

mod ball;
mod departure;
pub mod floor;
mod frame;
mod hessian;
mod hessian_bound;
mod inner_products;
mod kernel_bound;
mod limit_kernel;
mod movement;
mod ntk;
mod observable;
mod pair_matrix;
mod panel;
mod residual;
mod span;
mod tensor_movement;
mod tensor_ntk;

pub use ball::{BALL_TOLERANCE, hessian_norm_in_ball};
pub use departure::Level;
pub use frame::{Frame, Principal, When};
pub use hessian::{HessianNorm, hessian_norm};
pub use hessian_bound::HessianBound;
pub use inner_products::{FeatureChange, InnerProducts};
pub use kernel_bound::KernelBound;
pub use limit_kernel::{FastestGrowth, LimitKernel};
pub use movement::Movement;
pub use ntk::{NtkDrift, gradient_norms, ntk};
pub use observable::Observable;
pub use pair_matrix::{Normalisation, PairNorms, pair_weights};
pub use span::{Span, linear_cka};
pub use tensor_movement::TensorMovement;
pub use tensor_ntk::{TensorNtkDrift, tensor_ntk};
