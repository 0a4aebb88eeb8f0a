//! The empirical neural tangent kernel, and how far it has moved.
//!
//! K_ij(x, y) = M^{-1} [ delta_ij phi(Vx).phi(Vy) + (x.y) sum_m W_mi W_mj phi'(v_m.x) phi'(v_m.y) ]: two symmetric products, of the features
//! Phi and of the weighted slopes F with F_m,(x,i) = W_mi phi'(v_m.x). Neither an M x M matrix nor a gradient per parameter is formed.
//!
//! The drift takes differences before sums: with E = F(t) - F(0), F(t)^T F(t) - F(0)^T F(0) = S + S^T, S = E^T (F(0) + E/2), which loses nothing
//! to cancellation however small E is.

use faer::{Accum, Mat, MatRef, Par, linalg::matmul::matmul};

use crate::data::Gram;
use crate::model::{Block, ReducedNetwork};

/// The NTK of a network at the first `evaluated` inputs, eZ x eZ, with rows and columns (x, i) at index x Z + i.
pub fn ntk(network: &ReducedNetwork, gram: &Gram, evaluated: usize) -> Mat<f64> {
    let z = network.output_dimension();
    let mut sums = Sums::new(evaluated, z);
    for block in network.blocks() {
        let (feature, slope) = features(network, &block, evaluated);
        let weighted = weighted_slopes(&block, &slope, evaluated, z);
        sums.add(block.lanes, (&feature, &feature), (&weighted, &weighted));
    }
    sums.assemble(gram, network.width(), z, |sum, i, j| sum[(i, j)])
}

/// The NTK drift of a network from the state in which this was made.
#[derive(Debug)]
pub struct NtkDrift<'a> {
    gram: &'a Gram,
    evaluated: usize,
    /// phi(A(0)) and phi'(A(0)) at the evaluated inputs, and W(0), block after block.
    start: Vec<Start>,
}

#[derive(Debug)]
struct Start {
    feature: Vec<f64>,
    slope: Vec<f64>,
    output: Vec<f64>,
}

impl<'a> NtkDrift<'a> {
    /// Takes the network's present state as the start; the drift is measured at the first `evaluated` inputs.
    pub fn since(network: &ReducedNetwork, gram: &'a Gram, evaluated: usize) -> Self {
        let start = network
            .blocks()
            .map(|block| {
                let (feature, slope) = features(network, &block, evaluated);
                Start { feature, slope, output: block.output.to_vec() }
            })
            .collect();
        Self { gram, evaluated, start }
    }

    /// K(theta(t)) - K(theta(0)), shaped as [`ntk`] does.
    pub fn change(&self, network: &ReducedNetwork) -> Mat<f64> {
        let (e, z) = (self.evaluated, network.output_dimension());
        let mut sums = Sums::new(e, z);
        for (block, start) in network.blocks().zip(&self.start) {
            let (feature, slope) = features(network, &block, e);
            let (change, middle) = change_and_middle(&feature, &start.feature);
            let (weighted_change, weighted_middle) = weighted_change_and_middle(&block, &slope, start, e, z);
            sums.add(block.lanes, (&change, &middle), (&weighted_change, &weighted_middle));
        }
        sums.assemble(self.gram, network.width(), z, |sum, i, j| sum[(i, j)] + sum[(j, i)])
    }

    /// The NTK drift dK(t): the largest entry of |K(theta(t)) - K(theta(0))|; NaN where an entry is NaN.
    pub fn drift(&self, network: &ReducedNetwork) -> f64 {
        let change = self.change(network);
        let entries = change.col_iter().flat_map(|column| column.iter());
        entries.fold(0.0, |largest: f64, entry| if entry.is_nan() || largest.is_nan() { f64::NAN } else { largest.max(entry.abs()) })
    }
}

