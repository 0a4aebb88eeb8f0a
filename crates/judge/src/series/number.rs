//! Numbers as cells hold them. This is the one place that reads them.

/// The number in a cell; `nan` and `inf` are numbers, too.
pub(super) fn number(cell: &str) -> Option<f64> {
    cell.trim().parse().ok()
}

/// The significant digits of a number as it is printed: those of its mantissa without leading zeros.
pub(super) fn digits(cell: &str) -> u32 {
    let mantissa = cell.trim().split(['e', 'E']).next().unwrap_or_default();
    mantissa.bytes().filter(u8::is_ascii_digit).skip_while(|b| *b == b'0').count() as u32
}

/// The reason that a cell is not a number, as the end of a sentence about it.
pub(super) fn why_not(cell: &str) -> &'static str {
    let cell = cell.trim();
    match cell {
        _ if has_thousands(cell) => "is not a number; take the thousands separators out",
        _ if cell.contains('\n') => "is not a number; a quote may not be closed",
        _ if cell.contains(',') => "is not a number; write decimals with a point",
        _ => "is not a number",
    }
}

/// Whether commas stand before every third digit, as in `16,450,387.8`.
fn has_thousands(cell: &str) -> bool {
    let whole = cell.trim_start_matches(['+', '-']).split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let first = groups.next().is_some_and(|first| is_digits(first) && first.len() <= 3);
    let rest: Vec<&str> = groups.collect();
    first && !rest.is_empty() && rest.iter().all(|group| group.len() == 3 && is_digits(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_numbers_or_say_why_not() {
        assert_eq!([" 1.5 ", "1e3", "+.5"].map(number), [Some(1.5), Some(1000.0), Some(0.5)]);
        assert!(number("nan").is_some_and(f64::is_nan) && number("1,5").is_none());
        for (cell, says) in [("16,450,387.84", "thousands"), ("1,5", "with a point"), ("1\n2", "quote"), ("abc", "not a number")] {
            assert!(why_not(cell).contains(says), "{cell}: {}", why_not(cell));
        }
        assert!(!has_thousands("1,45") && !has_thousands(",450") && !has_thousands("1234,567") && has_thousands("-1,234"));
    }

    #[test]
    fn digits_are_those_printed() {
        assert_eq!(["1.700e+00", "0.0023", " 100 ", "nan", "+.5", "-0.0"].map(digits), [4, 2, 3, 0, 1, 0]);
    }
}
