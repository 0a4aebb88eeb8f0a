//! Arguments that several commands share.

use clap::ValueEnum;

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Prose for people.
    Text,
    /// One JSON object.
    Json,
}

/// How judgements are printed: for people, for programs, and as tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ResultFormat {
    /// Prose for people.
    Text,
    /// One JSON object.
    Json,
    /// A table for a page or a pull request.
    Markdown,
    /// A table for a paper, with the rules of booktabs.
    Latex,
    /// A table for a program, a row a claim.
    Csv,
}

/// A number of a flag as an error repeats it, in few digits whatever its size.
pub fn shown(value: f64) -> String {
    let plain = value == 0.0 || !value.is_finite() || (1e-6..1e6).contains(&value.abs());
    if plain { value.to_string() } else { format!("{value:e}") }
}

/// A path as a shell takes it.
pub(super) fn quoted_path(path: &std::path::Path) -> String {
    crate::series::shell(&path.display().to_string())
}
