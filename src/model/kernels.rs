//! The inner loops of the reduced network: one block of neurons, one neuron in each SIMD lane.
//!
//! Every array here is `rows x lanes`, row by row. Sums over lanes keep [`PARTIAL`] running sums and add them in a fixed order, and products are
//! fused explicitly, so that the bits do not depend on the vectors that the processor has.

use multiversion::multiversion;

/// Number of running sums in a sum over lanes.
const PARTIAL: usize = 8;
/// Rows and lanes of the register tile in [`add_product`].
const TILE: (usize, usize) = (6, 32);

/// `target[j] += factor * sum_k h[k] * gram[k][j]` for every lane: A <- A + factor (h^T G)^T with G (n x n).
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn add_product(gram: &[f64], h: &[f64], factor: f64, lanes: usize, target: &mut [f64]) {
    let n = target.len() / lanes;
    let (full_rows, full_lanes) = (n - n % TILE.0, lanes - lanes % TILE.1);
    for first in (0..full_rows).step_by(TILE.0) {
        for lane in (0..full_lanes).step_by(TILE.1) {
            let mut sum = [[0.0; TILE.1]; TILE.0];
            for k in 0..n {
                let row: &[f64; TILE.1] = h[k * lanes + lane..][..TILE.1].try_into().expect("a slice of that length");
                let weights: &[f64; TILE.0] = gram[k * n + first..][..TILE.0].try_into().expect("a slice of that length");
                for (sum, &weight) in sum.iter_mut().zip(weights) {
                    for (sum, &x) in sum.iter_mut().zip(row) {
                        *sum = x.mul_add(weight, *sum);
                    }
                }
            }
            for (j, sum) in sum.iter().enumerate() {
                for (target, &sum) in target[(first + j) * lanes + lane..][..TILE.1].iter_mut().zip(sum) {
                    *target = sum.mul_add(factor, *target);
                }
            }
        }
        add_product_slowly(gram, h, factor, lanes, (first..first + TILE.0, full_lanes..lanes), target);
    }
    add_product_slowly(gram, h, factor, lanes, (full_rows..n, 0..lanes), target);
}

/// The same sums in the same order, for what does not fill a tile.
#[inline(always)]
fn add_product_slowly(
    gram: &[f64],
    h: &[f64],
    factor: f64,
    lanes: usize,
    part: (std::ops::Range<usize>, std::ops::Range<usize>),
    target: &mut [f64],
) {
    let n = target.len() / lanes;
    for j in part.0 {
        for lane in part.1.clone() {
            let mut sum = 0.0;
            for k in 0..n {
                sum = h[k * lanes + lane].mul_add(gram[k * n + j], sum);
            }
            target[j * lanes + lane] = sum.mul_add(factor, target[j * lanes + lane]);
        }
    }
}

/// From features, slopes and dL/dU (n x Z): W <- W + factor phi dL/dU, and `slope` becomes h = (W dL/dU^T) o phi', W as it was before.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn descend_output(
    feature: &[f64],
    slope: &mut [f64],
    gradient: &[f64],
    factor: f64,
    lanes: usize,
    output: &mut [f64],
    sums: &mut Vec<f64>,
) {
    let z = output.len() / lanes;
    sums.clear();
    sums.resize(lanes * (z + 1), 0.0);
    let (of_output, back) = sums.split_at_mut(lanes * z);
    for ((feature, slope), gradient) in feature.chunks_exact(lanes).zip(slope.chunks_exact_mut(lanes)).zip(gradient.chunks_exact(z)) {
        back.fill(0.0);
        for ((&g, weights), of_output) in gradient.iter().zip(output.chunks_exact(lanes)).zip(of_output.chunks_exact_mut(lanes)) {
            for (((back, &weight), of_output), &feature) in back.iter_mut().zip(weights).zip(of_output).zip(feature) {
                *back = weight.mul_add(g, *back);
                *of_output = feature.mul_add(g, *of_output);
            }
        }
        for (slope, &back) in slope.iter_mut().zip(&*back) {
            *slope *= back;
        }
    }
    for (weight, &sum) in output.iter_mut().zip(&*of_output) {
        *weight = sum.mul_add(factor, *weight);
    }
}

/// `outputs[j][z] += sum over lanes of feature[j] * weight[z]`: this block's share of sqrt(M) U.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn add_outputs(feature: &[f64], output: &[f64], lanes: usize, outputs: &mut [f64]) {
    let z = output.len() / lanes;
    for (feature, outputs) in feature.chunks_exact(lanes).zip(outputs.chunks_exact_mut(z)) {
        for (weights, sum) in output.chunks_exact(lanes).zip(outputs) {
            *sum += dot(feature, weights);
        }
    }
}

/// A scalar product with a fixed order of summation.
#[inline(always)]
fn dot(x: &[f64], y: &[f64]) -> f64 {
    let mut partial = [0.0; PARTIAL];
    for (x, y) in x.chunks(PARTIAL).zip(y.chunks(PARTIAL)) {
        for ((partial, &x), &y) in partial.iter_mut().zip(x).zip(y) {
            *partial = x.mul_add(y, *partial);
        }
    }
    partial.iter().sum()
}
