//! From a judged sample to the figure of its law: the fitted line with its band, and the claimed rate anchored at the data.

use crate::claim::{Bound, Rate, Symbol};
use crate::stats::Sample;
use crate::stats::least_squares::LinearFit;
use crate::stats::student::t_quantile;
use crate::stats::summary::{Summary, summarise};
use crate::stats::trend::Ladder;
use crate::verdict::{Judgement, Tightness};

use super::figure::{Band, Curve};
use super::format::judged;
use super::scaling_figure::ScalingPlot;

/// Points of a drawn curve.
const POINTS: u32 = 64;

/// The plot of a sample, the weighted least-squares law through the widths judged with its pointwise band, and the claimed rate through the
/// law's start. The law is a power of M, times the claim's own logs where it lies closer to the data with them; the legend says which.
/// Title and labels are the caller's to change.
pub fn law_plot(bound: &Bound, sample: &Sample, judgement: &Judgement) -> ScalingPlot {
    let whole = summarise(sample, judgement.functional);
    let dropped = whole.points.iter().filter(|point| point.width < judgement.window.from).count();
    let summary = whole.from_width(dropped);
    let mut plot = ScalingPlot {
        title: bound.to_string(),
        note: note(sample, judgement),
        x_label: "width M".to_owned(),
        y_label: "value".to_owned(),
        groups: sample.groups.clone(),
        fit: None,
        claim: None,
    };
    if summary.points.len() >= 3 {
        let logs = Rate::power(Symbol::LogM, bound.rate.exponent(Symbol::LogM));
        let logs = if misfit(&summary, &Rate::one()) < misfit(&summary, &logs) { Rate::one() } else { logs };
        let fit = fit(&summary, &logs, judgement.range.confidence);
        plot.claim = Some(anchored(bound, &fit));
        plot.fit = Some(fit);
    }
    plot
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
    let line = LinearFit::polynomial(&summary.x(), summary.points[0].x, 1, &weights(summary));
    line.residual(&divided(summary, logs))
}

fn fit(summary: &Summary, logs: &Rate, confidence: f64) -> Band {
    let x = summary.x();
    let weights = weights(summary);
    let variances: Vec<f64> = summary.points.iter().map(|point| point.variance).collect();
    let z = divided(summary, logs);
    let ladder = Ladder::new(summary);
    let reading = ladder.read(&z);
    let quantile = t_quantile(0.5 + confidence / 2.0, reading.range.degrees);
    let (first, last) = (x[0], x[x.len() - 1]);
    let mut band = Band {
        label: format!("fit {}", power(reading.range.estimate, logs)),
        band_label: format!("{:.0} % band", 100.0 * confidence),
        ..Band::default()
    };
    for step in 0..=POINTS {
        let at = first + (last - first) * f64::from(step) / f64::from(POINTS);
        // With the origin at a point, the constant term is the line's height there.
        let line = LinearFit::polynomial(&x, at, 1, &weights);
        let height = line.coefficient(0, &z) + logs.ln_at(at, 0.0);
        let error = quantile * (reading.scatter * line.variance(0, &variances)).sqrt();
        band.x.push(at.exp());
        band.y.push(height.exp());
        band.low.push((height - error).exp());
        band.high.push((height + error).exp());
    }
    band
}

/// The claimed rate as a curve over the fit's widths, equal to the fit at the smallest.
fn anchored(bound: &Bound, fit: &Band) -> Curve {
    let rate = bound.rate.clone().without(Symbol::T);
    let height = fit.y[0].ln() - rate.ln_at(fit.x[0].ln(), 0.0);
    let y = fit.x.iter().map(|m| (height + rate.ln_at(m.ln(), 0.0)).exp()).collect();
    let label = if rate.is_one() { "claimed constant".to_owned() } else { format!("claimed {rate}") };
    Curve { label, x: fit.x.clone(), y }
}

/// A fitted power of M with the logs that were divided out.
fn power(slope: f64, logs: &Rate) -> String {
    let logs = if logs.is_one() { String::new() } else { format!(" {logs}") };
    format!("M^({slope:.2}){logs}")
}

fn note(sample: &Sample, judgement: &Judgement) -> String {
    let counts: Vec<usize> = sample.groups.iter().map(|group| group.values.len()).collect();
    let replicates = match (counts.iter().min(), counts.iter().max()) {
        (Some(least), Some(most)) if least == most => format!("{most} replicate{} each", if *most == 1 { "" } else { "s" }),
        (Some(least), Some(most)) => format!("{least} to {most} replicates each"),
        _ => "no values".to_owned(),
    };
    format!("{} widths, {replicates} · {}", counts.len(), verdict_words(judgement))
}

/// The verdict in words, with the tightness where it is known.
pub(super) fn verdict_words(judgement: &Judgement) -> String {
    let verdict = judged(judgement);
    match (judgement.tightness, &judgement.loose_by) {
        (Tightness::Tight, _) => format!("{verdict}, tight"),
        (Tightness::Loose, Some(by)) => format!("{verdict}, loose by M^{:.2}", by.estimate),
        (Tightness::Loose, None) => format!("{verdict}, loose"),
        (Tightness::Unknown, _) => verdict,
    }
}
