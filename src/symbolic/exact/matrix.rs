//! Small matrices of exact numbers.

use dashu_ratio::RBig;

use super::Dual;

/// A matrix, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    entries: Vec<Dual>,
}

impl Matrix {
    /// The matrix with these entries.
    pub fn new(rows: usize, columns: usize, entry: impl Fn(usize, usize) -> Dual) -> Self {
        let entries = (0..rows).flat_map(|i| (0..columns).map(move |j| (i, j))).map(|(i, j)| entry(i, j)).collect();
        Self { rows, columns, entries }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// An entry.
    pub fn at(&self, i: usize, j: usize) -> &Dual {
        &self.entries[i * self.columns + j]
    }

    /// A row.
    pub fn row(&self, i: usize) -> &[Dual] {
        &self.entries[i * self.columns..(i + 1) * self.columns]
    }

    /// This matrix with one entry replaced.
    #[must_use]
    pub fn with(mut self, i: usize, j: usize, entry: Dual) -> Self {
        self.entries[i * self.columns + j] = entry;
        self
    }

    /// The product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        assert_eq!(self.columns, other.rows, "shapes of a product");
        Self::new(self.rows, other.columns, |i, j| (0..self.columns).map(|k| self.at(i, k) * other.at(k, j)).sum())
    }

    /// This matrix times `factor`.
    #[must_use]
    pub fn scaled(&self, factor: &Dual) -> Self {
        self.map(|entry| entry * factor)
    }

    /// The difference.
    #[must_use]
    pub fn less(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a.clone() - b)
    }

    /// The product entry by entry.
    #[must_use]
    pub fn entrywise(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a * b)
    }

    /// `f` of every entry.
    #[must_use]
    pub fn map(&self, f: impl Fn(&Dual) -> Dual) -> Self {
        Self { entries: self.entries.iter().map(f).collect(), ..*self }
    }

    fn zip(&self, other: &Self, f: impl Fn(&Dual, &Dual) -> Dual) -> Self {
        assert_eq!((self.rows, self.columns), (other.rows, other.columns), "shapes");
        Self { entries: self.entries.iter().zip(&other.entries).map(|(a, b)| f(a, b)).collect(), ..*self }
    }

    /// The transpose.
    #[must_use]
    pub fn transposed(&self) -> Self {
        Self::new(self.columns, self.rows, |i, j| self.at(j, i).clone())
    }

    /// The trace.
    pub fn trace(&self) -> Dual {
        (0..self.rows).map(|i| self.at(i, i).clone()).sum()
    }

    /// The rank, by elimination; exact.
    pub fn rank(&self) -> usize {
        let mut rows: Vec<Vec<RBig>> = (0..self.rows).map(|i| (0..self.columns).map(|j| self.at(i, j).value.clone()).collect()).collect();
        let mut rank = 0;
        for column in 0..self.columns {
            let Some(pivot) = (rank..self.rows).find(|&i| !rows[i][column].is_zero()) else { continue };
            rows.swap(rank, pivot);
            let leading = rows[rank].clone();
            for row in &mut rows[rank + 1..] {
                let factor = &row[column] / &leading[column];
                for (entry, above) in row.iter_mut().zip(&leading) {
                    *entry -= &factor * above;
                }
            }
            rank += 1;
        }
        rank
    }
}
