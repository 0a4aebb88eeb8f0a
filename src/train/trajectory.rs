//! Gradient descent on a network, with what is measured on the way.

use std::collections::{BTreeMap, BTreeSet};

use faer::Mat;

use super::{Learner, OnProcessor};
use crate::data::Gram;
use crate::model::{Objective, OutputWeights, Real, ReducedNetwork};
use crate::observe::{Frame, InnerProducts, Observable, Reading, When};

/// How a network is trained, and at which steps it is looked at.
#[derive(Debug, Clone)]
pub struct Training {
    /// L.
    pub objective: Objective,
    /// eta.
    pub step_size: f64,
    /// How W is held.
    pub held: OutputWeights,
    /// The NTK is evaluated at the first so many inputs.
    pub evaluated: usize,
    /// What is recorded at which steps; training ends at the last.
    pub recorded: BTreeMap<usize, BTreeSet<Observable>>,
    /// Steps at which suprema over the steps are measured: see [`watched_steps`]. The supremum of a record takes these and its own step, so that it
    /// does not depend on what else is recorded.
    pub watched: BTreeSet<usize>,
}

/// How a training run ended, with what was recorded until then.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// What was recorded at each step that was reached; of a supremum, the largest value at any step up to this one at which it was measured.
    pub seen: BTreeMap<(usize, Observable), Reading>,
    /// The step at which the loss, an output or the kernel was no longer finite, if that happened; training stopped there.
    pub diverged_at: Option<usize>,
}

impl Training {
    /// Trains `network` on the processor and records.
    pub fn run<R: Real>(&self, network: ReducedNetwork<R>, gram: &Gram) -> Outcome {
        let network = self.prepared(network);
        let Ok(outcome) = self.watch(OnProcessor::new(network, gram, self));
        outcome
    }

    /// The network with W as it is to be held. Where C_V(0) does not determine Z principal components W is NaN, which the run reports.
    fn prepared<R: Real>(&self, mut network: ReducedNetwork<R>) -> ReducedNetwork<R> {
        match self.held {
            OutputWeights::Free => {}
            OutputWeights::Orthonormal => network.orthonormalise(),
            OutputWeights::Principal => {
                let (n, z) = (network.outputs().len() / network.output_dimension(), network.output_dimension());
                let principal = Frame::of(&InnerProducts::of(&network)).and_then(|frame| frame.principal(When::Start, z));
                network.set_output(&principal.map_or_else(|| Mat::from_fn(n, z, |_, _| f64::NAN), |principal| principal.coefficients));
                network.orthonormalise();
            }
        }
        network
    }

    /// Trains a network, wherever its state lies, and records.
    ///
    /// # Errors
    /// Where the learner fails.
    pub fn watch<L: Learner>(&self, mut learner: L) -> Result<Outcome, L::Error> {
        let last = self.recorded.keys().next_back().copied().unwrap_or(0);
        // Suprema over the steps up to t, not over the recorded ones alone. The kernel is watched in any case: it shows a run that diverges.
        let wanted = self.recorded.values().flatten().copied().filter(|observable| observable.is_supremum());
        let mut largest: BTreeMap<Observable, Reading> =
            wanted.chain([Observable::NtkDrift]).map(|observable| (observable, Reading::exact(0.0))).collect();
        let mut seen = BTreeMap::new();
        for step in 0..=last {
            let loss = learner.loss(&self.objective);
            let recorded = self.recorded.get(&step);
            let watched = self.watched.contains(&step);
            let mut here = largest.clone();
            if watched || recorded.is_some() {
                for (&observable, largest) in &mut here {
                    *largest = largest.larger(learner.measure(observable)?);
                }
            }
            if watched {
                largest.clone_from(&here);
            }
            let finite = loss.is_finite() && here[&Observable::NtkDrift].value.is_finite();
            if !finite || learner.outputs().iter().any(|u| !u.is_finite()) {
                return Ok(Outcome { seen, diverged_at: Some(step) });
            }
            for &observable in recorded.into_iter().flatten() {
                let value = match here.get(&observable) {
                    Some(&largest) => largest,
                    None if observable == Observable::Loss => Reading::exact(loss),
                    None => learner.measure(observable)?,
                };
                seen.insert((step, observable), value);
            }
            if step < last {
                learner.descend(&self.objective, self.step_size)?;
            }
        }
        Ok(Outcome { seen, diverged_at: None })
    }
}

/// Up to this step suprema are measured at every step.
const EVERY: usize = 8;

/// Steps up to `last` at which suprema are measured: every one up to 8, from there on one in every quarter. One measurement of the NTK drift costs more
/// than a step, so that measuring at all of them would take more time than training; tests/engine.rs holds what that loses.
pub fn watched_steps(last: usize) -> BTreeSet<usize> {
    let later = std::iter::successors(Some(EVERY), |step| Some(step + step.div_ceil(4))).take_while(|&step| step <= last);
    (0..=last.min(EVERY)).chain(later).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn early_steps_are_all_watched_and_late_ones_geometrically() {
        assert_eq!(watched_steps(0), [0].into());
        assert_eq!(watched_steps(8), (0..=8).collect());
        let late: Vec<usize> = watched_steps(100).into_iter().filter(|&step| step > EVERY).collect();
        assert_eq!(late, [10, 13, 17, 22, 28, 35, 44, 55, 69, 87]);
        assert!(watched_steps(1_000_000).len() < 70);
    }
}
