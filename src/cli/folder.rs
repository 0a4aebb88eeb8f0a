//! A folder of evidence: `<theorem>/{cells.csv, report.md, figure.svg}`.

use std::path::Path;

use crate::claim::Theorem;
use crate::error::{Error, Result};
use crate::files;
use crate::report::{theorem_figure, theorem_report};
use crate::study::{Evidence, TheoremResult, judge_theorem};

const CELLS: &str = "cells.csv";

/// The stored evidence of a theorem with the name of its file, or nothing where the folder has none.
pub(super) fn read_evidence(folder: &Path, theorem: &str) -> Result<Option<(String, Evidence)>> {
    let path = folder.join(theorem).join(CELLS);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(Error::Read { path, source }),
    };
    let file = path.display().to_string();
    let evidence = Evidence::from_csv(&file, &bytes)?;
    Ok(Some((file, evidence)))
}

/// Makes sure that a theorem's part of the folder can be written, before hours go into what would be written there.
pub(super) fn prepare(folder: &Path, theorem: &str) -> Result<()> {
    let path = folder.join(theorem);
    std::fs::create_dir_all(&path).map_err(|source| Error::Write { path: path.clone(), source })?;
    let probe = path.join(".asymptest-probe");
    std::fs::write(&probe, b"").and_then(|()| std::fs::remove_file(&probe)).map_err(|source| Error::Write { path, source })
}

/// Judges evidence and writes it with its report and figure: all three files or none.
pub(super) fn write(folder: &Path, theorem: &dyn Theorem, evidence: &Evidence) -> Result<TheoremResult> {
    let path = folder.join(theorem.id());
    let result = judge_theorem(theorem, evidence, &path.join(CELLS).display().to_string())?;
    let (cells, report, figure) = (evidence.to_csv(), theorem_report(theorem, &result, evidence), theorem_figure(&result, evidence));
    files::write_all_atomically(&[
        (&path.join(CELLS), &cells),
        (&path.join("report.md"), report.as_bytes()),
        (&path.join("figure.svg"), figure.as_bytes()),
    ])?;
    Ok(result)
}
