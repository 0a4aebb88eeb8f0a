//! The empirical neural tangent kernel, and how far it has moved.
//!
//! K_ij(x, y) = M^{-1} [ delta_ij phi(Vx).phi(Vy) + (x.y) sum_m W_mi W_mj phi'(v_m.x) phi'(v_m.y) ]. The second sum is symmetric in i and j and in x
//! and y, so it is a product of Z(Z+1)/2 rows P_ij = W_i W_j and e(e+1)/2 rows Q_xy = phi'_x phi'_y. Neither an M x M matrix nor a gradient per
//! parameter is formed.
//!
//! The drift takes differences before sums: with d = x(t) - x(0) and the middle m = x(0) + d/2 of any row x, the change of a product x y is
//! d_x m_y + m_x d_y, exactly, and this for phi, for P, for Q and for the product of P and Q. Nothing is lost to cancellation however small d is.

use faer::Mat;

use super::inner_products::features;
use super::panel::{Products, Sums, add_up, blocks, padded, pair_count, pair_index};
use crate::data::Gram;
use crate::model::{Activation, Block, Chunk, Entries, PAIR_ROWS, Real, ReducedNetwork, Row, change_and_middle, map, pair_changes, pairs};

/// The NTK of a network at the first `evaluated` inputs, eZ x eZ, with rows and columns (x, i) at index x Z + i.
pub fn ntk<R: Real>(network: &ReducedNetwork<R>, gram: &Gram, evaluated: usize) -> Mat<f64> {
    let shape = Shape { e: evaluated, z: network.output_dimension() };
    let sums = map(network.workers(), network.chunks(), |chunk| shape.kernel_sums(chunk, network.activation()));
    shape.assemble(gram, network.width(), shape.rows(), &add_up(sums), |sum, _| sum)
}

/// |grad f_i(x; theta)| = sqrt(K_ii(x, x)) from an NTK, for every (x, i) in the order of its rows.
pub fn gradient_norms(kernel: &Mat<f64>) -> Vec<f64> {
    (0..kernel.nrows()).map(|row| kernel[(row, row)].sqrt()).collect()
}

/// The NTK drift of a network from the state in which this was made.
#[derive(Debug)]
pub struct NtkDrift<R = f64> {
    gram: Gram,
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

impl<R: Real> NtkDrift<R> {
    /// Takes the network's present state as the start; the drift is measured at the first `evaluated` inputs.
    pub fn since(network: &ReducedNetwork<R>, gram: &Gram, evaluated: usize) -> Self {
        let start = map(network.workers(), network.chunks(), |chunk| {
            let neurons = chunk.neurons();
            let count = neurons.blocks().len() * evaluated;
            let (mut feature, mut slope) = (vec![Row::default(); count], vec![Row::default(); count]);
            let rows = feature.chunks_exact_mut(evaluated).zip(slope.chunks_exact_mut(evaluated));
            for (block, (feature, slope)) in neurons.blocks().zip(rows) {
                features_and_slopes(network.activation(), &block, feature, slope);
            }
            let output = neurons.blocks().flat_map(|block| block.output.iter().map(|&row| Row(row))).collect();
            Start { feature, slope, output }
        });
        Self { gram: gram.clone(), evaluated, start }
    }

    /// K(theta(t)) - K(theta(0)), shaped as [`ntk`] does.
    pub fn change(&self, network: &ReducedNetwork<R>) -> Mat<f64> {
        let shape = Shape { e: self.evaluated, z: network.output_dimension() };
        let sums = map(network.workers(), network.chunks().iter().zip(&self.start), |(chunk, start)| {
            shape.change_sums(chunk, start, network.activation())
        });
        shape.assemble(&self.gram, network.width(), shape.rows(), &add_up(sums), |sum, transposed| sum + transposed)
    }

