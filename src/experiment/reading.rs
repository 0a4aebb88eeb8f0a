//! A number that was measured, with what rounding may have made of it.

use crate::model::larger;

/// A measurement at one step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// The number; NaN where there is no such thing.
    pub value: f64,
    /// Its numerical floor: what rounding of the state alone may make of it. Numbers of their own size, and ratios whose claims name the rounding that they
    /// allow, have none.
    pub floor: Option<f64>,
}

impl Reading {
    /// A number without a floor.
    pub fn exact(value: f64) -> Self {
        Self { value, floor: None }
    }

    /// The larger number; NaN where one is. Its floor is the larger floor.
    #[must_use]
    pub fn larger(self, other: Self) -> Self {
        let floor = self.floor.into_iter().chain(other.floor).reduce(f64::max);
        Self { value: larger(self.value, other.value), floor }
    }
}
