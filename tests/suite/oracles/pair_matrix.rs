//! C_V without the M x M matrix against the M x M matrix.

use asymptest::loss::{Objective, Similarity, TripletLoss};
use asymptest::model::{Activation, ReducedNetwork, matrix_of};
use asymptest::observe::{FeatureChange, Frame, InnerProducts, Normalisation, NtkDrift, PairNorms, pair_weights};
use candle_core::DType;
use faer::{Mat, Scale, Side};
use proptest::prelude::*;

use super::{Data, features, neurons, pair, permuted, rotated, rotation};

pub(crate) const OBJECTIVE: Objective = Objective { similarity: Similarity::cosine(0.05), loss: TripletLoss::Linear };
const DOT: Objective = Objective { similarity: Similarity::DOT, loss: TripletLoss::Linear };

/// C_V, M x M.
pub(crate) fn dense(features: &Mat<f64>) -> Mat<f64> {
    features * pair_weights(features.ncols() / 3) * features.transpose() * Scale(1.0 / features.nrows() as f64)
}

pub(crate) fn after(steps: usize, mut network: ReducedNetwork, step_size: f64) -> ReducedNetwork {
    (0..steps).for_each(|_| {
        network.descend(&OBJECTIVE, step_size);
    });
    network
}

fn operator_norm(matrix: &Mat<f64>) -> f64 {
    matrix.self_adjoint_eigenvalues(Side::Lower).unwrap().iter().fold(0.0, |largest, value| largest.max(value.abs()))
}

fn close(ours: f64, expected: f64, tolerance: f64) {
    assert!((ours / expected - 1.0).abs() < tolerance, "{ours:e} against {expected:e}");
}

/// |C_V(0)|_F, |C_V(t)|_F, |C_V(t) - C_V(0)|_F and the operator norm of the change.
fn norms(products: &InnerProducts) -> [f64; 4] {
    let norms = PairNorms::of(products);
    [norms.start, norms.now, norms.change, Frame::of(products).unwrap().operator_change()]
}

#[test]
fn norms_are_those_of_the_dense_matrix() {
    let data = Data::mnist(4);
    for activation in Activation::ALL {
        for width in [5, 40, 130, 200] {
            let (_, start) = pair(&data, width, 3, activation, DType::F64);
            let change = FeatureChange::since(&start);
            let end = after(6, start.clone(), 0.5);
            let (c0, ct) = (dense(&features(&start)), dense(&features(&end)));
            let expected = [c0.norm_l2(), ct.norm_l2(), (&ct - &c0).norm_l2(), operator_norm(&(&ct - &c0))];
            let ours = norms(&change.products(&end));
            (0..4).for_each(|k| close(ours[k], expected[k], 1e-10));
            assert!(ours[2] > 1e-3 * ours[0] && ours[3] <= ours[2]);
            let still = norms(&change.products(&start));
            assert_eq!(still[2..], [0.0, 0.0]);
            close(still[0], ours[0], 1e-12);
        }
    }
}

#[test]
fn a_real_v_trained_by_autograd_moves_c_v_as_far() {
    let data = Data::mnist(3);
    let inputs = data.tensor(DType::F64);
    for objective in [OBJECTIVE, DOT] {
        let (mut direct, mut reduced) = pair(&data, 90, 3, Activation::TANH, DType::F64);
        let phi = |v: &Mat<f64>| {
            let a = v * data.inputs.transpose();
            Mat::from_fn(a.nrows(), a.ncols(), |m, x| a[(m, x)].tanh())
        };
        let c0 = dense(&phi(&matrix_of(&direct.input).unwrap()));
        let change = FeatureChange::since(&reduced);
        for _ in 0..8 {
            direct.descend(&inputs, &objective, 0.5).unwrap();
            reduced.descend(&objective, 0.5);
        }
        let ct = dense(&phi(&matrix_of(&direct.input).unwrap()));
        close(PairNorms::of(&change.products(&reduced)).change, (ct - c0).norm_l2(), 1e-9);
    }
}

