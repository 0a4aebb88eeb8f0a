//! A question to a table, as plain data.

use super::{Expression, Filter, Pattern};

/// Where the sizes go as the claim means them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Limit {
    /// To infinity: a width, a number of samples.
    #[default]
    Infinity,
    /// To 0: a mesh size or a step size h. The widths of the measurements are 1/h.
    Zero,
}

/// How many series an answer may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Answers {
    /// As many as the columns to keep apart make.
    #[default]
    Any,
    /// One: no column is kept apart, and no remedy keeps one apart.
    One,
}

/// A question to a table. Every part has a default, so that `Question::default()` asks for the columns `width`, `replicate` and `value`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Question {
    /// The size; without it the column `width`, or the only column with a name that sizes usually have.
    pub x: Option<Expression>,
    /// The value; without it the column `value`, or the only column that can be one.
    pub y: Option<Expression>,
    /// The column that names replicates; without it `replicate` or a column like it, and else rows of one size are numbered.
    pub replicate: Option<String>,
    /// The column of times.
    pub time: Option<String>,
    /// The standard error of the value: the values are means.
    pub error: Option<Expression>,
    /// Columns whose values are judged apart.
    pub by: Vec<String>,
    /// Rows to keep: those that pass all filters.
    pub filters: Vec<Filter>,
    /// Columns that may differ between the replicates of one size.
    pub pool: Vec<String>,
    /// Columns that are one run each.
    pub wide: Option<Pattern>,
    /// The smallest size to keep, as the expression gives it.
    pub from: Option<f64>,
    /// The largest size to keep, as the expression gives it.
    pub to: Option<f64>,
    /// Where the sizes go.
    pub limit: Limit,
    /// How many series its answer may have.
    pub answers: Answers,
    /// The command that asks, as far as this question has no part in it: remedies continue it.
    pub command: String,
}

impl Question {
    /// The columns that it names for a purpose of its own, as texts.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        let single = [self.replicate.as_deref(), self.time.as_deref()].into_iter().flatten();
        single.chain(self.by.iter().chain(&self.pool).map(String::as_str))
    }
}
