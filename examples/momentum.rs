//! With momentum the kernel stays; with weight decay it does not. Rules that the fast engine follows exactly.
//! # Statement
//! Under cosine similarity with heavy-ball momentum $|K(t) - K(0)| = O(M^{-1/2})$ at every fixed t; with weight decay at a fixed rate it is $\Omega(1)$.
//! # Source
//! Ours: a velocity is a sum of gradients, each of which moves a neuron by O(M^(-1/2)); decay takes a share of every weight whatever the width.
//! # Assumptions
//! The entries of W(0) and V(0) are N(0, 1), phi is smooth, the gradient in the outputs is bounded, the step size does not depend on M. Weights move by gradients
//! alone for the first, and decay for the second.
//! # Kind and range
//! An upper rate and a lower one, in M at t = 8; measured only.
//! # Derivation
//! None here.
//! # Observable
//! The sup-drift of the NTK.
//! # Must fail
//! - *Weight decay* against the rate of momentum: the kernel shrinks with the weights.
//! - *Momentum* against a drift of order 1.
//! # Reading the result
//! Decay changes the kernel of every width by the same factor. The test below holds both rules to a network of full size, number for number.

use std::sync::Arc;

use asymptest::prelude::*;
use asymptest::train::{Descent, Momentum, WeightDecay};

/// Momentum and weight decay.
pub(crate) struct Rules;

const MOMENTUM: Momentum = Momentum::HeavyBall { momentum: 0.9 };
const DECAY: WeightDecay<Descent> = WeightDecay { decay: 0.02, of: Descent };
const NEEDS: &[Assumption] = &[STANDARD_WEIGHTS, SMOOTH_ACTIVATION, BOUNDED_GRADIENT, FIXED_STEP_SIZE, GRADIENTS_ALONE];
const DECAYS: &[Assumption] = &[STANDARD_WEIGHTS, SMOOTH_ACTIVATION, FIXED_STEP_SIZE, DECAYING_WEIGHTS];
const FIXED: Horizon = Horizon::Fixed(8);

impl Theorem for Rules {
    asymptest::card!("momentum");

    fn claims(&self) -> Vec<Claim> {
        vec![
            claim("momentum", "with momentum 0.9", "O(M^(-1/2))", NTK_DRIFT, FIXED, "momentum").needs(NEEDS).measured_only(),
            claim("decay", "with weight decay", "Omega(1)", NTK_DRIFT, FIXED, "decay").needs(DECAYS).measured_only(),
        ]
    }

    fn design(&self, scale: Scale) -> Design {
        let momentum = Setting { id: "momentum", rule: Arc::new(MOMENTUM), step_size: 0.5, outputs: 8, ..Setting::cosine(5) };
        let decay = Setting { id: "decay", rule: Arc::new(DECAY), ..momentum.clone() };
        let widths = scale.pick(powers_of_two(6, 12), powers_of_two(7, 14), powers_of_two(7, 16));
        Design::new(vec![momentum, decay], widths, scale.pick(12, 16, 20))
    }

    fn must_fail(&self) -> Vec<MustFail> {
        vec![
            must_fail("decay_like_momentum", "momentum", "the kernel shrinks with the weights").setting("decay"),
            must_fail("momentum_like_decay", "decay", "the drift vanishes").setting("momentum"),
        ]
    }
}

asymptest::main!(Rules);

#[cfg(test)]
mod tests {
    use asymptest::data::{Augmentation, Gram, Source};
    use asymptest::model::{InitialWeights, ReducedNetwork, matrix_of, tensor_of};
    use asymptest::random::Stream;
    use asymptest::train::Rule;
    use candle_core::{DType, Device, Tensor, Var};
    use faer::Mat;

    use super::*;

    const OBJECTIVE: Objective = Objective { similarity: Similarity::cosine(0.1), loss: TripletLoss::Linear };
    const ETA: f64 = 0.5;

    /// How a weight of the direct network moves: its velocity and its value after a step, of velocity, value and gradient.
    type Direct = fn(f64, f64, f64) -> (f64, f64);

