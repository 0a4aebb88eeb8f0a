//! Weight decay around a rule.

use super::{Rule, Stepper};
use crate::experiment::Stop;
use crate::model::{Real, ReducedNetwork};

/// A rule with weights that shrink: theta(t + 1) is what the rule makes of theta(t), less eta decay theta(t) (decoupled, Loshchilov and Hutter, ICLR 2019;
/// for plain descent that is the gradient of L + decay |theta|^2 / 2).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightDecay<T> {
    /// The share of the weights that a step of size 1 takes.
    pub decay: f64,
    /// What moves the weights otherwise.
    pub of: T,
}

struct Decaying<R> {
    decay: f64,
    inner: Box<dyn Stepper<ReducedNetwork<R>>>,
}

impl<R: Real, T: Rule<ReducedNetwork<R>>> Rule<ReducedNetwork<R>> for WeightDecay<T> {
    fn begin(&self, network: &mut ReducedNetwork<R>) -> Result<Box<dyn Stepper<ReducedNetwork<R>>>, Stop> {
        Ok(Box::new(Decaying { decay: self.decay, inner: self.of.begin(network)? }))
    }
}

impl<R: Real> Stepper<ReducedNetwork<R>> for Decaying<R> {
    fn step(&mut self, network: &mut ReducedNetwork<R>, gradient: &[f64], step_size: f64) -> Result<(), Stop> {
        let before = network.state();
        self.inner.step(network, gradient, step_size)?;
        let share = step_size * self.decay;
        let mut nothing: Vec<()> = vec![(); before.len()];
        network.change_state(&mut nothing, &before, |(), before, now| {
            for (before, now) in before.iter().zip(now) {
                *now = R::of(now.double() - share * before.double());
            }
        });
        Ok(())
    }
}
