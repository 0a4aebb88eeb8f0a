//! Errors that several runs share.

use super::super::{Data, Kind};
use super::runs;
use crate::random::Stream;

/// One error for each size: a random walk. Every run has normal noise of its own.
pub(crate) fn random_walk(kind: &Kind, stream: &mut Stream, step: f64, sigma: f64) -> Data {
    let errors = walk(stream, kind.sizes.len(), 1.0, step, 0.0);
    shared(kind, stream, sigma, &errors)
}

/// One error for each size, of standard deviation `spread`; neighbours have correlation `tie`.
pub(crate) fn chain(kind: &Kind, stream: &mut Stream, tie: f64, spread: f64, sigma: f64) -> Data {
    let step = spread * (1.0 - tie * tie).sqrt();
    let start = spread * stream.normal();
    let errors = walk(stream, kind.sizes.len(), tie, step, start);
    shared(kind, stream, sigma, &errors)
}

/// One error for each pair of neighbouring sizes.
pub(crate) fn pairs(kind: &Kind, stream: &mut Stream, spread: f64, sigma: f64) -> Data {
    let mut errors = normals(stream, kind.sizes.len(), spread);
    for pair in errors.chunks_exact_mut(2) {
        pair[1] = pair[0];
    }
    shared(kind, stream, sigma, &errors)
}

/// One factor for each replicate, at all sizes.
pub(crate) fn factors(kind: &Kind, stream: &mut Stream, spread: f64, sigma: f64) -> Data {
    let factors = normals(stream, kind.replicates, spread);
    runs(kind, |run| (run.level + factors[run.replicate] + sigma * stream.normal()).exp())
}

/// One slope for each replicate, from the first size on.
pub(crate) fn slopes(kind: &Kind, stream: &mut Stream, spread: f64, sigma: f64) -> Data {
    let slopes = normals(stream, kind.replicates, spread);
    let first = (kind.sizes[0] as f64).ln();
    runs(kind, |run| {
        let turned = slopes[run.replicate] * (run.x - first);
        (run.level + turned + sigma * stream.normal()).exp()
    })
}

/// One random walk over the sizes for each replicate.
pub(crate) fn walks(kind: &Kind, stream: &mut Stream, step: f64, sigma: f64) -> Data {
    let mut walk = || walk(stream, kind.sizes.len(), 1.0, step, 0.0);
    let walks: Vec<_> = (0..kind.replicates).map(|_| walk()).collect();
    runs(kind, |run| {
        let error = walks[run.replicate][run.place];
        (run.level + error + sigma * stream.normal()).exp()
    })
}

/// Normal noise on log y, and one error for each size.
fn shared(kind: &Kind, stream: &mut Stream, sigma: f64, errors: &[f64]) -> Data {
    runs(kind, |run| (run.level + errors[run.place] + sigma * stream.normal()).exp())
}

/// Normal numbers of a standard deviation.
fn normals(stream: &mut Stream, count: usize, spread: f64) -> Vec<f64> {
    (0..count).map(|_| spread * stream.normal()).collect()
}

/// Numbers of which each is `keep` times the one before plus a normal step.
fn walk(stream: &mut Stream, count: usize, keep: f64, step: f64, start: f64) -> Vec<f64> {
    let mut error = start;
    let mut next = || {
        error = keep * error + step * stream.normal();
        error
    };
    (0..count).map(|_| next()).collect()
}
