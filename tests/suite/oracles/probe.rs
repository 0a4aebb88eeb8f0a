//! Linear probes: held-out inputs against a direct network that is trained and then looks at them, and planted representations.

use asymptest::data::{Labelled, Source};
use asymptest::loss::{Objective, Similarity, TripletLoss};
use asymptest::model::{Activation, DirectNetwork, InitialWeights, ReducedNetwork, matrix_of, tensor_of};
use asymptest::observe::{Frame, InnerProducts, Probe, ProbeInputs, When, held_out_outputs, probe_error};
use asymptest::random::Stream;
use candle_core::{DType, Device, Module};
use faer::Mat;
use proptest::prelude::*;
use std::sync::Arc;

use super::{Data, features, rotation};

const OUTPUTS: usize = 3;

fn held_out(count: usize) -> Labelled {
    Source::Mnist.labelled(0, "oracle", 4, count).unwrap().unwrap()
}

/// A network of more than one chunk, and the V(0) that its held-out inputs see.
fn networks(data: &Data, labelled: &Labelled, stream: &Stream, activation: Activation) -> (DirectNetwork, ReducedNetwork) {
    let width = 5000;
    let mut random = Stream::of_cell(1, "oracle", width, 0);
    let n = data.gram.count();
    let coordinates = Mat::from_fn(width, n, |_, _| random.normal());
    let output = Mat::from_fn(width, OUTPUTS, |_, _| random.normal());
    let preactivations = coordinates * &data.gram.root;
    let reduced = ReducedNetwork::from_preactivations(&output, &preactivations, &data.gram, activation);
    // V = A G^+ X on the inputs' span, and the stream's draws along an orthonormal basis of what that span leaves of the held-out inputs.
    let onto = &data.gram.inverse * (&data.inputs * labelled.inputs.transpose());
    let basis = (labelled.inputs.transpose() - data.inputs.transpose() * onto).qr().compute_thin_Q();
    let mut off = Mat::zeros(width, basis.ncols());
    let mut first = 0;
    for (index, chunk) in reduced.chunks().iter().enumerate() {
        let mut random = stream.block(index as u64);
        let neurons: usize = chunk.neurons().blocks().map(|block| block.neurons).sum();
        for m in first..first + neurons {
            (0..basis.ncols()).for_each(|k| off[(m, k)] = random.normal());
        }
        first += neurons;
    }
    assert!(reduced.chunks().len() > 1 && first == width);
    let input = preactivations * &data.gram.inverse * &data.inputs + off * basis.transpose();
    (DirectNetwork::new(&InitialWeights { output, input }, activation, DType::F64, &Device::Cpu).unwrap(), reduced)
}

#[test]
fn held_out_outputs_are_those_of_the_direct_network_before_and_after_training() {
    let (data, labelled, stream) = (Data::mnist(4), held_out(30), Stream::of_cell(0, "probe", 5000, 0));
    let inputs = ProbeInputs::of(&data.inputs, &data.gram, &labelled);
    let (x, held_out) = (data.tensor(DType::F64), tensor_of(&labelled.inputs, DType::F64, &Device::Cpu).unwrap());
    for activation in [Activation::TANH, Activation::GELU] {
        let (mut direct, mut reduced) = networks(&data, &labelled, &stream, activation);
        let objective = Objective { similarity: Similarity::cosine(0.1), loss: TripletLoss::Linear };
        for steps in [0, 12] {
            for _ in 0..steps {
                direct.descend(&x, &objective, 8.0).unwrap();
                reduced.descend(&objective, 8.0);
            }
            let expected = matrix_of(&direct.forward(&held_out).unwrap()).unwrap();
            let apart = (held_out_outputs(&inputs, &stream, &reduced) - &expected).norm_max();
            assert!(apart < 1e-10, "{activation:?}, {steps} steps: {apart:e}");
        }
    }
}

#[test]
fn the_planned_error_is_that_of_the_principal_components() {
    let (data, labelled, stream) = (Data::mnist(4), held_out(200), Stream::of_cell(0, "probe", 5000, 0));
    let inputs = Arc::new(ProbeInputs::of(&data.inputs, &data.gram, &labelled));
    let (_, network) = networks(&data, &labelled, &stream, Activation::TANH);
    let probe = Probe::since(&network, Arc::clone(&inputs), stream.clone());
    let principal = Frame::of(&InnerProducts::of(&network)).unwrap().principal(When::Start, OUTPUTS).unwrap();
    let weights = features(&network) * &principal.coefficients;
    let (preactivations, _) = super::neurons(&network);
    let of_components: ReducedNetwork = ReducedNetwork::from_preactivations(&weights, &preactivations, &data.gram, Activation::TANH);
    assert_eq!(probe.planned_error(), probe.error(&of_components));
    // Better than the nine in ten of a guess, and than three random directions usually are.
    assert!(probe.planned_error() < 0.8 && probe.error(&network) <= 1.0, "{}", probe.planned_error());
}

#[test]
fn planted_representations_are_read_off() {
    let labels: Vec<u8> = (0..400).map(|x| (x * 7 % 10) as u8).collect();
    let one_hot = Mat::from_fn(400, 10, |x, k| f64::from(u8::from(usize::from(labels[x]) == k)));
    assert_eq!(probe_error(&one_hot, &labels), Some(0.0));
    // Every second label of the tested half is moved on by one.
    let moved: Vec<u8> =
        labels.iter().enumerate().map(|(x, &label)| if x >= 200 && x % 2 == 0 { (label + 1) % 10 } else { label }).collect();
    assert_eq!(probe_error(&one_hot, &moved), Some(0.5));
    let mut random = Stream::of_study(0, "test", "noise");
    let noise = probe_error(&Mat::from_fn(400, 3, |_, _| random.normal()), &labels).unwrap();
    assert!((0.8..=1.0).contains(&noise), "{noise}");
    // Nothing is known but how often each label occurs: that of the largest share is answered.
    let constant = probe_error(&Mat::zeros(400, 2), &[[3u8; 150].as_slice(), &[5; 50], &[3; 50], &[5; 150]].concat()).unwrap();
    assert_eq!(constant, 0.75);
    assert_eq!(probe_error(&Mat::from_fn(4, 1, |_, _| f64::NAN), &[0, 1, 0, 1]), None);
    assert_eq!(probe_error(&Mat::zeros(0, 1), &[]), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn an_affine_map_changes_no_answer(seed in 0u64..1000, scale in 1e-6..1e6f64, shift in -5.0..5.0f64) {
        let mut random = Stream::of_study(seed, "test", "affine");
        let labels: Vec<u8> = (0..100).map(|_| random.integer(0, 4) as u8).collect();
        let plain = Mat::from_fn(100, 3, |x, k| random.normal() + f64::from(u8::from(usize::from(labels[x]) == k)));
        let turned = &plain * rotation(3, &seed.to_string());
        let mapped = Mat::from_fn(100, 3, |x, k| scale * (turned[(x, k)] + shift));
        prop_assert_eq!(probe_error(&plain, &labels), probe_error(&mapped, &labels));
    }
}
