//! Suites and studies: those that a user names, and those that `judge` and `verify` left in a folder of evidence, each with its file beside its rows, so that all
//! can be judged again from the folder alone.

use std::path::Path;

use super::manifest;
use crate::error::{Error, Result};
use crate::files;
use crate::study::TableFacts;
use crate::suite::{StudyFile, SuiteFile, id_of, measured_study, stated, studied};
use crate::theorem::Theorem;

/// The name of a suite's file beside its evidence.
pub(super) const SUITE: &str = "suite.toml";
/// More bytes than this are no suite.
pub(super) const LARGEST: u64 = 1 << 20;

/// The theorems of a registry, and the suites that a folder holds, by name.
///
/// # Errors
/// A suite's file that cannot be read, or that is not the one that was judged.
pub(super) fn with_those_of<'a>(folder: &Path, registry: &[&'a dyn Theorem]) -> Result<Vec<&'a dyn Theorem>> {
    let mut all = registry.to_vec();
    if !folder.is_dir() {
        return Ok(all);
    }
    for name in files::names(folder)? {
        let path = folder.join(&name).join(SUITE);
        if !path.is_file() || registry.iter().any(|theorem| theorem.id() == name) {
            continue;
        }
        let (file, text) = (path.display().to_string(), files::read_text(&path, LARGEST)?);
        let facts = manifest::facts(folder, &name)?;
        let judged = &facts.table;
        if judged.as_ref().is_some_and(|judged| judged.suite_digest != TableFacts::digest_of(text.as_bytes())) {
            let problem = "is not the suite that was judged, by its digest in manifest.json: put that back, or run `judge` again".into();
            return Err(Error::Data { file, problem });
        }
        // The folder is what the evidence is called, whatever the file was.
        let theorem = if StudyFile::is_study(&text) {
            let mut study = StudyFile::parse(&file, &text, &name)?;
            study.suite.id = name;
            measured_study(&study, &facts.settings)?
        } else {
            stated(&SuiteFile { id: name.clone(), ..SuiteFile::parse(&file, &text, &name)? })?
        };
        all.push(theorem);
    }
    Ok(all)
}

/// Whether a user names a study's file and not a theorem.
pub(super) fn is_file(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}

/// The study in a file, ready to run.
///
/// # Errors
/// A file that cannot be read or run, one that says nothing of what is run, and one that has the name of a theorem.
pub(super) fn study<'a>(name: &str, registry: &[&'a dyn Theorem]) -> Result<&'a dyn Theorem> {
    let path = Path::new(name);
    let text = files::read_text(path, LARGEST)?;
    let refuse = |problem: String| Err(Error::Data { file: name.into(), problem });
    if !StudyFile::is_study(&text) {
        // Broken TOML is refused with its line.
        SuiteFile::parse(name, &text, &id_of(path))?;
        return refuse(format!("is a suite, which says nothing of what is run: `asymptest judge {name} ROWS.csv` judges it on a table"));
    }
    let study = StudyFile::parse(name, &text, &id_of(path))?;
    if registry.iter().any(|theorem| theorem.id() == study.suite.id) {
        return refuse(format!("has the name of a theorem, {}; give it another one at its top, id = \"...\"", study.suite.id));
    }
    Ok(studied(&study, path.parent().unwrap_or(Path::new("")))?)
}
