//! A floor under y: the claim is about y - E, with E known or fitted.

use serde::Serialize;

use super::claim::Claim;
use super::inquiry::Inquiry;
use super::judge::{judge, locations, window};
use super::levels::Levels;
use super::side::{LOWER, UPPER};
use super::wording::{WITH_FLAGS, withheld_because};
use super::{Estimate, Judgement, Margins, Over, Path, Protocol, Tightness, Verdict, Warning};
use crate::claim::{Bound, Growth};
use crate::stats::Sample;
use crate::stats::floor::{FloorFit, PARAMETERS};
use crate::stats::ladder::NoiseFrom;
use crate::stats::quality::flags;
use crate::stats::student::t_exceeds;
use crate::stats::summary::summarise;
use crate::stats::view::LEAST_VIOLATION;

/// A floor E, known or fitted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Floor {
    /// E; of a known floor the interval has no width.
    pub value: Estimate,
    /// Whether it was fitted to these data.
    pub fitted: bool,
}

/// What is known of the floor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FloorBy {
    /// It is this number.
    Known(f64),
    /// It is fitted, together with the exponent.
    Fit,
}

/// Fewer widths than this cannot tell a floor from a slow decay.
const FEWEST_WIDTHS: usize = 5;

/// Judges a claim on y - E.
pub fn judge_above_floor(bound: &Bound, sample: &Sample, floor: FloorBy, protocol: &Protocol) -> Judgement {
    match floor {
        FloorBy::Known(value) => above_known(bound, sample, value, protocol),
        FloorBy::Fit => above_fitted(bound, sample, protocol),
    }
}

/// The values less a known floor. One at the floor or below it has no logarithm left, and is counted like a 0.
fn above_known(bound: &Bound, sample: &Sample, floor: f64, protocol: &Protocol) -> Judgement {
    let (mut above, mut at_floor) = (sample.clone(), 0);
    for group in &mut above.groups {
        let is_above: Vec<bool> = group.values.iter().map(|value| value - floor > 0.0).collect();
        let lost = is_above.iter().filter(|is_above| !**is_above).count();
        (at_floor, group.zeros) = (at_floor + lost, group.zeros + lost);
        group.values = kept(&is_above, &group.values).map(|value| value - floor).collect();
        group.labels = kept(&is_above, &group.labels).collect();
        group.errors = kept(&is_above, &group.errors).collect();
    }
    // The digits of a difference are not those that were printed.
    above.digits = Some(sample.significant_digits());
    let mut judgement = judge(bound, &above, protocol);
    let value = Estimate { estimate: floor, low: floor, high: floor, confidence: protocol.confidence };
    judgement.floor = Some(Floor { value, fitted: false });
    if at_floor > 0 {
        judgement.verdict = Verdict::Inconclusive;
        judgement.tightness = Tightness::Unknown;
        judgement.loose_by = None;
        judgement.reason =
            format!("withheld: {at_floor} of the values lie at the floor of {floor} or below it, so those above it are a selection");
        judgement.settle = "fit the floor: --floor fit".to_owned();
    }
    judgement
}

/// The items of those that are above the floor.
fn kept<'a, T: Copy>(is_above: &'a [bool], items: &'a [T]) -> impl Iterator<Item = T> + 'a {
    items.iter().zip(is_above).filter(|(_, is_above)| **is_above).map(|(item, _)| *item)
}

