//! One side of a claim: is the power of M left in value / rate at most 0, or at least 0?

use super::levels::Levels;
use super::{Margins, Over};
use crate::stats::view::{LEAST_VIOLATION, View};

/// The side that a claim bounds: the sign of a violation.
pub(super) const UPPER: f64 = 1.0;
/// The other side.
pub(super) const LOWER: f64 = -1.0;
/// The second route to a refutation asks for a level smaller by this factor.
const STRICTER: f64 = 5.0;
/// A slope that would come back to the claim within this part of the range seen is still on its way.
const PACE: f64 = 0.6;
/// A slope settles if its trend at the end is below this part of its trend before.
const SETTLES: f64 = 0.95;
/// A slope that passes through the claim has come further from it than where it began by this factor, or this much.
const PASSED: (f64, f64) = (4.0, 0.5);
/// The last half has to lie on the wrong side of the claim by this many standard errors: that it bends back is excluded by the limit.
const HALF_SHOWS: f64 = 1.0;
/// A pure power that fits at this level, seen away from the claim by this much, contradicts it.
const PURE: (f64, f64) = (0.05, 0.003);

/// What the data say about one side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Side {
    /// A violation larger than the margin is excluded.
    pub(super) supported: bool,
    /// The side is excluded.
    pub(super) refuted: bool,
    /// By the end of the curve and the limit alone.
    pub(super) by_end: bool,
    /// The slope over the widths alone.
    pub(super) over: Over,
    /// The slope moves away from the claim, and would leave the margin.
    pub(super) away: bool,
    /// The slope moves toward the claim: the M at which it would reach it at this pace.
    pub(super) reached_at: Option<f64>,
    /// The slope passes through the claim and does not slow down.
    pub(super) in_transit: bool,
    /// The range excludes the claim, a continuation that fits does not.
    pub(super) limit_open: bool,
    /// p-value of the refutation.
    pub(super) p_value: f64,
}

/// Judges one side of M^a on a view of it.
pub(super) fn judge_side(view: &View<'_>, levels: &Levels, margins: &Margins) -> Side {
    let slopes = Slopes::of(view, levels);
    let strict_hull = view.hull(levels.strict);
    let hull = view.hull(levels.two_sided);
    let (whole, by_end) = refutations(&slopes, levels, margins, hull.0, strict_hull.0);
    let supported = !slopes.masked(levels, strict_hull.0) && supports(view, &slopes, levels, margins, hull);
    let refuted = (whole || by_end) && !slopes.in_transit;
    Side {
        supported,
        refuted: refuted && !supported,
        by_end: by_end && !whole,
        over: slopes.over(levels, margins),
        away: slopes.away(levels, margins),
        reached_at: (slopes.moving && slopes.range.0 > 0.0).then(|| (slopes.last + slopes.reach).min(300.0).exp()),
        in_transit: slopes.in_transit && (whole || by_end),
        limit_open: slopes.over(levels, margins) == Over::Violated && hull.0 <= LEAST_VIOLATION,
        p_value: if refuted { p_value(view, margins, whole) } else { 1.0 },
    }
}

/// Whether one side is refuted, and nothing else: the costly hulls are asked only where slopes speak against it.
pub(super) fn is_refuted(view: &View<'_>, levels: &Levels, margins: &Margins) -> bool {
    let slopes = Slopes::of(view, levels);
    let (whole, by_end) = refutations(&slopes, levels, margins, f64::INFINITY, f64::INFINITY);
    if !(whole || by_end) || slopes.in_transit {
        return false;
    }
    let (low, strict_low) = (view.hull(levels.two_sided).0, view.hull(levels.strict).0);
    let (whole, by_end) = refutations(&slopes, levels, margins, low, strict_low);
    (whole || by_end) && !judge_side(view, levels, margins).supported
}

/// Slopes of a view, each with its error, and what they come to.
struct Slopes {
    range: (f64, f64),
    half: (f64, f64),
    end: (f64, f64),
    trend: (f64, f64),
    span: f64,
    last: f64,
    /// How much further log M has to go until the slope is back at the claim.
    reach: f64,
    moving: bool,
    in_transit: bool,
}

impl Slopes {
    fn of(view: &View<'_>, levels: &Levels) -> Self {
        let pair = |slope: crate::stats::slope::Slope| (slope.estimate, slope.error);
        let (range, half, end, begin, trend) =
            (pair(view.range()), pair(view.half()), pair(view.end()), pair(view.begin()), pair(view.trend()));
        let span = view.reading.span();
        let reach = if trend.0 < 0.0 { end.0.max(half.0).max(0.0) / -trend.0 } else { f64::INFINITY };
        let settles = trend.0 < SETTLES * view.early_trend().estimate || trend.0 <= levels.one_sided * trend.1;
        let began_inside = begin.0 + begin.1 < 0.0;
        Self {
            range,
            half,
            end,
            trend,
            span,
            last: view.reading.x[view.reading.x.len() - 1],
            reach,
            moving: trend.0 < -levels.one_sided * trend.1 && reach <= PACE * span,
            in_transit: began_inside && !settles && end.0 < PASSED.1.max(-PASSED.0 * begin.0),
        }
    }

