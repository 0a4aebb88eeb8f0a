//! Sums over neurons of products of rows, in panels of several blocks.

use crate::model::{Entries, PAIR_TILE, Real, Row, Sum, fold};

/// Bytes of one row of a panel: long enough that sums stay in registers, short enough that a panel stays in cache.
const ROW_BYTES: usize = 1024;

/// Blocks in a panel.
pub(super) const fn blocks<R>() -> usize {
    ROW_BYTES / size_of::<Row<R>>()
}

/// A number of rows made a multiple of both tile sizes, for rows that stand on the left and on the right.
pub(super) fn padded(rows: usize) -> usize {
    const { assert!(PAIR_TILE.0.is_multiple_of(PAIR_TILE.1)) };
    rows.next_multiple_of(PAIR_TILE.0)
}

/// Rows x <= y of a symmetric list of `rows` things.
pub(super) fn pair_count(rows: usize) -> usize {
    rows * (rows + 1) / 2
}

/// The index of the pair of x and y.
pub(super) fn pair_index(rows: usize, x: usize, y: usize) -> usize {
    let (x, y) = (x.min(y), x.max(y));
    x * (2 * rows - x + 1) / 2 + y - x
}

/// Running sums over neurons: a few panels in the state's precision, those in f64, and the running sums at the end.
pub(super) struct Sums<R> {
    panels: usize,
    sums: Vec<Sum<R>>,
    total: Vec<Sum<f64>>,
}

/// Panels whose sums stay in the state's precision.
const PANELS: usize = 8;

impl<R: Real> Sums<R> {
    pub(super) fn new(entries: usize) -> Self {
        Self { panels: 0, sums: vec![Sum::default(); entries], total: vec![Sum::default(); entries] }
    }

    /// Lets `add` add one panel's sums.
    pub(super) fn add(&mut self, add: impl FnOnce(&mut [Sum<R>])) {
        add(&mut self.sums);
        self.panels += 1;
        if self.panels.is_multiple_of(PANELS) {
            fold(&mut self.sums, &mut self.total);
        }
    }

    /// The sums over all that was added.
    pub(super) fn totals(&mut self) -> Vec<f64> {
        fold(&mut self.sums, &mut self.total);
        self.total.iter().map(Sum::total).collect()
    }
}

/// sum over neurons of left_i right_j.
pub(super) struct Products<R> {
    /// Rows of the left and of the right factor, padded.
    pub(super) rows: (usize, usize),
    entries: Entries,
    sums: Sums<R>,
}

impl<R: Real> Products<R> {
    pub(super) fn new(rows: (usize, usize), entries: Entries) -> Self {
        Self { rows, entries, sums: Sums::new(rows.0 * rows.1) }
    }

    /// Adds the products of one panel: blocks of `rows.0` and of `rows.1` rows.
    pub(super) fn add(&mut self, left: &[Row<R>], right: &[Row<R>]) {
        self.sums.add(|sums| R::add_products(left, right, self.rows, self.entries, sums));
    }

    /// The sums, row by row.
    pub(super) fn totals(&mut self) -> Vec<f64> {
        self.sums.totals()
    }
}

/// Adds up lists of numbers in their order.
pub(super) fn add_up(lists: Vec<Vec<f64>>) -> Vec<f64> {
    let mut lists = lists.into_iter();
    let mut sum = lists.next().unwrap_or_default();
    for list in lists {
        sum.iter_mut().zip(list).for_each(|(sum, x)| *sum += x);
    }
    sum
}
