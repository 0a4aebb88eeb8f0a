//! When a claim of a suite speaks: a number of steps, or a power of what grows.

use toml::{Spanned, Value};

use super::place::{Placed, Text};
use crate::claim::{Bound, Horizon, Symbol};
use crate::error::Result;

const REMEDY: &str = "write a whole number of steps, horizon = 8, or a power, horizon = \"2 M^(1/2)\"";

/// The horizon that a value of TOML says, in the symbol of what grows.
///
/// # Errors
/// A value that is none, with its line.
pub(super) fn horizon(text: &Text<'_>, value: &Spanned<Value>, symbol: &'static str) -> Result<Placed<Horizon>> {
    let line = text.line_of(&value.span());
    let found = match value.get_ref() {
        Value::Integer(steps) => usize::try_from(*steps).ok().map(Horizon::Fixed),
        Value::String(words) => parse(words, symbol),
        _ => None,
    };
    match found {
        Some(value) => Ok(Placed { value, line }),
        None => text.refuse(line, format!("horizon: {} is not a horizon; {REMEDY}", value.get_ref())),
    }
}

/// `8`, `M^(1/2)` or `2 M^(1/2)`.
fn parse(words: &str, symbol: &'static str) -> Option<Horizon> {
    let words = words.trim();
    if let Ok(steps) = words.parse() {
        return Some(Horizon::Fixed(steps));
    }
    let end = words.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(words.len());
    let (number, power) = words.split_at(end);
    let coefficient: f64 = if number.is_empty() { 1.0 } else { number.parse().ok()? };
    let power = power.trim_start().trim_start_matches('*');
    let rate = Bound::written_in(symbol, &format!("O({power})")).ok()?.rate;
    let other = rate.mentions(Symbol::T) || rate.mentions(Symbol::LogM);
    let (p, q) = rate.exponent(Symbol::M).parts()?;
    let exponent = (u32::try_from(p).ok()?, u32::try_from(q).ok()?);
    (!other && p > 0 && coefficient > 0.0 && coefficient.is_finite()).then_some(Horizon::Power { coefficient, exponent })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_and_powers_are_read_and_nothing_else() {
        assert_eq!(parse("8", "M"), Some(Horizon::Fixed(8)));
        assert_eq!(parse("2 M^(1/2)", "M"), Some(Horizon::power(2.0, 1, 2)));
        assert_eq!(parse("0.5*sqrt(n)", "n"), Some(Horizon::power(0.5, 1, 2)));
        assert_eq!(parse("n", "n"), Some(Horizon::power(1.0, 1, 1)));
        for none in ["", "-1", "M^(-1/2)", "1.5", "log(M)", "2 t", "0 M", "x"] {
            assert!(parse(none, "M").is_none(), "{none}");
        }
    }
}
