//! What a reader has to know besides the verdict.

use serde::Serialize;

use super::claim::Claim;
use super::inquiry::Inquiry;
use super::judge::locations;
use super::warnings_of_fit::warnings_of_fit;
use super::{Judgement, Path, Verdict};
use crate::stats::Sample;
use crate::stats::flag::Flag;
use crate::stats::robust::modified_z_scores;
use crate::stats::summary::{Functional, Summary, summarise};

/// Something a reader of the verdict has to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// A stable name, snake_case.
    pub code: &'static str,
    /// One sentence that says what it is and what to do about it.
    pub text: String,
}

impl From<&Flag> for Warning {
    fn from(flag: &Flag) -> Self {
        Self { code: flag.code, text: flag.text.clone() }
    }
}

/// A drift of the noise that moves the slope of the mean by more than this is worth a warning.
const NOTABLE_DRIFT: f64 = 0.02;

/// The warnings of one judgement.
pub(super) fn warnings(claim: &Claim, judgement: &Judgement, inquiry: &Inquiry<'_>, sample: &Sample) -> Vec<Warning> {
    let summary = inquiry.summary;
    let of_data = [merged(summary), few_widths(summary), zeros(sample), few_replicates(judgement, summary), outliers(summary)];
    let of_claim = [rate_rises(claim, judgement), low_power(judgement), odd_widths(claim, inquiry), drift(judgement, summary, sample)];
    let of_fit = warnings_of_fit(claim, judgement, inquiry);
    of_data.into_iter().flatten().chain(of_fit).chain(of_claim.into_iter().flatten()).collect()
}

pub(super) fn warning(code: &'static str, text: impl Into<String>) -> Option<Warning> {
    Some(Warning { code, text: text.into() })
}

fn merged(summary: &Summary) -> Option<Warning> {
    let widths = summary.points.len();
    if summary.widths <= widths {
        return None;
    }
    warning("widths_merged", format!("{} widths were merged into {widths} geometric bins, which the fits took for widths", summary.widths))
}

fn few_widths(summary: &Summary) -> Option<Warning> {
    match summary.points.len() {
        widths @ 0..4 => warning("few_widths", format!("{widths} widths: no verdict; measure at least 5, better 10")),
        4 => warning("few_widths", "4 widths: a refutation at best; measure at least 5, better 10"),
        _ => None,
    }
}

fn zeros(sample: &Sample) -> Option<Warning> {
    let zeros = sample.zeros();
    if zeros == 0 {
        return None;
    }
    let empty = sample.groups.iter().filter(|group| group.values.is_empty() && group.zeros > 0).count();
    let widths = if empty > 0 { format!(", and {empty} of the widths have nothing else") } else { String::new() };
    warning(
        "zeros",
        format!(
            "{zeros} of the values {} 0, which has no logarithm{widths}: the fit leaves them out, but they are evidence for an upper bound; raise the \
             resolution of the measurement, or judge the mean of each width",
            if zeros == 1 { "is" } else { "are" }
        ),
    )
}

fn few_replicates(judgement: &Judgement, summary: &Summary) -> Option<Warning> {
    if summary.degrees.is_some() {
        return None;
    }
    match judgement.path {
        Path::Table => warning("no_noise", "one value a width: it was read as a table without noise, by its rates"),
        _ => warning(
            "few_replicates",
            "too few replicates to tell the noise: the scatter about a smooth curve stands in for it, taken as the same at every width",
        ),
    }
}

fn outliers(summary: &Summary) -> Option<Warning> {
    let lie = match summary.outliers {
        0 => return None,
        1 => "1 value lies".to_owned(),
        several => format!("{several} values lie"),
    };
    warning("outliers", format!("{lie} further from the centre of a width than normal noise reaches: down-weighted; look at these runs"))
}

fn rate_rises(claim: &Claim, judgement: &Judgement) -> Option<Warning> {
    if !(claim.a < 0.0 && claim.b > 0.0 && -claim.b / claim.a > judgement.window.from.ln()) {
        return None;
    }
    let peak = -claim.b / claim.a;
    let reach = if peak >= judgement.window.to.ln() { "over the whole range measured" } else { "over part of this range" };
    warning(
        "rate_rises",
        format!(
            "the claimed rate rises until log M = {peak:.1}: a constant passes for it {reach}; read the claim without its logs beside it"
        ),
    )
}

fn low_power(judgement: &Judgement) -> Option<Warning> {
    let power = judgement.power.as_ref()?;
    let share = power.rival_refuted?;
    if !judgement.lacks_power() || judgement.verdict == Verdict::Refuted {
        return None;
    }
    warning(
        "low_power",
        format!(
            "this run had less than 50 % power against the simplest rival: if the truth were {}, it would refute the claim {:.0} % of the time",
            power.rival,
            100.0 * share
        ),
    )
}

/// Where the noise changes along the ladder, the mean has another slope than the typical value.
fn drift(judgement: &Judgement, summary: &Summary, sample: &Sample) -> Option<Warning> {
    let (slope, error) = summary.variance_slope;
    if slope.abs() < 3.0 * error || judgement.functional == Functional::Mean {
        return None;
    }
    let range = |summary: &Summary| {
        let weight: Vec<f64> = summary.points.iter().map(|point| point.weight).collect();
        crate::stats::line::Line::new(&summary.x(), &weight).project(&locations(summary)).slope
    };
    let difference = range(&summarise(sample, Functional::Mean)) - range(summary);
    if difference.abs() <= NOTABLE_DRIFT {
        return None;
    }
    warning(
        "noise_drift",
        format!(
            "the noise changes along the ladder: the slope of E[y] differs from that of the typical value by {difference:+.3}; judge with the functional \
             `mean` if the claim is on the expectation"
        ),
    )
}

/// Widths of the whole ladder that stand apart from a smooth curve by Iglewicz and Hoaglin's rule, where there are enough
/// of them to tell.
fn odd_widths(claim: &Claim, inquiry: &Inquiry<'_>) -> Option<Warning> {
    const ODD: f64 = 3.5;
    let summary = inquiry.summary;
    if summary.points.len() < 8 || claim.b != 0.0 && summary.points[0].x <= 0.0 {
        return None;
    }
    let residuals = inquiry.windows.ladder(0).curved_residuals(&claim.divide(&summary.x(), &locations(summary)));
    // Apart from the others, and beyond what replicates explain where they tell the noise.
    let explained = |residual: f64| summary.degrees.is_some() && residual.abs() < ODD;
    let odd: Vec<String> = (summary.points.iter().zip(&residuals).zip(modified_z_scores(&residuals)))
        .filter(|((_, residual), score)| score.abs() > ODD && !explained(**residual))
        .map(|((point, _), _)| point.width.to_string())
        .collect();
    if odd.is_empty() {
        return None;
    }
    warning("odd_width", format!("the locations at M = {} stand apart from a smooth curve: look at their runs", odd.join(", ")))
}
