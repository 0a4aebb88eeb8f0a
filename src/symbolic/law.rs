//! A law: a bound of one quantity by others, which a derivation may use. What the laws are is in [`super::laws`].

use super::{Order, Quantity};
use crate::claim::{Assumption, Growth, Origin};

/// Where a law comes from: how far it is to be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Norm inequalities and the chain rule, with constants certified or identities proved in this suite.
    Elementary,
    /// A standard fact on Gaussian weights, with high probability.
    Probability,
    /// A condition of the statement.
    Condition,
    /// Leading order alone, argued and not proved: a derivation that uses it says what to expect, not what must be.
    Heuristic,
}

impl Basis {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Elementary => "elementary",
            Self::Probability => "probability",
            Self::Condition => "condition",
            Self::Heuristic => "heuristic",
        }
    }
}

/// `of` is bounded, up to a constant factor, by the sum of `terms`.
#[derive(Debug, Clone, Copy)]
pub struct Law {
    /// The name that steps use.
    pub name: &'static str,
    /// The inequality with its constants, and why it holds.
    pub says: &'static str,
    /// Where it comes from.
    pub basis: Basis,
    /// Whose it is.
    pub origin: Origin,
    /// What must hold of the setting.
    pub needs: &'static [Assumption],
    /// What is bounded.
    pub of: Quantity,
    /// On which side: O, or Theta.
    pub growth: Growth,
    /// Each term is a product of quantities times an order; quantities that have a symbol may stand in the order.
    pub terms: &'static [Term],
}

/// A product of quantities and a sum of rates.
#[derive(Debug, Clone, Copy)]
pub struct Term {
    /// The quantities.
    pub factors: &'static [Quantity],
    /// The sum of rates, as text.
    pub order: &'static str,
}

impl Law {
    /// The quantities that a step has to have bounds of, to use this law: each once.
    pub fn quantities(&self) -> Vec<Quantity> {
        let mut quantities: Vec<Quantity> = self.terms.iter().flat_map(|term| term.factors).copied().collect();
        quantities.sort_unstable();
        quantities.dedup();
        quantities
    }

    /// The bound, where each quantity is of order `of`.
    pub fn apply(&self, of: impl Fn(Quantity) -> Order) -> Order {
        let terms = self.terms.iter().map(|term| term.factors.iter().fold(term.order(), |product, factor| product.times(&of(*factor))));
        terms.reduce(|sum, term| sum.plus(&term)).expect("a law has a term")
    }
}

impl Term {
    fn order(&self) -> Order {
        self.order.parse().expect("the orders of all laws are tested")
    }
}
