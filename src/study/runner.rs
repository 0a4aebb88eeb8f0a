//! A study as meant, and its cells all at once. The only place with threads.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::schedule::{Run, whole};
use super::watch::Counter;
use super::{Cell, Evidence, RunFacts};
use crate::claim::{Horizon, Quantity};
use crate::data::Source;
use crate::error::{Error, Result};
use crate::experiment::{Axis, Cost, Experiment, Loaded, Plan, Replicates, Room, Scale};
use crate::model::{Precision, Workers};
use crate::theorem::Theorem;

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
    /// What grows.
    pub axis: Axis,
    /// The grid.
    pub settings: Vec<Arc<dyn Experiment>>,
    /// The ladder of values of the axis, increasing.
    pub widths: Vec<usize>,
    /// Runs at each setting and width.
    pub replicates: Replicates,
    /// The precision of the state.
    pub precision: Precision,
}

/// An experiment with its data.
pub struct Loading<'a> {
    /// The experiment, ready to run cells.
    pub experiment: Box<dyn Loaded + 'a>,
}

impl Loading<'_> {
    /// log(1 + eta lambda), NaN where the experiment has none; [`Study::load`] refuses horizons that need it then.
    pub(super) fn growth(&self) -> f64 {
        self.experiment.growth().unwrap_or(f64::NAN)
    }
}

/// From this width on a network is trained alone, its parts on all threads; narrower ones are trained side by side.
pub const WIDE: usize = 1 << 16;

/// A run of more steps is refused: it would not end.
const MOST_STEPS: usize = 1_000_000;

impl<'a> Study<'a> {
    /// The theorem's own design at a scale.
    pub fn designed(theorem: &'a dyn Theorem, scale: Scale, seed: u64, source: Source) -> Self {
        let design = theorem.design(scale);
        Self {
            theorem,
            scale,
            seed,
            source,
            axis: design.axis,
            settings: design.settings,
            widths: design.widths,
            replicates: design.replicates,
            precision: Precision::default(),
        }
    }

