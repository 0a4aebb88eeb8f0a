//! The empirical neural tangent kernel, and how far it has moved.
//!
//! K_ij(x, y) = M^{-1} [ delta_ij phi(Vx).phi(Vy) + (x.y) sum_m W_mi W_mj phi'(v_m.x) phi'(v_m.y) ]. The second sum is symmetric in i and j and in x
//! and y, so it is a product of Z(Z+1)/2 rows P_ij = W_i W_j and e(e+1)/2 rows Q_xy = phi'_x phi'_y. Neither an M x M matrix nor a gradient per
//! parameter is formed.
//!
//! The drift takes differences before sums: with d = x(t) - x(0) and the middle m = x(0) + d/2 of any row x, the change of a product x y is
//! d_x m_y + m_x d_y, exactly, and this for phi, for P, for Q and for the product of P and Q. Nothing is lost to cancellation however small d is.

use faer::Mat;

use super::panel::{Products, add_up, blocks, padded, pair_count, pair_index};
use crate::data::Gram;
use crate::model::{Activation, Block, Chunk, Entries, PAIR_TILE, Real, ReducedNetwork, Row, change_and_middle, map, pair_changes, pairs};

/// The NTK of a network at the first `evaluated` inputs, eZ x eZ, with rows and columns (x, i) at index x Z + i.
pub fn ntk<R: Real>(network: &ReducedNetwork<R>, gram: &Gram, evaluated: usize) -> Mat<f64> {
    let shape = Shape { e: evaluated, z: network.output_dimension() };
    let sums = map(network.workers(), network.chunks(), |chunk| shape.kernel_sums(chunk, network.activation()));
    shape.assemble(gram, network.width(), shape.columns(), &add_up(sums), |sum, _| sum)
}

/// The NTK drift of a network from the state in which this was made.
#[derive(Debug)]
pub struct NtkDrift<'a, R = f64> {
    gram: &'a Gram,
    evaluated: usize,
    start: Vec<Start<R>>,
}

/// phi(A(0)) and phi'(A(0)) at the evaluated inputs, and W(0), of one chunk, block after block.
#[derive(Debug)]
struct Start<R> {
    feature: Vec<Row<R>>,
    slope: Vec<Row<R>>,
    output: Vec<Row<R>>,
}

impl<'a, R: Real> NtkDrift<'a, R> {
    /// Takes the network's present state as the start; the drift is measured at the first `evaluated` inputs.
    pub fn since(network: &ReducedNetwork<R>, gram: &'a Gram, evaluated: usize) -> Self {
        let start = map(network.workers(), network.chunks(), |chunk| {
            let count = chunk.blocks().count() * evaluated;
            let (mut feature, mut slope) = (vec![Row::default(); count], vec![Row::default(); count]);
            let rows = feature.chunks_exact_mut(evaluated).zip(slope.chunks_exact_mut(evaluated));
            for (block, (feature, slope)) in chunk.blocks().zip(rows) {
                features(network.activation(), &block, feature, slope);
            }
            Start { feature, slope, output: chunk.blocks().flat_map(|block| block.output.iter().copied()).collect() }
        });
        Self { gram, evaluated, start }
    }

    /// K(theta(t)) - K(theta(0)), shaped as [`ntk`] does.
    pub fn change(&self, network: &ReducedNetwork<R>) -> Mat<f64> {
        let shape = Shape { e: self.evaluated, z: network.output_dimension() };
        let sums = map(network.workers(), network.chunks().iter().zip(&self.start), |(chunk, start)| {
            shape.change_sums(chunk, start, network.activation())
        });
        shape.assemble(self.gram, network.width(), shape.columns(), &add_up(sums), |sum, transposed| sum + transposed)
    }

    /// The NTK drift dK(t): the largest entry of |K(theta(t)) - K(theta(0))|; NaN where an entry is NaN.
    pub fn drift(&self, network: &ReducedNetwork<R>) -> f64 {
        largest_entry(&self.change(network))
    }
}

/// The largest entry in absolute value; NaN where an entry is NaN.
pub(super) fn largest_entry(matrix: &Mat<f64>) -> f64 {
    let entries = matrix.col_iter().flat_map(|column| column.iter());
    entries.fold(0.0, |largest: f64, entry| if entry.is_nan() || largest.is_nan() { f64::NAN } else { largest.max(entry.abs()) })
}

/// Numbers of evaluated inputs and of outputs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) e: usize,
    pub(super) z: usize,
}

impl Shape {
    /// Padded rows of phi, P and Q.
    fn rows(self) -> (usize, usize, usize) {
        (padded(self.e), pair_count(self.z).next_multiple_of(PAIR_TILE.0), pair_count(self.e).next_multiple_of(PAIR_TILE.1))
    }

    /// Padded columns of the sums of features and of those of P and Q.
    fn columns(self) -> (usize, usize) {
        let (features, _, q) = self.rows();
        (features, q)
    }

    /// Sums over a chunk of products of features, and after them of P and Q.
    fn kernel_sums<R: Real>(self, chunk: &Chunk<R>, activation: Activation) -> Vec<f64> {
        let mut sums = Sums::new(self);
        let mut panel = Panel::new(self);
        let mut slope = vec![Row::default(); self.e];
        for block in chunk.blocks() {
            let (feature, p, q) = panel.next();
            features(activation, &block, &mut feature[..self.e], &mut slope);
            pairs(block.output, p);
            pairs(&slope, q);
            if panel.is_full() {
                sums.add(&panel, &panel);
                panel.clear();
            }
        }
        sums.add(&panel, &panel);
        sums.totals()
    }