    /// The NTK drift dK(t): the largest entry of |K(theta(t)) - K(theta(0))|; NaN where an entry is NaN.
    pub fn drift(&self, network: &ReducedNetwork<R>) -> f64 {
        largest_entry(&self.change(network))
    }
}

/// The largest entry in absolute value; NaN where an entry is NaN.
pub(crate) fn largest_entry(matrix: &Mat<f64>) -> f64 {
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
    /// Padded rows of phi and of P.
    fn rows(self) -> (usize, usize) {
        (padded(self.e), pair_count(self.z).next_multiple_of(PAIR_ROWS))
    }

    /// Sums over a chunk of products of features, those of rows x <= y, and after them of P and pairs of slopes.
    fn kernel_sums<R: Real>(self, chunk: &Chunk<R>, activation: Activation) -> Vec<f64> {
        let mut sums = KernelSums::new(self, Entries::Upper);
        let mut panel = Panel::new(self);
        let mut output = vec![Row::default(); self.z];
        for block in chunk.neurons().blocks() {
            let (feature, p, slope) = panel.next();
            features_and_slopes(activation, &block, &mut feature[..self.e], slope);
            weights(&block, &mut output);
            pairs(&output, p);
            if panel.is_full() {
                sums.add(&mut panel);
            }
        }
        sums.add(&mut panel);
        sums.totals()
    }

    /// The same for the changes since `start`: half of the change of features, the other half being its transpose.
    fn change_sums<R: Real>(self, chunk: &Chunk<R>, start: &Start<R>, activation: Activation) -> Vec<f64> {
        let (e, z) = (self.e, self.z);
        let mut sums = KernelSums::new(self, Entries::All);
        let (mut change, mut middle) = (Panel::new(self), Panel::new(self));
        let scratch = |rows| vec![Row::default(); rows];
        let (mut feature, mut slope, mut output, mut d, mut m) = (scratch(e), scratch(e), scratch(z), scratch(z), scratch(z));
        let starts = start.feature.chunks_exact(e).zip(start.slope.chunks_exact(e)).zip(start.output.chunks_exact(z));
        for (block, ((feature_then, slope_then), output_then)) in chunk.neurons().blocks().zip(starts) {
            let ((df, dp, ds), (mf, mp, ms)) = (change.next(), middle.next());
            features_and_slopes(activation, &block, &mut feature[..e], &mut slope[..e]);
            change_and_middle(&feature[..e], feature_then, df, mf);
            change_and_middle(&slope[..e], slope_then, ds, ms);
            weights(&block, &mut output);
            change_and_middle(&output[..z], output_then, &mut d, &mut m);
            pair_changes((&d[..z], &m[..z]), dp, mp);
            if change.is_full() {
                sums.add_changes(&mut change, &mut middle);
            }
        }
        sums.add_changes(&mut change, &mut middle);
        sums.totals()
    }

    /// The kernel from the sums: those of features, f x f, and after them those of pairs of slopes and P, with p columns. `of_features(s_xy, s_yx)` is the
    /// entry from the sum of features and its transpose.
    pub(super) fn assemble(
        self,
        gram: &Gram,
        width: usize,
        (f, p): (usize, usize),
        sums: &[f64],
        of_features: impl Fn(f64, f64) -> f64,
    ) -> Mat<f64> {
        let (e, z) = (self.e, self.z);
        let (features, slopes) = sums.split_at((f * f).min(sums.len()));
        Mat::from_fn(e * z, e * z, |row, column| {
            let (x, i, y, j) = (row / z, row % z, column / z, column % z);
            let of_slopes = gram.matrix[(x, y)] * slopes[pair_index(e, x, y) * p + pair_index(z, i, j)];
            let of_features = if i == j { of_features(features[x.min(y) * f + x.max(y)], features[x.max(y) * f + x.min(y)]) } else { 0.0 };
            (of_slopes + of_features) / width as f64
        })
    }
}

type Rows<'a, R> = &'a [Row<R>];
type RowsMut<'a, R> = &'a mut [Row<R>];

/// Several blocks of phi, P and phi', block after block.
struct Panel<R> {
    /// Rows of phi (padded), of P (padded) and of phi'.
    rows: (usize, usize, usize),
    filled: usize,
    feature: Vec<Row<R>>,
    p: Vec<Row<R>>,
    slope: Vec<Row<R>>,
}

impl<R: Real> Panel<R> {
    fn new(shape: Shape) -> Self {
        let zeros = |rows: usize| vec![Row::default(); rows * blocks::<R>()];
        let (f, p) = shape.rows();
        Self { rows: (f, p, shape.e), filled: 0, feature: zeros(f), p: zeros(p), slope: zeros(shape.e) }
    }

    /// Room for one more block: phi, P and phi'.
    fn next(&mut self) -> (RowsMut<'_, R>, RowsMut<'_, R>, RowsMut<'_, R>) {
        let at = self.filled;
        self.filled += 1;
        let (f, p, s) = self.rows;
        (&mut self.feature[at * f..][..f], &mut self.p[at * p..][..p], &mut self.slope[at * s..][..s])
    }

    fn is_full(&self) -> bool {
        self.filled == blocks::<R>()
    }

    /// What is filled.
    fn parts(&self) -> (Rows<'_, R>, Rows<'_, R>, Rows<'_, R>) {
        let (f, p, s) = self.rows;
        (&self.feature[..self.filled * f], &self.p[..self.filled * p], &self.slope[..self.filled * s])
    }
}

/// Sums over the panels of a chunk.
struct KernelSums<R> {
    /// Rows of P (padded) and of phi'.
    rows: (usize, usize),
    feature: Products<R>,
    slope: Sums<R>,
}

impl<R: Real> KernelSums<R> {
    fn new(shape: Shape, entries: Entries) -> Self {
        let (f, p) = shape.rows();
        Self { rows: (p, shape.e), feature: Products::new((f, f), entries), slope: Sums::new(p * pair_count(shape.e)) }
    }

    fn add(&mut self, panel: &mut Panel<R>) {
        let (feature, p, slope) = panel.parts();
        self.feature.add(feature, feature);
        self.slope.add(|sums| R::add_pairs(p, slope, self.rows, sums));
        panel.filled = 0;
    }

    fn add_changes(&mut self, change: &mut Panel<R>, middle: &mut Panel<R>) {
        let ((df, dp, d), (mf, mp, m)) = (change.parts(), middle.parts());
        self.feature.add(df, mf);
        self.slope.add(|sums| R::add_pair_changes([dp, mp], [d, m], self.rows, sums));
        change.filled = 0;
        middle.filled = 0;
    }

    fn totals(&mut self) -> Vec<f64> {
        [self.feature.totals(), self.slope.totals()].concat()
    }
}

/// The weights of a block, as rows.
pub(super) fn weights<R: Real>(block: &Block<'_, R>, rows: &mut [Row<R>]) {
    for (row, weights) in rows.iter_mut().zip(block.output) {
        row.0 = *weights;
    }
}

/// phi and phi' at the evaluated inputs; phi is 0 in lanes without a neuron.
fn features_and_slopes<R: Real>(activation: Activation, block: &Block<'_, R>, feature: &mut [Row<R>], slope: &mut [Row<R>]) {
    features(block, feature);
    activation.fill_slopes(block.preactivations, block.features, slope);
}
