//! Filters: rows that are asked for, by the cells of a column.

use crate::table::value as number;
use std::fmt;
use std::str::FromStr;

/// How a cell has to compare to the value of a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// Equal, as numbers or as text.
    Equal,
    /// Not equal.
    Different,
    /// A smaller number.
    Below,
    /// A number that is not larger.
    AtMost,
    /// A larger number.
    Above,
    /// A number that is not smaller.
    AtLeast,
}

impl Relation {
    /// Longer signs first: `<=` begins with `<`.
    const SIGNS: [(&'static str, Self); 7] = [
        ("!=", Self::Different),
        ("<=", Self::AtMost),
        (">=", Self::AtLeast),
        ("==", Self::Equal),
        ("=", Self::Equal),
        ("<", Self::Below),
        (">", Self::Above),
    ];

    fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Different => "!=",
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::AtLeast => ">=",
        }
    }
}

/// Rows whose cell in a column compares to a value, such as `metric=soft_rank` or `step>=100`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Filter {
    /// The column.
    pub column: String,
    /// How the cell has to compare.
    pub relation: Relation,
    /// The value.
    pub value: String,
}

impl Filter {
    /// Rows whose cell in `column` is `value`.
    pub fn equal(column: impl Into<String>, value: impl Into<String>) -> Self {
        Self { column: column.into(), relation: Relation::Equal, value: value.into() }
    }

    /// Whether a cell passes. Cells and values are compared as numbers if both are, and else as text.
    pub(super) fn passes(&self, cell: &str) -> bool {
        let numbers = (number(cell), number(&self.value));
        let order = match numbers {
            (Some(a), Some(b)) => a.partial_cmp(&b),
            _ => None,
        };
        let equal = if matches!(numbers, (Some(_), Some(_))) { order.is_some_and(|o| o.is_eq()) } else { cell.trim() == self.value.trim() };
        match self.relation {
            Relation::Equal => equal,
            Relation::Different => !equal,
            Relation::Below => order.is_some_and(|o| o.is_lt()),
            Relation::AtMost => order.is_some_and(|o| o.is_le()),
            Relation::Above => order.is_some_and(|o| o.is_gt()),
            Relation::AtLeast => order.is_some_and(|o| o.is_ge()),
        }
    }

    /// Whether its value can be compared as it asks.
    pub(super) fn is_sound(&self) -> bool {
        matches!(self.relation, Relation::Equal | Relation::Different) || number(&self.value).is_some()
    }
}

impl FromStr for Filter {
    type Err = String;

    /// Reads `COLUMN=VALUE`, also with `!=`, `<`, `<=`, `>` and `>=`. The column ends at the first of these signs; one in backquotes or quotes may hold them.
    fn from_str(text: &str) -> Result<Self, String> {
        let fault = || format!("`{text}` is not a filter; write COLUMN=VALUE, or one of != < <= > >= in the place of =");
        let quoted = text.trim_start().chars().next().filter(|c| matches!(c, '`' | '"' | '\''));
        let (column, rest) = match quoted {
            Some(quote) => text.trim_start()[1..].split_once(quote).ok_or_else(fault)?,
            None => text.find(['=', '!', '<', '>']).map(|at| text.split_at(at)).ok_or_else(fault)?,
        };
        let rest = rest.trim_start();
        let (sign, relation) = Relation::SIGNS.into_iter().find(|(sign, _)| rest.starts_with(sign)).ok_or_else(fault)?;
        if column.trim().is_empty() {
            return Err(fault());
        }
        Ok(Self { column: column.trim().to_owned(), relation, value: rest[sign.len()..].trim().to_owned() })
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.column.contains(['=', '!', '<', '>']) {
            write!(f, "`{}`{}{}", self.column, self.relation.sign(), self.value)
        } else {
            write!(f, "{}{}{}", self.column, self.relation.sign(), self.value)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_read_and_printed() {
        for (text, column, relation, value) in [
            ("metric=soft_rank", "metric", Relation::Equal, "soft_rank"),
            ("a b == x=y", "a b", Relation::Equal, "x=y"),
            ("step!=3", "step", Relation::Different, "3"),
            ("step <= 3", "step", Relation::AtMost, "3"),
            ("step<3", "step", Relation::Below, "3"),
            ("step>=3", "step", Relation::AtLeast, "3"),
            ("step>3", "step", Relation::Above, "3"),
            ("`a=b`=c", "a=b", Relation::Equal, "c"),
            ("note=", "note", Relation::Equal, ""),
        ] {
            let filter: Filter = text.parse().expect(text);
            assert_eq!((filter.column.as_str(), filter.relation, filter.value.as_str()), (column, relation, value), "{text}");
            assert_eq!(filter.to_string().parse(), Ok(filter), "{text}");
        }
        for text in ["metric", "=x", "", "step!3", "`a"] {
            assert!(text.parse::<Filter>().is_err_and(|problem| problem.contains("COLUMN=VALUE")), "{text}");
        }
    }

    #[test]
    fn numbers_are_compared_as_numbers_and_text_as_text() {
        let passes = |text: &str, cell: &str| text.parse::<Filter>().expect(text).passes(cell);
        assert!(passes("n=64", "64.0") && passes("n=64", " 64 ") && !passes("n=64", "640"));
        assert!(passes("m=adam", "adam") && !passes("m=adam", "Adam") && passes("m!=adam", "sgd"));
        assert!(passes("n<64", "9") && !passes("n<64", "64") && passes("n<=64", "64") && !passes("n>64", "64") && passes("n>=64", "64"));
        assert!(!passes("n<64", "text") && !passes("n>64", "nan") && passes("n!=64", "nan") && passes("n!=64", "text"));
        assert!(!"n<x".parse::<Filter>().expect("read").is_sound() && "n=x".parse::<Filter>().expect("read").is_sound());
    }
}
