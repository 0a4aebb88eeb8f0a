//! The reduced network in training beside the direct one, from the same weights: what the reduction is held to.

use candle_core::{Device, Module, Result, Tensor};
use faer::Mat;

use super::{Learner, OnProcessor, Training};
use crate::data::Gram;
use crate::model::{Activation, DirectNetwork, InitialWeights, Objective, OutputWeights, Real, ReducedNetwork, matrix_of, tensor_of};
use crate::observe::{Observable, Reading, larger, largest_entry};

/// Both networks, and one that is reduced wrongly.
#[derive(Debug)]
pub struct BothForms<'a, R> {
    reduced: OnProcessor<'a, R>,
    /// The reduced form with the identity in the place of G.
    without_gram: ReducedNetwork<R>,
    /// W (M x Z) and V (M x d), trained by candle's autograd and SGD.
    direct: DirectNetwork,
    /// X, n x d.
    inputs: Tensor,
    evaluated: usize,
    start: Start,
}

/// The direct network at the start.
#[derive(Debug)]
struct Start {
    output: Mat<f64>,
    input: Mat<f64>,
    /// K(0), by autograd.
    kernel: Mat<f64>,
}

impl<'a, R: Real> BothForms<'a, R> {
    /// The direct network with these weights at the inputs X (n x d), and the reduced one with A(0) = V(0) X^T, as `training` will look at them.
    ///
    /// # Errors
    /// Where candle fails; or where W is held, which the direct network does not do.
    pub fn new(
        weights: &InitialWeights,
        (inputs, gram): (&Mat<f64>, &'a Gram),
        activation: Activation,
        training: &Training,
    ) -> Result<Self> {
        if training.held != OutputWeights::Free {
            candle_core::bail!("the direct network does not hold W");
        }
        let preactivations = &weights.input * inputs.transpose();
        let reduced = |gram: &Gram| ReducedNetwork::from_preactivations(&weights.output, &preactivations, gram, activation);
        let identity = Gram::of(&Mat::identity(gram.count(), gram.count()));
        let direct = DirectNetwork::new(weights, activation, R::DTYPE, &Device::Cpu)?;
        let inputs = tensor_of(inputs, R::DTYPE, &Device::Cpu)?;
        let start = Start {
            output: matrix_of(&direct.output)?,
            input: matrix_of(&direct.input)?,
            kernel: direct.kernel(&inputs, training.evaluated)?,
        };
        let evaluated = training.evaluated;
        Ok(Self {
            reduced: OnProcessor::new(reduced(gram), gram, training),
            without_gram: reduced(&identity),
            direct,
            inputs,
            evaluated,
            start,
        })
    }

    /// R(t) of the direct network.
    fn moved(&self) -> Result<f64> {
        let of_output = (matrix_of(&self.direct.output)? - &self.start.output).norm_l2();
        let of_input = (matrix_of(&self.direct.input)? - &self.start.input).norm_l2();
        Ok(of_output.hypot(of_input))
    }

    /// How far the outputs of the direct network are from these.
    fn outputs_apart(&self, network: &ReducedNetwork<R>) -> Result<f64> {
        let direct = matrix_of(&self.direct.forward(&self.inputs)?)?;
        let z = network.output_dimension();
        Ok(apart(network.outputs().iter().enumerate().map(|(index, &output)| (direct[(index / z, index % z)], output))))
    }
}

/// The largest difference as a share of the largest right number; 0 where nothing differs.
fn apart(pairs: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (difference, scale) =
        pairs.fold((0.0, 0.0), |(difference, scale), (left, right)| (larger(difference, (left - right).abs()), larger(scale, right.abs())));
    if difference == 0.0 { 0.0 } else { difference / scale }
}

impl<R: Real> Learner for BothForms<'_, R> {
    type Error = candle_core::Error;

    fn loss(&self, objective: &Objective) -> f64 {
        self.reduced.loss(objective)
    }

    fn outputs(&self) -> &[f64] {
        self.reduced.outputs()
    }

    fn descend(&mut self, objective: &Objective, step_size: f64) -> Result<()> {
        let Ok(()) = self.reduced.descend(objective, step_size);
        self.without_gram.descend(objective, step_size);
        self.direct.descend(&self.inputs, objective, step_size)?;
        Ok(())
    }

    fn measure(&self, observable: Observable) -> Result<Reading> {
        let apart = match observable {
            Observable::ReducedOutputs => self.outputs_apart(self.reduced.network())?,
            Observable::OutputsWithoutGram => self.outputs_apart(&self.without_gram)?,
            Observable::ReducedMovement => apart([(self.moved()?, self.reduced.moved())].into_iter()),
            Observable::ReducedKernel => {
                let direct = self.direct.kernel(&self.inputs, self.evaluated)? - &self.start.kernel;
                let reduced = self.reduced.kernel_change();
                largest_entry(&(direct - reduced)) / largest_entry(&self.start.kernel)
            }
            observable => {
                let Ok(reading) = self.reduced.measure(observable);
                return Ok(reading);
            }
        };
        Ok(Reading::exact(apart / R::EPSILON))
    }
}
