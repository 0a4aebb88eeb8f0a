//! The reduced network in training beside the direct one, from the same weights: what the reduction is held to.

use std::fmt;

use candle_core::{Device, Module, Tensor};
use faer::Mat;

use crate::claim::Quantity;
use crate::data::Gram;
use crate::experiment::{Reading, Stop};
use crate::loss::Objective;
use crate::model::{Activation, DirectNetwork, InitialWeights, Real, ReducedNetwork, matrix_of, tensor_of};
use crate::observe::{KernelChange, KernelDrift, Movement, NTK_DRIFT, NtkDrift, WEIGHT_MOVEMENT, WeightMovement, larger, largest_entry};
use crate::train::{Data, Descent, LossValue, Measure, Network, Now, Rule, Start, Stepper, Watch, watch};

/// sup over steps up to t of the largest difference between the outputs of the reduced and of the direct network, as a share of the largest output. In units
/// of rounding, as are those that follow.
pub const REDUCED_OUTPUTS: Quantity =
    Quantity::size("reduced_outputs", "outputs, reduced and direct, relative difference").supremum().in_rounding();
/// The largest difference between the changes K(t) - K(0) of the two, as a share of the largest entry of K(0).
pub const REDUCED_KERNEL: Quantity = Quantity::size("reduced_kernel", "NTK changes, reduced and direct, relative difference").in_rounding();
/// The difference between the movements R(t) of the two, as a share of R(t).
pub const REDUCED_MOVEMENT: Quantity = Quantity::size("reduced_movement", "R(t), reduced and direct, relative difference").in_rounding();
/// As [`REDUCED_OUTPUTS`], for reduced training that leaves G out: A(t+1) = A(t) - eta dL/dA.
pub const OUTPUTS_WITHOUT_GRAM: Quantity =
    Quantity::size("outputs_without_gram", "outputs, without G and direct, relative difference").supremum().in_rounding();

/// Both networks, and one that is reduced wrongly.
#[derive(Debug)]
pub struct BothForms<R> {
    reduced: ReducedNetwork<R>,
    /// The reduced form with the identity in the place of G.
    without_gram: ReducedNetwork<R>,
    /// W (M x Z) and V (M x d), trained by candle's autograd and SGD.
    direct: DirectNetwork,
    /// X, n x d.
    inputs: Tensor,
    objective: Objective,
    evaluated: usize,
    start: AtStart,
}

/// The direct network at the start.
#[derive(Debug)]
struct AtStart {
    output: Mat<f64>,
    input: Mat<f64>,
    /// K(0), by autograd.
    kernel: Mat<f64>,
}

impl<R: Real> BothForms<R> {
    /// The direct network with these weights at the inputs X of `data`, and the reduced one with A(0) = V(0) X^T.
    ///
    /// # Errors
    /// Where candle fails, or the data have been left without X.
    pub fn new(weights: &InitialWeights, data: &Data, activation: Activation, objective: Objective) -> candle_core::Result<Self> {
        let Some(inputs) = &data.inputs else { candle_core::bail!("the direct network is trained on X, which is not there") };
        let (gram, evaluated) = (&data.gram, data.evaluated);
        let preactivations = &weights.input * inputs.transpose();
        let reduced = |gram: &Gram| ReducedNetwork::from_preactivations(&weights.output, &preactivations, gram, activation);
        let identity = Gram::of(&Mat::identity(gram.count(), gram.count()));
        let direct = DirectNetwork::new(weights, activation, R::DTYPE, &Device::Cpu)?;
        let inputs = tensor_of(inputs, R::DTYPE, &Device::Cpu)?;
        let start =
            AtStart { output: matrix_of(&direct.output)?, input: matrix_of(&direct.input)?, kernel: direct.kernel(&inputs, evaluated)? };
        Ok(Self { reduced: reduced(gram), without_gram: reduced(&identity), direct, inputs, objective, evaluated, start })
    }

    /// R(t) of the direct network.
    fn moved(&self) -> candle_core::Result<f64> {
        let of_output = (matrix_of(&self.direct.output)? - &self.start.output).norm_l2();
        let of_input = (matrix_of(&self.direct.input)? - &self.start.input).norm_l2();
        Ok(of_output.hypot(of_input))
    }

    /// How far the outputs of the direct network are from these.
    fn outputs_apart(&self, network: &ReducedNetwork<R>) -> candle_core::Result<f64> {
        let direct = matrix_of(&self.direct.forward(&self.inputs)?)?;
        let z = network.output_dimension();
        Ok(apart(network.outputs().iter().enumerate().map(|(index, &output)| (direct[(index / z, index % z)], output))))
    }

