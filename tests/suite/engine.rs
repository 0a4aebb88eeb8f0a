//! The engine: threads change no bit, f32 follows f64 to a floor that is stated, and drawing gives the numbers of the weight matrices.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use asymptest::claim::Quantity;
use asymptest::data::{Augmentation, Gram, Source};
use asymptest::experiment::{CellRun, Outcome, watched_steps};
use asymptest::loss::{Layout, Objective, Similarity, TripletLoss};
use asymptest::model::{
    Activation, Alone, Block, Chunk, Columns, InitialLaw, InitialWeights, LANES, Lanes, OutputScale, Real, ReducedNetwork, Workers,
};
use asymptest::observe::{
    FastestGrowth, Level, LimitKernel, Movement, NTK_DRIFT, NtkDrift, departure_outputs, departure_time, floor, ntk, of_reduced,
};
use asymptest::random::Stream;
use asymptest::study::Threads;
use asymptest::train::{Data, Descent, LOSS, Training, Whole, train};
use faer::Mat;

const OBJECTIVE: Objective = Objective { similarity: Similarity::cosine(0.05), loss: TripletLoss::Linear };

fn gram() -> Gram {
    gram_of(4)
}

fn gram_of(triplets: usize) -> Gram {
    Gram::of(&Source::Mnist.load(0, "engine", triplets, &Augmentation::STANDARD).expect("bundled data").inputs)
}

fn network<R: Real>(width: usize, activation: Activation, workers: impl Workers + 'static) -> ReducedNetwork<R> {
    let stream = Stream::of_cell(0, "engine", width, 0);
    let law = InitialLaw { outputs: 3, scale: OutputScale::Unit, columns: Columns::Independent, stream: &stream };
    ReducedNetwork::draw(width, &law, &gram(), activation, Arc::new(workers))
}

/// Outputs, NTK, drift and movement after ten steps.
fn seen<R: Real>(width: usize, workers: impl Workers + 'static) -> Vec<f64> {
    let gram = gram();
    let mut network = network::<R>(width, Activation::TANH, workers);
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
        let expected = ReducedNetwork::<f64>::from_coordinates(&weights, &gram, Activation::ERF);
        let drawn = network::<f64>(width, Activation::ERF, Threads(2));
        for (a, b) in expected.chunks().iter().zip(drawn.chunks()) {
            assert!(a.neurons().blocks().eq(b.neurons().blocks()), "M = {width}");
        }
        // And an independent product for one neuron.
        let neurons = drawn.chunks()[0].neurons();
        let block = neurons.blocks().next().expect("a neuron");
        let a: f64 = (0..gram.rank()).map(|k| weights.input[(0, k)] * gram.root[(k, 5)]).sum();
        assert!((block.preactivations[5][0] - a).abs() < 1e-14);
        assert_eq!(block.output[2][0], weights.output[(0, 2)]);
        // The tensor is the state: block 0, row n + 2 is the third column of W.
        let third = drawn.chunks()[0].state().narrow(0, 0, 1).and_then(|block| block.narrow(1, gram.count() + 2, 1)?.flatten_all());
        assert_eq!(third.and_then(|row| row.to_vec1::<f64>()).expect("a row of 32"), block.output[2]);
    }
}

#[test]
fn lanes_without_a_neuron_count_for_nothing() {
    // Softplus is not 0 at 0: a lane that counted would be seen.
    let gram = gram();
    let mut network = network::<f64>(33, Activation::SOFTPLUS, Alone);
    (0..3).for_each(|_| {
        network.descend(&OBJECTIVE, 0.7);
    });
    let mut neurons: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
    for block in network.chunks()[0].neurons().blocks() {
        let lane = |rows: &[Lanes<f64>], lane: usize| rows.iter().map(|row| row[lane]).collect();
        neurons.extend((0..block.neurons).map(|m| (lane(block.preactivations, m), lane(block.output, m))));
    }
    assert_eq!(neurons.len(), 33);
    let phi = |a: f64| Activation::SOFTPLUS.value_and_slope(a);
    let output: f64 = neurons.iter().map(|(a, w)| phi(a[7]).0 * w[1]).sum::<f64>() / 33f64.sqrt();
    assert!((network.outputs()[7 * 3 + 1] - output).abs() < 1e-13);
    let entry: f64 =
        neurons.iter().map(|(a, w)| phi(a[0]).0 * phi(a[1]).0 + gram.matrix[(0, 1)] * w[2] * w[2] * phi(a[0]).1 * phi(a[1]).1).sum();
    assert!((ntk(&network, &gram, 2)[(2, 5)] - entry / 33.0).abs() < 1e-13);
}

