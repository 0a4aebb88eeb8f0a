//! Linear probes: how well labels can be read off a representation by a linear map, for the trained network and for the one of principal components.
//!
//! A held-out input x is one more column of A. Its pre-activations are V x = A G^+ X x + V r with r the part of x that is orthogonal to the inputs of
//! training; V moves only along those, so that V r stays as it was drawn. No training looks at x, and none has to carry it (docs/theory.md, section 2: *ours*).

use std::sync::Arc;

use faer::{Mat, Scale};

use super::{Frame, InnerProducts, When};
use crate::data::{Gram, Labelled};
use crate::model::{Activation, Chunk, Real, ReducedNetwork, map};
use crate::random::Stream;

/// Held-out inputs as a network sees them, half of them to fit probes on and the rest to test them on.
#[derive(Debug)]
pub struct ProbeInputs {
    /// G^+ X X_e^T, n x E.
    onto: Mat<f64>,
    /// R with R^T R the Gram matrix of what X leaves of X_e; r x E.
    rest: Mat<f64>,
    labels: Vec<u8>,
}

impl ProbeInputs {
    /// The held-out inputs beside the inputs of training, `inputs` (n x d) with their Gram matrix.
    pub fn of(inputs: &Mat<f64>, gram: &Gram, labelled: &Labelled) -> Self {
        let onto = &gram.inverse * (inputs * labelled.inputs.transpose());
        let left = labelled.inputs.transpose() - inputs.transpose() * &onto;
        Self { onto, rest: left.qr().thin_R().to_owned(), labels: labelled.labels.clone() }
    }
}

/// The probe of one training run.
#[derive(Debug)]
pub struct Probe {
    inputs: Arc<ProbeInputs>,
    stream: Stream,
    /// The share of errors of the principal components at the start, of features Phi(0).
    planned: f64,
}

impl Probe {
    /// Takes the network's present state as the start; `stream` draws what V is off the inputs of training. The error of the principal components is NaN
    /// where C_V does not determine Z of them.
    pub fn since<R: Real>(network: &ReducedNetwork<R>, inputs: Arc<ProbeInputs>, stream: Stream) -> Self {
        let z = network.output_dimension();
        let principal = Frame::of(&InnerProducts::of(network)).and_then(|frame| frame.principal(When::Start, z));
        let planned = principal.map_or(f64::NAN, |principal| {
            let mut planned = network.clone();
            planned.set_output(&principal.coefficients);
            error(&inputs, &stream, &planned)
        });
        Self { inputs, stream, planned }
    }

    /// The share of held-out labels that a linear probe on the outputs of the principal components of C_V(0) gets wrong.
    pub fn planned_error(&self) -> f64 {
        self.planned
    }

    /// The same of the network as it is.
    pub fn error<R: Real>(&self, network: &ReducedNetwork<R>) -> f64 {
        error(&self.inputs, &self.stream, network)
    }
}

fn error<R: Real>(inputs: &ProbeInputs, stream: &Stream, network: &ReducedNetwork<R>) -> f64 {
    probe_error(&held_out_outputs(inputs, stream, network), &inputs.labels).unwrap_or(f64::NAN)
}

/// The outputs at the held-out inputs, E x Z.
pub fn held_out_outputs<R: Real>(inputs: &ProbeInputs, stream: &Stream, network: &ReducedNetwork<R>) -> Mat<f64> {
    let z = network.output_dimension();
    let of_chunk = |(index, chunk): (usize, &Chunk<R>)| {
        let (preactivations, output) = matrices(chunk, inputs.onto.nrows(), z);
        let mut random = stream.block(index as u64);
        let (neurons, rank) = (preactivations.nrows(), inputs.rest.nrows());
        let drawn: Vec<f64> = (0..neurons * rank).map(|_| random.normal()).collect();
        let off = Mat::from_fn(neurons, rank, |m, k| drawn[m * rank + k]);
        let held_out = preactivations * &inputs.onto + off * &inputs.rest;
        features(network.activation(), &held_out).transpose() * output
    };
    let shares = map(network.workers(), network.chunks().iter().enumerate(), of_chunk);
    let total = shares.into_iter().fold(Mat::zeros(inputs.labels.len(), z), |total, share| total + share);
    total * Scale(1.0 / (network.width() as f64).sqrt())
}

