//! Sums over neurons of products of rows, in panels of several blocks.

use crate::model::{Entries, PAIR_TILE, Real, Row, total};

/// Bytes of one row of a panel: long enough that sums stay in registers, short enough that a panel stays in cache.
const ROW_BYTES: usize = 2048;

/// Blocks in a panel.
pub(super) const fn blocks<R>() -> usize {
    ROW_BYTES / size_of::<Row<R>>()
}

/// A number of rows made a multiple of both tile sizes, for rows that stand on the left and on the right.
pub(super) fn padded(rows: usize) -> usize {
    rows.next_multiple_of(PAIR_TILE.0 * PAIR_TILE.1)
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

/// sum over neurons of left_i right_j: lane by lane until the end, panels in the state's precision, sums of panels in f64.
pub(super) struct Products {
    /// Rows of the left and of the right factor, padded.
    pub(super) rows: (usize, usize),
    entries: Entries,
    sums: Vec<Row<f64>>,
}

impl Products {
    pub(super) fn new(rows: (usize, usize), entries: Entries) -> Self {
        Self { rows, entries, sums: vec![Row::default(); rows.0 * rows.1] }
    }

    /// Adds the products of one panel: blocks of `rows.0` and of `rows.1` rows.
    pub(super) fn add<R: Real>(&mut self, left: &[Row<R>], right: &[Row<R>]) {
        R::add_products(left, right, self.rows, self.entries, &mut self.sums);
    }

    /// The sums, row by row.
    pub(super) fn totals(&self) -> Vec<f64> {
        self.sums.iter().map(total).collect()
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
