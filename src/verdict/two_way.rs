//! Claims in M and t: each exponent at the other fixed, and both together.

use serde::Serialize;

use super::{Estimate, Judgement, Protocol, Verdict, adjust, judge};
use crate::claim::{Bound, Growth, Rate, Symbol};
use crate::stats::Sample;
use crate::stats::clusters::{LogRow, joint_slopes, mean_slope};
use crate::stats::trend::Slope;

/// One measurement at a width and a time t > 0. Rows with the same width and replicate are one run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimedRow {
    /// Width M > 1.
    pub width: f64,
    /// Number of the replicate at this width.
    pub replicate: u64,
    /// Time t > 0, such as a number of steps.
    pub time: f64,
    /// The value, positive and finite.
    pub value: f64,
}

/// The power of M at one time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AtTime {
    /// The time.
    pub time: f64,
    /// The claim's part in M and log M, judged at this time.
    pub judgement: Judgement,
}

/// The power of t at one width.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AtWidth {
    /// The width.
    pub width: f64,
    /// Mean of the runs' own slopes; unbounded with fewer than two runs.
    pub exponent: Estimate,
    /// The claim's power of t against it.
    pub verdict: Verdict,
}

/// The judgement of a claim in M and t.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TwoWay {
    /// Refuted where one part is, at Holm's level over all parts; supported where every part is.
    pub verdict: Verdict,
    /// Powers of M, time by time.
    pub at_time: Vec<AtTime>,
    /// Powers of t, width by width.
    pub at_width: Vec<AtWidth>,
    /// Power of M, fitted together with that of t, the claim's logs divided out; absent with fewer than four runs.
    pub joint_width: Option<Estimate>,
    /// Power of t, fitted together with that of M.
    pub joint_time: Option<Estimate>,
}

/// Judges a bound in M, log M and t: the part in M at every time (as [`judge`] does), the power of t at every width from
/// one slope a run, and both powers together.
pub fn judge_two_way(bound: &Bound, rows: &[TimedRow], protocol: &Protocol) -> TwoWay {
    let of = |symbol| bound.rate.exponent(symbol);
    let in_width = Bound { growth: bound.growth, rate: Rate::power(Symbol::M, of(Symbol::M)).times(Symbol::LogM, of(Symbol::LogM)) };
    let (power_of_time, power_of_log) = (of(Symbol::T).to_f64(), of(Symbol::LogM).to_f64());

    let mut at_time: Vec<AtTime> = distinct(rows, |r| r.time)
        .into_iter()
        .map(|time| {
            let sample = Sample::from_pairs(rows.iter().filter(|r| r.time == time).map(|r| (r.width, r.value)));
            AtTime { time, judgement: judge(&in_width, &sample, protocol) }
        })
        .collect();
    let slopes: Vec<(f64, Option<Slope>)> =
        distinct(rows, |r| r.width).into_iter().map(|width| (width, mean_slope(&runs_at(rows, width)))).collect();
    let widths = slopes.len();
    let at_width: Vec<AtWidth> = slopes
        .into_iter()
        .map(|(width, slope)| AtWidth {
            width,
            exponent: interval(slope, protocol),
            verdict: slope.map_or(Verdict::Inconclusive, |s| time_verdict(bound.growth, s, power_of_time, widths, protocol)),
        })
        .collect();
    adjust(&mut at_time.iter_mut().map(|t| &mut t.judgement).collect::<Vec<_>>());

    let joint = joint_slopes(&log_rows(rows, power_of_log));
    let level = protocol.level();
    let outlives = |j: &Judgement| j.verdict == Verdict::Refuted && j.p_adjusted.is_none_or(|p| p < level);
    let refuted = at_time.iter().any(|t| outlives(&t.judgement)) || at_width.iter().any(|w| w.verdict == Verdict::Refuted);
    let supported = at_time.iter().all(|t| t.judgement.verdict == Verdict::Supported)
        && at_width.iter().all(|w| w.verdict == Verdict::Supported)
        && !rows.is_empty();
    TwoWay {
        verdict: match (refuted, supported) {
            (true, _) => Verdict::Refuted,
            (_, true) => Verdict::Supported,
            _ => Verdict::Inconclusive,
        },
        at_time,
        at_width,
        joint_width: joint.map(|[width, _]| interval(Some(width), protocol)),
        joint_time: joint.map(|[_, time]| interval(Some(time), protocol)),
    }
}

/// The power of t at one of `widths` widths: refuted beyond the margin at Bonferroni's level over the widths, supported
/// within it.
fn time_verdict(growth: Growth, slope: Slope, claimed: f64, widths: usize, protocol: &Protocol) -> Verdict {
    let refutes = |sign: f64| 2.0 * slope.p_beyond(claimed, sign) * (widths as f64) < protocol.level();
    let within = |sign: f64| sign * (slope.bound(sign, protocol.confidence) - claimed) < protocol.margin;
    let beyond = |sign: f64| refutes(sign) && !within(sign);
    // A strict bound in M and t may be strict in M alone: in t it asks no more than an upper bound.
    let (refuted, supported) = match growth {
        Growth::AtMost | Growth::Below => (beyond(1.0), within(1.0)),
        Growth::AtLeast => (beyond(-1.0), within(-1.0)),
        Growth::Exactly => (beyond(1.0) || beyond(-1.0), within(1.0) && within(-1.0)),
    };
    match (refuted, supported) {
        (true, _) => Verdict::Refuted,
        (_, true) => Verdict::Supported,
        _ => Verdict::Inconclusive,
    }
}

fn interval(slope: Option<Slope>, protocol: &Protocol) -> Estimate {
    let one_sided = 1.0 - protocol.level() / 2.0;
    let confidence = protocol.confidence;
    slope.map_or(Estimate { estimate: f64::NAN, low: f64::NEG_INFINITY, high: f64::INFINITY, confidence }, |s| Estimate {
        estimate: s.estimate,
        low: s.bound(-1.0, one_sided),
        high: s.bound(1.0, one_sided),
        confidence,
    })
}

fn distinct(rows: &[TimedRow], of: fn(&TimedRow) -> f64) -> Vec<f64> {
    let mut values: Vec<f64> = rows.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}

fn runs_at(rows: &[TimedRow], width: f64) -> Vec<Vec<(f64, f64)>> {
    let mut runs: std::collections::BTreeMap<u64, Vec<(f64, f64)>> = std::collections::BTreeMap::new();
    for row in rows.iter().filter(|r| r.width == width) {
        runs.entry(row.replicate).or_default().push((row.time.ln(), row.value.ln()));
    }
    runs.into_values().collect()
}

fn log_rows(rows: &[TimedRow], power_of_log: f64) -> Vec<LogRow> {
    let mut runs: std::collections::BTreeMap<(u64, u64), usize> = std::collections::BTreeMap::new();
    rows.iter()
        .map(|row| {
            let next = runs.len();
            let run = *runs.entry((row.width.to_bits(), row.replicate)).or_insert(next);
            let width = row.width.ln();
            LogRow { run, width, time: row.time.ln(), value: row.value.ln() - power_of_log * width.ln() }
        })
        .collect()
}
