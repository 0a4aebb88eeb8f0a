//! The procedure: from a bound and a sample to a judgement.

use super::limits::limits;
use super::power::power;
use super::side::{Evidence, LOWER, Offset, Side, UPPER, is_growing, judge_growth_side, judge_side};
use super::wording::{reason, settle, warnings};
use super::{Estimate, GrowthLaw, Judgement, LocalSlope, Margins, Protocol, Tightness, Verdict, Window, WithoutLogs};
use crate::claim::{Bound, Growth as Kind, Symbol};
use crate::stats::Sample;
use crate::stats::growth::GrowthFit;
use crate::stats::summary::{Summary, summarise};
use crate::stats::trend::{Ladder, Reading, widths_to_drop};

/// The class of corrections that the asymptotic interval allows for.
const CORRECTION_CLASS: &str = "one correction to scaling, y = C M^s (1 + c (M/M_min)^-w), with 1/log(M_max/M_min) <= w <= 2: at the smallest \
width it may halve y, at the largest it adds at most 50 %";

/// No more local slopes than this are given.
const LOCAL_SLOPES: usize = 16;

/// A claim on the power of M alone: y against M^a log(M)^b.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Claim {
    pub(super) growth: Kind,
    pub(super) a: f64,
    pub(super) b: f64,
}

impl Claim {
    pub(super) fn new(bound: &Bound) -> Self {
        Self { growth: bound.growth, a: bound.rate.exponent(Symbol::M).to_f64(), b: bound.rate.exponent(Symbol::LogM).to_f64() }
    }

    /// Whether the claim is log(M)^b with b > 0, which a log-log fit cannot judge: a true A + B log M bends in it.
    pub(super) fn is_pure_log(&self) -> bool {
        self.a == 0.0 && self.b > 0.0
    }

    /// The alternative with a free offset, for claims M^a with 0 < a < 1/log(M_max/M_min): there a logarithm outgrows
    /// the claim over the window, and an offset dies out slower than the correction class reaches.
    pub(super) fn offset<'a>(
        &self,
        summary: &'a Summary,
        ladder: &Ladder,
        raw: &Reading<'_>,
        locations: &'a [f64],
        protocol: &Protocol,
    ) -> Option<Offset<'a>> {
        let slow = self.a > 0.0 && self.b == 0.0 && self.a * ladder.span() < 1.0;
        slow.then(|| Offset { summary, locations, misfit: raw.misfit(), grows: is_growing(raw, protocol), power: self.a })
    }

    /// log(value / rate): the claim's own logs are exact, never fitted.
    pub(super) fn divide(&self, x: &[f64], locations: &[f64]) -> Vec<f64> {
        x.iter().zip(locations).map(|(x, l)| l - self.a * x - self.b * x.ln()).collect()
    }
}

/// Judges `bound` on `sample` by `protocol`. Steps in the bound (the symbol t) are not this function's: it reads the
/// powers of M and log M alone. With fewer than five widths the verdict is inconclusive at best.
pub fn judge(bound: &Bound, sample: &Sample, protocol: &Protocol) -> Judgement {
    let claim = Claim::new(bound);
    let summary = summarise(sample, protocol.functional);
    if summary.points.len() < 3 {
        return too_few_widths(&claim, &summary, protocol);
    }
    let mut judgement = judge_summary(&claim, &summary, protocol);
    if claim.b != 0.0 {
        let bare = judge_summary(&Claim { b: 0.0, ..claim }, &summary, protocol);
        judgement.without_logs =
            Some(WithoutLogs { verdict: bare.verdict, tightness: bare.tightness, exponent: bare.exponent, power: bare.power });
    }
    judgement.limits = limits(&claim, &judgement, &summary);
    judgement.warnings = warnings(&claim, &judgement, &summary, sample);
    judgement
}

/// The verdict on a summary as it stands: of a design, where its locations lie on a curve.
pub fn expected_verdict(bound: &Bound, summary: &Summary, protocol: &Protocol) -> Verdict {
    judge_summary(&Claim::new(bound), summary, &Protocol { power_trials: 0, ..*protocol }).verdict
}

