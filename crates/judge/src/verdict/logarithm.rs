//! Claims log(M)^b with b > 0: y^(1/b) = A + B (M^lambda - 1)/lambda with a free offset A. At lambda = 0 it is a logarithm.

use super::Verdict;
use super::catalogue::{powers_of_logarithm, value};
use super::growth::{GrowthReading, NO_GROWTH};
use super::inquiry::Inquiry;
use super::levels::Levels;
use super::side::{LOWER, UPPER};
use crate::claim::Growth;
use crate::stats::student::t_exceeds;

/// Powers M^(1/12) and more have to be told from the logarithm.
pub(super) const RIVAL: f64 = 1.0 / 12.0;

/// The verdict of growth on a claim.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct GrowthVerdict {
    pub(super) verdict: Verdict,
    /// A simpler power of the logarithm that fits as well with a free offset.
    pub(super) as_good: Option<(i64, i64)>,
    pub(super) p_value: f64,
}

/// Judges a claim on log(M)^b.
pub(super) fn judge_growth(inquiry: &Inquiry<'_>, growth: Growth, b: f64) -> GrowthVerdict {
    if growth == Growth::Below {
        return judge_strict(inquiry, b);
    }
    let reading = inquiry.growth(b);
    let levels = Levels::new(inquiry.protocol, reading.degrees);
    let grows = reading.grows(&levels);
    let (low, high) = reading.interval(levels.two_sided);
    let (low_one, high_one) = reading.interval(levels.one_sided);
    let (low_alone, high_alone) = reading.interval(levels.alone);
    let least = reading.least_violation();
    let bounded = reading.is_bounded(&levels);
    let still = reading.does_not_grow(&levels);
    let by_lambda = reading.fits && (high_one < RIVAL && low <= 0.0 || high < 0.0);
    // What is bounded satisfies O, but is no evidence of growth like the claim's.
    let upper_holds = if growth == Growth::Exactly { by_lambda } else { by_lambda || bounded };
    let lower_holds = !bounded && reading.fits && low_one > -RIVAL && high >= 0.0 && grows;
    let upper_fails = low_alone > least && grows;
    let lower_fails = high_alone < -least && reading.fits || still;
    let as_good = if growth != Growth::AtMost && grows { simpler_power(inquiry, growth, b, &levels) } else { None };
    let verdict = match growth {
        Growth::AtMost if upper_holds => Verdict::Supported,
        Growth::AtMost if upper_fails && !bounded => Verdict::Refuted,
        Growth::AtLeast if lower_holds && as_good.is_none() => Verdict::Supported,
        Growth::AtLeast if lower_fails => Verdict::Refuted,
        Growth::Exactly if upper_fails || lower_fails => {
            // Too small a power to be told from the logarithm.
            let near = low > 0.0 && high < 0.5 * RIVAL || high < 0.0 && low > -0.5 * RIVAL;
            if near && !still { Verdict::Inconclusive } else { Verdict::Refuted }
        }
        Growth::Exactly if upper_holds && lower_holds && high_alone < RIVAL && low_alone > -RIVAL && as_good.is_none() => {
            Verdict::Supported
        }
        _ => Verdict::Inconclusive,
    };
    let p_value = if verdict == Verdict::Refuted { p_value(&reading, upper_fails, still) } else { 1.0 };
    GrowthVerdict { verdict, as_good, p_value }
}

/// o(log(M)^b): O holds and Omega is refuted.
fn judge_strict(inquiry: &Inquiry<'_>, b: f64) -> GrowthVerdict {
    let (upper, lower) = (judge_growth(inquiry, Growth::AtMost, b), judge_growth(inquiry, Growth::AtLeast, b));
    let verdict = if upper.verdict == Verdict::Supported && lower.verdict == Verdict::Refuted {
        Verdict::Supported
    } else if upper.verdict == Verdict::Refuted || lower.verdict == Verdict::Supported {
        Verdict::Refuted
    } else {
        Verdict::Inconclusive
    };
    GrowthVerdict { verdict, as_good: None, p_value: if lower.verdict == Verdict::Supported { 0.0 } else { upper.p_value } }
}

/// lambda is lone evidence, so it answers at half the level.
fn p_value(reading: &GrowthReading, upper_fails: bool, still: bool) -> f64 {
    if still {
        return reading.slope.p_beyond(NO_GROWTH * reading.slope_of_claim, LOWER);
    }
    let sign = if upper_fails { UPPER } else { LOWER };
    let beyond = t_exceeds(reading.errors_beyond(sign * reading.least_violation(), sign), reading.degrees);
    (4.0 * beyond).min(1.0)
}

/// The first simpler power of the logarithm that fits as well with a free offset.
fn simpler_power(inquiry: &Inquiry<'_>, growth: Growth, b: f64, levels: &Levels) -> Option<(i64, i64)> {
    let reading = inquiry.growth(b);
    powers_of_logarithm()
        .map(|power| (power, value(power)))
        .take_while(|(_, power)| (power - b).abs() > 1e-9)
        .filter(|(_, power)| growth == Growth::Exactly || *power < b)
        .find(|(_, power)| reading.is_matched_by(&inquiry.growth(*power), levels.alone))
        .map(|(power, _)| power)
}
