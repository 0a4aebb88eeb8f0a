//! A folder of evidence: `<theorem>/{cells.csv, report.md, figure.svg}` of the first data set, in a folder of its own the same of each further one, and
//! of all together fits.csv and index.html ([`super::whole`]).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::manifest::{self, Manifest, Renewed};
use super::suites::SUITE;
use crate::data::Source;
use crate::error::{Error, Result};
use crate::files;
use crate::report::figure::{Sheet, drawn};
use crate::report::{Figure, Provenance, command, front_figure, theorem_figures, theorem_report};
use crate::study::{Evidence, RunFacts, TheoremResult, judge_theorem};
use crate::theorem::Theorem;

const CELLS: &str = "cells.csv";
/// The report of a theorem on one data set.
pub(super) const REPORT: &str = "report.md";
/// The folder of a theorem's figures, beside the front one.
pub(super) const FIGURES: &str = "figures";

/// The folder of each data set's evidence: `folder` for the first one, and one in it, by the data's name, for each further one.
///
/// # Errors
/// Two data sets that would share a folder, and one that has the name of a theorem.
pub(super) fn of_sources(folder: &Path, sources: &[Source], registry: &[&dyn Theorem]) -> Result<Vec<PathBuf>> {
    let mut names = BTreeSet::new();
    for source in sources {
        let name = source.folder();
        if registry.iter().any(|theorem| theorem.id() == name) {
            return Err(Error::flag("--data", format!("{} has the name of a theorem; rename the file", source.name())));
        }
        if !names.insert(name.clone()) {
            let problem = format!(
                "{} would share the folder {name} with another data set; give each once, and files of different names",
                source.name()
            );
            return Err(Error::flag("--data", problem));
        }
    }
    let further = sources.iter().skip(1).map(|source| folder.join(source.folder()));
    Ok([folder.to_owned()].into_iter().chain(further).collect())
}

/// The folders of one data set each in a folder of evidence: itself, then those in it that hold evidence of a theorem, by name.
pub(super) fn parts(folder: &Path, registry: &[&dyn Theorem]) -> Result<Vec<PathBuf>> {
    let is_part = |path: &Path| registry.iter().any(|theorem| path.join(theorem.id()).join(CELLS).is_file());
    let fail = |source| Error::Read { path: folder.into(), source };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries.collect::<Result<Vec<_>, _>>().map_err(fail)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(source) => return Err(fail(source)),
    };
    let mut further: Vec<PathBuf> = entries.iter().map(std::fs::DirEntry::path).filter(|path| is_part(path)).collect();
    further.sort();
    Ok([vec![folder.to_owned()], further].concat())
}

/// A file of evidence, read.
pub(super) struct Stored {
    /// The name of the file.
    pub(super) file: String,
    bytes: Vec<u8>,
    /// What the manifest says of the run.
    run: RunFacts,
}

impl Stored {
    /// What it holds.
    pub(super) fn evidence(&self) -> Result<Evidence> {
        Evidence::from_csv(&self.file, &self.bytes, self.run.clone())
    }
}

/// The file of a theorem's evidence, or nothing where the folder has none.
pub(super) fn stored(folder: &Path, theorem: &str) -> Result<Option<Stored>> {
    let path = folder.join(theorem).join(CELLS);
    let bytes = match files::read(&path) {
        Err(Error::Read { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        read => read?,
    };
    Ok(Some(Stored { file: path.display().to_string(), bytes, run: manifest::facts(folder, theorem)? }))
}

/// The stored evidence of a theorem with the name of its file, or nothing where the folder has none.
pub(super) fn read_evidence(folder: &Path, theorem: &str) -> Result<Option<(String, Evidence)>> {
    let Some(stored) = stored(folder, theorem)? else { return Ok(None) };
    let evidence = stored.evidence()?;
    Ok(Some((stored.file, evidence)))
}

/// The last judgement of a theorem, or nothing where the folder has no evidence of it.
pub(super) fn judge_last(folder: &Path, theorem: &dyn Theorem) -> Result<Option<TheoremResult>> {
    read_evidence(folder, theorem.id())?.map(|(file, evidence)| judge_theorem(theorem, &evidence, &file)).transpose()
}

/// A theorem's evidence in a folder.
pub(super) struct Found<'a> {
    pub(super) theorem: &'a dyn Theorem,
    /// The folder of its data set.
    pub(super) part: PathBuf,
    pub(super) stored: Stored,
}

/// All evidence of these theorems in a folder, with its manifest, at one moment: who writes holds the same lock.
///
/// # Errors
/// Files that cannot be read, and a report that has no evidence beside it.
pub(super) fn snapshot<'a>(folder: &Path, registry: &[&'a dyn Theorem]) -> Result<(Manifest, Vec<Found<'a>>)> {
    let _held = Manifest::lock(folder)?;
    let (manifest, mut all) = (Manifest::read(folder)?, Vec::new());
    for part in parts(folder, registry)? {
        for &theorem in registry {
            match stored(&part, theorem.id())? {
                Some(stored) => all.push(Found { theorem, part: part.clone(), stored }),
                None if part.join(theorem.id()).join(REPORT).exists() => {
                    let file = part.join(theorem.id()).join(REPORT).display().to_string();
                    return Err(Error::Data { file, problem: "has no cells.csv beside it; put that back, or remove the folder".into() });
                }
                None => {}
            }
        }
    }
    Ok((manifest, all))
}