    /// How far the change of the direct network's NTK is from this one.
    fn kernels_apart(&self, reduced: &Mat<f64>) -> candle_core::Result<f64> {
        let direct = self.direct.kernel(&self.inputs, self.evaluated)? - &self.start.kernel;
        Ok(largest_entry(&(direct - reduced)) / largest_entry(&self.start.kernel))
    }
}

/// The largest difference as a share of the largest right number; 0 where nothing differs.
fn apart(pairs: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (difference, scale) =
        pairs.fold((0.0, 0.0), |(difference, scale), (left, right)| (larger(difference, (left - right).abs()), larger(scale, right.abs())));
    if difference == 0.0 { 0.0 } else { difference / scale }
}

impl<R: Real> Network for BothForms<R> {
    fn width(&self) -> usize {
        self.reduced.width()
    }

    fn output_dimension(&self) -> usize {
        self.reduced.output_dimension()
    }

    fn outputs(&self) -> &[f64] {
        self.reduced.outputs()
    }
}

impl<R: Real> Rule<BothForms<R>> for Descent {
    fn begin(&self, _: &mut BothForms<R>) -> Result<Box<dyn Stepper<BothForms<R>>>, Stop> {
        Ok(Box::new(Self))
    }
}

impl<R: Real> Stepper<BothForms<R>> for Descent {
    fn step(&mut self, network: &mut BothForms<R>, gradient: &[f64], step_size: f64) -> Result<(), Stop> {
        network.reduced.follow(gradient, step_size);
        network.without_gram.descend(&network.objective, step_size);
        network.direct.descend(&network.inputs, &network.objective, step_size)?;
        Ok(())
    }
}

/// Measures of both forms; what is not of the two is of the reduced one.
pub fn of_both_forms<R: Real>() -> Vec<Box<dyn Measure<BothForms<R>>>> {
    vec![
        Box::new(Form::Outputs),
        Box::new(Form::Kernel),
        Box::new(Form::Movement),
        Box::new(Form::OutputsWithoutGram),
        Box::new(OfTheReduced(KernelDrift, NTK_DRIFT)),
        Box::new(OfTheReduced(WeightMovement, WEIGHT_MOVEMENT)),
        Box::new(LossValue),
    ]
}

/// What is measured of the two together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Outputs,
    Kernel,
    Movement,
    OutputsWithoutGram,
}

impl<R: Real> Measure<BothForms<R>> for Form {
    fn quantity(&self) -> Quantity {
        match self {
            Self::Outputs => REDUCED_OUTPUTS,
            Self::Kernel => REDUCED_KERNEL,
            Self::Movement => REDUCED_MOVEMENT,
            Self::OutputsWithoutGram => OUTPUTS_WITHOUT_GRAM,
        }
    }

    fn since(&self, start: &Start<'_, BothForms<R>>) -> Result<Box<dyn Watch<BothForms<R>>>, Stop> {
        let (of, gram) = (*self, &start.data.gram);
        let drift = start.shared(|| NtkDrift::since(&start.network.reduced, gram, start.data.evaluated));
        let movement = start.shared(|| Movement::since(&start.network.reduced, gram));
        Ok(watch(move |now: &Now<'_, BothForms<R>>| {
            let both = now.network;
            let apart = match of {
                Self::Outputs => both.outputs_apart(&both.reduced)?,
                Self::OutputsWithoutGram => both.outputs_apart(&both.without_gram)?,
                Self::Movement => apart([(both.moved()?, movement.distance(&both.reduced))].into_iter()),
                Self::Kernel => both.kernels_apart(&KernelChange::at(&of_reduced(now), &drift).0)?,
            };
            Ok(Reading::exact(apart / R::EPSILON))
        }))
    }
}

/// A measure of the reduced network, on the one that stands beside the direct one.
struct OfTheReduced<M>(M, Quantity);

impl<M> fmt::Debug for OfTheReduced<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.1.name)
    }
}

impl<R: Real, M: Measure<ReducedNetwork<R>>> Measure<BothForms<R>> for OfTheReduced<M> {
    fn quantity(&self) -> Quantity {
        self.1
    }

    fn since(&self, start: &Start<'_, BothForms<R>>) -> Result<Box<dyn Watch<BothForms<R>>>, Stop> {
        let &Start { network, data, step_size, stream, shared } = start;
        let mut inner = self.0.since(&Start { network: &network.reduced, data, step_size, stream, shared })?;
        Ok(watch(move |now: &Now<'_, BothForms<R>>| inner.read(&of_reduced(now))))
    }
}

/// The reduced network at the same step.
fn of_reduced<'a, R>(now: &Now<'a, BothForms<R>>) -> Now<'a, ReducedNetwork<R>> {
    Now { network: &now.network.reduced, step: now.step, loss: now.loss, shared: now.shared }
}
