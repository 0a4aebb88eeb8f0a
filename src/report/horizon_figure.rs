//! The diagram of horizons: the exponent of an quantity against that of the time it is measured at, t = c M^a, beside what is claimed there.

use crate::claim::{Horizon, Quantity, Symbol};

use crate::study::{ClaimResult, TheoremResult};
use crate::verdict::{Judgement, Verdict};

use super::law::sizes;

use super::figure::{Chart, Dash, Ink, Layer, Marker, Shape, Sheet, Stack};

/// Fewer horizons than this are no diagram.
const FEWEST: usize = 4;

/// The exponent a of a horizon that is a power of M.
fn exponent(horizon: Horizon) -> Option<f64> {
    match horizon {
        Horizon::Fixed(_) => Some(0.0),
        Horizon::Power { exponent: (p, q), .. } => Some(f64::from(p) / f64::from(q)),
        Horizon::Departure { .. } | Horizon::Untimed => None,
    }
}

/// A diagram for each setting and quantity that was claimed at [`FEWEST`] horizons or more, with its name.
pub(super) fn horizon_diagrams(result: &TheoremResult) -> Vec<(String, Sheet)> {
    let mut groups: Vec<((&str, Quantity), Vec<&ClaimResult>)> = Vec::new();
    for claim in result.claims.iter().filter(|claim| claim.claim.bound.rate().is_some() && exponent(claim.claim.horizon).is_some()) {
        let key = (claim.claim.setting, claim.claim.quantity);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, claims)) => claims.push(claim),
            None => groups.push((key, vec![claim])),
        }
    }
    let of_group = |((setting, quantity), claims): ((&str, Quantity), Vec<&ClaimResult>)| {
        let mut horizons: Vec<f64> = claims.iter().filter_map(|claim| exponent(claim.claim.horizon)).collect();
        horizons.sort_by(f64::total_cmp);
        horizons.dedup();
        (horizons.len() >= FEWEST).then(|| (format!("horizons-{setting}-{}", quantity.name), diagram(setting, quantity, &claims, result)))
    };
    groups.into_iter().filter_map(of_group).collect()
}

fn diagram(setting: &str, quantity: Quantity, claims: &[&ClaimResult], result: &TheoremResult) -> Sheet {
    let of = |claim: &&ClaimResult| Some((exponent(claim.claim.horizon)?, claim.judgement.exponent));
    // Claims at one horizon rest on the same measurements; those with a logarithm divide it out first, so that the power of M is that of the one without.
    let has_logs = |claim: &&&ClaimResult| claim.claim.bound.rate().is_some_and(|bound| bound.rate.mentions(Symbol::LogM));
    let mut measured: Vec<[f64; 4]> = Vec::new();
    for (a, found) in claims.iter().filter(|claim| !has_logs(claim)).filter_map(of) {
        if found.estimate.is_finite() && !measured.iter().any(|known| known[0] == a) {
            measured.push([a, found.estimate, found.low, found.high]);
        }
    }
    measured.sort_by(|one, other| one[0].total_cmp(&other[0]));
    let claimed = |wanted: fn(&Judgement) -> bool| {
        let of = |claim: &&ClaimResult| Some([exponent(claim.claim.horizon)?, claim.claim.bound.rate()?.rate.exponent(Symbol::M).to_f64()]);
        claims.iter().filter(|claim| wanted(&claim.judgement)).filter_map(of).collect::<Vec<_>>()
    };
    let is_open = |found: &Judgement| matches!(found.verdict, Verdict::Inconclusive | Verdict::OutOfScope);
    let layers = [
        ("claimed, supported", Ink::Claim, Marker::Stroke, claimed(|found| found.verdict == Verdict::Supported)),
        ("claimed, untestable here", Ink::LeftOut, Marker::HollowDiamond, claimed(|found| found.verdict == Verdict::Untestable)),
        ("claimed, refuted", Ink::Violation, Marker::Cross, claimed(|found| found.verdict == Verdict::Refuted)),
        ("claimed, not decided", Ink::LeftOut, Marker::Ring, claimed(is_open)),
    ];
    let mut layers: Vec<Layer> = layers
        .into_iter()
        .filter(|layer| !layer.3.is_empty())
        .map(|(label, ink, marker, at)| Layer::new(label, ink, Shape::Points(marker, at)))
        .collect();
    let line: Vec<[f64; 2]> = measured.iter().map(|point| [point[0], point[1]]).collect();
    layers.insert(0, Layer::unnamed(Ink::Data, Shape::Line(Dash::Dotted, line.clone())));
    layers.insert(0, Layer::unnamed(Ink::LeftOut, Shape::Rule(Dash::Dotted, 0.0)));
    layers.push(Layer::unnamed(Ink::Data, Shape::Bars(measured.iter().map(|point| [point[0], point[2], point[3]]).collect())));
    layers.push(Layer::new("measured in the limit, with its 95 % interval", Ink::Data, Shape::Points(Marker::Diamond, line)));
    let ends = measured.iter().flat_map(|point| [point[2].max(point[1] - 1.0), point[3].min(point[1] + 1.0)]);
    let (low, high) = ends
        .chain(claimed(|_| true).into_iter().map(|at| at[1]))
        .chain([0.0])
        .fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
    let chart = Chart {
        x_label: "exponent a of the horizon t = c M^a (0 is a fixed t)".into(),
        y_label: "exponent of M".into(),
        y_range: Some((low, high)),
        layers,
        ..Chart::default()
    };
    let (data, of_all) = (&result.data, sizes(&claims[0].sample));
    let note = format!("{setting} on {data} · {of_all} · what is claimed bounds from above; above 0 the drift would grow");
    Sheet { stacks: vec![Stack { title: format!("{} against the horizon", quantity.name), note, charts: vec![chart] }] }
}