/// Every feature against phi of its pre-activation, bit for bit, and U against their sums with the weights, up to rounding.
fn assert_features_are_of_the_state<R: Real>(network: &ReducedNetwork<R>) {
    let phi = |a: R| network.activation().value_and_slope(a).0;
    let z = network.output_dimension();
    let mut sums = vec![0.0; network.outputs().len()];
    for chunk in network.chunks() {
        for block in chunk.neurons().blocks() {
            assert_eq!(block.features.len(), block.preactivations.len());
            for (input, (features, preactivations)) in block.features.iter().zip(block.preactivations).enumerate() {
                assert_eq!(*features, preactivations.map(phi));
                for (output, weights) in block.output.iter().enumerate() {
                    sums[input * z + output] += features.iter().zip(weights).map(|(f, w)| f.double() * w.double()).sum::<f64>();
                }
            }
        }
    }
    let root = (network.width() as f64).sqrt();
    for (sum, output) in sums.iter().zip(network.outputs()) {
        assert!((sum / root - output).abs() < 100.0 * R::EPSILON * output.abs().max(1.0), "{sum} / {root} and {output}");
    }
}

#[test]
fn features_stay_those_of_the_state_whatever_changes_it() {
    fn check<R: Real>(activation: Activation, width: usize, outputs: usize) {
        let stream = Stream::of_cell(0, "features", width, 0);
        let law = InitialLaw { outputs, scale: OutputScale::Unit, columns: Columns::Independent, stream: &stream };
        // 15 inputs: a panel of the matrix that is not full.
        let gram = gram_of(5);
        let mut network = ReducedNetwork::<R>::draw(width, &law, &gram, activation, Arc::new(Threads(2)));
        assert_features_are_of_the_state(&network);
        network.descend(&OBJECTIVE, 0.7);
        assert_features_are_of_the_state(&network);
        // A copy goes its own way, to the same numbers.
        let mut copy = network.clone();
        network.descend(&OBJECTIVE, 0.7);
        assert_ne!(copy.outputs(), network.outputs());
        copy.descend(&OBJECTIVE, 0.7);
        assert_eq!(copy.outputs(), network.outputs());
        if width > outputs {
            network.orthonormalise();
            assert_features_are_of_the_state(&network);
            network.descend_orthonormal(&OBJECTIVE, 0.7);
            assert_features_are_of_the_state(&network);
        }
        network.set_output(&Mat::from_fn(gram.count(), outputs, |x, i| 0.1 * (x as f64 - i as f64)));
        assert_features_are_of_the_state(&network);
        // The last change was of W alone, and U is that of a network with this A and W from the start, in every bit.
        let matrix = |rows: usize, entry: &dyn Fn(&Block<'_, R>, usize, usize) -> R| {
            let neurons: Vec<_> = network.chunks().iter().map(Chunk::neurons).collect();
            let blocks: Vec<_> = neurons.iter().flat_map(|neurons| neurons.blocks().collect::<Vec<_>>()).collect();
            Mat::from_fn(width, rows, |m, row| entry(&blocks[m / LANES], row, m % LANES).double())
        };
        let weights = matrix(outputs, &|block, row, lane| block.output[row][lane]);
        let preactivations = matrix(gram.count(), &|block, row, lane| block.preactivations[row][lane]);
        let anew = ReducedNetwork::<R>::from_preactivations(&weights, &preactivations, &gram, activation);
        assert_eq!(anew.outputs(), network.outputs());
    }
    for activation in Activation::ALL {
        // One lane; a block that is not full; a batch that is not; a second chunk. One group of outputs, and two.
        for (width, outputs) in [(1, 3), (33, 4), (33, 5), (200, 1), (4200, 6)] {
            check::<f32>(activation, width, outputs);
            check::<f64>(activation, width, outputs);
        }
    }
}

