//! `asymptest bench`: how fast this machine trains, and how fast it could.

use std::sync::Arc;
use std::time::Instant;

use candle_core::{DType, Device};
use clap::{Args, ValueEnum};
use comfy_table::{Table, presets};
use serde_json::{Value, json};

use super::args::Format;
use super::device::{self, DeviceName};
use super::{Outcome, memory, output};
use crate::bench::{Benchmark, DeviceBenchmark, Limits, Measured};
use crate::error::{Error, Result};
use crate::model::{DeviceError, DeviceFacts};
use crate::study::{Threads, parse_widths};

/// Measures the time of a training step and of the NTK, and their share of what this machine could do.
///
/// The work: n = 60 inputs (20 triplets of MNIST), Z = 4, tanh, cosine similarity; the NTK at the 20 anchors. The limit of each is the time that its
/// flop take at the best matrix product's rate and its tanh at the rate in cache, or that its bytes take at the memory's, whichever is longer; all
/// rates are measured in the same run. Times are medians; other work on the machine makes them longer.
#[derive(Debug, Args)]
pub(super) struct BenchArguments {
    /// Widths: doublings `65536..1048576`, or a list.
    #[arg(long, default_value = "65536,1048576")]
    widths: String,
    /// Where to train.
    #[arg(long, value_enum, default_value = "cpu")]
    device: DeviceName,
    /// The precision of the state.
    #[arg(long, value_enum, default_value = "f32")]
    precision: Precision,
    /// Threads; on a device they draw the initial weights. [default: all cores]
    #[arg(long)]
    jobs: Option<usize>,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Precision {
    /// 32 bits.
    F32,
    /// 64 bits.
    F64,
}

pub(super) fn run(arguments: &BenchArguments) -> Result<Outcome> {
    let widths = parse_widths(&arguments.widths).map_err(|problem| Error::flag("--widths", problem))?;
    let threads = arguments.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    if threads == 0 {
        return Err(Error::flag("--jobs", "0 threads do nothing; give 1 or more"));
    }
    let begin = Instant::now();
    let clock = || begin.elapsed().as_secs_f64();
    let results = match device::open(Some(arguments.device))? {
        None => on_processor(&clock, threads, arguments.precision, &widths)?,
        Some((device, facts)) => on_device(&clock, threads, arguments.precision, &widths, (&device, facts))?,
    };
    match arguments.format {
        Format::Text => output::print(&results.text())?,
        Format::Json => output::print_json(&results.json())?,
    }
    Ok(Outcome::AsExpected)
}

fn on_processor(clock: &dyn Fn() -> f64, threads: usize, precision: Precision, widths: &[usize]) -> Result<Results> {
    let bytes = |width: usize| match precision {
        Precision::F32 => Benchmark::bytes::<f32>(width),
        Precision::F64 => Benchmark::bytes::<f64>(width),
    };
    memory::check(widths, bytes)?;
    let workers = Arc::new(Threads(threads));
    let limits = match precision {
        Precision::F32 => Limits::measure::<f32>(clock, &*workers, threads),
        Precision::F64 => Limits::measure::<f64>(clock, &*workers, threads),
    };
    let benchmark = Benchmark::new(clock, workers, limits)?;
    let at_width = |&width: &usize| match precision {
        Precision::F32 => benchmark.run::<f32>(width),
        Precision::F64 => benchmark.run::<f64>(width),
    };
    Ok(Results { device: processor(), threads, precision, limits, measured: widths.iter().map(at_width).collect() })
}

fn on_device(
    clock: &dyn Fn() -> f64,
    threads: usize,
    precision: Precision,
    widths: &[usize],
    (device, facts): (&Device, DeviceFacts),
) -> Result<Results> {
    let tensors = (device, precision.of_tensors());
    memory::check_within(facts.free.saturating_sub(DeviceBenchmark::SCRATCH), widths, |width| match precision {
        Precision::F32 => Benchmark::bytes::<f32>(width),
        Precision::F64 => Benchmark::bytes::<f64>(width),
    })?;
    let limits = Limits::measure_on(clock, device, tensors.1).map_err(DeviceError::from)?;
    let benchmark = DeviceBenchmark::new(clock, tensors, limits)?;
    let measured = widths.iter().map(|&width| benchmark.run(width, &Threads(threads)));
    let measured = measured.collect::<candle_core::Result<_>>().map_err(DeviceError::from)?;
    Ok(Results { device: facts.name, threads, precision, limits, measured })
}

/// What was measured, where, and how.
struct Results {
    /// The name of the processor or device.
    device: String,
    threads: usize,
    precision: Precision,
    limits: Limits,
    measured: Vec<[Measured; 3]>,
}

impl Results {
    fn text(&self) -> String {
        let mut table = Table::new();
        table.load_style(presets::UTF8_BORDERS_ONLY).set_header(["M", "work", "ms", "Gflop/s", "share of the limit"]);
        for at_width in &self.measured {
            for (work, seen) in ["step", "NTK", "NTK drift"].into_iter().zip(at_width) {
                let numbers = [seen.seconds * 1e3, seen.flop / seen.seconds * 1e-9].map(|x| format!("{x:.2}"));
                let [ms, rate] = numbers;
                table.add_row([seen.width.to_string(), work.into(), ms, rate, format!("{:.0} %", 100.0 * seen.share_of_limit())]);
            }
        }
        let (product, tanh) = (self.limits.product * 1e-9, self.limits.tanh * 1e-9);
        format!(
            "{}, {} threads, {}: matrix product {product:.0} Gflop/s, tanh {tanh:.2} a ns\n{table}\n",
            self.device,
            self.threads,
            self.precision.name()
        )
    }

    fn json(&self) -> Value {
        let entries = |index: usize| -> Vec<Value> {
            let entry = |seen: &Measured| json!({ "width": seen.width, "ms": seen.seconds * 1e3, "gflops": seen.flop / seen.seconds * 1e-9, "share_of_limit": seen.share_of_limit() });
            self.measured.iter().map(|at_width| entry(&at_width[index])).collect()
        };
        json!({
            "machine": {
                "processor": processor(),
                "device": self.device,
                "threads": self.threads,
                "precision": self.precision.name(),
                "product_gflops": self.limits.product * 1e-9,
                "tanh_per_ns": self.limits.tanh * 1e-9,
            },
            "step": entries(0),
            "ntk": entries(1),
            "ntk_drift": entries(2),
        })
    }
}

impl Precision {
    fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }

    fn of_tensors(self) -> DType {
        match self {
            Self::F32 => DType::F32,
            Self::F64 => DType::F64,
        }
    }
}

/// The processor's name where the system tells it.
fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    name.map_or_else(|| std::env::consts::ARCH.into(), |(_, name)| name.trim().into())
}
