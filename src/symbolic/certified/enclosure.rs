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
const DECIMALS: usize = 7;

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

    /// The upper end in double precision, rounded up: a bound of the constant that floating-point code may use.
    pub fn upper(&self) -> f64 {
        let nearest = self.high.to_f64().value();
        let exact = RBig::try_from(nearest).unwrap_or(RBig::ZERO);
        if exact < self.high { nearest.next_up() } else { nearest }
    }
}

impl fmt::Display for Enclosure {
    /// `[1.1283791, 1.1283802]`.
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
