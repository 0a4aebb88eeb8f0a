//! y^(1/b) held to growth with a free offset: A + B (M^lambda - 1)/lambda.

use super::inquiry::{Care, Inquiry};
use super::levels::Levels;
use super::margins::slope_of_log;
use crate::stats::families::Profile;
use crate::stats::fisher::f_exceeds;
use crate::stats::fits::{SCATTER_LEVEL, dependence, mixed_degrees};
use crate::stats::ladder::NoiseFrom;
use crate::stats::slope::Slope;

/// lambda has to leave 0 by more than this for a refutation.
const LEAST_LAMBDA: f64 = 0.02;
/// y is bounded if its slope stays below the margin and this part of the logarithm's own slope; it does not grow if below that one.
const BOUNDED: f64 = 0.25;
pub(super) const NO_GROWTH: f64 = 0.1;
/// Terms of the next order change lambda by about this part of 1/x^2 in the middle of the range: d/(log M)^2 beside an offset of order 1.
const REMAINDER: f64 = 0.25;
/// A refutation allows for as much more: lambda is lone evidence.
const REFUTATION: f64 = 8.0;
/// Members with a lambda nearer 0 than this are logarithms.
const NO_POWER: f64 = 0.004;
/// The level at which the family is rejected.
const FIT_LEVEL: f64 = 0.01;

/// y^(1/b) held to growth with a free offset.
#[derive(Debug)]
pub(super) struct GrowthReading {
    profile: Profile,
    /// The variance of the noise in units of the weights.
    unit: f64,
    /// The variance of a location over what its weight states, dependence included.
    scale: f64,
    pub(super) degrees: f64,
    /// Slope of log y over the widths.
    pub(super) slope: Slope,
    /// The slope that log(M)^b has on these widths.
    pub(super) slope_of_claim: f64,
    /// The largest change of lambda by terms of the next order.
    remainder: f64,
    pub(super) fits: bool,
    margin: f64,
}

impl GrowthReading {
    pub(super) fn new(inquiry: &Inquiry<'_>, b: f64) -> Self {
        let ladder = inquiry.windows.ladder(0);
        let (x, locations) = (&ladder.line.x, inquiry.windows.divided(0.0));
        let curve = ladder.line.project(&locations.iter().map(|l| l / b).collect::<Vec<_>>());
        // log y / b has 1/b^2 of the variance of log y.
        let unit = (b * b).recip();
        let spare = x.len().saturating_sub(3).max(1) as f64;
        let atlas = ladder.growth_atlas().expect("growth has members on every ladder");
        let profile = match inquiry.care {
            Care::Refined => ladder.noise.read(atlas, &ladder.line, &curve, unit),
            Care::Glance => atlas.glance(&curve, unit),
        };
        let ratio = profile.rss / unit / spare;
        let (p, scatter, degrees) = match ladder.noise {
            NoiseFrom::Replicates(own) => (f_exceeds(ratio, spare, own), ratio.max(1.0), mixed_degrees(ratio.max(1.0), own, spare)),
            NoiseFrom::Residuals => (1.0, ratio.max(1e-30), spare),
        };
        let scale = if p < SCATTER_LEVEL { scatter * dependence(&ladder.curved_residuals(&locations)).powi(2) } else { scatter };
        let (estimate, error) = ladder.range(&locations);
        Self {
            profile,
            unit,
            scale,
            degrees,
            slope: Slope { estimate, error: error * scale.sqrt(), degrees },
            slope_of_claim: b * slope_of_log(x),
            remainder: REMAINDER / (0.5 * (x[0] + x[x.len() - 1])).powi(2),
            fits: p >= FIT_LEVEL,
            margin: inquiry.protocol.margin,
        }
    }

    /// The interval of lambda at a quantile.
    pub(super) fn interval(&self, quantile: f64) -> (f64, f64) {
        self.profile.interval(self.unit * self.scale * quantile * quantile, 0.0)
    }

    /// lambda of the best member.
    pub(super) fn best(&self) -> f64 {
        self.profile.best
    }

    /// By how many standard errors lambda lies beyond `value`, downwards with `sign` = 1.
    pub(super) fn errors_beyond(&self, value: f64, sign: f64) -> f64 {
        (self.profile.excess_at(value, sign).max(0.0) / (self.unit * self.scale)).sqrt()
    }

    /// Whether a logarithm with an offset fits, of this power or of `other`, as well as the best of this one's members within a quantile.
    pub(super) fn is_matched_by(&self, other: &Self, quantile: f64) -> bool {
        other.profile.rss_near(0.0, NO_POWER) / other.unit <= self.profile.rss / self.unit + self.scale * quantile * quantile
    }

    /// [`Self::interval`], widened by terms of the next order.
    pub(super) fn interval_with_remainder(&self, quantile: f64) -> (f64, f64) {
        let (low, high) = self.interval(quantile);
        (low - self.remainder, high + self.remainder)
    }

    /// The distance from 0 that lambda has to exceed for a refutation.
    pub(super) fn least_violation(&self) -> f64 {
        LEAST_LAMBDA + REFUTATION * self.remainder
    }

    /// Whether y grows over the widths.
    pub(super) fn grows(&self, levels: &Levels) -> bool {
        self.slope.estimate - levels.one_sided * self.slope.error > 0.0
    }

    fn steepest(&self, levels: &Levels) -> f64 {
        self.slope.estimate + levels.one_sided * self.slope.error
    }

    pub(super) fn is_bounded(&self, levels: &Levels) -> bool {
        self.steepest(levels) < self.margin.min(BOUNDED * self.slope_of_claim)
    }

    pub(super) fn does_not_grow(&self, levels: &Levels) -> bool {
        self.steepest(levels) < NO_GROWTH * self.slope_of_claim
    }
}
