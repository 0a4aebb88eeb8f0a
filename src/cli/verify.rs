//! `asymptest verify`: train, judge, report.

use std::path::PathBuf;
use std::time::Instant;

use candle_core::Device;
use clap::{Args, ValueEnum};

use super::args::{Format, PrecisionName};
use super::device::DeviceName;
use super::progress::Progress;
use super::{Outcome, config, device, folder, memory, output, report, theorems};
use crate::claim::Theorem;
use crate::data::Source;
use crate::error::{Error, Result};
use crate::model::DeviceFacts;
use crate::study::{self, Cell, Scale, Study, Threads, check_on_device, device_scratch, parse_widths};

/// Trains networks over the ladder of widths, judges every claim and control, and writes the evidence.
///
/// Exit code 0 if every verdict is as expected and every control refuted, 1 if not, 2 for bad input.
#[derive(Debug, Args)]
pub(super) struct VerifyArguments {
    /// Names of theorems, or unique starts of them; all where none is given.
    theorems: Vec<String>,
    /// How much to run: seconds, some minutes at most, or the evidence worth citing. [default: quick]
    #[arg(long, value_enum)]
    scale: Option<ScaleName>,
    /// Where to train. [default: cpu]
    #[arg(long, value_enum)]
    device: Option<DeviceName>,
    /// The precision of the networks' state. [default: f64]
    #[arg(long, value_enum)]
    precision: Option<PrecisionName>,
    /// Replicates at each width, each from its own initial weights. [default: the design's]
    #[arg(long, value_name = "N")]
    seeds: Option<usize>,
    /// Widths: doublings `128..16384`, or a list `128,300,1000`. [default: the design's]
    #[arg(long)]
    widths: Option<String>,
    /// `mnist`, `digits`, `gaussian`, `gaussian:D` for another dimension D, or the path of an IDX file of images; or several, with commas: the first
    /// data set's evidence goes into the folder itself, that of each further one into a folder there of its name.
    /// [default: mnist; at full scale mnist,gaussian,digits]
    #[arg(long)]
    data: Option<String>,
    /// The seed of all randomness. [default: 0]
    #[arg(long)]
    seed: Option<u64>,
    /// Threads; the evidence does not depend on it. [default: all cores]
    #[arg(long)]
    jobs: Option<usize>,
    /// The folder for the evidence. [default: reports]
    #[arg(long)]
    out: Option<PathBuf>,
    /// A TOML file with any of these options under the same names; the command line goes first.
    #[arg(long)]
    config: Option<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ScaleName {
    /// Seconds: exercises every path.
    Smoke,
    /// Some minutes at most.
    Quick,
    /// The evidence worth citing.
    Full,
}

pub(super) fn run(arguments: &VerifyArguments, registry: &[&dyn Theorem]) -> Result<Outcome> {
    let plan = Plan::of(arguments, registry)?;
    for Planned { study, .. } in &plan.studies {
        match &plan.device {
            None => memory::check(&study.widths, |width| study.bytes_on(plan.jobs, width))?,
            Some((_, facts)) => {
                check_on_device(study)?;
                memory::check_within(facts.free.saturating_sub(device_scratch(study)), &study.widths, |width| study.bytes(width))?;
            }
        }
    }
    // Whatever can be refused is refused before anything is trained or written.
    let inputs: Vec<_> = plan.studies.iter().map(|planned| planned.study.load()).collect::<Result<_>>()?;
    for Planned { study, out } in &plan.studies {
        folder::prepare(out, study.theorem.id())?;
    }
    let mut results = Vec::new();
    for (Planned { study, out }, inputs) in plan.studies.iter().zip(&inputs) {
        let id = study.theorem.id();
        let started = Instant::now();
        let needed =
            study.widths.iter().map(|&width| if plan.device.is_some() { study.bytes(width) } else { study.bytes_on(plan.jobs, width) });
        output::note(&format!(
            "{id} on {}: {} cells, {} of memory at most",
            study.source.name(),
            study.cells().len(),
            memory::in_words(needed.max().unwrap_or(0))
        ));
        let progress = Progress::start(id, &study.cells());
        let finished = |cell: &Cell| progress.finished(cell);
        let evidence = match &plan.device {
            None => study::run(study, inputs, plan.jobs, &finished),
            Some((device, _)) => study::run_on(study, inputs, device, &Threads(plan.jobs), &finished)?,
        };
        progress.end();
        results.push(folder::write(out, study.theorem, &evidence)?);
        let (cells, seconds, place) = (study.cells().len(), started.elapsed().as_secs_f64(), out.join(id));
        output::note(&format!("{id}: {cells} cells in {seconds:.1} s; evidence in {}", place.display()));
    }
    report::print(&results, arguments.format)
}

/// More replicates or threads than this are taken for a slip of the hand.
const MOST_REPLICATES: usize = 100_000;
pub(super) const MOST_JOBS: usize = 1024;

/// The run as meant.
struct Plan<'a> {
    studies: Vec<Planned<'a>>,
    /// Where to train if not on the processor.
    device: Option<(Device, DeviceFacts)>,
    jobs: usize,
}

