//! The procedure: from a bound and a sample to a judgement.

use super::claim::Claim;
use super::decide::{Sides, simpler_logarithm, with_enough_widths};
use super::inquiry::Inquiry;
use super::levels::Levels;
use super::limits::limits;
use super::logarithm::{RIVAL, judge_growth};
use super::near::near_misses;
use super::power::power;
use super::rivals::{exclusive_rival, larger_growth};
use super::side::{LOWER, UPPER};
use super::table::judge_rates;
use super::warnings::warnings;
use super::wording::{Found, reason, settle};
use super::{
    Estimate, FamilyLimit, GrowthLaw, Judgement, LocalSlope, Margins, Over, Path, Protocol, Tightness, Verdict, Warning, Window,
    WithoutLogs,
};
use crate::claim::{Bound, Growth as Kind};
use crate::stats::Sample;
use crate::stats::paired::without_blocks;
use crate::stats::quality::{Flag, counts_follow_width, flags, is_deterministic, seems_planned};
use crate::stats::rates::{self, Rates, Settled};
use crate::stats::reading::Reading;
use crate::stats::summary::{Point, Summary, summarise};
use crate::stats::view::View;

/// No more local slopes than this are given.
const LOCAL_SLOPES: usize = 16;
/// Fewer widths than this have no slope to speak of.
const FEWEST_WIDTHS: usize = 3;

/// Judges `bound` on `sample` by `protocol`. Steps in the bound (the symbol t) are not this function's: it reads the
/// powers of M and log M alone. With three widths there is no verdict, with four a refutation at best.
pub fn judge(bound: &Bound, sample: &Sample, protocol: &Protocol) -> Judgement {
    judge_all(std::slice::from_ref(bound), sample, protocol).remove(0)
}

/// Judges several claims on one sample: they share its readings. P-values are each claim's own ([`super::adjust`]).
pub fn judge_all(bounds: &[Bound], sample: &Sample, protocol: &Protocol) -> Vec<Judgement> {
    let paired = without_blocks(sample);
    let used = paired.as_ref().unwrap_or(sample);
    let summary = summarise(used, protocol.functional);
    let lone = summary.degrees.is_none() && summary.points.len() == FEWEST_WIDTHS;
    if summary.points.len() < FEWEST_WIDTHS || lone {
        return bounds.iter().map(|_| too_few_widths(&summary, sample, protocol)).collect();
    }
    let (flags, inquiry) = (flags(sample), Inquiry::new(&summary, used, protocol));
    let planned = seems_planned(sample);
    let one = |bound: &Bound| {
        let claim = Claim::new(bound);
        let of = |claim: &Claim| Asked { inquiry: &inquiry, table: table_of(claim, &summary, sample), flags: &flags, planned }.judge(claim);
        let mut judgement = of(&claim);
        if claim.b != 0.0 {
            let bare = of(&Claim { b: 0.0, ..claim });
            judgement.without_logs =
                Some(WithoutLogs { verdict: bare.verdict, tightness: bare.tightness, exponent: bare.exponent, power: bare.power });
        }
        judgement.near_misses = near_misses(&inquiry, &claim, judgement.path);
        judgement.limits = limits(&claim, &judgement, &summary);
        judgement.warnings.extend(warnings(&claim, &judgement, &inquiry, sample));
        if paired.is_some() {
            let text = "replicates share a factor over all widths, which was taken off: they are paired".to_owned();
            judgement.warnings.push(Warning { code: "replicate_blocks", text });
        }
        judgement
    };
    bounds.iter().map(one).collect()
}

/// The verdict on a summary as it stands: of a design, where its locations lie on a curve.
pub fn expected_verdict(bound: &Bound, summary: &Summary, protocol: &Protocol) -> Verdict {
    let protocol = Protocol { power_trials: 0, ..*protocol };
    let inquiry = Inquiry::new(summary, &Sample::default(), &protocol);
    Asked { inquiry: &inquiry, table: None, flags: &[], planned: true }.judge(&Claim::new(bound)).verdict
}

/// The rates of a table without noise, if that is what the sample is and they do not wander.
fn table_of(claim: &Claim, summary: &Summary, sample: &Sample) -> Option<Rates> {
    let x = summary.x();
    let usable = x.len() > FEWEST_WIDTHS && x.len() == summary.widths && is_deterministic(sample) && (claim.b == 0.0 || x[0] > 0.0);
    let rates = usable.then(|| rates::settle(&x, &claim.divide(&x, &locations(summary)), sample.significant_digits()));
    rates.filter(|rates| *rates != Rates::Rough)
}

/// What is asked of one claim.
#[derive(Clone)]
struct Asked<'a> {
    inquiry: &'a Inquiry<'a>,
    table: Option<Rates>,
    flags: &'a [Flag],
    /// Whether replicate counts that differ seem planned.
    planned: bool,
}

