//! A rate: a product of powers of the symbols that grow.

use std::collections::BTreeMap;

use super::Exponent;

/// What a rate is a power of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Symbol {
    /// Width.
    M,
    /// log of the width.
    LogM,
    /// Number of steps.
    T,
}

/// A product of powers, such as M^(-1/6) log(M)^3. Symbols with exponent 0 are not stored.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Rate {
    powers: BTreeMap<Symbol, Exponent>,
}

impl Rate {
    /// The constant rate, 1.
    pub fn one() -> Self {
        Self::default()
    }

    /// This rate times `symbol^exponent`.
    #[must_use]
    pub fn times(mut self, symbol: Symbol, exponent: Exponent) -> Self {
        self.powers.insert(symbol, exponent);
        self
    }

    /// The exponent of `symbol`, 0 where it does not occur.
    pub fn exponent(&self, symbol: Symbol) -> Exponent {
        self.powers
            .get(&symbol)
            .cloned()
            .unwrap_or(Exponent::integer(0))
    }
}
