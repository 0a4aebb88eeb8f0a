//! One side of a comparison: a folder of evidence, judged.

use std::collections::BTreeSet;

use super::Seen;
use crate::study::{Evidence, TheoremResult};

/// A folder of evidence, judged.
#[derive(Debug, Clone)]
pub struct Folder {
    /// As named.
    pub name: String,
    /// Theorem by theorem, data set by data set.
    pub entries: Vec<Entry>,
    /// Evidence of theorems that this program does not know, by its place below the folder.
    pub unknown: Vec<String>,
}

/// One theorem on one data set.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The folder of the data set; none for the first.
    pub data: Option<String>,
    /// What was measured.
    pub evidence: Evidence,
    /// What it says.
    pub result: TheoremResult,
    /// The figures stored beside it, by file name.
    pub figures: Vec<(String, Vec<u8>)>,
}

impl Entry {
    /// Whether `other` is the same theorem on the same data set.
    pub(super) fn is_of(&self, other: &Self) -> bool {
        self.result.id == other.result.id && self.data == other.data
    }

    /// How it was run, part by part, as far as that is known.
    pub(super) fn run(&self) -> Vec<(&'static str, Seen)> {
        let (rows, run) = (&self.evidence.rows, &self.evidence.run);
        let widths: Vec<String> = self.evidence.widths().iter().map(usize::to_string).collect();
        let replicates: BTreeSet<usize> = rows.iter().map(|row| row.replicate).collect();
        let words = |text: &str| Seen::Words(text.to_owned());
        let known = [
            ("scale", words(&run.scale)),
            // Exact, where a double would not be.
            ("seed", words(&run.seed.to_string())),
            ("data", words(&run.data)),
            ("rows", run.table.as_ref().map_or(Seen::Nothing, |table| words(&format!("BLAKE3 {}", table.digest)))),
            ("suite", run.table.as_ref().map_or(Seen::Nothing, |table| words(&format!("BLAKE3 {}", table.suite_digest)))),
            ("precision", words(run.precision.name())),
        ];
        let seen = [("widths", words(&widths.join(","))), ("replicates", Seen::Number(replicates.len() as f64))];
        // Evidence without an entry in a manifest says nothing of its run.
        known.into_iter().filter(|_| run.are_known() || run.table.is_some()).chain(seen).collect()
    }
}
