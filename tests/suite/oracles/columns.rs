//! Dependent columns of W: on the engine in both precisions, on the direct network with candle's optimisers, and their spectra against dense ones.

use std::sync::Arc;

use asymptest::loss::{Objective, Similarity, TripletLoss};
use asymptest::model::{
    Activation, Alone, Columns, DirectNetwork, InitialLaw, InitialWeights, OutputScale, Real, ReducedNetwork, matrix_of,
};
use asymptest::observe::{Nth, RANK_TOLERANCE, column_gap, output_rank, weight_rank, weight_singular_value, weight_spectrum};
use asymptest::random::Stream;
use candle_core::{DType, Device, Module};
use candle_nn::{AdamW, Optimizer, ParamsAdamW, SGD};
use faer::Mat;

use super::{Data, neurons, pair, relative_difference};

const STEPS: usize = 12;
const WIDTH: usize = 100;

/// Every similarity that inner products give, with every loss.
fn objectives() -> Vec<Objective> {
    let similarities = [Similarity::DOT, Similarity::cosine(0.05), Similarity::cosine_sum(0.05), Similarity::cosine_max(0.05)];
    let losses = [TripletLoss::Linear, TripletLoss::Softmax { temperature: 0.5 }];
    similarities.iter().flat_map(|&similarity| losses.map(|loss| Objective { similarity, loss })).collect()
}

const WEIGHTED: Objective = Objective { similarity: Similarity::WEIGHTED, loss: TripletLoss::Linear };

fn stream(width: usize) -> Stream {
    Stream::of_cell(0, "columns", width, 0)
}

fn drawn<R: Real>(data: &Data, width: usize, outputs: usize, columns: Columns, activation: Activation) -> ReducedNetwork<R> {
    let stream = stream(width);
    let law = InitialLaw { outputs, scale: OutputScale::Unit, columns, stream: &stream };
    ReducedNetwork::draw(width, &law, &data.gram, activation, Arc::new(Alone))
}

fn trained<R: Real>(mut network: ReducedNetwork<R>, objective: &Objective) -> ReducedNetwork<R> {
    for _ in 0..STEPS {
        network.descend(objective, 0.3);
    }
    network
}

fn equal_columns_stay_equal<R: Real>(data: &Data) {
    // Linear phi leaves the finite numbers within these steps of dot-product training.
    for activation in Activation::ALL.into_iter().filter(|&activation| activation != Activation::LINEAR) {
        for objective in objectives() {
            // Six outputs are two groups of the kernels, so that the two columns go through different ones.
            for (width, outputs) in [(40, 3), (65, 3), (200, 4), (130, 6)] {
                let start = drawn::<R>(data, width, outputs, Columns::Duplicate, activation);
                let before = start.outputs().to_vec();
                let network = trained(start, &objective);
                assert_eq!(column_gap(&network), 0.0, "{activation:?}, {objective:?}, M = {width}, Z = {outputs}, {}", R::NAME);
                assert!(
                    relative_difference(&before, network.outputs()) > 1e-3,
                    "it was trained: {activation:?}, {objective:?}, M = {width}, Z = {outputs}, {}",
                    R::NAME
                );
            }
        }
    }
}

#[test]
fn equal_columns_stay_equal_in_every_bit_in_both_precisions() {
    let data = Data::mnist(3);
    equal_columns_stay_equal::<f64>(&data);
    equal_columns_stay_equal::<f32>(&data);
}

#[test]
fn columns_that_are_pulled_differently_part() {
    let data = Data::mnist(3);
    let network = trained(drawn::<f64>(&data, WIDTH, 4, Columns::Duplicate, Activation::TANH), &WEIGHTED);
    assert!(column_gap(&network) > 1e-3 && weight_rank(&network) == Some(4));
}

/// The direct network with equal columns.
fn direct(data: &Data, columns: Columns, precision: DType) -> DirectNetwork {
    let stream = stream(WIDTH);
    let law = InitialLaw { outputs: 4, scale: OutputScale::Unit, columns, stream: &stream };
    let weights = InitialWeights::by(&law, WIDTH, data.inputs.ncols());
    DirectNetwork::new(&weights, Activation::TANH, precision, &Device::Cpu).unwrap()
}

