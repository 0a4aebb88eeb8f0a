//! The product of a block of neurons with a matrix that all neurons share.

use multiversion::{multiversion, target::target_cfg_f};

use super::ahead::Ahead;
use super::{Kernels, LANES, Lanes, Row, add, fuse_all, part, part_mut};
use crate::model::real::Arithmetic;

/// A matrix in the order in which [`Kernels::add_product`] reads it: panels of a few columns, row by row, the last one padded with zeros.
#[derive(Debug, Clone)]
pub struct Panels<R> {
    entries: Vec<R>,
}

impl<R: Kernels> Panels<R> {
    /// The matrix with `rows` x `columns` entries `entry(k, j)`.
    pub(crate) fn new(rows: usize, columns: usize, entry: impl Fn(usize, usize) -> f64) -> Self {
        let padded = |k, j| if j < columns { R::of(entry(k, j)) } else { R::of(0.0) };
        let panel = |first: usize| (0..rows).flat_map(move |k| (first..first + R::COLUMNS).map(move |j| (k, j)));
        Self { entries: (0..columns).step_by(R::COLUMNS).flat_map(panel).map(|(k, j)| padded(k, j)).collect() }
    }
}

/// Runs the product of one block with a 60 x 60 matrix so many times, all in cache; returns the flop. The machine's limit is measured with it.
pub(crate) fn product_rate<R: Kernels>(times: usize) -> f64 {
    const INPUTS: usize = 60;
    let matrix = Panels::<R>::new(INPUTS, INPUTS, |i, j| ((i * 7 + j) % 5) as f64 * 0.1);
    let h = vec![Row([R::of(0.5e-6); LANES]); INPUTS];
    let mut target = vec![[R::default(); LANES]; INPUTS];
    for _ in 0..times {
        R::add_product(&matrix, std::hint::black_box(&h), &mut target, [&[]; 2]);
    }
    std::hint::black_box(&target);
    (2 * INPUTS * INPUTS * LANES * times) as f64
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn add_product<R: Arithmetic, const COLUMNS: usize, const L: usize, const NARROW: usize, const NARROW_L: usize>(
    matrix: &Panels<R>,
    h: &[Row<R>],
    target: &mut [Lanes<R>],
    next: [&[Lanes<R>]; 2],
) {
    let mut ahead = Ahead::new(next);
    for (panel, target) in matrix.entries.chunks_exact(h.len() * COLUMNS).zip(target.chunks_mut(COLUMNS)) {
        if target.len() < COLUMNS {
            // The last panel is padded with zeros, and so is its target.
            let mut padded = [[R::default(); LANES]; COLUMNS];
            padded[..target.len()].copy_from_slice(target);
            product_tiles::<R, COLUMNS, 1, LANES>(panel, h, &mut padded, &mut ahead);
            target.copy_from_slice(&padded[..target.len()]);
            continue;
        }
        let target: &mut [Lanes<R>; COLUMNS] = part_mut(target, 0);
        if target_cfg_f!(target_feature = "avx512f") {
            product_tiles::<R, COLUMNS, COLUMNS, L>(panel, h, target, &mut ahead);
        } else {
            product_tiles::<R, COLUMNS, NARROW, NARROW_L>(panel, h, target, &mut ahead);
        }
    }
}

/// One panel in tiles of T columns and L lanes.
#[inline(always)]
fn product_tiles<R: Arithmetic, const COLUMNS: usize, const T: usize, const L: usize>(
    panel: &[R],
    h: &[Row<R>],
    target: &mut [Lanes<R>; COLUMNS],
    ahead: &mut Ahead<'_, R>,
) {
    for first in (0..COLUMNS).step_by(T) {
        let target: &mut [Lanes<R>; T] = part_mut(target, first);
        for lane in (0..LANES).step_by(L) {
            let mut sum = [[R::default(); L]; T];
            for (row, weights) in h.iter().zip(panel.chunks_exact(COLUMNS)) {
                ahead.fetch();
                let (x, weights): (&[R; L], &[R; T]) = (part(&row.0, lane), part(weights, first));
                for j in 0..T {
                    fuse_all(&mut sum[j], x, weights[j]);
                }
            }
            for j in 0..T {
                add(part_mut::<R, L>(&mut target[j], lane), &sum[j]);
            }
        }
    }
}
