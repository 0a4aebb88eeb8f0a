//! Training: gradient descent to a horizon, and what is recorded on the way.

mod horizon;
mod trajectory;

pub use horizon::Horizon;
pub use trajectory::{Outcome, Point, Training};
