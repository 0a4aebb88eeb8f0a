//! The laws of derivations on numbers: every inequality with the constants that it states, along training runs of small networks; and the facts of
//! probability at a large width. A law that were false would make every chain that uses it worthless.

use std::collections::{BTreeMap, BTreeSet};

use asymptest::model::{Loss, Objective, Similarity};
use asymptest::random::Stream;
use asymptest::symbolic::Basis;
use asymptest::symbolic::laws::LAWS;
use faer::{Mat, Side};

const WIDTH: usize = 48;
const TRIPLETS: usize = 2;
const INPUTS: usize = 3 * TRIPLETS;
const OUTPUTS: usize = 3;
const DIMENSION: usize = 4;
const DELTA: f64 = 0.1;
const STEP: f64 = 0.5;
/// tanh: sup |phi'| and sup |phi''|.
const L1: f64 = 1.0;
const L2: f64 = 0.769_800_4;

/// W, V and what follows from them at the inputs, which have unit norm.
struct State {
    w: Mat<f64>,
    v: Mat<f64>,
    a: Mat<f64>,
    phi: Mat<f64>,
}

impl State {
    fn new(w: Mat<f64>, v: Mat<f64>, x: &Mat<f64>) -> Self {
        let a = &v * x.transpose();
        let phi = map(&a, f64::tanh);
        Self { w, v, a, phi }
    }

    fn slope(&self, m: usize, x: usize) -> f64 {
        1.0 - self.phi[(m, x)].powi(2)
    }

    fn outputs(&self) -> Mat<f64> {
        self.phi.transpose() * &self.w * faer::Scale(root())
    }

    /// grad f_i(x) in the weights W_mi and V: M x (1 + d), neuron by neuron.
    fn gradient(&self, i: usize, x: usize, inputs: &Mat<f64>) -> Mat<f64> {
        Mat::from_fn(WIDTH, 1 + DIMENSION, |m, k| match k {
            0 => root() * self.phi[(m, x)],
            k => root() * self.w[(m, i)] * self.slope(m, x) * inputs[(x, k - 1)],
        })
    }

    /// The gradients of all outputs at all inputs.
    fn gradients(&self, inputs: &Mat<f64>) -> Vec<Mat<f64>> {
        (0..OUTPUTS).flat_map(|i| (0..INPUTS).map(move |x| (i, x))).map(|(i, x)| self.gradient(i, x, inputs)).collect()
    }

    /// The largest norm of a block of the Hessian.
    fn hessian(&self) -> f64 {
        let norm = |m: usize, i: usize, x: usize| {
            let (b, c) = (root() * self.slope(m, x), root() * self.w[(m, i)] * -2.0 * self.phi[(m, x)] * self.slope(m, x));
            (c.abs() + (c * c + 4.0 * b * b).sqrt()) / 2.0
        };
        let all = (0..WIDTH).flat_map(|m| (0..OUTPUTS).flat_map(move |i| (0..INPUTS).map(move |x| (m, i, x))));
        all.map(|(m, i, x)| norm(m, i, x)).fold(0.0, f64::max)
    }

    fn row(&self, m: usize) -> f64 {
        self.w.row(m).norm_l2()
    }

    fn largest(&self) -> f64 {
        (0..WIDTH).map(|m| self.row(m)).fold(0.0, f64::max)
    }
}

fn root() -> f64 {
    (WIDTH as f64).sqrt().recip()
}

fn map(a: &Mat<f64>, f: impl Fn(f64) -> f64) -> Mat<f64> {
    Mat::from_fn(a.nrows(), a.ncols(), |i, j| f(a[(i, j)]))
}

fn normal(rows: usize, columns: usize, random: &mut Stream) -> Mat<f64> {
    let entries: Vec<f64> = (0..rows * columns).map(|_| random.normal()).collect();
    Mat::from_fn(rows, columns, |i, j| entries[i * columns + j])
}

