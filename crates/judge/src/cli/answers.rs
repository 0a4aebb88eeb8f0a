//! The answers of `fit`: claims on series, as text and as JSON.

use std::collections::BTreeMap;

use clap::ValueEnum;
use serde::Serialize;

use super::judged::{Document, Judged};
use super::output::SCHEMA;
use crate::report::ResultGroup;
use crate::report::format::verdict;
use crate::report::paragraph::wrapped;
use crate::series::{Note, Series};
use crate::verdict::{Verdict, adjust};

/// A verdict that a command expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Expected {
    /// The data support the claim.
    Supported,
    /// The data refute the claim.
    Refuted,
    /// The data do not decide the claim.
    Inconclusive,
    /// The claim does not apply.
    #[value(name = "out_of_scope", alias = "out-of-scope")]
    OutOfScope,
    /// The run could hardly have refuted the claim.
    Untestable,
}

impl Expected {
    fn is(self, judged: &Judged) -> bool {
        let wanted = match self {
            Self::Supported => Verdict::Supported,
            Self::Refuted => Verdict::Refuted,
            Self::Inconclusive => Verdict::Inconclusive,
            Self::OutOfScope => Verdict::OutOfScope,
            Self::Untestable => Verdict::Untestable,
        };
        judged.verdict() == wanted
    }
}

/// The claims on one series.
pub(super) struct Answer {
    pub(super) series: Series,
    pub(super) claims: Vec<Judged>,
}

/// All answers of a command.
pub struct Answers {
    answers: Vec<Answer>,
    expected: Option<Expected>,
}

impl Answers {
    /// Claims on series that are asked together share a level, by Holm's adjustment.
    pub(super) fn new(mut answers: Vec<Answer>, expected: Option<Expected>) -> Self {
        let mut judgements: Vec<_> = answers.iter_mut().flat_map(|answer| &mut answer.claims).filter_map(Judged::judgement).collect();
        if judgements.len() > 1 {
            adjust(&mut judgements);
        }
        Self { answers, expected }
    }

    /// Every claim on every series, with the series.
    pub fn each(&self) -> impl Iterator<Item = (&Series, &Judged)> {
        self.answers.iter().flat_map(|answer| answer.claims.iter().map(|judged| (&answer.series, judged)))
    }

    fn judged(&self) -> impl Iterator<Item = &Judged> {
        self.answers.iter().flat_map(|answer| &answer.claims)
    }

    /// Whether all verdicts are as expected; where nothing is expected, whether none is a refutation.
    pub fn are_as_expected(&self) -> bool {
        match self.expected {
            Some(expected) => self.judged().all(|judged| expected.is(judged)),
            None => self.judged().all(|judged| judged.verdict() != Verdict::Refuted),
        }
    }

    /// The verdict on all: refuted where one is, supported where all are.
    pub fn verdict(&self) -> Verdict {
        let any = |wanted: Verdict| self.judged().any(|judged| judged.verdict() == wanted);
        match () {
            () if any(Verdict::Refuted) => Verdict::Refuted,
            () if self.judged().all(|judged| judged.verdict() == Verdict::Supported) => Verdict::Supported,
            () => Verdict::Inconclusive,
        }
    }

    /// The first claim on the first series, if there is no other.
    pub fn only(&self) -> Option<&Judged> {
        let mut judged = self.judged();
        judged.next().filter(|_| judged.next().is_none())
    }

    /// The name of the values.
    pub(super) fn value(&self) -> &str {
        self.answers.first().map_or("", |answer| &answer.series.y)
    }

    /// The rows of tables, one group for each series.
    pub fn groups(&self) -> Vec<ResultGroup> {
        let group = |answer: &Answer| ResultGroup {
            title: if answer.series.key.is_empty() { String::new() } else { answer.series.title() },
            rows: answer.claims.iter().flat_map(Judged::rows).collect(),
        };
        self.answers.iter().map(group).collect()
    }

    /// The notes, each once.
    fn notes(&self) -> Vec<&Note> {
        let mut notes: Vec<&Note> = Vec::new();
        for note in self.answers.iter().flat_map(|answer| &answer.series.notes) {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        notes
    }

    /// The answers in prose, as `fit` prints them.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for answer in &self.answers {
            if !answer.series.key.is_empty() {
                text.push_str(&format!("== {} ==\n\n", answer.series.title()));
            }
            for judged in &answer.claims {
                text.push_str(&judged.text());
                if self.only().is_none() {
                    text.push('\n');
                }
            }
        }
        if self.only().is_none() {
            let count = self.judged().count();
            text.push_str(&wrapped(&format!("All {count} together, at one level by Holm's adjustment: {}.", verdict(self.verdict())), ""));
        }
        for note in self.notes() {
            text.push_str(&wrapped(&format!("Note ({}): {}.", note.code, note.text), "  "));
        }
        text
    }

    /// One claim on one series is the object itself; several are under `claims`, and series under `series`.
    pub fn json(&self) -> String {
        let of = match (&self.answers[..], self.only()) {
            ([only], Some(judged)) if only.series.key.is_empty() => Of::Claim(judged.document()),
            ([only], _) if only.series.key.is_empty() => {
                Of::Claims { verdict: self.verdict(), claims: only.claims.iter().map(Judged::document).collect() }
            }
            _ => Of::Series { verdict: self.verdict(), series: self.answers.iter().map(OneSeries::of).collect() },
        };
        let expected = self.expected.and_then(|expected| expected.to_possible_value());
        let document = Whole {
            schema: SCHEMA,
            of,
            notes: self.notes(),
            as_expected: expected.as_ref().map(|_| self.are_as_expected()),
            expected: expected.map(|word| word.get_name().to_owned()),
        };
        // Judgements are numbers, words and lists: they have no key that JSON cannot hold.
        let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// The JSON of a command.
#[derive(Serialize)]
struct Whole<'a> {
    schema: u32,
    #[serde(flatten)]
    of: Of<'a>,
    notes: Vec<&'a Note>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_expected: Option<bool>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Of<'a> {
    Claim(Document<'a>),
    Claims { verdict: Verdict, claims: Vec<Document<'a>> },
    Series { verdict: Verdict, series: Vec<OneSeries<'a>> },
}

/// The JSON of one series.
#[derive(Serialize)]
struct OneSeries<'a> {
    key: BTreeMap<&'a str, &'a str>,
    claims: Vec<Document<'a>>,
    notes: &'a [Note],
}

impl<'a> OneSeries<'a> {
    fn of(answer: &'a Answer) -> Self {
        let key = answer.series.key.iter().map(|(column, value)| (column.as_str(), value.as_str())).collect();
        Self { key, claims: answer.claims.iter().map(Judged::document).collect(), notes: &answer.series.notes }
    }
}
