//! The singular values of W in time, at the narrowest and at the widest network.

use std::collections::BTreeMap;

use super::figure::{Chart, Dash, Ink, Layer, Marker, Scale, Shape, Stack};
use super::time_figure::points;
use crate::model::Precision;
use crate::observe::{RANK_TOLERANCE, SPECTRUM};
use crate::study::{Evidence, Row};

/// Names of the curves.
const NAMES: [&str; SPECTRUM.len()] = ["largest", "second", "third", "fourth"];

/// The spectrum in one setting against steps; nothing where it was not followed.
pub(super) fn spectrum_stack(setting: &str, evidence: &Evidence, height: f64) -> Option<Stack> {
    let mut widths: BTreeMap<usize, Vec<Vec<&Row>>> = BTreeMap::new();
    for (index, quantity) in SPECTRUM.into_iter().enumerate() {
        for row in points(evidence, setting, quantity).filter(|row| row.step > 0) {
            let curves = widths.entry(row.width).or_default();
            curves.resize_with(curves.len().max(index + 1), Vec::new);
            curves[index].push(row);
        }
    }
    let ends = [widths.first_key_value()?, widths.last_key_value()?];
    let shown = &ends[usize::from(ends[0].0 == ends[1].0)..];
    let charts = shown.iter().map(|(width, curves)| chart(**width, curves, (evidence.run.precision, height))).collect();
    let title = "singular values of W in time".into();
    Some(Stack { title, note: format!("{setting} on {} · replicate 0", evidence.data()), charts })
}

fn chart(width: usize, curves: &[Vec<&Row>], (precision, height): (Precision, f64)) -> Chart {
    let curve = |rows: &[&Row], of: &dyn Fn(f64) -> f64| -> Vec<[f64; 2]> {
        rows.iter().filter_map(|row| Some([row.step as f64, of(row.value?)])).collect()
    };
    let mut layers = Vec::new();
    for (index, rows) in curves.iter().enumerate() {
        let (points, ink, label) = (curve(rows, &|value| value), Ink::Step(index, curves.len()), NAMES[index]);
        layers.push(Layer::new(label, ink, Shape::Line(Dash::of(index), points.clone())));
        layers.push(Layer::new(label, ink, Shape::Points(Marker::of(index), points)));
    }
    let least = curve(&curves[0], &|largest| RANK_TOLERANCE * precision.epsilon() * largest);
    layers.push(Layer::new("below it counts as 0", Ink::Limit, Shape::Line(Dash::Dotted, least)));
    let has_zero = curves.iter().flatten().any(|row| row.value == Some(0.0));
    let y_scale = if has_zero { Scale::LogAndZero } else { Scale::Log };
    let y_label = format!("singular values, M = {width}");
    Chart { x_label: "steps t".into(), y_label, x_scale: Scale::Log, y_scale, y_range: None, height, layers }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::RunFacts;

    /// A spectrum of two values at these widths, at steps 0, 1 and 2; the second is `least`.
    fn evidence(widths: &[usize], least: f64) -> Evidence {
        let mut rows = Vec::new();
        for &width in widths {
            for (quantity, value) in SPECTRUM.into_iter().zip([2.0, least]) {
                let row = |step| Row {
                    width,
                    quantity: quantity.name.into(),
                    horizon: String::new(),
                    step,
                    value: Some(value),
                    ..Row::example()
                };
                rows.extend((0..3).map(row));
            }
        }
        Evidence { run: RunFacts::unknown(), rows }
    }

    #[test]
    fn the_narrowest_and_the_widest_network_have_a_chart_each() {
        let labels = |widths: &[usize]| -> Vec<String> {
            let stack = spectrum_stack("main", &evidence(widths, 1.0), Chart::TALL);
            stack.into_iter().flat_map(|stack| stack.charts).map(|chart| chart.y_label).collect()
        };
        assert_eq!(labels(&[32, 64, 128]), ["singular values, M = 32", "singular values, M = 128"]);
        assert_eq!(labels(&[64]), ["singular values, M = 64"]);
        assert!(labels(&[]).is_empty() && spectrum_stack("other", &evidence(&[64], 1.0), Chart::TALL).is_none());
    }

    #[test]
    fn each_place_has_a_curve_and_a_line_shows_what_counts_as_zero() {
        let chart = |least| spectrum_stack("main", &evidence(&[64], least), Chart::TALL).unwrap().charts.remove(0);
        let layers =
            |name: &str| chart(1e-15).layers.into_iter().filter(|layer| layer.label == name).map(|layer| layer.shape).collect::<Vec<_>>();
        let line = |dash, y: f64| Shape::Line(dash, vec![[1.0, y], [2.0, y]]);
        assert_eq!(layers("largest")[0], line(Dash::of(0), 2.0));
        assert_eq!(layers("second")[0], line(Dash::of(1), 1e-15));
        assert_eq!(layers("below it counts as 0"), [line(Dash::Dotted, 2.0 * RANK_TOLERANCE * f64::EPSILON)]);
        assert!(layers("third").is_empty());
        assert_eq!([chart(1e-15).y_scale, chart(0.0).y_scale], [Scale::Log, Scale::LogAndZero]);
    }
}