    /// The same for the changes since `start`: half of the change of features, the other half being its transpose.
    fn change_sums<R: Real>(self, chunk: &Chunk<R>, start: &Start<R>, activation: Activation) -> Vec<f64> {
        let mut sums = Sums::new(self);
        let (mut change, mut middle) = (Panel::new(self), Panel::new(self));
        let scratch = || vec![Row::default(); self.e.max(self.z)];
        let (mut feature, mut slope, mut d, mut m) = (scratch(), scratch(), scratch(), scratch());
        let starts = start.feature.chunks_exact(self.e).zip(start.slope.chunks_exact(self.e)).zip(start.output.chunks_exact(self.z));
        for (block, ((feature_then, slope_then), output_then)) in chunk.blocks().zip(starts) {
            let ((df, dp, dq), (mf, mp, mq)) = (change.next(), middle.next());
            features(activation, &block, &mut feature[..self.e], &mut slope[..self.e]);
            change_and_middle(&feature[..self.e], feature_then, df, mf);
            change_and_middle(&slope[..self.e], slope_then, &mut d, &mut m);
            pair_changes((&d[..self.e], &m[..self.e]), dq, mq);
            change_and_middle(block.output, output_then, &mut d, &mut m);
            pair_changes((&d[..self.z], &m[..self.z]), dp, mp);
            if change.is_full() {
                sums.add_changes(&change, &middle);
                change.clear();
                middle.clear();
            }
        }
        sums.add_changes(&change, &middle);
        sums.totals()
    }

    /// The kernel from the sums, features first, f x f, and then those of P and Q, with q columns; `of_features(s_xy, s_yx)` is the entry from the
    /// sum of features and its transpose.
    pub(super) fn assemble(
        self,
        gram: &Gram,
        width: usize,
        (f, q): (usize, usize),
        sums: &[f64],
        of_features: impl Fn(f64, f64) -> f64,
    ) -> Mat<f64> {
        let (e, z) = (self.e, self.z);
        let (features, slopes) = sums.split_at((f * f).min(sums.len()));
        Mat::from_fn(e * z, e * z, |row, column| {
            let (x, i, y, j) = (row / z, row % z, column / z, column % z);
            let of_slopes = gram.matrix[(x, y)] * slopes[pair_index(z, i, j) * q + pair_index(e, x, y)];
            let of_features = if i == j { of_features(features[x * f + y], features[y * f + x]) } else { 0.0 };
            (of_slopes + of_features) / width as f64
        })
    }
}

type Rows<'a, R> = &'a [Row<R>];
type RowsMut<'a, R> = &'a mut [Row<R>];

/// Several blocks of phi, P and Q.
struct Panel<R> {
    rows: (usize, usize, usize),
    filled: usize,
    feature: Vec<Row<R>>,
    p: Vec<Row<R>>,
    q: Vec<Row<R>>,
}

impl<R: Real> Panel<R> {
    fn new(shape: Shape) -> Self {
        let rows = shape.rows();
        let zeros = |rows: usize| vec![Row::default(); rows * blocks::<R>()];
        Self { rows, filled: 0, feature: zeros(rows.0), p: zeros(rows.1), q: zeros(rows.2) }
    }

    /// Room for one more block.
    fn next(&mut self) -> (RowsMut<'_, R>, RowsMut<'_, R>, RowsMut<'_, R>) {
        let at = self.filled;
        self.filled += 1;
        let (f, p, q) = self.rows;
        (&mut self.feature[at * f..][..f], &mut self.p[at * p..][..p], &mut self.q[at * q..][..q])
    }

    fn is_full(&self) -> bool {
        self.filled == blocks::<R>()
    }

    fn clear(&mut self) {
        self.filled = 0;
    }

    /// What is filled.
    fn parts(&self) -> (Rows<'_, R>, Rows<'_, R>, Rows<'_, R>) {
        let (f, p, q) = self.rows;
        (&self.feature[..self.filled * f], &self.p[..self.filled * p], &self.q[..self.filled * q])
    }
}

/// Sums over the panels of a chunk.
struct Sums {
    feature: Products,
    slope: Products,
}

impl Sums {
    fn new(shape: Shape) -> Self {
        let (f, p, q) = shape.rows();
        Self { feature: Products::new((f, f), Entries::All), slope: Products::new((p, q), Entries::All) }
    }

    fn add<R: Real>(&mut self, left: &Panel<R>, right: &Panel<R>) {
        let ((f, p, _), (g, _, q)) = (left.parts(), right.parts());
        self.feature.add(f, g);
        self.slope.add(p, q);
    }

    fn add_changes<R: Real>(&mut self, change: &Panel<R>, middle: &Panel<R>) {
        self.add(change, middle);
        let ((_, _, dq), (_, mp, _)) = (change.parts(), middle.parts());
        self.slope.add(mp, dq);
    }

    fn totals(&self) -> Vec<f64> {
        [self.feature.totals(), self.slope.totals()].concat()
    }
}

/// phi and phi' at the evaluated inputs; 0 in lanes without a neuron.
fn features<R: Real>(activation: Activation, block: &Block<'_, R>, feature: &mut [Row<R>], slope: &mut [Row<R>]) {
    activation.fill_rows(&block.preactivations[..feature.len()], feature, slope);
    feature.iter_mut().for_each(|row| row.0[block.neurons..].fill(R::of(0.0)));
}
