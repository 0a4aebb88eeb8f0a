//! Claims on anything with noise: from families of curves to a judgement.

use super::asked::Asked;
use super::claim::Claim;
use super::decide::{Sides, simpler_logarithm, with_enough_widths};
use super::judge::{estimate, locations, window};
use super::levels::Levels;
use super::logarithm::{RIVAL, judge_growth};
use super::power::power;
use super::remedy::settle;
use super::rivals::{exclusive_rival, larger_growth};
use super::side::{LOWER, UPPER};
use super::wording::{Found, reason};
use super::{Estimate, FamilyLimit, GrowthLaw, Judgement, Margins, Path, Tightness, Verdict, Warning};
use crate::claim::Growth as Kind;
use crate::stats::counts::counts_follow_width;
use crate::stats::flag::Flag;
use crate::stats::reading::Reading;
use crate::stats::view::View;

impl Asked<'_> {
    /// Anything with noise.
    pub(super) fn by_families(&self, claim: &Claim) -> Judgement {
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
            reached_at: sides.asked(claim.growth).iter().find_map(|side| side.reached_at).filter(|_| !claim.is_pure_log()),
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
        judgement.power = Some(power(claim, self.inquiry, &reading));
        if verdict == Verdict::Supported && judgement.lacks_power() {
            judgement.verdict = Verdict::Untestable;
        }
        judgement.warnings.extend(flags.iter().map(Warning::from));
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
            let lambda = of((low, high), growth.best());
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

    fn rival(&self, claim: &Claim) -> Option<super::catalogue::Rate> {
        let growth = if claim.is_pure_log() && claim.growth == Kind::AtMost { larger_growth(self.inquiry, claim.b) } else { None };
        growth.or_else(|| exclusive_rival(self, claim))
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
