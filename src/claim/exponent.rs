//! Exact rational exponents.

use dashu_ratio::RBig;

/// An exact rational exponent, such as -1/6.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exponent(RBig);

impl Exponent {
    /// The integer `n`.
    pub fn integer(n: i64) -> Self {
        Self(RBig::from(n))
    }

    /// `numerator / denominator`; the denominator must not be 0.
    pub fn ratio(numerator: i64, denominator: i64) -> Self {
        Self(RBig::from(numerator) / RBig::from(denominator))
    }

    /// The nearest double.
    pub fn to_f64(&self) -> f64 {
        self.0.to_f64().value()
    }
}