impl Asked<'_> {
    fn judge(&self, claim: &Claim) -> Judgement {
        match &self.table {
            Some(Rates::Floor) => self.at_floor(claim),
            Some(Rates::Settled(settled)) => self.by_rates(claim, settled),
            _ => self.by_families(claim),
        }
    }

    fn start(&self, claim: &Claim) -> Judgement {
        let summary = self.inquiry.summary;
        Judgement { local_slopes: local_slopes(summary, claim), ..Judgement::blank(window(&summary.points), self.inquiry.protocol) }
    }

    /// A table whose last row breaks its settled rates.
    fn at_floor(&self, claim: &Claim) -> Judgement {
        let text = "the last row breaks a settled sequence of rates, by rounding or a floor: judge the rows before it".to_owned();
        let settle = self
            .inquiry
            .summary
            .points
            .iter()
            .rev()
            .nth(1)
            .map_or(String::new(), |point| format!("leave out the last row: keep the sizes up to {}", point.width));
        let warnings = vec![Warning { code: "rounding_floor", text: text.clone() }];
        Judgement { path: Path::Table, reason: text, settle, warnings, ..self.start(claim) }
    }

    /// A table whose rates settle.
    fn by_rates(&self, claim: &Claim, settled: &Settled) -> Judgement {
        let summary = self.inquiry.summary;
        let x = summary.x();
        let margins = Margins::new(claim.a, &x, self.inquiry.protocol);
        let verdict = judge_rates(claim, settled, &margins);
        let (low, high) = settled.interval();
        // No statistical level: the disagreement of accelerations.
        let normalised = Estimate { estimate: settled.limit, low, high, confidence: self.inquiry.protocol.confidence };
        let rates = rates::rates(&x[settled.start..], &claim.divide(&x, &locations(summary))[settled.start..]);
        let (least, most) = rates.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), rate| (low.min(*rate), high.max(*rate)));
        let whole = (last(&claim.divide(&x, &locations(summary))) - claim.divide(&x, &locations(summary))[0]) / (last(&x) - x[0]);
        let range =
            Estimate { estimate: whole, low: least.min(whole), high: most.max(whole), confidence: self.inquiry.protocol.confidence };
        let found = Found::Rates { settled, from: summary.points[settled.start].width };
        let mut judgement = Judgement {
            verdict,
            path: Path::Table,
            tightness: tightness_of_rates(claim, verdict, settled, &margins),
            exponent: normalised.plus(claim.a),
            normalised,
            range: range.plus(claim.a),
            window: window(&summary.points[settled.start..]),
            margins,
            p_value: f64::NAN,
            over_the_range: over_of_rates(claim, &rates, &margins),
            ..self.start(claim)
        };
        if judgement.tightness == Tightness::Loose {
            judgement.loose_by = Some(if claim.growth == Kind::AtLeast { normalised } else { normalised.negated() });
        }
        if settled.start > 0 {
            let text = format!("the rates settle from M = {} on: the rows before it were left out", summary.points[settled.start].width);
            judgement.warnings.push(Warning { code: "pre_asymptotic_rows", text });
        }
        judgement.reason = reason(claim, &judgement, &found);
        judgement.settle = settle(claim, &judgement, &found);
        judgement
    }

    /// Anything with noise.
    fn by_families(&self, claim: &Claim) -> Judgement {
        let Some(reading) = self.inquiry.reading(claim.b) else {
            let text = "a power of log M needs M > 1.35 at the smallest width".to_owned();
            let settle = "leave out the smallest widths, or claim a power of M alone".to_owned();
            return Judgement { reason: text, settle, ..self.start(claim) };
        };
        let sides = Sides::new(&reading, claim.a, self.inquiry.protocol);
        let flags = self.all_flags(claim, &reading, &sides.levels);
        let growth = claim.is_pure_log().then(|| judge_growth(self.inquiry, claim.growth, claim.b));
        let first = growth.map_or_else(|| sides.verdict(claim.growth), |growth| growth.verdict);
        let enough = with_enough_widths(first, self.inquiry.summary.points.len());
        let verdict = if flags.is_empty() { enough } else { Verdict::Inconclusive };
        let simpler = match growth {
            Some(growth) => growth.as_good,
            None if verdict == Verdict::Supported && claim.b != 0.0 && claim.growth != Kind::AtMost => {
                simpler_logarithm(&reading, claim, &sides.levels)
            }
            None => None,
        };
        let verdict = if simpler.is_some() && verdict == Verdict::Supported { Verdict::Inconclusive } else { verdict };
        let rival = if verdict == Verdict::Supported { self.rival(claim) } else { None };
        let verdict = if rival.is_some() { Verdict::Inconclusive } else { verdict };

        let protocol = self.inquiry.protocol;
        let mut judgement = Judgement {
            verdict,
            path: if claim.is_pure_log() { Path::Growth } else { Path::Noise },
            range: estimate(reading.range.less(claim.a), protocol),
            window: window(&self.inquiry.summary.points[reading.dropped..]),
            p_value: growth.map_or_else(|| sides.p_value(claim.growth), |growth| growth.p_value),
            scatter: if reading.is_single() { f64::NAN } else { reading.scatter.sqrt() },
            over_the_range: sides.over(claim.growth),
            reached_at: sides.asked(claim.growth).iter().find_map(|side| side.reached_at),
            rival: rival.map(|rival| rival.to_string()),
            margins: Margins { logarithm: claim.is_pure_log().then_some(RIVAL), ..sides.margins },
            ..self.start(claim)
        };
        judgement.range = judgement.range.plus(claim.a);
        if first != Verdict::Refuted {
            judgement.p_value = 1.0;
        }
        self.describe_limit(claim, &sides, &mut judgement);
        if !flags.is_empty() {
            judgement.normalised = Estimate::unknown(protocol.confidence);
            judgement.exponent = judgement.normalised;
            judgement.families.clear();
        } else if verdict == Verdict::Supported {
            (judgement.tightness, judgement.loose_by) = tightness(claim, &sides, judgement.normalised);
        }
        let half_width = 0.5 * (judgement.normalised.high - judgement.normalised.low);
        judgement.power = Some(power(claim, self.inquiry, &reading, half_width));
        judgement.warnings.extend(flags.iter().map(|flag| Warning { code: flag.code, text: flag.text.clone() }));
        let found =
            Found::Families { sides: &sides, flags: &flags, withheld: enough != Verdict::Inconclusive, simpler, dropped: first != enough };
        judgement.reason = reason(claim, &judgement, &found);
        judgement.settle = settle(claim, &judgement, &found);
        judgement
    }

    /// The interval of the limit, family by family.
    fn describe_limit(&self, claim: &Claim, sides: &Sides<'_>, judgement: &mut Judgement) {
        let (view, quantile) = (&sides.view, sides.levels.two_sided);
        let confidence = self.inquiry.protocol.confidence;
        let of = |(low, high): (f64, f64), best: f64| Estimate { estimate: best, low, high, confidence };
        let best = view.best(quantile);
        judgement.normalised = of(view.hull(quantile), best);
        judgement.families = (view.reading.families.iter().enumerate())
            .map(|(i, family)| {
                let interval = view.interval(family, quantile);
                let own = (family.best - claim.a).clamp(interval.0, interval.1.max(interval.0));
                FamilyLimit { family: family.name, best: i == view.reading.best, exponent: of(interval, own).plus(claim.a) }
            })
            .collect();
        if claim.is_pure_log() {
            let growth = self.inquiry.growth(claim.b);
            let levels = Levels::new(self.inquiry.protocol, growth.degrees);
            let (low, high) = growth.interval_with_remainder(levels.two_sided);
            let lambda = of((low, high), growth.profile.best);
            let significant = growth.grows(&levels);
            judgement.growth = Some(GrowthLaw { lambda, significant });
            if significant {
                let b = claim.b;
                judgement.normalised = Estimate { estimate: b * lambda.estimate, low: b * low, high: b * high, confidence };
                judgement.families.clear();
            }
        }
        judgement.exponent = judgement.normalised.plus(claim.a);
    }

    fn all_flags(&self, claim: &Claim, reading: &Reading, levels: &Levels) -> Vec<Flag> {
        let points = &self.inquiry.summary.points;
        let counts: Vec<usize> = points.iter().map(|point| point.replicates).collect();
        let weight: Vec<f64> = points.iter().map(|point| point.variance.recip()).collect();
        let (x, bends) = (self.inquiry.summary.x(), reading.trend.estimate.abs() > levels.one_sided * reading.trend.error);
        let follow = if reading.is_single() || claim.is_pure_log() || self.planned {
            None
        } else {
            counts_follow_width(&counts, &x, &claim.divide(&x, &locations(self.inquiry.summary)), &weight, bends)
        };
        self.flags.iter().cloned().chain(follow).collect()
    }

    fn rival(&self, claim: &Claim) -> Option<super::rivals::Rate> {
        let growth = if claim.is_pure_log() && claim.growth == Kind::AtMost { larger_growth(self.inquiry, claim.b) } else { None };
        growth.or_else(|| exclusive_rival(self.inquiry, claim))
    }
}

