//! `asymptest judge`: the claims and controls of a suite's file against rows that were measured elsewhere.

use std::path::{Path, PathBuf};

use clap::Args;

use super::args::ResultFormat;
use super::suites::LARGEST;
use super::whole::renew_index;
use super::{Outcome, folder, manifest, output, replaced, report};
use crate::error::{Error, Result};
use crate::files;
use crate::study::{NO_CONTROL, TheoremResult};
use crate::suite::{RowsFile, SuiteFile, evidence, id_of, stated};
use crate::theorem::Theorem;

/// Judges the claims and controls of a suite's file on rows that were measured elsewhere, and writes the evidence.
///
/// A suite is a file of TOML: which column grows, what is claimed of which, and what must fail; `asymptest new NAME --suite` writes one with a table beside it.
/// Rows and reports are written as `verify` writes them, marked as measured elsewhere. Exit code 0 if every claim is supported and every control refuted, 1 if
/// not, 2 for bad input.
#[derive(Debug, Args)]
pub(super) struct JudgeArguments {
    /// The suite's file.
    #[arg(value_name = "SUITE.toml")]
    suite: PathBuf,
    /// The table of measurements; - for standard input. [default: the one that the suite's file names, rows = "..."]
    #[arg(value_name = "ROWS")]
    rows: Option<PathBuf>,
    /// The folder for the evidence.
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
    /// Replace evidence of this suite that is in the folder and not in the rows.
    #[arg(long)]
    force: bool,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: ResultFormat,
}

pub(super) fn run(arguments: &JudgeArguments, registry: &[&dyn Theorem]) -> Result<Outcome> {
    let file = arguments.suite.display().to_string();
    let suite = SuiteFile::parse(&file, &files::read_text(&arguments.suite, LARGEST)?, &id_of(&arguments.suite))?;
    if registry.iter().any(|theorem| theorem.id() == suite.id) {
        let problem = format!("has the name of a theorem, {}; give it another one at its top, id = \"...\"", suite.id);
        return Err(Error::Data { file, problem });
    }
    let rows = rows_of(arguments, &suite)?;
    let (name, bytes) = (files::input_name(&rows), files::read_input(&rows)?);
    // Whatever can be refused is refused before anything is written.
    let (theorem, evidence) = (stated(&suite)?, evidence(&suite, RowsFile { file: &name, bytes: &bytes })?);
    if !arguments.force {
        replaced::check_table(&arguments.out, &suite.id, &evidence)?;
    }
    folder::prepare(&arguments.out, &suite.id)?;
    let command = format!("{} judge {file} {name}", theorem.program());
    let write = |entry: &manifest::Renewed| folder::write(&arguments.out, theorem, &evidence, entry);
    let result = manifest::renew_table(&arguments.out, &suite.id, (&command, &evidence), write)?;
    let results = [result];
    let outcome = report::print(&results, arguments.format)?;
    renew_index(&arguments.out, registry)?;
    say(&results[0], &arguments.out);
    Ok(outcome)
}

/// The file of rows: as named, or as the suite's file names it, beside itself.
fn rows_of(arguments: &JudgeArguments, suite: &SuiteFile) -> Result<PathBuf> {
    if let Some(rows) = &arguments.rows {
        return Ok(rows.clone());
    }
    let beside = arguments.suite.parent().unwrap_or(Path::new(""));
    suite.rows.as_ref().map(|rows| beside.join(rows)).ok_or_else(|| {
        let file = arguments.suite.display();
        Error::Data {
            file: file.to_string(),
            problem: format!("names no rows; give them, `asymptest judge {file} ROWS.csv`, or add rows = \"ROWS.csv\""),
        }
    })
}

/// Notes beside the verdicts, and where the reports are.
fn say(result: &TheoremResult, out: &Path) {
    if let Some(table) = &result.table {
        table.notes.iter().for_each(|note| output::note(&format!("note: {note}")));
    }
    for claim in &result.claims {
        if claim.judgement.warnings.iter().any(|warning| warning.text == NO_CONTROL) {
            output::note(&format!("note: {}: {NO_CONTROL}", claim.claim.id));
        }
    }
    output::note(&format!("report: {}", out.join(result.id).join(folder::REPORT).display()));
    output::note(&format!("page: {}", out.join("index.html").display()));
}
