//! The inner loops of the reduced network and of its observables: neurons in the SIMD lanes, sums in registers.
//!
//! Products are fused explicitly and every sum has a fixed order, so the bits do not depend on the vectors that the processor has: wide and
//! narrow tiles differ in what stays in registers, not in what is added to what.

mod ahead;
mod pairs;
mod product;
mod sweep;

pub(crate) use pairs::{PAIR_ROWS, change_and_middle, pair_changes, pairs};
pub(crate) use product::Panels;
pub(crate) use product::product_rate;
pub(super) use sweep::descend_many;
pub(crate) use sweep::fold;

use std::sync::atomic::{Ordering, compiler_fence};

use super::activation::{AnyCurve, AnyPhi, CurveLoops, Loops, Phi};
use super::real::Arithmetic;

/// Neurons in a block.
pub const LANES: usize = 32;

/// Outputs that the loops of the sweep take at once.
pub(super) const FEW: usize = 4;

/// Running sums over neurons: neuron m of a block goes into sum m modulo this.
pub(super) const SUM_LANES: usize = 16;

/// One number for each neuron of a block, as it lies in the state's tensor.
pub type Lanes<R> = [R; LANES];

/// The same where a cache line starts, for what the inner loops keep beside the state.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C, align(64))]
pub struct Row<R>(pub Lanes<R>);

/// Running sums of one number over neurons.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C, align(64))]
pub struct Sum<R>(pub [R; SUM_LANES]);

impl<R: Default + Copy> Default for Row<R> {
    fn default() -> Self {
        Self([R::default(); LANES])
    }
}

impl<R: Default + Copy> Default for Sum<R> {
    fn default() -> Self {
        Self([R::default(); SUM_LANES])
    }
}

impl Sum<f64> {
    /// The running sums added up, in their order.
    pub(crate) fn total(&self) -> f64 {
        self.0.iter().sum()
    }
}

/// Rows are padded to a multiple of this in [`Kernels::add_products`]: left and right factor.
pub(crate) const PAIR_TILE: (usize, usize) = (10, 2);

