//! Two-layer networks f(x) = M^{-1/2} W^T phi(V x) in training, as experiments: the fast engine behind the seam.

mod assumptions;
mod both_forms;
mod cost;
mod held;
mod load;
mod parts;
mod reduction;
mod setting;

pub use both_forms::{BothForms, OUTPUTS_WITHOUT_GRAM, REDUCED_KERNEL, REDUCED_MOVEMENT, REDUCED_OUTPUTS, of_both_forms};
pub use held::Grassmannian;
pub use parts::{TwoLayerMeasure, TwoLayerRule};
pub use reduction::BesideDirect;
pub use setting::{Setting, StepGrowth};

/// The version of what computes numbers. It is raised with every change after which some cell gives other bits: a step, a draw, an observable, the order of
/// a sum. tests/suite/store.rs has a cell whose rows are known, and fails when they change under the same number.
pub const ENGINE: u32 = 4;
