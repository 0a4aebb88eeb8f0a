//! `asymptest bench`: how fast this machine trains, and how fast it could.

use std::sync::Arc;
use std::time::Instant;

use clap::{Args, ValueEnum};
use comfy_table::{Table, presets};
use serde_json::{Value, json};

use super::args::Format;
use super::{Outcome, memory, output};
use crate::bench::{Benchmark, Limits, Measured};
use crate::error::{Error, Result};
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
    /// The precision of the state.
    #[arg(long, value_enum, default_value = "f32")]
    precision: Precision,
    /// Threads. [default: all cores]
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
    let bytes = |width: usize| match arguments.precision {
        Precision::F32 => Benchmark::bytes::<f32>(width),
        Precision::F64 => Benchmark::bytes::<f64>(width),
    };
    memory::check(&widths, bytes)?;
    let begin = Instant::now();
    let clock = || begin.elapsed().as_secs_f64();
    let workers = Arc::new(Threads(threads));
    let limits = match arguments.precision {
        Precision::F32 => Limits::measure::<f32>(&clock, &*workers, threads),
        Precision::F64 => Limits::measure::<f64>(&clock, &*workers, threads),
    };
    let benchmark = Benchmark::new(&clock, workers, limits)?;
    let measured: Vec<[Measured; 3]> = widths
        .iter()
        .map(|&width| match arguments.precision {
            Precision::F32 => benchmark.run::<f32>(width),
            Precision::F64 => benchmark.run::<f64>(width),
        })
        .collect();
    match arguments.format {
        Format::Text => output::print(&text(threads, arguments.precision, &limits, &measured))?,
        Format::Json => output::print_json(&results(threads, arguments.precision, &limits, &measured))?,
    }
    Ok(Outcome::AsExpected)
}

fn text(threads: usize, precision: Precision, limits: &Limits, measured: &[[Measured; 3]]) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_BORDERS_ONLY).set_header(["M", "work", "ms", "Gflop/s", "share of the limit"]);
    for at_width in measured {
        for (work, seen) in ["step", "NTK", "NTK drift"].into_iter().zip(at_width) {
            let numbers = [seen.seconds * 1e3, seen.flop / seen.seconds * 1e-9].map(|x| format!("{x:.2}"));
            let [ms, rate] = numbers;
            table.add_row([seen.width.to_string(), work.into(), ms, rate, format!("{:.0} %", 100.0 * seen.share_of_limit())]);
        }
    }
    let (product, tanh) = (limits.product * 1e-9, limits.tanh * 1e-9);
    format!(
        "{}, {threads} threads, {}: matrix product {product:.0} Gflop/s, tanh {tanh:.2} a ns\n{table}\n",
        processor(),
        precision_name(precision)
    )
}

fn results(threads: usize, precision: Precision, limits: &Limits, measured: &[[Measured; 3]]) -> Value {
    let entries = |index: usize| -> Vec<Value> {
        let entry = |seen: &Measured| json!({ "width": seen.width, "ms": seen.seconds * 1e3, "gflops": seen.flop / seen.seconds * 1e-9, "share_of_limit": seen.share_of_limit() });
        measured.iter().map(|at_width| entry(&at_width[index])).collect()
    };
    json!({
        "machine": {
            "processor": processor(),
            "threads": threads,
            "precision": precision_name(precision),
            "product_gflops": limits.product * 1e-9,
            "tanh_per_ns": limits.tanh * 1e-9,
        },
        "step": entries(0),
        "ntk": entries(1),
        "ntk_drift": entries(2),
    })
}

fn precision_name(precision: Precision) -> &'static str {
    match precision {
        Precision::F32 => "f32",
        Precision::F64 => "f64",
    }
}

/// The processor's name where the system tells it.
fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    name.map_or_else(|| std::env::consts::ARCH.into(), |(_, name)| name.trim().into())
}
