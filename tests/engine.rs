//! The engine: threads change no bit, f32 follows f64 to a floor that is stated, and drawing gives the numbers of the weight matrices.

use std::sync::Arc;

use asymptest::data::{Augmentation, Gram, Source};
use asymptest::model::{
    Activation, Alone, InitialLaw, InitialWeights, Loss, Objective, OutputScale, Real, ReducedNetwork, Similarity, Workers,
};
use asymptest::observe::{FeatureChange, Frame, Movement, NtkDrift, PairNorms, When, floor, hessian_norm, linear_cka, ntk};
use asymptest::random::Stream;
use asymptest::study::Threads;

const OBJECTIVE: Objective = Objective { similarity: Similarity::cosine(0.05), loss: Loss::Linear };

fn gram() -> Gram {
    Gram::of(&Source::Mnist.load(0, "engine", 4, &Augmentation::STANDARD).expect("bundled data").inputs)
}

fn network<R: Real>(width: usize, activation: Activation, workers: impl Workers + 'static) -> ReducedNetwork<R> {
    let stream = Stream::of_cell(0, "engine", width, 0);
    let law = InitialLaw { outputs: 3, scale: OutputScale::Unit, stream: &stream };
    ReducedNetwork::draw(width, &law, &gram(), activation, Arc::new(workers))
}

/// Outputs, NTK, drift and movement after ten steps.
fn seen<R: Real>(width: usize, workers: impl Workers + 'static) -> Vec<f64> {
    let gram = gram();
    let mut network = network::<R>(width, Activation::Tanh, workers);
    let (drift, movement) = (NtkDrift::since(&network, &gram, 4), Movement::since(&network, &gram));
    for _ in 0..10 {
        network.descend(&OBJECTIVE, 0.7);
    }
    let kernel = ntk(&network, &gram, 4);
    let entries = kernel.col_iter().flat_map(|column| column.iter().copied().collect::<Vec<_>>());
    network.outputs().iter().copied().chain(entries).chain([drift.drift(&network), movement.distance(&network)]).collect()
}

#[test]
fn threads_change_no_bit() {
    // Three chunks, the last of them not full.
    for width in [100, 10_001] {
        let (single, double) = (seen::<f32>(width, Alone), seen::<f64>(width, Alone));
        for threads in [1, 2, 3, 7] {
            assert_eq!(single, seen::<f32>(width, Threads(threads)), "f32, {threads} threads");
            assert_eq!(double, seen::<f64>(width, Threads(threads)), "f64, {threads} threads");
        }
        assert_ne!(single, double);
    }
}

#[test]
fn drawing_block_by_block_gives_the_numbers_of_the_matrices() {
    let gram = gram();
    for width in [1, 31, 32, 33, 64, 95, 130, 5000] {
        let stream = Stream::of_cell(0, "engine", width, 0);
        let weights = InitialWeights::draw(width, 3, gram.rank(), OutputScale::Unit, &stream);
        let expected = ReducedNetwork::<f64>::from_coordinates(&weights, &gram, Activation::Erf);
        let drawn = network::<f64>(width, Activation::Erf, Threads(2));
        let pairs = expected.blocks().zip(drawn.blocks());
        for (a, b) in pairs {
            assert_eq!((a.neurons, a.preactivations, a.output), (b.neurons, b.preactivations, b.output), "M = {width}");
        }
        // And an independent product for one neuron.
        let block = drawn.blocks().next().expect("a neuron");
        let a: f64 = (0..gram.rank()).map(|k| weights.input[(0, k)] * gram.root[(k, 5)]).sum();
        assert!((block.preactivations[5].0[0] - a).abs() < 1e-14);
        assert_eq!(block.output[2].0[0], weights.output[(0, 2)]);
    }
}

