//! The files of a program: their bytes are part of its identity, and a program that is edited while it runs is noticed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::files;

/// A file as it was when the study was read.
#[derive(Debug, Clone)]
pub(super) struct Watched {
    /// As the study names it.
    pub(super) name: String,
    path: PathBuf,
    /// BLAKE3 of its bytes, in hexadecimal digits.
    pub(super) hash: String,
    state: State,
}

/// Facts that change whenever a file is written, and are known without reading it.
#[derive(Debug, Clone, PartialEq)]
struct State(u64, Option<std::time::SystemTime>);

/// Digits of a hash that a key shows.
const DIGITS: usize = 16;

/// Folders and files that a program leaves beside its sources.
const LEFT: [&str; 2] = ["__pycache__", ".git"];

impl Watched {
    /// Files of a folder by their names; one that is a folder itself is all files in it.
    ///
    /// # Errors
    /// [`Error::Read`].
    pub(super) fn of(folder: &Path, names: &[String]) -> Result<Vec<Self>> {
        let mut found = Vec::new();
        for name in names {
            collect(name, &folder.join(name), &mut found)?;
        }
        found.sort_by(|a: &Self, b| a.name.cmp(&b.name));
        found.dedup_by(|a, b| a.name == b.name);
        Ok(found)
    }

    fn file(name: &str, path: &Path) -> Result<Self> {
        let failed = |source| Error::Read { path: path.to_owned(), source };
        // The state before the bytes: a file that is written in between is noticed then.
        let state = state(path).map_err(failed)?;
        Ok(Self { name: name.into(), path: path.into(), hash: hash(path)?, state })
    }

    /// Whether the file has other bytes now, or is gone.
    pub(super) fn has_changed(&self) -> bool {
        let is_untouched = state(&self.path).is_ok_and(|state| state == self.state);
        !is_untouched && hash(&self.path).ok().as_ref() != Some(&self.hash)
    }
}

fn collect(name: &str, path: &Path, found: &mut Vec<Watched>) -> Result<()> {
    if !path.is_dir() {
        found.push(Watched::file(name, path)?);
        return Ok(());
    }
    for inner in files::names(path)?.iter().filter(|inner| !LEFT.contains(&inner.as_str())) {
        collect(&format!("{}/{inner}", name.trim_end_matches('/')), &path.join(inner), found)?;
    }
    Ok(())
}

fn state(path: &Path) -> io::Result<State> {
    let facts = fs::metadata(path)?;
    Ok(State(facts.len(), facts.modified().ok()))
}

fn hash(path: &Path) -> Result<String> {
    let failed = |source| Error::Read { path: path.to_owned(), source };
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(fs::File::open(path).map_err(failed)?).map_err(failed)?;
    Ok(hasher.finalize().to_hex()[..DIGITS].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_folders_are_hashed_and_changes_are_seen() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        for (name, text) in [("train.py", "a"), ("model/b.py", "b"), ("model/deep/c.py", "c"), ("model/__pycache__/b.pyc", "x")] {
            write(name, text);
        }
        let names = ["train.py", "model/", "train.py"].map(String::from);
        let watched = Watched::of(folder.path(), &names).unwrap();
        let found: Vec<&str> = watched.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(found, ["model/b.py", "model/deep/c.py", "train.py"]);
        assert_eq!(watched[2].hash, blake3::hash(b"a").to_hex()[..DIGITS]);
        assert!(!watched.iter().any(Watched::has_changed));
        // Written again with the same bytes is no change; other bytes are, also as many of them.
        write("train.py", "a");
        assert!(!watched[2].has_changed());
        write("train.py", "b");
        assert!(watched[2].has_changed());
        fs::remove_file(folder.path().join("model/b.py")).unwrap();
        assert!(watched[0].has_changed());
        assert!(matches!(Watched::of(folder.path(), &["gone.py".into()]), Err(Error::Read { .. })));
    }
}
