//! Random numbers of several distributions.

use crate::random::Stream;

/// A uniform number between 0 and 1, both excluded.
pub(super) fn uniform(stream: &mut Stream) -> f64 {
    (stream.integer(0, (1 << 52) - 1) as f64 + 0.5) / (1u64 << 52) as f64
}

/// An exponential number of mean 1.
pub(super) fn exponential(stream: &mut Stream) -> f64 {
    -uniform(stream).ln()
}

/// Student's t with the given degrees of freedom.
pub(super) fn student(stream: &mut Stream, degrees: usize) -> f64 {
    let squares: f64 = (0..degrees).map(|_| stream.normal().powi(2)).sum();
    stream.normal() / (squares / degrees as f64).sqrt()
}

/// A Poisson number: the events of a process of rate 1 within a time of `mean`.
pub(super) fn poisson(stream: &mut Stream, mean: f64) -> f64 {
    let (mut time, mut count) = (exponential(stream), 0.0);
    while time < mean {
        time += exponential(stream);
        count += 1.0;
    }
    count
}
