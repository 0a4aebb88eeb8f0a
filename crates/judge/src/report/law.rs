//! From a judged sample to the curves of its law: the fitted line with its band, and the claimed rate anchored at the data.

use crate::claim::{Bound, Rate, Symbol};
use crate::stats::Sample;
use crate::stats::line::Line;
use crate::stats::student::t_quantile;
use crate::stats::summary::{Summary, summarise};
use crate::stats::window::Windows;
use crate::verdict::{Judgement, Tightness};

use super::format::judged_within;

/// Points of a drawn curve.
pub(super) const POINTS: u32 = 32;

/// The weighted least-squares law through the widths judged, and the claimed rate through the law's start.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Law {
    /// The law in words: a power of M, times the claim's own logs where it lies closer to the data with them.
    pub label: String,
    /// (M, y).
    pub line: Vec<[f64; 2]>,
    /// (M, low, high), pointwise.
    pub band: Vec<[f64; 3]>,
    /// The claimed rate, (M, y).
    pub claim: Vec<[f64; 2]>,
}

/// A sample, summarised, with the widths that were not judged apart.
pub(super) struct Summaries {
    /// The widths judged.
    pub judged: Summary,
    /// Those below the window.
    pub below: Summary,
}

impl Summaries {
    /// The summary of a sample under its judgement.
    pub(super) fn of(sample: &Sample, judgement: &Judgement) -> Self {
        let whole = summarise(sample, judgement.functional);
        let dropped = whole.points.iter().filter(|point| point.width < judgement.window.from).count();
        let below = Summary { points: whole.points[..dropped].to_vec(), ..whole.clone() };
        Self { judged: whole.from_width(dropped), below }
    }
}

impl Law {
    /// The law of a summary, where it has widths enough for one.
    pub(super) fn of(bound: &Bound, summary: &Summary, confidence: f64) -> Option<Self> {
        if summary.points.len() < 3 {
            return None;
        }
        let logs = Rate::power(Symbol::LogM, bound.rate.exponent(Symbol::LogM));
        let logs = if misfit(summary, &Rate::one()) < misfit(summary, &logs) { Rate::one() } else { logs };
        let mut law = fit(summary, &logs, confidence);
        if logs.is_one() && bound.rate.mentions(Symbol::LogM) {
            law.label.push_str(", without logs");
        }
        let rate = part_in_width(bound).rate;
        let height = law.line[0][1].ln() - rate.ln_at(law.line[0][0].ln(), 0.0);
        law.claim = law.line.iter().map(|&[m, _]| [m, (height + rate.ln_at(m.ln(), 0.0)).exp()]).collect();
        Some(law)
    }
}

/// The claim's part in M, which is what is judged at one time.
pub(super) fn part_in_width(bound: &Bound) -> Bound {
    bound.with_rate(bound.rate.clone().without(Symbol::T))
}

/// Locations with the logs divided out, on the log scale.
fn divided(summary: &Summary, logs: &Rate) -> Vec<f64> {
    summary.points.iter().map(|point| point.location - logs.ln_at(point.x, 0.0)).collect()
}

fn weights(summary: &Summary) -> Vec<f64> {
    summary.points.iter().map(|point| point.weight).collect()
}

/// How far a power of M times these logs stays from the data.
fn misfit(summary: &Summary, logs: &Rate) -> f64 {
    Line::new(&summary.x(), &weights(summary)).project(&divided(summary, logs)).rss()
}

fn fit(summary: &Summary, logs: &Rate, confidence: f64) -> Law {
    let z = divided(summary, logs);
    let windows = Windows::new(summary, &Sample::default());
    let (reading, line) = (windows.read_whole(&z), &windows.ladder(0).line);
    let quantile = t_quantile(0.5 + confidence / 2.0, reading.range.degrees);
    let (first, last) = (line.x[0], line.last());
    let label = format!("fit {}", power(reading.range.estimate, logs));
    let mut law = Law { label, line: Vec::new(), band: Vec::new(), claim: Vec::new() };
    for step in 0..=POINTS {
        let at = first + (last - first) * f64::from(step) / f64::from(POINTS);
        let height = line.value(&z, at) + logs.ln_at(at, 0.0);
        let error = quantile * (reading.scale * line.variance_at(at)).sqrt();
        law.line.push([at.exp(), height.exp()]);
        law.band.push([at.exp(), (height - error).exp(), (height + error).exp()]);
    }
    law
}

/// A fitted power of M with the logs that were divided out.
fn power(slope: f64, logs: &Rate) -> String {
    let logs = if logs.is_one() { String::new() } else { format!(" {logs}") };
    format!("M^({slope:.2}){logs}")
}

/// Sample sizes in words.
pub fn sizes(sample: &Sample) -> String {
    let counts: Vec<usize> = sample.measured().iter().map(|group| group.values.len()).collect();
    let replicates = match (counts.iter().min(), counts.iter().max()) {
        (Some(least), Some(most)) if least == most => format!("{most} replicate{} each", if *most == 1 { "" } else { "s" }),
        (Some(least), Some(most)) => format!("{least} to {most} replicates each"),
        _ => "no values".to_owned(),
    };
    format!("{} widths, {replicates}", counts.len())
}

/// The verdict in words, with the tightness where it is known.
pub fn verdict_words(judgement: &Judgement) -> String {
    let verdict = judged_within(judgement);
    match (judgement.tightness, &judgement.loose_by) {
        (Tightness::Tight, _) => format!("{verdict}, tight"),
        (Tightness::Loose, Some(by)) => format!("{verdict}, loose by M^{:.2}", by.estimate),
        (Tightness::Loose, None) => format!("{verdict}, loose"),
        (Tightness::Unknown, _) => verdict,
    }
}
