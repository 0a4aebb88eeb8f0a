//! The singular values of W in time, at the narrowest and at the widest network.

use std::collections::BTreeMap;

use super::figure::{Chart, Dash, Ink, Layer, Scale, Shape, Stack};
use super::time_figure::{dash, marker, points};
use crate::model::Precision;
use crate::observe::{Observable, RANK_TOLERANCE};
use crate::study::{Evidence, Row};

/// Names of the curves.
const NAMES: [&str; Observable::SPECTRUM.len()] = ["largest", "second", "third", "fourth"];

/// The spectrum in one setting against steps; nothing where it was not followed.
pub(super) fn spectrum_stack(setting: &str, evidence: &Evidence, height: f64) -> Option<Stack> {
    let mut widths: BTreeMap<usize, Vec<Vec<&Row>>> = BTreeMap::new();
    for (index, observable) in Observable::SPECTRUM.into_iter().enumerate() {
        for row in points(evidence, setting, observable).filter(|row| row.step > 0) {
            let curves = widths.entry(row.width).or_default();
            curves.resize_with(curves.len().max(index + 1), Vec::new);
            curves[index].push(row);
        }
    }
    let ends = [widths.first_key_value()?, widths.last_key_value()?];
    let shown = &ends[usize::from(ends[0].0 == ends[1].0)..];
    let charts = shown.iter().map(|(width, curves)| chart(**width, curves, height)).collect();
    let title = "singular values of W in time".into();
    Some(Stack { title, note: format!("{setting} on {} · replicate 0", evidence.data()), charts })
}

fn chart(width: usize, curves: &[Vec<&Row>], height: f64) -> Chart {
    let curve = |rows: &[&Row], of: fn(&Row, f64) -> f64| -> Vec<[f64; 2]> {
        rows.iter().filter_map(|row| Some([row.step as f64, of(row, row.value?)])).collect()
    };
    let mut layers = Vec::new();
    for (index, rows) in curves.iter().enumerate() {
        let (points, ink, label) = (curve(rows, |_, value| value), Ink::Step(index, curves.len()), NAMES[index]);
        layers.push(Layer::new(label, ink, Shape::Line(dash(index), points.clone())));
        layers.push(Layer::new(label, ink, Shape::Points(marker(index), points)));
    }
    let least = curve(&curves[0], |row, largest| RANK_TOLERANCE * spacing(row.precision) * largest);
    layers.push(Layer::new("below it counts as 0", Ink::Limit, Shape::Line(Dash::Dotted, least)));
    let has_zero = curves.iter().flatten().any(|row| row.value == Some(0.0));
    let y_scale = if has_zero { Scale::LogAndZero } else { Scale::Log };
    let y_label = format!("singular values, M = {width}");
    Chart { x_label: "steps t".into(), y_label, x_scale: Scale::Log, y_scale, y_range: None, height, layers }
}

/// The spacing of numbers above 1.
fn spacing(precision: Precision) -> f64 {
    match precision {
        Precision::F32 => f64::from(f32::EPSILON),
        Precision::F64 => f64::EPSILON,
    }
}
