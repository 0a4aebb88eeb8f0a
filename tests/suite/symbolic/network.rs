//! Small networks in double precision, formula by formula: what laws speak of, measured without the engine's own observables.

use std::collections::BTreeMap;

use asymptest::loss::{Objective, Similarity, TripletLoss};
use asymptest::model::{Activation, Smooth};
use asymptest::random::Stream;
use asymptest::symbolic::Quantity;
use faer::{Mat, Side};

pub(crate) const TRIPLETS: usize = 2;
pub(crate) const INPUTS: usize = 3 * TRIPLETS;
pub(crate) const OUTPUTS: usize = 3;
pub(crate) const DIMENSION: usize = 4;
/// eta.
pub(crate) const STEP: f64 = 0.5;

/// An activation with its constants.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Phi {
    pub(crate) activation: Activation,
    smooth: Smooth,
    /// sup |phi'| and sup |phi''|.
    pub(crate) l1: f64,
    pub(crate) l2: f64,
}

impl Phi {
    pub(crate) fn all() -> Vec<Self> {
        // With linear phi W and V feed each other under dot products, and leave the finite numbers within the steps of these runs.
        let stays = |activation: &Activation| *activation != Activation::LINEAR;
        let of = |activation: Activation| activation.smooth().map(|smooth| (activation, smooth));
        let known = |(activation, smooth): (Activation, Smooth)| {
            let (l1, l2) = smooth.largest();
            Self { activation, smooth, l1, l2 }
        };
        Activation::ALL.into_iter().filter(stays).filter_map(of).map(known).collect()
    }

    pub(crate) fn is_bounded(self) -> bool {
        self.activation.bound().is_some()
    }
}

/// W, V and what follows from them at the inputs X, which have unit norm.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) phi: Phi,
    pub(crate) w: Mat<f64>,
    pub(crate) v: Mat<f64>,
    pub(crate) a: Mat<f64>,
    pub(crate) features: Mat<f64>,
    pub(crate) slope: Mat<f64>,
    pub(crate) curvature: Mat<f64>,
}

impl State {
    pub(crate) fn new(phi: Phi, w: Mat<f64>, v: Mat<f64>, x: &Mat<f64>) -> Self {
        let a = &v * x.transpose();
        let features = map(&a, |a| phi.activation.value_and_slope(a).0);
        let (slope, curvature) = (map(&a, |a| phi.smooth.slope_and_curvature(a).0), map(&a, |a| phi.smooth.slope_and_curvature(a).1));
        Self { phi, w, v, a, features, slope, curvature }
    }

    pub(crate) fn width(&self) -> usize {
        self.w.nrows()
    }

    /// M^(-1/2).
    pub(crate) fn root(&self) -> f64 {
        (self.width() as f64).sqrt().recip()
    }

    pub(crate) fn outputs(&self) -> Mat<f64> {
        self.features.transpose() * &self.w * faer::Scale(self.root())
    }

    /// dL/dU with the linear loss.
    pub(crate) fn push(&self, similarity: Similarity) -> Mat<f64> {
        let outputs = self.outputs();
        let flat: Vec<f64> = (0..INPUTS).flat_map(|i| (0..OUTPUTS).map(move |z| (i, z))).map(|at| outputs[at]).collect();
        let mut gradient = vec![0.0; flat.len()];
        Objective { similarity, loss: TripletLoss::Linear }.value_and_gradient(&flat, OUTPUTS, &mut gradient);
        Mat::from_fn(INPUTS, OUTPUTS, |i, z| gradient[i * OUTPUTS + z])
    }

    /// A step of gradient descent.
    pub(crate) fn next(&self, push: &Mat<f64>, x: &Mat<f64>) -> Self {
        let back = Mat::from_fn(self.width(), INPUTS, |m, i| self.root() * self.slope[(m, i)] * (self.w.row(m) * push.row(i).transpose()));
        let w = &self.w - &self.features * push * faer::Scale(STEP * self.root());
        Self::new(self.phi, w, &self.v - &back * x * faer::Scale(STEP), x)
    }

    /// grad f_i(x) in the weights W_mi and V: M x (1 + d), neuron by neuron.
    fn gradient(&self, i: usize, x: usize, inputs: &Mat<f64>) -> Mat<f64> {
        Mat::from_fn(self.width(), 1 + DIMENSION, |m, k| match k {
            0 => self.root() * self.features[(m, x)],
            k => self.root() * self.w[(m, i)] * self.slope[(m, x)] * inputs[(x, k - 1)],
        })
    }

