//! How weights follow the gradient.

use std::fmt::Debug;

use crate::experiment::Stop;
use crate::model::{CandleNetwork, Real, ReducedNetwork, TensorNetwork};

/// A rule by which the weights of a kind of network follow the gradient.
///
/// What a network cannot do does not compile. The reduced network knows V along the data alone, and Adam moves every entry of V by its own factor:
/// ```compile_fail
/// use asymptest::model::ReducedNetwork;
/// use asymptest::train::Rule;
///
/// #[derive(Debug)]
/// struct Adam;
///
/// fn trains<R: Rule<ReducedNetwork<f64>>>(_: R) {}
/// trains(Adam);
/// ```
pub trait Rule<N>: Debug + Send + Sync {
    /// Makes the network ready at t = 0, and what one run remembers from step to step: momenta, moments.
    ///
    /// # Errors
    /// Where the network cannot be made ready.
    fn begin(&self, network: &mut N) -> Result<Box<dyn Stepper<N>>, Stop>;
}

/// A rule in one run.
pub trait Stepper<N> {
    /// One step: `gradient` is dL/dU, n x Z row by row, at the network's outputs, and `step_size` is eta.
    ///
    /// # Errors
    /// Where the network cannot be moved; it is then in no defined state.
    fn step(&mut self, network: &mut N, gradient: &[f64], step_size: f64) -> Result<(), Stop>;
}

/// Gradient descent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Descent;

impl<R: Real> Rule<ReducedNetwork<R>> for Descent {
    fn begin(&self, _: &mut ReducedNetwork<R>) -> Result<Box<dyn Stepper<ReducedNetwork<R>>>, Stop> {
        Ok(Box::new(Self))
    }
}

impl<R: Real> Stepper<ReducedNetwork<R>> for Descent {
    fn step(&mut self, network: &mut ReducedNetwork<R>, gradient: &[f64], step_size: f64) -> Result<(), Stop> {
        network.follow(gradient, step_size);
        Ok(())
    }
}

impl Rule<TensorNetwork> for Descent {
    fn begin(&self, _: &mut TensorNetwork) -> Result<Box<dyn Stepper<TensorNetwork>>, Stop> {
        Ok(Box::new(Self))
    }
}

impl Stepper<TensorNetwork> for Descent {
    fn step(&mut self, network: &mut TensorNetwork, gradient: &[f64], step_size: f64) -> Result<(), Stop> {
        Ok(network.follow(gradient, step_size)?)
    }
}

impl Rule<CandleNetwork> for Descent {
    fn begin(&self, _: &mut CandleNetwork) -> Result<Box<dyn Stepper<CandleNetwork>>, Stop> {
        Ok(Box::new(Self))
    }
}

impl Stepper<CandleNetwork> for Descent {
    fn step(&mut self, network: &mut CandleNetwork, gradient: &[f64], step_size: f64) -> Result<(), Stop> {
        Ok(network.follow(gradient, step_size)?)
    }
}