/// Refuses a folder with evidence that cannot be read or was changed, or with a report that has no evidence beside it, before anything is added to it.
pub(super) fn check(folder: &Path, registry: &[&dyn Theorem]) -> Result<()> {
    let (manifest, all) = snapshot(folder, registry)?;
    all.iter()
        .try_for_each(|found| manifest.check(&place(folder, &found.part, found.theorem), &found.stored.evidence()?, &found.stored.file))
}

/// Where the evidence of a theorem is, relative to the folder of the manifest: what its entry there is called.
pub(super) fn place(folder: &Path, part: &Path, theorem: &dyn Theorem) -> String {
    let within = part.strip_prefix(folder).map(|part| part.to_string_lossy().into_owned()).unwrap_or_default();
    if within.is_empty() { theorem.id().to_owned() } else { format!("{within}/{}", theorem.id()) }
}

/// Makes sure that a theorem's part of the folder can be written, before hours go into what would be written there.
pub(super) fn prepare(folder: &Path, theorem: &str) -> Result<()> {
    let path = folder.join(theorem);
    std::fs::create_dir_all(&path).map_err(|source| Error::Write { path: path.clone(), source })?;
    let probe = path.join(".asymptest-probe");
    std::fs::write(&probe, b"").and_then(|()| files::remove(&probe)).map_err(|source| Error::Write { path, source })
}

/// A theorem's evidence on one data set, judged, with what is made of it.
pub(super) struct Made<'a> {
    pub(super) theorem: &'a dyn Theorem,
    pub(super) result: TheoremResult,
    /// The command that makes the evidence; none where this program did not.
    pub(super) command: Option<String>,
    /// How it came about, where that is known.
    pub(super) made_by: Option<Provenance>,
    /// The front figure.
    pub(super) front: Sheet,
    /// All others.
    pub(super) figures: Vec<Figure>,
    report: String,
    path: PathBuf,
}

impl Made<'_> {
    /// Paths and texts of report and figures.
    fn files(&self) -> Vec<(PathBuf, String)> {
        [(self.path.join(REPORT), self.report.clone())].into_iter().chain(self.drawn()).collect()
    }

    /// Paths and texts of the figures.
    pub(super) fn drawn(&self) -> Vec<(PathBuf, String)> {
        let front = (self.path.join("figure.svg"), drawn(&self.front));
        [front].into_iter().chain(self.figures.iter().map(|figure| (self.place(figure), drawn(&figure.sheet)))).collect()
    }

    fn place(&self, figure: &Figure) -> PathBuf {
        self.path.join(FIGURES).join(format!("{}.svg", figure.name))
    }

    fn remove_stale(&self) -> Result<()> {
        let figures = self.path.join(FIGURES);
        for name in files::names(&figures)?.iter().filter(|name| name.ends_with(".svg")) {
            let path = figures.join(name);
            if self.figures.iter().any(|figure| self.place(figure) == path) {
                continue;
            }
            files::remove(&path).map_err(|source| Error::Write { path, source })?;
        }
        Ok(())
    }
}

/// Judges evidence of `folder`, and makes report and figures; writes nothing.
pub(super) fn make<'a>(folder: &Path, theorem: &'a dyn Theorem, evidence: &Evidence, made_by: Option<Provenance>) -> Result<Made<'a>> {
    let path = folder.join(theorem.id());
    let result = judge_theorem(theorem, evidence, &path.join(CELLS).display().to_string())?;
    let figures = theorem_figures(&result, evidence);
    let report = theorem_report(theorem, &result, evidence, &figures, made_by.as_ref());
    let front = front_figure(&result, evidence);
    Ok(Made {
        theorem,
        result,
        command: evidence.run.are_known().then(|| command(theorem, evidence)),
        made_by,
        front,
        figures,
        report,
        path,
    })
}

/// Judges new evidence and writes it with its report and figures, and what the manifest says of it: all files or none.
pub(super) fn write(folder: &Path, theorem: &dyn Theorem, evidence: &Evidence, entry: &Renewed) -> Result<TheoremResult> {
    let made = make(folder, theorem, evidence, entry.made_by.clone())?;
    let cells = evidence.to_csv();
    let own = [(made.path.join(CELLS), &cells[..]), (entry.path.clone(), &entry.bytes[..])];
    let kept = theorem.kept().map(|text| (made.path.join(SUITE), text.as_bytes()));
    write_made(&own.into_iter().chain(kept).collect::<Vec<_>>(), &[&made])?;
    Ok(made.result)
}

/// Writes what was made, and `beside` it: all files or none; then removes figures that stand there and were made of other evidence.
pub(super) fn write_made(beside: &[(PathBuf, &[u8])], made: &[&Made<'_>]) -> Result<()> {
    for made in made {
        let path = made.path.join(FIGURES);
        std::fs::create_dir_all(&path).map_err(|source| Error::Write { path, source })?;
    }
    let drawn: Vec<(PathBuf, String)> = made.iter().flat_map(|made| made.files()).collect();
    let drawn = drawn.iter().map(|(path, text)| (path.as_path(), text.as_bytes()));
    files::write_all_atomically(&drawn.chain(beside.iter().map(|(path, bytes)| (path.as_path(), *bytes))).collect::<Vec<_>>())?;
    made.iter().try_for_each(|made| made.remove_stale())
}
