//! A catalogue of rates that a reader would name, from the simplest on.

use std::sync::OnceLock;

/// A rate M^a (log M)^b of the catalogue, exponents as numerator and denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rate {
    pub(super) power: (i64, i64),
    pub(super) log: (i64, i64),
}

/// Powers of the logarithm that are named.
pub(super) const LOGS: [(i64, i64); 13] =
    [(0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (3, 1), (1, 2), (-1, 2), (3, 2), (1, 4), (-1, 4), (3, 4), (5, 4)];
/// Denominators of powers of M that are named.
const DENOMINATORS: [i64; 12] = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24];
/// The largest power of M that is named.
const LARGEST: i64 = 3;
/// Exponents that are no named fraction are ranked by the nearest one.
const LARGEST_DENOMINATOR: i64 = 1000;

pub(super) fn value((n, d): (i64, i64)) -> f64 {
    n as f64 / d as f64
}

impl Rate {
    pub(super) fn values(self) -> (f64, f64) {
        (value(self.power), value(self.log))
    }

    pub(super) fn complexity(self) -> f64 {
        let of_power = |(n, d): (i64, i64)| if n == 0 { 0.0 } else { (d + i64::from(n.abs() > 1)) as f64 };
        let of_log = |(n, d): (i64, i64)| match n {
            0 => 0.0,
            n => (2 * d + n.abs()) as f64 - 2.5 + if n < 0 { 6.0 } else { 0.0 },
        };
        of_power(self.power) + of_log(self.log)
    }

    /// The place of the rate in the order; a rate whose pure law does not fit goes back by `misfit`.
    pub(super) fn rank(self, misfit: f64) -> [f64; 5] {
        let (a, b) = self.values();
        [self.complexity() + misfit, f64::from(u8::from(b != 0.0)), a.abs(), a, b]
    }
}

pub(super) fn goes_before(a: [f64; 5], b: [f64; 5]) -> bool {
    a.iter().zip(&b).find(|(a, b)| a != b).is_some_and(|(a, b)| a < b)
}

/// The powers of M of the catalogue, increasing.
pub(super) fn powers() -> &'static [(i64, i64)] {
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

/// Powers of the logarithm from the simplest on: denominators up to 8, powers up to 4.
pub(super) fn powers_of_logarithm() -> impl Iterator<Item = (i64, i64)> {
    (1..=8).flat_map(|d| (1..=4 * d).filter(move |n| greatest_divisor(*n, d) == 1).map(move |n| (n, d)))
}

/// The greatest common divisor.
fn greatest_divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a.abs() } else { greatest_divisor(b, a % b) }
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
        // Whole powers first, then halves, each up to 4 and in lowest terms.
        let powers: Vec<(i64, i64)> = powers_of_logarithm().collect();
        assert_eq!(powers[..9], [(1, 1), (2, 1), (3, 1), (4, 1), (1, 2), (3, 2), (5, 2), (7, 2), (1, 3)]);
        assert_eq!(powers.iter().filter(|power| power.1 == 8).count(), 16);
        assert!(powers.iter().all(|power| value(*power) <= 4.0));
    }
}
