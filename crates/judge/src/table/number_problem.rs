//! Texts that are not numbers, told apart by what has to be done about them.

use std::fmt::{self, Display, Formatter};

use super::number::{number, ungrouped};
use super::refusal::{clip, shell};

/// Why a cell is not a number. It prints as the rest of a sentence that begins with the column.
#[derive(Debug, Clone, PartialEq)]
pub enum NumberProblem {
    /// There is nothing in the cell.
    Empty,
    /// A word for a value that is not there, such as `NA`, `null` and `-`.
    Missing {
        /// The word.
        word: String,
    },
    /// Digits in groups of three.
    Thousands {
        /// The cell.
        cell: String,
        /// The separator of the groups.
        separator: char,
        /// The number without the separators.
        plain: String,
    },
    /// One comma before three digits: thousands or decimals.
    Ambiguous {
        /// The cell.
        cell: String,
    },
    /// Decimals after a comma.
    DecimalComma {
        /// The cell.
        cell: String,
        /// The number with a point.
        plain: String,
    },
    /// A number with a unit behind it.
    Unit {
        /// The cell.
        cell: String,
        /// The number.
        number: String,
        /// The unit.
        unit: String,
    },
    /// A number with a name before it, such as `p=128` and `width_128`.
    Name {
        /// The cell.
        cell: String,
        /// The number.
        number: String,
        /// The name, with the sign between the two.
        name: String,
    },
    /// Sizes in several directions, such as `64x64`.
    Product {
        /// The cell.
        cell: String,
    },
    /// A value with its error, such as `1.23(4)` and `1.23 ± 0.04`.
    WithError {
        /// The cell.
        cell: String,
        /// The value.
        value: String,
        /// The error as it is written.
        error: String,
    },
    /// A quote begins and does not end.
    OpenQuote {
        /// The begin of the cell.
        cell: String,
    },
    /// Any other text.
    Text {
        /// The cell.
        cell: String,
    },
}

/// Words for a value that is not there. `nan` is none of them: it is what a run that failed leaves.
const MISSING: [&str; 15] =
    ["na", "n/a", "#n/a", "null", "nil", "none", "missing", "<na>", "-", "--", "---", "\u{2013}", "\u{2014}", "?", "."];

impl NumberProblem {
    /// The problem of a text that is known not to be a number.
    pub(super) fn of(text: &str) -> Self {
        let text = text.trim();
        let cell = clip(text);
        if text.is_empty() {
            return Self::Empty;
        }
        if is_missing(text) {
            return Self::Missing { word: cell };
        }
        if text.contains('\n') || text.starts_with('"') || text.ends_with('"') {
            return Self::OpenQuote { cell };
        }
        with_comma(text)
            .or_else(|| with_error(text))
            .or_else(|| product(text))
            .or_else(|| with_unit(text))
            .or_else(|| with_name(text))
            .unwrap_or(Self::Text { cell })
    }

    /// A command that mends the whole file and judges it, where one does so safely: for units, names and separators of thousands.
    ///
    /// `file` is the file as the user named it.
    pub fn command(&self, file: &str) -> Option<String> {
        let (pattern, to) = match self {
            Self::Unit { unit, .. } => (format!("([0-9.]) *{}", literal(unit)), "\\1"),
            Self::Name { name, .. } => (format!("{}([0-9])", literal(name)), "\\1"),
            Self::Thousands { separator: ',', .. } => {
                return Some(format!(
                    "python3 -c \"import csv,re,sys;csv.writer(sys.stdout).writerows([[c.replace(',','') if re.fullmatch('[-+]?[0-9]{{1,3}}(,[0-9]{{3}})+([.][0-9]*)?',c.strip()) else c for c in r] for r in csv.reader(open(sys.argv[1]))])\" {} | asymptest fit -",
                    shell(file)
                ));
            }
            _ => return None,
        };
        Some(format!("sed -E {} {} | asymptest fit -", shell(&format!("s/{pattern}/{to}/g")), shell(file)))
    }
}

