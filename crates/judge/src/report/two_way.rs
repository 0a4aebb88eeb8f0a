//! A judgement in M and t: in words, and as a figure.

use crate::claim::Bound;
use crate::stats::robust::median;
use crate::stats::{Measurement, Sample};
use crate::verdict::{Estimate, TwoWay, Verdict};

use super::figure::{Chart, Dash, Ink, Layer, Scale, Shape, Sheet, Stack, drawn};
use super::format::verdict;
use super::law::{part_in_width, sizes};
use super::law_figure::LawPlot;
use super::paragraph::{paragraph, precise_interval, wrapped};

/// Lines of one list in the text.
const LISTED: usize = 16;

/// A judgement in M and t, or in M at every time, in words: the verdict, the powers of M at each time and of t at each width, both together, and
/// the judgement in M at the last time in full.
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
    if !widths.is_empty() {
        text.push_str(&list("Power of t, at fixed M", "M", &widths));
    }
    if let Some(last) = judged.at_time.last() {
        text.push_str(&format!("\nAt t = {}: {}", last.time, paragraph(&part_in_width(bound), &last.judgement)));
    }
    text
}

/// Lines for the powers at fixed values of the other variable, at most [`LISTED`] of them, under the count of their verdicts.
fn list(title: &str, symbol: &str, parts: &[(f64, Estimate, Verdict)]) -> String {
    let count = |wanted| parts.iter().filter(|part| part.2 == wanted).count();
    let counts = [Verdict::Supported, Verdict::Refuted, Verdict::Inconclusive, Verdict::Untestable]
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
    let Some(last) = judged.at_time.last() else {
        return drawn(&Sheet { stacks: vec![trajectories(measurements, value)] });
    };
    let at_last = measurements.iter().filter(|row| row.time == Some(last.time)).map(|row| (row.width, row.value));
    let sample = Sample::from_pairs(at_last);
    let part = part_in_width(bound);
    let plot = LawPlot {
        bound: &part,
        judgement: &last.judgement,
        sample: &sample,
        value: value.into(),
        x_label: "width M".into(),
        unresolved: Vec::new(),
        predicted: None,
    };
    let note = format!("{} · {}", sizes(&sample), verdict(judged.verdict));
    let at_last = Stack { title: format!("{bound} at t = {}", last.time), note, charts: plot.charts() };
    drawn(&Sheet { stacks: vec![at_last, trajectories(measurements, value)] })
}

/// More curves than this are thinned.
const CURVES: usize = 8;
/// More points than this of a curve are thinned.
const POINTS: usize = 200;

fn trajectories(measurements: &[Measurement], value: &str) -> Stack {
    let points = measurements.iter().filter_map(|row| row.time.map(|time| (row.width, time, row.value)));
    // A logarithmic scale has no 0, and a run that failed no value.
    let mut points: Vec<(f64, f64, f64)> = points.filter(|(_, time, value)| *time > 0.0 && *value > 0.0).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2)));
    let curve = |at_width: &[(f64, f64, f64)]| {
        let medians = at_width.chunk_by(|a, b| a.1 == b.1);
        (at_width[0].0, medians.map(|values| [values[0].1, median(&values.iter().map(|v| v.2).collect::<Vec<_>>())]).collect::<Vec<_>>())
    };
    let curves: Vec<(f64, Vec<[f64; 2]>)> = points.chunk_by(|a, b| a.0 == b.0).map(curve).collect();
    let count = curves.len();
    let shown: Vec<(f64, Vec<[f64; 2]>)> =
        curves.into_iter().enumerate().filter(|(index, _)| index % count.div_ceil(CURVES) == 0).map(|(_, curve)| curve).collect();
    let layer = |(index, (width, curve)): (usize, &(f64, Vec<[f64; 2]>))| {
        Layer::new(format!("M = {width}"), Ink::Step(index, shown.len()), Shape::Line(Dash::of(index), thinned(curve)))
    };
    let layers = shown.iter().enumerate().map(layer).collect();
    let chart = Chart { x_label: "t".into(), y_label: value.into(), x_scale: Scale::Log, y_scale: Scale::Log, layers, ..Chart::default() };
    Stack { title: "Values in time".into(), note: "median at each width".into(), charts: vec![chart] }
}

/// Every n-th point and the last.
fn thinned(points: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let stride = points.len().div_ceil(POINTS).max(1);
    points.iter().enumerate().filter(|(index, _)| index % stride == 0 || *index + 1 == points.len()).map(|(_, point)| *point).collect()
}
