//! What a user can cause: every variant carries what is needed to mend it.

use std::path::PathBuf;

use crate::claim::ClaimError;

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
    #[error("{}{}: {}", one_line(file), place(*line), one_line(problem))]
    Table {
        /// The file as the user named it.
        file: String,
        /// The line of the file.
        line: u64,
        /// What is wrong and how to mend it.
        problem: String,
    },
    /// A question that a table does not answer as it was asked.
    #[error("{}{}: {}{}", one_line(file), place(*line), one_line(problem), helped(help.as_deref()))]
    Question {
        /// The file as the user named it.
        file: String,
        /// The line of the file, from 1; 0 for the file as a whole.
        line: u64,
        /// The fault, and what to do about it.
        problem: String,
        /// A command that works.
        help: Option<String>,
    },
    /// A data file that is not what it should be.
    #[error("{} {}", one_line(file), one_line(problem))]
    Data {
        /// The file as the user named it.
        file: String,
        /// What is wrong and how to mend it, as the rest of a sentence that starts with the file.
        problem: String,
    },
    /// A claim that does not parse.
    #[error("{0}")]
    Claim(#[from] ClaimError),
    /// An error of a part that this crate does not know, such as a device.
    #[error("{0}")]
    Elsewhere(Box<dyn std::error::Error + Send + Sync>),
    /// A command-line value that cannot be used.
    #[error("{}: {}", one_line(flag), one_line(problem))]
    Flag {
        /// The flag as typed.
        flag: String,
        /// What is wrong and how to mend it.
        problem: String,
    },
}

impl Error {
    /// A command-line value that cannot be used.
    pub fn flag(flag: &str, problem: impl Into<String>) -> Self {
        Self::Flag { flag: flag.into(), problem: problem.into() }
    }
}

/// A line of a file, where there is one.
fn place(line: u64) -> String {
    if line == 0 { String::new() } else { format!(", line {line}") }
}

/// A command that helps, whole: half of one is none.
fn helped(command: Option<&str>) -> String {
    command.map_or(String::new(), |command| format!("; help: {}", command.replace(char::is_control, " ")))
}

/// Characters of a part of a message, at its begin and at its end: what a damaged file is quoted with has no bound of its own.
const BEGIN: usize = 400;
const END: usize = 200;

/// Text of a user's as a part of one line: without what a terminal would take for its own, and not endless.
fn one_line(text: &str) -> String {
    let shown = |letter: char| if letter.is_control() { letter.escape_default().to_string() } else { letter.to_string() };
    let count = text.chars().count();
    if count <= BEGIN + END {
        return text.chars().map(shown).collect();
    }
    let (begin, end) = (text.chars().take(BEGIN).map(shown), text.chars().skip(count - END).map(shown));
    format!("{} [...] {}", begin.collect::<String>(), end.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_stays_on_the_line_and_is_not_endless() {
        let message = |problem: &str| Error::flag("--widths", problem).to_string();
        assert_eq!(message("é `\u{1b}[31m` has\na line"), "--widths: é `\\u{1b}[31m` has\\na line");
        let long = message(&format!("`{}` is too long", "é".repeat(10_000)));
        assert!(long.chars().count() < 700 && long.ends_with("é` is too long") && long.contains(" [...] "), "{long}");
        assert_eq!(message(&"x".repeat(BEGIN + END)).len(), "--widths: ".len() + BEGIN + END);
    }
}
