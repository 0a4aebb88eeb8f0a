//! A judgement in M and t: in words, and as a figure.

use crate::claim::{Bound, Symbol};
use crate::stats::robust::median;
use crate::stats::{Measurement, Sample};
use crate::verdict::{Estimate, TwoWay, Verdict};

use super::axis::Scale;
use super::figure::{Curve, Panel, scaling_figure, side_by_side};
use super::format::verdict;
use super::law::law_plot;
use super::paragraph::{paragraph, precise_interval, wrapped};
use super::scaling_figure::ScalingPlot;
use super::trajectory_figure::TrajectoryPlot;

/// Lines of one list in the text.
const LISTED: usize = 16;

/// The claim's part in M, which is what is judged at one time.
fn part_in_width(bound: &Bound) -> Bound {
    bound.with_rate(bound.rate.clone().without(Symbol::T))
}

/// A judgement in M and t in words: the verdict, the powers of M at each time and of t at each width, both together, and the
/// judgement in M at the last time in full.
pub fn two_way_paragraph(bound: &Bound, judged: &TwoWay) -> String {
    let mut text = format!("{bound}: {}\n\n", verdict(judged.verdict));
    if let (Some(width), Some(time)) = (judged.joint_width, judged.joint_time) {
        let together = format!("Fitted together, the values go like M^{} t^{}.", precise_interval(width), precise_interval(time));
        text.push_str(&wrapped(&together, ""));
        text.push('\n');
    }
    let times = judged.at_time.iter().map(|at| (at.time, at.judgement.exponent, at.judgement.verdict)).collect::<Vec<_>>();
    let widths = judged.at_width.iter().map(|at| (at.width, at.exponent, at.verdict)).collect::<Vec<_>>();
    if judged.times > times.len() {
        text.push_str(&format!("Judged at {} of the {} times, evenly apart in log t.\n", times.len(), judged.times));
    }
    text.push_str(&list("Power of M in the limit, at fixed t", "t", &times));
    text.push_str(&list("Power of t, at fixed M", "M", &widths));
    if let Some(last) = judged.at_time.last() {
        text.push_str(&format!("\nAt t = {}: {}", last.time, paragraph(&part_in_width(bound), &last.judgement)));
    }
    text
}

/// Lines for the powers at fixed values of the other variable, at most [`LISTED`] of them, under the count of their verdicts.
fn list(title: &str, symbol: &str, parts: &[(f64, Estimate, Verdict)]) -> String {
    let count = |wanted| parts.iter().filter(|part| part.2 == wanted).count();
    let counts = [Verdict::Supported, Verdict::Refuted, Verdict::Inconclusive]
        .into_iter()
        .filter(|wanted| count(*wanted) > 0)
        .map(|wanted| format!("{} {}", count(wanted), verdict(wanted)));
    let mut text = format!("{title} ({}):\n", counts.collect::<Vec<_>>().join(", "));
    let stride = parts.len().div_ceil(LISTED).max(1);
    // Counted from the end, so that the last is always shown.
    for (_, (at, exponent, found)) in parts.iter().enumerate().filter(|(index, _)| (parts.len() - 1 - index).is_multiple_of(stride)) {
        text.push_str(&format!("  {symbol} = {at}: {}, {}\n", precise_interval(*exponent), verdict(*found)));
    }
    text
}

/// The last time's values against M, and the medians at each width against t.
pub fn two_way_figure(bound: &Bound, measurements: &[Measurement], judged: &TwoWay, value: &str) -> String {
    let trajectories = trajectories(measurements, value);
    let Some(last) = judged.at_time.last() else {
        return scaling_figure(&ScalingPlot::default());
    };
    let at_last = measurements.iter().filter(|row| row.time == Some(last.time)).map(|row| (row.width, row.value));
    let plot = law_plot(&part_in_width(bound), &Sample::from_pairs(at_last), &last.judgement);
    let plot = ScalingPlot { title: format!("{bound} at t = {}", last.time), y_label: value.to_owned(), ..plot };
    side_by_side(&[Panel::Scaling(plot), Panel::Trajectory(trajectories)])
}

fn trajectories(measurements: &[Measurement], value: &str) -> TrajectoryPlot {
    let mut points: Vec<(f64, f64, f64)> =
        measurements.iter().filter_map(|row| row.time.map(|time| (row.width, time, row.value))).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2)));
    let curve = |at_width: &[(f64, f64, f64)]| {
        let (x, y) = at_width
            .chunk_by(|a, b| a.1 == b.1)
            .map(|values| (values[0].1, median(&values.iter().map(|v| v.2).collect::<Vec<_>>())))
            .unzip();
        Curve { label: at_width[0].0.to_string(), x, y }
    };
    TrajectoryPlot {
        title: "Values in time".to_owned(),
        note: "median at each width".to_owned(),
        x_label: "t".to_owned(),
        y_label: value.to_owned(),
        x_scale: Scale::Log,
        y_scale: Scale::Log,
        curves: points.chunk_by(|a, b| a.0 == b.0).map(curve).collect(),
        legend_title: "width M".to_owned(),
    }
}