    /// W and V of full size by candle's gradients, one weight after the other by `direct`; the outputs after some steps, n x Z.
    fn trained(weights: &InitialWeights, inputs: &Mat<f64>, direct: Direct) -> Mat<f64> {
        let variable = |matrix: &Mat<f64>| Var::from_tensor(&tensor_of(matrix, DType::F64, &Device::Cpu).unwrap()).unwrap();
        let (both, x) = ([variable(&weights.output), variable(&weights.input)], tensor_of(inputs, DType::F64, &Device::Cpu).unwrap());
        let root = (weights.output.nrows() as f64).sqrt();
        let outputs = || (x.matmul(&both[1].t().unwrap()).unwrap().tanh().unwrap().matmul(both[0].as_tensor()).unwrap() / root).unwrap();
        let mut velocities = both.each_ref().map(|variable| vec![0.0; variable.elem_count()]);
        for _ in 0..6 {
            let gradients = OBJECTIVE.forward(&outputs()).unwrap().backward().unwrap();
            for (variable, velocity) in both.iter().zip(&mut velocities) {
                let flat = |tensor: &Tensor| tensor.flatten_all().unwrap().to_vec1::<f64>().unwrap();
                let (mut values, gradient) = (flat(variable.as_tensor()), flat(gradients.get(variable).unwrap()));
                for ((value, velocity), gradient) in values.iter_mut().zip(velocity.iter_mut()).zip(gradient) {
                    (*velocity, *value) = direct(*velocity, *value, gradient);
                }
                variable.set(&Tensor::from_vec(values, variable.shape(), &Device::Cpu).unwrap()).unwrap();
            }
        }
        matrix_of(&outputs()).unwrap()
    }

    #[test]
    fn every_rule_is_that_of_the_direct_network_number_for_number() {
        let inputs = Source::Gaussian(9).load(0, "rules", 4, &Augmentation::STANDARD).unwrap().inputs;
        let weights = InitialWeights::draw(70, 3, 9, OutputScale::Unit, &Stream::of_cell(0, "rules", 70, 0));
        let nesterov = Momentum::Nesterov { momentum: 0.8 };
        let both = WeightDecay { decay: 0.1, of: MOMENTUM };
        let rules: [(&dyn Rule<ReducedNetwork<f64>>, Direct); 4] = [
            (&MOMENTUM, |v, w, g| (0.9 * v + ETA * g, w - (0.9 * v + ETA * g))),
            (&nesterov, |v, w, g| (0.8 * v + ETA * g, w - 0.8 * (0.8 * v + ETA * g) - ETA * g)),
            (&DECAY, |_, w, g| (0.0, w - ETA * g - ETA * 0.02 * w)),
            (&both, |v, w, g| (0.9 * v + ETA * g, w - (0.9 * v + ETA * g) - ETA * 0.1 * w)),
        ];
        for (rule, direct) in rules {
            let gram = Gram::of(&inputs);
            let preactivations = &weights.input * inputs.transpose();
            let mut network = ReducedNetwork::<f64>::from_preactivations(&weights.output, &preactivations, &gram, Activation::TANH);
            let mut stepper = rule.begin(&mut network).unwrap();
            for _ in 0..6 {
                let mut gradient = vec![0.0; network.outputs().len()];
                OBJECTIVE.value_and_gradient(network.outputs(), 3, &mut gradient);
                stepper.step(&mut network, &gradient, ETA).unwrap();
            }
            let expected = trained(&weights, &inputs, direct);
            let apart = |index: usize| (network.outputs()[index] - expected[(index / 3, index % 3)]).abs();
            let largest = (0..network.outputs().len()).map(apart).fold(0.0, f64::max);
            assert!(largest < 1e-11, "{rule:?}: {largest:e}");
            // The check can fail: plain descent is another trajectory.
            let plain = trained(&weights, &inputs, |_, w, g| (0.0, w - ETA * g));
            assert!((plain - expected).norm_max() > 1e-4, "{rule:?}");
        }
    }
}
