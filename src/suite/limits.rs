//! Limits of a run as a study's file writes them: a number with a unit.

use std::time::Duration;

/// Units of time, in seconds.
const TIMES: [(&[&str], f64); 4] = [
    (&["ms"], 1e-3),
    (&["s", "sec", "second", "seconds"], 1.0),
    (&["min", "m", "minute", "minutes"], 60.0),
    (&["h", "hour", "hours"], 3600.0),
];
/// Units of memory, in bytes.
const SIZES: [(&[&str], f64); 6] = [
    (&["MB", "M"], 1e6),
    (&["GB", "G"], 1e9),
    (&["TB", "T"], 1e12),
    (&["MiB"], 1_048_576.0),
    (&["GiB"], 1_073_741_824.0),
    (&["TiB"], 1_099_511_627_776.0),
];
/// Larger limits than a century, or than any machine's memory, are slips of the hand.
const LONGEST: f64 = 3.2e9;
const LARGEST: f64 = 1e18;

/// A time such as `90 s`, `10 min`, `1.5 h`.
///
/// # Errors
/// Text that is not a time, with how to write one.
pub(super) fn time(text: &str) -> Result<Duration, String> {
    let seconds = measured(text, &TIMES).filter(|seconds| (1e-3..=LONGEST).contains(seconds));
    let seconds =
        seconds.ok_or_else(|| format!("`{text}` is not a time; write a number with a unit, as in \"90 s\", \"10 min\" or \"2 h\""))?;
    Ok(Duration::from_secs_f64(seconds))
}

/// Bytes such as `500 MB`, `2 GB`, `1.5 GiB`.
///
/// # Errors
/// Text that is not an amount, with how to write one.
pub(super) fn memory(text: &str) -> Result<u64, String> {
    let bytes = measured(text, &SIZES).filter(|bytes| (1.0..=LARGEST).contains(bytes));
    let bytes =
        bytes.ok_or_else(|| format!("`{text}` is not an amount of memory; write a number with a unit, as in \"500 MB\" or \"2 GB\""))?;
    Ok(bytes as u64)
}

/// A number with one of the units, in the smallest of them.
fn measured(text: &str, units: &[(&[&str], f64)]) -> Option<f64> {
    let text = text.trim();
    let (number, unit) = text.split_at(text.find(|letter: char| letter.is_ascii_alphabetic())?);
    let (_, factor) = units.iter().find(|(names, _)| names.contains(&unit))?;
    number.trim().parse::<f64>().ok().map(|number| number * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_sizes_have_units() {
        let seconds = |text: &str| time(text).map(|time| time.as_secs_f64());
        assert_eq!(["90 s", "10 min", "10min", "1.5 h", "500 ms"].map(|text| seconds(text).unwrap()), [90.0, 600.0, 600.0, 5400.0, 0.5]);
        for bad in ["", "10", "0 s", "-1 s", "soon", "1e300 h", "nan s"] {
            assert!(time(bad).unwrap_err().contains("is not a time"), "{bad}");
        }
        let bytes = ["500 MB", "2GB", "1.5 GiB", "8G"].map(|text| memory(text).unwrap());
        assert_eq!(bytes, [500_000_000, 2_000_000_000, 1_610_612_736, 8_000_000_000]);
        for bad in ["", "2", "0 GB", "-1 GB", "lots"] {
            assert!(memory(bad).unwrap_err().contains("is not an amount of memory"), "{bad}");
        }
    }
}
