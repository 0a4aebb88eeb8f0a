//! Draws from simple laws, made from a stream of normals and integers.

use crate::random::Stream;

/// Bits in one uniform draw: few enough that the middle of a cell is an exact number.
const BITS: u32 = 52;

/// A uniform draw from the open interval (0, 1).
pub(super) fn uniform(stream: &mut Stream) -> f64 {
    let cells = 1i64 << BITS;
    (stream.integer(0, cells - 1) as f64 + 0.5) / cells as f64
}

/// `count` uniform draws in increasing order.
pub(super) fn sorted_uniforms(count: usize, stream: &mut Stream) -> Vec<f64> {
    let mut draws: Vec<f64> = (0..count).map(|_| uniform(stream)).collect();
    draws.sort_by(f64::total_cmp);
    draws
}

/// An exponential draw with mean 1.
pub(super) fn exponential(stream: &mut Stream) -> f64 {
    -uniform(stream).ln()
}

/// A uniform index below `count`.
pub(super) fn below(count: usize, stream: &mut Stream) -> usize {
    stream.integer(0, count as i64 - 1) as usize
}

/// A fair coin.
pub(super) fn coin(stream: &mut Stream) -> bool {
    stream.integer(0, 1) == 1
}

/// The number of heads in `count` fair flips.
pub(super) fn heads(count: u64, stream: &mut Stream) -> u64 {
    let bits = u64::from(BITS);
    let full: u64 = (0..count / bits).map(|_| block(BITS, stream)).sum();
    full + block((count % bits) as u32, stream)
}

/// The number of heads in at most 52 flips.
fn block(flips: u32, stream: &mut Stream) -> u64 {
    u64::from(stream.integer(0, (1 << flips) - 1).count_ones())
}

/// A uniformly random permutation of 0, ..., `count` - 1.
pub(super) fn permutation(count: usize, stream: &mut Stream) -> Vec<usize> {
    stream.choose(count, count)
}

/// The mean of `runs` draws of a system at one size, for tests against closed forms.
#[cfg(test)]
pub(super) fn mean(draw: fn(u64, &mut Stream) -> f64, size: u64, runs: usize) -> f64 {
    let mut stream = Stream::of_study(3, "zoo", "mean of a system");
    (0..runs).map(|_| draw(size, &mut stream)).sum::<f64>() / runs as f64
}

/// Fails if a simulated mean is more than 3 % away from the exact one.
#[cfg(test)]
#[track_caller]
pub(super) fn assert_near(found: f64, expected: f64) {
    assert!((found / expected - 1.0).abs() < 0.03, "{found} is not near {expected}");
}

/// The harmonic number 1 + 1/2 + ... + 1/`count`.
#[cfg(test)]
pub(super) fn harmonic(count: u64) -> f64 {
    (1..=count).map(|k| 1.0 / k as f64).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn laws_have_their_means() {
        assert_near(mean(|_, stream| uniform(stream), 1, 40_000), 0.5);
        assert_near(mean(|_, stream| exponential(stream), 1, 40_000), 1.0);
        assert_near(mean(|size, stream| heads(size, stream) as f64, 150, 2_000), 75.0);
    }
}
