//! The quantities of claims: their names and words, and how they are taken.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A quantity that an experiment measures. Its name is its identity: two values with one name are one quantity.
///
/// A quantity of one's own is a constant:
/// ```
/// use asymptest::claim::Quantity;
///
/// const LARGEST_OUTPUT: Quantity = Quantity::size("largest_output", "largest output, max |U(t)|");
/// assert_eq!(LARGEST_OUTPUT.name, "largest_output");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Quantity {
    /// The name in the evidence: lower case, digits and `_`.
    pub name: &'static str,
    /// Its words, for axes and tables.
    pub says: &'static str,
    /// Which steps it is taken over.
    pub over: Over,
    /// Whether values below 0 are evidence.
    pub sign: Sign,
    /// The unit of its values.
    pub unit: Unit,
    /// The spelling in derivations of the quantity that it measures; nothing where no derivation speaks of it.
    pub derived_as: Option<&'static str>,
}

/// Which steps a quantity is taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// The step at which it is recorded.
    TheStep,
    /// The supremum over all steps up to that one.
    StepsUpToIt,
    /// The first time at which something happens, looked for at every step up to that one.
    FirstPassage {
        /// The reason of a row where there is no such time, as a sentence: `the NTK did not drift by 0.25`.
        else_says: &'static str,
    },
}

/// Whether values below 0 are evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// It is a size: a value below 0 is an error.
    Size,
    /// It has either sign, as a loss has.
    Either,
}

/// The unit of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Their own size.
    One,
    /// The spacing of the state's precision above 1: what vanishes but for rounding.
    Rounding,
}

impl Quantity {
    /// A size at one step.
    pub const fn size(name: &'static str, says: &'static str) -> Self {
        Self { name, says, over: Over::TheStep, sign: Sign::Size, unit: Unit::One, derived_as: None }
    }

    /// A copy whose values may have either sign.
    #[must_use]
    pub const fn signed(self) -> Self {
        Self { sign: Sign::Either, ..self }
    }

    /// The supremum of it over the steps.
    #[must_use]
    pub const fn supremum(self) -> Self {
        Self { over: Over::StepsUpToIt, ..self }
    }

    /// The first time at which it happens, with what is said where it does not.
    #[must_use]
    pub const fn first_passage(self, else_says: &'static str) -> Self {
        Self { over: Over::FirstPassage { else_says }, ..self }
    }

    /// A copy counted in units of rounding.
    #[must_use]
    pub const fn in_rounding(self) -> Self {
        Self { unit: Unit::Rounding, ..self }
    }

    /// A copy that derivations spell so.
    #[must_use]
    pub const fn derived_as(self, spelling: &'static str) -> Self {
        Self { derived_as: Some(spelling), ..self }
    }

    /// Its words for an axis of its values as they are recorded, with their unit where it is not 1.
    pub fn axis(&self) -> String {
        match self.unit {
            Unit::One => self.says.to_owned(),
            Unit::Rounding => format!("{}, in units of rounding", self.says),
        }
    }

    /// Whether it is a supremum over the steps.
    pub fn is_supremum(&self) -> bool {
        self.over == Over::StepsUpToIt
    }

    /// Whether it is the time at which something first happens.
    pub fn is_first_passage(&self) -> bool {
        matches!(self.over, Over::FirstPassage { .. })
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Quantity {}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name.cmp(other.name)
    }
}

impl Hash for Quantity {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
