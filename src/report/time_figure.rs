//! Trajectories of one setting: what was followed against steps, one curve a width.

use std::collections::BTreeMap;

use crate::claim::{Quantity, Sign};
use crate::observe::SPECTRUM;
use crate::study::{Evidence, Row, TheoremResult};

use super::cases_figure::spread;
use super::figure::{Chart, Dash, Ink, Layer, Marker, Scale, Shape, Sheet, Stack};
use super::spectrum_figure::spectrum_stack;

/// Widths with a curve of their own.
const CURVES: usize = 6;
/// Height of one chart in pixels.
const HEIGHT: f64 = 170.0;

/// The settings that have trajectories, in the order of the evidence.
pub(super) fn settings(evidence: &Evidence) -> Vec<&str> {
    let mut settings: Vec<&str> = Vec::new();
    for row in evidence.rows.iter().filter(|row| row.horizon.is_empty()) {
        if settings.last() != Some(&row.setting.as_str()) && !settings.contains(&row.setting.as_str()) {
            settings.push(&row.setting);
        }
    }
    settings
}

/// What was followed in `setting`, what claims and controls there speak of first.
fn followed(setting: &str, result: &TheoremResult, evidence: &Evidence) -> Vec<Quantity> {
    let claims = result.claims.iter().map(|claim| &claim.claim).chain(result.controls.iter().map(|control| &control.control.claim));
    let named = claims.filter(|claim| claim.setting == setting).map(|claim| claim.quantity);
    let mut quantitys: Vec<Quantity> = Vec::new();
    for quantity in named.chain(result.quantities.iter().copied()) {
        let has_rows = || points(evidence, setting, quantity).next().is_some();
        if !quantitys.contains(&quantity) && !SPECTRUM.contains(&quantity) && has_rows() {
            quantitys.push(quantity);
        }
    }
    quantitys
}

/// What was followed of an quantity, by width and step.
pub(super) fn points<'a>(evidence: &'a Evidence, setting: &'a str, quantity: Quantity) -> impl Iterator<Item = &'a Row> {
    evidence
        .rows
        .iter()
        .filter(move |row| row.setting == setting && row.quantity == quantity.name && row.horizon.is_empty() && row.value.is_some())
}

/// The sheet of one setting.
pub(super) fn time_sheet(setting: &str, result: &TheoremResult, evidence: &Evidence) -> Sheet {
    let stack = |quantity: Quantity| time_stack(setting, quantity, evidence, HEIGHT);
    let spectrum = spectrum_stack(setting, evidence, HEIGHT);
    Sheet { stacks: spectrum.into_iter().chain(followed(setting, result, evidence).into_iter().filter_map(stack)).collect() }
}

/// One quantity of one setting against steps, at widths spread over the ladder; nothing where it was not followed.
pub(super) fn time_stack(setting: &str, quantity: Quantity, evidence: &Evidence, height: f64) -> Option<Stack> {
    let mut curves: BTreeMap<usize, Vec<[f64; 2]>> = BTreeMap::new();
    for row in points(evidence, setting, quantity).filter(|row| row.step > 0) {
        curves.entry(row.width).or_default().push([row.step as f64, row.value?]);
    }
    let (count, all) = (curves.len(), curves);
    let shown: Vec<(usize, Vec<[f64; 2]>)> =
        spread_over(count).into_iter().filter_map(|index| all.iter().nth(index).map(|(width, curve)| (*width, curve.clone()))).collect();
    let heights: Vec<f64> = shown.iter().flat_map(|(_, curve)| curve.iter().map(|point| point[1])).collect();
    let (y_scale, y_range) = if heights.iter().all(|height| *height > 0.0) && quantity.sign == Sign::Size && !is_count(&heights) {
        (Scale::Log, None)
    } else {
        spread(&heights)
    };
    let most = largest_shown(&heights).filter(|_| matches!(y_scale, Scale::Log | Scale::SignedLog));
    let cut = most.map_or_else(String::new, |most| format!(" · cut at {most:.0e}"));
    let shown: Vec<(usize, Vec<[f64; 2]>)> = shown.into_iter().map(|(width, curve)| (width, until_beyond(most, curve))).collect();
    let mut layers = Vec::new();
    for (index, (width, curve)) in shown.iter().enumerate() {
        let (ink, label) = (Ink::Step(index, shown.len()), format!("M = {width}"));
        layers.push(Layer::new(label.clone(), ink, Shape::Line(Dash::of(index), curve.clone())));
        layers.push(Layer::new(label, ink, Shape::Points(Marker::of(index), curve.clone())));
    }
    let chart = Chart { x_label: "steps t".into(), y_label: quantity.axis(), x_scale: Scale::Log, y_scale, y_range, height, layers };
    let exactly = if heights.iter().all(|height| *height == 0.0) { " · exactly 0 throughout" } else { "" };
    let note = format!("{setting} on {} · replicate 0 at {} of {count} widths{exactly}{cut}", evidence.data(), shown.len());
    (!heights.is_empty()).then(|| Stack { title: format!("{} in time", quantity.name), note, charts: vec![chart] })
}

/// Sizes that are so many times the middle one are of a run that leaves all bounds, and would leave no room for what comes before.
const BEYOND: f64 = 1e6;

/// The largest size that is shown, a power of ten, where sizes are beyond it.
fn largest_shown(heights: &[f64]) -> Option<f64> {
    let mut sizes: Vec<f64> = heights.iter().map(|height| height.abs()).filter(|size| *size > 0.0).collect();
    sizes.sort_unstable_by(f64::total_cmp);
    let most = 10f64.powf((sizes.get(sizes.len() / 2)? * BEYOND).log10().ceil());
    (*sizes.last()? > most).then_some(most)
}

/// A curve up to its last point before the first beyond `most`.
fn until_beyond(most: Option<f64>, curve: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    let Some(most) = most else { return curve };
    curve.into_iter().take_while(|point| point[1].abs() <= most).collect()
}

fn is_count(values: &[f64]) -> bool {
    values.iter().all(|value| value.fract() == 0.0 && *value <= 20.0)
}

/// At most [`CURVES`] of `count` places, with both ends.
fn spread_over(count: usize) -> Vec<usize> {
    let shown = count.min(CURVES);
    (0..shown).map(|index| if shown > 1 { index * (count - 1) / (shown - 1) } else { 0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_that_leave_all_bounds_are_cut_where_they_leave() {
        assert_eq!(largest_shown(&[0.002, 0.5, 1e5]), None);
        assert_eq!(largest_shown(&[0.0, 0.0]), None);
        assert_eq!(largest_shown(&[0.002, -1e45, 5.0]), Some(1e7));
        assert_eq!(until_beyond(Some(1e7), vec![[1.0, 1.0], [2.0, -1e9], [3.0, 1.0]]), [[1.0, 1.0]]);
        assert_eq!(until_beyond(None, vec![[1.0, 1e30]]), [[1.0, 1e30]]);
    }

    #[test]
    fn widths_are_spread_over_the_ladder_with_both_ends() {
        assert_eq!(spread_over(11), [0, 2, 4, 6, 8, 10]);
        assert_eq!(spread_over(3), [0, 1, 2]);
        assert_eq!(spread_over(1), [0]);
        assert!(spread_over(0).is_empty());
    }
}
