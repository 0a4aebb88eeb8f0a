//! A bound: a rate and the side on which it bounds.

use std::borrow::Cow;
use std::fmt;

use serde::{Serialize, Serializer};

use super::{Rate, Symbol};

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

impl Growth {
    /// The Landau symbol as a claim spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::AtMost => "O",
            Self::AtLeast => "Omega",
            Self::Exactly => "Theta",
            Self::Below => "o",
        }
    }
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A bound such as `O(M^(-1/6) log(M)^3)`. `FromStr` reads the claim syntax (see [`crate::claim`]), `Display` writes its canonical form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Bound {
    /// The side.
    pub growth: Growth,
    /// The rate.
    pub rate: Rate,
    /// How the claim writes what grows: `M`, or the symbol of another variable, which a rate has as [`Symbol::M`](super::Symbol::M).
    pub variable: Cow<'static, str>,
}

/// How a claim writes what grows where nothing else is said.
pub(super) const WIDTH: &str = "M";

impl Bound {
    /// `growth(rate)`, in M.
    pub fn new(growth: Growth, rate: Rate) -> Self {
        Self { growth, rate, variable: Cow::Borrowed(WIDTH) }
    }

    /// A bound in an h that tends to 0, written in M = 1/h: h^2 is M^(-2), and log(h) grows like log(M).
    #[must_use]
    pub fn of_reciprocal(&self) -> Self {
        let power = self.rate.exponent(Symbol::M);
        let rate = self.rate.clone().without(Symbol::M).times(Symbol::M, -power);
        Self::new(self.growth, rate)
    }

    /// The same side of another rate.
    #[must_use]
    pub fn with_rate(&self, rate: Rate) -> Self {
        Self { rate, ..self.clone() }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.growth, self.rate.written_in(&self.variable))
    }
}

impl Serialize for Bound {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
