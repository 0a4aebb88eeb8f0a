//! A sum of rates, as the set of its largest terms: what is inside an O(...) of a derivation.

use std::fmt;
use std::str::FromStr;

use super::growth::{at_most, substitute};
use crate::claim::{ClaimError, Exponent, Rate, Symbol};

/// A sum of rates up to constant factors. Terms that another term outgrows are dropped, so the terms are an antichain; they print in a fixed order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    terms: Vec<Rate>,
}

impl Order {
    /// The sum of `terms`: at least one. Where `up_to` is given, t is at most of order M^`up_to`.
    ///
    /// # Panics
    /// If there is no term: 0 is no order of growth.
    pub fn of(terms: impl IntoIterator<Item = Rate>, up_to: Option<&Exponent>) -> Self {
        let mut largest: Vec<Rate> = Vec::new();
        for term in terms {
            if !largest.iter().any(|other| at_most(&term, other, up_to)) {
                largest.retain(|other| !at_most(other, &term, up_to));
                largest.push(term);
            }
        }
        assert!(!largest.is_empty(), "a sum of no terms has no order of growth");
        largest.sort_by_key(|term| std::cmp::Reverse(Symbol::ALL.map(|symbol| term.exponent(symbol))));
        Self { terms: largest }
    }

    /// The terms, none of which outgrows another.
    pub fn terms(&self) -> &[Rate] {
        &self.terms
    }

    /// The only term; `None` where there are several.
    pub fn single(&self) -> Option<&Rate> {
        match &self.terms[..] {
            [term] => Some(term),
            _ => None,
        }
    }

    /// The sum of two orders.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self::of(self.terms.iter().chain(&other.terms).cloned(), None)
    }

    /// The product of two orders.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        Self::of(self.terms.iter().flat_map(|a| other.terms.iter().map(|b| a.clone().product(b))), None)
    }

    /// This order to a power that is not negative: (a + b)^p is of the order a^p + b^p.
    ///
    /// # Panics
    /// If `exponent` is negative: the inverse of an upper bound is none.
    #[must_use]
    pub fn pow(&self, exponent: &Exponent) -> Self {
        assert!(!exponent.is_negative(), "an upper bound has no inverse");
        Self::of(self.terms.iter().map(|term| term.pow(exponent)), None)
    }

    /// Whether `symbol` occurs.
    pub fn mentions(&self, symbol: Symbol) -> bool {
        self.terms.iter().any(|term| term.mentions(symbol))
    }

    /// This order with `symbol` replaced by what is at most of order `by`. `None` where the symbol has a negative exponent: an upper bound of what stands
    /// under a fraction line bounds nothing.
    pub fn substitute(&self, symbol: Symbol, by: &Self) -> Option<Self> {
        if self.terms.iter().any(|term| term.exponent(symbol).is_negative()) {
            return None;
        }
        let replaced = self.terms.iter().map(|term| by.pow(&term.exponent(symbol)).times(&Self::from(term.clone().without(symbol))));
        replaced.reduce(|sum, term| sum.plus(&term))
    }

    /// This order with `symbol` replaced by what is of exactly the order `rate`.
    #[must_use]
    pub fn at(&self, symbol: Symbol, rate: &Rate) -> Self {
        Self::of(self.terms.iter().map(|term| substitute(term, symbol, rate)), None)
    }

    /// This order where t is at most of order M^`up_to`: terms that others outgrow there are dropped.
    #[must_use]
    pub fn up_to(&self, up_to: Option<&Exponent>) -> Self {
        Self::of(self.terms.iter().cloned(), up_to)
    }

    /// Whether this is O(`other`), for every t of at most order M^`up_to` where that is given.
    pub fn at_most(&self, other: &Self, up_to: Option<&Exponent>) -> bool {
        self.terms.iter().all(|term| other.terms.iter().any(|larger| at_most(term, larger, up_to)))
    }
}

impl From<Rate> for Order {
    fn from(rate: Rate) -> Self {
        Self { terms: vec![rate] }
    }
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let terms: Vec<String> = self.terms.iter().map(Rate::to_string).collect();
        f.write_str(&terms.join(" + "))
    }
}

impl FromStr for Order {
    type Err = ClaimError;

    /// Reads a sum of rates such as `R^2 M^(-1/2) + R M^(-1/2) log(M)^(1/2)`.
    fn from_str(text: &str) -> Result<Self, ClaimError> {
        let terms: Vec<Rate> = text.split(" + ").map(str::parse).collect::<Result<_, _>>()?;
        Ok(Self::of(terms, None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(text: &str) -> Order {
        text.parse().unwrap()
    }

    #[test]
    fn a_sum_keeps_its_largest_terms() {
        for (sum, expected) in [
            ("1 + log(M)^3 + M^(-1/6)", "log(M)^3"),
            ("M^(-1/6) log(M)^3 + M^(-1/6)", "M^(-1/6) log(M)^3"),
            ("t^2 M^(-1/2) + t M^(-1/2) log(M)^(1/2)", "M^(-1/2) log(M)^(1/2) t + M^(-1/2) t^2"),
            ("t + t^2", "t^2"),
            // Nothing is known of R: it may be small.
            ("R + R^2", "R^2 + R"),
            ("1 + delta^(-1) + delta", "delta^(-1)"),
        ] {
            assert_eq!(order(sum).to_string(), expected);
        }
    }

    #[test]
    fn a_bound_on_t_decides_between_terms() {
        let sum = order("M^(-1/2) t^2 + M^(-1) t^3");
        assert_eq!(sum.up_to(Some(&Exponent::ratio(1, 2))), order("M^(-1/2) t^2"));
        assert_eq!(sum.up_to(Some(&Exponent::ratio(2, 3))), sum);
    }

    #[test]
    fn an_upper_bound_is_not_put_under_a_fraction_line() {
        for upper in ["t + log(M)", "t", "M^(1/2)"] {
            assert_eq!(order("R^(-1)").substitute(Symbol::R, &order(upper)), None);
            assert_eq!(order("R + R^(-1) M").substitute(Symbol::R, &order(upper)), None);
        }
        assert_eq!(order("R^2").substitute(Symbol::R, &order("t + log(M)")), Some(order("t^2 + log(M)^2")));
        assert_eq!(order("R^2 + M").substitute(Symbol::R, &order("t")), Some(order("t^2 + M")));
        // What is known exactly may stand there.
        assert_eq!(order("t^(-1) M + t").at(Symbol::T, &"M^(1/4)".parse().unwrap()), order("M^(3/4)"));
    }
}
