//! Rates that a reader would name, in a total order: of two exclusive claims one at most is supported.

use super::Verdict;
use super::asked::Asked;
use super::catalogue::{LOGS, Rate, fraction, goes_before, powers, value};
use super::claim::Claim;
use super::inquiry::Inquiry;
use super::logarithm::judge_growth;
use crate::claim::Growth;
use crate::stats::rates::Rates;

/// A rate is tried if its power lies this near the slope over the widths.
const NEAR: f64 = 0.2;
/// The same where rates judge: the largest margin of a table, and room for its interval.
const NEAR_BY_RATES: f64 = 0.35;
/// The same where rates judge one of the two claims, and families the other.
const NEAR_ACROSS: f64 = 1.0;
/// A rate whose pure law does not fit goes behind rates that are simpler by less than this.
const MISFIT: f64 = 4.0;
/// The level at which a pure law does not fit.
const MISFIT_LEVEL: f64 = 0.001;

/// The kinds of claim on another rate that exclude a claim of this kind; `above` if the other rate is the larger one.
fn excluding(growth: Growth, above: bool) -> &'static [Growth] {
    match (growth, above) {
        (Growth::Exactly, true) => &[Growth::Exactly, Growth::AtLeast],
        (Growth::Exactly, false) => &[Growth::Exactly, Growth::AtMost],
        (Growth::AtMost | Growth::Below, true) => &[Growth::AtLeast],
        (Growth::AtLeast, false) => &[Growth::AtMost],
        _ => &[],
    }
}

/// A rate of the catalogue that goes before the claim's own and passes the same tests as a claim that excludes it. The order is total, and each rate is
/// judged by the procedure that a claim on it would be: of two exclusive claims of the catalogue one at most is supported.
pub(super) fn exclusive_rival(asked: &Asked<'_>, claim: &Claim) -> Option<Rate> {
    let mine = Place::of(asked, fraction(claim.b))?.rank(Rate { power: fraction(claim.a), log: fraction(claim.b) });
    // Without a power of M a rate is the simplest with its logarithm: where that comes too late, no reading is needed.
    let may_come_first = |log: &&(i64, i64)| Rate { power: (0, 1), log: **log }.complexity() <= mine[0];
    LOGS.iter().filter(may_come_first).find_map(|log| {
        let b = value(*log);
        let same = (b - claim.b).abs() < 1e-9;
        let place = Place::of(asked, *log)?;
        let candidates = powers().iter().map(|power| Rate { power: *power, log: *log });
        candidates.filter(|rate| place.names(asked, claim, *rate)).find(|rate| {
            let own = same && (value(rate.power) - claim.a).abs() < 1e-9;
            let kinds = excluding(claim.growth, rate.values() > (claim.a, claim.b));
            !own && goes_before(place.rank(*rate), mine) && kinds.iter().any(|kind| asked.passes(*kind, rate.values()))
        })
    })
}

/// What one power of the logarithm leaves of the data: where its powers of M lie, and whether a pure law fits.
struct Place {
    centre: f64,
    misfit: f64,
    by_rates: bool,
}

impl Place {
    /// `None` if the smallest width has no logarithm to divide by.
    fn of(asked: &Asked<'_>, log: (i64, i64)) -> Option<Self> {
        let b = value(log);
        if let Some(Rates::Settled(settled)) = asked.table_of(0.0, b) {
            return Some(Self { centre: settled.limit, misfit: 0.0, by_rates: true });
        }
        let reading = asked.inquiry.reading(b)?;
        let misfit = if reading.pure_p > MISFIT_LEVEL { 0.0 } else { MISFIT };
        Some(Self { centre: reading.range.estimate, misfit, by_rates: false })
    }

    fn rank(&self, rate: Rate) -> [f64; 5] {
        rate.rank(self.misfit)
    }

    /// Whether a rate is tried: near the data, and a logarithm alone only where rates judge it, or where the claim is none itself: growth with an offset has
    /// an order of its own.
    fn names(&self, asked: &Asked<'_>, claim: &Claim, rate: Rate) -> bool {
        let pure_logarithm = rate.power.0 == 0 && rate.log.0 > 0;
        if pure_logarithm && !self.by_rates {
            return !claim.is_pure_log() || asked.table_of(0.0, claim.b).is_some();
        }
        let near = match (self.by_rates, asked.table_of(0.0, claim.b).is_some()) {
            (true, true) => NEAR_BY_RATES,
            (false, false) => NEAR,
            // Rates and families may see the same data far apart.
            _ => NEAR_ACROSS,
        };
        (value(rate.power) - self.centre).abs() <= near
    }
}

/// A simpler power of the logarithm, larger than the claim's, that growth passes: it excludes O(log(M)^b).
pub(super) fn larger_growth(inquiry: &Inquiry<'_>, b: f64) -> Option<Rate> {
    let complexity = |log| Rate { power: (0, 1), log }.complexity();
    let mine = complexity(fraction(b));
    let larger = LOGS.iter().filter(|log| value(**log) > b && complexity(**log) < mine);
    let passes = |log: &(i64, i64)| {
        [Growth::Exactly, Growth::AtLeast].iter().any(|kind| judge_growth(inquiry, *kind, value(*log)).verdict == Verdict::Supported)
    };
    larger.copied().find(passes).map(|log| Rate { power: (0, 1), log })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A claim that excludes another is excluded by it, or by what it implies: Theta implies O and Omega.
    #[test]
    fn exclusion_is_symmetric() {
        use Growth::{AtLeast, AtMost, Below, Exactly};
        let implied = |kind| if kind == Exactly { vec![Exactly, AtMost, AtLeast] } else { vec![kind] };
        for mine in [Exactly, AtMost, AtLeast] {
            for above in [true, false] {
                for other in excluding(mine, above) {
                    let back = excluding(*other, !above);
                    assert!(implied(mine).iter().any(|kind| back.contains(kind)), "{mine:?} {other:?} {above}");
                }
            }
        }
        assert_eq!((excluding(Below, true), excluding(Below, false)), (&[AtLeast][..], &[][..]));
    }
}
