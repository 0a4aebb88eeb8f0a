//! A network in training together with what is measured of it, wherever its state lies.

use std::convert::Infallible;

use crate::data::Gram;
use crate::model::{Objective, Real, ReducedNetwork, TensorNetwork};
use crate::observe::{
    HessianBound, KernelBound, Movement, NtkDrift, Observable, TensorMovement, TensorNtkDrift, hessian_norm, hessian_norm_in_ball,
};

/// The radii R at which [`Observable::HessianBallRatio`] looks.
const BALLS: [f64; 4] = [0.0, 0.5, 2.0, 8.0];

/// The larger of two numbers; NaN where one is.
pub(super) fn larger(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() { f64::NAN } else { a.max(b) }
}

/// A network in training. What is measured counts from the state in which the learner was made.
pub trait Learner {
    /// How the place where the state lies can fail.
    type Error;

    /// L at the current outputs.
    fn loss(&self, objective: &Objective) -> f64;

    /// U, n x Z, row by row.
    fn outputs(&self) -> &[f64];

    /// One step of gradient descent with step size `step_size`.
    ///
    /// # Errors
    /// Where the device fails.
    fn descend(&mut self, objective: &Objective, step_size: f64) -> Result<(), Self::Error>;

    /// An observable other than the loss at this step: of a supremum over steps, what this step has. NaN where the activation has no such thing.
    ///
    /// # Errors
    /// Where the device fails, or does not measure this.
    fn measure(&self, observable: Observable) -> Result<f64, Self::Error>;
}

/// The reduced network on the processor.
#[derive(Debug)]
pub struct OnProcessor<'a, R> {
    network: ReducedNetwork<R>,
    gram: &'a Gram,
    evaluated: usize,
    drift: NtkDrift<'a, R>,
    movement: Movement<'a, R>,
    kernel: KernelBound,
    hessian: HessianBound,
}

impl<'a, R: Real> OnProcessor<'a, R> {
    /// The network from its present state on; the NTK is evaluated at the first `evaluated` inputs.
    pub fn new(network: ReducedNetwork<R>, gram: &'a Gram, evaluated: usize) -> Self {
        Self {
            drift: NtkDrift::since(&network, gram, evaluated),
            movement: Movement::since(&network, gram),
            kernel: KernelBound::around(&network, gram, evaluated),
            hessian: HessianBound::likely(&network, gram, evaluated),
            gram,
            evaluated,
            network,
        }
    }

    /// sup |H| in the ball of this radius around the present weights.
    fn in_ball(&self, radius: f64) -> f64 {
        hessian_norm_in_ball(&self.network, self.gram, self.evaluated, radius).map_or(f64::NAN, |norm| norm.value)
    }

    fn hessian(&self) -> f64 {
        hessian_norm(&self.network, self.gram, self.evaluated).map_or(f64::NAN, |norm| norm.value)
    }
}

impl<R: Real> Learner for OnProcessor<'_, R> {
    type Error = Infallible;

    fn loss(&self, objective: &Objective) -> f64 {
        self.network.loss(objective)
    }

    fn outputs(&self) -> &[f64] {
        self.network.outputs()
    }

    fn descend(&mut self, objective: &Objective, step_size: f64) -> Result<(), Infallible> {
        self.network.descend(objective, step_size);
        Ok(())
    }

    fn measure(&self, observable: Observable) -> Result<f64, Infallible> {
        let moved = || self.movement.distance(&self.network);
        Ok(match observable {
            Observable::NtkDrift => self.drift.drift(&self.network),
            Observable::WeightMovement => moved(),
            Observable::KernelRatio => self.kernel.ratio(&self.drift.change(&self.network), moved()),
            Observable::HessianNorm => self.hessian(),
            Observable::HessianInUnitBall => self.in_ball(1.0),
            Observable::HessianInWideBall => self.in_ball(self.network.width() as f64),
            Observable::HessianRatio => self.hessian() / self.hessian.at(moved()),
            Observable::HessianBallRatio => BALLS.iter().map(|&radius| self.in_ball(radius) / self.hessian.at(radius)).fold(0.0, larger),
            // Those of the whole run, found by whoever trains.
            Observable::Loss | Observable::DepartureTime(_) | Observable::DepartureOutputs(_) => f64::NAN,
        })
    }
}

/// The reduced network as tensors on a device.
#[derive(Debug)]
pub struct OnDevice<'a> {
    network: TensorNetwork,
    drift: TensorNtkDrift<'a>,
    movement: TensorMovement<'a>,
}

impl<'a> OnDevice<'a> {
    /// The network from its present state on; the NTK is evaluated at the first `evaluated` inputs.
    ///
    /// # Errors
    /// Where the device fails, or has too little memory.
    pub fn new(network: TensorNetwork, gram: &'a Gram, evaluated: usize) -> candle_core::Result<Self> {
        Ok(Self { drift: TensorNtkDrift::since(&network, gram, evaluated)?, movement: TensorMovement::since(&network, gram), network })
    }
}

impl Learner for OnDevice<'_> {
    type Error = candle_core::Error;

    fn loss(&self, objective: &Objective) -> f64 {
        self.network.loss(objective)
    }

    fn outputs(&self) -> &[f64] {
        self.network.outputs()
    }

    fn descend(&mut self, objective: &Objective, step_size: f64) -> candle_core::Result<()> {
        self.network.descend(objective, step_size)?;
        Ok(())
    }

    fn measure(&self, observable: Observable) -> candle_core::Result<f64> {
        match observable {
            Observable::NtkDrift => self.drift.drift(&self.network),
            Observable::WeightMovement => self.movement.distance(&self.network),
            _ => candle_core::bail!("{observable} is measured on the processor alone"),
        }
    }
}
