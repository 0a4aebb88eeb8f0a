//! A suite's file, read: what is claimed, of which columns, in whose words.

use std::path::Path;

use super::claims::{self, StatedClaim, StatedControl, without_markup};
use super::place::{Placed, Text};
use super::raw::Raw;
use crate::error::{Error, Result};

/// The contents of a suite's file.
#[derive(Debug, Clone, PartialEq)]
pub struct SuiteFile {
    /// The file as the user named it.
    pub file: String,
    /// Its text.
    pub text: String,
    /// The name of the suite: of the folder of its evidence.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The column of what grows.
    pub x: Placed<String>,
    /// Whether what grows is one over that column: `x = "1/h"`.
    pub is_inverse: bool,
    /// How bounds write what grows.
    pub symbol: &'static str,
    /// The column that tells the runs of one size apart.
    pub replicate: Option<Placed<String>>,
    /// The column of steps.
    pub time: Option<Placed<String>>,
    /// The file of rows, relative to this one.
    pub rows: Option<String>,
    /// Its words.
    pub words: Words,
    /// The claims.
    pub claims: Vec<StatedClaim>,
    /// The controls.
    pub controls: Vec<StatedControl>,
}

/// The words of a suite, each a paragraph or more of markdown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// The statement; `None` if the claims say it.
    pub statement: Option<String>,
    /// Whose claims they are.
    pub source: Option<String>,
    /// The assumptions.
    pub assumptions: Option<String>,
    /// Advice on how to read the result.
    pub reading: Option<String>,
}

impl SuiteFile {
    /// Reads the text of a suite's file; `id` is its name where it gives itself none.
    ///
    /// # Errors
    /// The file, the line, what is wrong there, and how to mend it.
    pub fn parse(file: &str, text: &str, id: &str) -> Result<Self> {
        let text = Text { file, text };
        Self::of(&text, &raw(&text)?, id)
    }

    /// The suite in keys that were read.
    pub(super) fn of(text: &Text<'_>, raw: &Raw, id: &str) -> Result<Self> {
        let symbol = symbol(text, raw)?;
        let (claims, controls) = claims::claims(text, raw, symbol)?;
        let x = text.placed(&raw.x);
        let (column, is_inverse) = match x.value.trim().strip_prefix("1/") {
            Some(column) => (column.trim(), true),
            None => (x.value.trim(), false),
        };
        if column.is_empty() {
            return text.refuse(x.line, "x is empty; name the column of what grows, x = \"width\"");
        }
        if raw.title.trim().is_empty() {
            return text.refuse(1, "title is empty; say what the suite is about");
        }
        let words = |words: &Option<String>| words.as_deref().map(|words| without_markup(words.trim())).filter(|words| !words.is_empty());
        Ok(Self {
            file: text.file.to_owned(),
            text: text.text.to_owned(),
            id: raw.id.as_ref().map_or_else(|| Ok(id.to_owned()), |id| claims::id(text, id).map(|id| id.value))?,
            title: claims::one_line(&raw.title),
            x: Placed { value: column.to_owned(), line: x.line },
            is_inverse,
            symbol,
            replicate: raw.replicate.as_ref().map(|name| text.placed(name)),
            time: raw.time.as_ref().map(|name| text.placed(name)),
            rows: raw.rows.clone(),
            words: Words {
                statement: words(&raw.statement),
                source: words(&raw.source),
                assumptions: words(&raw.assumptions),
                reading: words(&raw.reading),
            },
            claims,
            controls,
        })
    }

    /// Claims, then the false claims of controls.
    pub fn all(&self) -> impl Iterator<Item = &StatedClaim> {
        self.claims.iter().chain(self.controls.iter().map(|control| &control.claim))
    }

    /// The error for a line of the file.
    pub(super) fn refuse<T>(&self, line: u64, problem: impl Into<String>) -> Result<T> {
        Err(Error::Table { file: self.file.clone(), line, problem: problem.into() })
    }
}

/// The keys of a file.
///
/// # Errors
/// Text that is not TOML of this form, with its line.
pub(super) fn raw(text: &Text<'_>) -> Result<Raw> {
    toml::from_str(text.text).map_err(|error| text.unread(&error))
}

/// How bounds write what grows. A file has one, and a program reads a file or two, so that it may be kept to the end.
fn symbol(text: &Text<'_>, raw: &Raw) -> Result<&'static str> {
    let Some(symbol) = &raw.symbol else { return Ok("M") };
    let placed = text.placed(symbol);
    let name: &'static str = if placed.value == "M" { "M" } else { placed.value.clone().leak() };
    match crate::claim::Bound::written_in(name, &format!("O({name})")) {
        Ok(_) => Ok(name),
        Err(error) => text.refuse(placed.line, format!("symbol: {}", error.problem)),
    }
}

/// The name that a file gives to its suite: its own, with `_` for what no name has.
pub fn id_of(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '_' };
    let name: String = stem.chars().map(plain).take(100).collect();
    if name.is_empty() { "suite".into() } else { name }
}
