//! Oracles: each quantity by two independent routes.

mod law;
mod ntk;
mod reduction;

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
