//! Training: gradient descent to a horizon, and what is recorded on the way.

mod both_forms;
mod horizon;
mod learner;
mod trajectory;

pub use both_forms::BothForms;
pub use horizon::{Horizon, TAU};
pub use learner::{Learner, OnDevice, OnProcessor};
pub use trajectory::{Outcome, Training, watched_steps};