/// phi of every entry.
fn features(activation: Activation, preactivations: &Mat<f64>) -> Mat<f64> {
    let (mut value, mut slope) = (vec![0.0; preactivations.nrows()], vec![0.0; preactivations.nrows()]);
    let mut features = Mat::zeros(preactivations.nrows(), preactivations.ncols());
    for (column, into) in preactivations.col_iter().zip(features.col_iter_mut()) {
        let column: Vec<f64> = column.iter().copied().collect();
        activation.fill(&column, &mut value, &mut slope);
        into.iter_mut().zip(&value).for_each(|(into, &value)| *into = value);
    }
    features
}

/// A and W of one chunk, one neuron a row.
fn matrices<R: Real>(chunk: &Chunk<R>, n: usize, z: usize) -> (Mat<f64>, Mat<f64>) {
    let neurons = chunk.neurons();
    let count = neurons.blocks().map(|block| block.neurons).sum();
    let (mut preactivations, mut output) = (Mat::zeros(count, n), Mat::zeros(count, z));
    let mut first = 0;
    for block in neurons.blocks() {
        for lane in 0..block.neurons {
            (0..n).for_each(|x| preactivations[(first + lane, x)] = block.preactivations[x][lane].double());
            (0..z).for_each(|i| output[(first + lane, i)] = block.output[i][lane].double());
        }
        first += block.neurons;
    }
    (preactivations, output)
}

/// Singular values below this share of the largest count as 0 in a fit.
const DEPENDENT: f64 = 1e-9;

/// The share of labels of the second half of the rows that least squares on the first half, one column a label, gets wrong. It is the same for representations
/// that an invertible affine map takes into one another. `None` where a representation is not finite, or there is nothing to test.
pub fn probe_error(representation: &Mat<f64>, labels: &[u8]) -> Option<f64> {
    let (count, z) = (representation.nrows(), representation.ncols());
    let fitted = count / 2;
    if fitted == 0 || representation.col_iter().any(|column| column.iter().any(|value| !value.is_finite())) {
        return None;
    }
    // Centred and of one size, so that the constant column is not lost beside them.
    let mean = |k: usize| (0..fitted).map(|x| representation[(x, k)]).sum::<f64>() / fitted as f64;
    let means: Vec<f64> = (0..z).map(mean).collect();
    let size = |k: usize| ((0..fitted).map(|x| (representation[(x, k)] - means[k]).powi(2)).sum::<f64>() / fitted as f64).sqrt();
    let sizes: Vec<f64> = (0..z).map(|k| size(k).max(f64::MIN_POSITIVE)).collect();
    let row = |x: usize, k: usize| if k == z { 1.0 } else { (representation[(x, k)] - means[k]) / sizes[k] };
    let known = Mat::from_fn(fitted, z + 1, row);
    let kinds = usize::from(labels.iter().copied().max()?) + 1;
    let wanted = Mat::from_fn(fitted, kinds, |x, kind| f64::from(u8::from(usize::from(labels[x]) == kind)));
    let svd = known.thin_svd().ok()?;
    let singular = svd.S().column_vector();
    let largest = singular.iter().copied().fold(0.0, f64::max);
    let inverse = |k: usize| if singular[k] > DEPENDENT * largest { 1.0 / singular[k] } else { 0.0 };
    let onto = svd.U().transpose() * wanted;
    let scaled = Mat::from_fn(onto.nrows(), kinds, |k, kind| inverse(k) * onto[(k, kind)]);
    let answers = Mat::from_fn(count - fitted, z + 1, |x, k| row(fitted + x, k)) * (svd.V() * scaled);
    let best = |x: usize| (0..kinds).max_by(|&a, &b| answers[(x, a)].total_cmp(&answers[(x, b)])).unwrap_or(0);
    let wrong = (0..count - fitted).filter(|&x| best(x) != usize::from(labels[fitted + x])).count();
    Some(wrong as f64 / (count - fitted) as f64)
}
