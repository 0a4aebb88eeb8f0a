//! Remarks on how a table was read.

use serde::Serialize;

/// A remark on how a table was read: a guess that was made, or rows that were left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// A stable name, snake_case.
    pub code: &'static str,
    /// One sentence.
    pub text: String,
}

impl Note {
    /// A remark.
    pub fn new(code: &'static str, text: impl Into<String>) -> Self {
        Self { code, text: text.into() }
    }
}
