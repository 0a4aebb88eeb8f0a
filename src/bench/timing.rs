//! Repeating something until its time is known.

/// Seconds since some fixed moment.
pub type Clock<'a> = &'a dyn Fn() -> f64;

/// Repetitions at least, and seconds after which no more are begun.
const LEAST: usize = 5;
const SECONDS: f64 = 0.6;

/// The times of `work` in seconds, one after the other, after one run that does not count.
pub fn seconds(clock: Clock<'_>, mut work: impl FnMut()) -> Vec<f64> {
    work();
    let begin = clock();
    let mut times = Vec::new();
    while times.len() < LEAST || clock() - begin < SECONDS {
        let start = clock();
        work();
        times.push(clock() - start);
    }
    times
}

/// The median of times; there is one at least.
pub fn median(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The median time of `work` in seconds, after one run that does not count.
pub fn median_seconds(clock: Clock<'_>, work: impl FnMut()) -> f64 {
    median(&seconds(clock, work))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn the_runs_after_the_first_are_timed_and_their_median_is_taken() {
        let (now, runs) = (Cell::new(0.0), Cell::new(0));
        // The first run takes 100 seconds; then 1, 2, 3, 1, 2.
        let times = seconds(&|| now.get(), || {
            let run = runs.get();
            runs.set(run + 1);
            now.set(now.get() + if run == 0 { 100.0 } else { 1.0 + f64::from((run - 1) % 3) });
        });
        assert_eq!((times.as_slice(), runs.get()), (&[1.0, 2.0, 3.0, 1.0, 2.0][..], 6));
        assert_eq!(median(&times), 2.0);
    }
}
