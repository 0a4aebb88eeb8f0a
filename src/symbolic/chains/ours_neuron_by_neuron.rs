//! *Ours*: with bounded gradients in the outputs the kernel moves by O(t / sqrt(M)) up to t = O(sqrt(M)), because every neuron moves by
//! O(t / sqrt(M)) times its own scale. Sharper than Lemma 8 with Lemma 7, where the largest weight stands for all: no log, and t in place of t^2.

use super::{Said, ours};
use crate::claim::Assumption::{BoundedGradient, SmoothActivation, StandardWeights};
use crate::claim::{Step, step};

/// The chain.
pub const STEPS: &[Step] = &[
    step("bounded", "bounded_output_gradient", &[], "|dL/dU| = O(delta^(-1))"),
    step("push", "fixed_constants", &["bounded"], "|dL/dU| = O(1)"),
    step("neuron step", "neuron_descent", &["push"], "drho = O(M^(-1/2) + rho M^(-1/2))"),
    step("neurons", "gronwall", &["neuron step"], "rho = O(t M^(-1/2)) for t = O(M^(1/2))"),
    step("scales", "scales_squared", &[], "|s|_2 = O(M^(1/2))"),
    step("movement", "sum_over_neurons", &["neurons", "scales"], "R = O(t) for t = O(M^(1/2))"),
    step("fourth powers", "scales_to_the_fourth", &[], "|s|_4^2 = O(M^(1/2))"),
    step("change", "gradient_by_neurons", &["neurons", "fourth powers"], "|grad f(t) - grad f(0)| = O(t M^(-1/2)) for t = O(M^(1/2))"),
    step("in the ball", "lemma_08_kernel_change.gradient", &[], "|grad f| = O(1 + R M^(-1/2))"),
    step("gradient", "substitute", &["in the ball", "movement"], "|grad f| = O(1) for t = O(M^(1/2))"),
    step("drift", "two_gradients", &["change", "gradient"], "|K(t) - K(0)| = O(t M^(-1/2)) for t = O(M^(1/2))"),
    step("horizons", "vanishing", &["drift"], "|K(t) - K(0)| -> 0 at t = M^a for a < 1/2"),
];

/// What it is for.
pub const CLAIMS: &[Said] =
    &[ours("|K(t) - K(0)| = O(t M^(-1/2)) for t = O(M^(1/2))", &[SmoothActivation, BoundedGradient, StandardWeights])];
