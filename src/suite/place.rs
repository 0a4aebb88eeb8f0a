//! Where something stands in a file of TOML, and errors that say so.

use std::ops::Range;

use toml::Spanned;

use crate::error::{Error, Result};

/// A value with the line of the file that it stands in.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// The line, from 1.
    pub line: u64,
}

/// The text of a file under the name that errors show.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
}

impl Text<'_> {
    /// The line of a byte of the text, from 1.
    fn line(&self, at: usize) -> u64 {
        self.text.as_bytes()[..at.min(self.text.len())].iter().filter(|&&byte| byte == b'\n').count() as u64 + 1
    }

    /// A value with its line.
    pub(super) fn placed<T: Clone>(&self, spanned: &Spanned<T>) -> Placed<T> {
        Placed { value: spanned.get_ref().clone(), line: self.line(spanned.span().start) }
    }

    /// The line of a part of the text.
    pub(super) fn line_of(&self, span: &Range<usize>) -> u64 {
        self.line(span.start)
    }

    /// The error for a line of the file.
    pub(super) fn refuse<T>(&self, line: u64, problem: impl Into<String>) -> Result<T> {
        Err(Error::Table { file: self.file.into(), line, problem: problem.into() })
    }

    /// An error of the TOML reader as one of ours.
    pub(super) fn unread(&self, error: &toml::de::Error) -> Error {
        let line = error.span().map_or(1, |span| self.line_of(&span));
        // Its words for a key are those of the program's own structures.
        let message = error.message().replace('\n', " ").replace("unknown field", "unknown key").replace("missing field", "missing key");
        let help = match &message {
            message if message.starts_with("unknown key") => "; remove it, or mend its spelling",
            message if message.starts_with("missing key") => "; add it: `asymptest new NAME --suite` writes a file that has every key",
            _ => "",
        };
        Error::Table { file: self.file.into(), line, problem: format!("{message}{help}") }
    }
}
