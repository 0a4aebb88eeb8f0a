//! From a table to measurements: the question that is asked of a table, and the series of rows that answer it.
//!
//! A [`Question`] is plain data: expressions for the size and the value, columns for the replicate and the time, filters, and columns to
//! keep apart. [`series`] answers it with one [`Series`] of measurements for each group of rows, or with one error that says what is
//! wrong and, where one exists, a command that works.

mod answer;
mod columns;
mod expression;
mod filter;
mod guess;
mod note;
mod order;
mod question;
mod refusal;
mod remedy;
mod rows;
mod syntax;
mod varying;
mod wide;
mod wide_names;

pub use answer::{Series, series};
pub use expression::Expression;
pub use filter::{Filter, Relation};
pub use note::Note;
pub use question::{Answers, Limit, Question};
pub use remedy::shell;
pub use wide::Pattern;

use crate::error::Result;
use crate::table::read_table;

/// Bytes of memory that [`read`] takes at most for a byte that it reads, beside a fixed buffer.
pub const MEMORY: usize = 128;

/// Reads a table and answers a question about it. `file` names the source in errors.
///
/// # Errors
/// A file that is not a table, and those of [`series`].
pub fn read(file: &str, bytes: &[u8], question: &Question) -> Result<Vec<Series>> {
    series(file, &read_table(file, bytes)?, question)
}
