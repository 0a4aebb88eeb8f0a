//! `asymptest report`: judge the stored evidence again and rewrite every report.

use std::path::{Path, PathBuf};

use clap::Args;

use super::args::Format;
use super::whole::{self, Whole};
use super::{Outcome, output};
use crate::claim::Theorem;
use crate::error::{Error, Result};
use crate::report::{results_json, splice, verdict_table, verdict_text};
use crate::study::TheoremResult;

/// Judges stored CSVs again and rewrites every report and figure, fits.csv and the page index.html; trains nothing. Exit code 1 if a verdict or a
/// control is not as expected.
#[derive(Debug, Args)]
pub(super) struct ReportArguments {
    /// The folder with the evidence. A README.md beside it gets the verdict table between its markers, if it has them.
    #[arg(default_value = "reports")]
    folder: PathBuf,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn run(arguments: &ReportArguments, registry: &[&dyn Theorem]) -> Result<Outcome> {
    // All is judged and made before anything is written: bad evidence leaves every file as it was.
    let whole = Whole::of(&arguments.folder, registry)?;
    let results = whole.results();
    let readme = readme(&arguments.folder, registry, &results)?;
    whole::write(&[whole.reports(), whole.index(), readme.into_iter().collect()].concat())?;
    print(&results, arguments.format)
}

/// Prints results and turns them into the outcome; also what `verify` ends with.
pub(super) fn print(results: &[TheoremResult], format: Format) -> Result<Outcome> {
    match format {
        Format::Text => output::show(&verdict_text(results, output::look().columns()))?,
        Format::Json => output::print_json(&results_json(results))?,
    }
    Ok(if results.iter().all(TheoremResult::as_expected) { Outcome::AsExpected } else { Outcome::NotAsExpected })
}

/// The README beside the folder with the table of verdicts, if it asks for one and does not have it.
fn readme(folder: &Path, registry: &[&dyn Theorem], results: &[TheoremResult]) -> Result<Option<(PathBuf, Vec<u8>)>> {
    let absolute = std::path::absolute(folder).map_err(|source| Error::Read { path: folder.into(), source })?;
    let (Some(parent), Some(name)) = (absolute.parent(), absolute.file_name()) else { return Ok(None) };
    let readme = parent.join("README.md");
    let Ok(document) = std::fs::read_to_string(&readme) else { return Ok(None) };
    let spliced = splice(&document, &verdict_table(registry, results, &name.to_string_lossy()));
    Ok(spliced.filter(|spliced| *spliced != document).map(|spliced| (readme, spliced.into_bytes())))
}
