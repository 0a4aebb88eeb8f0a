//! `asymptest bench`: how fast this machine trains, and how fast it could.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use candle_core::Device;
use clap::Args;

use super::args::{Format, PrecisionName};
use super::bench_results::{Machine, Results, study_json, study_text};
use super::device::{self, DeviceName};
use super::work::MOST_JOBS;
use super::{Outcome, memory, output};
use crate::bench::{Benchmark, DeviceBenchmark, Limits, StudyBenchmark, gram};
use crate::data::Source;
use crate::error::{Error, Result};
use crate::files::{check_folder_of, write_atomically};
use crate::model::{DeviceError, DeviceFacts, Precision};
use crate::study::{Threads, parse_widths};

/// Measures the times of a training step and of the observables, or of a whole study, and their share of what this machine could do.
///
/// The work: n = 60 inputs (20 triplets), Z = 4, tanh, cosine similarity; the NTK and the Hessian norm at the 20 anchors. The limit of a step, the NTK and
/// its drift is the time that their flop take at the best matrix product's rate and their tanh at the rate in cache, or that their bytes take at the
/// memory's, whichever is longer; all rates are measured in the same run. The others are told in steps: what recording costs beside training. Times are
/// medians; other work on the machine makes them longer.
#[derive(Debug, Args)]
pub(super) struct BenchArguments {
    /// Widths: doublings `65536..1048576`, or a list. [default: 65536,1048576; with --study 128..16384]
    #[arg(long)]
    widths: Option<String>,
    /// `mnist`, `gaussian`, `gaussian:D` for another dimension D, or the path of an IDX file of images
    #[arg(long, value_name = "NAME|PATH", default_value = "mnist")]
    data: String,
    /// Where to train.
    #[arg(long, value_enum, default_value = "cpu")]
    device: DeviceName,
    /// The precision of the state.
    #[arg(long, value_enum, default_value = "f32")]
    precision: PrecisionName,
    /// Threads; on a device they draw the initial weights. [default: all cores]
    #[arg(long)]
    jobs: Option<usize>,
    /// Write every single time of a step in milliseconds, as rows width, replicate, value: `fit` reads them
    #[arg(long, value_name = "FILE", conflicts_with = "study")]
    csv: Option<PathBuf>,
    /// Time a whole study: the NTK drift at t = 8, 32 and round(4 M^(1/6)) over the widths
    #[arg(long)]
    study: bool,
    /// Networks of each width in the study
    #[arg(long, value_name = "N", default_value_t = 8, requires = "study")]
    seeds: usize,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn run(arguments: &BenchArguments) -> Result<Outcome> {
    let begin = Instant::now();
    let clock = || begin.elapsed().as_secs_f64();
    let ladder = if arguments.study { "128..16384" } else { "65536,1048576" };
    let widths = arguments.widths.as_deref().unwrap_or(ladder);
    let widths = parse_widths(widths).map_err(|problem| Error::flag("--widths", problem))?;
    let threads = arguments.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    if !(1..=MOST_JOBS).contains(&threads) {
        return Err(Error::flag("--jobs", format!("give a number of threads from 1 to {MOST_JOBS}")));
    }
    arguments.csv.as_deref().map_or(Ok(()), check_folder_of)?;
    let source = Source::named(&arguments.data)?;
    if arguments.study {
        return study(arguments, &clock, threads, &widths, &source);
    }
    let precision = arguments.precision.into();
    let results = match device::open(Some(arguments.device))? {
        None => on_processor(&clock, threads, precision, &widths, &source)?,
        Some((device, facts)) => on_device(&clock, threads, precision, (&widths, &source), (&device, facts))?,
    };
    if let Some(path) = &arguments.csv {
        write_atomically(path, results.csv().as_bytes())?;
    }
    match arguments.format {
        Format::Text => output::print(&results.text())?,
        Format::Json => output::print_json(&results.json())?,
    }
    Ok(Outcome::AsExpected)
}

fn study(
    arguments: &BenchArguments,
    clock: &(dyn Fn() -> f64 + Sync),
    threads: usize,
    widths: &[usize],
    source: &Source,
) -> Result<Outcome> {
    if arguments.device != DeviceName::Cpu {
        return Err(Error::flag("--study", "runs on the processor; leave --device out"));
    }
    if arguments.seeds == 0 {
        return Err(Error::flag("--seeds", "0 networks show nothing; give 1 or more"));
    }
    let gram = gram(source)?;
    let study = StudyBenchmark { clock, workers: Arc::new(Threads(threads)), threads, gram: &gram };
    let precision = arguments.precision.into();
    memory::check(widths, |width| study.bytes(precision, width))?;
    let times = match precision {
        Precision::F32 => study.run::<f32>(widths, arguments.seeds),
        Precision::F64 => study.run::<f64>(widths, arguments.seeds),
    };
    let machine = Machine { device: processor(), threads, precision, data: source.name() };
    // From the start of the command: reading the data counts.
    let seconds = clock();
    match arguments.format {
        Format::Text => output::print(&study_text(&machine, arguments.seeds, seconds, &times))?,
        Format::Json => output::print_json(&study_json(&machine, arguments.seeds, seconds, &times))?,
    }
    Ok(Outcome::AsExpected)
}

fn on_processor(clock: &dyn Fn() -> f64, threads: usize, precision: Precision, widths: &[usize], source: &Source) -> Result<Results> {
    memory::check(widths, |width| Benchmark::bytes(precision, width))?;
    let gram = gram(source)?;
    let workers = Arc::new(Threads(threads));
    let limits = match precision {
        Precision::F32 => Limits::measure::<f32>(clock, &*workers, threads),
        Precision::F64 => Limits::measure::<f64>(clock, &*workers, threads),
    };
    let benchmark = Benchmark::new(clock, workers, limits, gram);
    let at_width = |&width: &usize| match precision {
        Precision::F32 => benchmark.run::<f32>(width),
        Precision::F64 => benchmark.run::<f64>(width),
    };
    let measured = widths.iter().map(at_width).collect();
    Ok(Results { machine: Machine { device: processor(), threads, precision, data: source.name() }, limits, measured })
}

fn on_device(
    clock: &dyn Fn() -> f64,
    threads: usize,
    precision: Precision,
    (widths, source): (&[usize], &Source),
    (device, facts): (&Device, DeviceFacts),
) -> Result<Results> {
    let tensors = (device, precision.of_tensors());
    memory::check_within("--widths", facts.free.saturating_sub(DeviceBenchmark::SCRATCH), widths, |width| {
        DeviceBenchmark::bytes(precision, width)
    })?;
    let gram = gram(source)?;
    let limits = Limits::measure_on(clock, device, tensors.1).map_err(DeviceError::from)?;
    let benchmark = DeviceBenchmark::new(clock, tensors, limits, gram);
    let measured = widths.iter().map(|&width| benchmark.run(width, &Threads(threads)));
    let measured = measured.collect::<candle_core::Result<_>>().map_err(DeviceError::from)?;
    Ok(Results { machine: Machine { device: facts.name, threads, precision, data: source.name() }, limits, measured })
}

/// The processor's name where the system tells it.
pub(super) fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    name.map_or_else(|| std::env::consts::ARCH.into(), |(_, name)| name.trim().into())
}