/// Everything but the warnings and the companion without logs.
fn judge_summary(claim: &Claim, whole: &Summary, protocol: &Protocol) -> Judgement {
    let divided: Vec<f64> = claim.divide(&whole.x(), &locations(whole));
    let drop = widths_to_drop(whole, &divided);
    let summary = whole.from_width(drop);
    let ladder = Ladder::new(&summary);
    let reading = ladder.read(&divided[drop..]);
    let raw = ladder.read(&locations(&summary));

    let growth_fit = claim.is_pure_log().then(|| GrowthFit::new(&summary, &locations(&summary), claim.b, raw.misfit()));
    let raw_locations = locations(&summary);
    let evidence = Evidence { reading: &reading, offset: claim.offset(&summary, &ladder, &raw, &raw_locations, protocol) };
    let asymptotic_margin = protocol.asymptotic_margin(claim.a);
    let side = |sign| match &growth_fit {
        Some(fit) => judge_growth_side(fit, &raw, protocol, sign),
        None => judge_side(&evidence, protocol, asymptotic_margin, sign),
    };
    let (upper, lower) = (side(UPPER), side(LOWER));
    let enough = summary.points.len() >= 5;
    // Where y grows, a free offset passes for a decay of y / log(M)^b: the logarithm itself has to be excluded.
    let growing = is_growing(&raw, protocol);
    let growth_is_slower = growth_fit.as_ref().is_none_or(|fit| !growing || 2.0 * fit.p_beyond(0.0, LOWER) < protocol.level());
    let (verdict, p_value) = decide(claim, (&upper, &lower), &reading, growth_is_slower, protocol);
    let verdict = if enough { verdict } else { Verdict::Inconclusive };

    let range = estimate(reading.range.estimate, |sign, p| reading.range.bound(sign, p), protocol);
    let profile = estimate(reading.exponent(), |sign, p| reading.bound(sign, p), protocol);
    let growth = growth_fit
        .as_ref()
        .map(|fit| GrowthLaw { lambda: estimate(fit.lambda, |sign, p| fit.bound(sign, p), protocol), significant: growing });
    // Where y grows like some power or a logarithm of M, lambda says which; the profile of log(y / rate) would take a
    // free offset for a power.
    let normalised = match growth {
        Some(growth) if growth.significant => scaled(growth.lambda, claim.b),
        _ => profile,
    };
    let (tightness, loose_by) = tightness(claim, verdict, &upper, &lower, &reading, normalised, protocol);
    let half_width = 0.5 * (normalised.high - normalised.low);
    let mut judgement = Judgement {
        verdict,
        tightness,
        exponent: normalised.plus(claim.a),
        range: range.plus(claim.a),
        normalised,
        window: window(&summary),
        power: Some(power(claim, &summary, &ladder, &reading, half_width, protocol)),
        reason: String::new(),
        settle: String::new(),
        loose_by,
        p_value,
        p_adjusted: None,
        functional: protocol.functional,
        scatter: if ladder.noise_is_known() { reading.scatter.sqrt() } else { f64::NAN },
        local_slopes: local_slopes(whole, claim),
        correction_class: CORRECTION_CLASS,
        growth,
        without_logs: None,
        margins: margins(claim, protocol),
        cases: None,
        limits: Vec::new(),
        warnings: Vec::new(),
    };
    judgement.reason = reason(claim, &judgement, &upper, &lower);
    judgement.settle = settle(claim, &judgement, &reading, &[&upper, &lower], protocol);
    judgement
}

/// The verdict of the sides that the claim has, and the p-value of its refutation. A side that is refuted and yet
/// supported is violated by less than the margin: that is inconclusive.
fn decide(
    claim: &Claim,
    (upper, lower): (&Side, &Side),
    reading: &Reading<'_>,
    growth_is_slower: bool,
    protocol: &Protocol,
) -> (Verdict, f64) {
    let of = |sides: &[&Side]| {
        if sides.iter().any(|s| s.fails()) {
            Verdict::Refuted
        } else if sides.iter().all(|s| s.holds()) {
            Verdict::Supported
        } else {
            Verdict::Inconclusive
        }
    };
    match claim.growth {
        Kind::AtMost => (of(&[upper]), upper.p_value),
        Kind::AtLeast => (of(&[lower]), lower.p_value),
        Kind::Exactly => (of(&[upper, lower]), upper.p_value.min(lower.p_value)),
        Kind::Below if of(&[upper]) == Verdict::Refuted => (Verdict::Refuted, upper.p_value),
        Kind::Below => {
            let p_value = upper.p_value.min(decay_p_value(reading, protocol));
            if decay_is_excluded(reading, protocol) {
                (Verdict::Refuted, p_value)
            } else if decay_is_shown(reading, protocol) && growth_is_slower {
                (Verdict::Supported, p_value)
            } else {
                (Verdict::Inconclusive, p_value)
            }
        }
    }
}

/// o(rate): value / rate falls by more than the margin over the range and in the limit.
fn decay_is_shown(reading: &Reading<'_>, protocol: &Protocol) -> bool {
    reading.range.bound(UPPER, protocol.confidence) < -protocol.margin && reading.bound(UPPER, protocol.confidence) < -protocol.margin
}

/// o(rate): value / rate is shown not to fall. The range excludes a decay as large as the least violation and the asymptote one as
/// large as the margin, at the two-sided level of every refutation; and neither over the range nor at its end does a fall show,
/// however small, for a decay slower than any power satisfies the claim.
pub(super) fn decay_is_excluded(reading: &Reading<'_>, protocol: &Protocol) -> bool {
    decay_p_value(reading, protocol) < protocol.level()
}

