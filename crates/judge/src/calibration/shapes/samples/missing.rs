//! Runs that are lost, counted or rounded.

use std::ops::Range;

use super::super::{Data, Kind};
use super::numbers::{poisson, uniform};
use super::{Trial, runs, some_runs};
use crate::random::Stream;

/// Runs with a value outside `range` are absent.
pub(crate) fn censored(kind: &Kind, stream: &mut Stream, sigma: f64, range: Range<f64>) -> Data {
    some_runs(kind, |run| Some(noisy(run, stream, sigma)).filter(|y| range.contains(y)))
}

/// A value outside `range` is replaced by the end that it passed.
pub(crate) fn limited(kind: &Kind, stream: &mut Stream, sigma: f64, range: Range<f64>) -> Data {
    runs(kind, |run| noisy(run, stream, sigma).clamp(range.start, range.end))
}

/// A share of the runs that grows from 0 to `share` along log M gives NaN, whatever their value.
pub(crate) fn failures(kind: &Kind, stream: &mut Stream, sigma: f64, share: f64) -> Data {
    runs(kind, |run| {
        let (y, fails) = (noisy(run, stream, sigma), uniform(stream) < share * run.along);
        if fails { f64::NAN } else { y }
    })
}

/// Runs with a value above a limit give NaN.
pub(crate) fn large_failures(kind: &Kind, stream: &mut Stream, sigma: f64, limit: f64) -> Data {
    runs(kind, |run| {
        let y = noisy(run, stream, sigma);
        if y > limit { f64::NAN } else { y }
    })
}

/// A share of the runs is absent, whatever their value. It changes along log M, from
/// `share.start` to `share.end`.
pub(crate) fn absent(kind: &Kind, stream: &mut Stream, sigma: f64, share: Range<f64>) -> Data {
    some_runs(kind, |run| {
        let y = noisy(run, stream, sigma);
        let lost = share.start + (share.end - share.start) * run.along;
        (uniform(stream) >= lost).then_some(y)
    })
}

/// The number of replicates changes along log M, from `kept.start` to `kept.end`.
pub(crate) fn changing(kind: &Kind, stream: &mut Stream, sigma: f64, kept: Range<f64>) -> Data {
    some_runs(kind, |run| {
        let count = (kept.start + (kept.end - kept.start) * run.along).round();
        ((run.replicate as f64) < count).then(|| noisy(run, stream, sigma))
    })
}

/// Poisson counts with the curve as their mean.
pub(crate) fn counts(kind: &Kind, stream: &mut Stream) -> Data {
    runs(kind, |run| poisson(stream, run.level.exp()))
}

/// The share of `tests` that fail, each with the curve as its probability.
pub(crate) fn shares(kind: &Kind, stream: &mut Stream, tests: usize) -> Data {
    runs(kind, |run| {
        let probability = run.level.exp();
        let failed = (0..tests).filter(|_| uniform(stream) < probability).count();
        failed as f64 / tests as f64
    })
}

/// Values are rounded to multiples of `1 / steps`.
pub(crate) fn rounded(kind: &Kind, stream: &mut Stream, sigma: f64, steps: f64) -> Data {
    runs(kind, |run| (steps * noisy(run, stream, sigma)).round() / steps)
}

/// Values are rounded to two significant digits.
pub(crate) fn two_digits(kind: &Kind, stream: &mut Stream, sigma: f64) -> Data {
    runs(kind, |run| {
        let text = format!("{:.1e}", noisy(run, stream, sigma));
        text.parse().expect("a number was printed")
    })
}

fn noisy(run: &Trial, stream: &mut Stream, sigma: f64) -> f64 {
    (run.level + sigma * stream.normal()).exp()
}