impl Display for NumberProblem {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "is empty; write `nan` if the run failed, and leave the row out if it was never made"),
            Self::Missing { word } => {
                write!(f, "`{word}` is a missing value; write `nan` if the run failed, and leave the row out if it was never made")
            }
            Self::Thousands { cell, separator, plain } => {
                write!(f, "`{cell}` has separators of thousands (`{separator}`); write `{plain}`")
            }
            Self::Ambiguous { cell } => write!(
                f,
                "`{cell}` can be read with a comma for thousands or for decimals; write `{}` or `{}`",
                cell.replace(',', ""),
                cell.replace(',', ".")
            ),
            Self::DecimalComma { cell, plain } => {
                write!(f, "`{cell}` is not a number; write decimals with a point: `{plain}`")
            }
            Self::Unit { cell, number, unit } => {
                write!(f, "`{cell}` has a unit (`{unit}`); write `{number}` alone, in one unit in the whole column")
            }
            Self::Name { cell, number, name } => write!(f, "`{cell}` has a name (`{name}`) before the number; write `{number}` alone"),
            Self::Product { cell } => {
                write!(f, "`{cell}` is a product; write one number, such as the size in one direction or the number of all cells")
            }
            Self::WithError { cell, value, error } => {
                write!(f, "`{cell}` is a value with its error; write `{value}` here and `{error}` in a column of its own")
            }
            Self::OpenQuote { cell } => write!(f, "`{cell}` is not a number; a quote may not be closed"),
            Self::Text { cell } => write!(f, "`{cell}` is not a number"),
        }
    }
}

impl std::error::Error for NumberProblem {}

