//! One cell: one run of one experiment at one value of the axis, filed as rows.

use std::sync::Arc;

use candle_core::Device;

use super::{Ask, Loading, Row, Status, Study};
use crate::claim::{Horizon, Over, Quantity};
use crate::experiment::{CellRun, Outcome, Stop, recorded, trajectory_steps, watched_steps};
use crate::model::Workers;
use crate::observe::floor;

/// One run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cell {
    /// Index of the experiment in the design.
    pub setting: usize,
    /// The value of the axis: M.
    pub width: usize,
    /// From 0.
    pub replicate: usize,
}

impl Cell {
    /// Runs, measures, and files what was seen: a row for each quantity and horizon that a claim on this experiment names, and, for replicate 0, the
    /// trajectory. `workers` run the parts of a network, on `device` where there is one; `ask` is asked before every step.
    ///
    /// # Errors
    /// What `ask` answered, or what kept the cell from its end.
    pub fn run(
        &self,
        study: &Study<'_>,
        loaded: &Loading<'_>,
        (device, workers): (Option<&Device>, &Arc<dyn Workers>),
        ask: &Ask<'_>,
    ) -> Result<Vec<Row>, Stop> {
        let asked = self.asked(study, loaded);
        let mut run = CellRun {
            at: self.width,
            replicate: self.replicate,
            recorded: recorded(asked.at_horizons.iter().map(|&(quantity, _, step)| (quantity, step)), &asked.followed, asked.last()),
            watched: watched_steps(asked.last()),
            precision: study.precision,
            device,
            workers: Arc::clone(workers),
            study: (study.theorem.id(), study.seed),
            ask,
            outcome: Outcome::default(),
        };
        loaded.experiment.run(&mut run)?;
        Ok(self.filed(study, &asked, Ok(&run.outcome)))
    }

    /// The rows of a cell that gives no numbers for a reason that lies in the run and not in the network.
    pub(super) fn failed(&self, study: &Study<'_>, loaded: &Loading<'_>, reason: &str) -> Vec<Row> {
        self.filed(study, &self.asked(study, loaded), Err(reason))
    }

    fn asked(&self, study: &Study<'_>, loaded: &Loading<'_>) -> Asked {
        let setting = &study.settings[self.setting];
        let measured = study.measured(setting.id());
        let steps = |horizon: Horizon| horizon.steps(self.width, loaded.growth());
        let at_horizons = measured.iter().map(|&(quantity, horizon)| (quantity, horizon, steps(horizon))).collect();
        let quantities: Vec<Quantity> = measured.iter().map(|&(quantity, _)| quantity).collect();
        // What is dear and speaks of one step is measured there alone: the experiment says what is followed.
        let followed = if self.replicate == 0 { setting.followed(&quantities) } else { Vec::new() };
        Asked { at_horizons, followed }
    }

    fn filed(&self, study: &Study<'_>, asked: &Asked, outcome: Result<&Outcome, &str>) -> Vec<Row> {
        let at_horizons =
            asked.at_horizons.iter().map(|&(quantity, horizon, step)| self.row(study, quantity, horizon.to_string(), step, outcome));
        let trajectory = trajectory_steps(asked.last());
        let on_the_way = asked.followed.iter().flat_map(|&quantity| trajectory.iter().map(move |&step| (quantity, step)));
        at_horizons.chain(on_the_way.map(|(quantity, step)| self.row(study, quantity, String::new(), step, outcome))).collect()
    }

    fn row(&self, study: &Study<'_>, quantity: Quantity, horizon: String, step: usize, outcome: Result<&Outcome, &str>) -> Row {
        let setting = &study.settings[self.setting];
        let seen = outcome.ok().and_then(|outcome| outcome.seen.get(&(step, quantity)));
        let reading = seen.filter(|reading| reading.value.is_finite());
        let (value, floor) = (reading.map(|reading| reading.value), reading.and_then(|reading| reading.floor));
        // At the start every change is 0, and exactly so.
        let unresolved = |value: f64| (step > 0 || value != 0.0) && floor.is_some_and(|floor| value < floor::RESOLVED * floor);
        let diverged_at = outcome.ok().and_then(|outcome| outcome.diverged_at);
        let (status, reason) = match (value, outcome, quantity.over) {
            (_, Err(reason), _) => (Status::Failed, reason.into()),
            (Some(_), ..) if floor.is_some_and(|floor| !(floor.is_finite() && floor > 0.0)) => {
                (Status::Failed, format!("the floor of {quantity} is no positive number: None is that of an exact value"))
            }
            (Some(value), ..) if unresolved(value) => (Status::Unresolved, "below 10 times the numerical floor".into()),
            (Some(value), ..) if value < 0.0 && quantity.sign == crate::claim::Sign::Size => {
                (Status::Failed, format!("{quantity} is a size, and the experiment gave {value:e}"))
            }
            (Some(_), ..) => (Status::Ok, String::new()),
            (None, ..) if let Some(at) = diverged_at => (Status::Diverged, format!("the loss or an output is not finite at step {at}")),
            (None, _, Over::FirstPassage { else_says }) => (Status::Diverged, format!("{else_says} up to step {step}")),
            (None, ..) if seen.is_none() => (Status::Failed, format!("the experiment recorded nothing of it at step {step}")),
            (None, ..) => (Status::Diverged, format!("the quantity is not finite at step {step}")),
        };
        let value = value.filter(|_| status != Status::Failed);
        Row {
            setting: setting.id().into(),
            width: self.width,
            replicate: self.replicate,
            quantity: quantity.name.into(),
            horizon,
            step,
            value,
            floor: value.and(floor),
            status,
            reason,
        }
    }
}

/// What is asked of a run.
struct Asked {
    /// What claims and controls name, with the steps of the horizon.
    at_horizons: Vec<(Quantity, Horizon, usize)>,
    /// What has a trajectory.
    followed: Vec<Quantity>,
}

impl Asked {
    fn last(&self) -> usize {
        self.at_horizons.iter().map(|&(_, _, step)| step).max().unwrap_or(0)
    }
}
