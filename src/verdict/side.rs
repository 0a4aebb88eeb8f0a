//! One side of a claim: is the power of M left in value / rate at most 0, or at least 0?

use super::Protocol;
use crate::stats::growth::GrowthFit;
use crate::stats::student::t_quantile;
use crate::stats::summary::Summary;
use crate::stats::trend::{Reading, Slope};

/// The side that a claim bounds: the sign of a violation.
pub(super) const UPPER: f64 = 1.0;
/// The other side.
pub(super) const LOWER: f64 = -1.0;
/// The second route to a refutation asks for a level smaller by this factor.
const STRICTER: f64 = 5.0;

/// So does a refutation by one piece of evidence.
const LONE_EVIDENCE: f64 = 2.5;

/// What the data say about one side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Side {
    /// A violation larger than the margin is excluded.
    pub(super) supported: bool,
    /// The side is excluded.
    pub(super) refuted: bool,
    /// A violation shows at the stricter level, at the end of the curve or by a power smaller than the margin: no support.
    pub(super) masked: bool,
    /// The slope over the range excludes a violation larger than its margin.
    pub(super) within_range: bool,
    /// A power of the logarithm that contradicts the side and fits as well: no support.
    pub(super) as_good: Option<f64>,
    /// p-value of the refutation.
    pub(super) p_value: f64,
}

impl Side {
    /// Excluded by more than the margin.
    pub(super) fn fails(&self) -> bool {
        self.refuted && !self.supported
    }

    /// Held, and by no violation smaller than the margin.
    pub(super) fn holds(&self) -> bool {
        self.supported && !self.refuted
    }
}

/// p-values of a refutation by its two routes.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Refutation {
    whole: f64,
    end: f64,
}

impl Refutation {
    /// Whether either route refutes.
    fn holds(&self, level: f64) -> bool {
        self.whole < level || self.by_end(level)
    }

    fn by_end(&self, level: f64) -> bool {
        self.end < level / STRICTER
    }

    /// The p-value: the lesser of both routes, the second at its own level.
    fn p_value(&self) -> f64 {
        self.whole.min(STRICTER * self.end).min(1.0)
    }
}

/// What one side is judged on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Evidence<'a> {
    /// z = log(value / rate).
    pub(super) reading: &'a Reading<'a>,
    /// For claims M^a with a small a > 0: the alternative y = A + B M^lambda with a free offset A.
    pub(super) offset: Option<Offset<'a>>,
}

/// log y itself, for the growth y = A + B (M^lambda - 1)/lambda.
#[derive(Debug, Clone, Copy)]
pub(super) struct Offset<'a> {
    pub(super) summary: &'a Summary,
    pub(super) locations: &'a [f64],
    pub(super) misfit: f64,
    /// Whether y grows over the window: a constant has no lambda.
    pub(super) grows: bool,
    /// The claimed power of M.
    pub(super) power: f64,
}

impl Evidence<'_> {
    /// The slopes over the window that all have to agree: where the widths scatter, ordinary least squares too.
    fn range_slopes(&self) -> impl Iterator<Item = Slope> {
        std::iter::once(self.reading.range).chain(self.reading.scatters().then_some(self.reading.ordinary))
    }

    /// p-value of the side against the asymptotic exponent. A small growing power bends in log-log by its offset and by
    /// logarithms, slower than the correction class reaches: there lambda has to exclude the claim too.
    fn asymptote_p(&self, protocol: &Protocol, sign: f64) -> f64 {
        let profile = 2.0 * self.reading.p_beyond(sign * protocol.least_violation, sign);
        match self.offset {
            Some(offset) if profile < protocol.level() && (sign == UPPER || offset.grows) => {
                let growth = GrowthFit::new(offset.summary, offset.locations, 1.0, offset.misfit);
                profile.max(2.0 * growth.p_beyond(offset.power, sign))
            }
            _ => profile,
        }
    }
}

/// Tests one side of M^0 on z: the range slope and the asymptotic exponent both have to exclude it, or the end slope
/// and the asymptotic exponent, at a stricter level.
fn refutation(evidence: &Evidence<'_>, protocol: &Protocol, sign: f64) -> Refutation {
    let reading = evidence.reading;
    let range = 2.0 * evidence.range_slopes().map(|slope| slope.p_beyond(0.0, sign)).fold(0.0, f64::max);
    let end = reading.end.map_or(1.0, |end| 2.0 * end.p_beyond(0.0, sign));
    // The asymptote is the dear part: leave it out where it cannot matter.
    let asymptote = if range.min(end) < protocol.level() { evidence.asymptote_p(protocol, sign) } else { 1.0 };
    Refutation { whole: range.max(asymptote).min(1.0), end: end.max(asymptote).min(1.0) }
}

/// Judges one side of M^0 on z. `asymptotic_margin` is the protocol's for this claim.
pub(super) fn judge_side(evidence: &Evidence<'_>, protocol: &Protocol, asymptotic_margin: f64, sign: f64) -> Side {
    let refutation = refutation(evidence, protocol, sign);
    let masked = refutation.by_end(protocol.level());
    let supported = !masked && is_within(evidence, protocol, asymptotic_margin, sign);
    let within_range = is_within_range(evidence, protocol, sign);
    Side { supported, refuted: refutation.holds(protocol.level()), masked, within_range, as_good: None, p_value: refutation.p_value() }
}

