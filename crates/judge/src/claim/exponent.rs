//! Exact rational exponents.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Mul, Neg, Sub};

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;
use serde::{Serialize, Serializer};

/// An exact rational exponent, such as -1/6, in lowest terms. Prints as `-1/6` or `2`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exponent(RBig);

impl Exponent {
    /// The exponent 0.
    pub fn zero() -> Self {
        Self::integer(0)
    }

    /// The exponent 1.
    pub fn one() -> Self {
        Self::integer(1)
    }

    /// The integer `n`.
    pub fn integer(n: i64) -> Self {
        Self(RBig::from(n))
    }

    /// `numerator / denominator` in lowest terms.
    ///
    /// # Panics
    /// If `denominator` is 0: exponents in code are constants.
    pub fn ratio(numerator: i64, denominator: i64) -> Self {
        Self(RBig::from_parts_signed(numerator.into(), denominator.into()))
    }

    /// The decimal `digits / 10^places`, exactly: 25 and 2 places are 1/4.
    pub fn decimal(digits: u64, places: u32) -> Self {
        Self(RBig::from_parts(IBig::from(digits), UBig::from(10u8).pow(places as usize)))
    }

    /// This exponent divided by `other`; `None` when `other` is 0.
    pub fn checked_div(&self, other: &Self) -> Option<Self> {
        (!other.is_zero()).then(|| Self(&self.0 / &other.0))
    }

    /// Whether this is 0.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether this is greater than 0.
    pub fn is_positive(&self) -> bool {
        self.0 > RBig::ZERO
    }

    /// Whether this is less than 0.
    pub fn is_negative(&self) -> bool {
        self.0 < RBig::ZERO
    }

    /// Whether this is an integer.
    pub fn is_integer(&self) -> bool {
        self.0.is_int()
    }

    /// Numerator and positive denominator in lowest terms; `None` when one does not fit in 64 bits.
    pub fn parts(&self) -> Option<(i64, i64)> {
        let numerator = i64::try_from(self.0.numerator().clone()).ok()?;
        let denominator = i64::try_from(self.0.denominator().clone()).ok()?;
        Some((numerator, denominator))
    }

    /// The nearest double.
    pub fn to_f64(&self) -> f64 {
        self.0.to_f64().value()
    }
}

impl From<i64> for Exponent {
    fn from(n: i64) -> Self {
        Self::integer(n)
    }
}

impl Add for Exponent {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Exponent {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Mul for Exponent {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self(self.0 * other.0)
    }
}

impl Neg for Exponent {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Exponent {
    fn sum<I: Iterator<Item = Self>>(exponents: I) -> Self {
        exponents.fold(Self::zero(), Add::add)
    }
}

impl fmt::Display for Exponent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string())
    }
}

impl Serialize for Exponent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lowest_terms_with_the_sign_above() {
        assert_eq!(Exponent::ratio(2, -12), Exponent::ratio(-1, 6));
        assert_eq!(Exponent::ratio(2, -12).to_string(), "-1/6");
        assert_eq!(Exponent::ratio(-6, 3).to_string(), "-2");
        assert_eq!(Exponent::decimal(25, 2), Exponent::ratio(1, 4));
        assert_eq!(Exponent::ratio(4, -6).parts(), Some((-2, 3)));
    }

    #[test]
    fn field_laws_on_small_numbers() {
        let (third, half) = (Exponent::ratio(1, 3), Exponent::ratio(1, 2));
        assert_eq!(third.clone() + half.clone(), Exponent::ratio(5, 6));
        assert_eq!(third.clone() - half.clone(), Exponent::ratio(-1, 6));
        assert_eq!(third.clone() * half.clone(), Exponent::ratio(1, 6));
        assert_eq!(third.checked_div(&half), Some(Exponent::ratio(2, 3)));
        assert_eq!(third.checked_div(&Exponent::zero()), None);
        assert!(third.is_positive() && (-third).is_negative());
        assert!(!Exponent::zero().is_positive() && !Exponent::zero().is_negative());
    }
}
