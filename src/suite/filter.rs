//! Which rows of a table a claim is judged on: columns and the values that they must have.

use std::collections::BTreeMap;
use std::fmt;

use toml::{Spanned, Value};

use super::place::Text;
use crate::error::Result;

/// The conditions of a claim, in the order of their columns. No condition takes every row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// All of them hold.
    pub conditions: Vec<Condition>,
}

/// A column and the value that it must have.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The name of the column.
    pub column: String,
    /// The value.
    pub wanted: Wanted,
    /// The line of the suite's file.
    pub line: u64,
}

/// A value that a cell must have.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    /// This text.
    Text(String),
    /// This number, however it is written.
    Number(f64),
}

impl Wanted {
    /// Whether a cell has the value.
    pub fn is(&self, cell: &str) -> bool {
        match self {
            Self::Text(text) => cell.trim() == text.trim(),
            Self::Number(number) => cell.trim().parse::<f64>().is_ok_and(|found| found == *number),
        }
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text.trim()),
            Self::Number(number) => number.fmt(f),
        }
    }
}

impl Filter {
    /// The filter in a table of TOML.
    ///
    /// # Errors
    /// A value that is a list, a table or a date, with its line.
    pub(super) fn of(text: &Text<'_>, table: &BTreeMap<Spanned<String>, Spanned<Value>>) -> Result<Self> {
        let condition = |(column, value): (&Spanned<String>, &Spanned<Value>)| {
            let line = text.line_of(&value.span());
            let wanted = match value.get_ref() {
                Value::String(text) => Wanted::Text(text.clone()),
                Value::Integer(number) => Wanted::Number(*number as f64),
                Value::Float(number) if number.is_finite() => Wanted::Number(*number),
                Value::Boolean(word) => Wanted::Text(word.to_string()),
                _ => {
                    let problem = format!(
                        "where: `{}` must have one value, a text or a number; state a claim for each value, since rows of different ones are not pooled",
                        column.get_ref()
                    );
                    return text.refuse(line, problem);
                }
            };
            Ok(Condition { column: column.get_ref().trim().to_owned(), wanted, line })
        };
        Ok(Self { conditions: table.iter().map(condition).collect::<Result<_>>()? })
    }

    /// The name of the rows, as evidence and reports call a setting: the value of a lone column `setting`, or all conditions.
    pub fn setting(&self) -> String {
        match &self.conditions[..] {
            [] => "all rows".into(),
            [only] if only.column == "setting" => safe(&only.wanted.to_string()),
            all => safe(&all.iter().map(|one| format!("{} = {}", one.column, one.wanted)).collect::<Vec<_>>().join(", ")),
        }
    }

    /// Canonical text for the conditions: two filters with one text take the same rows.
    pub fn key(&self) -> String {
        let one = |one: &Condition| match &one.wanted {
            Wanted::Text(text) => format!("{:?}={:?}", one.column, text.trim()),
            Wanted::Number(number) => format!("{:?}={number:e}", one.column),
        };
        self.conditions.iter().map(one).collect::<Vec<_>>().join("; ")
    }
}

/// A text without what a file's name, a table in markdown or HTML would take for its own.
pub(super) fn safe(text: &str) -> String {
    text.trim().chars().map(|letter| if letter.is_control() || "/\\|`<>".contains(letter) { '_' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_as_numbers_and_words_as_words() {
        assert!(Wanted::Number(2.0).is(" 2 ") && Wanted::Number(0.1).is("1e-1") && !Wanted::Number(2.0).is("two"));
        assert!(Wanted::Text("depth 2".into()).is("depth 2 ") && !Wanted::Text("2".into()).is("2.0"));
    }

    #[test]
    fn a_setting_is_named_by_its_value_or_by_its_conditions() {
        let condition = |column: &str, wanted| Condition { column: column.into(), wanted, line: 1 };
        let of = |conditions: &[Condition]| Filter { conditions: conditions.to_vec() };
        let ntk = condition("setting", Wanted::Text("ntk".into()));
        let rate = condition("lr", Wanted::Number(0.5));
        assert_eq!(of(&[]).setting(), "all rows");
        assert_eq!(of(std::slice::from_ref(&ntk)).setting(), "ntk");
        assert_eq!(of(&[rate.clone(), ntk.clone()]).setting(), "lr = 0.5, setting = ntk");
        assert_ne!(of(&[rate]).key(), of(&[condition("lr", Wanted::Text("0.5".into()))]).key());
        assert_eq!(safe("a/b|c\n`d`<e>"), "a_b_c__d__e_");
    }
}
