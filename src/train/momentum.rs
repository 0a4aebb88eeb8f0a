//! Momentum: heavy ball and Nesterov.

use super::{Rule, Stepper};
use crate::experiment::Stop;
use crate::model::{Real, ReducedNetwork};

/// Descent with a velocity v(t + 1) = mu v(t) + eta dL/dtheta: heavy ball moves by -v(t + 1), Nesterov by -(mu v(t + 1) + eta dL/dtheta) (Sutskever, Martens,
/// Dahl, Hinton, ICML 2013, in the form that PyTorch has).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Momentum {
    /// Heavy ball.
    HeavyBall {
        /// mu, from 0 to below 1.
        momentum: f64,
    },
    /// Nesterov's.
    Nesterov {
        /// mu, from 0 to below 1.
        momentum: f64,
    },
}

/// The velocity of every chunk's A and W, as far as there is one: in the reduced form V's velocity is along the data, as V's movement is.
struct Velocity<R> {
    rule: Momentum,
    of_chunks: Vec<Vec<R>>,
}

impl<R: Real> Rule<ReducedNetwork<R>> for Momentum {
    fn begin(&self, network: &mut ReducedNetwork<R>) -> Result<Box<dyn Stepper<ReducedNetwork<R>>>, Stop> {
        let of_chunks = network.state().into_iter().map(|state| vec![R::default(); state.len()]).collect();
        Ok(Box::new(Velocity { rule: *self, of_chunks }))
    }
}

impl<R: Real> Stepper<ReducedNetwork<R>> for Velocity<R> {
    fn step(&mut self, network: &mut ReducedNetwork<R>, gradient: &[f64], step_size: f64) -> Result<(), Stop> {
        let before = network.state();
        network.follow(gradient, step_size);
        let rule = self.rule;
        network.change_state(&mut self.of_chunks, &before, |velocity, before, now| {
            for ((velocity, before), now) in velocity.iter_mut().zip(before).zip(now) {
                let (mu, then, pushed) = match rule {
                    Momentum::HeavyBall { momentum } | Momentum::Nesterov { momentum } => (momentum, before.double(), now.double()),
                };
                let next = mu * velocity.double() + (then - pushed);
                *velocity = R::of(next);
                *now = R::of(match rule {
                    Momentum::HeavyBall { .. } => then - next,
                    Momentum::Nesterov { .. } => pushed - mu * next,
                });
            }
        });
        Ok(())
    }
}
