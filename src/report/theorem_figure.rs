//! The figure of one theorem: each drift claim against the width, the controls, and trajectories.

use std::collections::BTreeMap;

use super::axis::Scale;
use super::figure::{Curve, Panel, side_by_side};
use super::format::judged_cases;
use super::law::law_plot;
use super::scaling_figure::ScalingPlot;
use super::trajectory_figure::TrajectoryPlot;
use crate::claim::{Ceiling, Form};
use crate::study::{ClaimResult, Evidence, TheoremResult};

/// Widths with a curve of their own among the trajectories.
const CURVES: usize = 5;

/// The first claim, and the next one that measures something else, against the width, with the claimed rate's shape and the fit; the trajectories of the
/// first claim that has some; and the first control, or two where a place would be left empty.
pub fn theorem_figure(result: &TheoremResult, evidence: &Evidence) -> String {
    let measures = |result: &ClaimResult| (result.claim.observable, result.claim.horizon);
    let first = result.claims.first();
    let second = first.and_then(|first| result.claims.iter().find(|claim| measures(claim) != measures(first)));
    // What is 0 everywhere has no place on logarithmic axes.
    let has_place = |claim: &&ClaimResult| !claim.sample.groups.is_empty();
    let claims = first.into_iter().chain(second).filter(has_place).map(|claim| Panel::Scaling(scaling_plot(claim, "claim")));
    let mut trajectories = result.claims.iter().map(|claim| trajectory_plot(claim, evidence));
    let on_the_way = trajectories.find(|plot| !plot.curves.is_empty()).map(Panel::Trajectory);
    let mut panels: Vec<Panel> = claims.chain(on_the_way).collect();
    let controls = result.controls.iter().map(|control| &control.result).filter(has_place);
    panels.extend(controls.take(2 - panels.len() % 2).map(|control| Panel::Scaling(scaling_plot(control, "control"))));
    side_by_side(&panels)
}

fn scaling_plot(result: &ClaimResult, kind: &str) -> ScalingPlot {
    let claim = &result.claim;
    let plot = match &claim.bound {
        Form::Rate(bound) => law_plot(bound, &result.sample, &result.judgement),
        Form::Pointwise(ceiling) => ceiling_plot(ceiling, result),
    };
    ScalingPlot {
        title: format!("{kind} {}", claim.id),
        x_label: format!("width M, at {}", claim.horizon),
        y_label: claim.observable.describe().into(),
        ..plot
    }
}

/// The cases, and the ceiling where a logarithmic axis can show it.
fn ceiling_plot(ceiling: &Ceiling, result: &ClaimResult) -> ScalingPlot {
    let groups = result.sample.groups.clone();
    let ends = [groups.first(), groups.last()].into_iter().flatten().map(|group| group.width);
    let line =
        Curve { label: format!("ceiling {}", ceiling.largest), x: ends.clone().collect(), y: ends.map(|_| ceiling.largest).collect() };
    ScalingPlot {
        title: String::new(),
        note: judged_cases(&result.judgement),
        x_label: String::new(),
        y_label: String::new(),
        groups,
        fit: None,
        claim: (ceiling.largest > 0.0).then_some(line),
    }
}

/// The claim's observable against steps, at widths spread over the ladder; the replicate whose trajectory is kept.
fn trajectory_plot(result: &ClaimResult, evidence: &Evidence) -> TrajectoryPlot {
    let claim = &result.claim;
    let mut curves: BTreeMap<usize, Curve> = BTreeMap::new();
    let points =
        evidence.rows.iter().filter(|row| row.setting == claim.setting && row.observable == claim.observable && row.horizon.is_empty());
    for row in points {
        let Some(value) = row.value.filter(|&value| row.step > 0 && value > 0.0) else { continue };
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
