//! The norm of the Hessian of an output, exactly, as a maximum over neurons.
//!
//! The Hessian of f_i(x) is block diagonal over neurons. The block of neuron m acts on W_mi and the part of v_m along x, where it is [[0, b], [b, c]]
//! with b = phi'(a)|x|/sqrt(M), c = W_mi phi''(a)|x|^2/sqrt(M), a = v_m.x; its norm is (|c| + sqrt(c^2 + 4 b^2))/2 (docs/theory.md, section 3). The norm grows
//! with |c|, so of the outputs only the one with the largest |W_mi| counts.

use multiversion::multiversion;

use crate::data::Gram;
use crate::model::{Block, Chunk, LANES, Lanes, Real, ReducedNetwork, Row, Smooth, map};

/// A value of |H^(i)(x; theta)|_2, and where it is reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HessianNorm {
    /// The norm.
    pub value: f64,
    /// The neuron whose block has this norm.
    pub neuron: usize,
    /// i.
    pub output: usize,
    /// x, as an index into the inputs.
    pub input: usize,
}

/// max over outputs i and the first `evaluated` inputs x of |H^(i)(x; theta)|_2 at the present weights; `None` where phi'' does not exist. The value is
/// NaN where the norm of a block is not finite. Costs O(M) for each input.
pub fn hessian_norm<R: Real>(network: &ReducedNetwork<R>, gram: &Gram, evaluated: usize) -> Option<HessianNorm> {
    let smooth = network.activation().smooth()?;
    let lengths = lengths(gram, evaluated);
    let found = map(network.workers(), network.chunks(), |chunk| of_chunk(chunk, smooth, &lengths));
    Some(largest(found).per_root_width(network.width()))
}

impl HessianNorm {
    /// Where nothing has been seen.
    pub(super) const NONE: Self = Self { value: 0.0, neuron: 0, output: 0, input: 0 };

    /// The norm, if this is sqrt(M) times the norm.
    pub(super) fn per_root_width(self, width: usize) -> Self {
        Self { value: self.value / (width as f64).sqrt(), ..self }
    }
}

/// |x| of the first `evaluated` inputs.
pub(super) fn lengths(gram: &Gram, evaluated: usize) -> Vec<f64> {
    (0..evaluated).map(|x| gram.matrix[(x, x)].sqrt()).collect()
}

/// The largest of what the chunks have, the first of equals; neurons are counted through. Each chunk comes with its number of neurons.
pub(super) fn largest(found: Vec<(usize, HessianNorm)>) -> HessianNorm {
    let mut first = 0;
    let mut largest = HessianNorm::NONE;
    for (neurons, norm) in found {
        if norm.value > largest.value || norm.value.is_nan() {
            largest = HessianNorm { neuron: first + norm.neuron, ..norm };
        }
        first += neurons;
    }
    largest
}

/// (|c| + sqrt(c^2 + 4 b^2))/2, the norm of [[0, b], [b, c]].
pub(super) fn block_norm(b: f64, c: f64) -> f64 {
    0.5 * (c.abs() + c.hypot(2.0 * b))
}

/// |W_mi| of the neuron in `lane`, the largest over i, with that i; NaN where one is.
pub(super) fn largest_weight<R: Real>(block: &Block<'_, R>, lane: usize) -> (f64, usize) {
    first_of(block.output.iter().map(|row| row[lane].abs()))
}

/// |W_mi|, the largest over i, of every lane; NaN where one is not finite.
pub(super) fn largest_weights<R: Real>(output: &[Lanes<R>]) -> Row<R> {
    let (mut largest, mut poison) = (Row::<R>::default(), Row::<R>::default());
    for row in output {
        for (lane, weight) in row.iter().enumerate() {
            let size = weight.abs();
            largest.0[lane] = if size > largest.0[lane] { size } else { largest.0[lane] };
            poison.0[lane] += size * R::of(0.0);
        }
    }
    Row(std::array::from_fn(|lane| largest.0[lane] + poison.0[lane]))
}

/// The largest of numbers that are not negative, and its place; a NaN comes first.
fn first_of<R: Real>(numbers: impl Iterator<Item = R>) -> (f64, usize) {
    let larger = |(largest, at): (f64, usize), (place, x): (usize, f64)| if x > largest || x.is_nan() { (x, place) } else { (largest, at) };
    numbers.map(R::double).enumerate().fold((0.0, 0), larger)
}

/// Neurons whose norm may be larger than the largest so far are found in the state's precision; these few are computed in f64.
fn of_chunk<R: Real>(chunk: &Chunk<R>, smooth: Smooth, lengths: &[f64]) -> (usize, HessianNorm) {
    let scales: Vec<[R; 2]> = lengths.iter().map(|&length| [R::of(length), R::of(length * length)]).collect();
    let (mut slope, mut curvature) = (vec![Row::default(); lengths.len()], vec![Row::default(); lengths.len()]);
    let mut neurons = 0;
    let mut largest = HessianNorm::NONE;
    for block in chunk.neurons().blocks() {
        smooth.fill_rows(&block.preactivations[..lengths.len()], &mut slope, &mut curvature);
        let weight = largest_weights(block.output);
        loop {
            let excess = excess(&weight, &slope, &curvature, &scales, R::of(largest.value));
            let (reached, lane) = first_of(excess.0[..block.neurons].iter().copied());
            // Rounding of the comparison itself must not hide a larger norm.
            if reached <= largest.value * largest.value * (1.0 - 64.0 * R::EPSILON) {
                break;
            }
            let found = of_neuron(&block, lane, smooth, lengths);
            if found.value <= largest.value || largest.value.is_nan() {
                break;
            }
            largest = HessianNorm { neuron: neurons + lane, ..found };
        }
        neurons += block.neurons;
    }
    (neurons, largest)
}

/// The largest over inputs of b^2 + |c| h in every lane, times M. The norm p of a block solves p^2 = b^2 + |c| p, so that p > h where this is > h^2:
/// no root is taken. NaN where anything is not finite.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
fn excess<R: Real>(weight: &Row<R>, slope: &[Row<R>], curvature: &[Row<R>], scales: &[[R; 2]], h: R) -> Row<R> {
    let mut largest = Row::<R>::default();
    let mut poison = Row::<R>::default();
    for ((slope, curvature), [length, square]) in slope.iter().zip(curvature).zip(scales) {
        for lane in 0..LANES {
            let b = slope.0[lane] * *length;
            let c = curvature.0[lane].abs() * *square * weight.0[lane];
            let excess = b * b + c * h;
            largest.0[lane] = if excess > largest.0[lane] { excess } else { largest.0[lane] };
            poison.0[lane] += excess * R::of(0.0);
        }
    }
    for lane in 0..LANES {
        largest.0[lane] += poison.0[lane];
    }
    largest
}

/// sqrt(M) times the largest norm of one neuron's blocks.
fn of_neuron<R: Real>(block: &Block<'_, R>, lane: usize, smooth: Smooth, lengths: &[f64]) -> HessianNorm {
    let (weight, output) = largest_weight(block, lane);
    let mut largest = HessianNorm { output, ..HessianNorm::NONE };
    for (input, (length, row)) in lengths.iter().zip(block.preactivations).enumerate() {
        let (slope, curvature) = smooth.slope_and_curvature(row[lane].double());
        let value = block_norm(slope * length, weight * curvature * length * length);
        if value > largest.value || !value.is_finite() {
            largest = HessianNorm { value: if value.is_finite() { value } else { f64::NAN }, input, ..largest };
        }
    }
    largest
}
