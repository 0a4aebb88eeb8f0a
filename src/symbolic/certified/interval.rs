//! Intervals with outward rounding: the result of an operation holds every value that the operation has on points of its arguments.

use dashu_float::FBig;
use dashu_float::round::mode::{Down, Up};
use dashu_int::IBig;

/// Bits of an endpoint: far more than a width of 2^-52 needs.
const PRECISION: usize = 96;

/// [low, high]; low is rounded down and high up.
#[derive(Debug, Clone, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: FBig<Down>,
    /// The upper end.
    pub high: FBig<Up>,
}

fn down(n: i64) -> FBig<Down> {
    FBig::from(IBig::from(n)).with_precision(PRECISION).value()
}

fn as_up(x: &FBig<Down>) -> FBig<Up> {
    x.clone().with_rounding()
}

fn as_down(x: &FBig<Up>) -> FBig<Down> {
    x.clone().with_rounding()
}

impl Interval {
    /// The integer n, exactly.
    pub fn integer(n: i64) -> Self {
        let n = down(n);
        Self { high: as_up(&n), low: n }
    }

    /// n / d for a positive d.
    pub fn ratio(n: i64, d: i64) -> Self {
        Self::integer(n).over(d)
    }

    /// From the lower end of `self` to the upper end of `other`.
    #[must_use]
    pub fn to(&self, other: &Self) -> Self {
        Self { low: self.low.clone(), high: other.high.clone() }
    }

    /// The two halves, which share their middle; exact, since halving is.
    pub fn halves(&self) -> [Self; 2] {
        let middle = self.middle();
        [self.to(&middle), middle.to(self)]
    }

    /// The middle, as a point or a tiny interval around it.
    #[must_use]
    pub fn middle(&self) -> Self {
        let half = |sum: FBig<Down>| sum / down(2);
        let low = half(&self.low + &as_down(&self.high));
        Self { high: as_up(&low), low }
    }

    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self { low: &self.low + &other.low, high: &self.high + &other.high }
    }

    /// The negative.
    #[must_use]
    pub fn negative(&self) -> Self {
        Self { low: -as_down(&self.high), high: -as_up(&self.low) }
    }

    /// The difference.
    #[must_use]
    pub fn less(&self, other: &Self) -> Self {
        self.plus(&other.negative())
    }

    /// The product: its ends are products of ends.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        let (a, b) = (&self.low, as_down(&self.high));
        let (c, d) = (&other.low, as_down(&other.high));
        let lows = [a * c, a * &d, &b * c, &b * &d];
        let (a, b) = (as_up(a), &self.high);
        let (c, d) = (as_up(c), &other.high);
        let highs = [&a * &c, &a * d, b * &c, b * d];
        Self { low: lows.into_iter().reduce(FBig::min).expect("four"), high: highs.into_iter().reduce(FBig::max).expect("four") }
    }

    /// This interval over a positive integer.
    #[must_use]
    pub fn over(&self, n: i64) -> Self {
        let n = down(n);
        Self { low: &self.low / &n, high: &self.high / &as_up(&n) }
    }

    /// The square, never negative.
    #[must_use]
    pub fn square(&self) -> Self {
        let size = self.size();
        size.times(&size)
    }

    /// |x|.
    #[must_use]
    pub fn size(&self) -> Self {
        let zero = down(0);
        if self.low >= zero {
            self.clone()
        } else if as_down(&self.high) <= zero {
            self.negative()
        } else {
            let negative = self.negative();
            Self { low: zero, high: negative.high.max(self.high.clone()) }
        }
    }

    /// 1 / x for a positive interval.
    ///
    /// # Panics
    /// If 0 is in the interval.
    #[must_use]
    pub fn inverse(&self) -> Self {
        assert!(self.low > down(0), "the inverse of an interval that is not positive");
        Self { low: down(1) / as_down(&self.high), high: as_up(&down(1)) / as_up(&self.low) }
    }

    /// e^x, which rises.
    #[must_use]
    pub fn exp(&self) -> Self {
        Self { low: self.low.exp(), high: self.high.exp() }
    }

    /// ln x for a positive interval; it rises.
    #[must_use]
    pub fn ln(&self) -> Self {
        Self { low: self.low.ln(), high: self.high.ln() }
    }

    /// sqrt(x) for an interval that is not negative; it rises.
    #[must_use]
    pub fn sqrt(&self) -> Self {
        Self { low: self.low.sqrt(), high: self.high.sqrt() }
    }

    /// pi, from its first 19 digits.
    pub fn pi() -> Self {
        let digits = 3_141_592_653_589_793_238;
        Self::integer(digits).to(&Self::integer(digits + 1)).over(1_000_000_000_000_000_000)
    }
}
