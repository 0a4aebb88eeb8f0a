//! Claims: of the processes that share a folder one computes a cell.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use super::Key;
use crate::error::{Error, Result};

/// Of the files whose locks are the claims.
pub(super) const EXTENSION: &str = "claim";

/// The answer to a claim.
#[derive(Debug)]
pub enum Claim {
    /// The cell is this process's until this is dropped.
    Ours(Held),
    /// Another one computes it.
    Theirs,
}

/// A claim that is held. The system releases its lock when the process ends, also when it is killed, so that no claim outlives its process.
///
/// Where the file system has no locks nothing is locked, and two processes may compute the same cell: they write the same bytes.
#[derive(Debug)]
pub struct Held {
    path: PathBuf,
    _lock: File,
}

impl Claim {
    pub(super) fn of(folder: &Path, key: &Key) -> Result<Self> {
        let path = folder.join(format!("{key}.{EXTENSION}"));
        let failed = |source| Error::Write { path: path.clone(), source };
        let lock = File::options().create(true).append(true).open(&path).map_err(failed)?;
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => Ok(Self::Theirs),
            Ok(()) | Err(TryLockError::Error(_)) => Ok(Self::Ours(Held { path, _lock: lock })),
        }
    }
}

impl Drop for Held {
    /// Removes the file while the lock is still held. Who opened it before and gets its lock after holds a file without a name: they find the cell in the store.
    fn drop(&mut self) {
        // A file that stays is swept when the store is opened next.
        let _ = fs::remove_file(&self.path);
    }
}
