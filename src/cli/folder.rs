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
    let bytes = match files::read(&path) {
        Err(Error::Read { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        read => read?,
    };
    let file = path.display().to_string();
    let evidence = Evidence::from_csv(&file, &bytes)?;
    Ok(Some((file, evidence)))
}

/// The last judgement of a theorem, or nothing where the folder has no evidence of it.
pub(super) fn judge_last(folder: &Path, theorem: &dyn Theorem) -> Result<Option<TheoremResult>> {
    read_evidence(folder, theorem.id())?.map(|(file, evidence)| judge_theorem(theorem, &evidence, &file)).transpose()
}

/// Makes sure that a theorem's part of the folder can be written, before hours go into what would be written there.
pub(super) fn prepare(folder: &Path, theorem: &str) -> Result<()> {
    let path = folder.join(theorem);
    std::fs::create_dir_all(&path).map_err(|source| Error::Write { path: path.clone(), source })?;
    let probe = path.join(".asymptest-probe");
    std::fs::write(&probe, b"").and_then(|()| std::fs::remove_file(&probe)).map_err(|source| Error::Write { path, source })
}

/// Judges new evidence and writes it with its report and figure: all three files or none.
pub(super) fn write(folder: &Path, theorem: &dyn Theorem, evidence: &Evidence) -> Result<TheoremResult> {
    write_with(folder, theorem, evidence, &[(&folder.join(theorem.id()).join(CELLS), &evidence.to_csv())])
}

/// Judges stored evidence again and writes its report and figure; the evidence itself is not touched.
pub(super) fn rewrite(folder: &Path, theorem: &dyn Theorem, evidence: &Evidence) -> Result<TheoremResult> {
    write_with(folder, theorem, evidence, &[])
}

fn write_with(folder: &Path, theorem: &dyn Theorem, evidence: &Evidence, beside: &[(&Path, &[u8])]) -> Result<TheoremResult> {
    let path = folder.join(theorem.id());
    let result = judge_theorem(theorem, evidence, &path.join(CELLS).display().to_string())?;
    let (report, figure) = (theorem_report(theorem, &result, evidence), theorem_figure(&result, evidence));
    let (report_path, figure_path) = (path.join("report.md"), path.join("figure.svg"));
    let made: [(&Path, &[u8]); 2] = [(&report_path, report.as_bytes()), (&figure_path, figure.as_bytes())];
    files::write_all_atomically(&[beside, &made].concat())?;
    Ok(result)
}