/// The gap of the first and last column of W after training with an optimiser of candle.
fn gap_with<O: Optimizer>(network: &DirectNetwork, mut optimizer: O, data: &Data, objective: &Objective) -> f64 {
    let inputs = data.tensor(network.output.dtype());
    let before = matrix_of(&network.output).unwrap();
    for _ in 0..STEPS {
        let loss = objective.forward(&network.forward(&inputs).unwrap()).unwrap();
        optimizer.backward_step(&loss).unwrap();
    }
    let after = matrix_of(&network.output).unwrap();
    assert!((&after - before).norm_max() > 1e-3, "it was trained");
    (0..WIDTH).map(|m| (after[(m, 0)] - after[(m, 3)]).abs()).fold(0.0, f64::max)
}

#[test]
fn optimisers_of_candle_keep_equal_columns_equal() {
    let data = Data::mnist(3);
    let variables = |network: &DirectNetwork| vec![network.output.clone(), network.input.clone()];
    for precision in [DType::F32, DType::F64] {
        let network = || direct(&data, Columns::Duplicate, precision);
        for objective in objectives() {
            let (sgd, adam) = (network(), network());
            let optimizer = SGD::new(variables(&sgd), 0.7).unwrap();
            assert_eq!(gap_with(&sgd, optimizer, &data, &objective), 0.0, "SGD, {objective:?}, {precision:?}");
            let optimizer = AdamW::new(variables(&adam), ParamsAdamW { lr: 0.05, ..ParamsAdamW::default() }).unwrap();
            assert_eq!(gap_with(&adam, optimizer, &data, &objective), 0.0, "AdamW, {objective:?}, {precision:?}");
        }
        // Without a similarity that treats outputs alike, or without equal columns, there is a gap.
        let (weighted, independent) = (network(), direct(&data, Columns::Independent, precision));
        // AdamW would divide the weights of the columns out again.
        let optimizer = SGD::new(variables(&weighted), 0.7).unwrap();
        assert!(gap_with(&weighted, optimizer, &data, &WEIGHTED) > 1e-3);
        let optimizer = AdamW::new_lr(variables(&independent), 0.05).unwrap();
        assert!(gap_with(&independent, optimizer, &data, &objectives()[0]) > 1e-1);
    }
}

#[test]
fn drawn_by_block_or_at_once_the_columns_are_the_same() {
    let data = Data::mnist(3);
    for columns in [Columns::Duplicate, Columns::Dependent { rank: 2, own: 0.25 }] {
        let network = drawn::<f64>(&data, 200, 4, columns, Activation::TANH);
        let stream = stream(200);
        let weights =
            InitialWeights::by(&InitialLaw { outputs: 4, scale: OutputScale::Unit, columns, stream: &stream }, 200, data.gram.rank());
        let at_once = ReducedNetwork::<f64>::from_coordinates(&weights, &data.gram, Activation::TANH);
        assert_eq!(neurons(&network).1, weights.output);
        assert_eq!(network.outputs(), at_once.outputs());
        // What is not combined is as it is without dependencies.
        let free = neurons(&drawn::<f64>(&data, 200, 4, Columns::Independent, Activation::TANH));
        assert!(neurons(&network).0 == free.0 && neurons(&network).1.col(0) == free.1.col(0));
    }
}

#[test]
fn the_spectrum_is_that_of_the_dense_matrix() {
    let data = Data::mnist(3);
    for width in [2, 65, 5000] {
        let (_, network) = pair(&data, width, 3, Activation::TANH, DType::F64);
        let dense = neurons(&network).1.singular_values().unwrap();
        let spectrum = weight_spectrum(&network).unwrap();
        assert!(relative_difference(&spectrum[..dense.len()], &dense) < 1e-13, "M = {width}");
        let places = [Nth::First, Nth::Second, Nth::Third, Nth::Fourth].map(|nth| weight_singular_value(&network, nth));
        assert_eq!(places.into_iter().flatten().collect::<Vec<_>>(), spectrum, "M = {width}");
        assert!(weight_rank(&network) == Some(width.min(3)) && spectrum.is_sorted_by(|a, b| a >= b));
    }
}

