//! A file of data, read once: what is loaded and what is hashed are the same bytes, also where the file is replaced in between.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::error::Result;
use crate::files;

/// A file of data; copies of it share what was read.
#[derive(Clone)]
pub struct DataFile {
    path: PathBuf,
    bytes: Arc<OnceLock<Vec<u8>>>,
}

impl DataFile {
    /// The file at `path`, which is not read yet.
    pub fn at(path: PathBuf) -> Self {
        Self { path, bytes: Arc::default() }
    }

    /// Where it was found.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its bytes when they were first asked for.
    ///
    /// # Errors
    /// [`crate::error::Error::Read`], and [`crate::error::Error::Data`] where it is endless.
    pub fn bytes(&self) -> Result<&[u8]> {
        match self.bytes.get() {
            Some(bytes) => Ok(bytes),
            // Where two threads read, both take what the first one of them has put there.
            None => files::read(&self.path).map(|bytes| self.bytes.get_or_init(|| bytes).as_slice()),
        }
    }

    /// A hash of these bytes.
    ///
    /// # Errors
    /// As [`Self::bytes`].
    pub fn hash(&self) -> Result<String> {
        Ok(blake3::hash(self.bytes()?).to_hex().to_string())
    }
}

impl fmt::Debug for DataFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.fmt(f)
    }
}

impl PartialEq for DataFile {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

impl Eq for DataFile {}
