//! The sweep over neurons: one step of descent on a block, and the share of several blocks in the next U.
//!
//! phi is computed once a step, for the outputs, and kept beside the state: the next step needs it again, and reading it back costs less than a second
//! time. phi' is computed where it is used and not kept.

use multiversion::{multiversion, target::target_cfg_f};

use super::{Activated, FEW, LANES, Lanes, Row, SUM_LANES, Sum, add, fuse, fuse_all, lanes_of, multiply, part, part_mut, row_by_row};
use crate::model::activation::Phi;
use crate::model::real::Arithmetic;

/// Up to [`FEW`] outputs: weights and their changes stay in registers.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn descend_few<P: Phi, R: Arithmetic, const L: usize, const NARROW_L: usize>(
    activated: Activated<'_, R>,
    gradient: &[[R; FEW]],
    output: &mut [Lanes<R>],
    h: &mut [Row<R>],
) {
    if target_cfg_f!(target_feature = "avx512f") {
        descend_lanes::<P, R, L>(activated, gradient, output, h);
    } else {
        descend_lanes::<P, R, NARROW_L>(activated, gradient, output, h);
    }
}

#[inline(always)]
fn descend_lanes<P: Phi, R: Arithmetic, const L: usize>(
    activated: Activated<'_, R>,
    gradient: &[[R; FEW]],
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
        for (((a, phi), gradient), h) in activated.preactivations.iter().zip(activated.features).zip(gradient).zip(&mut *h) {
            let (a, phi, h): (&[R; L], &[R; L], &mut [R; L]) = (part(a, lane), part(phi, lane), part_mut(&mut h.0, lane));
            let slope = lanes_of(|l| P::slope(a[l], phi[l]));
            let mut back = [R::default(); L];
            for z in 0..FEW {
                fuse_all(&mut back, &weights[z], gradient[z]);
                fuse_all(&mut change[z], phi, gradient[z]);
            }
            *h = multiply(&slope, &back);
        }
        for (output, change) in output.iter_mut().zip(&change) {
            add(part_mut::<R, L>(output, lane), change);
        }
    }
}

/// The same for any number of outputs, from phi and phi'; `slope` becomes h. `gradient` holds the outputs in groups of
/// [`FEW`], input after input.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(in crate::model) fn descend_many<R: Arithmetic>(
    feature: &[Lanes<R>],
    gradient: &[[R; FEW]],
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
            fuse_all(change, feature, gradient);
        }
        slope.0 = multiply(&slope.0, &back);
    }
    for (output, change) in output.iter_mut().zip(&change) {
        row_by_row();
        add(output, change);
    }
}

/// Sets features and adds the outputs' sums: see [`super::Kernels::add_outputs`]. There is one entry of `weights` for each block, and one of `sums` for each
/// input j.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn add_outputs<P: Phi, R: Arithmetic, const L: usize, const NARROW_L: usize>(
    blocks: (&[Lanes<R>], usize),
    features: &mut [Lanes<R>],
    weights: &[[Row<R>; FEW]],
    sums: &mut [[Sum<R>; FEW]],
) {
    if target_cfg_f!(target_feature = "avx512f") {
        set_and_add::<P, R, L>(blocks, features, weights, sums);
    } else {
        set_and_add::<P, R, NARROW_L>(blocks, features, weights, sums);
    }
}

#[inline(always)]
fn set_and_add<P: Phi, R: Arithmetic, const L: usize>(
    (blocks, height): (&[Lanes<R>], usize),
    features: &mut [Lanes<R>],
    weights: &[[Row<R>; FEW]],
    sums: &mut [[Sum<R>; FEW]],
) {
    let n = sums.len();
    for (j, sums) in sums.iter_mut().enumerate() {
        for lane in (0..SUM_LANES).step_by(L) {
            let mut sum = [[R::default(); L]; FEW];
            for ((block, features), weights) in blocks.chunks_exact(height).zip(features.chunks_exact_mut(n)).zip(weights) {
                for first in (lane..LANES).step_by(SUM_LANES) {
                    let a: &[R; L] = part(&block[j], first);
                    let phi = lanes_of(|l| P::value_and_slope(a[l]).0);
                    *part_mut(&mut features[j], first) = phi;
                    fuse_weights(&mut sum, &phi, weights, first);
                }
            }
            add_sums(sums, &sum, lane);
        }
    }
}

/// The same sums in the same order, from features that are there.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn add_features<R: Arithmetic, const L: usize, const NARROW_L: usize>(
    features: &[Lanes<R>],
    weights: &[[Row<R>; FEW]],
    sums: &mut [[Sum<R>; FEW]],
) {
    if target_cfg_f!(target_feature = "avx512f") {
        add_lanes::<R, L>(features, weights, sums);
    } else {
        add_lanes::<R, NARROW_L>(features, weights, sums);
    }
}

#[inline(always)]
fn add_lanes<R: Arithmetic, const L: usize>(features: &[Lanes<R>], weights: &[[Row<R>; FEW]], sums: &mut [[Sum<R>; FEW]]) {
    let n = sums.len();
    for (j, sums) in sums.iter_mut().enumerate() {
        for lane in (0..SUM_LANES).step_by(L) {
            let mut sum = [[R::default(); L]; FEW];
            for (features, weights) in features.chunks_exact(n).zip(weights) {
                for first in (lane..LANES).step_by(SUM_LANES) {
                    fuse_weights(&mut sum, part(&features[j], first), weights, first);
                }
            }
            add_sums(sums, &sum, lane);
        }
    }
}

/// sum += phi * weights for every output, lanes from `first` on.
#[inline(always)]
fn fuse_weights<R: Arithmetic, const L: usize>(sum: &mut [[R; L]; FEW], phi: &[R; L], weights: &[Row<R>; FEW], first: usize) {
    for z in 0..FEW {
        fuse(&mut sum[z], phi, part(&weights[z].0, first));
    }
}

/// sums += sum for every output, lanes from `lane` on.
#[inline(always)]
fn add_sums<R: Arithmetic, const L: usize>(sums: &mut [Sum<R>; FEW], sum: &[[R; L]; FEW], lane: usize) {
    for z in 0..FEW {
        add(part_mut(&mut sums[z].0, lane), &sum[z]);
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
