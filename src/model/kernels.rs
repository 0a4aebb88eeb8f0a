//! The inner loops of the reduced network: neurons in the SIMD lanes, sums in registers.
//!
//! Products are fused explicitly and every sum has a fixed order, so the bits do not depend on the vectors that the processor has: wide and
//! narrow tiles differ in what stays in registers, not in what is added to what.

use multiversion::{multiversion, target::target_cfg_f};

use super::real::Arithmetic;

/// Neurons in a block.
pub const LANES: usize = 32;

/// One number for each neuron of a block, where a cache line starts.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C, align(64))]
pub struct Row<R>(pub [R; LANES]);

impl<R: Default + Copy> Default for Row<R> {
    fn default() -> Self {
        Self([R::default(); LANES])
    }
}

/// Rows are padded to a multiple of this in [`Kernels::add_products`]: left and right factor.
pub(crate) const PAIR_TILE: (usize, usize) = (5, 2);

/// Which entries of a product are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entries {
    /// All of them.
    All,
    /// Those on and above the diagonal; others may be missing.
    Upper,
}

/// The inner loops at the tile sizes of this precision.
pub trait Kernels: Arithmetic {
    /// Columns of a [`Panels`] matrix that a register tile takes.
    const COLUMNS: usize;

    /// `target[j] += factor * sum_k h[k] * matrix[k][j]` for every lane.
    fn add_product(matrix: &Panels<Self>, h: &[Row<Self>], factor: Self, target: &mut [Row<Self>]);

    /// From features, slopes and dL/dU (n x Z): W <- W + factor phi dL/dU, and `slope` becomes h = (W dL/dU^T) o phi', W as it was before.
    fn descend_output(feature: &[Row<Self>], slope: &mut [Row<Self>], gradient: &[Self], factor: Self, output: &mut [Row<Self>]);

    /// `sums[i][j] += sum over blocks and lanes of left[i] * right[j]`. The factors are blocks of `rows.0` and `rows.1` rows, multiples of
    /// [`PAIR_TILE`].
    fn add_products(left: &[Row<Self>], right: &[Row<Self>], rows: (usize, usize), entries: Entries, sums: &mut [Row<f64>]);
}

impl Kernels for f32 {
    const COLUMNS: usize = 12;

    fn add_product(matrix: &Panels<Self>, h: &[Row<Self>], factor: Self, target: &mut [Row<Self>]) {
        add_product::<Self, 12, 32, 6, 16>(&matrix.entries, h, factor, target);
    }

    fn descend_output(feature: &[Row<Self>], slope: &mut [Row<Self>], gradient: &[Self], factor: Self, output: &mut [Row<Self>]) {
        descend_output::<Self, 32>(feature, slope, gradient, factor, output);
    }

    fn add_products(left: &[Row<Self>], right: &[Row<Self>], rows: (usize, usize), entries: Entries, sums: &mut [Row<f64>]) {
        add_products::<Self, 5, 2, 1, 2>(left, right, rows, entries, sums);
    }
}

impl Kernels for f64 {
    const COLUMNS: usize = 6;

    fn add_product(matrix: &Panels<Self>, h: &[Row<Self>], factor: Self, target: &mut [Row<Self>]) {
        add_product::<Self, 6, 32, 6, 8>(&matrix.entries, h, factor, target);
    }

    fn descend_output(feature: &[Row<Self>], slope: &mut [Row<Self>], gradient: &[Self], factor: Self, output: &mut [Row<Self>]) {
        descend_output::<Self, 32>(feature, slope, gradient, factor, output);
    }

    fn add_products(left: &[Row<Self>], right: &[Row<Self>], rows: (usize, usize), entries: Entries, sums: &mut [Row<f64>]) {
        add_products::<Self, 5, 1, 1, 1>(left, right, rows, entries, sums);
    }
}

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
    let h = vec![Row([R::of(0.5); LANES]); INPUTS];
    let mut target = vec![Row::default(); INPUTS];
    for _ in 0..times {
        R::add_product(&matrix, std::hint::black_box(&h), R::of(1e-6), &mut target);
    }
    std::hint::black_box(&target);
    (2 * INPUTS * INPUTS * LANES * times) as f64
}