    /// The gradients of all outputs at all inputs.
    pub(crate) fn gradients(&self, inputs: &Mat<f64>) -> Vec<Mat<f64>> {
        (0..OUTPUTS).flat_map(|i| (0..INPUTS).map(move |x| (i, x))).map(|(i, x)| self.gradient(i, x, inputs)).collect()
    }

    /// The largest norm of a block of the Hessian.
    pub(crate) fn hessian(&self) -> f64 {
        let norm = |m: usize, i: usize, x: usize| {
            let (b, c) = (self.root() * self.slope[(m, x)], self.root() * self.w[(m, i)] * self.curvature[(m, x)]);
            (c.abs() + (c * c + 4.0 * b * b).sqrt()) / 2.0
        };
        let all = (0..self.width()).flat_map(|m| (0..OUTPUTS).flat_map(move |i| (0..INPUTS).map(move |x| (m, i, x))));
        all.map(|(m, i, x)| norm(m, i, x)).fold(0.0, f64::max)
    }

    fn row(&self, m: usize) -> f64 {
        self.w.row(m).norm_l2()
    }

    /// max_m |W_m|.
    pub(crate) fn largest(&self) -> f64 {
        (0..self.width()).map(|m| self.row(m)).fold(0.0, f64::max)
    }

    /// s_m = 1 + max_x |a_m(x)| + |W_m|.
    pub(crate) fn scales(&self) -> Vec<f64> {
        (0..self.width()).map(|m| 1.0 + (0..INPUTS).map(|x| self.a[(m, x)].abs()).fold(0.0, f64::max) + self.row(m)).collect()
    }

    /// |theta - theta'|.
    pub(crate) fn distance(&self, other: &Self) -> f64 {
        (&self.w - &other.w).norm_l2().hypot((&self.v - &other.v).norm_l2())
    }

    /// max_m |theta_m - theta'_m| / s_m.
    pub(crate) fn neuron_distance(&self, other: &Self, scales: &[f64]) -> f64 {
        let of = |m: usize| (self.w.row(m) - other.w.row(m)).norm_l2().hypot((self.v.row(m) - other.v.row(m)).norm_l2()) / scales[m];
        (0..self.width()).map(of).fold(0.0, f64::max)
    }

    /// |C_V - C_V'|_F, C_V = M^(-1) Phi B Phi^T, without the M x M matrices.
    pub(crate) fn pair_change(&self, other: &Self) -> f64 {
        let product = |a: &Self, b: &Self| a.features.transpose() * &b.features * pairs();
        let trace = |a: Mat<f64>, b: Mat<f64>| (a * b).diagonal().column_vector().iter().sum::<f64>();
        let (now, then) = (product(self, self), product(other, other));
        let square = trace(now.clone(), now) + trace(then.clone(), then) - 2.0 * trace(product(other, self), product(self, other));
        square.max(0.0).sqrt() / self.width() as f64
    }
}

/// The changes |K_ij(x, y) - K_ij'(x, y)| with the numbers of the two gradients, from the gradients at two times.
pub(crate) fn kernel_changes(now: &[Mat<f64>], then: &[Mat<f64>]) -> Vec<(usize, usize, f64)> {
    let ([w, v], [w_then, v_then]) = (products(now), products(then));
    let change = |a: usize, b: usize| {
        // Gradients of two outputs have V alone in common.
        let of_w = if a / INPUTS == b / INPUTS { w[(a, b)] - w_then[(a, b)] } else { 0.0 };
        (v[(a, b)] - v_then[(a, b)] + of_w).abs()
    };
    (0..now.len()).flat_map(|a| (0..now.len()).map(move |b| (a, b))).map(|(a, b)| (a, b, change(a, b))).collect()
}

/// The inner products of all gradients in the weights W, and in V.
fn products(gradients: &[Mat<f64>]) -> [Mat<f64>; 2] {
    let width = gradients[0].nrows();
    let w = Mat::from_fn(width, gradients.len(), |m, a| gradients[a][(m, 0)]);
    let v = Mat::from_fn(width * DIMENSION, gradients.len(), |at, a| gradients[a][(at % width, 1 + at / width)]);
    [w.transpose() * &w, v.transpose() * &v]
}

pub(crate) fn map(a: &Mat<f64>, f: impl Fn(f64) -> f64) -> Mat<f64> {
    Mat::from_fn(a.nrows(), a.ncols(), |i, j| f(a[(i, j)]))
}