fn pairs() -> Mat<f64> {
    let entry = 1.0 / (2 * TRIPLETS) as f64;
    Mat::from_fn(INPUTS, INPUTS, |i, j| match (i.min(j), i.abs_diff(j)) {
        (low, gap) if low < TRIPLETS && gap == 2 * TRIPLETS => entry,
        (low, gap) if low < TRIPLETS && gap == TRIPLETS => -entry,
        _ => 0.0,
    })
}

/// The largest of left / right for each law.
type Ratios = BTreeMap<&'static str, f64>;

fn see(ratios: &mut Ratios, law: &'static str, left: f64, right: f64) {
    let ratio = ratios.entry(law).or_default();
    *ratio = ratio.max(left / right);
}

fn largest(matrices: &[Mat<f64>]) -> f64 {
    matrices.iter().map(|matrix| matrix.norm_l2()).fold(0.0, f64::max)
}

/// Trains one network, and sees every law at every step.
fn along_a_run(similarity: Similarity, replicate: usize, ratios: &mut Ratios) {
    let mut random = Stream::of_cell(0, "laws", WIDTH, replicate);
    let x = normal(INPUTS, DIMENSION, &mut random);
    let x = Mat::from_fn(INPUTS, DIMENSION, |i, k| x[(i, k)] / x.row(i).norm_l2());
    let start = State::new(normal(WIDTH, OUTPUTS, &mut random), normal(WIDTH, DIMENSION, &mut random), &x);
    let scale: Vec<f64> = (0..WIDTH).map(|m| 1.0 + (0..INPUTS).map(|x| start.a[(m, x)].abs()).fold(0.0, f64::max) + start.row(m)).collect();
    let moment = |power: i32| scale.iter().map(|s| s.powi(power)).sum::<f64>();
    let objective = Objective { similarity, loss: Loss::Linear };
    let (first, gram) = (start.gradients(&x), &x * x.transpose());
    let sqrt_n = (INPUTS as f64).sqrt();
    let mut now = State::new(start.w.clone(), start.v.clone(), &x);
    let (mut rho, mut moved_features) = (0.0, 0.0);
    for _ in 0..12 {
        let outputs = now.outputs();
        let flat: Vec<f64> = (0..INPUTS).flat_map(|i| (0..OUTPUTS).map(move |z| (i, z))).map(|at| outputs[at]).collect();
        let mut gradient = vec![0.0; flat.len()];
        objective.value_and_gradient(&flat, OUTPUTS, &mut gradient);
        let push = Mat::from_fn(INPUTS, OUTPUTS, |i, z| gradient[i * OUTPUTS + z]);
        let (g, gradients) = (push.norm_l2(), now.gradients(&x));
        if similarity == Similarity::Dot {
            see(ratios, "dot_gradient", g, 2.0 * pairs().norm_l2() * outputs.norm_l2());
        } else {
            see(ratios, "bounded_output_gradient", g, (6.0 / TRIPLETS as f64).sqrt() / DELTA);
        }
        see(ratios, "outputs_by_features", outputs.norm_l2(), root() * now.phi.norm_l2() * now.w.norm_l2());
        see(ratios, "gradient_norm", largest(&gradients), root() * (now.phi.norm_l2() + L1 * now.w.norm_l2()));
        see(ratios, "hessian_block", now.hessian(), root() * (L1 + L2 * now.largest()));
        // A step, and what it moves.
        let back = Mat::from_fn(WIDTH, INPUTS, |m, i| root() * now.slope(m, i) * (now.w.row(m) * push.row(i).transpose()));
        let next = State::new(&now.w - &now.phi * &push * faer::Scale(STEP * root()), &now.v - &back * &x * faer::Scale(STEP), &x);
        let moved = |to: &State, from: &State| (&to.w - &from.w).norm_l2().hypot((&to.v - &from.v).norm_l2());
        see(ratios, "descent", moved(&next, &now), STEP * ((INPUTS * OUTPUTS) as f64).sqrt() * g * largest(&gradients));
        let neuron = |m: usize| (next.w.row(m) - start.w.row(m)).norm_l2().hypot((next.v.row(m) - start.v.row(m)).norm_l2()) / scale[m];
        let next_rho = (0..WIDTH).map(neuron).fold(0.0, f64::max);
        see(ratios, "neuron_descent", next_rho - rho, 2.0 * STEP * sqrt_n * root() * g * (1.0 + rho));
        let next_features = (&next.phi - &start.phi).norm_l2();
        let step_of_features = STEP * L1 * L1 * root() * now.w.norm_l2() * g * gram.norm_l2();
        see(ratios, "feature_descent", next_features - moved_features, step_of_features);
        (now, rho, moved_features) = (next, next_rho, next_features);
        // What the movement since the start bounds.
        let r = moved(&now, &start);
        let gradients = now.gradients(&x);
        for i in 0..INPUTS {
            see(ratios, "features_in_ball", now.phi.col(i).norm_l2(), start.phi.col(i).norm_l2() + L1 * r);
        }
        see(ratios, "weights_in_ball", now.w.norm_l2(), start.w.norm_l2() + r);
        see(ratios, "largest_in_ball", now.largest(), start.largest() + r);
        see(ratios, "features_bounded", now.phi.norm_l2(), ((INPUTS * WIDTH) as f64).sqrt());
        see(ratios, "features_moved", now.phi.norm_l2(), start.phi.norm_l2() + moved_features);
        see(ratios, "sum_over_neurons", r, rho * moment(2).sqrt());
        let changes: Vec<Mat<f64>> = gradients.iter().zip(&first).map(|(now, then)| now - then).collect();
        see(ratios, "gradient_by_neurons", largest(&changes), (2.0 * L1 + L2) * root() * rho * moment(4).sqrt());
        // Gradients of two outputs have V alone in common.
        let product = |a: &Mat<f64>, b: &Mat<f64>, from: usize| -> f64 {
            (0..WIDTH).flat_map(|m| (from..1 + DIMENSION).map(move |k| (m, k))).map(|at| a[at] * b[at]).sum()
        };
        let hessian = root() * (L1 + L2 * (start.largest() + r));
        for (at, (a, a0)) in gradients.iter().zip(&first).enumerate() {
            for (other, (b, b0)) in gradients.iter().zip(&first).enumerate() {
                let from = usize::from(at / INPUTS != other / INPUTS);
                let change = (product(a, b, from) - product(a0, b0, from)).abs();
                see(ratios, "lemma_8", change, r * hessian * (a.norm_l2() + b0.norm_l2()));
                see(ratios, "two_gradients", change, (a - a0).norm_l2() * b.norm_l2() + a0.norm_l2() * (b - b0).norm_l2());
            }
        }
        let of_pairs = |phi: &Mat<f64>| phi * pairs() * phi.transpose() * faer::Scale(1.0 / WIDTH as f64);
        let of_features = pairs().norm_l2() * moved_features * (now.phi.norm_l2() + start.phi.norm_l2()) / WIDTH as f64;
        see(ratios, "pair_matrix_by_features", (of_pairs(&now.phi) - of_pairs(&start.phi)).norm_l2(), of_features);
    }
}