/// A part of a row, as an array.
#[inline(always)]
fn part<R, const L: usize>(row: &[R], first: usize) -> &[R; L] {
    row[first..first + L].try_into().expect("a slice of that length")
}

#[inline(always)]
fn part_mut<R, const L: usize>(row: &mut [R], first: usize) -> &mut [R; L] {
    (&mut row[first..first + L]).try_into().expect("a slice of that length")
}

/// sum += x * y
#[inline(always)]
fn fuse<R: Arithmetic, const L: usize>(sum: &mut [R; L], x: &[R; L], y: &[R; L]) {
    for lane in 0..L {
        sum[lane] = x[lane].mul_add(y[lane], sum[lane]);
    }
}

/// sum += x * y for one y.
#[inline(always)]
fn fuse_all<R: Arithmetic, const L: usize>(sum: &mut [R; L], x: &[R; L], y: R) {
    for lane in 0..L {
        sum[lane] = x[lane].mul_add(y, sum[lane]);
    }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
fn add_product<R: Arithmetic, const COLUMNS: usize, const L: usize, const NARROW: usize, const NARROW_L: usize>(
    panels: &[R],
    h: &[Row<R>],
    factor: R,
    target: &mut [Row<R>],
) {
    for (panel, target) in panels.chunks_exact(h.len() * COLUMNS).zip(target.chunks_mut(COLUMNS)) {
        if target.len() < COLUMNS {
            // The last panel is padded with zeros, and so is its target.
            let mut padded = [Row::default(); COLUMNS];
            padded[..target.len()].copy_from_slice(target);
            product_tiles::<R, COLUMNS, 1, LANES>(panel, h, factor, &mut padded);
            target.copy_from_slice(&padded[..target.len()]);
            continue;
        }
        let target: &mut [Row<R>; COLUMNS] = part_mut(target, 0);
        if target_cfg_f!(target_feature = "avx512f") {
            product_tiles::<R, COLUMNS, COLUMNS, L>(panel, h, factor, target);
        } else {
            product_tiles::<R, COLUMNS, NARROW, NARROW_L>(panel, h, factor, target);
        }
    }
}

/// One panel in tiles of T columns and L lanes.
#[inline(always)]
fn product_tiles<R: Arithmetic, const COLUMNS: usize, const T: usize, const L: usize>(
    panel: &[R],
    h: &[Row<R>],
    factor: R,
    target: &mut [Row<R>; COLUMNS],
) {
    for first in (0..COLUMNS).step_by(T) {
        let target: &mut [Row<R>; T] = part_mut(target, first);
        for lane in (0..LANES).step_by(L) {
            let mut sum = [[R::default(); L]; T];
            for (row, weights) in h.iter().zip(panel.chunks_exact(COLUMNS)) {
                let (x, weights): (&[R; L], &[R; T]) = (part(&row.0, lane), part(weights, first));
                for j in 0..T {
                    fuse_all(&mut sum[j], x, weights[j]);
                }
            }
            for j in 0..T {
                fuse_all(part_mut::<R, L>(&mut target[j].0, lane), &sum[j], factor);
            }
        }
    }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
fn descend_output<R: Arithmetic, const L: usize>(
    feature: &[Row<R>],
    slope: &mut [Row<R>],
    gradient: &[R],
    factor: R,
    output: &mut [Row<R>],
) {
    match output.len() {
        1 => descend_few::<R, L, 1>(feature, slope, gradient, factor, output),
        2 => descend_few::<R, L, 2>(feature, slope, gradient, factor, output),
        3 => descend_few::<R, L, 3>(feature, slope, gradient, factor, output),
        4 => descend_few::<R, L, 4>(feature, slope, gradient, factor, output),
        _ => descend_many(feature, slope, gradient, factor, output),
    }
}

/// Up to four outputs: weights and their changes stay in registers.
#[inline(always)]
fn descend_few<R: Arithmetic, const L: usize, const Z: usize>(
    feature: &[Row<R>],
    slope: &mut [Row<R>],
    gradient: &[R],
    factor: R,
    output: &mut [Row<R>],
) {
    let output: &mut [Row<R>; Z] = part_mut(output, 0);
    for lane in (0..LANES).step_by(L) {
        let weights: [[R; L]; Z] = std::array::from_fn(|z| *part(&output[z].0, lane));
        let mut change = [[R::default(); L]; Z];
        for ((feature, slope), gradient) in feature.iter().zip(&mut *slope).zip(gradient.chunks_exact(Z)) {
            let (feature, slope, gradient): (&[R; L], &mut [R; L], &[R; Z]) =
                (part(&feature.0, lane), part_mut(&mut slope.0, lane), part(gradient, 0));
            let mut back = [R::default(); L];
            for z in 0..Z {
                fuse_all(&mut back, &weights[z], gradient[z]);
                fuse_all(&mut change[z], feature, gradient[z]);
            }
            for (slope, &back) in slope.iter_mut().zip(&back) {
                *slope = *slope * back;
            }
        }
        for (output, change) in output.iter_mut().zip(&change) {
            fuse_all(part_mut::<R, L>(&mut output.0, lane), change, factor);
        }
    }
}

/// The same sums in the same order for any number of outputs.
#[inline(always)]
fn descend_many<R: Arithmetic>(feature: &[Row<R>], slope: &mut [Row<R>], gradient: &[R], factor: R, output: &mut [Row<R>]) {
    let z = output.len();
    let mut change = vec![Row::default(); z];
    for ((feature, slope), gradient) in feature.iter().zip(&mut *slope).zip(gradient.chunks_exact(z)) {
        let mut back = [R::default(); LANES];
        for ((&gradient, weights), change) in gradient.iter().zip(&*output).zip(&mut change) {
            fuse_all(&mut back, &weights.0, gradient);
            fuse_all(&mut change.0, &feature.0, gradient);
        }
        for (slope, &back) in slope.0.iter_mut().zip(&back) {
            *slope = *slope * back;
        }
    }
    for (output, change) in output.iter_mut().zip(&change) {
        fuse_all(&mut output.0, &change.0, factor);
    }
}

/// `sums[j][z] += feature[j] * weight[z]`: this block's share of sqrt(M) U, a running sum for each lane.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn add_outputs<R: Arithmetic>(feature: &[Row<R>], output: &[Row<R>], sums: &mut [Row<R>]) {
    match output.len() {
        2 => add_few_outputs::<R, 2>(feature, part(output, 0), sums),
        3 => add_few_outputs::<R, 3>(feature, part(output, 0), sums),
        4 => add_few_outputs::<R, 4>(feature, part(output, 0), sums),
        z => {
            for (feature, sums) in feature.iter().zip(sums.chunks_exact_mut(z)) {
                for (weights, sum) in output.iter().zip(sums) {
                    fuse(&mut sum.0, &feature.0, &weights.0);
                }
            }
        }
    }
}

#[inline(always)]
fn add_few_outputs<R: Arithmetic, const Z: usize>(feature: &[Row<R>], output: &[Row<R>; Z], sums: &mut [Row<R>]) {
    for (feature, sums) in feature.iter().zip(sums.chunks_exact_mut(Z)) {
        let sums: &mut [Row<R>; Z] = part_mut(sums, 0);
        for z in 0..Z {
            fuse(&mut sums[z].0, &feature.0, &output[z].0);
        }
    }
}

/// `totals += sums`, and `sums` becomes 0.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(super) fn fold<R: Arithmetic>(sums: &mut [Row<R>], totals: &mut [Row<f64>]) {
    for (sum, total) in sums.iter_mut().zip(totals) {
        for lane in 0..LANES {
            total.0[lane] += sum.0[lane].double();
        }
        *sum = Row::default();
    }
}

