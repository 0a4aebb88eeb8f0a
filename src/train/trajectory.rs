//! Gradient descent on a reduced network, with what is measured on the way.

use std::collections::BTreeSet;

use crate::data::Gram;
use crate::model::{Objective, Real, ReducedNetwork};
use crate::observe::{Movement, NtkDrift};

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
}

/// What was seen at one step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Steps taken, t.
    pub step: usize,
    /// The NTK drift's largest value at any step up to t.
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
    /// Trains `network` and records.
    pub fn run<R: Real>(&self, mut network: ReducedNetwork<R>, gram: &Gram) -> Outcome {
        let drift = NtkDrift::since(&network, gram, self.evaluated);
        let movement = Movement::since(&network, gram);
        let last = self.recorded.last().copied().unwrap_or(0);
        let mut points = Vec::with_capacity(self.recorded.len());
        // A supremum over every step up to t, not over the recorded ones alone.
        let mut largest = 0.0f64;
        for step in 0..=last {
            let loss = network.loss(&self.objective);
            let now = drift.drift(&network);
            if !loss.is_finite() || !now.is_finite() || network.outputs().iter().any(|u| !u.is_finite()) {
                return Outcome { points, diverged_at: Some(step) };
            }
            largest = largest.max(now);
            if self.recorded.contains(&step) {
                points.push(Point { step, ntk_drift: largest, movement: movement.distance(&network), loss });
            }
            if step < last {
                network.descend(&self.objective, self.step_size);
            }
        }
        Outcome { points, diverged_at: None }
    }
}
