//! What a claim says of its observable: a rate in M, or a ceiling that no case exceeds.

use std::fmt;
use std::str::FromStr;

use super::{Bound, ClaimError};

/// The form of a claim.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Form {
    /// A rate: the observable is bounded by it as M grows.
    Rate(Bound),
    /// A pointwise claim: at every width and in every run the observable stays at or below this number.
    Pointwise(Ceiling),
    /// A text that is no claim. Who has a list of claims refuses it with the claim's name; nothing judges it.
    Unread {
        /// The text.
        text: String,
        /// The fault, and how to mend it.
        problem: String,
    },
}

/// The largest value that a pointwise claim allows. For an inequality the observable is the ratio of its sides and the ceiling is 1; for an identity it is
/// the size of what must vanish and the ceiling is 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ceiling {
    /// The largest value allowed.
    pub largest: f64,
    /// What rounding may add to it.
    pub rounding: f64,
}

impl Form {
    /// `largest` at every width and in every run; rounding may add `rounding`.
    pub fn at_most(largest: f64, rounding: f64) -> Self {
        Self::Pointwise(Ceiling { largest, rounding })
    }

    /// The rate, where the claim is one.
    pub fn rate(&self) -> Option<&Bound> {
        match self {
            Self::Rate(bound) => Some(bound),
            Self::Pointwise(_) | Self::Unread { .. } => None,
        }
    }
}

impl Ceiling {
    /// Whether all that stays below this ceiling, with its rounding, stays below `other` with its own.
    pub fn implies(&self, other: &Self) -> bool {
        self.largest + self.rounding <= other.largest + other.rounding
    }

    /// Whether a value exceeds the ceiling by more than rounding. A value that is no number does.
    pub fn is_violated_by(&self, value: f64) -> bool {
        value.is_nan() || value > self.largest + self.rounding
    }
}

impl Form {
    /// A rate in which what grows is written with this symbol in the place of M, or a text that is none.
    pub fn written_in(variable: &'static str, text: &str) -> Self {
        let unread = |error: ClaimError| Self::Unread { text: text.into(), problem: error.to_string() };
        Bound::written_in(variable, text).map_or_else(unread, Self::Rate)
    }
}

impl From<Bound> for Form {
    fn from(bound: Bound) -> Self {
        Self::Rate(bound)
    }
}

/// A rate in the claim syntax, or a text that is none.
impl From<&str> for Form {
    fn from(text: &str) -> Self {
        text.parse().unwrap_or_else(|error: ClaimError| Self::Unread { text: text.into(), problem: error.to_string() })
    }
}

/// A rate in the claim syntax.
impl FromStr for Form {
    type Err = ClaimError;

    fn from_str(text: &str) -> Result<Self, ClaimError> {
        text.parse().map(Self::Rate)
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rate(bound) => bound.fmt(f),
            Self::Pointwise(ceiling) => ceiling.fmt(f),
            Self::Unread { text, .. } => f.write_str(text),
        }
    }
}

/// `<= 1`; the rounding that is allowed is named where there is any.
impl fmt::Display for Ceiling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<= {}", self.largest)?;
        match self.rounding {
            0.0 => Ok(()),
            rounding if rounding < 1e-3 => {
                let exact = format!("{rounding:e}");
                // More digits than a reader needs say no more.
                if exact.len() > 7 { write!(f, " + {rounding:.1e} for rounding") } else { write!(f, " + {exact} for rounding") }
            }
            rounding => write!(f, " + {rounding} for rounding"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_allowed_and_no_more() {
        let ceiling = Ceiling { largest: 1.0, rounding: 1e-9 };
        assert_eq!(
            [0.0, 1.0, 1.0 + 1e-9, 1.0 + 2e-9, f64::NAN].map(|value| ceiling.is_violated_by(value)),
            [false, false, false, true, true]
        );
        let exact = Ceiling { rounding: 0.0, ..ceiling };
        assert!(exact.implies(&ceiling) && ceiling.implies(&ceiling) && !ceiling.implies(&exact));
        assert_eq!(Form::Pointwise(ceiling).to_string(), "<= 1 + 1e-9 for rounding");
        assert_eq!(Form::Pointwise(ceiling).rate(), None);
        let bound: Bound = "O(1/M)".parse().expect("a claim");
        assert_eq!(Form::Rate(bound.clone()).rate(), Some(&bound));
        assert_eq!(Form::at_most(0.0, 65536.0).to_string(), "<= 0 + 65536 for rounding");
        assert_eq!(Form::at_most(0.0, 2f64.powi(-32)).to_string(), "<= 0 + 2.3e-10 for rounding");
        assert_eq!(Form::at_most(0.0, 0.0).to_string(), "<= 0");
        assert_eq!(Form::from("O(1/M)"), Form::Rate("O(1/M)".parse().expect("a claim")));
        let Form::Unread { text, problem } = Form::from("O(1/Q)") else { panic!("it is no claim") };
        assert!(text == "O(1/Q)" && problem.contains('Q'), "{problem}");
        let of_data = Form::written_in("n", "Theta(log(n) n^(-1/2))");
        assert_eq!(of_data.to_string(), "Theta(n^(-1/2) log(n))");
        assert_eq!(of_data.rate().map(|bound| &bound.rate), Some(&"M^(-1/2) log(M)".parse().expect("a rate")));
        assert!(["t", "log", "", "n2"].iter().all(|&symbol| matches!(Form::written_in(symbol, "O(1)"), Form::Unread { .. })));
        assert!(matches!(Form::written_in("n", "O(M)"), Form::Unread { problem, .. } if problem.contains("what grows is written n")));
    }
}
