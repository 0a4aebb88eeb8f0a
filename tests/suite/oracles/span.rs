//! Spans and their angles in the small frame against dense M x M eigenvectors, and planted spans.

use asymptest::data::Gram;
use asymptest::model::{Activation, ReducedNetwork};
use asymptest::observe::{FeatureChange, Frame, InnerProducts, PairNorms, When, linear_cka};
use asymptest::random::Stream;
use candle_core::DType;
use faer::{Mat, Scale, Side};
use proptest::prelude::*;

use super::pair_matrix::{OBJECTIVE, after, dense};
use super::{Data, features, neurons, pair, permuted, rotated, rotation};

const OUTPUTS: usize = 3;

/// All eigenvalues of C_V, ascending, and its lowest eigenvectors.
fn lowest(c: &Mat<f64>, count: usize) -> (Vec<f64>, Mat<f64>) {
    let eigen = c.self_adjoint_eigen(Side::Lower).unwrap();
    (eigen.S().column_vector().iter().copied().collect(), eigen.U().subcols(0, count).to_owned())
}

/// The sines of the angles between the column spans of two dense matrices, ascending.
fn sines(a: &Mat<f64>, b: &Mat<f64>) -> Vec<f64> {
    let basis = |matrix: &Mat<f64>| matrix.qr().compute_thin_Q();
    let (a, b) = (basis(a), basis(b));
    let mut sines = (&a - &b * (b.transpose() * &a)).singular_values().unwrap();
    sines.sort_by(f64::total_cmp);
    sines
}

fn assert_close(ours: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(ours.len(), expected.len());
    for (x, y) in ours.iter().zip(expected) {
        assert!((x - y).abs() < tolerance, "{ours:?} against {expected:?}");
    }
}

/// The network with other output weights.
fn with_weights(network: &ReducedNetwork, gram: &Gram, output: &Mat<f64>) -> ReducedNetwork {
    ReducedNetwork::from_preactivations(output, &neurons(network).0, gram, network.activation())
}

#[test]
fn eigenvalues_gap_and_eigenvectors_are_the_dense_ones() {
    let data = Data::mnist(5);
    for activation in Activation::ALL {
        for width in [15, 40, 200] {
            let (_, network) = pair(&data, width, OUTPUTS, activation, DType::F64);
            let network = after(3, network, 0.5);
            let c = dense(&features(&network));
            let (values, vectors) = lowest(&c, OUTPUTS);
            let principal = Frame::of(&InnerProducts::of(&network)).unwrap().principal(When::Now, OUTPUTS).unwrap();
            assert!((principal.gap - (values[OUTPUTS] - values[OUTPUTS - 1])).abs() < 1e-12, "{activation:?}, M = {width}");
            // The dense matrix has M - n more eigenvalues 0.
            let mut all = principal.eigenvalues.clone();
            all.resize(width, 0.0);
            all.sort_by(f64::total_cmp);
            assert_close(&all, &values, 1e-12);
            let ours = features(&network) * &principal.coefficients;
            let lengths = ours.transpose() * &ours - Mat::<f64>::identity(OUTPUTS, OUTPUTS);
            assert!(lengths.norm_max() < 1e-9, "{activation:?}, M = {width}: {lengths:?}");
            let rest = &c * &ours - Mat::from_fn(width, OUTPUTS, |m, k| ours[(m, k)] * values[k]);
            assert!(rest.norm_max() < 1e-10, "{activation:?}, M = {width}: {:e}", rest.norm_max());
            assert!(sines(&ours, &vectors)[OUTPUTS - 1] < 1e-8);
        }
    }
}

#[test]
fn spans_that_are_not_determined_are_not_given() {
    let data = Data::mnist(3);
    let (_, network) = pair(&data, 60, OUTPUTS, Activation::TANH, DType::F64);
    let frame = Frame::of(&InnerProducts::of(&network)).unwrap();
    // B has N = 3 negative eigenvalues, so C_V has at most three.
    assert!(frame.principal(When::Now, 3).is_some() && frame.principal(When::Now, 4).is_none() && frame.principal(When::Now, 0).is_none());
    let bad = Mat::from_fn(60, 9, |m, x| if (m, x) == (4, 2) { f64::NAN } else { 1.0 });
    let broken = ReducedNetwork::<f64>::from_preactivations(&neurons(&network).1, &bad, &data.gram, Activation::TANH);
    assert!(Frame::of(&InnerProducts::of(&broken)).is_none());
}

