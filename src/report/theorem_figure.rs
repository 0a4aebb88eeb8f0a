//! The figures of one theorem: each claim and control, what was followed in time, and the front figure that shows a little of each.

use super::cases_figure::cases_chart;
use super::figure::{Chart, Sheet, Stack, drawn};
use super::format::judged_cases;
use super::horizon_figure::horizon_diagrams;
use super::law::{sizes, verdict_words};
use super::law_figure::LawPlot;
use super::spectrum_figure::spectrum_stack;
use super::time_figure::{settings, time_sheet, time_stack};
use crate::claim::{Claim, Form, Symbol};
use crate::observe::{Level, departure_time};

use crate::claim::Horizon;
use crate::stats::Sample;
use crate::study::{ClaimResult, Evidence, Row, Status, TheoremResult};

/// A figure with the name of its file, without `.svg`.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The name: that of a claim, or `control-`, `time-`, `horizons-` and what it shows. No claim's name holds a hyphen.
    pub name: String,
    /// What it shows, for who cannot see it.
    pub caption: String,
    /// The figure.
    pub sheet: Sheet,
}

/// [`front_figure`] as an SVG file.
pub fn theorem_figure(result: &TheoremResult, evidence: &Evidence) -> String {
    drawn(&front_figure(result, evidence))
}

/// The front figure: the first claim and another that measures something else, of the other form where there is one, against the width; the singular values of W
/// where they were followed, otherwise the trajectories of the first claim that has some; and the first control, or two where a place would be left empty.
pub fn front_figure(result: &TheoremResult, evidence: &Evidence) -> Sheet {
    let measures = |result: &ClaimResult| (result.claim.quantity, result.claim.horizon);
    let first = result.claims.first();
    let is_rate = |result: &ClaimResult| result.claim.bound.rate().is_some();
    let second = first.and_then(|first| {
        let mut others = result.claims.iter().filter(|claim| measures(claim) != measures(first));
        others.clone().find(|claim| is_rate(claim) != is_rate(first)).or_else(|| others.next())
    });
    let claims = first.into_iter().chain(second).map(|claim| shortened(claim_stack("claim ", claim, evidence)));
    let mut trajectories = result.claims.iter().map(|claim| time_stack(claim.claim.setting, claim.claim.quantity, evidence, Chart::TALL));
    let spectrum = first.and_then(|first| spectrum_stack(first.claim.setting, evidence, Chart::TALL));
    // Of the widest network.
    let widest = |stack: Stack| Stack { charts: stack.charts.into_iter().next_back().into_iter().collect(), ..stack };
    let on_the_way = spectrum.map(widest).or_else(|| trajectories.find_map(|stack| stack));
    let mut stacks: Vec<Stack> = claims.chain(on_the_way).collect();
    let controls = result.controls.iter().map(|control| &control.result);
    let free = 2 - stacks.len() % 2;
    stacks.extend(controls.take(free).map(|control| shortened(claim_stack("control ", control, evidence))));
    Sheet { stacks }
}

/// The name of the figure of a control.
pub(super) fn control_name(id: &str) -> String {
    format!("control-{id}")
}

/// The name of the figure of a setting's trajectories.
pub(super) fn time_name(setting: &str) -> String {
    format!("time-{setting}")
}

/// All figures but the front one: claims, controls, trajectories, diagrams of horizons.
pub fn theorem_figures(result: &TheoremResult, evidence: &Evidence) -> Vec<Figure> {
    let claims = result.claims.iter().map(|claim| Figure {
        name: claim.claim.id.into(),
        caption: caption("claim", claim),
        sheet: Sheet { stacks: vec![claim_stack("", claim, evidence)] },
    });
    let controls = result.controls.iter().map(|control| Figure {
        name: control_name(control.control.claim.id),
        caption: caption("control", &control.result),
        sheet: Sheet { stacks: vec![claim_stack("control ", &control.result, evidence)] },
    });
    let diagrams = horizon_diagrams(result).into_iter().map(|(name, sheet)| Figure {
        caption: format!("{name}: exponents against the horizon"),
        name,
        sheet,
    });
    let times = settings(evidence).into_iter().map(|setting| (setting, time_sheet(setting, result, evidence)));
    let times = times.filter(|(_, sheet)| !sheet.stacks.is_empty()).map(|(setting, sheet)| Figure {
        name: time_name(setting),
        caption: format!("trajectories in the setting {setting}"),
        sheet,
    });
    claims.chain(controls).chain(diagrams).chain(times).collect()
}

