//! Lemma 8: within the ball of radius R around the start, the kernel moves by O((R^2 + R sqrt(log M)) / sqrt(M)) for R = O(sqrt(M)).

use crate::claim::{Step, step};

/// The chain.
pub const STEPS: &[Step] = &[
    step("features start", "features_at_start", &[], "|Phi(0)|_F = O(M^(1/2))"),
    step("features", "features_in_ball", &["features start"], "|Phi|_F = O(M^(1/2) + R)"),
    step("weights start", "weights_at_start", &[], "|W(0)|_F = O(M^(1/2))"),
    step("weights", "weights_in_ball", &["weights start"], "|W|_F = O(M^(1/2) + R)"),
    step("gradient", "gradient_norm", &["features", "weights"], "|grad f| = O(1 + R M^(-1/2))"),
    step("hessian", "lemma_07_hessian_bound.hessian", &[], "|H| = O(R M^(-1/2) + M^(-1/2) log(M)^(1/2))"),
    step("kernel", "lemma_8", &["hessian", "gradient"], "|K(t) - K(0)| = O(R^2 M^(-1/2) + R M^(-1/2) log(M)^(1/2) + R^3 M^(-1))"),
];
