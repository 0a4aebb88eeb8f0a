//! The figure of one theorem: each drift claim against the width, the controls, and trajectories.

use std::collections::BTreeMap;

use super::axis::Scale;
use super::figure::{Curve, Panel, side_by_side};
use super::law::law_plot;
use super::scaling_figure::ScalingPlot;
use super::trajectory_figure::TrajectoryPlot;
use crate::study::{ClaimResult, Evidence, TheoremResult};

/// Widths with a curve of their own among the trajectories.
const CURVES: usize = 5;

/// The first claim, and the next one that measures something else, against the width, with the claimed rate's shape and the fit; the first claim's
/// trajectories; and the first control.
pub fn theorem_figure(result: &TheoremResult, evidence: &Evidence) -> String {
    let measures = |result: &ClaimResult| (result.claim.observable, result.claim.horizon);
    let first = result.claims.first();
    let second = first.and_then(|first| result.claims.iter().find(|claim| measures(claim) != measures(first)));
    let claims = first.into_iter().chain(second).map(|claim| Panel::Scaling(scaling_plot(claim, "claim")));
    let trajectories = first.map(|claim| Panel::Trajectory(trajectory_plot(claim, evidence)));
    let control = result.controls.first().map(|control| Panel::Scaling(scaling_plot(&control.result, "control")));
    side_by_side(&claims.chain(trajectories).chain(control).collect::<Vec<_>>())
}

fn scaling_plot(result: &ClaimResult, kind: &str) -> ScalingPlot {
    let claim = &result.claim;
    let plot = law_plot(&claim.bound, &result.sample, &result.judgement);
    ScalingPlot {
        title: format!("{kind} {}", claim.id),
        x_label: format!("width M, at {}", claim.horizon),
        y_label: claim.observable.describe().into(),
        ..plot
    }
}

/// The claim's observable against steps, at widths spread over the ladder; the replicate whose trajectory is kept.
fn trajectory_plot(result: &ClaimResult, evidence: &Evidence) -> TrajectoryPlot {
    let claim = &result.claim;
    let mut curves: BTreeMap<usize, Curve> = BTreeMap::new();
    let points =
        evidence.rows.iter().filter(|row| row.setting == claim.setting && row.observable == claim.observable && row.horizon.is_empty());
    for row in points {
        let Some(value) = row.value.filter(|_| row.step > 0) else { continue };
        let curve = curves.entry(row.width).or_insert_with(|| Curve { label: format!("M = {}", row.width), ..Curve::default() });
        curve.x.push(row.step as f64);
        curve.y.push(value);
    }
    let last = curves.len().saturating_sub(1);
    let shown = curves.into_values().enumerate().filter(|(index, _)| (index * (CURVES - 1)) % last.max(1) < CURVES - 1 || *index == last);
    TrajectoryPlot {
        title: format!("{} on the way", claim.id),
        note: "replicate 0 at each width".into(),
        x_label: "steps t".into(),
        y_label: claim.observable.describe().into(),
        x_scale: Scale::Log,
        y_scale: Scale::Log,
        curves: shown.map(|(_, curve)| curve).collect(),
        legend_title: String::new(),
    }
}