/// Whether [`judge_side`] finds the side refuted and not supported, without the dear part where it cannot matter.
pub(super) fn side_fails(evidence: &Evidence<'_>, protocol: &Protocol, asymptotic_margin: f64, sign: f64) -> bool {
    let refutation = refutation(evidence, protocol, sign);
    let masked = refutation.by_end(protocol.level());
    masked || refutation.holds(protocol.level()) && !is_within(evidence, protocol, asymptotic_margin, sign)
}

/// Whether violations larger than the margins are excluded: a one-sided bound lies below a margin where the test of "at least
/// the margin" rejects.
fn is_within(evidence: &Evidence<'_>, protocol: &Protocol, asymptotic_margin: f64, sign: f64) -> bool {
    let asymptote_below = |margin: f64| evidence.reading.p_beyond(sign * margin, -sign) < protocol.level();
    is_within_range(evidence, protocol, sign) && asymptote_below(asymptotic_margin) || asymptote_below(protocol.margin)
}

fn is_within_range(evidence: &Evidence<'_>, protocol: &Protocol, sign: f64) -> bool {
    evidence.range_slopes().all(|slope| sign * slope.bound(sign, protocol.confidence) < protocol.margin)
}

/// Tests one side of a logarithm: lambda has to exclude 0 and to leave the margin. It is the only evidence, where a power
/// of M has two, so it answers at 98 %: a true logarithm is then refuted in at most 2 % of runs.
fn growth_refutation(growth: &GrowthFit, protocol: &Protocol, sign: f64) -> (bool, f64) {
    let p_value = (LONE_EVIDENCE * 2.0 * growth.p_beyond(0.0, sign)).min(1.0);
    let leaves = || sign * growth.bound(sign, 1.0 - protocol.level() / 2.0) > protocol.growth_margin(growth.power());
    (p_value < protocol.level() && leaves(), p_value)
}

/// The quantile that lone evidence has to exceed.
pub(super) fn lone_quantile(protocol: &Protocol, degrees: f64) -> f64 {
    t_quantile(1.0 - protocol.level() / (2.0 * LONE_EVIDENCE), degrees)
}

/// Judges one side of log(M)^b, b > 0. `raw` reads log y itself, nothing divided out.
pub(super) fn judge_growth_side(growth: &GrowthFit, raw: &Reading<'_>, protocol: &Protocol, sign: f64) -> Side {
    if is_growing(raw, protocol) {
        let within = sign * growth.bound(sign, protocol.confidence) < protocol.growth_margin(growth.power());
        let (refuted, p_value) = growth_refutation(growth, protocol, sign);
        // A power that shows, though smaller than the margin, is no logarithm.
        let masked = 2.0 * growth.p_beyond(0.0, sign) < protocol.level() / STRICTER;
        let as_good = contradicting_logarithm(growth, protocol, sign);
        return Side { supported: within && !masked && as_good.is_none(), refuted, masked, within_range: false, as_good, p_value };
    }
    if sign == UPPER {
        // No growth at all satisfies O(log(M)^b) as soon as it satisfies O(1).
        let bounded = judge_side(&Evidence { reading: raw, offset: None }, protocol, protocol.margin, UPPER).supported;
        return Side { supported: bounded, refuted: false, masked: false, within_range: false, as_good: None, p_value: 1.0 };
    }
    let p_value = no_growth_p(raw, protocol);
    Side { supported: false, refuted: p_value < protocol.level(), masked: false, within_range: false, as_good: None, p_value }
}

/// The next power of the logarithm beyond the side, where the data do not tell it from those that the side allows: with a free
/// offset the powers of a logarithm lie close to one another. The logarithm itself is not asked: A + B log M is the law that the procedure is
/// made for, and among laws that fit as well the simplest is kept.
fn contradicting_logarithm(growth: &GrowthFit, protocol: &Protocol, sign: f64) -> Option<f64> {
    let b = growth.power();
    if b == 1.0 {
        return None;
    }
    let (above, below) = (b + b.min(1.0), b - (b / 2.0).min(1.0));
    let (other, allowed) = if sign == UPPER { (above, [b, below]) } else { (below, [b, above]) };
    (!growth.excludes_logarithm(other, &allowed, sign, 1.0 - protocol.level() / 2.0)).then_some(other)
}

/// p-value of "y grows": growth over the window slower than the least violation and no growth beyond the margin of a
/// logarithm in the limit is no growth; so is decay.
fn no_growth_p(raw: &Reading<'_>, protocol: &Protocol) -> f64 {
    let range = 2.0 * raw.range.p_beyond(protocol.least_violation, LOWER);
    if range >= protocol.level() {
        return range.min(1.0);
    }
    range.max(2.0 * raw.p_beyond(protocol.log_margin, LOWER)).min(1.0)
}

/// Whether y grows over the window.
pub(super) fn is_growing(raw: &Reading<'_>, protocol: &Protocol) -> bool {
    2.0 * raw.range.p_beyond(0.0, UPPER) < protocol.level()
}