#[test]
fn planted_ranks_are_found() {
    let data = Data::mnist(3);
    let (_, network) = pair(&data, 300, 3, Activation::TANH, DType::F64);
    let (a, w) = neurons(&network);
    let with = |third: f64| {
        let output = Mat::from_fn(300, 3, |m, k| if k == 2 { w[(m, 0)] - 2.0 * w[(m, 1)] + third * w[(m, 2)] } else { w[(m, k)] });
        ReducedNetwork::<f64>::from_preactivations(&output, &a, &data.gram, Activation::TANH)
    };
    let small = RANK_TOLERANCE * f64::EPSILON;
    let ranks = [0.0, 0.1 * small, 1e2 * small, 1.0].map(|third| weight_rank(&with(third)));
    assert_eq!(ranks, [Some(2), Some(2), Some(3), Some(3)]);
    assert!(output_rank(&with(0.0)).unwrap() <= 2.0 + 1e-12 && output_rank(&with(1.0)).unwrap() > 2.0);
    let zero = ReducedNetwork::<f64>::from_preactivations(&Mat::zeros(300, 3), &a, &data.gram, Activation::TANH);
    assert!(weight_rank(&zero) == Some(0) && output_rank(&zero).is_none());
    assert!(weight_rank(&with(f64::NAN)).is_none());
}

#[test]
fn the_effective_rank_is_e_to_the_entropy_of_the_singular_values() {
    // One input of each kind, so that U is 3 x 2, and neurons that make it what is wanted.
    let data = Data::mnist(1);
    let (_, network) = pair(&data, 40, 2, Activation::TANH, DType::F64);
    let outputs = Mat::from_fn(3, 2, |x, k| network.outputs()[2 * x + k]);
    let singular = outputs.singular_values().unwrap();
    let share = singular[0] / (singular[0] + singular[1]);
    let entropy = -share * share.ln() - (1.0 - share) * (1.0 - share).ln();
    assert!((output_rank(&network).unwrap() - entropy.exp()).abs() < 1e-12);
}

#[test]
fn a_small_singular_value_grows_by_a_factor_that_does_not_depend_on_how_small_it_is() {
    let data = Data::mnist(3);
    for objective in objectives() {
        let growth = |own: f64| {
            let start = drawn::<f64>(&data, WIDTH, 4, Columns::Dependent { rank: 3, own }, Activation::TANH);
            let least = |network: &ReducedNetwork| *weight_spectrum(network).unwrap().last().unwrap();
            let before = least(&start);
            least(&trained(start, &objective)) / before
        };
        let [large, small] = [1e-3, 1e-9].map(growth);
        assert!((small / large - 1.0).abs() < 1e-3, "{objective:?}: {small} and {large}");
        assert!((large - 1.0).abs() > 1e-4, "{objective:?}: it grows or falls");
    }
}

fn exact_dependencies_stay<R: Real>(data: &Data) {
    for objective in objectives() {
        for rank in 1..4 {
            let network = trained(drawn::<R>(data, WIDTH, 4, Columns::Dependent { rank, own: 0.0 }, Activation::TANH), &objective);
            assert_eq!(weight_rank(&network), Some(rank), "{objective:?}, {}: {:?}", R::NAME, weight_spectrum(&network));
            let spectrum = weight_spectrum(&network).unwrap();
            // What rounding makes of 0 is far below the tolerance.
            assert!(spectrum[rank] < 0.1 * RANK_TOLERANCE * R::EPSILON * spectrum[0], "{objective:?}, {}: {spectrum:?}", R::NAME);
        }
    }
}

#[test]
fn no_dependency_is_lost_in_training_in_either_precision() {
    let data = Data::mnist(3);
    exact_dependencies_stay::<f64>(&data);
    exact_dependencies_stay::<f32>(&data);
    let network = trained(drawn::<f64>(&data, WIDTH, 4, Columns::Dependent { rank: 3, own: 0.0 }, Activation::TANH), &WEIGHTED);
    assert_eq!(weight_rank(&network), Some(4));
}
