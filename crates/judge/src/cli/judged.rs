//! What `fit` found: measurements with the judgement of a claim in M, or in M and t.

use serde::Serialize;

use crate::claim::{Bound, Symbol};
use crate::error::Error;
use crate::report::law_figure::law_figure;
use crate::report::paragraph::paragraph;
use crate::report::{two_way_figure, two_way_paragraph};
use crate::stats::{Measurement, Sample, sample};
use crate::verdict::{AtTime, FloorBy, Judgement, Protocol, Tightness, TimedRow, TwoWay, Verdict, judge, judge_above_floor, judge_two_way};

/// Measurements and the judgement of a claim on them.
pub(super) enum Judged {
    /// A claim in M alone.
    InWidth { sample: Sample, judgement: Box<Judgement> },
    /// A claim in M and t.
    InWidthAndTime { measurements: Vec<Measurement>, judgement: TwoWay },
}

/// The JSON of a claim in M.
#[derive(Serialize)]
struct Document<'a> {
    claim: &'a Bound,
    #[serde(flatten)]
    judgement: &'a Judgement,
}

/// The JSON of a claim in M and t: the keys of a judgement in M are those at the last time, but for the verdict, which is of the whole claim.
#[derive(Serialize)]
struct TimedDocument<'a> {
    claim: &'a Bound,
    #[serde(flatten)]
    last: Option<Judgement>,
    last_time: Option<f64>,
    in_time: &'a TwoWay,
}

impl Judged {
    /// Judges `bound` on measurements; they have times where it has t.
    ///
    /// # Errors
    /// The line and the problem of a value without a logarithm, under a claim with t.
    pub(super) fn new(bound: &Bound, measurements: Vec<Measurement>, protocol: &Protocol) -> Result<Self, (u64, String)> {
        if bound.rate.mentions(Symbol::T) {
            if let Some(row) = measurements.iter().find(|row| row.value.is_nan() || row.value <= 0.0) {
                let problem =
                    "a claim with t follows each run in time, and a value that is 0 or `nan` has no logarithm; leave out that run, whole";
                return Err((row.line, problem.to_owned()));
            }
            let judgement = judge_two_way(bound, &timed(&measurements), protocol);
            return Ok(Self::InWidthAndTime { measurements, judgement });
        }
        let sample = sample(&measurements);
        let judgement = Box::new(judge(bound, &sample, protocol));
        Ok(Self::InWidth { sample, judgement })
    }

    /// Judges `bound` on what lies above a floor.
    ///
    /// # Errors
    /// A claim with t.
    pub(super) fn above_floor(
        bound: &Bound,
        measurements: &[Measurement],
        floor: FloorBy,
        protocol: &Protocol,
    ) -> crate::error::Result<Self> {
        if bound.rate.mentions(Symbol::T) {
            return Err(Error::flag("--floor", "a claim with t has no floor; judge the last time alone"));
        }
        let sample = sample(measurements);
        let judgement = Box::new(judge_above_floor(bound, &sample, floor, protocol));
        Ok(Self::InWidth { sample, judgement })
    }

    pub(super) fn verdict(&self) -> Verdict {
        match self {
            Self::InWidth { judgement, .. } => judgement.verdict,
            Self::InWidthAndTime { judgement, .. } => judgement.verdict,
        }
    }

    pub(super) fn text(&self, bound: &Bound) -> String {
        match self {
            Self::InWidth { judgement, .. } => paragraph(bound, judgement),
            Self::InWidthAndTime { judgement, .. } => two_way_paragraph(bound, judgement),
        }
    }

    pub(super) fn json(&self, bound: &Bound) -> String {
        // Judgements are numbers, words and lists: they have no key that JSON cannot hold.
        let mut text = match self {
            Self::InWidth { judgement, .. } => serde_json::to_string_pretty(&Document { claim: bound, judgement }),
            Self::InWidthAndTime { judgement, .. } => serde_json::to_string_pretty(&timed_document(bound, judgement)),
        }
        .unwrap_or_default();
        text.push('\n');
        text
    }

    /// The figure; `value` names the column of values.
    pub(super) fn figure(&self, bound: &Bound, value: &str) -> String {
        match self {
            Self::InWidth { sample, judgement } => law_figure(bound, sample, judgement, value),
            Self::InWidthAndTime { measurements, judgement } => two_way_figure(bound, measurements, judgement, value),
        }
    }
}

fn timed_document<'a>(bound: &'a Bound, judged: &'a TwoWay) -> TimedDocument<'a> {
    let last = judged.at_time.last();
    TimedDocument { claim: bound, last: last.map(|at| whole(at, judged.verdict)), last_time: last.map(|at| at.time), in_time: judged }
}

/// The judgement in M at one time under the verdict of the whole claim.
fn whole(at: &AtTime, verdict: Verdict) -> Judgement {
    let judgement = at.judgement.clone();
    Judgement {
        verdict,
        tightness: if verdict == Verdict::Supported { judgement.tightness } else { Tightness::Unknown },
        loose_by: judgement.loose_by.filter(|_| verdict == Verdict::Supported),
        reason: format!("at t = {}: {}", at.time, judgement.reason),
        ..judgement
    }
}

/// Rows with numbered runs: a number for each (width, replicate), in the order of the measurements.
fn timed(measurements: &[Measurement]) -> Vec<TimedRow> {
    let mut run = 0;
    let mut rows: Vec<TimedRow> = Vec::with_capacity(measurements.len());
    for (index, row) in measurements.iter().enumerate() {
        // Measurements are ordered by width and replicate: a run's rows are neighbours.
        if index > 0 && (row.width, &row.replicate) != (measurements[index - 1].width, &measurements[index - 1].replicate) {
            run += 1;
        }
        let Some(time) = row.time else { continue };
        rows.push(TimedRow { width: row.width, replicate: run, time, value: row.value });
    }
    rows
}
