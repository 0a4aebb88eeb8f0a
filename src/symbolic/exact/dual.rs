//! Rational numbers with a rational derivative: a + a' epsilon with epsilon^2 = 0. What is computed of them is differentiated exactly.

use std::iter::Sum;
use std::ops::{Add, Mul, Sub};

use dashu_int::IBig;
use dashu_ratio::RBig;

/// A number and its derivative along one direction, both exact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dual {
    /// The number.
    pub value: RBig,
    /// Its derivative.
    pub slope: RBig,
}

impl Dual {
    /// The constant `numerator / denominator`.
    ///
    /// # Panics
    /// If `denominator` is 0.
    pub fn ratio(numerator: i64, denominator: i64) -> Self {
        Self { value: RBig::from_parts_signed(IBig::from(numerator), IBig::from(denominator)), slope: RBig::ZERO }
    }

    /// The constant 0.
    pub fn zero() -> Self {
        Self::ratio(0, 1)
    }

    /// 1 over this number.
    ///
    /// # Panics
    /// If this number is 0.
    #[must_use]
    pub fn inverse(&self) -> Self {
        let value = RBig::ONE / &self.value;
        Self { slope: -(&self.slope * &value * &value), value }
    }

    /// The same number as the variable of the derivative.
    #[must_use]
    pub fn as_variable(&self) -> Self {
        Self { value: self.value.clone(), slope: RBig::ONE }
    }
}

impl Add<&Dual> for Dual {
    type Output = Self;
    fn add(self, other: &Self) -> Self {
        Self { value: self.value + &other.value, slope: self.slope + &other.slope }
    }
}

impl Sub<&Dual> for Dual {
    type Output = Self;
    fn sub(self, other: &Self) -> Self {
        Self { value: self.value - &other.value, slope: self.slope - &other.slope }
    }
}

impl Mul for &Dual {
    type Output = Dual;
    fn mul(self, other: Self) -> Dual {
        Dual { value: &self.value * &other.value, slope: &self.slope * &other.value + &self.value * &other.slope }
    }
}

impl Sum for Dual {
    fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
        numbers.fold(Self::zero(), |sum, number| sum + &number)
    }
}