pub(crate) fn normal(rows: usize, columns: usize, random: &mut Stream) -> Mat<f64> {
    let entries: Vec<f64> = (0..rows * columns).map(|_| random.normal()).collect();
    Mat::from_fn(rows, columns, |i, j| entries[i * columns + j])
}

/// X with rows of unit norm.
pub(crate) fn unit_inputs(random: &mut Stream) -> Mat<f64> {
    let x = normal(INPUTS, DIMENSION, random);
    Mat::from_fn(INPUTS, DIMENSION, |i, k| x[(i, k)] / x.row(i).norm_l2())
}

/// B.
pub(crate) fn pairs() -> Mat<f64> {
    let entry = 1.0 / (2 * TRIPLETS) as f64;
    Mat::from_fn(INPUTS, INPUTS, |i, j| match (i.min(j), i.abs_diff(j)) {
        (low, gap) if low < TRIPLETS && gap == 2 * TRIPLETS => entry,
        (low, gap) if low < TRIPLETS && gap == TRIPLETS => -entry,
        _ => 0.0,
    })
}

pub(crate) fn largest(matrices: &[Mat<f64>]) -> f64 {
    matrices.iter().map(|matrix| matrix.norm_l2()).fold(0.0, f64::max)
}

/// sin(angle) of the two lowest eigenvectors of symmetric C and C + E, and the gap of C.
pub(crate) fn span_angle(c: &Mat<f64>, e: &Mat<f64>) -> (f64, f64) {
    let lowest = |a: &Mat<f64>| {
        let eigen = a.self_adjoint_eigen(Side::Lower).unwrap();
        (eigen.U().subcols(0, 2).to_owned(), eigen.S().column_vector()[2] - eigen.S().column_vector()[1])
    };
    let ((before, gap), (after, _)) = (lowest(c), lowest(&(c + e)));
    let outside = &after - &before * (before.transpose() * &after);
    (outside.singular_values().unwrap()[0], gap)
}

/// What the laws speak of, by name of the quantity.
pub(crate) type Measured = BTreeMap<Quantity, f64>;

/// What a law of the kernel's change speaks of: where it says the gradient or the Hessian it means the largest on the way from the start.
pub(crate) fn on_the_way(start: &State, now: &Measured, x: &Mat<f64>) -> Measured {
    let mut measured = now.clone();
    for (quantity, at_start) in [(Quantity::Gradient, largest(&start.gradients(x))), (Quantity::Hessian, start.hessian())] {
        measured.insert(quantity, at_start.max(now[&quantity]));
    }
    measured
}

/// Everything that is moved from `start` to `now`, and by one step from there; norms are those at `now`.
pub(crate) fn measure(start: &State, now: &State, similarity: Similarity, x: &Mat<f64>) -> Measured {
    let (push, scales) = (now.push(similarity), start.scales());
    let next = now.next(&push, x);
    let (gradients, first) = (now.gradients(x), start.gradients(x));
    let changes: Vec<Mat<f64>> = gradients.iter().zip(&first).map(|(now, then)| now - then).collect();
    let moment = |power: i32| scales.iter().map(|s| s.powi(power)).sum::<f64>().sqrt();
    BTreeMap::from([
        (Quantity::OutputGradient, push.norm_l2()),
        (Quantity::Gradient, largest(&gradients)),
        (Quantity::GradientChange, largest(&changes)),
        (Quantity::Move, next.distance(now)),
        (Quantity::Movement, now.distance(start)),
        (Quantity::NeuronMove, next.neuron_distance(now, &scales)),
        (Quantity::NeuronMovement, now.neuron_distance(start, &scales)),
        (Quantity::ScaleTwo, moment(2)),
        (Quantity::ScaleFour, moment(4)),
        (Quantity::LargestStart, start.largest()),
        (Quantity::LargestWeight, now.largest()),
        (Quantity::WeightsStart, start.w.norm_l2()),
        (Quantity::Weights, now.w.norm_l2()),
        (Quantity::WeightsNorm, now.w.singular_values().unwrap()[0]),
        (Quantity::FeaturesStart, start.features.norm_l2()),
        (Quantity::Features, now.features.norm_l2()),
        (Quantity::FeatureMove, (&next.features - &now.features).norm_l2()),
        (Quantity::FeatureMovement, (&now.features - &start.features).norm_l2()),
        (Quantity::Hessian, now.hessian()),
        (Quantity::KernelChange, kernel_changes(&gradients, &first).iter().map(|(_, _, change)| *change).fold(0.0, f64::max)),
        (Quantity::Outputs, now.outputs().norm_l2()),
        (Quantity::PairMatrixChange, now.pair_change(start)),
    ])
}