/// Sums over neurons, block by block in their order.
struct Sums {
    /// Of products of features, e x e.
    feature: Mat<f64>,
    /// Of products of weighted slopes, eZ x eZ.
    slope: Mat<f64>,
}

impl Sums {
    fn new(evaluated: usize, z: usize) -> Self {
        Self { feature: Mat::zeros(evaluated, evaluated), slope: Mat::zeros(evaluated * z, evaluated * z) }
    }

    /// Adds left right^T of one block for the features and for the weighted slopes, all `rows x lanes`.
    fn add(&mut self, lanes: usize, features: (&[f64], &[f64]), slopes: (&[f64], &[f64])) {
        for (sum, (left, right)) in [(&mut self.feature, features), (&mut self.slope, slopes)] {
            let rows = sum.nrows();
            let left = MatRef::from_row_major_slice(left, rows, lanes);
            let right = MatRef::from_row_major_slice(right, rows, lanes);
            matmul(sum.as_mut(), Accum::Add, left, right.transpose(), 1.0, Par::Seq);
        }
    }

    /// The kernel from the entries `entry(sum, i, j)` of both sums.
    fn assemble(&self, gram: &Gram, width: usize, z: usize, entry: impl Fn(&Mat<f64>, usize, usize) -> f64) -> Mat<f64> {
        let size = self.slope.nrows();
        Mat::from_fn(size, size, |row, column| {
            let (x, i, y, j) = (row / z, row % z, column / z, column % z);
            let of_slopes = gram.matrix[(x, y)] * entry(&self.slope, row, column);
            let of_features = if i == j { entry(&self.feature, x, y) } else { 0.0 };
            (of_slopes + of_features) / width as f64
        })
    }
}

/// phi and phi' at the evaluated inputs, e x lanes each.
fn features(network: &ReducedNetwork, block: &Block<'_>, evaluated: usize) -> (Vec<f64>, Vec<f64>) {
    let size = evaluated * block.lanes;
    let (mut feature, mut slope) = (vec![0.0; size], vec![0.0; size]);
    network.activation().fill(&block.preactivations[..size], &mut feature, &mut slope);
    (feature, slope)
}

/// F^T, eZ x lanes: the row of (x, i) is W_i phi'(v.x).
fn weighted_slopes(block: &Block<'_>, slope: &[f64], evaluated: usize, z: usize) -> Vec<f64> {
    let lanes = block.lanes;
    let mut weighted = Vec::with_capacity(evaluated * z * lanes);
    for slope in slope.chunks_exact(lanes) {
        for weight in block.output.chunks_exact(lanes) {
            weighted.extend(slope.iter().zip(weight).map(|(slope, weight)| slope * weight));
        }
    }
    weighted
}

/// E = now - start, and start + E/2.
fn change_and_middle(now: &[f64], start: &[f64]) -> (Vec<f64>, Vec<f64>) {
    now.iter().zip(start).map(|(now, start)| (now - start, start + 0.5 * (now - start))).unzip()
}

/// The same for F, by the product rule on differences: E = dW phi'(t) + W(0) dphi'.
fn weighted_change_and_middle(block: &Block<'_>, slope: &[f64], start: &Start, evaluated: usize, z: usize) -> (Vec<f64>, Vec<f64>) {
    let lanes = block.lanes;
    let size = evaluated * z * lanes;
    let (mut change, mut middle) = (Vec::with_capacity(size), Vec::with_capacity(size));
    for (now, then) in slope.chunks_exact(lanes).zip(start.slope.chunks_exact(lanes)) {
        for (weight_now, weight_then) in block.output.chunks_exact(lanes).zip(start.output.chunks_exact(lanes)) {
            for lane in 0..lanes {
                let difference = (weight_now[lane] - weight_then[lane]) * now[lane] + weight_then[lane] * (now[lane] - then[lane]);
                change.push(difference);
                middle.push(weight_then[lane] * then[lane] + 0.5 * difference);
            }
        }
    }
    (change, middle)
}
