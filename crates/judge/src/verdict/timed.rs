//! Measurements in time, sorted: by time into samples, by width into runs.

use crate::stats::Sample;
use crate::stats::clusters::LogRow;

/// One measurement at a width and a time. Rows with the same width and replicate are one run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimedRow {
    /// Width M > 0.
    pub width: f64,
    /// Number of the replicate at this width.
    pub replicate: u64,
    /// Time, such as a number of steps: above 0 for a claim with t, else at least 0.
    pub time: f64,
    /// The value: positive and finite for a claim with t, else also 0 or, of a run that failed, not finite.
    pub value: f64,
}

/// The power of M is judged at no more times than this, chosen by the times alone; a trajectory may have thousands.
pub const MOST_TIMES: usize = 24;

/// The samples at each time, earliest first.
pub(super) fn samples_in_time(rows: &[TimedRow]) -> Vec<(f64, Sample)> {
    let mut rows: Vec<&TimedRow> = rows.iter().collect();
    rows.sort_by(|a, b| a.time.total_cmp(&b.time));
    rows.chunk_by(|a, b| a.time == b.time).map(|at| (at[0].time, Sample::from_pairs(at.iter().map(|r| (r.width, r.value))))).collect()
}

/// At most [`MOST_TIMES`] of the times, the last among them, evenly apart in log t; a time 0 is one more.
pub(super) fn thinned(samples: Vec<(f64, Sample)>) -> Vec<(f64, Sample)> {
    let first = samples.iter().map(|s| s.0).find(|time| *time > 0.0);
    let (Some(first), Some(last)) = (first.map(f64::ln), samples.last().map(|s| s.0.ln())) else {
        return samples;
    };
    if samples.len() <= MOST_TIMES {
        return samples;
    }
    let bin = |time: f64| {
        let place = (((time.ln() - first) / (last - first) * MOST_TIMES as f64) as usize).min(MOST_TIMES - 1);
        if time > 0.0 { Some(place) } else { None }
    };
    let times: Vec<f64> = samples.iter().map(|s| s.0).collect();
    let ends_a_bin = |index: usize| times.get(index + 1).is_none_or(|next| bin(*next) != bin(times[index]));
    samples.into_iter().enumerate().filter(|(index, _)| ends_a_bin(*index)).map(|(_, sample)| sample).collect()
}

/// (log t, log y) of one run.
pub(super) type Run = Vec<(f64, f64)>;

/// The runs at each width, narrowest first.
pub(super) fn runs_in_width(rows: &[TimedRow]) -> Vec<(f64, Vec<Run>)> {
    let mut rows: Vec<&TimedRow> = rows.iter().collect();
    rows.sort_by(|a, b| a.width.total_cmp(&b.width).then(a.replicate.cmp(&b.replicate)));
    let points = |run: &[&TimedRow]| run.iter().map(|r| (r.time.ln(), r.value.ln())).collect();
    rows.chunk_by(|a, b| a.width == b.width)
        .map(|at| (at[0].width, at.chunk_by(|a, b| a.replicate == b.replicate).map(points).collect()))
        .collect()
}

pub(super) fn log_rows(rows: &[TimedRow], power_of_log: f64) -> Vec<LogRow> {
    let mut runs: std::collections::BTreeMap<(u64, u64), usize> = std::collections::BTreeMap::new();
    rows.iter()
        .map(|row| {
            let next = runs.len();
            let run = *runs.entry((row.width.to_bits(), row.replicate)).or_insert(next);
            let width = row.width.ln();
            LogRow { run, width, time: row.time.ln(), value: row.value.ln() - power_of_log * width.ln() }
        })
        .collect()
}
