//! Noise that is not normal or not of one level.

use super::super::{Data, Kind};
use super::numbers::{exponential, student, uniform};
use super::{Trial, runs};
use crate::random::Stream;

/// Normal noise whose standard deviation changes from `first` to `last` along log M.
pub(crate) fn drifting(kind: &Kind, stream: &mut Stream, first: f64, last: f64) -> Data {
    runs(kind, |run| {
        let sigma = first * (last / first).powf(run.along);
        (run.level + sigma * stream.normal()).exp()
    })
}

/// Normal noise, and one value in ten is off by a factor.
pub(crate) fn outliers(kind: &Kind, stream: &mut Stream, sigma: f64, factor: f64) -> Data {
    runs(kind, |run| {
        let off = if uniform(stream) < 0.1 { factor } else { 1.0 };
        off * (run.level + sigma * stream.normal()).exp()
    })
}

/// Every run is off by the factor that `off` gives it; noise has standard deviation 0.05.
fn broken(kind: &Kind, stream: &mut Stream, off: impl Fn(&Trial) -> f64) -> Data {
    runs(kind, |run| off(run) * (run.level + 0.05 * stream.normal()).exp())
}

/// One size is off by a factor.
pub(crate) fn broken_size(kind: &Kind, stream: &mut Stream, factor: f64, place: usize) -> Data {
    broken(kind, stream, |run| if run.place == place { factor } else { 1.0 })
}

/// One size, drawn at random, is off by a factor.
pub(crate) fn broken_anywhere(kind: &Kind, stream: &mut Stream, factor: f64) -> Data {
    let place = stream.integer(0, kind.sizes.len() as i64 - 1) as usize;
    broken_size(kind, stream, factor, place)
}

/// The first replicate is off by a factor beyond a part `after` of the range of log M.
pub(crate) fn broken_run(kind: &Kind, stream: &mut Stream, factor: f64, after: f64) -> Data {
    let hit = |run: &Trial| run.replicate == 0 && run.along > after;
    broken(kind, stream, |run| if hit(run) { factor } else { 1.0 })
}

/// Student noise on log y.
pub(crate) fn heavy(kind: &Kind, stream: &mut Stream, scale: f64, degrees: usize) -> Data {
    runs(kind, |run| (run.level + scale * student(stream, degrees)).exp())
}

/// A Pareto factor with the given index.
pub(crate) fn pareto(kind: &Kind, stream: &mut Stream, index: f64) -> Data {
    runs(kind, |run| (run.level + exponential(stream) / index).exp())
}

/// A factor above 1: the exponential of the size of a normal number.
pub(crate) fn positive(kind: &Kind, stream: &mut Stream, sigma: f64) -> Data {
    runs(kind, |run| (run.level + sigma * stream.normal().abs()).exp())
}

/// A share of the runs has log y higher by `step`.
pub(crate) fn two_levels(kind: &Kind, stream: &mut Stream, share: f64, step: f64) -> Data {
    runs(kind, |run| {
        let high = if uniform(stream) < share { step } else { 0.0 };
        (run.level + high + 0.05 * stream.normal()).exp()
    })
}
