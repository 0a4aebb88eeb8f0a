//! Steps at which runs are looked at.

use std::collections::BTreeSet;

/// Up to this step suprema are measured at every step.
const EVERY: usize = 8;

/// Steps up to `last` at which suprema are measured: every one up to 8, from there on one in every quarter. One measurement of the NTK drift costs more
/// than a step, so that measuring at all of them would take more time than training; tests/suite/engine.rs holds what that loses.
pub fn watched_steps(last: usize) -> BTreeSet<usize> {
    let later = std::iter::successors(Some(EVERY), |step| Some(step + step.div_ceil(4))).take_while(|&step| step <= last);
    (0..=last.min(EVERY)).chain(later).collect()
}

/// Steps 0, 1, 2, 3, 4, 6, 8, 12, ... up to and including `last`.
pub fn trajectory_steps(last: usize) -> BTreeSet<usize> {
    let powers = std::iter::successors(Some(2usize), |step| Some(step * 2)).take_while(|&step| step <= last);
    let halfway = powers.clone().map(|step| step + step / 2).filter(|&step| step <= last);
    [0, 1.min(last), last].into_iter().chain(powers).chain(halfway).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trajectories_are_recorded_geometrically() {
        assert_eq!(trajectory_steps(20).into_iter().collect::<Vec<_>>(), [0, 1, 2, 3, 4, 6, 8, 12, 16, 20]);
        assert_eq!(trajectory_steps(0).into_iter().collect::<Vec<_>>(), [0]);
    }

    #[test]
    fn early_steps_are_all_watched_and_late_ones_geometrically() {
        assert_eq!(watched_steps(0), [0].into());
        assert_eq!(watched_steps(8), (0..=8).collect());
        let late: Vec<usize> = watched_steps(100).into_iter().filter(|&step| step > EVERY).collect();
        assert_eq!(late, [10, 13, 17, 22, 28, 35, 44, 55, 69, 87]);
        assert!(watched_steps(1_000_000).len() < 70);
    }
}