/// Four outputs take one way through a step and five another: a fifth that is 0 and stays so must change no bit of the others.
#[test]
fn outputs_in_groups_descend_as_few_do() {
    let gram = gram();
    let objective = Objective { similarity: Similarity::DOT, loss: TripletLoss::Linear };
    let weights = InitialWeights::draw(200, 4, gram.rank(), OutputScale::Unit, &Stream::of_cell(0, "groups", 200, 0));
    let padded =
        InitialWeights { output: Mat::from_fn(200, 5, |m, i| if i < 4 { weights.output[(m, i)] } else { 0.0 }), ..weights.clone() };
    for activation in Activation::ALL {
        let [mut few, mut many] = [&weights, &padded].map(|weights| ReducedNetwork::<f32>::from_coordinates(weights, &gram, activation));
        for _ in 0..4 {
            let four = many.outputs().chunks_exact(5).flat_map(|outputs| &outputs[..4]);
            assert!(four.eq(few.outputs()) && many.outputs().chunks_exact(5).all(|outputs| outputs[4] == 0.0), "{activation:?}");
            few.descend(&objective, 0.7);
            many.descend(&objective, 0.7);
        }
    }
}

/// |f32 - f64| of the drift and of the movement after some steps, from the same draw.
fn disagreement(width: usize, activation: Activation, steps: usize, step_size: f64) -> (f64, f64) {
    let gram = gram();
    let (mut single, mut double) = (network::<f32>(width, activation, Alone), network::<f64>(width, activation, Alone));
    let drifts = (NtkDrift::since(&single, &gram, 4), NtkDrift::since(&double, &gram, 4));
    let movements = (Movement::since(&single, &gram), Movement::since(&double, &gram));
    for _ in 0..steps {
        single.descend(&OBJECTIVE, step_size);
        double.descend(&OBJECTIVE, step_size);
    }
    ((drifts.0.drift(&single) - drifts.1.drift(&double)).abs(), (movements.0.distance(&single) - movements.1.distance(&double)).abs())
}

#[test]
fn single_precision_disagrees_with_double_by_less_than_the_stated_floor() {
    for activation in [Activation::TANH, Activation::ERF, Activation::SOFTPLUS, Activation::GELU] {
        for (width, steps) in [(128, 8), (1024, 8), (8192, 8), (8192, 32), (32_768, 8)] {
            let (drift, movement) = disagreement(width, activation, steps, 0.7);
            assert!(drift < floor::ntk_drift::<f32>(width), "{activation:?}, M = {width}, t = {steps}: {drift:e}");
            assert!(movement < floor::movement::<f32>(width), "{activation:?}, M = {width}, t = {steps}: {movement:e}");
        }
    }
}

#[test]
fn a_movement_that_is_mostly_rounding_lies_below_ten_floors() {
    for (width, steps) in [(128, 8), (8192, 1), (8192, 16), (32_768, 8)] {
        // R itself is about 1e-6 times the number of steps.
        let (_, movement) = disagreement(width, Activation::TANH, steps, 1e-6);
        assert!(movement < floor::movement::<f32>(width), "M = {width}, t = {steps}: {movement:e}");
    }
}

