//! Two folders of evidence side by side: what moved between the judgements of the same theorems. Pure: both are judged before they come here.

mod compare;
mod entry;
mod markdown;
mod measured;
mod rows;
mod text;

use serde::Serialize;

pub use compare::diff;
pub use entry::{Entry, Folder};
pub use markdown::diff_markdown;
pub use measured::judge_measured;
pub use text::diff_text;

/// Which of the two folders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The first.
    A,
    /// The second.
    B,
}

/// What differs between two folders; what does not is not in it. Serialised, it is the JSON of `diff`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The first folder, as named.
    pub a: String,
    /// The second.
    pub b: String,
    /// Theorems compared, those with nothing that moved and those in one folder alone included.
    pub compared: usize,
    /// Theorems whose measurements differ, and by no more than `tolerance`.
    pub equal_within_rounding: usize,
    /// The share of its size by which a measurement may differ and count as equal.
    pub tolerance: f64,
    /// Claims and controls with another verdict, or with none in B.
    pub verdicts_changed: usize,
    /// Theorems of which something moved: those of A in their order, then those that are in B alone.
    pub theorems: Vec<TheoremDifference>,
    /// Folders with evidence of theorems that this program does not know, as `folder/name`: they were not judged.
    pub unknown: Vec<String>,
}

/// What moved of one theorem on one data set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TheoremDifference {
    /// The theorem.
    pub id: &'static str,
    /// The folder of the data set; none for the first, whose theorems lie directly in the evidence.
    pub data: Option<String>,
    /// The folder that alone has it; none where both do.
    pub only_in: Option<Side>,
    /// What differs in how it was run: scale, seed, data, precision, widths, replicates.
    pub run: Vec<Move>,
    /// The measurements themselves, where they differ.
    pub rows: Option<RowsDifference>,
    /// Claims and controls that moved, in the theorem's order.
    pub claims: Vec<ClaimDifference>,
    /// Stored figures whose bytes differ.
    pub figures: Vec<FigureDifference>,
}

/// What moved of one claim or control.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimDifference {
    /// The claim.
    pub id: &'static str,
    /// Whether it is a claim or a control.
    pub kind: ClaimKind,
    /// Its bound.
    pub claim: String,
    /// The folder that alone measured it.
    pub only_in: Option<Side>,
    /// What moved; of a claim that is in one folder alone, its verdict there.
    pub moved: Vec<Move>,
}

/// A claim, or a false one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ClaimKind {
    /// A claim of the theorem.
    Claim,
    /// A control, which must be refuted.
    Control,
}

/// One thing that moved.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Move {
    /// What it is: `verdict`, `exponent`, `tightness`, `loose_by`, `largest`, `violations`, `power`, or a part of the run.
    pub what: &'static str,
    /// In the first folder.
    pub a: Seen,
    /// In the second.
    pub b: Seen,
    /// b - a, where both are numbers; of an interval, the difference of the estimates.
    pub by: Option<f64>,
}

/// A value as it was seen; null in JSON where there is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Seen {
    /// There is none.
    Nothing,
    /// A word, or a few.
    Words(String),
    /// A number.
    Number(f64),
    /// An estimate with its interval; an end that is not known is null in JSON.
    Interval {
        /// The estimate.
        estimate: f64,
        /// Its lower end.
        low: f64,
        /// Its upper end.
        high: f64,
    },
}

/// How the rows of two cells.csv differ.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RowsDifference {
    /// Rows of the first.
    pub a: usize,
    /// Rows of the second.
    pub b: usize,
    /// Measured in both, with another value, status, floor or reason.
    pub changed: usize,
    /// Measured in the first alone.
    pub only_in_a: usize,
    /// Measured in the second alone.
    pub only_in_b: usize,
    /// The largest change of a value, as a share of the larger of the two sizes.
    pub largest_change: Option<f64>,
}

/// A stored figure with other bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FigureDifference {
    /// The file, in the theorem's folder.
    pub file: String,
    /// The folder that alone has it.
    pub only_in: Option<Side>,
}

impl Difference {
    /// Whether anything at all moved.
    pub fn is_empty(&self) -> bool {
        self.theorems.is_empty() && self.unknown.is_empty()
    }
}

impl TheoremDifference {
    /// The theorem with its data set, as a reader finds it below the folder: `gaussian/thm_13_cosine_constancy`.
    pub fn name(&self) -> String {
        self.data.as_ref().map_or_else(|| self.id.to_owned(), |data| format!("{data}/{}", self.id))
    }

    fn is_empty(&self) -> bool {
        self.only_in.is_none() && self.run.is_empty() && self.rows.is_none() && self.claims.is_empty() && self.figures.is_empty()
    }
}

impl ClaimDifference {
    /// Whether the verdict is another one, or is there no longer. A claim that is new is none of the two.
    pub fn changes_a_verdict(&self) -> bool {
        self.only_in == Some(Side::A) || (self.only_in.is_none() && self.moved.iter().any(|moved| moved.what == "verdict"))
    }
}