    fn low(&self, slope: (f64, f64), quantile: f64) -> f64 {
        slope.0 - quantile * slope.1
    }

    fn high(&self, slope: (f64, f64), quantile: f64) -> f64 {
        slope.0 + quantile * slope.1
    }

    /// A violation that shows at the strict level, however small.
    fn masked(&self, levels: &Levels, strict_low: f64) -> bool {
        self.low(self.half, levels.strict) > 0.0 && strict_low > LEAST_VIOLATION
    }

    fn away(&self, levels: &Levels, margins: &Margins) -> bool {
        self.trend.0 > levels.one_sided * self.trend.1 && self.end.0 + 0.5 * self.trend.0 * self.span > margins.asymptotic
    }

    fn over(&self, levels: &Levels, margins: &Margins) -> Over {
        if self.high(self.range, levels.two_sided) < margins.range {
            Over::Holds
        } else if self.low(self.range, levels.two_sided) > 0.0 {
            Over::Violated
        } else {
            Over::Open
        }
    }
}

/// The two routes: range and limit at two-sided 95 %, the last half on the same side; last half, end and limit at 99 %, for a violation that a transient hides from
/// the range.
fn refutations(slopes: &Slopes, levels: &Levels, margins: &Margins, low: f64, strict_low: f64) -> (bool, bool) {
    let (two, strict) = (levels.two_sided, levels.strict);
    let whole = slopes.low(slopes.range, two) > 0.0 && slopes.low(slopes.half, HALF_SHOWS) > 0.0 && low > LEAST_VIOLATION;
    let settled = slopes.trend.0.abs() <= two * slopes.trend.1 || slopes.trend.0 > 0.0;
    let by_end =
        slopes.low(slopes.half, strict) > LEAST_VIOLATION && slopes.low(slopes.end, strict) > 0.0 && strict_low > margins.range && settled;
    (whole && !slopes.moving, by_end && !slopes.moving)
}

fn supports(view: &View<'_>, slopes: &Slopes, levels: &Levels, margins: &Margins, hull: (f64, f64)) -> bool {
    let (one, two) = (levels.one_sided, levels.two_sided);
    let pure_excludes = view.reading.pure_p > PURE.0 && slopes.low(slopes.range, levels.strict) > PURE.1;
    if pure_excludes || hull.0 > LEAST_VIOLATION / 2.0 {
        return false;
    }
    let limit = view.hull_of_families(one).1;
    let away = slopes.away(levels, margins);
    let both_within = slopes.high(slopes.range, one) < margins.range && slopes.high(slopes.half, one) < margins.asymptotic;
    let within = both_within && limit < margins.asymptotic && !away;
    let limit_alone = limit < margins.limit_alone;
    let below = |slope, quantile, by: f64| slopes.high(slope, quantile) < -by;
    // A curve that leaves the claim ever faster, on the allowed side.
    let parts = [slopes.range, slopes.half, slopes.end];
    let leaves = parts.iter().all(|part| below(*part, two, margins.range))
        && slopes.trend.0 < one * slopes.trend.1
        && (view.reading.no_family_fits || limit < margins.asymptotic || slopes.high(slopes.trend, one) < 0.0);
    // Single values have no error to speak of: every step lies well on the allowed side.
    let steps = || view.local().iter().all(|slope| *slope < -2.0 * margins.limit_alone);
    let every_step = view.reading.is_single()
        && view.reading.widths() >= 5
        && below(slopes.half, two, 0.0)
        && below(slopes.range, two, 0.0)
        && steps()
        && !away;
    within || limit_alone || (leaves && !away) || every_step
}

fn p_value(view: &View<'_>, margins: &Margins, whole: bool) -> f64 {
    let two_sided = |slope: crate::stats::slope::Slope, value| (2.0 * slope.p_beyond(value, UPPER)).min(1.0);
    if whole {
        return two_sided(view.range(), 0.0).max(view.p_of_limit(LEAST_VIOLATION));
    }
    let end = two_sided(view.half(), LEAST_VIOLATION).max(two_sided(view.end(), 0.0)).max(view.p_of_limit(margins.range));
    (STRICTER * end).min(1.0)
}
