//! Which inputs a step sees.

use std::fmt::Debug;

use crate::random::Stream;

/// Chooses the groups of the data - anchors with their positives and negatives - that a step sees.
pub trait Sampler: Debug + Send + Sync {
    /// Canonical text; empty for the whole of the data.
    fn key(&self) -> String;

    /// The groups of one step, of `groups`; nothing for all of them.
    fn batch(&self, groups: usize, step: usize, random: &mut Stream) -> Option<Vec<usize>>;
}

/// All data in every step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole;

impl Sampler for Whole {
    fn key(&self) -> String {
        String::new()
    }

    fn batch(&self, _: usize, _: usize, _: &mut Stream) -> Option<Vec<usize>> {
        None
    }
}

/// So many different groups, drawn anew in every step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Minibatch(pub usize);

impl Sampler for Minibatch {
    fn key(&self) -> String {
        format!("batch={}", self.0)
    }

    fn batch(&self, groups: usize, _: usize, random: &mut Stream) -> Option<Vec<usize>> {
        Some(random.choose(groups, self.0.clamp(1, groups)))
    }
}