/// Tight: the other side holds too. Loose: by more than the margin over the range, and in the limit.
fn tightness(claim: &Claim, sides: &Sides<'_>, normalised: Estimate) -> (Tightness, Option<Estimate>) {
    let sign = match claim.growth {
        Kind::Exactly => return (Tightness::Tight, None),
        Kind::AtMost | Kind::Below => UPPER,
        Kind::AtLeast => LOWER,
    };
    let opposite = if sign == UPPER { &sides.lower } else { &sides.upper };
    if claim.growth != Kind::Below && opposite.supported {
        return (Tightness::Tight, None);
    }
    let view = View { sign, ..sides.view };
    let range = view.range();
    if range.estimate + sides.levels.one_sided * range.error < -sides.margins.range && view.hull(sides.levels.two_sided).1 < 0.0 {
        return (Tightness::Loose, Some(if sign == UPPER { normalised.negated() } else { normalised }));
    }
    (Tightness::Unknown, None)
}

fn tightness_of_rates(claim: &Claim, verdict: Verdict, settled: &Settled, margins: &Margins) -> Tightness {
    let supports = |growth| judge_rates(&Claim { growth, ..*claim }, settled, margins) == Verdict::Supported;
    let (low, high) = settled.interval();
    match claim.growth {
        _ if verdict != Verdict::Supported => Tightness::Unknown,
        Kind::Exactly => Tightness::Tight,
        Kind::AtMost if supports(Kind::AtLeast) => Tightness::Tight,
        Kind::AtLeast if supports(Kind::AtMost) => Tightness::Tight,
        Kind::AtMost | Kind::Below if high < -margins.range => Tightness::Loose,
        Kind::AtLeast if low > margins.range => Tightness::Loose,
        _ => Tightness::Unknown,
    }
}

