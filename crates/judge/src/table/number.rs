//! Numbers as people write them: the text of one cell to a number.
//!
//! A spelling is accepted if it can be read in one way only. Everything else is a [`NumberProblem`].

use std::borrow::Cow;

pub use super::number_problem::NumberProblem;
use super::spelling;

/// The number in a cell: `1.2e-3`, `1.2D-3`, `1.3×10⁻⁴`, `$1.3 \times 10^{-4}$`, `2^15`, `1/8`, `−1`, `inf`, `nan`.
///
/// # Errors
/// Says which kind of text it is instead.
///
/// ```
/// # use asymptest_judge::table::{NumberProblem, number};
/// assert_eq!(number("1.3 \\times 10^{-4}"), Ok(1.3e-4));
/// assert_eq!(number("2^15"), Ok(32768.0));
/// assert!(matches!(number("12 ms"), Err(NumberProblem::Unit { .. })));
/// ```
pub fn number(text: &str) -> Result<f64, NumberProblem> {
    value(text).ok_or_else(|| NumberProblem::of(text))
}

/// The number, where nobody asks what else the text is.
pub(crate) fn value(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Ok(value) = text.parse() {
        return Some(value);
    }
    spelling::plain(text).and_then(|plain| plain.parse().ok())
}

/// The number in a cell whose digits are grouped in threes by `thousands`, such as `16,450,387.84`.
///
/// # Errors
/// As [`number`]; groups that do not have three digits are not accepted either.
pub fn number_with(text: &str, thousands: char) -> Result<f64, NumberProblem> {
    match ungrouped(text.trim(), thousands) {
        Some(plain) => number(&plain),
        None => number(text),
    }
}

/// The significant digits of a number as it is printed: those of its mantissa without leading zeros, and 0 if the text is not a number.
pub fn digits(text: &str) -> u32 {
    let text = text.trim();
    let plain = if text.parse::<f64>().is_ok() { Some(Cow::Borrowed(text)) } else { spelling::plain(text) };
    let plain = plain.unwrap_or_default();
    let mantissa = plain.split(['e', 'E']).next().unwrap_or_default();
    mantissa.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0').count() as u32
}

/// The text without the separators of thousands, if there are some and they are where they belong.
pub(super) fn ungrouped(text: &str, thousands: char) -> Option<String> {
    let whole_end = text.find(|letter: char| !(letter.is_ascii_digit() || letter == thousands || matches!(letter, '+' | '-' | '\u{2212}')));
    let (whole, rest) = text.split_at(whole_end.unwrap_or(text.len()));
    let mut groups = whole.trim_start_matches(['+', '-', '\u{2212}']).split(thousands);
    let is_first = |group: &str| (1..=3).contains(&group.len()) && !group.starts_with('0');
    let first = groups.next().filter(|group| is_first(group))?;
    let rest_of_groups: Vec<&str> = groups.collect();
    let all = rest_of_groups.iter().chain([&first]).all(|group| group.bytes().all(|byte| byte.is_ascii_digit()));
    let grouped = !rest_of_groups.is_empty() && rest_of_groups.iter().all(|group| group.len() == 3);
    (all && grouped && !rest.contains(thousands)).then(|| format!("{}{rest}", whole.replace(thousands, "")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_number_has_its_value_and_its_digits() {
        for (text, value, printed) in [
            ("1.700e+00", 1.7, 4),
            (" 100 ", 100.0, 3),
            ("0.0023", 0.0023, 2),
            ("+.5", 0.5, 1),
            ("1.2d-3", 1.2e-3, 2),
            ("-1.2D+03", -1200.0, 2),
            ("1.234-105", 1.234e-105, 4),
            ("\u{2212}1.5e\u{2212}3", -1.5e-3, 2),
            ("1.3 \\times 10^{-4}", 1.3e-4, 2),
            ("$1.30\\times 10^{-4}$", 1.3e-4, 3),
            ("$1.3 \\cdot 10^4$", 1.3e4, 2),
            ("1.3×10⁻⁴", 1.3e-4, 2),
            ("1.3 x 10^-4", 1.3e-4, 2),
            ("1.3*10**-4", 1.3e-4, 2),
            ("1.3*^-4", 1.3e-4, 2),
            ("10^{-4}", 1e-4, 1),
            ("-10⁻⁴", -1e-4, 1),
            ("10^3", 1000.0, 1),
            ("2^15", 32768.0, 5),
            ("$2^{-3}$", 0.125, 3),
            ("2**10", 1024.0, 4),
            ("2¹⁰", 1024.0, 4),
            ("1/8", 0.125, 3),
            ("$\\frac{1}{16}$", 0.0625, 3),
            ("\\num{1.2e-3}", 1.2e-3, 2),
            ("\\textbf{0.50}", 0.5, 2),
            ("**0.50**", 0.5, 2),
            ("inf", f64::INFINITY, 0),
            ("-Infinity", f64::NEG_INFINITY, 0),
            ("$\\infty$", f64::INFINITY, 0),
            ("1.#INF", f64::INFINITY, 0),
        ] {
            assert_eq!((number(text), digits(text)), (Ok(value), printed), "{text:?}");
        }
        for text in ["nan", "NaN", "NAN", "-nan", "-nan(ind)", "nan(0x8000)", "1.#QNAN"] {
            assert!(number(text).is_ok_and(f64::is_nan), "{text:?}");
        }
    }

    #[test]
    fn thousands_are_read_if_they_are_asked_for_and_well_placed() {
        assert_eq!(number_with("16,450,387,383.84", ','), Ok(16_450_387_383.84));
        assert_eq!(number_with("-1'234", '\''), Ok(-1234.0));
        assert_eq!(number_with("1.234.567", '.'), Ok(1_234_567.0));
        assert_eq!(number_with("64", ','), Ok(64.0));
        for text in ["16,45,387", "1,2345", ",123", "1,234.5,6", "0,123", "1,,234"] {
            assert!(number_with(text, ',').is_err(), "{text:?}");
        }
    }
}