/// What is recorded of a network of this width that is trained on the triplets of [`gram`], with suprema measured at these steps.
fn outcome(
    (objective, step_size): (Objective, f64),
    (width, activation): (usize, Activation),
    recorded: BTreeMap<usize, BTreeSet<Quantity>>,
    watched: BTreeSet<usize>,
) -> Outcome {
    let inputs = Source::Mnist.load(0, "engine", 4, &Augmentation::STANDARD).expect("bundled data").inputs;
    let data = Data::of(inputs, Layout::triplets(4), Vec::new());
    data.shared.put(FastestGrowth::of(&LimitKernel::of(&data.gram, activation)));
    let measures = of_reduced::<f64>();
    let measures = measures.iter().map(|measure| &**measure).collect();
    let training = Training { data: &data, loss: &objective, rule: &Descent, sampler: &Whole, step_size, measures };
    let mut cell = CellRun::alone(("engine", 0), (width, 0), recorded);
    cell.watched = watched;
    train(&training, network::<f64>(width, activation, Alone), &mut cell).expect("nobody stops it");
    cell.outcome
}

const DOT: Objective = Objective { similarity: Similarity::DOT, loss: TripletLoss::Linear };

/// The supremum over the watched steps against that over every step, with cosine similarity also for a step size at which the drift oscillates, and with
/// dot product before its departure. After it, training is chaotic, and the supremum over the watched steps may be far below that over all.
#[test]
fn watching_geometrically_loses_little_of_the_supremum() {
    for (objective, step_size, share) in [(OBJECTIVE, 0.7, 0.99), (OBJECTIVE, 5.0, 0.9), (DOT, 0.02, 0.99)] {
        for width in [64, 256] {
            let drift = |watched| {
                let recorded = [(60, [NTK_DRIFT].into())].into();
                outcome((objective, step_size), (width, Activation::TANH), recorded, watched).seen[&(60, NTK_DRIFT)].value
            };
            let (watched, all) = (drift(watched_steps(60)), drift((0..=60).collect()));
            assert!(watched <= all && watched >= share * all, "{objective:?}, eta = {step_size}, M = {width}: {watched} of {all}");
        }
    }
}

/// Departures against the drifts of all steps, recorded one by one.
#[test]
fn departures_are_where_the_recorded_drifts_cross_their_levels() {
    let fastest = FastestGrowth::of(&LimitKernel::of(&gram(), Activation::TANH));
    let last = 60;
    let run = |recorded, watched| outcome((DOT, 0.5), (256, Activation::TANH), recorded, watched);
    let drifts = run((0..=last).map(|step| (step, [NTK_DRIFT].into())).collect(), (0..=last).collect());
    let drift = |step: usize| drifts.seen[&(step, NTK_DRIFT)].value;
    let wanted = Level::ALL.iter().flat_map(|&level| [departure_time(level), departure_outputs(level)]).collect();
    let departures = run([(last, wanted)].into(), watched_steps(last));
    let start = fastest.part_squared(network::<f64>(256, Activation::TANH, Alone).outputs());
    for level in Level::ALL {
        let tau = departures.seen[&(last, departure_time(level))].value;
        let (below, above) = (drift(tau.floor() as usize), drift(tau.ceil() as usize));
        assert!(below < level.drift() && level.drift() <= above, "{level:?}: {below} and {above} at {tau}");
        let between = (below.ln() + tau.fract() * (above / below).ln()).exp();
        assert!((between / level.drift() - 1.0).abs() < 1e-9, "{level:?}: {between} at {tau}");
        let predicted = start * (1.0 + 0.5 * fastest.lambda).powf(2.0 * tau);
        assert!((departures.seen[&(last, departure_outputs(level))].value / predicted - 1.0).abs() < 1e-9);
    }
}

#[test]
fn a_departure_that_was_seen_ends_the_run_or_outlives_its_divergence() {
    let departure = departure_time(Level::One);
    let run = |recorded| outcome((DOT, 0.5), (64, Activation::RELU), recorded, watched_steps(400));
    // Nothing bounds a ReLU network after its departure; a run that has nothing left to wait for does not get there.
    let alone = run([(400, [departure].into())].into());
    let with_loss = run([(400, [departure, LOSS].into())].into());
    assert!(alone.diverged_at.is_none() && with_loss.diverged_at.is_some());
    assert_eq!(alone.seen, with_loss.seen);
    assert!(alone.seen.contains_key(&(400, departure)));
    // What does not happen by the step up to which it is waited for is not seen.
    assert!(run([(1, [departure].into())].into()).seen.is_empty());
}
