//! The reduction. Training on pre-activations at the data is training of the whole network, number for number.
//!
//! # Statement
//! Gradient descent on W and V, and the reduced steps on W and $A = V X^T$,
//! $$A(t+1) = A(t) - \eta \frac{\partial L}{\partial A} G, \quad G = X X^T,$$
//! have the same outputs, the same NTK and the same weight movement at every step.
//!
//! # Source
//! *Ours*. All studies of this suite rest on it: they train the reduced form, whose cost does not depend on the input dimension.
//!
//! # Assumptions
//! None on phi, similarity or loss: whatever is a function of outputs at the data is trained alike. Evaluation inputs are among the data.
//!
//! # Kind and range
//! Pointwise and exact, up to rounding: relative differences are at most 2.3e-10 in f64 (2^20 units of rounding, the spacing of the state's precision
//! above 1). Outputs at every step
//! looked at (every one up to 8, one in every quarter later), NTK changes and movements at the last. Small widths: the direct network has M (d + Z) weights.
//!
//! # Derivation
//! dL/dV = (dL/dA) X, so V moves along the data alone: V(t) = V(0) - S(t) X, and A = V X^T moves by -S G. Outputs and the NTK depend on V through A and G, and
//! |V(t) - V(0)|^2 = tr(S G S^T). `prove` checks steps, gradients and movement in exact rationals.
//!
//! # Observable
//! A direct network, W and V as variables of candle, trained by its autograd and its SGD beside the reduced one, from the same W(0) and V(0). Outputs:
//! the largest
//! difference over inputs and outputs as a share of the largest output. NTK changes K(t) - K(0): those of the direct network are differences of J J^T,
//! with J from one
//! backward pass for each output of each anchor, and the difference is a share of the largest entry of K(0). Movement: Frobenius norms of W(t) - W(0) and
//! V(t) - V(0).
//!
//! # Must fail
//! - *G left out of the step*, A(t+1) = A(t) - eta dL/dA: a network that trains as if inputs were orthogonal.
//! - *Equality in every bit*: the two forms take their sums in different orders. It shows that the comparison sees rounding, and is not of a thing with itself.
//!
//! # Reading the result
//! The limit is not derived. A limit of 1.5e-11 (2^16 units) was tried first. At full scale one of 420 runs with ReLU, on the digits, came to 4.8e-11,
//! and none of the
//! other settings to more than 3.5e-12:
//! the slope of ReLU jumps at 0, so that a pre-activation which rounding puts on the other side takes a step of its own (*ours*, not checked run by run). What is
//! reduced wrongly, as in the controls, is off by 0.7 % and more.
//!
//! The difference is what rounding in both forms, multiplied by training, comes to; a limit by backward error needs the Lipschitz constant of a step,
//! which is not
//! recorded. Of NTK changes it is measured against K(0): the direct form takes
//! the change as a small difference of large numbers, and the change itself falls with the width. Training multiplies rounding where it is chaotic: at M = 16
//! with dot products and eta = 1 the kernel has left its start after 16 steps, and both forms follow trajectories of their own, which were up to 2e-10
//! apart; so steps are half as long here, and delta is 0.1. A step size that is wrong by a thousandth is seen too: a test holds that.

use crate::prelude::*;
use crate::two_layer::{BesideDirect, OUTPUTS_WITHOUT_GRAM, REDUCED_KERNEL, REDUCED_MOVEMENT, REDUCED_OUTPUTS};

/// The reduction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reduction;

const FIXED: Horizon = Horizon::Fixed(8);
/// Units of rounding that are allowed where something must vanish.
const ROUNDING: f64 = 1_048_576.0;

impl Theorem for Reduction {
    crate::card!("ours_reduction");

    fn claims(&self) -> Vec<Claim> {
        let same = || Form::at_most(0.0, ROUNDING);
        vec![
            claim("outputs", "the same outputs", same(), REDUCED_OUTPUTS, FIXED, "cosine"),
            claim("kernel", "the same change of the NTK", same(), REDUCED_KERNEL, FIXED, "cosine"),
            claim("movement", "the same movement", same(), REDUCED_MOVEMENT, FIXED, "cosine"),
            claim("outputs_dot", "the same outputs with dot products", same(), REDUCED_OUTPUTS, FIXED, "dot"),
            claim("kernel_dot", "the same change of the NTK", same(), REDUCED_KERNEL, FIXED, "dot"),
            claim("movement_dot", "the same movement", same(), REDUCED_MOVEMENT, FIXED, "dot"),
            claim("outputs_relu", "the same outputs with ReLU", same(), REDUCED_OUTPUTS, FIXED, "relu"),
            claim("kernel_relu", "the same change of the NTK", same(), REDUCED_KERNEL, FIXED, "relu"),
            claim("outputs_softmax", "the same outputs with erf and softmax", same(), REDUCED_OUTPUTS, FIXED, "softmax"),
            claim("kernel_softmax", "the same change of the NTK", same(), REDUCED_KERNEL, FIXED, "softmax"),
        ]
    }

    fn design(&self, scale: Scale) -> Design {
        let cosine = Objective { similarity: Similarity::cosine(0.1), loss: TripletLoss::Linear };
        let with = |id, activation, objective| {
            BesideDirect::new(Setting { id, activation, step_size: 0.5, outputs: 2, ..Setting::cosine(3) }, objective)
        };
        let settings = vec![
            with("cosine", Activation::TANH, cosine),
            with("dot", Activation::TANH, Objective { similarity: Similarity::DOT, ..cosine }),
            with("relu", Activation::RELU, cosine),
            with("softmax", Activation::ERF, Objective { loss: TripletLoss::Softmax { temperature: 0.5 }, ..cosine }),
        ];
        // The direct network has M (d + Z) weights, and its Jacobian a row of them for every output of every anchor.
        let widths = scale.pick(powers_of_two(4, 8), powers_of_two(5, 11), powers_of_two(5, 11));
        Design::new(settings, widths, scale.pick(2, 3, 20))
    }

    fn must_fail(&self) -> Vec<MustFail> {
        vec![
            must_fail("without_gram", "outputs", "inputs are not orthogonal").says("G left out of the step").quantity(OUTPUTS_WITHOUT_GRAM),
            must_fail("without_gram_dot", "outputs_dot", "inputs are not orthogonal")
                .says("G left out of the step")
                .quantity(OUTPUTS_WITHOUT_GRAM),
            must_fail("every_bit", "outputs", "sums are taken in different orders")
                .says("equality in every bit")
                .bound(Form::at_most(0.0, 0.0)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_trained_directly_stays_small() {
        assert!(Scale::ALL.iter().all(|&scale| Reduction.design(scale).widths.iter().all(|&width| width <= 4096)));
    }
}
