//! The seam: an experiment makes rows of a cell. Whatever it is - networks in training, a matrix that is drawn, another program - store, schedule, verdicts,
//! reports and diff know no more of it than is said here.

mod cell;
mod cost;
mod design;
mod reading;
mod steps;

use std::fmt::Debug;

pub use asymptest_judge::widths::powers_of_two;
pub(crate) use cell::recorded;
pub use cell::{CellRun, Outcome, Stop};
pub use cost::{Cost, Room};
pub use design::{Axis, Design, Replicates, Scale, half_powers_of_two};
pub use reading::Reading;
pub use steps::{trajectory_steps, watched_steps};

use crate::claim::{Assumption, Broken, Horizon, Quantity};
use crate::data::Source;
use crate::error::Result;

/// A column of a design's grid: what is run at every value of its axis, and what it measures.
pub trait Experiment: Debug + Send + Sync {
    /// The name in the evidence, which claims and controls give as their setting.
    fn id(&self) -> &'static str;

    /// Canonical text for all that determines the numbers beside seed, data, precision and engine: `tanh; cosine(delta=0.01); linear; eta=1; N=20; Z=4`. It is
    /// made for this purpose: two experiments with one key give the same numbers, and rewording [`Experiment::describe`] changes no key.
    fn key(&self) -> String;

    /// What is run, in one line: for cards and reports.
    fn describe(&self) -> String;

    /// What computes the numbers, with a version that is raised whenever the same key gives other bits.
    fn engine(&self) -> (&'static str, u32);

    /// All that it can measure. A claim on anything else is refused before anything runs.
    fn quantities(&self) -> Vec<Quantity>;

    /// What is recorded along the way in replicate 0, for figures, where claims and controls measure `measured`.
    fn followed(&self, measured: &[Quantity]) -> Vec<Quantity> {
        measured.iter().copied().filter(|quantity| !quantity.is_first_passage()).collect()
    }

    /// Why an assumption does not hold here, or nothing where it does.
    ///
    /// # Errors
    /// Where the experiment does not know: a claim that needs it then does not pass the checks.
    fn broken(&self, assumption: &Assumption) -> Broken;

    /// Why it cannot run over this axis, or nothing where it can.
    fn refuses(&self, axis: &Axis) -> Option<String> {
        (axis.symbol != Axis::WIDTH.symbol).then(|| format!("{} runs over M alone", self.id()))
    }

    /// What can be tried of it without a cell, such as its gradients against finite differences: what was tried, and what is wrong.
    fn trial(&self) -> Vec<(String, Result<(), String>)> {
        Vec::new()
    }

    /// Whether the workers of a run can share a wide cell. One that they cannot share runs next to others at every value of the axis.
    fn divides(&self) -> bool {
        true
    }

    /// Work and memory of a cell.
    fn cost(&self, room: &Room<'_>) -> Cost;

    /// The same on a device.
    ///
    /// # Errors
    /// Why it does not run there, as the rest of a sentence that starts with the theorem: most experiments exist on the processor alone.
    fn cost_on_device(&self, _room: &Room<'_>) -> Result<Cost, String> {
        Err(format!("runs {} on the processor alone", self.id()))
    }

    /// Loads what all cells share: the data, and what follows from them.
    ///
    /// # Errors
    /// Where the data cannot be had, or do not suit the experiment.
    fn load<'a>(&'a self, plan: &Plan<'a>) -> Result<Box<dyn Loaded + 'a>>;
}

/// What is known of a study before any cell runs.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// The theorem's id.
    pub study: &'a str,
    /// The seed of all randomness.
    pub seed: u64,
    /// The data that the user named; an experiment may bring its own.
    pub source: &'a Source,
    /// What claims and controls ask of this experiment.
    pub measured: Vec<(Quantity, Horizon)>,
}

/// An experiment with its data, ready to run cells. It is shared by all threads.
pub trait Loaded: Send + Sync {
    /// log(1 + eta lambda), the growth of the outputs in one step of dot-product training, where the experiment has such a thing; a
    /// [`Horizon::Departure`] is refused where it has none.
    fn growth(&self) -> Option<f64> {
        None
    }

    /// Runs one cell: records every quantity at every step that is asked for, or says why there is none.
    ///
    /// # Errors
    /// What [`CellRun::ask`] answered, or what kept the cell from its end.
    fn run(&self, cell: &mut CellRun<'_>) -> Result<(), Stop>;
}
