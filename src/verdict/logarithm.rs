//! Claims log(M)^b with b > 0: y^(1/b) = A + B (M^lambda - 1)/lambda with a free offset A. At lambda = 0 it is a logarithm.

use super::Verdict;
use super::decide::powers_of_logarithm;
use super::inquiry::{Care, Inquiry};
use super::levels::Levels;
use super::margins::slope_of_log;
use super::side::{LOWER, UPPER};
use crate::claim::Growth;
use crate::stats::families::{Atlas, GROWTH, Profile};
use crate::stats::fisher::f_exceeds;
use crate::stats::ladder::NoiseFrom;
use crate::stats::line::Line;
use crate::stats::reading::lag;
use crate::stats::slope::Slope;
use crate::stats::student::t_exceeds;

/// Powers M^(1/12) and more have to be told from the logarithm.
pub(super) const RIVAL: f64 = 1.0 / 12.0;
/// lambda has to leave 0 by more than this for a refutation.
const LEAST_LAMBDA: f64 = 0.02;
/// y is bounded if its slope stays below the margin and this part of the logarithm's own slope; it does not grow if below that one.
const BOUNDED: f64 = 0.25;
const NO_GROWTH: f64 = 0.1;
/// Terms of the next order change lambda by about this part of 1/x^2 in the middle of the range: d/(log M)^2 beside an offset of order 1.
const REMAINDER: f64 = 0.25;
/// A refutation allows for as much more: lambda is lone evidence.
const REFUTATION: f64 = 8.0;
/// The level at which the family is rejected, and at which scatter is taken for dependence.
const FIT_LEVEL: f64 = 0.01;
const SCATTER_LEVEL: f64 = 0.05;
const INFLATION: f64 = 4.0;
const BIAS_OF_LAG: f64 = 0.25;

/// y^(1/b) held to growth with a free offset.
#[derive(Debug)]
pub(super) struct GrowthReading {
    pub(super) profile: Profile,
    pub(super) scale: f64,
    pub(super) degrees: f64,
    /// Slope of log y over the widths.
    pub(super) slope: Slope,
    /// The slope that log(M)^b has on these widths.
    slope_of_claim: f64,
    /// What terms of the next order may add to lambda.
    remainder: f64,
    fits: bool,
    margin: f64,
}

impl GrowthReading {
    pub(super) fn new(inquiry: &Inquiry<'_>, b: f64) -> Self {
        let ladder = inquiry.windows.ladder(0);
        let (x, locations) = (&ladder.line.x, inquiry.windows.divided(0.0));
        let weight: Vec<f64> = ladder.line.weight.iter().map(|w| w * b * b).collect();
        let line = Line::new(x, &weight);
        let curve = line.project(&locations.iter().map(|l| l / b).collect::<Vec<_>>());
        let spare = x.len().saturating_sub(3).max(1) as f64;
        let own = match ladder.noise {
            NoiseFrom::Replicates(own) => Some(own),
            NoiseFrom::Residuals => None,
        };
        let reach = |least: f64| if own.is_some() { 16.0 * (least / spare).max(1.0) } else { 40.0 * least.max(1e-30) / spare };
        let atlas = Atlas::new(GROWTH, &line).expect("growth has members on every ladder");
        let profile = match inquiry.care {
            Care::Refined => atlas.read(&line, &curve, 1.0, reach),
            Care::Glance => atlas.glance(&curve, 1.0),
        };
        let ratio = profile.rss / spare;
        let p = own.map_or(1.0, |own| f_exceeds(ratio, spare, own));
        let scatter = if own.is_some() { ratio.max(1.0) } else { ratio.max(1e-30) };
        let degrees = match own {
            Some(own) if scatter == 1.0 => own,
            Some(own) => (scatter.powi(2) / (own.recip() + (scatter - 1.0).powi(2) / spare)).max(spare).min(own),
            None => spare,
        };
        let scatters = own.is_some() && p < SCATTER_LEVEL;
        let dependence = 1.0 + INFLATION * (lag(&ladder.curved_residuals(&locations)) + BIAS_OF_LAG);
        let scale = if scatters { scatter * dependence.clamp(1.0, INFLATION).powi(2) } else { scatter };
        let (estimate, error) = ladder.range(&locations);
        Self {
            profile,
            scale,
            degrees,
            slope: Slope { estimate, error: error * scale.sqrt(), degrees },
            slope_of_claim: b * slope_of_log(x),
            remainder: REMAINDER / (0.5 * (x[0] + x[x.len() - 1])).powi(2),
            fits: own.is_none() || p >= FIT_LEVEL,
            margin: inquiry.protocol.margin,
        }
    }

    /// The interval of lambda at a quantile.
    pub(super) fn interval(&self, quantile: f64) -> (f64, f64) {
        self.profile.interval(self.scale * quantile * quantile, 0.0)
    }

    /// The same with what terms of the next order may add.
    pub(super) fn interval_with_remainder(&self, quantile: f64) -> (f64, f64) {
        let (low, high) = self.interval(quantile);
        (low - self.remainder, high + self.remainder)
    }

    /// What lambda has to leave 0 by for a refutation.
    fn least_violation(&self) -> f64 {
        LEAST_LAMBDA + REFUTATION * self.remainder
    }

    /// Whether y grows over the widths.
    pub(super) fn grows(&self, levels: &Levels) -> bool {
        self.slope.estimate - levels.one_sided * self.slope.error > 0.0
    }

    fn steepest(&self, levels: &Levels) -> f64 {
        self.slope.estimate + levels.one_sided * self.slope.error
    }

    fn is_bounded(&self, levels: &Levels) -> bool {
        self.steepest(levels) < self.margin.min(BOUNDED * self.slope_of_claim)
    }

    fn does_not_grow(&self, levels: &Levels) -> bool {
        self.steepest(levels) < NO_GROWTH * self.slope_of_claim
    }
}

/// What growth says of a claim.
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
    let excess = reading.profile.excess_at(sign * reading.least_violation(), sign);
    let beyond = t_exceeds((excess.max(0.0) / reading.scale).sqrt(), reading.degrees);
    (4.0 * beyond).min(1.0)
}

/// The first simpler power of the logarithm that fits as well with a free offset.
fn simpler_power(inquiry: &Inquiry<'_>, growth: Growth, b: f64, levels: &Levels) -> Option<(i64, i64)> {
    let reading = inquiry.growth(b);
    let allowed = reading.profile.rss + reading.scale * levels.alone * levels.alone;
    powers_of_logarithm()
        .map(|(n, d)| ((n, d), n as f64 / d as f64))
        .take_while(|(_, power)| (power - b).abs() > 1e-9)
        .filter(|(_, power)| growth == Growth::Exactly || *power < b)
        .find(|(_, power)| inquiry.growth(*power).profile.rss_near(0.0, 0.004) <= allowed)
        .map(|(power, _)| power)
}
