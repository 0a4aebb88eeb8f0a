//! `asymptest diff`: what moved between two folders of evidence.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Outcome, folder, output, suites};
use crate::diff::{Entry, Folder, diff, diff_markdown, diff_text, judge_measured};
use crate::error::{Error, Result};
use crate::files;
use crate::study::rows_from_csv;
use crate::theorem::Theorem;

/// Says what moved between two folders of evidence: verdicts, exponents, tightness, power, figures, and how they were run
///
/// Both folders are judged from their CSVs by this program, which trains nothing; further data sets lie in folders of their own, as DATA/THEOREM/cells.csv.
/// Measurements that differ by no more than --tolerance are equal up to rounding, and only words that moved are told of them; all else is compared
/// exactly. A claim of which a folder has no row is missing there; one with some of its rows is damaged, and is refused. Figures are the
/// stored ones, byte for byte. Exit code 1 if a verdict changed or a claim is no longer there, 0 if not, 2 for bad input.
#[derive(Debug, Args)]
pub(super) struct DiffArguments {
    /// The folder to start from
    a: PathBuf,
    /// The folder to compare with it
    b: PathBuf,
    /// The share of its size by which a measurement may differ and count as equal; 0 compares exactly
    #[arg(long, value_name = "SHARE", default_value_t = 1e-8)]
    tolerance: f64,
    /// How to print; markdown is for a pull request
    #[arg(long, value_enum, default_value = "text")]
    format: DiffFormat,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum DiffFormat {
    Text,
    Markdown,
    Json,
}

pub(super) fn run(arguments: &DiffArguments, registry: &[&dyn Theorem]) -> Result<Outcome> {
    if !(0.0..1.0).contains(&arguments.tolerance) {
        return Err(Error::flag("--tolerance", format!("{} is not a share; give a number from 0 to less than 1", arguments.tolerance)));
    }
    let difference = diff(&read(&arguments.a, registry)?, &read(&arguments.b, registry)?, arguments.tolerance);
    match arguments.format {
        DiffFormat::Text => output::show(&diff_text(&difference))?,
        DiffFormat::Markdown => output::print(&diff_markdown(&difference))?,
        DiffFormat::Json => output::print_json(&serde_json::to_value(&difference).expect("a difference is plain data"))?,
    }
    Ok(if difference.verdicts_changed == 0 { Outcome::AsExpected } else { Outcome::NotAsExpected })
}

fn read(path: &Path, registry: &[&dyn Theorem]) -> Result<Folder> {
    let registry = &suites::with_those_of(path, registry)?[..];
    let mut found = Folder { name: path.display().to_string(), entries: read_theorems(path, None, registry)?, unknown: Vec::new() };
    for name in subfolders(path)? {
        if registry.iter().any(|theorem| theorem.id() == name) {
            continue;
        }
        let inside = path.join(&name);
        found.entries.extend(read_theorems(&inside, Some(&name), registry)?);
        // What is no evidence of a theorem, such as that of `calibrate`, is none of ours.
        if std::fs::read(inside.join("cells.csv")).is_ok_and(|bytes| rows_from_csv("", &bytes).is_ok()) {
            found.unknown.push(name);
        }
    }
    if found.entries.is_empty() {
        let problem = "holds no evidence (<theorem>/cells.csv); give a folder that `asymptest verify` or `judge` wrote".into();
        return Err(Error::Data { file: found.name, problem });
    }
    Ok(found)
}

fn read_theorems(path: &Path, data: Option<&str>, registry: &[&dyn Theorem]) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for &theorem in registry {
        if let Some((file, evidence)) = folder::read_evidence(path, theorem.id())? {
            let result = judge_measured(theorem, &evidence, &file)?;
            let figures = figures(&path.join(theorem.id()))?;
            entries.push(Entry { data: data.map(String::from), evidence, result, figures });
        }
    }
    Ok(entries)
}

/// The front figure, and those in the folder of figures.
fn figures(path: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let within = path.join(folder::FIGURES);
    let others = if within.is_dir() { files::names(&within)? } else { Vec::new() };
    let others = others.into_iter().map(|name| format!("{}/{name}", folder::FIGURES));
    let is_figure = |name: &String| name.ends_with(".svg");
    let names = files::names(path)?.into_iter().chain(others).filter(is_figure);
    names.map(|name| Ok((name.clone(), files::read(&path.join(name))?))).collect()
}

fn subfolders(path: &Path) -> Result<Vec<String>> {
    Ok(files::names(path)?.into_iter().filter(|name| path.join(name).is_dir()).collect())
}