/// The products of rows x <= y: row by row of the upper triangle.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(crate) fn pairs<R: Arithmetic>(rows: &[Row<R>], products: &mut [Row<R>]) {
    let mut products = products.iter_mut();
    for (x, first) in rows.iter().enumerate() {
        for (second, product) in rows[x..].iter().zip(&mut products) {
            for lane in 0..LANES {
                product.0[lane] = first.0[lane] * second.0[lane];
            }
        }
    }
}

/// What `now` and `then` differ by, and the middle between them.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(crate) fn change_and_middle<R: Arithmetic>(now: &[Row<R>], then: &[Row<R>], change: &mut [Row<R>], middle: &mut [Row<R>]) {
    let half = R::of(0.5);
    for (((now, then), change), middle) in now.iter().zip(then).zip(change).zip(middle) {
        for lane in 0..LANES {
            let difference = now.0[lane] - then.0[lane];
            change.0[lane] = difference;
            middle.0[lane] = half.mul_add(difference, then.0[lane]);
        }
    }
}

/// The same for the products of rows x <= y, from the changes d and middles m of the rows: the change of a product is d m + m d, its middle m m + d d/4.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub(crate) fn pair_changes<R: Arithmetic>(rows: (&[Row<R>], &[Row<R>]), change: &mut [Row<R>], middle: &mut [Row<R>]) {
    let quarter = R::of(0.25);
    let mut targets = change.iter_mut().zip(middle);
    for (x, first) in rows.0.iter().zip(rows.1).enumerate() {
        for (second, (change, middle)) in rows.0[x..].iter().zip(&rows.1[x..]).zip(&mut targets) {
            for lane in 0..LANES {
                let (dx, mx, dy, my) = (first.0.0[lane], first.1.0[lane], second.0.0[lane], second.1.0[lane]);
                change.0[lane] = dx.mul_add(my, mx * dy);
                middle.0[lane] = mx.mul_add(my, quarter * dx * dy);
            }
        }
    }
}

