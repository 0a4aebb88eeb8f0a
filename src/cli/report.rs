//! `asymptest report`: judge the stored evidence again and rewrite every report.

use std::path::{Path, PathBuf};

use asymptest_judge::cli::figure::FigureForm;
use clap::Args;

use super::args::ResultFormat;
use super::whole::Whole;
use super::{Outcome, output};
use crate::error::Result;
use crate::files;
use crate::report::{fits_csv, junit, latex_table, markdown_table, result_groups, results_json, verdict_text};
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
    format: ResultFormat,
    /// Also write every figure in this form, beside the .svg: tex (TikZ), pdf or png.
    #[arg(long, value_name = "FORM", value_parser = parse_form)]
    figures: Option<FigureForm>,
    /// Write the results as a JUnit file too, for test servers.
    #[arg(long, value_name = "FILE.xml")]
    junit: Option<PathBuf>,
}

pub(super) fn run(arguments: &ReportArguments, registry: &[&dyn Theorem]) -> Result<Outcome> {
    arguments.junit.as_deref().map_or(Ok(()), files::check_folder_of)?;
    // All is judged and made before anything is written: bad evidence leaves every file as it was.
    let whole = Whole::of(&arguments.folder, registry)?;
    let figures = arguments.figures.map_or_else(|| Ok(Vec::new()), |form| whole.figures(form))?;
    whole.write()?;
    files::write_all_atomically(&figures.iter().map(|(path, bytes)| (path.as_path(), &bytes[..])).collect::<Vec<_>>())?;
    let results = whole.results();
    write_junit(arguments.junit.as_deref(), &results)?;
    print(&results, arguments.format)
}

/// A form as a user names it: by the extension of its files.
fn parse_form(extension: &str) -> Result<FigureForm> {
    FigureForm::of(&Path::new("figure").with_extension(extension))
}

/// Writes results as a JUnit file, if one is asked for.
pub(super) fn write_junit(file: Option<&Path>, results: &[TheoremResult]) -> Result<()> {
    file.map_or(Ok(()), |file| files::write_atomically(file, junit(results).as_bytes()))
}

/// Prints results and turns them into the outcome; also what `verify` ends with.
pub(super) fn print(results: &[TheoremResult], format: ResultFormat) -> Result<Outcome> {
    match format {
        ResultFormat::Text => output::show(&verdict_text(results, output::look().columns()))?,
        ResultFormat::Json => output::print_json(&results_json(results))?,
        ResultFormat::Markdown => output::print(&markdown_table(&result_groups(results)))?,
        ResultFormat::Latex => output::print(&latex_table(&result_groups(results)))?,
        ResultFormat::Csv => output::print(&String::from_utf8_lossy(&fits_csv(results)))?,
    }
    Ok(if results.iter().all(TheoremResult::as_expected) { Outcome::AsExpected } else { Outcome::NotAsExpected })
}
