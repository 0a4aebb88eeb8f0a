//! The flags by which numbers are asked of a table.

use std::path::Path;

use clap::Args;

use super::args::quoted_path;
use crate::error::{Error, Result};
use crate::files::{input_name, read_input};
use crate::series::{Answers, Filter, Question, Series, series};
use crate::table::{Table, read_table};

/// Which numbers of a table are judged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
#[command(next_help_heading = "Which numbers of the table")]
pub struct TableArguments {
    /// The sizes: a column, or an expression such as '1/h' [default: the column width]
    #[arg(long, visible_alias = "width-column", value_name = "EXPR", allow_hyphen_values = true)]
    x: Option<String>,
    /// The values: a column, or an expression such as 'abs(a - b)' [default: the column value]
    #[arg(long, visible_alias = "value-column", value_name = "EXPR", allow_hyphen_values = true)]
    y: Option<String>,
    /// The column that names replicates [default: replicate, seed or the like; else rows are numbered]
    #[arg(long, value_name = "COLUMN")]
    replicate_column: Option<String>,
    /// The column of times: a claim with t follows the runs, one without t is judged at every time
    #[arg(long, value_name = "COLUMN")]
    time_column: Option<String>,
    /// The values are means with this standard error: a column, or such as 'std/sqrt(10)'
    #[arg(long, value_name = "EXPR")]
    error: Option<String>,
    /// Judge the rows of each value of this column apart (may be repeated)
    #[arg(long, value_name = "COLUMN")]
    by: Vec<String>,
    /// Keep the rows with this value; also !=, <, <=, > and >= (may be repeated)
    #[arg(long = "where", value_name = "COLUMN=VALUE")]
    filters: Vec<String>,
    /// Rows that differ in this column are replicates of one another (may be repeated)
    #[arg(long, value_name = "COLUMN")]
    pool: Vec<String>,
    /// The columns like 'rep*' or 'w{width}-s{replicate} loss' are one run each: a wide table
    #[arg(long, value_name = "PATTERN")]
    wide: Option<String>,
}

impl TableArguments {
    /// The question that the flags ask; `command` is what the command line has besides.
    pub(super) fn question(&self, command: String) -> Result<Question> {
        let filter = |text: &String| text.parse::<Filter>().map_err(|problem| Error::flag("--where", problem));
        let wide = self.wide.as_ref().map(|text| text.parse().map_err(|problem: String| Error::flag("--wide", problem))).transpose()?;
        Ok(Question {
            x: self.x.clone().map(Into::into),
            y: self.y.clone().map(Into::into),
            replicate: self.replicate_column.clone(),
            time: self.time_column.clone(),
            error: self.error.clone().map(Into::into),
            by: self.by.clone(),
            filters: self.filters.iter().map(filter).collect::<Result<_>>()?,
            pool: self.pool.clone(),
            wide,
            command,
            ..Question::default()
        })
    }

    /// Whether the values are means with standard errors.
    pub(super) fn has_error(&self) -> bool {
        self.error.is_some()
    }

    /// Refuses flags that have no table to be about.
    pub(super) fn refuse_without_file(&self) -> Result<()> {
        if *self == Self::default() {
            return Ok(());
        }
        Err(Error::flag("--from", "flags on the columns of a table need a table; name it with --from FILE"))
    }

    /// The one series of a file that `read` gives, for a command that takes no more; `start` is how its command begins.
    pub(super) fn one_series(&self, path: &Path, start: &str, read: impl FnOnce(&Path) -> Result<Table>) -> Result<Series> {
        if !self.by.is_empty() {
            return Err(Error::flag("--by", "this command takes one series; keep one value with --where COLUMN=VALUE"));
        }
        let question = Question { answers: Answers::One, ..self.question(format!("{start} --from {}", quoted_path(path)))? };
        let mut found = series(&input_name(path), &read(path)?, &question)?;
        Ok(found.remove(0))
    }
}

/// The table in a file, or on standard input.
pub fn table(path: &Path) -> Result<Table> {
    read_table(&input_name(path), &read_input(path)?)
}
