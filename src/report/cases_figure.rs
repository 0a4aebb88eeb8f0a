//! The figure of a pointwise claim: every case against the ceiling.

use crate::claim::Ceiling;

use super::figure::{Chart, Dash, Ink, Layer, Marker, Scale, Shape};

/// The cases (M, value), with the ceiling and those above it.
pub(super) fn cases_chart(ceiling: &Ceiling, cases: &[[f64; 2]], value: &str, x_label: String) -> Chart {
    let (broken, kept): (Vec<[f64; 2]>, Vec<[f64; 2]>) = cases.iter().partition(|case| ceiling.is_violated_by(case[1]));
    let mut layers = vec![Layer::new(format!("ceiling {}", ceiling.largest), Ink::Claim, Shape::Rule(Dash::Solid, ceiling.largest))];
    let with_rounding = ceiling.largest + ceiling.rounding;
    // Where a reader could not tell the two lines apart, one is drawn.
    if ceiling.rounding > 0.01 * ceiling.largest {
        layers.push(Layer::new(
            format!("with what rounding may add, {:e}", ceiling.rounding),
            Ink::Claim,
            Shape::Rule(Dash::Dashed, with_rounding),
        ));
    }
    if !kept.is_empty() {
        let exactly = if kept.iter().all(|case| case[1] == 0.0) { ", exactly 0" } else { "" };
        layers.push(Layer::new(format!("a case ({}{exactly})", kept.len()), Ink::Data, Shape::Points(Marker::Ring, kept)));
    }
    if !broken.is_empty() {
        layers.push(Layer::new(format!("a violation ({})", broken.len()), Ink::Violation, Shape::Points(Marker::Cross, broken)));
    }
    let heights: Vec<f64> = cases.iter().map(|case| case[1]).chain([ceiling.largest, with_rounding]).collect();
    let (y_scale, y_range) = spread(&heights);
    Chart { x_label, y_label: value.to_owned(), x_scale: Scale::Widths, y_scale, y_range, layers, ..Chart::default() }
}

/// More than this from the smallest positive value to the largest is shown by its logarithm.
const WIDE: f64 = 30.0;

/// How these sizes are best spread, and over which range: counts and what is of one order evenly and from 0 on.
pub(super) fn spread(values: &[f64]) -> (Scale, Option<(f64, f64)>) {
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let (lowest, highest) = finite().fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
    let least = finite().filter(|value| *value > 0.0).fold(f64::INFINITY, f64::min);
    if lowest < 0.0 {
        let mut sizes: Vec<f64> = finite().map(f64::abs).collect();
        sizes.sort_unstable_by(f64::total_cmp);
        let is_wide = sizes[sizes.len() - 1] > WIDE * WIDE * sizes[sizes.len() / 2];
        return (if is_wide { Scale::SignedLog } else { Scale::Linear }, None);
    }
    // What is 0 stands a little above the axis, where it can be seen.
    let from_zero = |top: f64| Some((if finite().any(|value| value == 0.0) { -0.06 * top } else { 0.0 }, top));
    if highest == 0.0 {
        return (Scale::Linear, from_zero(1.0));
    }
    let counts = highest <= 20.0 && finite().all(|value| value.fract() == 0.0);
    if counts || highest / least <= WIDE { (Scale::Linear, from_zero(1.08 * highest)) } else { (Scale::LogAndZero, None) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_breaks_the_ceiling_is_a_cross_of_its_own() {
        let ceiling = Ceiling { largest: 1.0, rounding: 1e-9 };
        let chart = cases_chart(&ceiling, &[[64.0, 0.5], [64.0, 1.0], [128.0, 1.5]], "ratio", String::new());
        let names: Vec<&str> = chart.layers.iter().map(|layer| layer.label.as_str()).collect();
        assert_eq!(names, ["ceiling 1", "a case (2)", "a violation (1)"]);
        assert_eq!(chart.layers[2].shape, Shape::Points(Marker::Cross, vec![[128.0, 1.5]]));
    }

    #[test]
    fn counts_and_sizes_of_one_order_start_at_0() {
        assert_eq!(spread(&[3.0, 4.0]).1, Some((0.0, 1.08 * 4.0)));
        assert_eq!(spread(&[0.0, 0.0]), (Scale::Linear, Some((-0.06, 1.0))));
        assert_eq!(spread(&[0.0, 74.4, 65536.0]).0, Scale::LogAndZero);
        assert_eq!(spread(&[-1.0, 2.0]), (Scale::Linear, None));
        assert_eq!(spread(&[-5e21, -0.4, 0.3]), (Scale::SignedLog, None));
    }
}
