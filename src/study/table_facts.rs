//! A table that was measured elsewhere, as evidence of it keeps it in mind.

use serde::{Deserialize, Serialize};

/// The files that evidence was read from, and what a reader of the table should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableFacts {
    /// The name of the file of rows.
    pub file: String,
    /// BLAKE3 of its bytes, in hexadecimal digits.
    pub digest: String,
    /// The name of the suite's file.
    pub suite: String,
    /// BLAKE3 of its text.
    pub suite_digest: String,
    /// Columns that vary within what a claim is judged on, and are no part of it: a sentence each.
    pub notes: Vec<String>,
}

impl TableFacts {
    /// BLAKE3 of bytes, in hexadecimal digits.
    pub fn digest_of(bytes: &[u8]) -> String {
        blake3::hash(bytes).to_hex().to_string()
    }
}
