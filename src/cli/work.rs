//! How cells are run: the flags that `verify` and `cell` have in common, and the run itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use candle_core::Device;
use clap::Args;

use super::config::Config;
use super::device::DeviceName;
use super::progress::Progress;
use super::{device, memory, output};
use crate::error::{Error, Result};
use crate::model::{DeviceFacts, Workers};
use crate::study::store::{Reuse, Shelf, Store};
use crate::study::{Budget, Cell, Done, Loading, Run, Study, Threads, check_on_device, device_bytes};

/// How much of the machine is used, and what is kept.
#[derive(Debug, Args)]
pub(super) struct WorkArguments {
    /// Threads; the evidence does not depend on it. [default: all cores]
    #[arg(long)]
    jobs: Option<usize>,
    /// Memory for the networks in training, as `8G` or `500M`: as many narrow cells run side by side as it takes. [default: what is free]
    #[arg(long)]
    memory: Option<String>,
    /// Seconds that a cell may take; one that takes longer is left and becomes a row with that reason.
    #[arg(long, value_name = "SECONDS")]
    limit: Option<f64>,
    /// The folder of finished cells, which several processes may share. [default: .cells in the folder for the evidence]
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
    /// Compute again what the store has.
    #[arg(long)]
    fresh: bool,
}

impl WorkArguments {
    /// The first flag given that `verify --check` has no use for: it computes all anew, and keeps nothing.
    pub(super) fn of_no_use_to_check(&self) -> Option<&'static str> {
        let given = [("--store", self.store.is_some()), ("--fresh", self.fresh)];
        given.into_iter().find(|(_, is_given)| *is_given).map(|(flag, _)| flag)
    }
}

/// More threads than this are taken for a slip of the hand.
pub(super) const MOST_JOBS: usize = 1024;

/// How cells are run.
pub(super) struct Work {
    room: Budget,
    /// Where to train if not on the processor.
    device: Option<(Device, DeviceFacts)>,
    place: DeviceName,
    store: Option<PathBuf>,
    reuse: Reuse,
    limit: Option<f64>,
}

impl Work {
    /// The work as meant; nothing is written yet.
    pub(super) fn of(arguments: &WorkArguments, place: DeviceName, file: &Config) -> Result<Self> {
        let jobs = arguments.jobs.or(file.jobs).unwrap_or_else(cores);
        if !(1..=MOST_JOBS).contains(&jobs) {
            return Err(Error::flag("--jobs", format!("give a number of threads from 1 to {MOST_JOBS}")));
        }
        let limit = arguments.limit.or(file.limit);
        if limit.is_some_and(|limit| !(limit >= 0.0 && limit.is_finite())) {
            return Err(Error::flag("--limit", "give a number of seconds, 0 or more"));
        }
        let given = arguments.memory.as_ref().or(file.memory.as_ref()).map(|text| memory::parse(text)).transpose()?;
        let memory = given.or_else(memory::free_memory).unwrap_or(usize::MAX);
        let device = device::open(Some(place))?;
        let reuse = if arguments.fresh { Reuse::Nothing } else { Reuse::Finished };
        Ok(Self { room: Budget { jobs, memory }, device, place, store: arguments.store.clone(), reuse, limit })
    }

    /// Threads.
    pub(super) fn jobs(&self) -> usize {
        self.room.jobs
    }

    /// How a run that was interrupted goes on.
    pub(super) fn how_to_go_on(&self) -> &'static str {
        match self.reuse {
            Reuse::Finished => "the same command goes on from there",
            Reuse::Nothing => "the same command without --fresh goes on from there, with it all is computed again",
        }
    }

    /// Refuses a study that does not fit in memory, or that measures what the device does not. `widths` names where its widths come from, for the error.
    pub(super) fn check(&self, study: &Study<'_>, widths: &str) -> Result<()> {
        match &self.device {
            None => memory::check_within(widths, self.room.memory, &study.widths, |width| study.bytes(width)),
            Some((_, facts)) => {
                check_on_device(study)?;
                memory::check_within(widths, facts.free, &study.widths, |width| device_bytes(study, width))
            }
        }
    }

    /// Opens the folder of finished cells; `out` is the folder for the evidence.
    pub(super) fn open(&self, out: &Path) -> Result<Store> {
        let store = Store::open(&self.store.clone().unwrap_or_else(|| default_store(out)))?;
        if let Some(warning) = store.warning() {
            output::warn(&warning);
        }
        Ok(store)
    }

    /// Runs cells of a study, or takes them from the store, if there is one.
    pub(super) fn run(&self, store: Option<&Store>, study: &Study<'_>, loaded: &[Loading<'_>], cells: &[Cell]) -> Result<(Done, Progress)> {
        let shelf = store.map(|store| Shelf::of(store, study, self.place.into(), self.reuse)).transpose()?;
        let progress = Progress::start(study, cells, self.limit);
        let run = Run { study, loaded, shelf: shelf.as_ref(), watch: &progress };
        let done = progress.watched(|| match &self.device {
            None => run.on_processor(cells, self.room),
            Some((device, _)) => run.on_device(cells, device, &(Arc::new(Threads(self.room.jobs)) as Arc<dyn Workers>)),
        });
        progress.end();
        Ok((done?, progress))
    }
}

/// The store of a folder of evidence.
pub(super) fn default_store(out: &Path) -> PathBuf {
    out.join(".cells")
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
