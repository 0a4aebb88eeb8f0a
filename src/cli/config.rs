//! The configuration file of `verify`: its options, under the same names, in TOML.

use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

use super::args::PrecisionName;
use super::device::DeviceName;
use super::output;
use super::selection::ScaleName;
use crate::error::{Error, Result};
use crate::files;

/// Every key is optional; a key that is not one of these is refused.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Config {
    pub(super) theorems: Option<Vec<String>>,
    pub(super) scale: Option<ScaleName>,
    pub(super) device: Option<DeviceName>,
    pub(super) precision: Option<PrecisionName>,
    pub(super) seeds: Option<usize>,
    pub(super) widths: Option<String>,
    pub(super) data: Option<String>,
    pub(super) seed: Option<u64>,
    pub(super) jobs: Option<usize>,
    pub(super) memory: Option<String>,
    pub(super) limit: Option<f64>,
    pub(super) out: Option<PathBuf>,
}

/// More bytes than this are no configuration.
const LARGEST: u64 = 1 << 20;

/// The file that is taken where none is named.
const FOUND: &str = "asymptest.toml";

/// The configuration file that is named, or else the one that is found; nothing is said where there is none.
///
/// # Errors
/// As [`read`].
pub(super) fn given_or_found(named: Option<&Path>) -> Result<Config> {
    match named {
        Some(path) => read(path),
        None => match std::env::current_dir().ok().and_then(|folder| found(&folder)) {
            Some(path) => {
                output::detail(&format!("options that are not on the command line are those of {}", path.display()));
                read(&path)
            }
            None => Ok(Config::default()),
        },
    }
}

/// The configuration file of a folder: in it, or in the next folder above that has one. A repository ends the search: what lies above it is of
/// something else.
fn found(folder: &Path) -> Option<PathBuf> {
    for folder in folder.ancestors() {
        let path = folder.join(FOUND);
        if path.is_file() {
            return Some(path);
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

/// Reads a configuration file.
///
/// A file may come from somebody else, so that it decides less than its reader's command line: what it has written goes below the working folder. It may
/// name any file of data, of which nothing but drifts and losses is ever written.
pub(super) fn read(path: &Path) -> Result<Config> {
    let file = path.display().to_string();
    let config = parse(&file, &files::read_text(path, LARGEST)?)?;
    match &config.out {
        Some(out) if !is_below(out, Path::new(".")) => {
            let problem = format!("has out = {out:?}, which is not below the working folder; give it as --out on the command line");
            Err(Error::Data { file, problem })
        }
        _ => Ok(config),
    }
}

/// The configuration in `text`. `file` is the name that an error shows.
pub(super) fn parse(file: &str, text: &str) -> Result<Config> {
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start.min(text.len()));
        let line = text.as_bytes()[..start].iter().filter(|&&byte| byte == b'\n').count() as u64 + 1;
        Error::Table { file: file.into(), line, problem: error.message().replace('\n', " ") }
    })
}

/// Whether a path, taken from `folder`, stays below it: relative, without `..`, and not through a link that leads out of it.
fn is_below(path: &Path, folder: &Path) -> bool {
    if !path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
        return false;
    }
    let Ok(root) = folder.canonicalize() else { return false };
    // What does not exist yet is made below the first part that does; a link that leads nowhere is not followed.
    let existing = path.ancestors().map(|part| folder.join(part)).find(|part| part.symlink_metadata().is_ok());
    existing.is_some_and(|part| part.canonicalize().is_ok_and(|real| real.starts_with(&root)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GOOD: &str = "theorems = [\"thm_13\"]\nscale = \"smoke\"\nwidths = \"8,16\"\nseeds = 1\nout = \"a/b\"\nprecision = \"f32\"\n";

    #[test]
    fn a_folder_for_output_stays_below_the_working_folder() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("work");
        std::fs::create_dir_all(folder.join("inside")).unwrap();
        for path in ["out", "./out", "inside/new/newer", "inside", "."] {
            assert!(is_below(Path::new(path), &folder), "{path}");
        }
        for path in ["..", "../out", "inside/../../out", "/tmp/out", "/"] {
            assert!(!is_below(Path::new(path), &folder), "{path}");
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::symlink;
            symlink(root.path(), folder.join("leads_out")).unwrap();
            symlink(folder.join("inside"), folder.join("leads_in")).unwrap();
            symlink("nowhere", folder.join("leads_nowhere")).unwrap();
            assert!(is_below(Path::new("leads_in/out"), &folder));
            assert!(!is_below(Path::new("leads_out"), &folder) && !is_below(Path::new("leads_out/a/b"), &folder));
            assert!(!is_below(Path::new("leads_nowhere/out"), &folder));
        }
    }

    #[test]
    fn a_file_is_found_upwards_and_not_beyond_a_repository() {
        let root = tempfile::tempdir().unwrap();
        let (inner, repository) = (root.path().join("a/b"), root.path().join("a/repository/c"));
        std::fs::create_dir_all(&inner).unwrap();
        std::fs::create_dir_all(&repository).unwrap();
        std::fs::create_dir(root.path().join("a/repository/.git")).unwrap();
        std::fs::write(root.path().join("a").join(FOUND), GOOD).unwrap();
        assert_eq!(found(&inner), Some(root.path().join("a").join(FOUND)));
        assert_eq!(found(&repository), None);
        std::fs::write(root.path().join("a/repository").join(FOUND), GOOD).unwrap();
        assert_eq!(found(&repository), Some(root.path().join("a/repository").join(FOUND)));
    }

    #[test]
    fn deep_nesting_and_huge_numbers_are_refused() {
        for text in ["theorems = ".to_owned() + &"[".repeat(200_000), "seeds = 99999999999999999999".into(), "a.".repeat(100_000) + "b = 1"]
        {
            assert_eq!(parse("f", &text).unwrap_err().to_string().lines().count(), 1);
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,80}", at in 0..GOOD.len(), cut in 0..20usize, token in prop::sample::select(vec!["\"", "[", "]", "=", "\n", "-1", "1e9", "#", "é"])) {
            let _ = parse("f", &text);
            let end = (at + cut).min(GOOD.len());
            for changed in [format!("{}{token}{}", &GOOD[..at], &GOOD[end..]), format!("{}{text}{}", &GOOD[..at], &GOOD[at..])] {
                if let Err(error) = parse("f", &changed) {
                    prop_assert_eq!(error.to_string().lines().count(), 1);
                }
            }
        }
    }

    /// A target for fuzzing, as those of tests/suite/fuzz.rs.
    #[test]
    fn no_bytes_panic() {
        bolero::check!().for_each(|bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            for text in [text.to_string(), format!("{GOOD}{text}")] {
                if let Err(error) = parse("f", &text) {
                    assert_eq!(error.to_string().lines().count(), 1);
                }
            }
        });
    }
}
