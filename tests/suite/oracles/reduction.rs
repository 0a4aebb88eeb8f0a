//! The reduced network against the direct one, number for number, when A(0) is computed from the same V(0).

use asymptest::loss::{Layout, Objective, Similarity, TripletLoss};
use asymptest::model::{Activation, InitialWeights, OutputScale, Real, matrix_of};
use asymptest::observe::Movement;
use asymptest::random::Stream;
use asymptest::train::{self, Descent, Training, Whole};
use asymptest::two_layer::{BothForms, OUTPUTS_WITHOUT_GRAM, REDUCED_KERNEL, REDUCED_MOVEMENT, REDUCED_OUTPUTS, of_both_forms};
use candle_core::{DType, Module, Tensor};

use super::{Data, pair, relative_difference};

const STEPS: usize = 12;
const STEP_SIZE: f64 = 0.7;

fn objectives() -> Vec<Objective> {
    let similarities = [Similarity::DOT, Similarity::cosine(0.05), Similarity::cosine_sum(0.05), Similarity::cosine_max(0.05)];
    let losses = [TripletLoss::Linear, TripletLoss::Softmax { temperature: 0.5 }];
    similarities.iter().flat_map(|&similarity| losses.map(|loss| Objective { similarity, loss })).collect()
}

fn flat(tensor: &Tensor) -> Vec<f64> {
    tensor.to_dtype(DType::F64).unwrap().flatten_all().unwrap().to_vec1().unwrap()
}

/// Trains both for [`STEPS`] steps; the largest relative difference of outputs and losses on the way.
fn trained_difference(data: &Data, width: usize, activation: Activation, objective: &Objective, precision: DType) -> f64 {
    let (mut direct, mut reduced) = pair(data, width, 3, activation, precision);
    let inputs = data.tensor(precision);
    let mut largest = relative_difference(&flat(&direct.forward(&inputs).unwrap()), reduced.outputs());
    for _ in 0..STEPS {
        let direct_loss = flat(&direct.descend(&inputs, objective, STEP_SIZE).unwrap())[0];
        let reduced_loss = reduced.descend(objective, STEP_SIZE);
        let outputs = relative_difference(&flat(&direct.forward(&inputs).unwrap()), reduced.outputs());
        largest = largest.max(outputs).max((direct_loss - reduced_loss).abs() / (1.0 + reduced_loss.abs()));
    }
    largest
}

#[test]
fn every_activation_similarity_and_loss_trains_the_same_in_both_forms() {
    let data = Data::mnist(3);
    for activation in Activation::ALL {
        for objective in objectives() {
            let difference = trained_difference(&data, 100, activation, &objective, DType::F64);
            assert!(difference < 1e-9, "{activation:?}, {objective:?}: {difference:e}");
        }
    }
}

#[test]
fn widths_around_the_block_size_train_the_same() {
    let data = Data::mnist(4);
    let objective = objectives()[2];
    for width in [2, 63, 64, 65, 128, 200] {
        let difference = trained_difference(&data, width, Activation::TANH, &objective, DType::F64);
        assert!(difference < 1e-9, "M = {width}: {difference:e}");
    }
}

#[test]
fn single_precision_follows_double_precision() {
    let data = Data::mnist(3);
    let difference = trained_difference(&data, 100, Activation::TANH, &objectives()[2], DType::F32);
    assert!(difference < 1e-4, "{difference:e}");
    assert!(difference > 1e-9, "f32 was not used: {difference:e}");
}

#[test]
fn another_step_size_is_another_trajectory() {
    // The check above can fail: a thousandth more step size is seen.
    let data = Data::mnist(3);
    let objective = objectives()[2];
    let (mut direct, mut reduced) = pair(&data, 100, 3, Activation::TANH, DType::F64);
    let inputs = data.tensor(DType::F64);
    direct.descend(&inputs, &objective, STEP_SIZE).unwrap();
    reduced.descend(&objective, STEP_SIZE * 1.001);
    assert!(relative_difference(&flat(&direct.forward(&inputs).unwrap()), reduced.outputs()) > 1e-6);
}

#[test]
fn the_weight_movement_is_that_of_the_direct_weights() {
    let data = Data::mnist(4);
    for objective in objectives() {
        let (mut direct, mut reduced) = pair(&data, 150, 3, Activation::TANH, DType::F64);
        let inputs = data.tensor(DType::F64);
        let (output, input) = (matrix_of(&direct.output).unwrap(), matrix_of(&direct.input).unwrap());
        let movement = Movement::since(&reduced, &data.gram);
        assert_eq!(movement.distance(&reduced), 0.0);
        for _ in 0..STEPS {
            direct.descend(&inputs, &objective, STEP_SIZE).unwrap();
            reduced.descend(&objective, STEP_SIZE);
        }
        let of_output = (matrix_of(&direct.output).unwrap() - output).norm_l2();
        let of_input = (matrix_of(&direct.input).unwrap() - input).norm_l2();
        let expected = of_output.hypot(of_input);
        assert!((movement.distance(&reduced) / expected - 1.0).abs() < 1e-8, "{objective:?}");
        assert!(of_input > 0.01 * expected, "V moves too");
    }
}

/// What both forms are apart by after eight steps, in units of rounding: outputs, kernels, movements; and outputs without G.
fn apart<R: Real>(data: &Data) -> [f64; 4] {
    let quantities = [REDUCED_OUTPUTS, REDUCED_KERNEL, REDUCED_MOVEMENT, OUTPUTS_WITHOUT_GRAM];
    let (objective, measures) = (objectives()[2], of_both_forms::<R>());
    let triplets = train::Data::of(data.inputs.clone(), Layout::triplets(data.inputs.nrows() / 3), Vec::new());
    let weights = InitialWeights::draw(100, 3, data.inputs.ncols(), OutputScale::Unit, &Stream::of_cell(0, "oracle", 100, 0));
    let network = BothForms::<R>::new(&weights, &triplets, Activation::TANH, objective).unwrap();
    let training = Training {
        data: &triplets,
        loss: &objective,
        rule: &Descent,
        sampler: &Whole,
        step_size: STEP_SIZE,
        measures: measures.iter().map(|measure| &**measure).collect(),
    };
    let outcome = training.record(network, [(8, quantities.into())].into()).unwrap();
    quantities.map(|quantity| outcome.seen[&(8, quantity)].value)
}

#[test]
fn in_either_precision_both_forms_are_apart_by_rounding_and_without_the_gram_matrix_by_far_more() {
    let data = Data::mnist(4);
    for [outputs, kernel, movement, without_gram] in [apart::<f64>(&data), apart::<f32>(&data)] {
        assert!(outputs.max(kernel).max(movement) < 16_384.0, "{outputs}, {kernel}, {movement}");
        // No two of these numbers are computed alike.
        assert!(outputs.min(kernel).min(movement) > 0.0);
        assert!(without_gram > 100.0 * outputs && without_gram > 1e5, "{without_gram}");
    }
}
