//! Claims on a table without noise: from its rates to a judgement.

use super::asked::Asked;
use super::claim::Claim;
use super::judge::{locations, window};
use super::remedy::settle;
use super::rivals::exclusive_rival;
use super::side::{LOWER, UPPER};
use super::table::judge_rates;
use super::wording::{Found, WITH_FLAGS, reason, withheld_because};
use super::{Estimate, Judgement, Margins, Over, Path, Tightness, Verdict, Warning};
use crate::claim::Growth as Kind;
use crate::stats::flag::Flag;
use crate::stats::rates::{self, Settled};

impl Asked<'_> {
    /// A table whose last row breaks its settled rates.
    pub(super) fn at_floor(&self, claim: &Claim) -> Judgement {
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
    pub(super) fn by_rates(&self, claim: &Claim, settled: &Settled) -> Judgement {
        let summary = self.inquiry.summary;
        let x = summary.x();
        let margins = Margins::new(claim.a, &x, self.inquiry.protocol);
        let found = judge_rates(claim, settled, &margins);
        let rival = if found == Verdict::Supported { exclusive_rival(self, claim) } else { None };
        let verdict = if self.flags.is_empty() && rival.is_none() { found } else { Verdict::Inconclusive };
        let (low, high) = settled.interval();
        // No statistical level: the disagreement of accelerations.
        let normalised = Estimate { estimate: settled.limit, low, high, confidence: self.inquiry.protocol.confidence };
        let curve = claim.divide(&x, &locations(summary));
        let rates = rates::rates(&x[settled.start..], &curve[settled.start..]);
        let (least, most) = rates.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), rate| (low.min(*rate), high.max(*rate)));
        let whole = (last(&curve) - curve[0]) / (last(&x) - x[0]);
        let range =
            Estimate { estimate: whole, low: least.min(whole), high: most.max(whole), confidence: self.inquiry.protocol.confidence };
        let read = Found::Rates { settled, from: summary.points[settled.start].width };
        let mut judgement = Judgement {
            verdict,
            path: Path::Table,
            rival: rival.map(|rival| rival.to_string()),
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
        judgement.reason = reason(claim, &judgement, &read);
        judgement.settle = settle(claim, &judgement, &read);
        if !self.flags.is_empty() {
            withhold(&mut judgement, self.flags, found != Verdict::Inconclusive);
        }
        judgement
    }
}

/// Flags withhold a verdict and the interval of the limit.
fn withhold(judgement: &mut Judgement, flags: &[Flag], withheld: bool) {
    judgement.normalised = Estimate::unknown(judgement.normalised.confidence);
    judgement.exponent = judgement.normalised;
    judgement.reason = withheld_because(flags, withheld);
    judgement.settle = WITH_FLAGS.to_owned();
    judgement.warnings.extend(flags.iter().map(Warning::from));
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

fn last(values: &[f64]) -> f64 {
    values[values.len() - 1]
}
