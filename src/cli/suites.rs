//! Suites that `judge` left in a folder of evidence: each keeps its file beside its rows, so that all can be judged again from the folder alone.

use std::path::Path;

use super::manifest;
use crate::error::{Error, Result};
use crate::files;
use crate::study::TableFacts;
use crate::suite::{SuiteFile, stated};
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
        let judged = manifest::facts(folder, &name)?.table;
        if judged.is_some_and(|judged| judged.suite_digest != TableFacts::digest_of(text.as_bytes())) {
            let problem = "is not the suite that was judged, by its digest in manifest.json: put that back, or run `judge` again".into();
            return Err(Error::Data { file, problem });
        }
        // The folder is what the evidence is called, whatever the file was.
        all.push(stated(&SuiteFile { id: name.clone(), ..SuiteFile::parse(&file, &text, &name)? })?);
    }
    Ok(all)
}