    /// Loads the data of every experiment, and refuses what could not be run: another axis, quantities that are not measured, horizons that would not be
    /// reached.
    ///
    /// # Errors
    /// What is refused; data that cannot be had.
    pub fn load(&self) -> Result<Vec<Loading<'_>>> {
        if self.widths.first().is_none_or(|&first| first < 2) || !self.widths.is_sorted_by(|a, b| a < b) {
            let problem = format!("is designed over {} = {:?}; give values from 2 on, rising, each once", self.axis.symbol, self.widths);
            return Err(Error::Data { file: self.theorem.id().into(), problem });
        }
        self.settings.iter().try_for_each(|setting| self.check(&**setting))?;
        self.settings.iter().map(|setting| self.load_setting(&**setting)).collect()
    }

    /// Refuses what an experiment cannot run or measure, before its data are there.
    ///
    /// # Errors
    /// The theorem and what it asks for.
    pub fn check(&self, setting: &dyn Experiment) -> Result<()> {
        let refuse = |problem: String| Err(Error::Data { file: self.theorem.id().into(), problem });
        if let Some(why) = setting.refuses(&self.axis) {
            return refuse(format!("is designed over {}: {why}", self.axis.symbol));
        }
        let known = setting.quantities();
        match self.measured(setting.id()).into_iter().find(|(quantity, _)| !known.contains(quantity)) {
            Some((quantity, _)) => {
                let names: Vec<&str> = known.iter().map(|quantity| quantity.name).collect();
                refuse(format!(
                    "claims {quantity} of setting {}, which does not measure it; it measures {}",
                    setting.id(),
                    names.join(", ")
                ))
            }
            None => Ok(()),
        }
    }

    /// Loads the data of one experiment of the study, and refuses horizons that would not be reached.
    ///
    /// # Errors
    /// Data that cannot be had, and such a horizon.
    pub fn load_setting<'b>(&'b self, setting: &'b dyn Experiment) -> Result<Loading<'b>> {
        let measured = self.measured(setting.id());
        let plan = Plan { study: self.theorem.id(), seed: self.seed, source: &self.source, measured: measured.clone() };
        let loading = Loading { experiment: setting.load(&plan)? };
        for (_, horizon) in measured {
            self.widths.iter().try_for_each(|&width| check_horizon(setting, &loading, horizon, width))?;
        }
        Ok(loading)
    }

    /// Work and memory of a run of a setting at a width.
    pub fn cost(&self, setting: &dyn Experiment, width: usize) -> Cost {
        setting.cost(&Room { at: width, measured: &self.measured(setting.id()), precision: self.precision, source: &self.source })
    }

    /// The same on a device.
    ///
    /// # Errors
    /// What does not run there, naming the flag and the theorem.
    pub fn cost_on_device(&self, setting: &dyn Experiment, width: usize) -> Result<Cost> {
        let room = Room { at: width, measured: &self.measured(setting.id()), precision: self.precision, source: &self.source };
        setting
            .cost_on_device(&room)
            .map_err(|why| Error::flag("--device", format!("{} {why}; name other theorems, or leave it out", self.theorem.id())))
    }

    /// Memory that one run takes at a width at most, in bytes.
    pub fn bytes(&self, width: usize) -> usize {
        self.settings.iter().map(|setting| self.cost(&**setting, width).bytes).max().unwrap_or(0)
    }

    /// All cells, in the order of the evidence: by setting, width and replicate.
    pub fn cells(&self) -> Vec<Cell> {
        let by_width = |setting: usize| {
            self.widths
                .iter()
                .flat_map(move |&width| (0..self.replicates.at(width)).map(move |replicate| Cell { setting, width, replicate }))
        };
        (0..self.settings.len()).flat_map(by_width).collect()
    }

    /// What claims and controls on a setting measure, each once, in their order.
    pub fn measured(&self, setting: &str) -> Vec<(Quantity, Horizon)> {
        let claims = self.theorem.claims();
        let controls = self.theorem.controls();
        let mut measured = Vec::new();
        for claim in claims.iter().chain(controls.iter().map(|control| &control.claim)).filter(|claim| claim.setting == setting) {
            if !measured.contains(&(claim.quantity, claim.horizon)) {
                measured.push((claim.quantity, claim.horizon));
            }
        }
        measured
    }

    /// What is the whole run's, beside the rows.
    pub fn facts(&self) -> RunFacts {
        RunFacts {
            scale: self.scale.name().into(),
            seed: self.seed,
            data: self.source.name(),
            precision: self.precision,
            axis: self.axis.symbol.into(),
            settings: self.settings.iter().map(|setting| (setting.id().to_owned(), setting.key())).collect(),
            table: None,
        }
    }
}

/// Refuses a horizon that a run would not reach.
fn check_horizon(setting: &dyn Experiment, loading: &Loading<'_>, horizon: Horizon, width: usize) -> Result<()> {
    let growth = loading.experiment.growth();
    if matches!(horizon, Horizon::Departure { .. }) && growth.is_none() {
        let problem = format!("has no growth under dot products, and {horizon} is counted in it; claim at another horizon");
        return Err(Error::Data { file: format!("setting {}", setting.id()), problem });
    }
    if horizon.steps(width, loading.growth()) <= MOST_STEPS {
        return Ok(());
    }
    let problem = match growth {
        Some(growth) => format!(
            "gives setting {} a growth of {growth:.1e} a step, which puts {horizon} at M = {width} beyond {MOST_STEPS} steps; use other data",
            setting.id()
        ),
        None => format!("{horizon} of setting {} is beyond {MOST_STEPS} steps at M = {width}; give smaller widths", setting.id()),
    };
    Err(Error::flag("--data", problem))
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

/// Runs every cell on `jobs` threads and calls `finished` after each; nothing is kept on the disk. `loaded` is what [`Study::load`] gave. The evidence does
/// not depend on `jobs`.
pub fn run(study: &Study<'_>, loaded: &[Loading<'_>], jobs: usize, finished: &(dyn Fn(&Cell) + Sync)) -> Evidence {
    let run = Run { study, loaded, shelf: None, watch: &Counter(finished) };
    let rows = run.on_processor(&study.cells(), super::Budget { jobs, memory: usize::MAX }).expect("nothing is read or written");
    whole(study, rows).expect("nobody interrupts")
}
