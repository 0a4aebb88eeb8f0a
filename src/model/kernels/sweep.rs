//! The sweep over neurons: one step of descent on a block, and the share of several blocks in the next U.
//!
//! phi and phi' are computed where they are used, a few lanes at a time, and never stored: on most processors a store costs as much as several
//! fused products.

use multiversion::{multiversion, target::target_cfg_f};

use super::{FEW, LANES, Lanes, Row, SUM_LANES, Sum, fuse, fuse_all, in_lanes, multiply, part, part_mut, row_by_row};
use crate::model::elementary::Phi;
use crate::model::real::Arithmetic;

/// Up to [`FEW`] outputs: weights and their changes stay in registers.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn descend_few<P: Phi, R: Arithmetic, const L: usize, const NARROW_L: usize>(
    a: &[Lanes<R>],
    gradient: &[[R; FEW]],
    factor: R,
    output: &mut [Lanes<R>],
    h: &mut [Row<R>],
) {
    if target_cfg_f!(target_feature = "avx512f") {
        descend_lanes::<P, R, L>(a, gradient, factor, output, h);
    } else {
        descend_lanes::<P, R, NARROW_L>(a, gradient, factor, output, h);
    }
}

#[inline(always)]
fn descend_lanes<P: Phi, R: Arithmetic, const L: usize>(
    a: &[Lanes<R>],
    gradient: &[[R; FEW]],
    factor: R,
    output: &mut [Lanes<R>],
    h: &mut [Row<R>],
) {
    for lane in (0..LANES).step_by(L) {
        // Outputs that are not there have weight 0 and gradient 0.
        let mut weights = [[R::default(); L]; FEW];
        for (weights, output) in weights.iter_mut().zip(&*output) {
            *weights = *part(output, lane);
        }
        let mut change = [[R::default(); L]; FEW];
        for ((a, gradient), h) in a.iter().zip(gradient).zip(&mut *h) {
            let (a, h): (&[R; L], &mut [R; L]) = (part(a, lane), part_mut(&mut h.0, lane));
            let (phi, slope) = in_lanes(|l| P::value_and_slope(a[l]));
            let mut back = [R::default(); L];
            for z in 0..FEW {
                fuse_all(&mut back, &weights[z], gradient[z]);
                fuse_all(&mut change[z], &phi, gradient[z]);
            }
            *h = multiply(&slope, &back);
        }
        for (output, change) in output.iter_mut().zip(&change) {
            fuse_all(part_mut::<R, L>(output, lane), change, factor);
        }
    }
}

/// The same sums in the same order for any number of outputs, from phi and phi'; `slope` becomes h. `gradient` holds the outputs in groups of
/// [`FEW`], input after input.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(in crate::model) fn descend_many<R: Arithmetic>(
    feature: &[Row<R>],
    gradient: &[[R; FEW]],
    factor: R,
    output: &mut [Lanes<R>],
    slope: &mut [Row<R>],
) {
    let z = output.len();
    let mut change = vec![[R::default(); LANES]; z];
    for ((feature, slope), gradient) in feature.iter().zip(&mut *slope).zip(gradient.chunks_exact(z.div_ceil(FEW))) {
        let mut back = [R::default(); LANES];
        for ((&gradient, weights), change) in gradient.as_flattened().iter().zip(&*output).zip(&mut change) {
            row_by_row();
            fuse_all(&mut back, weights, gradient);
            fuse_all(change, &feature.0, gradient);
        }
        slope.0 = multiply(&slope.0, &back);
    }
    for (output, change) in output.iter_mut().zip(&change) {
        row_by_row();
        fuse_all(output, change, factor);
    }
}

/// `sums[j][z] += sum over blocks and lanes of phi(a[j]) * weights[z]`. A block is `height` rows of `blocks`, the first of them those of A^T; there
/// is one entry of `weights` for each, and one of `sums` for each input j.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn add_outputs<P: Phi, R: Arithmetic, const L: usize, const NARROW_L: usize>(
    blocks: &[Lanes<R>],
    height: usize,
    weights: &[[Row<R>; FEW]],
    sums: &mut [[Sum<R>; FEW]],
) {
    if target_cfg_f!(target_feature = "avx512f") {
        add_lanes::<P, R, L>(blocks, height, weights, sums);
    } else {
        add_lanes::<P, R, NARROW_L>(blocks, height, weights, sums);
    }
}

#[inline(always)]
fn add_lanes<P: Phi, R: Arithmetic, const L: usize>(
    blocks: &[Lanes<R>],
    height: usize,
    weights: &[[Row<R>; FEW]],
    sums: &mut [[Sum<R>; FEW]],
) {
    for (j, sums) in sums.iter_mut().enumerate() {
        for lane in (0..SUM_LANES).step_by(L) {
            let mut sum = [[R::default(); L]; FEW];
            for (block, weights) in blocks.chunks_exact(height).zip(weights) {
                for half in 0..LANES / SUM_LANES {
                    let first = lane + half * SUM_LANES;
                    let a: &[R; L] = part(&block[j], first);
                    let (phi, _) = in_lanes(|l| P::value_and_slope(a[l]));
                    for z in 0..FEW {
                        fuse(&mut sum[z], &phi, part(&weights[z].0, first));
                    }
                }
            }
            for z in 0..FEW {
                let total: &mut [R; L] = part_mut(&mut sums[z].0, lane);
                for l in 0..L {
                    total[l] = total[l] + sum[z][l];
                }
            }
        }
    }
}

/// `totals += sums`, and `sums` becomes 0.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(crate) fn fold<R: Arithmetic>(sums: &mut [Sum<R>], totals: &mut [Sum<f64>]) {
    for (sum, total) in sums.iter_mut().zip(totals) {
        for lane in 0..SUM_LANES {
            total.0[lane] += sum.0[lane].double();
        }
        *sum = Sum::default();
    }
}
