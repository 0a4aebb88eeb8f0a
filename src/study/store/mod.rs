//! The store: finished cells on the disk, one file each, so that no cell is computed twice and a run that was killed goes on.
//!
//! A file is named by the cell's [`Key`], a hash of all that determines its rows. It is written at once when the cell is finished, whole or not at all, and
//! is trusted only where its key and its checksum are right. Processes share a folder: who computes a cell holds the lock of a file beside it, which the
//! system releases when the process ends, however it ends.

mod claim;
mod key;
mod record;
mod shelf;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

pub use claim::Claim;
pub use key::{ENGINE, Key, Place, keys};
pub use shelf::{Reuse, Shelf};

use crate::error::{Error, Result};
use crate::files;
use record::Damage;

/// A folder of finished cells.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    /// Its lock is shared while anybody works in the folder. Nothing where the folder is only read.
    _in_use: Option<File>,
}

/// What a store has of a cell.
#[derive(Debug, PartialEq)]
pub enum Found {
    /// Its rows in CSV, as they were written.
    Rows(Vec<u8>),
    /// Nothing.
    Nothing,
    /// A file that cannot be trusted; it was put aside, and this says so.
    Damaged(String),
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
        let in_use = File::options().create(true).append(true).open(folder.join(IN_USE)).map_err(failed)?;
        // Who is alone here may clear away what killed processes have left: parts of files, and files whose locks nobody holds.
        if in_use.try_lock().is_ok() {
            sweep(folder).map_err(failed)?;
            in_use.unlock().map_err(failed)?;
        }
        // A file system without locks is no obstacle: see `Claim`. Whoever sweeps does it in a moment, so that waiting for them does not take long.
        let _ = in_use.lock_shared();
        Ok(Self { folder: folder.to_owned(), _in_use: Some(in_use) })
    }

    /// Opens a folder to read what is in it.
    ///
    /// # Errors
    /// [`Error::Read`] where there is no such folder.
    pub fn open_to_read(folder: &Path) -> Result<Self> {
        fs::read_dir(folder).map_err(|source| Error::Read { path: folder.to_owned(), source })?;
        Ok(Self { folder: folder.to_owned(), _in_use: None })
    }

    /// Where a cell's file is, if it is anywhere.
    pub fn path(&self, key: &Key) -> PathBuf {
        self.folder.join(key.file())
    }

    /// What is there of a cell. What cannot be trusted is renamed, so that it can be looked at and stands in nobody's way.
    ///
    /// # Errors
    /// [`Error::Read`] where there is a file that cannot be read.
    pub fn look(&self, key: &Key) -> Result<Found> {
        let path = self.path(key);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Found::Nothing),
            Err(source) => return Err(Error::Read { path, source }),
        };
        match record::body(&bytes, key) {
            Ok(rows) => Ok(Found::Rows(rows.to_vec())),
            Err(damage) => Ok(Found::Damaged(self.put_aside(key, &damage))),
        }
    }

    /// Renames the file of a cell that cannot be trusted, and says so.
    fn put_aside(&self, key: &Key, damage: &Damage) -> String {
        let path = self.path(key);
        let free = (1..).map(|number| path.with_extension(format!("damaged-{number}"))).find(|aside| !aside.exists());
        let aside = free.expect("some number is free");
        let kept = match fs::rename(&path, &aside) {
            Ok(()) => format!("kept as {}", aside.file_name().unwrap_or_default().to_string_lossy()),
            Err(error) => format!("it cannot be renamed: {error}"),
        };
        format!("{} {damage}: not used, and the cell is computed again ({kept})", path.display())
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

/// Removes parts of files that were not finished, and claims that nobody holds.
fn sweep(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "part" || extension == claim::EXTENSION) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}
