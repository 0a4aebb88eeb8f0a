//! One side of a claim: is the power of M left in value / rate at most 0, or at least 0?

use super::Protocol;
use crate::stats::growth::GrowthFit;
use crate::stats::trend::Reading;

/// The side that a claim bounds: the sign of a violation.
pub(super) const UPPER: f64 = 1.0;
/// The other side.
pub(super) const LOWER: f64 = -1.0;
/// The second route to a refutation asks for a level smaller by this factor.
const STRICTER: f64 = 5.0;

/// What the data say about one side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Side {
    /// A violation larger than the margin is excluded.
    pub(super) supported: bool,
    /// The side is excluded.
    pub(super) refuted: bool,
    /// The end of the curve violates the side although the whole range may not.
    pub(super) masked: bool,
    /// p-value of the refutation.
    pub(super) p_value: f64,
}

/// p-values of a refutation by its two routes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Refutation {
    whole: f64,
    end: f64,
}

impl Refutation {
    /// Whether either route refutes.
    pub(super) fn holds(&self, level: f64) -> bool {
        self.whole < level || self.by_end(level)
    }

    fn by_end(&self, level: f64) -> bool {
        self.end < level / STRICTER
    }

    /// The p-value: the lesser of both routes, the second at its own level.
    pub(super) fn p_value(&self) -> f64 {
        self.whole.min(STRICTER * self.end).min(1.0)
    }
}

/// Tests one side of M^0 on z: the range slope and the asymptotic exponent both have to exclude it, or the end slope
/// and the asymptotic exponent, at a stricter level.
pub(super) fn refutation(reading: &Reading<'_>, protocol: &Protocol, sign: f64) -> Refutation {
    let range = 2.0 * reading.range.p_beyond(0.0, sign);
    let end = reading.end.map_or(1.0, |end| 2.0 * end.p_beyond(0.0, sign));
    // The profile is the dear part: leave it out where it cannot matter.
    let asymptote = if range.min(end) < protocol.level() { 2.0 * reading.p_beyond(sign * protocol.least_violation, sign) } else { 1.0 };
    Refutation { whole: range.max(asymptote).min(1.0), end: end.max(asymptote).min(1.0) }
}

/// Judges one side of M^0 on z = log(value / rate). `asymptotic_margin` is the protocol's for this claim.
pub(super) fn judge_side(reading: &Reading<'_>, protocol: &Protocol, asymptotic_margin: f64, sign: f64) -> Side {
    let refutation = refutation(reading, protocol, sign);
    let masked = refutation.by_end(protocol.level());
    let range = sign * reading.range.bound(sign, protocol.confidence);
    let asymptote = sign * reading.bound(sign, protocol.confidence);
    let within = range < protocol.margin && asymptote < asymptotic_margin || asymptote < protocol.margin;
    Side { supported: within && !masked, refuted: refutation.holds(protocol.level()), masked, p_value: refutation.p_value() }
}

/// Tests one side of a logarithm: lambda has to exclude 0 and to leave the margin.
pub(super) fn growth_refutation(growth: &GrowthFit, protocol: &Protocol, sign: f64) -> (bool, f64) {
    let p_value = (2.0 * growth.p_beyond(0.0, sign)).min(1.0);
    let leaves = || sign * growth.bound(sign, 1.0 - protocol.level() / 2.0) > protocol.log_margin;
    (p_value < protocol.level() && leaves(), p_value)
}

/// Judges one side of log(M)^b, b > 0. `raw` reads log y itself, nothing divided out.
pub(super) fn judge_growth_side(growth: &GrowthFit, raw: &Reading<'_>, protocol: &Protocol, sign: f64) -> Side {
    let grows = 2.0 * raw.range.p_beyond(0.0, UPPER) < protocol.level();
    let within = sign * growth.bound(sign, protocol.confidence) < protocol.log_margin;
    let (supported, (refuted, p_value)) = if grows {
        (within, growth_refutation(growth, protocol, sign))
    } else if sign == UPPER {
        // No growth at all satisfies O(log(M)^b) as soon as it satisfies O(1).
        (judge_side(raw, protocol, protocol.margin, UPPER).supported, (false, 1.0))
    } else {
        // Growth slower than the least violation over the window is no growth; so is decay.
        let p_value = (2.0 * raw.range.p_beyond(protocol.least_violation, LOWER)).min(1.0);
        (false, (p_value < protocol.level(), p_value))
    };
    Side { supported, refuted, masked: false, p_value }
}
