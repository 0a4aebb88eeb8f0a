//! The store: finished cells on the disk, one file each, so that no cell is computed twice and a run that was killed goes on.
//!
//! A file is named by the cell's [`Key`], a hash of all that determines its rows. It is written at once when the cell is finished, whole or not at all, and
//! is trusted only where its key and its checksum are right. Processes share a folder: who computes a cell holds the lock of a file beside it, which the
//! system releases when the process ends, however it ends.

mod claim;
mod key;
mod record;
mod shelf;
mod sweep;

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

pub use claim::Claim;
pub use key::{Key, Place, Processor, keys};
pub use record::Damage;
pub use shelf::{Reuse, Seen, Shelf};

use crate::error::{Error, Result};
use crate::files;
use crate::lock::{self, Held};

/// A folder of finished cells.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    /// Its lock is shared while anybody works in the folder. Nothing where the folder is only read.
    _in_use: Option<File>,
    without_locks: Option<String>,
}

/// What a store has of a cell.
#[derive(Debug, PartialEq)]
pub enum Found {
    /// Its rows in CSV, as they were written.
    Rows(Vec<u8>),
    /// Nothing.
    Nothing,
    /// A file that cannot be trusted.
    Damaged(Damage),
}

const IN_USE: &str = "in-use";

impl Store {
    /// Opens a folder for work, which is made if it is not there.
    ///
    /// # Errors
    /// [`Error::Write`] where it cannot be written.
    pub fn open(folder: &Path) -> Result<Self> {
        let failed = |source| Error::Write { path: folder.to_owned(), source };
        fs::create_dir_all(folder).map_err(failed)?;
        let in_use = lock::lockable(&folder.join(IN_USE)).map_err(failed)?;
        // Who is alone here may clear away what killed processes have left. Without locks nobody knows that, and nothing is swept.
        match in_use.try_lock() {
            Ok(()) => {
                sweep::sweep(folder).map_err(failed)?;
                in_use.unlock().map_err(failed)?;
            }
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => {}
        }
        // Whoever sweeps does it in a moment, so that waiting for them does not take long.
        let without_locks = in_use.lock_shared().err().map(|error| error.to_string());
        Ok(Self { folder: folder.to_owned(), _in_use: Some(in_use), without_locks })
    }

    /// What a person should know of the folder: that its file system has no locks.
    pub fn warning(&self) -> Option<String> {
        let folder = self.folder.display();
        let text =
            |error| format!("{folder} cannot be locked ({error}): processes that share it may compute a cell twice, to the same bytes");
        self.without_locks.as_ref().map(text)
    }

    /// Opens a folder to read what is in it.
    ///
    /// # Errors
    /// [`Error::Read`] where there is no such folder.
    pub fn open_to_read(folder: &Path) -> Result<Self> {
        fs::read_dir(folder).map_err(|source| Error::Read { path: folder.to_owned(), source })?;
        Ok(Self { folder: folder.to_owned(), _in_use: None, without_locks: None })
    }

    /// Where a cell's file is, if it is anywhere.
    pub fn path(&self, key: &Key) -> PathBuf {
        self.folder.join(key.file())
    }

    /// What is there of a cell.
    ///
    /// # Errors
    /// [`Error::Read`] where there is a file that cannot be read.
    pub fn look(&self, key: &Key) -> Result<Found> {
        let path = self.path(key);
        // A pipe would keep who opens it waiting.
        let kind = match fs::metadata(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::Nothing),
            found => found.map_err(|source| Error::Read { path: path.clone(), source })?,
        };
        if !kind.is_file() {
            return Ok(Found::Damaged(Damage::Kind));
        }
        let bytes = match files::read_up_to(&path, record::LARGEST) {
            Err(Error::Data { .. }) => return Ok(Found::Damaged(Damage::Large)),
            Err(Error::Read { source, .. }) if source.kind() == ErrorKind::NotFound => return Ok(Found::Nothing),
            bytes => bytes?,
        };
        Ok(record::body(&bytes, key).map_or_else(Found::Damaged, |rows| Found::Rows(rows.to_vec())))
    }

    /// Renames the file of a cell that cannot be trusted, so that it can be looked at and stands in nobody's way, and says so. Only who holds the cell's claim
    /// does that: another process may have written a good file since.
    pub fn put_aside(&self, key: &Key, damage: &Damage, _claim: &Held) -> String {
        let path = self.path(key);
        let kept = match self.aside(key) {
            Ok(aside) => format!("kept as {}", aside.file_name().unwrap_or_default().to_string_lossy()),
            Err(error) => format!("it cannot be renamed: {error}"),
        };
        format!("{} {damage}: not used, and the cell is computed again ({kept})", path.display())
    }

    /// Renames the file of a cell to a free name.
    fn aside(&self, key: &Key) -> std::io::Result<PathBuf> {
        let path = self.path(key);
        let is_folder = fs::symlink_metadata(&path)?.is_dir();
        for number in 1.. {
            let aside = path.with_extension(format!("damaged-{number}"));
            // A rename replaces what is there: an empty file or folder of this process's, which keeps the name free.
            let reserved = if is_folder { fs::create_dir(&aside) } else { File::create_new(&aside).map(drop) };
            match reserved {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                reserved => return reserved.and_then(|()| fs::rename(&path, &aside)).map(|()| aside),
            }
        }
        unreachable!("some number is free")
    }

    /// Keeps the rows of a finished cell, in CSV.
    ///
    /// # Errors
    /// [`Error::Write`]; the store is as it was.
    pub fn keep(&self, key: &Key, rows: &[u8]) -> Result<()> {
        files::write_atomically(&self.path(key), &record::of(key, rows))
    }

    /// Claims a cell for this process.
    ///
    /// # Errors
    /// [`Error::Write`] where the folder cannot be written.
    pub fn claim(&self, key: &Key) -> Result<Claim> {
        Claim::of(&self.folder, key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_locks_is_said_to_be_one() {
        let store = |without_locks| Store { folder: "shared".into(), _in_use: None, without_locks };
        assert_eq!(store(None).warning(), None);
        let warning = store(Some("not supported".to_owned())).warning().unwrap();
        assert!(warning.contains("shared cannot be locked (not supported)"), "{warning}");
    }
}
