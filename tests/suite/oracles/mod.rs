//! Oracles: each quantity by two independent routes.

mod columns;
mod hessian;
mod law;
mod ntk;
mod orthonormal;
mod pair_matrix;
mod probe;
mod reduction;
mod span;
mod trace_form;

use asymptest::data::{Augmentation, Gram, Source};
use asymptest::model::{Activation, DirectNetwork, InitialWeights, OutputScale, ReducedNetwork, tensor_of};
use asymptest::random::Stream;
use candle_core::{DType, Device, Tensor};
use faer::Mat;

/// Inputs X with their Gram matrix.
struct Data {
    inputs: Mat<f64>,
    gram: Gram,
}

impl Data {
    fn mnist(triplets: usize) -> Self {
        let inputs = Source::Mnist.load(0, "oracle", triplets, &Augmentation::STANDARD).expect("bundled data").inputs;
        Self { gram: Gram::of(&inputs), inputs }
    }

    fn tensor(&self, precision: DType) -> Tensor {
        tensor_of(&self.inputs, precision, &Device::Cpu).expect("a plain matrix")
    }
}

/// The direct network and the reduced one with A(0) computed from the same V(0).
fn pair(data: &Data, width: usize, outputs: usize, activation: Activation, precision: DType) -> (DirectNetwork, ReducedNetwork) {
    let weights = InitialWeights::draw(width, outputs, data.inputs.ncols(), OutputScale::Unit, &Stream::of_cell(0, "oracle", width, 0));
    let direct = DirectNetwork::new(&weights, activation, precision, &Device::Cpu).expect("plain matrices");
    let preactivations = &weights.input * data.inputs.transpose();
    (direct, ReducedNetwork::from_preactivations(&weights.output, &preactivations, &data.gram, activation))
}

/// The largest difference between two lists of numbers, relative to the largest number.
fn relative_difference(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    let scale = a.iter().chain(b).fold(f64::MIN_POSITIVE, |scale: f64, x| scale.max(x.abs()));
    a.iter().zip(b).fold(0.0, |largest: f64, (x, y)| largest.max((x - y).abs())) / scale
}

/// A (M x n) and W (M x Z) of a network.
fn neurons(network: &ReducedNetwork) -> (Mat<f64>, Mat<f64>) {
    let (n, z) = (network.outputs().len() / network.output_dimension(), network.output_dimension());
    let (mut preactivations, mut output) = (Mat::zeros(network.width(), n), Mat::zeros(network.width(), z));
    let mut first = 0;
    for chunk in network.chunks() {
        for block in chunk.neurons().blocks() {
            for lane in 0..block.neurons {
                (0..n).for_each(|x| preactivations[(first + lane, x)] = block.preactivations[x][lane]);
                (0..z).for_each(|i| output[(first + lane, i)] = block.output[i][lane]);
            }
            first += block.neurons;
        }
    }
    (preactivations, output)
}

/// Phi of a network, M x n.
fn features(network: &ReducedNetwork) -> Mat<f64> {
    let (preactivations, _) = neurons(network);
    Mat::from_fn(preactivations.nrows(), preactivations.ncols(), |m, x| network.activation().value_and_slope(preactivations[(m, x)]).0)
}

/// The network with its neurons in another order.
fn permuted(network: &ReducedNetwork, gram: &Gram, order: &[usize]) -> ReducedNetwork {
    let (preactivations, output) = neurons(network);
    let rows = |matrix: &Mat<f64>| Mat::from_fn(matrix.nrows(), matrix.ncols(), |m, k| matrix[(order[m], k)]);
    ReducedNetwork::from_preactivations(&rows(&output), &rows(&preactivations), gram, network.activation())
}

/// The network with its outputs rotated: W becomes W Q.
fn rotated(network: &ReducedNetwork, gram: &Gram, rotation: &Mat<f64>) -> ReducedNetwork {
    let (preactivations, output) = neurons(network);
    ReducedNetwork::from_preactivations(&(output * rotation), &preactivations, gram, network.activation())
}

/// A random rotation or reflection.
fn rotation(dimension: usize, purpose: &str) -> Mat<f64> {
    let mut random = Stream::of_study(0, "rotation", purpose);
    Mat::from_fn(dimension, dimension, |_, _| random.normal()).qr().compute_Q()
}