/// The running sums added up, in their order.
pub(crate) fn total(sum: &Row<f64>) -> f64 {
    sum.0.iter().sum()
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
fn add_products<R: Arithmetic, const I: usize, const J: usize, const NARROW_I: usize, const NARROW_J: usize>(
    left: &[Row<R>],
    right: &[Row<R>],
    rows: (usize, usize),
    entries: Entries,
    sums: &mut [Row<f64>],
) {
    if target_cfg_f!(target_feature = "avx512f") {
        pair_tiles::<R, I, J>(left, right, rows, entries, sums);
    } else {
        pair_tiles::<R, NARROW_I, NARROW_J>(left, right, rows, entries, sums);
    }
}

#[inline(always)]
fn pair_tiles<R: Arithmetic, const I: usize, const J: usize>(
    left: &[Row<R>],
    right: &[Row<R>],
    rows: (usize, usize),
    entries: Entries,
    sums: &mut [Row<f64>],
) {
    for j in (0..rows.1).step_by(J) {
        for i in (0..rows.0).step_by(I) {
            if entries == Entries::Upper && j + J <= i {
                continue;
            }
            let mut sum = [[[R::default(); LANES]; J]; I];
            for (left, right) in left.chunks_exact(rows.0).zip(right.chunks_exact(rows.1)) {
                let (left, right): (&[Row<R>; I], &[Row<R>; J]) = (part(left, i), part(right, j));
                for a in 0..I {
                    for b in 0..J {
                        fuse(&mut sum[a][b], &left[a].0, &right[b].0);
                    }
                }
            }
            for a in 0..I {
                for b in 0..J {
                    let total = &mut sums[(i + a) * rows.1 + j + b];
                    for (total, sum) in total.0.iter_mut().zip(&sum[a][b]) {
                        *total += sum.double();
                    }
                }
            }
        }
    }
}
