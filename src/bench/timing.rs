//! Repeating something until its time is known.

/// Seconds since some fixed moment.
pub type Clock<'a> = &'a dyn Fn() -> f64;

/// Repetitions at least, and seconds after which no more are begun.
const LEAST: usize = 5;
const SECONDS: f64 = 0.6;

/// The median time of `work` in seconds, after one run that does not count.
pub fn median_seconds(clock: Clock<'_>, mut work: impl FnMut()) -> f64 {
    work();
    let begin = clock();
    let mut times = Vec::new();
    while times.len() < LEAST || clock() - begin < SECONDS {
        let start = clock();
        work();
        times.push(clock() - start);
    }
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn the_median_of_the_runs_after_the_first_is_taken() {
        let (now, runs) = (Cell::new(0.0), Cell::new(0));
        // The first run takes 100 seconds; then 1, 2, 3, 1, 2.
        let seconds = median_seconds(&|| now.get(), || {
            let run = runs.get();
            runs.set(run + 1);
            now.set(now.get() + if run == 0 { 100.0 } else { 1.0 + f64::from((run - 1) % 3) });
        });
        assert_eq!((seconds, runs.get()), (2.0, 6));
    }
}
