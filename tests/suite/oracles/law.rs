//! A(0) drawn from the Gram matrix against A(0) computed from a drawn V(0): equal in law.

use asymptest::data::Gram;
use asymptest::loss::{Objective, Similarity, TripletLoss};
use asymptest::model::{Activation, InitialWeights, OutputScale, ReducedNetwork};
use asymptest::observe::NtkDrift;
use asymptest::random::Stream;

use super::Data;

const RUNS: usize = 1500;
const WIDTH: usize = 12;
const OBJECTIVE: Objective = Objective { similarity: Similarity::cosine(0.05), loss: TripletLoss::Linear };

/// Loss, an output, and NTK drift after three steps.
fn statistics(mut network: ReducedNetwork, gram: &Gram) -> [f64; 3] {
    let drift = NtkDrift::since(&network, gram, 2);
    for _ in 0..3 {
        network.descend(&OBJECTIVE, 1.0);
    }
    [network.loss(&OBJECTIVE), network.outputs()[0], drift.drift(&network)]
}

fn sample(study: &str, data: &Data, dimension: usize, network: impl Fn(&InitialWeights) -> ReducedNetwork) -> Vec<[f64; 3]> {
    (0..RUNS)
        .map(|run| InitialWeights::draw(WIDTH, 2, dimension, OutputScale::Unit, &Stream::of_cell(0, study, WIDTH, run)))
        .map(|weights| statistics(network(&weights), &data.gram))
        .collect()
}

/// The two-sample Kolmogorov-Smirnov statistic times sqrt(n/2); above 1.95 with probability 0.001 under equal laws.
fn kolmogorov_smirnov(mut a: Vec<f64>, mut b: Vec<f64>) -> f64 {
    a.sort_by(f64::total_cmp);
    b.sort_by(f64::total_cmp);
    let below = |sorted: &[f64], x: f64| sorted.partition_point(|&y| y <= x) as f64 / sorted.len() as f64;
    let largest = a.iter().chain(&b).map(|&x| (below(&a, x) - below(&b, x)).abs()).fold(0.0, f64::max);
    largest * (a.len() as f64 / 2.0).sqrt()
}

fn statistic(a: &[[f64; 3]], b: &[[f64; 3]], index: usize) -> f64 {
    kolmogorov_smirnov(a.iter().map(|s| s[index]).collect(), b.iter().map(|s| s[index]).collect())
}

#[test]
fn coordinates_have_the_law_of_projected_weights() {
    let data = Data::mnist(2);
    let from_weights = sample("law: V", &data, data.inputs.ncols(), |weights| {
        ReducedNetwork::from_preactivations(&weights.output, &(&weights.input * data.inputs.transpose()), &data.gram, Activation::TANH)
    });
    let from_coordinates =
        sample("law: A", &data, data.gram.rank(), |weights| ReducedNetwork::from_coordinates(weights, &data.gram, Activation::TANH));
    // A wrong square root of G, to see that this test can fail: rows N(0, I).
    let wrong = sample("law: A", &data, data.gram.rank(), |weights| {
        ReducedNetwork::from_preactivations(&weights.output, &weights.input, &data.gram, Activation::TANH)
    });
    for (index, name) in ["loss", "output", "drift"].into_iter().enumerate() {
        let same = statistic(&from_weights, &from_coordinates, index);
        assert!(same < 1.95, "{name}: {same}");
    }
    assert!(statistic(&from_weights, &wrong, 0) > 3.0, "a wrong law must be seen");
}
