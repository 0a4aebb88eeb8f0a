//! The reason that a question has no answer, and questions near it that may have one.

use super::Question;

/// The reason that a question has no answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Refusal {
    /// The line of the file, or 0 for the file as a whole.
    pub(super) line: u64,
    /// The fault, in one sentence.
    pub(super) problem: String,
    /// Questions that may have an answer, the most likely first.
    pub(super) remedies: Vec<Question>,
}

impl Refusal {
    /// A fault of the table as a whole.
    pub(super) fn whole(problem: impl Into<String>) -> Self {
        Self::at(0, problem)
    }

    /// A fault in a line.
    pub(super) fn at(line: u64, problem: impl Into<String>) -> Self {
        Self { line, problem: problem.into(), remedies: Vec::new() }
    }

    /// This refusal with questions to try in the place of the one that was asked.
    pub(super) fn or(self, remedies: Vec<Question>) -> Self {
        Self { remedies, ..self }
    }
}

/// A text short enough for an error, on one line.
pub(super) fn clip(text: &str) -> String {
    const LONGEST: usize = 40;
    let text = text.trim();
    let clipped: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().count() > LONGEST { format!("{clipped}...") } else { clipped }
}

/// The first names of a list, as an error shows them.
pub(super) fn listed<'a>(names: impl ExactSizeIterator<Item = &'a str>, most: usize) -> String {
    let more = if names.len() > most { ", ..." } else { "" };
    let shown: Vec<String> = names.take(most).map(clip).collect();
    format!("{}{more}", shown.join(", "))
}
