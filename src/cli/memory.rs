//! Whether a run fits in memory, said before it begins.

use crate::error::{Error, Result};

/// Refuses widths of which the largest does not fit in the machine's memory; `bytes` is what a width takes.
pub(super) fn check(widths: &[usize], bytes: impl Fn(usize) -> usize) -> Result<()> {
    free_memory().map_or(Ok(()), |free| check_within(free, widths, bytes))
}

/// Refuses widths of which the largest does not fit in `free` bytes.
pub(super) fn check_within(free: usize, widths: &[usize], bytes: impl Fn(usize) -> usize) -> Result<()> {
    let Some(&largest) = widths.iter().max() else { return Ok(()) };
    let needed = bytes(largest);
    if needed <= free {
        return Ok(());
    }
    let gigabytes = |bytes: usize| bytes as f64 / 1e9;
    let fits = free / bytes(1).max(1);
    let problem =
        format!("a width of {largest} needs {:.1} GB, and {:.1} GB are free; give at most {fits}", gigabytes(needed), gigabytes(free));
    Err(Error::flag("--widths", problem))
}

/// Bytes that can still be had, where the system tells.
fn free_memory() -> Option<usize> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<usize>().ok()? * 1024)
}
