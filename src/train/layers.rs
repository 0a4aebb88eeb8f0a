//! Step sizes by layer.

use super::{Rule, Stepper};
use crate::experiment::Stop;
use crate::model::{LANES, Real, ReducedNetwork};

/// Gradient descent with a step size for each layer: V moves with `input` times eta, and W with `output` times eta.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ByLayer {
    /// The factor of V.
    pub input: f64,
    /// The factor of W.
    pub output: f64,
}

impl<R: Real> Rule<ReducedNetwork<R>> for ByLayer {
    fn begin(&self, _: &mut ReducedNetwork<R>) -> Result<Box<dyn Stepper<ReducedNetwork<R>>>, Stop> {
        Ok(Box::new(*self))
    }
}

impl<R: Real> Stepper<ReducedNetwork<R>> for ByLayer {
    fn step(&mut self, network: &mut ReducedNetwork<R>, gradient: &[f64], step_size: f64) -> Result<(), Stop> {
        let before = network.state();
        network.follow(gradient, step_size);
        let (inputs, z) = (network.outputs().len() / network.output_dimension(), network.output_dimension());
        let mut nothing: Vec<()> = vec![(); before.len()];
        network.change_state(&mut nothing, &before, |(), before, now| {
            // A block has n rows of A^T and then Z of W^T.
            let row = inputs + z;
            for (index, (before, now)) in before.iter().zip(now).enumerate() {
                let factor = if (index / LANES) % row < inputs { self.input } else { self.output };
                *now = R::of(before.double() + factor * (now.double() - before.double()));
            }
        });
        Ok(())
    }
}
