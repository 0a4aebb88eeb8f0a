//! Lemma 7: within the ball of radius R around the start, the Hessian of every output is O((R + sqrt(log M)) / sqrt(M)).

use super::{Said, source};
use crate::claim::Assumption::{SmoothActivation, StandardWeights};
use crate::claim::{Step, step};

/// The chain.
pub const STEPS: &[Step] = &[
    step("start", "gaussian_maximum", &[], "max_m |W_m(0)| = O(log(M)^(1/2))"),
    step("ball", "largest_in_ball", &["start"], "max_m |W_m| = O(R + log(M)^(1/2))"),
    step("hessian", "hessian_block", &["ball"], "|H| = O(R M^(-1/2) + M^(-1/2) log(M)^(1/2))"),
];

/// (alpha_1 R + alpha_2) / sqrt(M), with the largest of M Gaussian weights in alpha_2.
pub const CLAIMS: &[Said] = &[source("|H| = O(R M^(-1/2) + M^(-1/2) log(M)^(1/2))", &[SmoothActivation, StandardWeights])];
