//! The largest Hessian norm in a ball of weights.
//!
//! The norm is that of one neuron's block, so all of the radius is spent on one neuron: r cos(angle) on |W_mi|, with which the norm grows, and
//! r sin(angle) on the part of v_m along x, which moves a by r |x| sin(angle) (docs/theory.md, section 3). What is left is the largest value of a function of
//! one angle, found for all neurons, outputs and inputs together by branch and bound: on a range of angles each of |W|, |phi'| and |phi''| is at most a
//! known number, the norm grows with all three, and a range that cannot beat the best so far is dropped.

use super::hessian::{HessianNorm, block_norm, largest, largest_weight, largest_weights, lengths};
use super::hessian_bound::largest_of_all;
use crate::data::Gram;
use crate::model::{Chunk, Real, ReducedNetwork, Smooth, map};

/// The relative error of the supremum.
pub const BALL_TOLERANCE: f64 = 1e-6;

/// sup over |theta - theta(0)| <= `radius`, outputs i and the first `evaluated` inputs x of |H^(i)(x; theta)|_2, theta(0) being the present weights,
/// which are finite; `None` where phi'' does not exist. The value is attained, and the supremum is at most 1 + [`BALL_TOLERANCE`] times as large.
pub fn hessian_norm_in_ball<R: Real>(network: &ReducedNetwork<R>, gram: &Gram, evaluated: usize, radius: f64) -> Option<HessianNorm> {
    let smooth = network.activation().smooth()?;
    let lengths = lengths(gram, evaluated);
    let ball = Ball { smooth, radius, lengths: &lengths, longest: lengths.iter().copied().fold(0.0, f64::max), largest: smooth.largest() };
    // The neurons with the largest weights set a mark that few others can reach.
    let weight = largest_of_all(network);
    let with_weight = map(network.workers(), network.chunks(), |chunk| ball.search(chunk, weight, 0.0));
    let mark = largest(with_weight).value;
    let found = map(network.workers(), network.chunks(), |chunk| ball.search(chunk, 0.0, mark * (1.0 - BALL_TOLERANCE)));
    Some(largest(found).per_root_width(network.width()))
}

struct Ball<'a> {
    smooth: Smooth,
    radius: f64,
    lengths: &'a [f64],
    /// The largest of the lengths.
    longest: f64,
    /// L1 and L2.
    largest: (f64, f64),
}

/// One input seen by one neuron.
#[derive(Clone, Copy)]
struct Place {
    /// max_i |W_mi|.
    weight: f64,
    /// v_m.x.
    preactivation: f64,
    /// |x|.
    length: f64,
}

impl Ball<'_> {
    /// sqrt(M) times the largest norm that neurons of a chunk with |W_mi| >= `least` can have, if it is above `mark`; else `mark`.
    fn search<R: Real>(&self, chunk: &Chunk<R>, least: f64, mark: f64) -> (usize, HessianNorm) {
        let mut best = HessianNorm { value: mark, ..HessianNorm::NONE };
        let mut ranges = Vec::new();
        let mut neurons = 0;
        for block in chunk.neurons().blocks() {
            let weights = largest_weights(block.output);
            for lane in 0..block.neurons {
                let size = weights.0[lane].double();
                if size < least || self.no_more_than(size) <= best.value {
                    continue;
                }
                let (weight, output) = largest_weight(&block, lane);
                for (input, (&length, row)) in self.lengths.iter().zip(block.preactivations).enumerate() {
                    let place = Place { weight, preactivation: row[lane].double(), length };
                    let value = self.climb(place, best.value, &mut ranges);
                    if value > best.value {
                        best = HessianNorm { value, neuron: neurons + lane, output, input };
                    }
                }
            }
            neurons += block.neurons;
        }
        (neurons, best)
    }

    /// What no neuron with this largest weight can exceed.
    fn no_more_than(&self, weight: f64) -> f64 {
        let (slope, curvature) = self.largest;
        block_norm(slope * self.longest, (weight + self.radius) * curvature * self.longest * self.longest)
    }

    /// The largest norm at a place, if it is above `mark`; else `mark`. `ranges` is room to work in.
    fn climb(&self, place: Place, mark: f64, ranges: &mut Vec<(f64, f64)>) -> f64 {
        let right = std::f64::consts::FRAC_PI_2;
        let mut best = mark;
        ranges.clear();
        ranges.push((-right, right));
        while let Some((low, high)) = ranges.pop() {
            if self.bound(place, low, high) <= best * (1.0 + BALL_TOLERANCE) {
                continue;
            }
            let middle = 0.5 * (low + high);
            best = best.max(self.norm(place, middle));
            ranges.extend([(low, middle), (middle, high)]);
        }
        best
    }

    /// The norm at one angle.
    fn norm(&self, place: Place, angle: f64) -> f64 {
        let (slope, curvature) = self.smooth.slope_and_curvature(place.preactivation + self.radius * place.length * angle.sin());
        block_norm(slope * place.length, (place.weight + self.radius * angle.cos()) * curvature * place.length * place.length)
    }

    /// What the norm does not exceed on a range of angles within a right angle of 0.
    fn bound(&self, place: Place, low: f64, high: f64) -> f64 {
        let nearest = 0f64.clamp(low, high);
        let along = |angle: f64| place.preactivation + self.radius * place.length * angle.sin();
        let (slope, curvature) = self.smooth.largest_within(along(low), along(high));
        block_norm(slope * place.length, (place.weight + self.radius * nearest.cos()) * curvature * place.length * place.length)
    }
}
