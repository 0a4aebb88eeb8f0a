//! What killed processes have left in a store: parts of files, and claims that nobody holds.

use std::fs::{self, DirEntry};
use std::io;
use std::path::Path;

use super::Key;
use crate::files::{self, PART};
use crate::lock;

/// Removes it; for who is alone in the folder. Files of other names than ours stay.
pub(super) fn sweep(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if is_claim(&name) && is_file(&entry) {
            // Its file goes with its lock; where another process has that after all, both stay.
            drop(lock::try_hold(&entry.path())?);
        } else if is_part(&name) && is_file(&entry) {
            files::remove(&entry.path())?;
        }
    }
    Ok(())
}

/// A folder or a link is none of ours. What is gone by now is nothing to sweep.
fn is_file(entry: &DirEntry) -> bool {
    entry.file_type().is_ok_and(|kind| kind.is_file())
}

/// `<key>.claim`.
fn is_claim(name: &str) -> bool {
    name.strip_suffix(".claim").is_some_and(|key| key.parse::<Key>().is_ok())
}

/// `.<key>.cell.<process>-<16 digits>.part`, as src/files.rs names parts.
fn is_part(name: &str) -> bool {
    let inner = name.strip_prefix('.').and_then(|name| name.strip_suffix(PART));
    let Some((key, rest)) = inner.and_then(|inner| inner.split_once(".cell.")) else { return false };
    let Some((process, random)) = rest.split_once('-') else { return false };
    let is_number = !process.is_empty() && process.chars().all(|c| c.is_ascii_digit());
    is_number && random.len() == 16 && random.chars().all(|c| c.is_ascii_hexdigit()) && key.parse::<Key>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_our_own_names_are_swept() {
        let folder = tempfile::tempdir().unwrap();
        let key = "0123456789abcdef0123456789abcdef";
        let ours = [format!("{key}.claim"), format!(".{key}.cell.17-00000000000000ff.part")];
        let others = [
            "movie.mkv.part".to_owned(),
            "insurance.claim".into(),
            format!("{key}.cell"),
            format!("{key}.cell.17-00000000000000ff.part"),
            format!(".{key}.cell.17-00ff.part"),
            format!(".{key}.cell.part"),
            format!(".{key}.cell.x-00000000000000ff.part"),
            format!(".{}.cell.17-00000000000000ff.part", &key[1..]),
            format!("{}.claim", &key[1..]),
            "in-use".into(),
        ];
        for name in ours.iter().chain(&others) {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        let other = "f".repeat(32);
        let folders = ["dir.part".to_owned(), format!("{other}.claim"), format!(".{other}.cell.17-00000000000000ff.part")];
        for name in &folders {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        sweep(folder.path()).unwrap();
        for name in others.iter().chain(&folders) {
            assert!(folder.path().join(name).exists(), "{name}");
        }
        for name in &ours {
            assert!(!folder.path().join(name).exists(), "{name}");
        }
    }

    #[test]
    fn parts_have_the_names_that_are_swept_and_held_claims_stay() {
        let folder = tempfile::tempdir().unwrap();
        let key = "0".repeat(32);
        let target = folder.path().join(format!("{key}.cell"));
        let part = crate::files::beside(&target);
        assert!(is_part(&part.file_name().unwrap().to_string_lossy()), "{part:?}");
        let path = folder.path().join(format!("{key}.claim"));
        let held = lock::try_hold(&path).unwrap();
        sweep(folder.path()).unwrap();
        assert!(held.is_some() && path.exists());
    }
}