#[test]
fn the_quadratic_form_of_c_v_is_the_loss_of_dot_products() {
    let data = Data::mnist(4);
    let (_, network) = pair(&data, 100, 3, Activation::GELU, DType::F64);
    let network = after(5, network, 0.5);
    let (_, output) = neurons(&network);
    let product = output.transpose() * dense(&features(&network)) * &output;
    let trace: f64 = (0..3).map(|i| product[(i, i)]).sum();
    assert!((trace - network.loss(&DOT)).abs() < 1e-13, "{trace} against {}", network.loss(&DOT));
}

#[test]
fn without_the_division_norms_are_larger_by_the_width() {
    let data = Data::mnist(2);
    let (_, network) = pair(&data, 50, 2, Activation::ERF, DType::F64);
    let phi = features(&network);
    let bare = (&phi * pair_weights(2) * phi.transpose()).norm_l2();
    let ours = PairNorms::of(&InnerProducts::of(&network)).start;
    close(ours * Normalisation::Sum.factor(50), bare, 1e-12);
    assert_eq!(Normalisation::PerNeuron.factor(50), 1.0);
}

#[test]
fn differences_first_resolve_a_change_that_differences_last_lose() {
    let data = Data::mnist(3);
    let (_, start) = pair(&data, 130, 3, Activation::TANH, DType::F64);
    let change = FeatureChange::since(&start);
    // One step of size eta moves C_V by eta times a constant.
    let per_step_size = |step_size: f64| {
        let [_, _, frobenius, operator] = norms(&change.products(&after(1, start.clone(), step_size)));
        [frobenius / step_size, operator / step_size]
    };
    let (reference, tiny) = (per_step_size(1e-5), 1e-10);
    let ours = per_step_size(tiny);
    close(ours[0], reference[0], 1e-4);
    close(ours[1], reference[1], 1e-4);
    // |C_V(t)|^2 + |C_V(0)|^2 - 2 <C_V(t), C_V(0)> is the same number with the difference taken last.
    let (c0, ct) = (dense(&features(&start)), dense(&features(&after(1, start.clone(), tiny))));
    let inner: f64 = (0..130).flat_map(|i| (0..130).map(move |j| (i, j))).map(|(i, j)| c0[(i, j)] * ct[(i, j)]).sum();
    let naive = (c0.squared_norm_l2() + ct.squared_norm_l2() - 2.0 * inner).abs().sqrt() / tiny;
    assert!((naive / reference[0] - 1.0).abs() > 1e-2, "the naive difference would have done: {naive} against {}", reference[0]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn rotating_outputs_and_permuting_neurons_change_nothing(seed in 0u32..1000, width in 20usize..90, shift in 1usize..19) {
        let data = Data::mnist(3);
        let (_, start) = pair(&data, width, 3, Activation::SOFTPLUS, DType::F64);
        let end = after(4, start.clone(), 0.7);
        let drift = |start: &ReducedNetwork, end: &ReducedNetwork| {
            let expected = norms(&FeatureChange::since(start).products(end));
            let kernel = NtkDrift::since(start, &data.gram, 9).change(end);
            // The sum over outputs i of K_ii is what a rotation keeps.
            let trace: f64 = (0..27).map(|row| kernel[(row, row)].abs()).sum::<f64>();
            (expected, trace)
        };
        let (expected, trace) = drift(&start, &end);
        let q = rotation(3, &seed.to_string());
        // The rotated start is trained too: training commutes with rotations of the outputs.
        let turned = rotated(&start, &data.gram, &q);
        let (ours, _) = drift(&turned, &after(4, turned.clone(), 0.7));
        (0..4).for_each(|k| close(ours[k], expected[k], 1e-8));
        let order: Vec<usize> = (0..width).map(|m| (m + shift) % width).collect();
        let moved = permuted(&start, &data.gram, &order);
        let (ours, ours_trace) = drift(&moved, &after(4, moved.clone(), 0.7));
        (0..4).for_each(|k| close(ours[k], expected[k], 1e-8));
        close(ours_trace, trace, 1e-8);
    }
}
