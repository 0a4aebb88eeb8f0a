//! What a step of a derivation says, read from its text and written back in one canonical form.

use std::fmt;
use std::str::FromStr;

use super::{Order, Quantity};
use crate::claim::{Exponent, Growth, Rate, Symbol};

/// For which numbers of steps a bound holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// For all t.
    Always,
    /// For all t of at most order M^exponent.
    UpTo(Exponent),
    /// At t of the order of this rate of M and log(M).
    At(Rate),
}

/// A statement about a quantity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// `|H| = O(R M^(-1/2) + M^(-1/2) log(M)^(1/2))`, with high probability over the initial weights; then ` for t = O(M^(1/2))`, ` at t = M^(1/6)` or
    /// ` at fixed t` where it does not hold for all t.
    Bound {
        /// What is bounded.
        of: Quantity,
        /// On which side.
        growth: Growth,
        /// By what.
        order: Order,
        /// For which t.
        when: When,
    },
    /// `|K(t) - K(0)| -> 0 at t = M^a for a < 1/4`.
    Vanishes {
        /// What goes to 0.
        of: Quantity,
        /// For every smaller exponent a.
        below: Exponent,
    },
    /// `|K(t) - K(0)| = Theta(1) at t = 1/2 log(M)/lambda`.
    Departs {
        /// What reaches a constant.
        of: Quantity,
        /// The multiple of log(M)/lambda at which it does.
        multiple: Exponent,
    },
}

const UP_TO: &str = " for t = O(";
const AT: &str = " at t = ";
const FIXED: &str = " at fixed t";
const VANISHES: &str = " -> 0 at t = M^a for a < ";
const DEPARTS: &str = " = Theta(1) at t = ";
const LAMBDA: &str = " log(M)/lambda";

impl Fact {
    /// The quantity that this speaks of.
    pub fn of(&self) -> Quantity {
        match self {
            Self::Bound { of, .. } | Self::Vanishes { of, .. } | Self::Departs { of, .. } => *of,
        }
    }
}

impl When {
    /// The exponent up to which this lets t grow.
    pub fn up_to(&self) -> Option<&Exponent> {
        match self {
            Self::UpTo(exponent) => Some(exponent),
            _ => None,
        }
    }

    /// When both hold; nothing where they speak of different times.
    pub fn and(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Always, when) | (when, Self::Always) => Some(when.clone()),
            (Self::UpTo(a), Self::UpTo(b)) => Some(Self::UpTo(a.min(b).clone())),
            (Self::At(a), Self::At(b)) => (a == b).then(|| self.clone()),
            (Self::At(rate), Self::UpTo(exponent)) | (Self::UpTo(exponent), Self::At(rate)) => {
                let allowed = Rate::power(Symbol::M, exponent.clone());
                super::growth::at_most(rate, &allowed, None).then(|| Self::At(rate.clone()))
            }
        }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bound { of, growth, order, when } => write!(f, "{of} = {growth}({order}){when}"),
            Self::Vanishes { of, below } => write!(f, "{of}{VANISHES}{below}"),
            Self::Departs { of, multiple } => write!(f, "{of}{DEPARTS}{multiple}{LAMBDA}"),
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Always => Ok(()),
            Self::UpTo(exponent) => write!(f, "{UP_TO}{})", Rate::power(Symbol::M, exponent.clone())),
            Self::At(rate) if rate.is_one() => f.write_str(FIXED),
            Self::At(rate) => write!(f, "{AT}{rate}"),
        }
    }
}

impl FromStr for Fact {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some((of, below)) = text.split_once(VANISHES) {
            return Ok(Self::Vanishes { of: quantity(of)?, below: exponent(below)? });
        }
        if let Some((of, multiple)) = text.strip_suffix(LAMBDA).and_then(|text| text.split_once(DEPARTS)) {
            return Ok(Self::Departs { of: quantity(of)?, multiple: exponent(multiple)? });
        }
        let (of, rest) = text.split_once(" = ").ok_or_else(|| format!("`{text}` is not `quantity = O(rate)`"))?;
        let (bound, when) = when(rest)?;
        let (growth, order) =
            bound.strip_suffix(')').and_then(|bound| bound.split_once('(')).ok_or_else(|| format!("`{bound}` is no bound"))?;
        let growth = match growth {
            "O" => Growth::AtMost,
            "Omega" => Growth::AtLeast,
            "Theta" => Growth::Exactly,
            _ => return Err(format!("`{growth}` is not O, Omega or Theta")),
        };
        let order = order.parse::<Order>().map_err(|error| error.to_string())?.up_to(when.up_to());
        Ok(Self::Bound { of: quantity(of)?, growth, order, when })
    }
}

/// A bound and for which t it holds.
fn when(text: &str) -> Result<(&str, When), String> {
    let rate = |text: &str| text.parse::<Rate>().map_err(|error| error.to_string());
    if let Some(bound) = text.strip_suffix(FIXED) {
        return Ok((bound, When::At(Rate::one())));
    }
    if let Some((bound, at)) = text.split_once(AT) {
        return Ok((bound, When::At(rate(at)?)));
    }
    if let Some((bound, up_to)) = text.split_once(UP_TO) {
        let rate = rate(up_to.strip_suffix(')').unwrap_or(up_to))?;
        let exponent = rate.exponent(Symbol::M);
        return if rate == Rate::power(Symbol::M, exponent.clone()) {
            Ok((bound, When::UpTo(exponent)))
        } else {
            Err(format!("`{rate}` is not a power of M"))
        };
    }
    Ok((text, When::Always))
}

fn quantity(name: &str) -> Result<Quantity, String> {
    Quantity::named(name).ok_or_else(|| format!("`{name}` is not a quantity of a derivation"))
}

fn exponent(text: &str) -> Result<Exponent, String> {
    text.parse().map_err(|error: crate::claim::ClaimError| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_read_and_written() {
        for text in [
            "|grad f| = O(R M^(-1/2) + 1)",
            "R = O(t) for t = O(M^(1/2))",
            "|K(t) - K(0)| = O(M^(-1/6)) at t = M^(1/6)",
            "|K(t) - K(0)| = O(M^(-1/2) log(M)^(1/2)) at fixed t",
            "|K(t) - K(0)| -> 0 at t = M^a for a < 1/4",
            "|K(t) - K(0)| = Theta(1) at t = 1/2 log(M)/lambda",
            "|U|_F = Theta(exp(lambda t))",
        ] {
            let fact: Fact = text.parse().unwrap();
            assert_eq!(fact.to_string().parse::<Fact>().unwrap(), fact, "{text}");
        }
        assert_eq!(
            "|K(t) - K(0)| -> 0 at t = M^a for a < 2/8".parse::<Fact>().unwrap().to_string(),
            "|K(t) - K(0)| -> 0 at t = M^a for a < 1/4"
        );
    }

    #[test]
    fn what_is_no_fact_is_refused() {
        for text in
            ["", "R", "R = t", "R = O()", "Q = O(1)", "R = o(1)", "R = O(1) for t = O(log(M))", "R = O(t", "R -> 0 at t = M^a for a < b"]
        {
            assert!(text.parse::<Fact>().is_err(), "{text}");
        }
    }
}