#[test]
fn angles_between_two_times_and_with_the_weights_are_the_dense_ones() {
    let data = Data::mnist(5);
    for activation in Activation::ALL {
        let (_, start) = pair(&data, 150, OUTPUTS, activation, DType::F64);
        let end = after(10, start.clone(), 1.0);
        let change = FeatureChange::since(&start);
        let frame = Frame::of(&change.products(&end)).unwrap();
        let principal = [When::Start, When::Now].map(|when| frame.principal(when, OUTPUTS).unwrap());
        let [then, now] = [&start, &end].map(|network| lowest(&dense(&features(network)), OUTPUTS).1);
        let [w0, wt] = [&start, &end].map(|network| neurons(network).1);
        assert_close(&principal[0].span.sines(&principal[1].span), &sines(&then, &now), 1e-9);
        assert_close(&frame.weights(When::Start).sines(&frame.weights(When::Now)), &sines(&w0, &wt), 1e-9);
        assert_close(&frame.weights(When::Now).sines(&principal[0].span), &sines(&wt, &then), 1e-9);
        assert_close(&frame.weights(When::Now).sines(&principal[1].span), &sines(&wt, &now), 1e-9);
        assert_close(&change.weight_sines(&end, When::Start, &principal[0]), &sines(&wt, &then), 1e-11);
        assert_close(&change.weight_sines(&end, When::Now, &principal[1]), &sines(&wt, &now), 1e-11);
        // Lemma 17: Davis and Kahan's bound.
        let change = frame.operator_change();
        assert!(change <= PairNorms::of(&FeatureChange::since(&start).products(&end)).change);
        assert!(principal[0].span.distance(&principal[1].span) <= 2.0 * change / principal[0].gap);
    }
}

#[test]
fn a_tiny_angle_keeps_its_digits() {
    let data = Data::mnist(5);
    let (_, start) = pair(&data, 150, OUTPUTS, Activation::TANH, DType::F64);
    let change = FeatureChange::since(&start);
    let per_step_size = |step_size: f64| {
        let frame = Frame::of(&change.products(&after(1, start.clone(), step_size))).unwrap();
        let principal = [When::Start, When::Now].map(|when| frame.principal(when, OUTPUTS).unwrap().span);
        [principal[0].distance(&principal[1]) / step_size, frame.weights(When::Start).distance(&frame.weights(When::Now)) / step_size]
    };
    let (reference, tiny) = (per_step_size(1e-5), per_step_size(1e-9));
    assert!((0..2).all(|k| (tiny[k] / reference[k] - 1.0).abs() < 1e-4), "{tiny:?} against {reference:?}");
}

#[test]
fn planted_angles_are_found() {
    let data = Data::mnist(5);
    let (_, network) = pair(&data, 120, OUTPUTS, Activation::TANH, DType::F64);
    let vectors = lowest(&dense(&features(&network)), 2 * OUTPUTS).1;
    for angles in [[0.0, 0.0, 0.0], [0.0, 0.0, 1e-9], [0.0, 0.1, 0.7], [1e-3, 0.3, 1.5]] {
        // W = (q_k cos + q_{k+Z} sin) in another basis, with columns of very different lengths.
        let turned =
            Mat::from_fn(120, OUTPUTS, |m, k| vectors[(m, k)] * f64::cos(angles[k]) + vectors[(m, k + OUTPUTS)] * f64::sin(angles[k]));
        let mix = rotation(OUTPUTS, "planted") * Mat::from_fn(OUTPUTS, OUTPUTS, |i, j| if i == j { [1.0, 30.0, 0.2][i] } else { 0.0 });
        let planted = with_weights(&network, &data.gram, &(&turned * mix));
        let frame = Frame::of(&InnerProducts::of(&planted)).unwrap();
        let principal = frame.principal(When::Now, OUTPUTS).unwrap();
        let expected: Vec<f64> = angles.iter().map(|angle: &f64| angle.sin()).collect();
        assert_close(&frame.weights(When::Now).sines(&principal.span), &expected, 1e-6);
        assert_close(&FeatureChange::since(&planted).weight_sines(&planted, When::Now, &principal), &expected, 1e-12);
    }
}