fn decay_p_value(reading: &Reading<'_>, protocol: &Protocol) -> f64 {
    let falls = |slope: &crate::stats::trend::Slope| 2.0 * slope.p_beyond(0.0, LOWER) < protocol.level();
    if falls(&reading.range) || reading.end.as_ref().is_some_and(falls) {
        return 1.0;
    }
    let range = 2.0 * reading.range.p_beyond(-protocol.least_violation, UPPER);
    if range >= protocol.level() {
        return range.min(1.0);
    }
    range.max(2.0 * reading.p_beyond(-protocol.margin, UPPER)).min(1.0)
}

/// Tight: the other side holds too. Loose: by more than the margin over the range, and in the limit.
fn tightness(
    claim: &Claim,
    verdict: Verdict,
    upper: &Side,
    lower: &Side,
    reading: &Reading<'_>,
    normalised: Estimate,
    protocol: &Protocol,
) -> (Tightness, Option<Estimate>) {
    let slack = match claim.growth {
        Kind::AtMost | Kind::Below => UPPER,
        Kind::AtLeast => LOWER,
        Kind::Exactly if verdict == Verdict::Supported => return (Tightness::Tight, None),
        Kind::Exactly => return (Tightness::Unknown, None),
    };
    if verdict != Verdict::Supported {
        return (Tightness::Unknown, None);
    }
    let opposite = if slack == UPPER { lower } else { upper };
    if claim.growth != Kind::Below && opposite.holds() {
        return (Tightness::Tight, None);
    }
    let range = slack * reading.range.bound(slack, protocol.confidence);
    let asymptote = slack * reading.bound(slack, protocol.confidence);
    if range < -protocol.margin && asymptote < 0.0 {
        let by = if slack == UPPER { normalised.negated() } else { normalised };
        return (Tightness::Loose, Some(by));
    }
    (Tightness::Unknown, None)
}

fn margins(claim: &Claim, protocol: &Protocol) -> Margins {
    Margins {
        range: protocol.margin,
        asymptotic: protocol.asymptotic_margin(claim.a),
        least_violation: protocol.least_violation,
        logarithm: claim.is_pure_log().then_some(protocol.log_margin),
    }
}

pub(super) fn estimate(value: f64, bound: impl Fn(f64, f64) -> f64, protocol: &Protocol) -> Estimate {
    let one_sided = 1.0 - protocol.level() / 2.0;
    Estimate { estimate: value, low: bound(LOWER, one_sided), high: bound(UPPER, one_sided), confidence: protocol.confidence }
}

fn scaled(estimate: Estimate, by: f64) -> Estimate {
    Estimate { estimate: by * estimate.estimate, low: by * estimate.low, high: by * estimate.high, ..estimate }
}

fn locations(summary: &Summary) -> Vec<f64> {
    summary.points.iter().map(|p| p.location).collect()
}

fn window(summary: &Summary) -> Window {
    let width = |point: Option<&crate::stats::summary::Point>| point.map_or(0.0, |p| p.width);
    Window {
        from: width(summary.points.first()),
        to: width(summary.points.last()),
        widths: summary.points.len(),
        replicates: summary.points.iter().map(|p| p.replicates).sum(),
    }
}

/// Slopes between neighbouring widths, or where there are very many between every so many of them, counted from the widest.
fn local_slopes(summary: &Summary, claim: &Claim) -> Vec<LocalSlope> {
    let level = |p: &crate::stats::summary::Point| p.location - claim.b * p.x.ln();
    let stride = summary.points.len().saturating_sub(1).div_ceil(LOCAL_SLOPES).max(1);
    let last = summary.points.len().saturating_sub(1);
    let points: Vec<crate::stats::summary::Point> =
        summary.points.iter().enumerate().filter(|(i, _)| (last - i).is_multiple_of(stride)).map(|(_, p)| *p).collect();
    points
        .windows(2)
        .map(|pair| {
            let step = pair[1].x - pair[0].x;
            let error = (pair[0].variance + pair[1].variance).sqrt() / step;
            LocalSlope {
                from: pair[0].width,
                to: pair[1].width,
                slope: (level(&pair[1]) - level(&pair[0])) / step,
                error: if summary.degrees.is_some() { error } else { f64::NAN },
            }
        })
        .collect()
}

fn too_few_widths(claim: &Claim, summary: &Summary, protocol: &Protocol) -> Judgement {
    let unknown = Estimate::unknown(protocol.confidence);
    let text = format!("{} widths cannot tell a law: measure at least 5", summary.points.len());
    Judgement {
        verdict: Verdict::Inconclusive,
        tightness: Tightness::Unknown,
        exponent: unknown,
        range: unknown,
        normalised: unknown,
        window: window(summary),
        power: None,
        reason: text.clone(),
        settle: "measure at least 5 widths, better 10 over a factor of 512".to_string(),
        loose_by: None,
        p_value: 1.0,
        p_adjusted: None,
        functional: protocol.functional,
        scatter: f64::NAN,
        local_slopes: Vec::new(),
        correction_class: CORRECTION_CLASS,
        growth: None,
        without_logs: None,
        margins: margins(claim, protocol),
        cases: None,
        limits: Vec::new(),
        warnings: vec![super::Warning { code: "few_widths", text }],
    }
}
