//! The order of growth of rates as M goes to infinity: exact, by exponents alone.
//!
//! Of M and log(M) a power is compared first by its exponent of M, then by that of log(M): any power of M outgrows any power of log(M). t, Z and
//! e^{lambda t} are at least 1 and delta is at most 1, whatever else they are; of R, rho and E nothing is known, so that two powers of them
//! compare only when they are equal. On rates of M and log(M) the order is total.

use std::cmp::Ordering;

use crate::claim::{Exponent, Rate, Symbol};

/// Where a product of powers goes as M goes to infinity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// 0
    Zero,
    /// A positive constant.
    Constant,
    /// Infinity.
    Infinite,
}

/// The limit of a rate of M and log(M); `None` where it has other symbols.
pub fn limit(rate: &Rate) -> Option<Limit> {
    let known = rate.powers().all(|(symbol, _)| matches!(symbol, Symbol::M | Symbol::LogM));
    known.then(|| match leading_sign(rate) {
        Ordering::Less => Limit::Zero,
        Ordering::Equal => Limit::Constant,
        Ordering::Greater => Limit::Infinite,
    })
}

/// Whether `rate` is O(`other`), for every t of at most order M^`up_to` where that is given.
pub fn at_most(rate: &Rate, other: &Rate, up_to: Option<&Exponent>) -> bool {
    is_bounded(&rate.clone().quotient(other), up_to)
}

/// How `rate` and `other` compare, or nothing where neither is always O of the other.
pub fn compare(rate: &Rate, other: &Rate) -> Option<Ordering> {
    match (at_most(rate, other, None), at_most(other, rate, None)) {
        (true, true) => Some(Ordering::Equal),
        (true, false) => Some(Ordering::Less),
        (false, true) => Some(Ordering::Greater),
        (false, false) => None,
    }
}

/// `rate` with `symbol` replaced by `by`.
pub fn substitute(rate: &Rate, symbol: Symbol, by: &Rate) -> Rate {
    let exponent = rate.exponent(symbol);
    rate.clone().without(symbol).product(&by.pow(&exponent))
}

/// What `symbol` has to be for `rate` to be a constant: s^e r = 1 gives s = r^(-1/e). `None` where the symbol does not occur.
pub fn solve(rate: &Rate, symbol: Symbol) -> Option<Rate> {
    let power = Exponent::integer(-1).checked_div(&rate.exponent(symbol))?;
    Some(rate.clone().without(symbol).pow(&power))
}

/// The supremum of the exponents a such that `rate` goes to 0 at t = M^a, for a rate that grows with t; `None` where it has symbols beside M, log(M)
/// and t or does not grow with t.
pub fn critical_exponent(rate: &Rate) -> Option<Exponent> {
    let others = rate.powers().any(|(symbol, _)| !matches!(symbol, Symbol::M | Symbol::LogM | Symbol::T));
    if others || !rate.exponent(Symbol::T).is_positive() {
        return None;
    }
    // A logarithm moves what happens at the supremum itself, not the supremum.
    Some(solve(rate, Symbol::T)?.exponent(Symbol::M))
}

fn is_bounded(rate: &Rate, up_to: Option<&Exponent>) -> bool {
    let mut left = Rate::one();
    for (symbol, exponent) in rate.powers() {
        let vanishing_side = match symbol {
            Symbol::M | Symbol::LogM => {
                left = left.times(symbol, exponent.clone());
                continue;
            }
            Symbol::T if exponent.is_positive() => {
                let Some(up_to) = up_to else { return false };
                left = left.times(Symbol::M, exponent.clone() * up_to.clone());
                continue;
            }
            Symbol::T | Symbol::Z | Symbol::Exp => exponent.is_negative(),
            Symbol::Delta => exponent.is_positive(),
            Symbol::R | Symbol::Rho | Symbol::E => false,
        };
        if !vanishing_side {
            return false;
        }
    }
    leading_sign(&left) != Ordering::Greater
}

/// The sign of the exponent of M, or of log(M) where M does not occur.
fn leading_sign(rate: &Rate) -> Ordering {
    let zero = Exponent::zero();
    rate.exponent(Symbol::M).cmp(&zero).then(rate.exponent(Symbol::LogM).cmp(&zero))
}
