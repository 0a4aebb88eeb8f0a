//! A reading seen from M^a: every slope less a.

use super::families::Profile;
use super::reading::Reading;
use super::slope::Slope;

/// A violation smaller than this power of M is none.
pub const LEAST_VIOLATION: f64 = 0.01;

/// The level at which a pure power fits.
const PURE_LEVEL: f64 = 0.05;
/// The weight of the other families' allowances if it does, and if it does not: chosen so that the hull covers 93 to 98 % on real random systems and at
/// least 90 % on shapes outside the families (`asymptest calibrate --suite`).
const IF_PURE: f64 = 0.65;
const IF_BENT: f64 = 1.3;

/// A reading of log y with log(M)^b divided out, seen from M^a and, for `sign` = -1, upside down: the upper side of a claim is about positive
/// slopes.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The reading.
    pub reading: &'a Reading,
    /// The claimed power.
    pub a: f64,
    /// 1 for the upper side, -1 for the lower one.
    pub sign: f64,
}

impl<'a> View<'a> {
    /// The view of one side.
    pub fn new(reading: &'a Reading, a: f64, sign: f64) -> Self {
        Self { reading, a, sign }
    }

    fn seen(&self, slope: Slope) -> Slope {
        slope.less(self.a).times(self.sign)
    }

    /// Slope over the window.
    pub fn range(&self) -> Slope {
        self.seen(self.reading.range)
    }

    /// Slope over the last half.
    pub fn half(&self) -> Slope {
        self.seen(self.reading.half)
    }

    /// Slope over the first third.
    pub fn begin(&self) -> Slope {
        self.seen(self.reading.begin)
    }

    /// Slope at the largest width.
    pub fn end(&self) -> Slope {
        self.seen(self.reading.end)
    }

    /// Second derivative at the largest width.
    pub fn trend(&self) -> Slope {
        self.reading.trend.times(self.sign)
    }

    /// Second derivative at the end of the first two thirds.
    pub fn early_trend(&self) -> Slope {
        self.reading.early_trend.times(self.sign)
    }

    /// Slopes between neighbouring widths.
    pub fn local(&self) -> Vec<f64> {
        self.reading.local().into_iter().map(|slope| self.sign * (slope - self.a)).collect()
    }

    /// What one family says of the limit, at this quantile of Student's t, terms beyond the family allowed for.
    pub fn interval(&self, family: &Profile, quantile: f64) -> (f64, f64) {
        self.of_family(family, self.weight(family) * quantile * quantile, family.remainder)
    }

    /// The hull of the families taken at their word: for support, which asks whether a violation is excluded and has margins of its own.
    pub fn hull_of_families(&self, quantile: f64) -> (f64, f64) {
        let word = |family: &Profile| self.of_family(family, self.weight(family).min(1.0) * quantile * quantile, 0.0);
        hull(self.reading.families.iter().map(word))
    }

    fn of_family(&self, family: &Profile, squared: f64, remainder: f64) -> (f64, f64) {
        let (low, high) = family.interval(self.reading.scale * squared, remainder);
        let (low, high) = if family.name == "growth" { self.exponents(low, high) } else { (low - self.a, high - self.a) };
        if self.sign > 0.0 { (low, high) } else { (-high, -low) }
    }

    /// A union of intervals covers more than each of them. Where a pure power fits, the others are speculation and are held closer; where it does not,
    /// one of them is needed, its own misfit counts, and it is held less closely.
    fn weight(&self, family: &Profile) -> f64 {
        match family.name {
            "power" => 1.0,
            _ if self.reading.pure_p > PURE_LEVEL => IF_PURE,
            _ => IF_BENT,
        }
    }

    /// Growth A + B M^lambda has the exponent max(lambda, 0). Seen from a constant it still grows, at least as log M, if lambda > -1/L: slower
    /// saturation is outside every family.
    fn exponents(&self, low: f64, high: f64) -> (f64, f64) {
        if self.a == 0.0 && low > -self.reading.span().recip() {
            let low = low.max(2.0 * LEAST_VIOLATION);
            return (low, high.max(low));
        }
        (low.max(0.0) - self.a, high.max(0.0) - self.a)
    }

    /// The hull of what the admitted families say of the limit.
    pub fn hull(&self, quantile: f64) -> (f64, f64) {
        hull(self.reading.families.iter().map(|family| self.interval(family, quantile)))
    }

    /// The limit of the family that fits best, within the hull.
    pub fn best(&self, quantile: f64) -> f64 {
        let family = &self.reading.families[self.reading.best];
        let best = if family.name == "growth" { family.best.max(0.0) } else { family.best };
        let (low, high) = self.hull(quantile);
        (self.sign * (best - self.a)).clamp(low, high.max(low))
    }

    /// The two-sided p-value of "the limit is at most `value`", over all families.
    pub fn p_of_limit(&self, value: f64) -> f64 {
        self.reading
            .families
            .iter()
            .map(|family| self.reading.p_of_excess(self.excess(family, value) / self.weight(family)))
            .fold(0.0, f64::max)
    }

    fn excess(&self, family: &Profile, value: f64) -> f64 {
        if family.name != "growth" {
            return family.excess_at(self.a + self.sign * value, self.sign);
        }
        let from_constant = self.a == 0.0;
        match self.sign > 0.0 {
            true if from_constant => family.excess_at(-self.reading.span().recip(), 1.0),
            true if self.a + value < 0.0 => f64::INFINITY,
            true => family.excess_at(self.a + value, 1.0),
            false if from_constant || self.a - value <= 0.0 => 0.0,
            false => family.excess_at(self.a - value, -1.0),
        }
    }
}

fn hull(intervals: impl Iterator<Item = (f64, f64)>) -> (f64, f64) {
    intervals.fold((f64::INFINITY, f64::NEG_INFINITY), |all, one| (all.0.min(one.0), all.1.max(one.1)))
}