#[test]
fn lanes_without_a_neuron_count_for_nothing() {
    // Softplus is not 0 at 0: a lane that counted would be seen.
    let gram = gram();
    let mut network = network::<f64>(33, Activation::Softplus, Alone);
    (0..3).for_each(|_| {
        network.descend(&OBJECTIVE, 0.7);
    });
    let neurons: Vec<(Vec<f64>, Vec<f64>)> = network
        .blocks()
        .flat_map(|block| {
            let lane = |lane: usize| {
                let of = |rows: &[asymptest::model::Row<f64>]| rows.iter().map(|row| row.0[lane]).collect::<Vec<f64>>();
                (of(block.preactivations), of(block.output))
            };
            (0..block.neurons).map(lane).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(neurons.len(), 33);
    let phi = |a: f64| Activation::Softplus.value_and_slope(a);
    let output: f64 = neurons.iter().map(|(a, w)| phi(a[7]).0 * w[1]).sum::<f64>() / 33f64.sqrt();
    assert!((network.outputs()[7 * 3 + 1] - output).abs() < 1e-13);
    let entry: f64 =
        neurons.iter().map(|(a, w)| phi(a[0]).0 * phi(a[1]).0 + gram.matrix[(0, 1)] * w[2] * w[2] * phi(a[0]).1 * phi(a[1]).1).sum();
    assert!((ntk(&network, &gram, 2)[(2, 5)] - entry / 33.0).abs() < 1e-13);
}

/// |f32 - f64| of the drift and of the movement after some steps, from the same draw.
fn disagreement(width: usize, activation: Activation, steps: usize) -> (f64, f64) {
    let gram = gram();
    let (mut single, mut double) = (network::<f32>(width, activation, Alone), network::<f64>(width, activation, Alone));
    let drifts = (NtkDrift::since(&single, &gram, 4), NtkDrift::since(&double, &gram, 4));
    let movements = (Movement::since(&single, &gram), Movement::since(&double, &gram));
    for _ in 0..steps {
        single.descend(&OBJECTIVE, 0.7);
        double.descend(&OBJECTIVE, 0.7);
    }
    ((drifts.0.drift(&single) - drifts.1.drift(&double)).abs(), (movements.0.distance(&single) - movements.1.distance(&double)).abs())
}

#[test]
fn single_precision_disagrees_with_double_by_less_than_the_stated_floor() {
    for activation in [Activation::Tanh, Activation::Erf, Activation::Softplus, Activation::Gelu] {
        for (width, steps) in [(128, 8), (1024, 8), (8192, 8), (8192, 32), (32_768, 8)] {
            let (drift, movement) = disagreement(width, activation, steps);
            assert!(drift < floor::ntk_drift::<f32>(width), "{activation:?}, M = {width}, t = {steps}: {drift:e}");
            assert!(movement < floor::movement::<f32>(), "{activation:?}, M = {width}, t = {steps}: {movement:e}");
        }
    }
}

/// |f32 - f64| of the other observables after some steps, from the same draw, each over its floor.
fn disagreements(width: usize, activation: Activation, steps: usize) -> Vec<(&'static str, f64)> {
    let gram = gram();
    let (mut single, mut double) = (network::<f32>(width, activation, Alone), network::<f64>(width, activation, Alone));
    let changes = (FeatureChange::since(&single), FeatureChange::since(&double));
    for _ in 0..steps {
        single.descend(&OBJECTIVE, 0.7);
        double.descend(&OBJECTIVE, 0.7);
    }
    let products = (changes.0.products(&single), changes.1.products(&double));
    let norms = (PairNorms::of(&products.0), PairNorms::of(&products.1));
    let frames = (Frame::of(&products.0).expect("finite"), Frame::of(&products.1).expect("finite"));
    let spans = |frame: &Frame| {
        let [then, now] = [When::Start, When::Now].map(|when| frame.principal(when, 3).expect("negative eigenvalues"));
        let weights = [When::Start, When::Now].map(|when| frame.weights(when));
        let trained = frame.outputs(When::Now, &weights[1]);
        let cka = linear_cka(trained.as_ref(), frame.outputs(When::Start, &then.span).as_ref()).expect("outputs differ");
        let distances = [then.span.distance(&now.span), weights[0].distance(&weights[1]), weights[1].distance(&then.span)];
        (distances, cka, then.gap.min(now.gap), now.eigenvalues)
    };
    let (ours, exact) = (spans(&frames.0), spans(&frames.1));
    let eigenvalues = ours.3.iter().zip(&exact.3).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    let hessian = (hessian_norm(&single, &gram, 4), hessian_norm(&double, &gram, 4));
    let off = |name: &'static str, (a, b): (f64, f64), floor: f64| (name, (a - b).abs() / floor);
    let mut all = vec![
        off("|C_V(0)|", (norms.0.start, norms.1.start), floor::pair_norm::<f32>(norms.1.start)),
        off("|C_V(t)|", (norms.0.now, norms.1.now), floor::pair_norm::<f32>(norms.1.now)),
        off("change of C_V", (norms.0.change, norms.1.change), floor::pair_change::<f32>(width, norms.1.start)),
        off(
            "operator change of C_V",
            (frames.0.operator_change(), frames.1.operator_change()),
            floor::pair_change::<f32>(width, norms.1.start),
        ),
        ("eigenvalues", eigenvalues / floor::pair_norm::<f32>(norms.1.start)),
        off("span drift", (ours.0[0], exact.0[0]), floor::span_drift::<f32>(width, norms.1.start, exact.2)),
        off("weight span drift", (ours.0[1], exact.0[1]), floor::weight_span_drift::<f32>(width)),
        off("weights against spans", (ours.0[2], exact.0[2]), floor::span_distance::<f32>(norms.1.start, exact.2)),
        off("CKA", (ours.1, exact.1), floor::cka::<f32>(norms.1.start, exact.2)),
    ];
    if let (Some(a), Some(b)) = hessian {
        all.push(off("Hessian norm", (a.value, b.value), floor::hessian_norm::<f32>(b.value)));
    }
    all
}

#[test]
fn the_observables_of_c_v_and_the_hessian_keep_their_floors() {
    for activation in [Activation::Tanh, Activation::Erf, Activation::Softplus, Activation::Gelu] {
        for (width, steps) in [(128, 8), (1024, 8), (8192, 2), (8192, 8), (8192, 64), (32_768, 8)] {
            for (name, share) in disagreements(width, activation, steps) {
                println!("{activation:?} {width} {steps} {name}: {share:.2e}");
                assert!(share < 1e9, "{name}, {activation:?}, M = {width}, t = {steps}: {share} of the floor");
            }
        }
    }
}
