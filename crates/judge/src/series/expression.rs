//! Expressions over the columns of a table, such as `1/h` or `abs(a - b)`.

use super::syntax;
use crate::table::{Row, digits, value as number};

/// An expression over columns as the user wrote it. A text that is the name of a column means that column, whatever characters it has.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Expression(String);

impl Expression {
    /// The text.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The expression over a table with these columns, or what is wrong with it.
    pub(super) fn over(&self, names: &[String]) -> Result<Formula, String> {
        let text = self.0.trim();
        match names.iter().filter(|name| name.trim() == text).count() {
            0 => syntax::formula(text, names),
            1 => Ok(Formula::Column(names.iter().position(|name| name.trim() == text).unwrap_or_default())),
            _ => Err(format!("column `{text}` occurs twice")),
        }
    }
}

impl<T: Into<String>> From<T> for Expression {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

/// A function of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Abs,
    Sqrt,
    Ln,
    Log2,
    Log10,
    Exp,
}

impl Function {
    pub(super) const ALL: [(&'static str, Self); 7] = [
        ("abs", Self::Abs),
        ("sqrt", Self::Sqrt),
        ("log", Self::Ln),
        ("ln", Self::Ln),
        ("log2", Self::Log2),
        ("log10", Self::Log10),
        ("exp", Self::Exp),
    ];

    fn of(self, value: f64) -> f64 {
        match self {
            Self::Abs => value.abs(),
            Self::Sqrt => value.sqrt(),
            Self::Ln => value.ln(),
            Self::Log2 => value.log2(),
            Self::Log10 => value.log10(),
            Self::Exp => value.exp(),
        }
    }
}

/// An operation on two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    Plus,
    Minus,
    Times,
    Over,
    Power,
}

impl Operation {
    fn of(self, a: f64, b: f64) -> f64 {
        match self {
            Self::Plus => a + b,
            Self::Minus => a - b,
            Self::Times => a * b,
            Self::Over => a / b,
            Self::Power => a.powf(b),
        }
    }
}

/// An expression whose columns are found.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Formula {
    Number(f64),
    Column(usize),
    Negative(Box<Self>),
    Of(Function, Box<Self>),
    Both(Operation, Box<Self>, Box<Self>),
}

/// The reason that a formula has no value in a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Fault {
    /// This column's cell is empty.
    Empty(usize),
    /// This column's cell is not a number.
    NotANumber(usize),
    /// The formula has no finite value though its columns have.
    Undefined,
}

impl Formula {
    /// The value in a row. A cell that is not finite stands for a failed run and gives NaN.
    pub(super) fn value(&self, row: Row<'_>) -> Result<f64, Fault> {
        if let Self::Column(column) = self {
            return cell(row, *column);
        }
        let value = self.raw(row)?;
        if value.is_finite() {
            return Ok(value);
        }
        let mut columns = self.columns().into_iter();
        match columns.any(|column| number(row.cell(column)).is_some_and(|value| !value.is_finite())) {
            true => Ok(f64::NAN),
            false => Err(Fault::Undefined),
        }
    }

    fn raw(&self, row: Row<'_>) -> Result<f64, Fault> {
        Ok(match self {
            Self::Number(value) => *value,
            Self::Column(column) => cell(row, *column)?,
            Self::Negative(inner) => -inner.raw(row)?,
            Self::Of(function, inner) => function.of(inner.raw(row)?),
            Self::Both(operation, a, b) => operation.of(a.raw(row)?, b.raw(row)?),
        })
    }

    /// The columns that it reads.
    pub(super) fn columns(&self) -> Vec<usize> {
        match self {
            Self::Number(_) => Vec::new(),
            Self::Column(column) => vec![*column],
            Self::Negative(inner) | Self::Of(_, inner) => inner.columns(),
            Self::Both(_, a, b) => [a.columns(), b.columns()].concat(),
        }
    }

    /// The column, if it is one alone.
    pub(super) fn column(&self) -> Option<usize> {
        if let Self::Column(column) = self { Some(*column) } else { None }
    }

    /// The significant digits of the value: those of the coarsest number in it.
    pub(super) fn digits(&self, row: Row<'_>) -> u32 {
        match self {
            Self::Column(column) => digits(row.cell(*column)),
            _ => self.columns().into_iter().map(|column| digits(row.cell(column))).min().unwrap_or(0),
        }
    }
}

fn cell(row: Row<'_>, column: usize) -> Result<f64, Fault> {
    let text = row.cell(column);
    number(text).ok_or_else(|| if text.trim().is_empty() { Fault::Empty(column) } else { Fault::NotANumber(column) })
}