/// A study with the folder that its evidence goes into.
struct Planned<'a> {
    study: Study<'a>,
    out: PathBuf,
}

impl<'a> Plan<'a> {
    fn of(arguments: &VerifyArguments, registry: &[&'a dyn Theorem]) -> Result<Self> {
        let file = arguments.config.as_deref().map(config::read).transpose()?.unwrap_or_default();
        let names = if arguments.theorems.is_empty() { file.theorems.unwrap_or_default() } else { arguments.theorems.clone() };
        let device = device::open(arguments.device.or(file.device))?;
        let scale = match arguments.scale.or(file.scale).unwrap_or(ScaleName::Quick) {
            ScaleName::Smoke => Scale::Smoke,
            ScaleName::Quick => Scale::Quick,
            ScaleName::Full => Scale::Full,
        };
        let precision = arguments.precision.or(file.precision);
        let seed = arguments.seed.or(file.seed).unwrap_or(0);
        let named = arguments.data.as_ref().or(file.data.as_ref()).map(|names| names.split(',').map(|name| Source::named(name.trim())));
        let sources = named.map_or_else(|| Ok(scale.sources()), Iterator::collect::<Result<_>>)?;
        let widths = arguments.widths.as_ref().or(file.widths.as_ref());
        let widths = widths.map(|text| parse_widths(text).map_err(|problem| Error::flag("--widths", problem))).transpose()?;
        let replicates = arguments.seeds.or(file.seeds);
        if replicates.is_some_and(|replicates| !(1..=MOST_REPLICATES).contains(&replicates)) {
            return Err(Error::flag("--seeds", format!("give a number of replicates from 1 to {MOST_REPLICATES}")));
        }
        let jobs = arguments.jobs.or(file.jobs).unwrap_or_else(cores);
        if !(1..=MOST_JOBS).contains(&jobs) {
            return Err(Error::flag("--jobs", format!("give a number of threads from 1 to {MOST_JOBS}")));
        }
        let theorems = theorems::find_all(registry, &names)?;
        let out = arguments.out.clone().or(file.out).unwrap_or_else(|| "reports".into());
        let mut studies = Vec::new();
        for (source, out) in sources.iter().zip(folder::of_sources(&out, &sources, registry)?) {
            for &theorem in &theorems {
                let mut study = Study::designed(theorem, scale, seed, source.clone());
                study.widths = widths.clone().unwrap_or(study.widths);
                study.replicates = replicates.unwrap_or(study.replicates);
                study.precision = precision.map_or(study.precision, Into::into);
                studies.push(Planned { study, out: out.clone() });
            }
        }
        Ok(Self { studies, device, jobs })
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
