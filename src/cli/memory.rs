//! Whether a run fits in memory, said before it begins.

use crate::error::{Error, Result};

/// Refuses widths of which the largest does not fit in the machine's memory; `bytes` is what a width takes.
pub(super) fn check(widths: &[usize], bytes: impl Fn(usize) -> usize) -> Result<()> {
    free_memory().map_or(Ok(()), |free| check_within(free, widths, bytes))
}

/// Refuses widths of which the largest does not fit in `free` bytes; `bytes` must not fall with the width.
pub(super) fn check_within(free: usize, widths: &[usize], bytes: impl Fn(usize) -> usize) -> Result<()> {
    let Some(&largest) = widths.iter().max() else { return Ok(()) };
    let needed = bytes(largest);
    if needed <= free {
        return Ok(());
    }
    let (mut fits, mut too_large) = (0, largest);
    while too_large - fits > 1 {
        let middle = fits + (too_large - fits) / 2;
        if bytes(middle) <= free { fits = middle } else { too_large = middle }
    }
    let problem = format!("a width of {largest} needs {}, and {} are free; give at most {fits}", in_words(needed), in_words(free));
    Err(Error::flag("--widths", problem))
}

/// Bytes in a unit that suits them.
pub(super) fn in_words(bytes: usize) -> String {
    let bytes = bytes as f64;
    if bytes < 1e9 { format!("{:.1} MB", bytes / 1e6) } else { format!("{:.1} GB", bytes / 1e9) }
}

/// Bytes as a user says them: `8G`, `500M`, in units of 1000.
pub(super) fn parse(text: &str) -> Result<usize> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text[digits.len()..].to_ascii_uppercase().trim_end_matches('B') {
        "" => Some(1.0),
        "K" => Some(1e3),
        "M" => Some(1e6),
        "G" => Some(1e9),
        "T" => Some(1e12),
        _ => None,
    };
    let bytes = unit.zip(digits.trim().parse::<f64>().ok()).map(|(unit, number)| unit * number);
    let bytes = bytes.filter(|bytes| (1.0..1e18).contains(bytes));
    bytes
        .map(|bytes| bytes as usize)
        .ok_or_else(|| Error::flag("--memory", format!("`{text}` is no amount of memory; give one such as 8G or 500M")))
}

/// Bytes that can still be had, where the system tells.
pub(super) fn free_memory() -> Option<usize> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<usize>().ok()? * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, bytes) in
            [("8G", 8_000_000_000), ("500M", 500_000_000), ("1.5gb", 1_500_000_000), ("2 T", 2_000_000_000_000), ("100", 100)]
        {
            assert_eq!(parse(text).unwrap(), bytes, "{text}");
        }
        for text in ["", "G", "-1G", "0", "8X", "nan", "inf", "1e30", "é", "8Gé"] {
            assert!(parse(text).unwrap_err().to_string().starts_with("--memory: `"), "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused_with_the_largest_width_that_would() {
        let bytes = |width: usize| 440 * width;
        assert!(check_within(4_400_000_000, &[10, 10_000_000], bytes).is_ok());
        let message = check_within(4_399_999_999, &[10, 10_000_000], bytes).unwrap_err().to_string();
        assert_eq!(message, "--widths: a width of 10000000 needs 4.4 GB, and 4.4 GB are free; give at most 9999999");
        assert!(check_within(4_399_999_999, &[9_999_999], bytes).is_ok());
        // A step in the cost: what is advised fits.
        let bytes = |width: usize| if width < 100 { width } else { 1000 + width };
        let message = check_within(1050, &[100], bytes).unwrap_err().to_string();
        assert!(message.ends_with("give at most 99"), "{message}");
        assert!(check_within(1050, &[99], bytes).is_ok());
    }
}
