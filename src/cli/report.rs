//! `asymptest report`: judge the stored evidence again and rewrite every report.

use std::path::{Path, PathBuf};

use clap::Args;

use super::args::Format;
use super::{Outcome, folder, output};
use crate::claim::Theorem;
use crate::error::{Error, Result};
use crate::files;
use crate::report::{results_json, splice, verdict_table, verdict_text};
use crate::study::TheoremResult;

/// Judges stored CSVs again and rewrites every report; trains nothing. Exit code 1 if a verdict or a control is not as expected.
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
    let mut results = Vec::new();
    for part in folder::parts(&arguments.folder, registry)? {
        for &theorem in registry {
            if let Some((_, evidence)) = folder::read_evidence(&part, theorem.id())? {
                results.push(folder::rewrite(&part, theorem, &evidence)?);
            }
        }
    }
    if results.is_empty() {
        let problem = "holds no evidence (<theorem>/cells.csv); run `asymptest verify` first".into();
        return Err(Error::Data { file: arguments.folder.display().to_string(), problem });
    }
    splice_readme(&arguments.folder, registry, &results)?;
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

fn splice_readme(folder: &Path, registry: &[&dyn Theorem], results: &[TheoremResult]) -> Result<()> {
    let absolute = std::path::absolute(folder).map_err(|source| Error::Read { path: folder.into(), source })?;
    let (Some(parent), Some(name)) = (absolute.parent(), absolute.file_name()) else { return Ok(()) };
    let readme = parent.join("README.md");
    let Ok(document) = std::fs::read_to_string(&readme) else { return Ok(()) };
    match splice(&document, &verdict_table(registry, results, &name.to_string_lossy())) {
        Some(spliced) if spliced != document => files::write_atomically(&readme, spliced.as_bytes()),
        _ => Ok(()),
    }
}
