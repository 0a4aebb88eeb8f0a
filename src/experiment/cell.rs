//! A cell in flight: what a run is given, and where its readings go.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use candle_core::Device;

use super::{Reading, trajectory_steps, watched_steps};
use crate::claim::Quantity;
use crate::model::{Precision, Workers};
use crate::random::Stream;

/// Why a cell is left before its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// The run as a whole ends here; the cell is as if it had not begun.
    Interrupted,
    /// The cell alone ends, as a failure for this reason.
    Failed(String),
    /// candle fails: on the processor the cell alone ends, on a device the run.
    Candle(String),
}

impl From<candle_core::Error> for Stop {
    fn from(error: candle_core::Error) -> Self {
        // In one line: candle's carry a backtrace where one is asked for.
        Self::Candle(error.to_string().lines().next().unwrap_or_default().to_owned())
    }
}

/// What was seen of a cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// Readings by step and quantity: of a supremum, the largest value at any step up to this one at which it was measured; of a first passage, the time, under
    /// the step up to which it was waited for.
    pub seen: BTreeMap<(usize, Quantity), Reading>,
    /// The step at which numbers were no longer finite, if that happened; the run stopped there.
    pub diverged_at: Option<usize>,
}

/// One run at one value of the axis: what it is given, and what it has recorded.
pub struct CellRun<'a> {
    /// The value of the design's axis: M, or whatever grows.
    pub at: usize,
    /// The number of the replicate, from 0.
    pub replicate: usize,
    /// What is to be recorded at which steps.
    pub recorded: BTreeMap<usize, BTreeSet<Quantity>>,
    /// Steps at which suprema over the steps are measured: see [`watched_steps`].
    pub watched: BTreeSet<usize>,
    /// The precision of the state.
    pub precision: Precision,
    /// Where to run if not on the processor.
    pub device: Option<&'a Device>,
    /// Who runs the parts of one network.
    pub workers: Arc<dyn Workers>,
    pub(crate) study: (&'a str, u64),
    pub(crate) ask: &'a dyn Fn() -> Option<Stop>,
    /// What was recorded.
    pub outcome: Outcome,
}

impl<'a> CellRun<'a> {
    /// A cell of the study with this name and seed, on the processor and alone, that nobody asks to leave: for programs and tests that run one by hand.
    pub fn alone((study, seed): (&'a str, u64), (at, replicate): (usize, usize), recorded: BTreeMap<usize, BTreeSet<Quantity>>) -> Self {
        let last = recorded.keys().next_back().copied().unwrap_or(0);
        Self {
            at,
            replicate,
            recorded,
            watched: watched_steps(last),
            precision: Precision::default(),
            device: None,
            workers: Arc::new(crate::model::Alone),
            study: (study, seed),
            ask: &|| None,
            outcome: Outcome::default(),
        }
    }

    /// The stream of the cell: of study, axis value and replicate and not of the experiment, so that a claim and its control see the same draws.
    pub fn stream(&self) -> Stream {
        Stream::of_cell(self.study.1, self.study.0, self.at, self.replicate)
    }

    /// To be asked before every step, and wherever a run may take long.
    ///
    /// # Errors
    /// Where the cell is to be left.
    pub fn ask(&self) -> Result<(), Stop> {
        (self.ask)().map_or(Ok(()), Err)
    }

    /// The last step at which anything is recorded.
    pub fn last(&self) -> usize {
        self.recorded.keys().next_back().copied().unwrap_or(0)
    }

    /// Whether `quantity` is recorded at any step.
    pub fn wants(&self, quantity: &Quantity) -> bool {
        self.recorded.values().any(|quantities| quantities.contains(quantity))
    }

    /// Records a reading.
    pub fn record(&mut self, quantity: Quantity, step: usize, reading: Reading) {
        self.outcome.seen.insert((step, quantity), reading);
    }

    /// Records a quantity that does not depend on the step, at every step at which it is asked for.
    pub fn record_throughout(&mut self, quantity: Quantity, value: f64) {
        let steps: Vec<usize> =
            self.recorded.iter().filter(|(_, quantities)| quantities.contains(&quantity)).map(|(step, _)| *step).collect();
        for step in steps {
            self.record(quantity, step, Reading::exact(value));
        }
    }
}

/// What is recorded: quantities at the steps of their horizons, and, along a trajectory, those that are followed.
pub(crate) fn recorded(
    at_horizons: impl Iterator<Item = (Quantity, usize)>,
    followed: &[Quantity],
    last: usize,
) -> BTreeMap<usize, BTreeSet<Quantity>> {
    let mut recorded: BTreeMap<usize, BTreeSet<Quantity>> = BTreeMap::new();
    let on_the_way = trajectory_steps(last).into_iter().flat_map(|step| followed.iter().map(move |&quantity| (quantity, step)));
    for (quantity, step) in at_horizons.chain(on_the_way) {
        recorded.entry(step).or_default().insert(quantity);
    }
    recorded
}