/// sin(angle) <= 2 |E|_F / gap for the two lowest eigenvectors of symmetric matrices C and C + E.
fn davis_kahan(replicate: usize, ratios: &mut Ratios) {
    let mut random = Stream::of_cell(1, "laws", 6, replicate);
    let symmetric = |a: Mat<f64>| &a + a.transpose();
    let c = symmetric(normal(6, 6, &mut random));
    let e = symmetric(normal(6, 6, &mut random)) * faer::Scale(0.02);
    let lowest = |a: &Mat<f64>| {
        let eigen = a.self_adjoint_eigen(Side::Lower).unwrap();
        (eigen.U().subcols(0, 2).to_owned(), eigen.S().column_vector()[2] - eigen.S().column_vector()[1])
    };
    let ((before, gap), (after, _)) = (lowest(&c), lowest(&(&c + &e)));
    let outside = &after - &before * (before.transpose() * &after);
    let sine = outside.singular_values().unwrap()[0];
    see(ratios, "davis_kahan", sine, 2.0 * e.norm_l2() / gap);
}

fn ratios() -> Ratios {
    let mut ratios = Ratios::new();
    for replicate in 0..4 {
        along_a_run(Similarity::cosine(DELTA), replicate, &mut ratios);
        along_a_run(Similarity::Dot, replicate, &mut ratios);
    }
    (0..40).for_each(|replicate| davis_kahan(replicate, &mut ratios));
    ratios
}

