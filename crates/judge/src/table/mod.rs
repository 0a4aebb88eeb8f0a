//! Tables as people have them: bytes of a file to rows of text cells under column names.
//!
//! A [`Table`] knows no claims. What its cells mean - which column is the size, which rows are asked for - is the caller's; [`number`] reads one of them.
//!
//! # Code map
//! - `text`: bytes to text, by way of gzip and UTF-16; `foreign`: files that are not text, and the command that converts each.
//! - `recognise`: the format. `by_cells` tries separators; `separated`, `spaces`, `bars`, `json`, `extra_p` and `latex` read one format each.
//! - `assembly` and `header`: records to a table with names. `commas`: decimal commas.
//! - [`number`], `spelling`, [`NumberProblem`]: a cell to a number.

mod assembly;
mod bars;
mod by_cells;
mod commas;
mod extra_p;
mod foreign;
mod grid;
mod header;
mod json;
mod json_rows;
mod latex;
mod latex_cell;
mod lines;
mod number;
mod number_problem;
mod recognise;
mod refusal;
mod separated;
mod spaces;
mod spelling;
mod text;

pub use grid::{Row, Table};
pub(crate) use number::value;
pub use number::{NumberProblem, digits, number, number_with};

use crate::error::{Error, Result};

/// Bytes of memory that [`read_table`] takes at most for a byte that it reads, beside a fixed buffer. Of a file that is compressed, the bytes are those of
/// its text, which has at most a hundred times those of the file.
pub const MEMORY: usize = 64;

/// Reads a table in any of the formats that people have them in; the content tells which. `file` names the source in errors.
///
/// # Errors
/// [`Error::Table`] with the line and a remedy: for a file that is no table or may be read in two ways, for a row that has fewer or more cells than there are
/// names, and for a format that has to be converted, with the command that does.
///
/// ```
/// # use asymptest_judge::table::read_table;
/// let table = read_table("runs.dat", b"# width loss\n64 0.5\n128 0.25\n")?;
/// assert_eq!(table.names(), ["width", "loss"]);
/// assert_eq!(table.rows().map(|row| row.cell(1)).collect::<Vec<_>>(), ["0.5", "0.25"]);
/// # Ok::<(), asymptest_judge::error::Error>(())
/// ```
pub fn read_table(file: &str, bytes: &[u8]) -> Result<Table> {
    let table = |refusal: refusal::Refusal| Error::Table { file: file.to_owned(), line: refusal.line, problem: refusal.problem };
    let text = text::text(file, bytes).map_err(table)?;
    recognise::recognised(file, &text).map_err(table)
}