/// The exponent of y - E is lone evidence: it answers at a stricter level.
fn above_fitted(bound: &Bound, sample: &Sample, protocol: &Protocol) -> Judgement {
    let claim = Claim::new(bound);
    let summary = summarise(sample, protocol.functional);
    let blank = Judgement { path: Path::Floor, ..Judgement::blank(window(&summary.points), protocol) };
    let spare = summary.points.len().saturating_sub(PARAMETERS) as f64;
    if summary.points.len() < FEWEST_WIDTHS {
        let reason = format!("{} widths cannot tell a floor from a slow decay: measure at least 5", summary.points.len());
        return Judgement { reason, settle: "measure at least 5 widths, better 10".to_owned(), ..blank };
    }
    if claim.b != 0.0 {
        let reason = "a floor is fitted under a power of M alone, and the claim has a logarithm".to_owned();
        return Judgement { reason, settle: "claim a power of M, or give the floor: --floor VALUE".to_owned(), ..blank };
    }
    let flags = flags(sample);
    if !flags.is_empty() {
        let warnings = flags.iter().map(Warning::from).collect();
        return Judgement { reason: withheld_because(&flags, true), settle: WITH_FLAGS.to_owned(), warnings, ..blank };
    }
    let inquiry = Inquiry::new(&summary, sample, protocol);
    let ladder = inquiry.windows.ladder(0);
    let fit = FloorFit::new(&ladder.line, &locations(&summary), 1.0);
    let ratio = fit.rss() / spare;
    // The widths alone tell a scatter beyond that of the replicates.
    let (scale, degrees) = match ladder.noise {
        NoiseFrom::Replicates(own) => (ratio.max(1.0), if ratio > 1.0 { spare } else { own }),
        NoiseFrom::Residuals => (ratio.max(1e-30), spare),
    };
    let levels = Levels::new(protocol, degrees);
    let margins = Margins::new(claim.a, &summary.x(), protocol);
    let interval = |quantile: f64| fit.exponents(scale * quantile * quantile);
    let (low, high) = interval(levels.two_sided);
    let (low_one, high_one) = interval(levels.one_sided);
    let (low_alone, high_alone) = interval(levels.alone);
    let upper = (high_one - claim.a < margins.asymptotic, low_alone - claim.a > LEAST_VIOLATION);
    let lower = (low_one - claim.a > -margins.asymptotic, high_alone - claim.a < -LEAST_VIOLATION);
    let (supported, refuted) = match claim.growth {
        Growth::AtMost => upper,
        Growth::AtLeast => lower,
        Growth::Exactly => (upper.0 && lower.0, upper.1 || lower.1),
        Growth::Below => (high - claim.a < -margins.range, upper.1 || upper.0 && lower.0),
    };
    let verdict = Verdict::of(supported, refuted);
    let confidence = protocol.confidence;
    let exponent = Estimate { estimate: fit.exponent(), low, high, confidence };
    let (floor_low, floor_high) = fit.floors(scale * levels.two_sided * levels.two_sided);
    let floor = Estimate { estimate: fit.floor(), low: floor_low, high: floor_high, confidence };
    let sign = if upper.1 { UPPER } else { LOWER };
    let excess = fit.excess_at(claim.a + sign * LEAST_VIOLATION, sign);
    let why = match verdict {
        Verdict::Supported => "with a floor fitted, the exponent of what lies above it is within the margin of the claim",
        Verdict::Refuted => "with a floor fitted, the exponent of what lies above it excludes the claim",
        _ => "with a floor fitted, the claim is neither shown nor excluded",
    };
    Judgement {
        verdict,
        exponent,
        normalised: exponent.plus(-claim.a),
        range: exponent,
        p_value: if refuted { (4.0 * t_exceeds((excess.max(0.0) / scale).sqrt(), degrees)).min(1.0) } else { 1.0 },
        margins,
        over_the_range: Over::Open,
        floor: Some(Floor { value: floor, fitted: true }),
        reason: format!("{why}: M^{:.3} [{low:.3}, {high:.3}]", fit.exponent()),
        settle: "a wider range of widths, or a floor that is known: --floor VALUE".to_owned(),
        warnings: vec![Warning {
            code: "floor_fitted",
            text: format!(
                "a floor of {:.5} [{floor_low:.5}, {floor_high:.5}] was fitted to the same data, and widens the interval",
                fit.floor()
            ),
        }],
        ..blank
    }
}