/// Rates of a table have no error: over the range a claim holds or is violated if every rate says so.
fn over_of_rates(claim: &Claim, rates: &[f64], margins: &Margins) -> Over {
    let holds = |sign: f64| rates.iter().all(|rate| sign * rate < margins.range);
    let violated = |sign: f64| rates.iter().all(|rate| sign * rate > 0.0);
    let signs: &[f64] = match claim.growth {
        Kind::AtMost | Kind::Below => &[UPPER],
        Kind::AtLeast => &[LOWER],
        Kind::Exactly => &[UPPER, LOWER],
    };
    match () {
        () if signs.iter().all(|sign| holds(*sign)) => Over::Holds,
        () if signs.iter().any(|sign| violated(*sign)) => Over::Violated,
        () => Over::Open,
    }
}

pub(super) fn estimate(slope: crate::stats::slope::Slope, protocol: &Protocol) -> Estimate {
    let one_sided = 1.0 - protocol.level() / 2.0;
    Estimate {
        estimate: slope.estimate,
        low: slope.bound(LOWER, one_sided),
        high: slope.bound(UPPER, one_sided),
        confidence: protocol.confidence,
    }
}

fn last(values: &[f64]) -> f64 {
    values[values.len() - 1]
}

pub(super) fn locations(summary: &Summary) -> Vec<f64> {
    summary.points.iter().map(|p| p.location).collect()
}

fn window(points: &[Point]) -> Window {
    let width = |point: Option<&Point>| point.map_or(0.0, |p| p.width);
    Window {
        from: width(points.first()),
        to: width(points.last()),
        widths: points.len(),
        replicates: points.iter().map(|p| p.replicates).sum(),
    }
}

/// Slopes between neighbouring widths, or where there are very many between every so many of them, counted from the widest.
fn local_slopes(summary: &Summary, claim: &Claim) -> Vec<LocalSlope> {
    let level = |p: &Point| if claim.b == 0.0 { p.location } else { p.location - claim.b * p.x.ln() };
    let stride = summary.points.len().saturating_sub(1).div_ceil(LOCAL_SLOPES).max(1);
    let last = summary.points.len().saturating_sub(1);
    let points: Vec<Point> =
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

fn too_few_widths(summary: &Summary, sample: &Sample, protocol: &Protocol) -> Judgement {
    let widths = summary.points.len();
    let zeros = sample.zeros();
    let text = match widths {
        FEWEST_WIDTHS => "three sizes with one value each have no verdict and no interval: measure at least 5".to_owned(),
        _ if zeros > 0 => format!("only {widths} widths have values above 0, which cannot tell a law: measure at least 5"),
        _ => format!("{widths} widths cannot tell a law: measure at least 5"),
    };
    Judgement {
        reason: text.clone(),
        settle: "measure at least 5 widths, better 10 over a factor of 512".to_string(),
        warnings: vec![Warning { code: "few_widths", text }],
        local_slopes: local_slopes(summary, &Claim { growth: Kind::AtMost, a: 0.0, b: 0.0 }),
        ..Judgement::blank(window(&summary.points), protocol)
    }
}
