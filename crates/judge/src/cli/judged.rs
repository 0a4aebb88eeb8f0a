//! One claim on one series, judged: in M, or in M and t, or in M at every time.

use serde::Serialize;

use super::claims::Asked;
use crate::claim::{Bound, Symbol};
use crate::error::{Error, Result};
use crate::report::law_figure::law_figure;
use crate::report::paragraph::paragraph;
use crate::report::{ResultRow, two_way_figure, two_way_paragraph};
use crate::series::Series;
use crate::stats::{Measurement, Sample};
use crate::verdict::{
    AtTime, FloorBy, Judgement, Protocol, Tightness, TimedRow, TwoWay, Verdict, judge_above_floor, judge_all, judge_each_time,
    judge_two_way,
};

/// A claim with its judgement.
pub struct Judged {
    asked: Asked,
    found: Found,
}

enum Found {
    /// A claim in M alone, on all measurements.
    InWidth { sample: Sample, judgement: Box<Judgement> },
    /// A claim in M and t, or in M at every time.
    InTime { measurements: Vec<Measurement>, judgement: Box<TwoWay> },
}

/// The JSON of a claim.
#[derive(Serialize)]
pub(super) struct Document<'a> {
    claim: &'a Bound,
    #[serde(flatten)]
    found: DocumentOf<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum DocumentOf<'a> {
    /// A claim in M.
    InWidth(&'a Judgement),
    /// A claim in M and t: the keys of a judgement in M are those at the last time, but for the verdict, which is of the whole claim.
    InTime {
        #[serde(flatten)]
        last: Option<Box<Judgement>>,
        last_time: Option<f64>,
        in_time: &'a TwoWay,
    },
}

/// Judges claims on a series; `file` names its table in errors.
///
/// # Errors
/// A value without a logarithm under a claim with t, and what cannot be asked of measurements in time.
pub(super) fn judge_series(
    file: &str,
    asked: &[Asked],
    series: &Series,
    floor: Option<FloorBy>,
    protocol: &Protocol,
) -> Result<Vec<Judged>> {
    let timed = series.measurements.iter().any(|row| row.time.is_some());
    if timed && floor.is_some() {
        return Err(Error::flag("--floor", "measurements in time have no floor; judge one time alone, with --where"));
    }
    if timed && series.measurements.iter().any(|row| row.error.is_some()) {
        return Err(Error::flag("--error", "measurements in time have no standard errors; judge one time alone, with --where"));
    }
    if timed {
        return asked.iter().map(|asked| in_time(file, asked, series, protocol)).collect();
    }
    let sample = series.sample();
    let bounds: Vec<Bound> = asked.iter().map(|asked| asked.judged.clone()).collect();
    let judgements = match floor {
        Some(floor) => bounds.iter().map(|bound| judge_above_floor(bound, &sample, floor, protocol)).collect(),
        None => judge_all(&bounds, &sample, protocol),
    };
    let found = |judgement| Found::InWidth { sample: sample.clone(), judgement: Box::new(judgement) };
    Ok(asked.iter().cloned().zip(judgements).map(|(asked, judgement)| Judged { asked, found: found(judgement) }).collect())
}

fn in_time(file: &str, asked: &Asked, series: &Series, protocol: &Protocol) -> Result<Judged> {
    let mut measurements = series.measurements.clone();
    let judgement = if asked.judged.rate.mentions(Symbol::T) {
        // A power of t has no value at t = 0.
        measurements.retain(|row| row.time != Some(0.0));
        if let Some(row) = measurements.iter().find(|row| row.value.is_nan() || row.value <= 0.0) {
            let problem =
                "a claim with t follows each run in time, and a value that is 0 or `nan` has no logarithm; leave out that run, whole";
            return Err(Error::Table { file: file.to_owned(), line: row.line, problem: problem.to_owned() });
        }
        judge_two_way(&asked.judged, &timed(&measurements), protocol)
    } else {
        judge_each_time(&asked.judged, &timed(&measurements), protocol)
    };
    Ok(Judged { asked: asked.clone(), found: Found::InTime { measurements, judgement: Box::new(judgement) } })
}

impl Judged {
    /// The verdict.
    pub fn verdict(&self) -> Verdict {
        match &self.found {
            Found::InWidth { judgement, .. } => judgement.verdict,
            Found::InTime { judgement, .. } => judgement.verdict,
        }
    }

    /// Whether the claim has t.
    pub(super) fn is_in_time(&self) -> bool {
        self.asked.judged.rate.mentions(Symbol::T)
    }

    /// The judgement, where there is one on all measurements: several of one run share a level.
    pub(super) fn judgement(&mut self) -> Option<&mut Judgement> {
        match &mut self.found {
            Found::InWidth { judgement, .. } => Some(judgement),
            Found::InTime { .. } => None,
        }
    }

    /// The judgement in prose.
    pub fn text(&self) -> String {
        match &self.found {
            Found::InWidth { judgement, .. } => paragraph(&self.asked.claim, judgement),
            Found::InTime { judgement, .. } => two_way_paragraph(&self.asked.claim, judgement),
        }
    }

    pub(super) fn document(&self) -> Document<'_> {
        let found = match &self.found {
            Found::InWidth { judgement, .. } => DocumentOf::InWidth(judgement),
            Found::InTime { judgement, .. } => {
                let last = judgement.at_time.last();
                let whole = last.map(|at| Box::new(whole(at, judgement.verdict)));
                DocumentOf::InTime { last: whole, last_time: last.map(|at| at.time), in_time: judgement }
            }
        };
        Document { claim: &self.asked.claim, found }
    }

    /// The judgement as JSON, as it stands among the claims of a command.
    pub fn json(&self) -> String {
        // Judgements are numbers, words and lists: they have no key that JSON cannot hold.
        serde_json::to_string_pretty(&self.document()).unwrap_or_default() + "\n"
    }

    /// The rows of a table.
    pub fn rows(&self) -> Vec<ResultRow> {
        match &self.found {
            Found::InWidth { judgement, .. } => vec![ResultRow::of("", self.asked.claim.clone(), judgement)],
            Found::InTime { judgement, .. } => ResultRow::of_two_way("", &self.asked.claim, judgement),
        }
    }

    /// The figure; `value` names the values.
    pub fn figure(&self, value: &str) -> String {
        match &self.found {
            Found::InWidth { sample, judgement } => law_figure(&self.asked.judged, sample, judgement, value),
            Found::InTime { measurements, judgement } => two_way_figure(&self.asked.judged, measurements, judgement, value),
        }
    }
}

/// The judgement in M at one time under the verdict of the whole claim.
fn whole(at: &AtTime, verdict: Verdict) -> Judgement {
    let judgement = at.judgement.clone();
    Judgement {
        verdict,
        tightness: if verdict.agrees() { judgement.tightness } else { Tightness::Unknown },
        loose_by: judgement.loose_by.filter(|_| verdict.agrees()),
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
