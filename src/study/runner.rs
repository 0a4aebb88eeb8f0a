//! A study as meant, and its cells all at once. The only place with threads.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::schedule::{Room, Run, whole};
use super::watch::Counter;
use super::{Cell, Evidence, Inputs, Scale, Setting};
use crate::claim::Theorem;
use crate::data::Source;
use crate::error::Result;
use crate::model::{OutputWeights, Precision, Workers};
use crate::observe::Observable;
use crate::train::Horizon;

/// A study as meant: a theorem's design with what the user changed.
pub struct Study<'a> {
    /// The theorem.
    pub theorem: &'a dyn Theorem,
    /// The scale that the design was made for.
    pub scale: Scale,
    /// The seed of all randomness.
    pub seed: u64,
    /// The data.
    pub source: Source,
    /// The grid.
    pub settings: Vec<Setting>,
    /// The ladder of widths, increasing.
    pub widths: Vec<usize>,
    /// Training runs at each setting and width.
    pub replicates: usize,
    /// The precision of the state.
    pub precision: Precision,
}

/// Bytes a neuron that the chunks' sums take while they wait to be added up.
const SUMS: usize = 16;

/// From this width on a network is trained alone, its parts on all threads; narrower ones are trained side by side.
pub const WIDE: usize = 1 << 16;

impl<'a> Study<'a> {
    /// The theorem's own design at a scale.
    pub fn designed(theorem: &'a dyn Theorem, scale: Scale, seed: u64, source: Source) -> Self {
        let design = theorem.design(scale);
        let (settings, widths, replicates) = (design.settings, design.widths, design.replicates);
        Self { theorem, scale, seed, source, settings, widths, replicates, precision: Precision::default() }
    }

    /// Loads the data of every setting, and refuses horizons that would not be reached.
    pub fn load(&self) -> Result<Vec<Inputs>> {
        let load = |setting: &Setting| {
            let inputs = Inputs::load(&self.source, self.seed, self.theorem.id(), setting)?;
            for (_, horizon) in self.measured(setting.id) {
                self.widths.iter().try_for_each(|&width| inputs.check(setting, horizon, width))?;
            }
            let probes = self.measured(setting.id).iter().any(|(observable, _)| observable.is_of_probe());
            let inputs = if probes { inputs.with_probe(&self.source, self.seed, self.theorem.id(), setting)? } else { inputs };
            Ok(if self.compares_forms(setting) { inputs } else { inputs.without_inputs() })
        };
        self.settings.iter().map(load).collect()
    }

    /// Whether a direct network is trained beside the reduced one.
    fn compares_forms(&self, setting: &Setting) -> bool {
        self.measured(setting.id).iter().any(|(observable, _)| observable.is_of_both_forms())
    }

    /// Memory that one training run takes at a width, in bytes: state with its features, start, and features of the start at the evaluated inputs, or at all
    /// where C_V is measured; W before a step where it is held orthonormal; and a direct network with its Jacobian where there is one.
    pub fn bytes(&self, width: usize) -> usize {
        self.bytes_with(width, |setting| 3 * setting.triplets)
    }

    /// The same with so many features of a neuron beside the state.
    pub(super) fn bytes_with(&self, width: usize, kept: impl Fn(&Setting) -> usize) -> usize {
        let neuron = |setting: &Setting| {
            let (inputs, evaluated, outputs) = (3 * setting.triplets, setting.triplets, setting.outputs);
            let measured = self.measured(setting.id);
            let of_features = measured.iter().any(|(observable, _)| observable.is_of_pairs() || observable.is_of_trace());
            let features = if of_features { inputs + outputs } else { 0 };
            let before = if setting.held == OutputWeights::Free { 0 } else { outputs };
            // V, its start and its gradient, and a row of the Jacobian for every output. The dimension of a file is not known before it is read.
            let direct = if self.compares_forms(setting) { self.source.dimension().unwrap_or(0) * (evaluated * outputs + 5) } else { 0 };
            // A probe plans with a second network before anything else is there.
            let planned =
                if measured.iter().any(|(observable, _)| observable.is_of_probe()) { 2 * (inputs + outputs + kept(setting)) } else { 0 };
            planned.max(2 * (inputs + outputs) + kept(setting) + 2 * evaluated + outputs + features + before + direct)
        };
        let most = self.settings.iter().map(neuron).max().unwrap_or(0);
        width.saturating_mul(most * self.precision.bytes() + SUMS)
    }

    /// All cells, in the order of the evidence: by setting, width and replicate.
    pub fn cells(&self) -> Vec<Cell> {
        let by_width = |setting: usize| {
            self.widths.iter().flat_map(move |&width| (0..self.replicates).map(move |replicate| Cell { setting, width, replicate }))
        };
        (0..self.settings.len()).flat_map(by_width).collect()
    }

    /// What claims and controls on a setting measure, each once, in their order.
    pub fn measured(&self, setting: &str) -> Vec<(Observable, Horizon)> {
        let claims = self.theorem.claims();
        let controls = self.theorem.controls();
        let mut measured = Vec::new();
        for claim in claims.iter().chain(controls.iter().map(|control| &control.claim)).filter(|claim| claim.setting == setting) {
            if !measured.contains(&(claim.observable, claim.horizon)) {
                measured.push((claim.observable, claim.horizon));
            }
        }
        measured
    }
}

/// So many threads for the parts of one network.
#[derive(Debug, Clone, Copy)]
pub struct Threads(pub usize);

impl Workers for Threads {
    fn run(&self, parts: usize, work: &(dyn Fn(usize) + Sync)) {
        let next = AtomicUsize::new(0);
        let take = || {
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= parts {
                    break;
                }
                work(index);
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..self.0.min(parts) {
                scope.spawn(take);
            }
            take();
        });
    }
}

/// Runs every cell on `jobs` threads and calls `finished` after each; nothing is kept on the disk. `inputs` is what [`Study::load`] gave. The evidence does
/// not depend on `jobs`.
pub fn run(study: &Study<'_>, inputs: &[Inputs], jobs: usize, finished: &(dyn Fn(&Cell) + Sync)) -> Evidence {
    let run = Run { study, inputs, shelf: None, watch: &Counter(finished) };
    let rows = run.on_processor(&study.cells(), Room { jobs, memory: usize::MAX }).expect("nothing is read or written");
    whole(rows).expect("nobody interrupts")
}