/// Whether the cell is empty or a word for a value that is not there.
pub(super) fn is_missing(text: &str) -> bool {
    text.is_empty() || MISSING.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn with_comma(text: &str) -> Option<NumberProblem> {
    let cell = clip(text);
    if let Some(separator) = [',', '\'', '_', ' ', '.', '\u{a0}', '\u{202f}', '\u{2009}', '\u{2019}'].into_iter().find(|separator| {
        // One point and three digits are decimals, and have been read.
        ungrouped(text, *separator).is_some_and(|plain| number(&plain.replace(',', ".")).is_ok())
    }) {
        let plain = ungrouped(text, separator)?;
        return Some(match separator {
            ',' if text.matches(',').count() == 1 && !text.contains('.') => NumberProblem::Ambiguous { cell },
            '.' if plain.contains(',') => NumberProblem::DecimalComma { cell, plain: plain.replace(',', ".") },
            _ => NumberProblem::Thousands { cell, separator, plain: plain.replace(',', ".") },
        });
    }
    let plain = text.replace(',', ".");
    (text.matches(',').count() == 1 && number(&plain).is_ok()).then_some(NumberProblem::DecimalComma { cell, plain })
}

fn with_error(text: &str) -> Option<NumberProblem> {
    let problem = |value: &str, error: &str| {
        let [value, error] = [value, error].map(|part| part.trim().trim_matches('$').trim());
        let is_number = |text: &str| number(text).is_ok();
        (is_number(value) && is_number(error)).then(|| NumberProblem::WithError {
            cell: clip(text),
            value: value.into(),
            error: error.into(),
        })
    };
    let between = ["±", "\\pm", "+/-", "+-", "\u{2213}"].iter().find_map(|sign| text.split_once(sign));
    if let Some((value, error)) = between {
        return problem(value, error);
    }
    let (value, error) = text.split_once('(')?;
    let (error, exponent) = error.split_once(')')?;
    problem(&format!("{value}{exponent}"), error)
}

fn product(text: &str) -> Option<NumberProblem> {
    let parts: Vec<&str> = text.split(['x', 'X', '×', '*']).collect();
    let is_product = parts.len() > 1 && parts.iter().all(|part| number(part).is_ok());
    is_product.then(|| NumberProblem::Product { cell: clip(text) })
}

fn with_unit(text: &str) -> Option<NumberProblem> {
    // The longest begin that is a number: `5e3 m` has the unit m, and `5 eV` has eV.
    let mut ends = text.char_indices().map(|(at, _)| at).filter(|at| *at > 0 && *at < 40);
    let end = ends.rfind(|at| text[..*at].trim_end().parse::<f64>().is_ok_and(f64::is_finite))?;
    let (number, unit) = (text[..end].trim(), text[end..].trim());
    let is_exponent = matches!(unit, "e" | "E" | "d" | "D");
    let is_unit = !is_exponent
        && unit.chars().count() <= 12
        && !unit.starts_with(|letter: char| letter.is_ascii_digit() || ",.:;-_/+".contains(letter));
    is_unit.then(|| NumberProblem::Unit { cell: clip(text), number: number.into(), unit: clip(unit) })
}

fn with_name(text: &str) -> Option<NumberProblem> {
    let start = text.find(|letter: char| letter.is_ascii_digit())?;
    let (name, number) = text.split_at(start);
    let is_name = name.starts_with(char::is_alphabetic) && name.chars().count() <= 30 && number.parse::<f64>().is_ok();
    is_name.then(|| NumberProblem::Name { cell: clip(text), number: number.into(), name: name.into() })
}

/// A text as a part of a pattern of `sed -E`.
fn literal(text: &str) -> String {
    text.chars().flat_map(|letter| ("/\\.^$*+?()[]{}|".contains(letter)).then_some('\\').into_iter().chain([letter])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> NumberProblem {
        number(text).expect_err(text)
    }

    #[test]
    fn problems_are_told_apart() {
        for (text, says) in [
            ("", "is empty; write `nan`"),
            ("  ", "is empty"),
            ("NA", "`NA` is a missing value"),
            ("null", "is a missing value"),
            ("-", "is a missing value"),
            ("\u{2014}", "is a missing value"),
            ("16,450,387,383.84", "separators of thousands (`,`); write `16450387383.84`"),
            ("1'234'567", "separators of thousands (`'`)"),
            ("1_000", "separators of thousands (`_`); write `1000`"),
            ("16 450", "separators of thousands (` `)"),
            ("1.234.567", "separators of thousands (`.`)"),
            ("16,450", "write `16450` or `16.450`"),
            ("0,5", "decimals with a point: `0.5`"),
            ("0,125", "decimals with a point: `0.125`"),
            ("1,5e-3", "`1.5e-3`"),
            ("1.234,56", "`1234.56`"),
            ("12 ms", "a unit (`ms`); write `12` alone"),
            ("1.5GB", "a unit (`GB`); write `1.5`"),
            ("10%", "a unit (`%`)"),
            ("5e3m", "a unit (`m`); write `5e3`"),
            ("5 eV", "a unit (`eV`)"),
            ("128k", "a unit (`k`)"),
            ("64x64", "is a product"),
            ("64 × 64", "is a product"),
            ("p=128", "a name (`p=`) before the number; write `128`"),
            ("width_128", "a name (`width_`)"),
            ("1.23(4)", "write `1.23` here and `4` in a column"),
            ("1.23(4)e-3", "write `1.23e-3` here"),
            ("1.23 ± 0.04", "write `1.23` here and `0.04`"),
            ("$1.23 \\pm 0.04$", "write `1.23` here and `0.04`"),
            ("1.23 +- 0.04", "is a value with its error"),
            ("1.23+/-0.04", "is a value with its error"),
            ("\"1", "a quote may not be closed"),
            ("1\n2", "a quote may not be closed"),
            ("abc", "`abc` is not a number"),
            ("1 2", "`1 2` is not a number"),
            ("2024-01-02", "is not a number"),
            ("10:30", "is not a number"),
            ("1e", "is not a number"),
            ("64x", "a unit (`x`)"),
        ] {
            let said = problem(text).to_string();
            assert!(said.contains(says), "{text:?}: {said}");
        }
    }

    #[test]
    fn commands_name_the_file_for_the_shell() {
        assert_eq!(problem("12 ms").command("it's.csv").as_deref(), Some("sed -E 's/([0-9.]) *ms/\\1/g' 'it'\\''s.csv' | asymptest fit -"));
        assert_eq!(problem("p=128").command("a.csv").as_deref(), Some("sed -E 's/p=([0-9])/\\1/g' a.csv | asymptest fit -"));
        assert!(problem("1,234,567").command("a.csv").is_some_and(|command| command.starts_with("python3 ")));
        assert_eq!(problem("abc").command("a.csv"), None);
    }
}
