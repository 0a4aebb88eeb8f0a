//! Widths as users write them.

/// The powers of two from `2^low` to `2^high`.
pub fn powers_of_two(low: u32, high: u32) -> Vec<usize> {
    (low..=high).map(|power| 1 << power).collect()
}

/// Widths as a user gives them: a list `128,300,1000`, or a range `128..16384` of doublings, its upper end included where a doubling meets
/// it. Each must be at least 2 (log M must be above 0), and there must be one at least. The error is the rest of a sentence about the value.
pub fn parse_widths(text: &str) -> Result<Vec<usize>, String> {
    let number = |part: &str| -> Result<usize, String> {
        let width = part.trim().replace('_', "").parse::<usize>().map_err(|_| format!("`{}` is not a whole number", part.trim()))?;
        if width < 2 {
            return Err(format!("a width of {width} has no scaling (log M must be above 0); give widths of 2 and more"));
        }
        if width > LARGEST {
            return Err(format!("a width of {width} is over the limit of {LARGEST}"));
        }
        Ok(width)
    };
    let mut widths = match text.split_once("..") {
        Some((low, high)) => {
            let (low, high) = (number(low)?, number(high)?);
            if low > high {
                return Err(format!("the range {low}..{high} is empty; give the smaller width first"));
            }
            std::iter::successors(Some(low), |width| Some(width * 2)).take_while(|&width| width <= high).collect()
        }
        None => text.split(',').map(number).collect::<Result<Vec<usize>, String>>()?,
    };
    widths.sort_unstable();
    if let Some(pair) = widths.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(format!("the width {} is given twice", pair[0]));
    }
    Ok(widths)
}

/// Keeps doublings from overflowing; far beyond any memory.
const LARGEST: usize = 1 << 40;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ranges_double_and_lists_are_sorted() {
        assert_eq!(parse_widths("128..1024").unwrap(), powers_of_two(7, 10));
        assert_eq!(parse_widths("100..500").unwrap(), [100, 200, 400]);
        assert_eq!(parse_widths("300, 1_000,128").unwrap(), [128, 300, 1000]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, expected) in [
            ("0", "2 and more"),
            ("1..64", "2 and more"),
            ("64..8", "smaller width first"),
            ("8,8", "twice"),
            ("x", "whole number"),
            ("", "whole number"),
            ("8..9999999999999", "over the limit"),
        ] {
            assert!(parse_widths(text).unwrap_err().contains(expected), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[0-9.,_ x-]{0,30}") {
            let _ = parse_widths(&text);
        }
    }
}
