//! Keys: the name of a cell is a hash of all that determines its rows.

use std::fmt;
use std::str::FromStr;

use crate::error::Result;
use crate::study::{Cell, Setting, Study};

/// The version of what computes numbers. It is raised with every change after which some cell gives other bits: a step, a draw, an observable, the order of
/// a sum. tests/store.rs has a cell whose rows are known, and fails when they change under the same number.
pub const ENGINE: u32 = 1;

/// Where a cell is trained: a device rounds differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On the processor.
    Processor,
    /// On a CUDA device.
    Cuda,
}

impl Place {
    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Processor => "cpu",
            Self::Cuda => "cuda",
        }
    }
}

/// The name of a cell: 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(String);

const DIGITS: usize = 32;

impl Key {
    /// The name of the cell's file.
    pub fn file(&self) -> String {
        format!("{}.cell", self.0)
    }
}

/// The keys of all cells of a study, in their order.
///
/// The scale of the run is not in them: a cell that quick and full runs have in common is one cell. Nor is the name of a file of data.
///
/// # Errors
/// Where the data are a file that cannot be read.
pub fn keys(study: &Study<'_>, place: Place) -> Result<Vec<(Cell, Key)>> {
    let data = study.source.fingerprint()?;
    // Settings and what is measured in the form that programmers see: it has every field, and one that is added changes it.
    let of_setting = |setting: &Setting| {
        format!(
            "asymptest {} engine {ENGINE}\n{}\nseed {}\n{data}\n{}\n{}\n{setting:?}\n{:?}\n",
            env!("CARGO_PKG_VERSION"),
            study.theorem.id(),
            study.seed,
            study.precision.name(),
            place.name(),
            study.measured(setting.id),
        )
    };
    let settings: Vec<String> = study.settings.iter().map(of_setting).collect();
    let key = |cell: Cell| {
        let text = format!("{}M = {}, replicate {}", settings[cell.setting], cell.width, cell.replicate);
        (cell, Key(blake3::hash(text.as_bytes()).to_hex()[..DIGITS].to_owned()))
    };
    Ok(study.cells().into_iter().map(key).collect())
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Key {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        if text.len() == DIGITS && text.chars().all(is_digit) {
            Ok(Self(text.into()))
        } else {
            Err(format!("`{text}` is no id of a cell: {DIGITS} digits of 0-9 and a-f; `asymptest plan` prints them"))
        }
    }
}