fn caption(kind: &str, result: &ClaimResult) -> String {
    format!("{kind} {}: {}, {}", result.claim.id, result.claim.bound, verdict_words(&result.judgement))
}

/// The first chart alone.
fn shortened(mut stack: Stack) -> Stack {
    stack.charts.truncate(1);
    stack
}

/// What a claim or control was judged on, with the judgement.
fn claim_stack(kind: &str, result: &ClaimResult, evidence: &Evidence) -> Stack {
    let (claim, judgement) = (&result.claim, &result.judgement);
    let rows = || rows_of(claim, evidence);
    // A claim in t is judged on values over its power of t.
    let power = claim.bound.rate().map_or(0.0, |bound| bound.rate.exponent(Symbol::T).to_f64());
    let over = |row: &Row| if power == 0.0 { 1.0 } else { (row.step as f64).powf(power) };
    let point = |row: &Row| Some([row.width as f64, row.value? / over(row)]);
    let axis = &evidence.run.axis;
    let x_label = format!("{}{axis}, {}", if axis == "M" { "width " } else { "" }, claim.horizon.phrase());
    let value = match power {
        0.0 => claim.quantity.axis(),
        1.0 => format!("{}, over t", claim.quantity.axis()),
        power => format!("{}, over t^{power}", claim.quantity.axis()),
    };
    let (charts, verdict) = match &claim.bound {
        Form::Rate(bound) => {
            let plot = LawPlot {
                bound,
                sample: &result.sample,
                judgement,
                value,
                x_label,
                unresolved: rows()
                    .filter(|row| row.status == Status::Unresolved)
                    .filter_map(point)
                    .filter(|point| point[1] > 0.0)
                    .collect(),
                predicted: predicted_slope(claim, rows()),
            };
            (plot.charts(), verdict_words(judgement))
        }
        Form::Pointwise(ceiling) => {
            let cases: Vec<[f64; 2]> = rows().filter_map(point).collect();
            (vec![cases_chart(ceiling, &cases, &value, x_label)], format!("{}, {}", verdict_words(judgement), judged_cases(judgement)))
        }
        _ => (Vec::new(), verdict_words(judgement)),
    };
    let all = Sample::from_pairs(rows().filter_map(point).map(|[m, y]| (m, y)));
    let note = format!("{} on {} · {} · {verdict}", claim.setting, evidence.data(), sizes(&all));
    Stack { title: format!("{kind}{}: {}", claim.id, claim.bound), note, charts }
}

fn rows_of<'a>(claim: &'a Claim, evidence: &'a Evidence) -> impl Iterator<Item = &'a Row> {
    let horizon = claim.horizon.to_string();
    evidence.rows.iter().filter(move |row| row.setting == claim.setting && row.quantity == claim.quantity.name && row.horizon == horizon)
}

/// What the growth of the data's limit kernel predicts for the increase of a departure time with log M: 1 / (2 log(1 + eta lambda)), read off the steps of the
/// horizon, which are ceil(m log(M) / (2 log(1 + eta lambda))) (docs/theory.md: ours).
fn predicted_slope<'a>(claim: &Claim, rows: impl Iterator<Item = &'a Row>) -> Option<f64> {
    let Horizon::Departure { multiple } = claim.horizon else { return None };
    if !Level::ALL.iter().any(|&level| departure_time(level) == claim.quantity) {
        return None;
    }
    let (low, high) = rows.fold((0.0_f64, f64::INFINITY), |(low, high), row| {
        let (steps, unit) = (row.step as f64, multiple * (row.width as f64).ln());
        (low.max((steps - 1.0) / unit), high.min(steps / unit))
    });
    (low <= high && high.is_finite()).then_some((low + high) / 2.0)
}
