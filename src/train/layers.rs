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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Augmentation, Gram, Source};
    use crate::model::{Activation, InitialWeights, OutputScale};
    use crate::train::Descent;

    /// A and then W of a network of 70 neurons after one step, and before it.
    fn states(rule: &dyn Rule<ReducedNetwork<f64>>) -> [Vec<f64>; 2] {
        let gram = Gram::of(&Source::Gaussian(9).load(0, "layers", 3, &Augmentation::STANDARD).unwrap().inputs);
        let weights = InitialWeights::draw(70, 2, gram.rank(), OutputScale::Unit, &crate::random::Stream::of_cell(0, "layers", 70, 0));
        let mut network = ReducedNetwork::from_coordinates(&weights, &gram, Activation::TANH);
        let before = network.state().concat();
        let gradient: Vec<f64> = (0..network.outputs().len()).map(|k| 1.0 + k as f64 * 0.1).collect();
        rule.begin(&mut network).unwrap().step(&mut network, &gradient, 0.5).unwrap();
        [before, network.state().concat()]
    }

    #[test]
    fn each_layer_moves_by_its_factor() {
        let [before, plain] = states(&Descent);
        let [_, layers] = states(&ByLayer { input: 3.0, output: 0.5 });
        let (rows, inputs) = (9 + 2, 9);
        for (index, ((before, plain), layers)) in before.iter().zip(&plain).zip(&layers).enumerate() {
            let factor = if (index / LANES) % rows < inputs { 3.0 } else { 0.5 };
            assert!((layers - before - factor * (plain - before)).abs() < 1e-12, "{index}");
        }
        assert_eq!(states(&ByLayer { input: 1.0, output: 1.0 })[1].len(), plain.len());
        assert!(plain.iter().zip(&before).any(|(plain, before)| plain != before));
    }
}
