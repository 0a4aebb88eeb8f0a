//! A constant that is known to lie between two rationals.

use std::fmt;

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use super::Interval;

/// [low, high] with exact ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    /// The lower end.
    pub low: RBig,
    /// The upper end.
    pub high: RBig,
}

/// Decimals that are shown; the last is rounded outwards.
const DECIMALS: usize = 14;

impl Enclosure {
    /// The ends of an interval, exactly.
    pub fn of(interval: &Interval) -> Self {
        let exact = "an endpoint is a finite binary fraction";
        Self { low: RBig::try_from(interval.low.clone()).expect(exact), high: RBig::try_from(interval.high.clone()).expect(exact) }
    }

    /// high - low.
    pub fn width(&self) -> RBig {
        &self.high - &self.low
    }

    /// Whether all of the enclosure lies at or below a constant that floating-point code uses: then that code has a bound.
    pub fn is_below(&self, constant: f64) -> bool {
        RBig::try_from(constant).is_ok_and(|constant| self.high <= constant)
    }
}

impl fmt::Display for Enclosure {
    /// `[1.12837916709551, 1.12837916709552]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = RBig::from(UBig::from(10u8).pow(DECIMALS));
        write!(f, "[{}, {}]", decimal(&(&self.low * &scale).floor()), decimal(&(&self.high * &scale).ceil()))
    }
}

/// An integer number of the last decimal, with its point.
fn decimal(n: &IBig) -> String {
    let digits = format!("{n:0>width$}", width = DECIMALS + 1);
    let (whole, decimals) = digits.split_at(digits.len() - DECIMALS);
    format!("{whole}.{decimals}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_enclosure_is_written_with_its_last_decimal_outwards() {
        let third = |n: u64| RBig::from_parts(n.into(), 3u8.into());
        let enclosure = |low, high| Enclosure { low: third(low), high: third(high) };
        assert_eq!(enclosure(1, 2).to_string(), "[0.33333333333333, 0.66666666666667]");
        assert_eq!(enclosure(37, 370).to_string(), "[12.33333333333333, 123.33333333333334]");
        assert_eq!((enclosure(1, 2).width(), enclosure(37, 370).width()), (third(1), third(333)));
    }
}
