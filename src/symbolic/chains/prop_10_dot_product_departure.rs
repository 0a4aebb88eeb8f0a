//! Proposition 10: with dot-product similarity the kernel leaves its start at t = log(M)/(2 lambda) + O(1) (*ours*, at leading order).

use super::{Said, source};
use crate::claim::Assumption::{FixedStepSize, QuadraticLoss, StandardWeights};
use crate::claim::{Step, step};

/// The chain.
pub const STEPS: &[Step] = &[
    step("outputs", "outputs_grow", &[], "|U|_F = Theta(exp(lambda t))"),
    step("kernel", "kernel_follows_outputs", &["outputs"], "|K(t) - K(0)| = Theta(M^(-1) exp(lambda t)^2)"),
    step("departure", "departure", &["kernel"], "|K(t) - K(0)| = Theta(1) at t = 1/2 log(M)/lambda"),
    step("time", "departure_time", &["departure"], "tau = Theta(log(M))"),
    step("growth", "departure_growth", &["departure"], "exp(2 lambda tau) = Theta(M)"),
];

/// The source's claim; the steps to it are ours, and heuristics.
pub const CLAIMS: &[Said] = &[source("tau = Theta(log(M))", &[QuadraticLoss, StandardWeights, FixedStepSize])];
