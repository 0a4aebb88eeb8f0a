//! `asymptest report`: judge the stored evidence again and rewrite every report.

use std::path::PathBuf;

use clap::Args;

use super::args::Format;
use super::whole::Whole;
use super::{Outcome, output};
use crate::error::Result;
use crate::report::{results_json, verdict_text};
use crate::study::TheoremResult;
use crate::theorem::Theorem;

/// Judges stored CSVs again and rewrites every report and figure, fits.csv and the page index.html; trains nothing. Exit code 1 if a verdict or a
/// control is not as expected.
#[derive(Debug, Args)]
pub(super) struct ReportArguments {
    /// The folder with the evidence. A README.md in it, and one beside it, get the verdict table between their markers, if they have them.
    #[arg(default_value = "reports")]
    folder: PathBuf,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn run(arguments: &ReportArguments, registry: &[&dyn Theorem]) -> Result<Outcome> {
    // All is judged and made before anything is written: bad evidence leaves every file as it was.
    let whole = Whole::of(&arguments.folder, registry)?;
    whole.write()?;
    print(&whole.results(), arguments.format)
}

/// Prints results and turns them into the outcome; also what `verify` ends with.
pub(super) fn print(results: &[TheoremResult], format: Format) -> Result<Outcome> {
    match format {
        Format::Text => output::show(&verdict_text(results, output::look().columns()))?,
        Format::Json => output::print_json(&results_json(results))?,
    }
    Ok(if results.iter().all(TheoremResult::as_expected) { Outcome::AsExpected } else { Outcome::NotAsExpected })
}
