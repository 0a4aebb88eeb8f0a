//! What is made of a folder of evidence as a whole: every report and figure, fits.csv, and the page index.html.

use std::path::{Path, PathBuf};

use asymptest_judge::cli::figure::{FigureForm, encoded};

use super::folder::{self, Found, Made};
use super::suites;
use crate::error::{Error, Result};
use crate::files;
use crate::report::page::{Entry, page};
use crate::report::{Spliced, fits_csv, splice, verdict_table};
use crate::study::TheoremResult;
use crate::theorem::Theorem;

/// All evidence of a folder, judged, with what is made of it; nothing is written yet.
pub(super) struct Whole<'a> {
    /// Each with the folder of its theorem, relative to the whole's.
    made: Vec<(String, Made<'a>)>,
    folder: PathBuf,
    registry: Vec<&'a dyn Theorem>,
}

impl<'a> Whole<'a> {
    /// Judges all evidence of `folder`.
    ///
    /// # Errors
    /// Evidence that cannot be read or judged, and no evidence at all.
    pub(super) fn of(folder: &Path, registry: &[&'a dyn Theorem]) -> Result<Self> {
        let registry = &suites::with_those_of(folder, registry)?[..];
        let (manifest, all) = folder::snapshot(folder, registry)?;
        let mut made = Vec::new();
        for Found { theorem, part, stored } in all {
            let (place, evidence) = (folder::place(folder, &part, theorem), stored.evidence()?);
            // Where rows cannot be judged, that says more than that they were changed.
            made.push((place.clone(), folder::make(&part, theorem, &evidence, manifest.made_by(&place))?));
            manifest.check(&place, &evidence, &stored.file)?;
        }
        if made.is_empty() {
            let problem = "holds no evidence (<theorem>/cells.csv); run `asymptest verify` first".into();
            return Err(Error::Data { file: folder.display().to_string(), problem });
        }
        Ok(Self { made, folder: folder.to_owned(), registry: registry.to_vec() })
    }

    /// The judgements, those of the first data set first.
    pub(super) fn results(&self) -> Vec<TheoremResult> {
        self.made.iter().map(|(_, made)| made.result.clone()).collect()
    }

    /// Every figure in another form, beside its place as SVG; nothing is written yet.
    ///
    /// # Errors
    /// As [`encoded`].
    pub(super) fn figures(&self, form: FigureForm) -> Result<Vec<(PathBuf, Vec<u8>)>> {
        let drawn = self.made.iter().flat_map(|(_, made)| made.drawn());
        drawn.map(|(path, svg)| Ok((path.with_extension(form.extension()), encoded(form, &svg)?))).collect()
    }

    /// Writes all that is made of the evidence, the table of a README beside the folder too: all files or none.
    pub(super) fn write(&self) -> Result<()> {
        let index = [self.index(), Vec::from_iter(self.readme_beside())].concat();
        let index: Vec<(PathBuf, &[u8])> = index.iter().map(|(path, bytes)| (path.clone(), &bytes[..])).collect();
        folder::write_made(&index, &self.made.iter().map(|(_, made)| made).collect::<Vec<_>>())
    }

    /// fits.csv, index.html, and the folder's own README.md where it asks for the table of verdicts.
    fn index(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let entries: Vec<Entry<'_>> = self.made.iter().map(|(place, made)| of_made(place, made)).collect();
        let page = page(&entries).into_bytes();
        let index = [(self.folder.join("fits.csv"), fits_csv(&self.results())), (self.folder.join("index.html"), page)];
        index.into_iter().chain(self.readme(&self.folder, ".")).collect()
    }

    /// The README.md beside the folder, likewise.
    fn readme_beside(&self) -> Option<(PathBuf, Vec<u8>)> {
        let absolute = std::path::absolute(&self.folder).ok()?;
        self.readme(absolute.parent()?, &absolute.file_name()?.to_string_lossy())
    }

    /// The README.md of `folder` with the table of verdicts between its markers; nothing where it has none, or has the table already. `link` leads to
    /// the reports.
    fn readme(&self, folder: &Path, link: &str) -> Option<(PathBuf, Vec<u8>)> {
        let path = folder.join("README.md");
        let document = std::fs::read_to_string(&path).ok()?;
        let reports: Vec<String> = self.made.iter().map(|(place, _)| format!("{link}/{place}/report.md")).collect();
        let spliced = splice(&document, Spliced::Verdicts, &verdict_table(&self.registry, &self.results(), &reports))?;
        (spliced != document).then(|| (path, spliced.into_bytes()))
    }
}

fn of_made<'a>(place: &str, made: &'a Made<'a>) -> Entry<'a> {
    Entry {
        theorem: made.theorem,
        result: &made.result,
        command: made.command.clone(),
        made_by: made.made_by.as_ref(),
        folder: place.to_owned(),
        front: &made.front,
        figures: &made.figures,
    }
}

/// Makes fits.csv and index.html again after some of the evidence has changed. Reports of the other theorems are left alone: another process may be
/// writing them.
pub(super) fn renew_index(folder: &Path, registry: &[&dyn Theorem]) -> Result<()> {
    let index = Whole::of(folder, registry)?.index();
    files::write_all_atomically(&index.iter().map(|(path, bytes)| (path.as_path(), &bytes[..])).collect::<Vec<_>>())
}