#[test]
fn every_elementary_law_holds_and_says_something() {
    let ratios = ratios();
    for (law, ratio) in &ratios {
        assert!(*ratio <= 1.0 + 1e-9, "{law}: {ratio}");
        assert!(*ratio > 1e-3, "{law} is far from ever being reached: {ratio}");
    }
    let elementary: BTreeSet<&str> = LAWS.iter().filter(|law| law.basis == Basis::Elementary).map(|law| law.name).collect();
    assert_eq!(ratios.keys().copied().collect::<BTreeSet<_>>(), elementary);
}

#[test]
fn the_facts_of_probability_hold_at_large_widths() {
    let once = |width: usize, replicate: usize| -> BTreeMap<&'static str, f64> {
        let mut random = Stream::of_cell(2, "laws", width, replicate);
        let w: Vec<[f64; OUTPUTS]> = (0..width).map(|_| std::array::from_fn(|_| random.normal())).collect();
        let a: Vec<[f64; INPUTS]> = (0..width).map(|_| std::array::from_fn(|_| random.normal())).collect();
        let row = |m: usize| w[m].iter().map(|x| x * x).sum::<f64>().sqrt();
        let scale = |m: usize| 1.0 + a[m].iter().map(|x| x.abs()).fold(0.0, f64::max) + row(m);
        let sum = |f: &dyn Fn(usize) -> f64| (0..width).map(f).sum::<f64>();
        BTreeMap::from([
            ("gaussian_maximum", w.iter().map(|row| row[0].abs()).fold(0.0, f64::max)),
            ("weights_at_start", sum(&|m| row(m).powi(2)).sqrt()),
            ("features_at_start", sum(&|m| a[m][0].tanh().powi(2)).sqrt()),
            ("scales_squared", sum(&|m| scale(m).powi(2)).sqrt()),
            ("scales_to_the_fourth", sum(&|m| scale(m).powi(4)).sqrt()),
        ])
    };
    let norms = |width: usize| {
        let mut mean = BTreeMap::new();
        for (law, norm) in (0..8).flat_map(|replicate| once(width, replicate)) {
            *mean.entry(law).or_insert(0.0) += norm / 8.0;
        }
        mean
    };
    // From 2^10 to 2^18 a quantity of order M^(1/2) grows 16 times, and the largest of M Gaussians like sqrt(log M).
    let (narrow, wide) = (norms(1 << 10), norms(1 << 18));
    for law in LAWS.iter().filter(|law| law.basis == Basis::Probability) {
        let growth = wide[law.name] / narrow[law.name];
        let expected = if law.name == "gaussian_maximum" { (18.0f64 / 10.0).sqrt() } else { 16.0 };
        assert!((growth / expected - 1.0).abs() < 0.15, "{}: grows {growth} times, not {expected}", law.name);
    }
    // The constant that the law states, for p = 1e-6.
    let limit = (2.0 * (2.0 * f64::from(1 << 18) / 1e-6).ln()).sqrt();
    assert!((0..8).all(|replicate| once(1 << 18, replicate)["gaussian_maximum"] < limit));
}
