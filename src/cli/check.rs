//! `asymptest check`: tries the experiments of theorems before they are trusted.

use std::time::Instant;

use clap::Args;
use serde_json::json;

use super::args::Format;
use super::{Outcome, output, theorems};
use crate::data::Source;
use crate::error::Result;
use crate::theorem::Theorem;
use crate::trial::{Meter, Tried, experiments};

/// Tries every experiment of the theorems: gradients against finite differences, a cell run twice gives the same bytes, settings with different numbers have
/// different keys, all that is claimed is recorded, memory is as announced.
///
/// Exit code 0 if all is as it has to be, 1 if not.
#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// Names of theorems, or unique starts of them; all where none is given.
    theorems: Vec<String>,
    /// The data to try on, as `verify` takes them.
    #[arg(long, default_value = "gaussian:16")]
    data: String,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn run(arguments: &CheckArguments, registry: &[&dyn Theorem]) -> Result<Outcome> {
    let source = Source::named(&arguments.data)?;
    let started = Instant::now();
    let meter = Meter { seconds: &|| started.elapsed().as_secs_f64(), peak: &peak };
    let (mut failed, mut all) = (0, Vec::new());
    for theorem in theorems::find_all(registry, &arguments.theorems)? {
        let tried = experiments(theorem, &source, &meter);
        failed += tried.iter().filter(|tried| tried.passed.is_err()).count();
        if arguments.format == Format::Text {
            output::print(&text(theorem, &tried))?;
        }
        all.push(json!({ "id": theorem.id(), "checks": tried.iter().map(entry).collect::<Vec<_>>() }));
    }
    if arguments.format == Format::Json {
        output::print_json(&json!({ "theorems": all, "as_expected": failed == 0 }))?;
    }
    Ok(if failed == 0 { Outcome::AsExpected } else { Outcome::NotAsExpected })
}

fn text(theorem: &dyn Theorem, tried: &[Tried]) -> String {
    let line = |tried: &Tried| match &tried.passed {
        Ok(()) => format!("  ok    {}: {}\n", tried.of, tried.says),
        Err(problem) => format!("  WRONG {}: {}\n        {problem}\n", tried.of, tried.says),
    };
    format!("{}\n{}", theorem.id(), tried.iter().map(line).collect::<String>())
}

fn entry(tried: &Tried) -> serde_json::Value {
    json!({ "setting": tried.of, "tried": tried.says, "passed": tried.passed.is_ok(), "problem": tried.passed.as_ref().err() })
}

/// The most memory that this process has held, where the system tells.
fn peak() -> Option<usize> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<usize>().ok()? * 1024)
}