#[test]
fn duplicate_columns_span_one_dimension_less() {
    let data = Data::mnist(3);
    let (_, network) = pair(&data, 80, OUTPUTS, Activation::ERF, DType::F64);
    let (_, output) = neurons(&network);
    let doubled = Mat::from_fn(80, OUTPUTS, |m, k| output[(m, if k == 2 { 0 } else { k })]);
    let frame = Frame::of(&InnerProducts::of(&with_weights(&network, &data.gram, &doubled))).unwrap();
    let (whole, part) = (Frame::of(&InnerProducts::of(&network)).unwrap().weights(When::Now), frame.weights(When::Now));
    assert_eq!((whole.dimension(), part.dimension()), (3, 2));
    let principal = frame.principal(When::Now, 3).unwrap();
    assert_eq!(part.sines(&principal.span).len(), 2);
    let doubled = with_weights(&network, &data.gram, &doubled);
    assert_eq!(FeatureChange::since(&doubled).weight_sines(&doubled, When::Now, &principal).len(), 2);
}

#[test]
fn cka_is_one_for_a_rotation_and_small_for_noise() {
    let data = Data::mnist(5);
    let (_, network) = pair(&data, 120, OUTPUTS, Activation::TANH, DType::F64);
    let frame = Frame::of(&InnerProducts::of(&network)).unwrap();
    let principal = frame.principal(When::Now, OUTPUTS).unwrap();
    let outputs = frame.outputs(When::Now, &principal.span);
    // By the features and the coefficients, in another basis of the same span.
    let phi = features(&network);
    let direct = phi.transpose() * (&phi * &principal.coefficients) * Scale(1.0 / 120f64.sqrt());
    let cka = |x: &Mat<f64>, y: &Mat<f64>| linear_cka(x.as_ref(), y.as_ref());
    assert!((cka(&outputs, &direct).unwrap() - 1.0).abs() < 1e-12);
    let shifted = Mat::from_fn(15, OUTPUTS, |x, k| 3.0 + (&direct * rotation(OUTPUTS, "cka"))[(x, k)] * 0.1);
    assert!((cka(&outputs, &shifted).unwrap() - 1.0).abs() < 1e-12);
    let mut random = Stream::of_study(0, "oracle", "cka");
    let noise = Mat::from_fn(15, 2, |_, _| random.normal());
    let found = cka(&outputs, &noise).unwrap();
    // tr(K L) / sqrt(tr(K K) tr(L L)) by the definition, with the centring matrix written out.
    let centre = Mat::from_fn(15, 15, |i, j| f64::from(u8::from(i == j)) - 1.0 / 15.0);
    let trace = |a: &Mat<f64>, b: &Mat<f64>| {
        let (k, l) = (&centre * a * a.transpose() * &centre, &centre * b * b.transpose() * &centre);
        let product = k * l;
        (0..15).map(|i| product[(i, i)]).sum::<f64>()
    };
    let expected = trace(&outputs, &noise) / (trace(&outputs, &outputs) * trace(&noise, &noise)).sqrt();
    assert!((found - expected).abs() < 1e-12 && (0.0..0.9).contains(&found), "{found} against {expected}");
    assert_eq!(cka(&outputs, &Mat::full(15, 2, 1.5)), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn rotating_outputs_and_permuting_neurons_change_no_angle(seed in 0u32..1000, width in 20usize..90, shift in 1usize..19) {
        let data = Data::mnist(4);
        let (_, start) = pair(&data, width, 3, Activation::ERF, DType::F64);
        let angles = |start: &ReducedNetwork| {
            let mut end = start.clone();
            (0..4).for_each(|_| { end.descend(&OBJECTIVE, 0.7); });
            let frame = Frame::of(&FeatureChange::since(start).products(&end)).unwrap();
            let [then, now] = [When::Start, When::Now].map(|when| frame.principal(when, 3).unwrap());
            let weights = frame.weights(When::Now);
            [then.span.sines(&now.span), weights.sines(&then.span), weights.sines(&frame.weights(When::Start)), vec![then.gap, now.gap], now.eigenvalues].concat()
        };
        let expected = angles(&start);
        assert_close(&angles(&rotated(&start, &data.gram, &rotation(3, &seed.to_string()))), &expected, 1e-8);
        let order: Vec<usize> = (0..width).map(|m| (m + shift) % width).collect();
        assert_close(&angles(&permuted(&start, &data.gram, &order)), &expected, 1e-8);
    }
}
