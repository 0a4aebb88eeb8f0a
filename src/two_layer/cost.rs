//! Work and memory of a two-layer network in training.

use super::Setting;
use crate::experiment::{Cost, Room};
use crate::model::{OutputWeights, TensorNetwork};
use crate::observe::{PairMeasure, ProbeMeasure, TraceMeasure};
use crate::train::OfReduced;

/// Bytes a neuron that the chunks' sums take while they wait to be added up.
const SUMS: usize = 16;

impl Setting {
    /// On the processor: the features of every neuron are kept beside its state. `direct` is the numbers of a neuron in a network beside it, if there is one.
    pub(super) fn cost_with(&self, room: &Room<'_>, direct: usize) -> Cost {
        self.numbers(room, self.rows(), direct)
    }

    /// On a device, where no features are kept, but the matrices of one chunk of neurons are there, of which the pairs of evaluated inputs take most: changes,
    /// middles and products of pairs, and what they are made of; features, slopes and gradients at the inputs.
    pub(super) fn cost_there(&self, room: &Room<'_>) -> Cost {
        let cost = self.numbers(room, 0, 0);
        let evaluated = self.triplets;
        let of_chunk = 10 * evaluated * (evaluated + 1) / 2 + 6 * 3 * evaluated;
        Cost { bytes: cost.bytes + of_chunk * TensorNetwork::CHUNK * room.precision.bytes(), ..cost }
    }

    /// State with `kept` features, start, and features of the start at the evaluated inputs, or at all where C_V is measured; the state before a step where a
    /// rule needs it; a copy of the state for each measure of the setting's own.
    fn numbers(&self, room: &Room<'_>, kept: usize, direct: usize) -> Cost {
        let (inputs, evaluated, outputs) = (self.rows(), self.triplets, self.outputs);
        let of_features = room.measures(|quantity| {
            PairMeasure::ALL.into_iter().any(|pair| PairMeasure::quantity(pair) == *quantity)
                || TraceMeasure::ALL.iter().any(|trace| OfReduced::quantity(trace) == *quantity)
        });
        let features = if of_features { inputs + outputs } else { 0 };
        let before = if self.held == OutputWeights::Free { 0 } else { outputs };
        let remembered = if self.rule.key().is_empty() { 0 } else { 2 * (inputs + outputs) };
        let own = self.measures.len() * (inputs + outputs);
        // A probe plans with a second network before anything else is there.
        let probes = room.measures(|quantity| ProbeMeasure::ALL.into_iter().any(|probe| ProbeMeasure::quantity(probe) == *quantity));
        let planned = if probes { 2 * (inputs + outputs + kept) } else { 0 };
        let held = 2 * (inputs + outputs) + kept + 2 * evaluated + outputs + features + before + direct + remembered + own;
        let work = room.at.saturating_mul(inputs * (inputs + outputs)).saturating_mul(room.steps() + 1);
        Cost { work, bytes: room.at.saturating_mul(planned.max(held) * room.precision.bytes() + SUMS) }
    }
}
