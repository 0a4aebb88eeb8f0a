//! Gradient descent on a network, with what is measured on the way.

use std::collections::BTreeSet;

use super::{Learner, OnProcessor};
use crate::data::Gram;
use crate::model::{Objective, Real, ReducedNetwork};

/// How a network is trained, and at which steps it is looked at.
#[derive(Debug, Clone)]
pub struct Training {
    /// L.
    pub objective: Objective,
    /// eta.
    pub step_size: f64,
    /// The NTK is evaluated at the first so many inputs.
    pub evaluated: usize,
    /// Steps at which a point is recorded; training ends at the last.
    pub recorded: BTreeSet<usize>,
    /// Steps at which the NTK drift is measured for its supremum, beside those recorded: see [`watched_steps`].
    pub watched: BTreeSet<usize>,
}

/// What was seen at one step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Steps taken, t.
    pub step: usize,
    /// The NTK drift's largest value at any step up to t at which it was measured.
    pub ntk_drift: f64,
    /// R(t).
    pub movement: f64,
    /// L.
    pub loss: f64,
}

/// How a training run ended, with the points recorded until then.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// One point for each recorded step that was reached.
    pub points: Vec<Point>,
    /// The step at which the loss, an output or the kernel was no longer finite, if that happened; training stopped there.
    pub diverged_at: Option<usize>,
}

impl Training {
    /// Trains `network` on the processor and records.
    pub fn run<R: Real>(&self, network: ReducedNetwork<R>, gram: &Gram) -> Outcome {
        let Ok(outcome) = self.watch(OnProcessor::new(network, gram, self.evaluated));
        outcome
    }

    /// Trains a network, wherever its state lies, and records.
    ///
    /// # Errors
    /// Where the learner fails.
    pub fn watch<L: Learner>(&self, mut learner: L) -> Result<Outcome, L::Error> {
        let last = self.recorded.last().copied().unwrap_or(0);
        let mut points = Vec::with_capacity(self.recorded.len());
        // A supremum over the steps up to t, not over the recorded ones alone.
        let mut largest = 0.0f64;
        for step in 0..=last {
            let loss = learner.loss(&self.objective);
            let recorded = self.recorded.contains(&step);
            let now = if recorded || self.watched.contains(&step) { learner.ntk_drift()? } else { 0.0 };
            if !loss.is_finite() || !now.is_finite() || learner.outputs().iter().any(|u| !u.is_finite()) {
                return Ok(Outcome { points, diverged_at: Some(step) });
            }
            largest = largest.max(now);
            if recorded {
                points.push(Point { step, ntk_drift: largest, movement: learner.movement()?, loss });
            }
            if step < last {
                learner.descend(&self.objective, self.step_size)?;
            }
        }
        Ok(Outcome { points, diverged_at: None })
    }
}

/// Up to this step the drift is measured at every step.
const EVERY: usize = 8;

/// Steps up to `last` at which the NTK drift is measured for its supremum: every one up to 8, from there on one in every quarter, and the last. One
/// measurement costs more than a step, so that measuring at all of them would take more time than training.
pub fn watched_steps(last: usize) -> BTreeSet<usize> {
    let later = std::iter::successors(Some(EVERY), |step| Some(step + step.div_ceil(4))).take_while(|&step| step < last);
    (0..=last.min(EVERY)).chain(later).chain([last]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn early_steps_are_all_watched_and_late_ones_geometrically() {
        assert_eq!(watched_steps(0), [0].into());
        assert_eq!(watched_steps(8), (0..=8).collect());
        let late: Vec<usize> = watched_steps(100).into_iter().filter(|&step| step > EVERY).collect();
        assert_eq!(late, [10, 13, 17, 22, 28, 35, 44, 55, 69, 87, 100]);
        assert!(watched_steps(1_000_000).len() < 70);
    }
}
