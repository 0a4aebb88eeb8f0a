//! A bound: a rate and the side on which it bounds.

use super::Rate;

/// The side of a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Growth {
    /// `O(rate)`: grows at most like the rate.
    AtMost,
    /// `Omega(rate)`: grows at least like the rate.
    AtLeast,
    /// `Theta(rate)`: grows like the rate.
    Exactly,
    /// `o(rate)`: grows strictly slower than the rate.
    Below,
}

/// A bound such as `O(M^(-1/6) log(M)^3)`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Bound {
    /// The side.
    pub growth: Growth,
    /// The rate.
    pub rate: Rate,
}
