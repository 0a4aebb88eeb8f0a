//! Gradient descent on a network, with what is measured on the way.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use faer::Mat;

use super::{Learner, OnProcessor};
use crate::data::Gram;
use crate::model::{Objective, OutputWeights, Real, ReducedNetwork};
use crate::observe::{FastestGrowth, Frame, InnerProducts, Observable, ProbeInputs, Reading, When};
use crate::random::Stream;

/// How a network is trained, and at which steps it is looked at.
#[derive(Debug, Clone)]
pub struct Training {
    /// L.
    pub objective: Objective,
    /// eta.
    pub step_size: f64,
    /// How outputs grow under dot-product training in the limit of infinite width; for [`Observable::DepartureOutputs`] alone, which is not a number without.
    pub fastest: Option<FastestGrowth>,
    /// How W is held.
    pub held: OutputWeights,
    /// Held-out inputs with labels and what draws V off the inputs of training; for observables of probes alone, which are not numbers without.
    pub probe: Option<(Arc<ProbeInputs>, Stream)>,
    /// The NTK is evaluated at the first so many inputs.
    pub evaluated: usize,
    /// What is recorded at which steps. Training ends when nothing is left to record: at the last of them, or once all departures that it was for have
    /// been seen.
    pub recorded: BTreeMap<usize, BTreeSet<Observable>>,
    /// Steps at which suprema over the steps are measured: see [`watched_steps`]. The supremum of a record takes these and its own step, so that it
    /// does not depend on what else is recorded. Every step is watched while a departure is waited for.
    pub watched: BTreeSet<usize>,
}

/// How a training run ended, with what was recorded until then.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// What was recorded at each step that was reached; of a supremum, the largest value at any step up to this one at which it was measured. A
    /// departure that was seen is here under the step up to which it was waited for, whatever came after it.
    pub seen: BTreeMap<(usize, Observable), Reading>,
    /// The step at which the loss, an output or the kernel was no longer finite, if that happened; training stopped there.
    pub diverged_at: Option<usize>,
}

impl Training {
    /// Trains `network` on the processor and records.
    pub fn run<R: Real>(&self, network: ReducedNetwork<R>, gram: &Gram) -> Outcome {
        self.run_until(network, gram, &|| false)
    }

    /// The same, left as [`Training::watch_until`] says.
    pub fn run_until<R: Real>(&self, network: ReducedNetwork<R>, gram: &Gram, leave: &dyn Fn() -> bool) -> Outcome {
        let network = self.prepared(network);
        let Ok(outcome) = self.watch_until(OnProcessor::new(network, gram, self), leave);
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
    pub fn watch<L: Learner>(&self, learner: L) -> Result<Outcome, L::Error> {
        self.watch_until(learner, &|| false)
    }

    /// The same, left before the first step at which `leave` says so. What was seen until then is no whole outcome; who asked to leave knows that.
    ///
    /// # Errors
    /// Where the learner fails.
    pub fn watch_until<L: Learner>(&self, mut learner: L, leave: &dyn Fn() -> bool) -> Result<Outcome, L::Error> {
        let last = self.recorded.keys().next_back().copied().unwrap_or(0);
        // Suprema over the steps up to t, not over the recorded ones alone. The kernel is watched in any case: it shows a run that diverges.
        let wanted = self.recorded.values().flatten().copied().filter(|observable| observable.is_supremum());
        let mut largest: BTreeMap<Observable, Reading> =
            wanted.chain([Observable::NtkDrift]).map(|observable| (observable, Reading::exact(0.0))).collect();
        let mut seen = BTreeMap::new();
        let departures: Vec<(usize, Observable)> = self.all_recorded().filter(|(_, observable)| observable.departure().is_some()).collect();
        let at_start = self.fastest.as_ref().map_or(f64::NAN, |fastest| fastest.part_squared(learner.outputs()));
        for step in 0..=last {
            if leave() {
                break;
            }
            let loss = learner.loss(&self.objective);
            let recorded = self.recorded.get(&step);
            let waiting = departures.iter().any(|&(until, observable)| step <= until && !seen.contains_key(&(until, observable)));
            let watched = waiting || self.watched.contains(&step);
            let mut here = largest.clone();
            if watched || recorded.is_some() {
                for (&observable, largest) in &mut here {
                    *largest = largest.larger(learner.measure(observable)?);
                }
            }
            let finite = loss.is_finite() && here[&Observable::NtkDrift].value.is_finite();
            if !finite || learner.outputs().iter().any(|u| !u.is_finite()) {
                return Ok(Outcome { seen, diverged_at: Some(step) });
            }
            let drifts = [&largest, &here].map(|largest| largest[&Observable::NtkDrift].value);
            for &(until, observable) in departures.iter().filter(|(until, _)| step <= *until) {
                if let Some(value) = self.at_departure(observable, at_start, step, drifts) {
                    seen.insert((until, observable), Reading::exact(value));
                }
            }
            if watched {
                largest.clone_from(&here);
            }
            for &observable in recorded.into_iter().flatten().filter(|observable| observable.departure().is_none()) {
                let value = match here.get(&observable) {
                    Some(&largest) => largest,
                    None if observable == Observable::Loss => Reading::exact(loss),
                    None => learner.measure(observable)?,
                };
                seen.insert((step, observable), value);
            }
            if self.all_recorded().filter(|(at, _)| *at > step).all(|record| seen.contains_key(&record)) {
                break;
            }
            learner.descend(&self.objective, self.step_size)?;
        }
        Ok(Outcome { seen, diverged_at: None })
    }

    fn all_recorded(&self) -> impl Iterator<Item = (usize, Observable)> {
        self.recorded.iter().flat_map(|(&step, observables)| observables.iter().map(move |&observable| (step, observable)))
    }

    /// What is seen of a departure, where this is the step at which the sup-drift, which was `before` one step ago and is `after` now, crosses its level.
    /// `at_start` is |w^T U(0)|^2.
    fn at_departure(&self, observable: Observable, at_start: f64, step: usize, [before, after]: [f64; 2]) -> Option<f64> {
        let time = observable.departure()?.crossed(step, before, after)?;
        let growth = self.fastest.as_ref().map_or(f64::NAN, |fastest| (self.step_size * fastest.lambda).ln_1p());
        Some(if matches!(observable, Observable::DepartureOutputs(_)) { at_start * (2.0 * growth * time).exp() } else { time })
    }
}

/// Up to this step suprema are measured at every step.
const EVERY: usize = 8;

/// Steps up to `last` at which suprema are measured: every one up to 8, from there on one in every quarter. One measurement of the NTK drift costs more
/// than a step, so that measuring at all of them would take more time than training; tests/suite/engine.rs holds what that loses.
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
