//! A rate: a product of powers of the symbols that grow.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};

use super::Exponent;

/// What a rate is a power of, in the order in which a rate prints them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Symbol {
    /// Width.
    M,
    /// Natural logarithm of the width.
    LogM,
    /// Number of steps.
    T,
    /// R(t) = |theta(t) - theta(0)|, the movement of all weights.
    R,
    /// The largest movement of one neuron against its own scale: max_m |theta_m(t) - theta_m(0)| / s_m.
    Rho,
    /// |Phi(t) - Phi(0)|_F, the movement of the features.
    E,
    /// Output dimension.
    Z,
    /// The constant that keeps a cosine's denominator away from 0.
    Delta,
    /// e^{lambda t}, the growth of the outputs under dot-product training.
    Exp,
}

impl Symbol {
    /// All of them, in the order in which a rate prints them. Claims are made of the first three; derivations of all.
    pub const ALL: [Self; 9] = [Self::M, Self::LogM, Self::T, Self::R, Self::Rho, Self::E, Self::Z, Self::Delta, Self::Exp];

    /// The symbol as claims and derivations spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::M => "M",
            Self::LogM => "log(M)",
            Self::T => "t",
            Self::R => "R",
            Self::Rho => "rho",
            Self::E => "E",
            Self::Z => "Z",
            Self::Delta => "delta",
            Self::Exp => "exp(lambda t)",
        }
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A product of powers, such as M^(-1/6) log(M)^3. Symbols with exponent 0 are not stored, so equal rates are equal values.
///
/// Constant factors are not part of a rate: `O(2 M)` and `O(M)` are the same set of functions.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Rate {
    powers: BTreeMap<Symbol, Exponent>,
}

impl Rate {
    /// The constant rate, 1.
    pub fn one() -> Self {
        Self::default()
    }

    /// `symbol^exponent`.
    pub fn power(symbol: Symbol, exponent: Exponent) -> Self {
        Self::one().times(symbol, exponent)
    }

    /// This rate times `symbol^exponent`: exponents of one symbol add.
    #[must_use]
    pub fn times(mut self, symbol: Symbol, exponent: Exponent) -> Self {
        let sum = self.exponent(symbol) + exponent;
        if sum.is_zero() {
            self.powers.remove(&symbol);
        } else {
            self.powers.insert(symbol, sum);
        }
        self
    }

    /// This rate times `other`.
    #[must_use]
    pub fn product(self, other: &Self) -> Self {
        other.powers().fold(self, |rate, (symbol, exponent)| rate.times(symbol, exponent.clone()))
    }

    /// This rate divided by `other`.
    #[must_use]
    pub fn quotient(self, other: &Self) -> Self {
        other.powers().fold(self, |rate, (symbol, exponent)| rate.times(symbol, -exponent.clone()))
    }

    /// This rate raised to `exponent`.
    #[must_use]
    pub fn pow(&self, exponent: &Exponent) -> Self {
        self.powers().fold(Self::one(), |rate, (symbol, own)| rate.times(symbol, own.clone() * exponent.clone()))
    }

    /// This rate without its powers of `symbol`.
    #[must_use]
    pub fn without(mut self, symbol: Symbol) -> Self {
        self.powers.remove(&symbol);
        self
    }

    /// The exponent of `symbol`, 0 where it does not occur.
    pub fn exponent(&self, symbol: Symbol) -> Exponent {
        self.powers.get(&symbol).cloned().unwrap_or_else(Exponent::zero)
    }

    /// The symbols that occur with their exponents, in printing order; no exponent is 0.
    pub fn powers(&self) -> impl Iterator<Item = (Symbol, &Exponent)> {
        self.powers.iter().map(|(symbol, exponent)| (*symbol, exponent))
    }

    /// Whether this is the constant rate.
    pub fn is_one(&self) -> bool {
        self.powers.is_empty()
    }

    /// Whether `symbol` occurs.
    pub fn mentions(&self, symbol: Symbol) -> bool {
        self.powers.contains_key(&symbol)
    }

    /// The canonical form with this symbol in the place of M: `n^(-1/6) log(n)^3`.
    pub fn written_in(&self, variable: &str) -> String {
        if self.is_one() {
            return "1".into();
        }
        let power = |(symbol, exponent): (Symbol, &Exponent)| {
            let symbol = match symbol {
                Symbol::M => variable.to_owned(),
                Symbol::LogM => format!("log({variable})"),
                other => other.to_string(),
            };
            match exponent {
                one if *one == Exponent::one() => symbol,
                whole if whole.is_integer() && whole.is_positive() => format!("{symbol}^{whole}"),
                exponent => format!("{symbol}^({exponent})"),
            }
        };
        self.powers().map(power).collect::<Vec<_>>().join(" ")
    }

    /// ln of the rate, given ln of each symbol that occurs: ln M for [`Symbol::M`], ln ln M for [`Symbol::LogM`].
    pub fn ln_value(&self, ln_of: impl Fn(Symbol) -> f64) -> f64 {
        self.powers().map(|(symbol, exponent)| exponent.to_f64() * ln_of(symbol)).sum()
    }

    /// ln of the rate at the width exp(`ln_m`) > 1 and the time exp(`ln_t`); not a number where the rate has other symbols, as no claim does.
    pub fn ln_at(&self, ln_m: f64, ln_t: f64) -> f64 {
        self.ln_value(|symbol| match symbol {
            Symbol::M => ln_m,
            Symbol::LogM => ln_m.ln(),
            Symbol::T => ln_t,
            _ => f64::NAN,
        })
    }
}

impl fmt::Display for Rate {
    /// The canonical form: `M^(-1/6) log(M)^3`, `1` for the constant rate.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written_in(Symbol::M.name()))
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponents_of_one_symbol_add_and_vanish_at_zero() {
        let rate = Rate::power(Symbol::M, Exponent::ratio(1, 2)).times(Symbol::M, Exponent::ratio(-1, 2));
        assert_eq!(rate, Rate::one());
        assert_eq!(rate.to_string(), "1");
    }

    #[test]
    fn evaluates_to_the_logarithm_of_the_product() {
        let rate =
            Rate::power(Symbol::M, Exponent::ratio(-1, 6)).times(Symbol::LogM, Exponent::integer(3)).times(Symbol::T, Exponent::integer(2));
        let (m, t): (f64, f64) = (4096.0, 7.0);
        let direct = m.powf(-1.0 / 6.0) * m.ln().powi(3) * t * t;
        assert!((rate.ln_at(m.ln(), t.ln()) - direct.ln()).abs() < 1e-12);
        assert_eq!(rate.to_string(), "M^(-1/6) log(M)^3 t^2");
    }
}
