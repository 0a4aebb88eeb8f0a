//! Rates that a reader would name, in a total order: of two exclusive claims one at most is supported.

use std::sync::OnceLock;

use super::Verdict;
use super::asked::Asked;
use super::claim::Claim;
use super::decide::greatest_divisor;
use super::inquiry::Inquiry;
use super::logarithm::judge_growth;
use crate::claim::Growth;
use crate::stats::rates::Rates;

/// A rate M^a (log M)^b of the catalogue, exponents as numerator and denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rate {
    pub(super) power: (i64, i64),
    pub(super) log: (i64, i64),
}

/// Powers of the logarithm that are named.
const LOGS: [(i64, i64); 13] = [(0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (3, 1), (1, 2), (-1, 2), (3, 2), (1, 4), (-1, 4), (3, 4), (5, 4)];
/// Denominators of powers of M that are named.
const DENOMINATORS: [i64; 12] = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24];
/// The largest power of M that is named.
const LARGEST: i64 = 3;
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
/// Exponents that are no named fraction are ranked by the nearest one.
const LARGEST_DENOMINATOR: i64 = 1000;

fn value((n, d): (i64, i64)) -> f64 {
    n as f64 / d as f64
}

impl Rate {
    fn values(self) -> (f64, f64) {
        (value(self.power), value(self.log))
    }

    fn complexity(self) -> f64 {
        let of_power = |(n, d): (i64, i64)| if n == 0 { 0.0 } else { (d + i64::from(n.abs() > 1)) as f64 };
        let of_log = |(n, d): (i64, i64)| match n {
            0 => 0.0,
            n => (2 * d + n.abs()) as f64 - 2.5 + if n < 0 { 6.0 } else { 0.0 },
        };
        of_power(self.power) + of_log(self.log)
    }

    /// The place of the rate in the order; a rate whose pure law does not fit goes back by `misfit`.
    fn rank(self, misfit: f64) -> [f64; 5] {
        let (a, b) = self.values();
        [self.complexity() + misfit, f64::from(u8::from(b != 0.0)), a.abs(), a, b]
    }
}

fn goes_before(a: [f64; 5], b: [f64; 5]) -> bool {
    a.iter().zip(&b).find(|(a, b)| a != b).is_some_and(|(a, b)| a < b)
}

/// The powers of M of the catalogue, increasing.
fn powers() -> &'static [(i64, i64)] {
    static POWERS: OnceLock<Vec<(i64, i64)>> = OnceLock::new();
    POWERS.get_or_init(|| {
        let positive = DENOMINATORS.iter().flat_map(|d| (1..=LARGEST * d).filter(|n| greatest_divisor(*n, *d) == 1).map(|n| (n, *d)));
        let positive: Vec<(i64, i64)> = positive.collect();
        let mut all: Vec<(i64, i64)> = positive.iter().map(|(n, d)| (-n, *d)).chain([(0, 1)]).chain(positive.iter().copied()).collect();
        all.sort_by(|a, b| value(*a).total_cmp(&value(*b)));
        all
    })
}

/// The fraction with the smallest denominator nearest to `value`.
pub(super) fn fraction(target: f64) -> (i64, i64) {
    let near = |d: i64| ((target * d as f64).round() as i64, d);
    let exact = (1..=LARGEST_DENOMINATOR).map(near).find(|f| (value(*f) - target).abs() < 1e-9);
    exact.unwrap_or_else(|| {
        let all = (1..=LARGEST_DENOMINATOR).map(near);
        all.min_by(|a, b| (value(*a) - target).abs().total_cmp(&(value(*b) - target).abs())).unwrap_or((0, 1))
    })
}

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

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        use crate::claim::{Exponent, Rate as Claimed, Symbol};
        let exponent = |(n, d): (i64, i64)| Exponent::ratio(n, d);
        let rate = Claimed::power(Symbol::M, exponent(self.power)).times(Symbol::LogM, exponent(self.log));
        write!(f, "{rate}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_ordered_and_simple_rates_come_first() {
        assert!(powers().windows(2).all(|pair| value(pair[0]) < value(pair[1])));
        assert_eq!((powers().first(), powers().last()), (Some(&(-3, 1)), Some(&(3, 1))));
        let complexity = |power, log| Rate { power, log }.complexity();
        assert_eq!(complexity((0, 1), (0, 1)), 0.0);
        assert_eq!(complexity((-1, 2), (0, 1)), 2.0);
        assert_eq!(complexity((0, 1), (1, 1)), 0.5);
        assert_eq!(complexity((-2, 3), (-1, 1)), 4.0 + 6.5);
        assert_eq!([0.5, -1.0 / 3.0, 0.0, 2.0].map(fraction), [(1, 2), (-1, 3), (0, 1), (2, 1)]);
        assert!((value(fraction(0.123_456_7)) - 0.123_456_7).abs() < 0.005);
    }

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
