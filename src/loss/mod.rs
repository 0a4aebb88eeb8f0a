//! Losses: functions of the outputs U of a whole batch, with their gradients.

mod batch;
mod gradient;
mod objective;
mod similarity;
mod squared;
mod triplet;

use std::fmt::Debug;

pub use batch::{Batch, Layout};
pub use gradient::gradient_is_right;
pub use objective::{Objective, linear, softmax, triplet};
pub use similarity::{Pairing, Similarity, similarity_is_right};
pub use squared::Squared;
pub use triplet::TripletLoss;

use crate::claim::{Assumption, Broken, Unknown};

/// A loss L(U) of the outputs U of a whole batch, n x Z: pairs, labels and statistics of the batch may enter.
pub trait Loss: Debug + Send + Sync {
    /// Canonical text for all that determines its numbers: `infonce(T=0.5)`.
    fn key(&self) -> String;

    /// The loss in words.
    fn describe(&self) -> String;

    /// L(U) and dL/dU. `outputs` is U row by row, and `gradient` has its shape and is overwritten.
    fn value_and_gradient(&self, outputs: &[f64], batch: &Batch<'_>, gradient: &mut [f64]) -> f64;

    /// Whether it is defined on batches of this layout.
    ///
    /// # Errors
    /// What it needs in its place.
    fn suits(&self, _layout: Layout) -> Result<(), String> {
        Ok(())
    }

    /// Checks of its own, beside that of its gradient, before it is trusted: each in words, with what is wrong.
    fn trial(&self) -> Vec<(String, Result<(), String>)> {
        Vec::new()
    }

    /// Why an assumption does not hold for this loss, or nothing where it does.
    ///
    /// # Errors
    /// Where the loss does not know.
    fn broken(&self, _assumption: &Assumption) -> Broken {
        Err(Unknown)
    }
}
