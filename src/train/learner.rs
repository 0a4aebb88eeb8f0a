//! A network in training together with what is measured of it, wherever its state lies.

use std::convert::Infallible;

use crate::data::Gram;
use crate::model::{Objective, Real, ReducedNetwork, TensorNetwork};
use crate::observe::{Movement, NtkDrift, TensorMovement, TensorNtkDrift};

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

    /// The NTK drift dK(t) at this step.
    ///
    /// # Errors
    /// Where the device fails.
    fn ntk_drift(&self) -> Result<f64, Self::Error>;

    /// R(t).
    ///
    /// # Errors
    /// Where the device fails.
    fn movement(&self) -> Result<f64, Self::Error>;
}

/// The reduced network on the processor.
#[derive(Debug)]
pub struct OnProcessor<'a, R> {
    network: ReducedNetwork<R>,
    drift: NtkDrift<'a, R>,
    movement: Movement<'a, R>,
}

impl<'a, R: Real> OnProcessor<'a, R> {
    /// The network from its present state on; the NTK is evaluated at the first `evaluated` inputs.
    pub fn new(network: ReducedNetwork<R>, gram: &'a Gram, evaluated: usize) -> Self {
        Self { drift: NtkDrift::since(&network, gram, evaluated), movement: Movement::since(&network, gram), network }
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

    fn ntk_drift(&self) -> Result<f64, Infallible> {
        Ok(self.drift.drift(&self.network))
    }

    fn movement(&self) -> Result<f64, Infallible> {
        Ok(self.movement.distance(&self.network))
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

    fn ntk_drift(&self) -> candle_core::Result<f64> {
        self.drift.drift(&self.network)
    }

    fn movement(&self) -> candle_core::Result<f64> {
        self.movement.distance(&self.network)
    }
}
