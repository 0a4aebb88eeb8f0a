//! Claims: of the processes that share a folder one computes a cell.

use std::path::{Path, PathBuf};

use super::Key;
use crate::error::{Error, Result};
use crate::lock::{self, Held};

/// The answer to a claim.
///
/// Where the file system has no locks all claims are ours, and two processes may compute the same cell: they write the same bytes.
#[derive(Debug)]
pub enum Claim {
    /// The cell is this process's until this is dropped.
    Ours(Held),
    /// Another one computes it.
    Theirs,
}

/// The file whose lock is the claim.
pub(super) fn file(folder: &Path, key: &Key) -> PathBuf {
    folder.join(format!("{key}.claim"))
}

impl Claim {
    pub(super) fn of(folder: &Path, key: &Key) -> Result<Self> {
        let path = file(folder, key);
        let held = lock::try_hold(&path).map_err(|source| Error::Write { path, source })?;
        Ok(held.map_or(Self::Theirs, Self::Ours))
    }
}
