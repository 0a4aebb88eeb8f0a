//! Ways to draw data from a curve.

pub(super) mod dependence;
pub(super) mod missing;
pub(super) mod noise;
mod numbers;

use super::{Data, Kind};
use crate::random::Stream;

/// One run of a design, before its value is drawn.
pub(super) struct Trial {
    /// Position of the size on the ladder.
    pub(super) place: usize,
    /// Label of the replicate.
    pub(super) replicate: usize,
    /// log M.
    pub(super) x: f64,
    /// Position of log M on the ladder, from 0 to 1.
    pub(super) along: f64,
    /// Noise-free log y.
    pub(super) level: f64,
}

/// The rows of all runs that `value` gives a value; the others are absent.
pub(super) fn some_runs(kind: &Kind, mut value: impl FnMut(&Trial) -> Option<f64>) -> Data {
    let logs: Vec<f64> = kind.sizes.iter().map(|&size| (size as f64).ln()).collect();
    let (first, last) = (logs[0], logs[logs.len() - 1]);
    let mut rows = Vec::with_capacity(logs.len() * kind.replicates);
    for (place, (&size, &x)) in kind.sizes.iter().zip(&logs).enumerate() {
        let (along, level) = ((x - first) / (last - first), (kind.curve)(x));
        for replicate in 0..kind.replicates {
            if let Some(y) = value(&Trial { place, replicate, x, along, level }) {
                rows.push((size, replicate as u64, y));
            }
        }
    }
    Data { rows }
}

/// One row for every run.
pub(super) fn runs(kind: &Kind, mut value: impl FnMut(&Trial) -> f64) -> Data {
    some_runs(kind, |run| Some(value(run)))
}

/// Normal noise on log y.
pub(super) fn normal(kind: &Kind, stream: &mut Stream, sigma: f64) -> Data {
    runs(kind, |run| (run.level + sigma * stream.normal()).exp())
}