/// Rows of pre-activations of a block, and of phi of them.
#[derive(Debug, Clone, Copy)]
pub struct Activated<'a, R> {
    /// A^T, n rows.
    pub preactivations: &'a [Lanes<R>],
    /// phi(A)^T, n rows.
    pub features: &'a [Lanes<R>],
}

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

    /// The loops of an activation in this precision.
    fn loops(of: &'static dyn AnyPhi) -> &'static dyn Loops<Self>;

    /// Those of a second derivative.
    fn curve(of: &'static dyn AnyCurve) -> &'static dyn CurveLoops<Self>;

    /// `target[j] += sum_k h[k] * matrix[k][j]` for every lane; meanwhile the cache is asked for the rows `next`.
    fn add_product(matrix: &Panels<Self>, h: &[Row<Self>], target: &mut [Lanes<Self>], next: [&[Lanes<Self>]; 2]);

    /// From pre-activations, their features and a multiple g of dL/dU (n x Z, Z <= [`FEW`]): W <- W + phi g, and h = (W g^T) o phi', W as it was before.
    fn descend_few<P: Phi>(activated: Activated<'_, Self>, gradient: &[[Self; FEW]], output: &mut [Lanes<Self>], h: &mut [Row<Self>]);

    /// Sets the features phi(a) of several blocks and does as [`Kernels::add_features`]. There is a block in every `blocks.1` rows of `blocks.0`, the first
    /// of them those of A^T.
    fn add_outputs<P: Phi>(
        blocks: (&[Lanes<Self>], usize),
        features: &mut [Lanes<Self>],
        weights: &[[Row<Self>; FEW]],
        sums: &mut [[Sum<Self>; FEW]],
    );

    /// `sums[j][z] += sum over blocks and lanes of features[j] * weights[z]`.
    fn add_features(features: &[Lanes<Self>], weights: &[[Row<Self>; FEW]], sums: &mut [[Sum<Self>; FEW]]);

    /// `sums[i][j] += sum over blocks and lanes of left[i] * right[j]`. The factors are blocks of `rows.0` and `rows.1` rows, multiples of
    /// [`PAIR_TILE`].
    fn add_products(left: &[Row<Self>], right: &[Row<Self>], rows: (usize, usize), entries: Entries, sums: &mut [Sum<Self>]);

    /// `sums[k][i] += sum over blocks and lanes of p[i] * s[x] * s[y]` for the k-th pair x <= y. Blocks have `rows.0` rows of p, a multiple of
    /// [`PAIR_ROWS`], and `rows.1` rows of s.
    fn add_pairs(p: &[Row<Self>], s: &[Row<Self>], rows: (usize, usize), sums: &mut [Sum<Self>]);

    /// The change of those sums, from changes and middles of p and of s.
    fn add_pair_changes(p: [&[Row<Self>]; 2], s: [&[Row<Self>]; 2], rows: (usize, usize), sums: &mut [Sum<Self>]);
}

impl Kernels for f32 {
    const COLUMNS: usize = 12;

    fn loops(of: &'static dyn AnyPhi) -> &'static dyn Loops<Self> {
        of
    }

    fn curve(of: &'static dyn AnyCurve) -> &'static dyn CurveLoops<Self> {
        of
    }

    fn add_product(matrix: &Panels<Self>, h: &[Row<Self>], target: &mut [Lanes<Self>], next: [&[Lanes<Self>]; 2]) {
        product::add_product::<Self, 12, 32, 6, 16>(matrix, h, target, next);
    }

    fn descend_few<P: Phi>(activated: Activated<'_, Self>, gradient: &[[Self; FEW]], output: &mut [Lanes<Self>], h: &mut [Row<Self>]) {
        sweep::descend_few::<P, Self, 32, 8>(activated, gradient, output, h);
    }

    fn add_outputs<P: Phi>(
        blocks: (&[Lanes<Self>], usize),
        features: &mut [Lanes<Self>],
        weights: &[[Row<Self>; FEW]],
        sums: &mut [[Sum<Self>; FEW]],
    ) {
        sweep::add_outputs::<P, Self, 16, 8>(blocks, features, weights, sums);
    }

    fn add_features(features: &[Lanes<Self>], weights: &[[Row<Self>; FEW]], sums: &mut [[Sum<Self>; FEW]]) {
        sweep::add_features::<Self, 16, 8>(features, weights, sums);
    }

    fn add_products(left: &[Row<Self>], right: &[Row<Self>], rows: (usize, usize), entries: Entries, sums: &mut [Sum<Self>]) {
        pairs::add_products::<Self, 16, 8>(left, right, rows, entries, sums);
    }

    fn add_pairs(p: &[Row<Self>], s: &[Row<Self>], rows: (usize, usize), sums: &mut [Sum<Self>]) {
        pairs::add_pairs::<Self, 16, 8>(p, s, rows, sums);
    }

    fn add_pair_changes(p: [&[Row<Self>]; 2], s: [&[Row<Self>]; 2], rows: (usize, usize), sums: &mut [Sum<Self>]) {
        pairs::add_pair_changes::<Self, 16, 8>(p, s, rows, sums);
    }
}

impl Kernels for f64 {
    const COLUMNS: usize = 6;

    fn loops(of: &'static dyn AnyPhi) -> &'static dyn Loops<Self> {
        of
    }

    fn curve(of: &'static dyn AnyCurve) -> &'static dyn CurveLoops<Self> {
        of
    }

    fn add_product(matrix: &Panels<Self>, h: &[Row<Self>], target: &mut [Lanes<Self>], next: [&[Lanes<Self>]; 2]) {
        product::add_product::<Self, 6, 32, 6, 8>(matrix, h, target, next);
    }

    fn descend_few<P: Phi>(activated: Activated<'_, Self>, gradient: &[[Self; FEW]], output: &mut [Lanes<Self>], h: &mut [Row<Self>]) {
        sweep::descend_few::<P, Self, 16, 4>(activated, gradient, output, h);
    }

    fn add_outputs<P: Phi>(
        blocks: (&[Lanes<Self>], usize),
        features: &mut [Lanes<Self>],
        weights: &[[Row<Self>; FEW]],
        sums: &mut [[Sum<Self>; FEW]],
    ) {
        sweep::add_outputs::<P, Self, 8, 4>(blocks, features, weights, sums);
    }

    fn add_features(features: &[Lanes<Self>], weights: &[[Row<Self>; FEW]], sums: &mut [[Sum<Self>; FEW]]) {
        sweep::add_features::<Self, 8, 4>(features, weights, sums);
    }

    fn add_products(left: &[Row<Self>], right: &[Row<Self>], rows: (usize, usize), entries: Entries, sums: &mut [Sum<Self>]) {
        pairs::add_products::<Self, 8, 4>(left, right, rows, entries, sums);
    }

    fn add_pairs(p: &[Row<Self>], s: &[Row<Self>], rows: (usize, usize), sums: &mut [Sum<Self>]) {
        pairs::add_pairs::<Self, 8, 4>(p, s, rows, sums);
    }

    fn add_pair_changes(p: [&[Row<Self>]; 2], s: [&[Row<Self>]; 2], rows: (usize, usize), sums: &mut [Sum<Self>]) {
        pairs::add_pair_changes::<Self, 8, 4>(p, s, rows, sums);
    }
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

/// Keeps the compiler from taking the rows of a loop, rather than its lanes, for what goes into a vector: it would gather and scatter, several times as
/// slow. No instruction comes of it.
#[inline(always)]
pub(super) fn row_by_row() {
    compiler_fence(Ordering::SeqCst);
}

/// One number for every lane.
#[inline(always)]
pub(super) fn lanes_of<R: Default + Copy, const L: usize>(number: impl Fn(usize) -> R) -> [R; L] {
    let mut numbers = [R::default(); L];
    for (lane, entry) in numbers.iter_mut().enumerate() {
        *entry = number(lane);
    }
    numbers
}

/// Two numbers for every lane.
#[inline(always)]
pub(super) fn in_lanes<R: Default + Copy, const L: usize>(numbers: impl Fn(usize) -> (R, R)) -> ([R; L], [R; L]) {
    let (mut first, mut second) = ([R::default(); L], [R::default(); L]);
    for lane in 0..L {
        (first[lane], second[lane]) = numbers(lane);
    }
    (first, second)
}

/// x * y
#[inline(always)]
fn multiply<R: Arithmetic, const L: usize>(x: &[R; L], y: &[R; L]) -> [R; L] {
    lanes_of(|lane| x[lane] * y[lane])
}

/// sum += x
#[inline(always)]
fn add<R: Arithmetic, const L: usize>(sum: &mut [R; L], x: &[R; L]) {
    for lane in 0..L {
        sum[lane] = sum[lane] + x[lane];
    }
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
