//! What a user can cause: every variant carries what is needed to mend it.

use std::path::PathBuf;

use crate::claim::ClaimError;
use crate::model::DeviceError;

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error that a user of the program can cause and mend. Each prints as one line: what, where, how to mend it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file that could not be read.
    #[error("cannot read {}: {source}; check the path and its permissions", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file or folder that could not be written.
    #[error("cannot write {}: {source}; choose another folder or mend its permissions", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A table of measurements that is not one. `line` counts from 1, the header included; 0 stands for the file as a whole.
    #[error("{file}{}: {problem}", if *line == 0 { String::new() } else { format!(", line {line}") })]
    Table {
        /// The file as the user named it.
        file: String,
        /// The line of the file.
        line: u64,
        /// What is wrong and how to mend it.
        problem: String,
    },
    /// A data file that is not what it should be.
    #[error("{file} {problem}")]
    Data {
        /// The file as the user named it.
        file: String,
        /// What is wrong and how to mend it, as the rest of a sentence that starts with the file.
        problem: String,
    },
    /// A claim that does not parse.
    #[error("{0}")]
    Claim(#[from] ClaimError),
    /// A device that is not there, or that failed.
    #[error("--device cuda: {0}")]
    Device(#[from] DeviceError),
    /// A command-line value that cannot be used.
    #[error("{flag}: {problem}")]
    Flag {
        /// The flag as typed.
        flag: String,
        /// What is wrong and how to mend it.
        problem: String,
    },
}

impl Error {
    /// A command-line value that cannot be used.
    pub(crate) fn flag(flag: &str, problem: impl Into<String>) -> Self {
        Self::Flag { flag: flag.into(), problem: problem.into() }
    }
}
