//! Lemma 16: with orthonormal columns of W the pair matrix C_V moves by O(t/M) in our normalisation, below the claim O(t/sqrt(M)), for dot-product and for
//! cosine similarity.
//!
//! The source's claim names no range of t. All steps here are *ours*: with a bounded phi they reach the claim for every t; without one the features of
//! dot-product training may grow, and the steps reach it for t = O(M), under cosine similarity for t = O(M^(3/2)).

use super::{Said, ours, source};
use crate::claim::Assumption::{
    BoundedActivation, BoundedGradient, OrthonormalWeights, QuadraticLoss, SmoothActivation, StandardInputWeights,
};
use crate::claim::{Step, step};

/// The chain.
pub const STEPS: &[Step] = &[
    step("features start", "features_at_start", &[], "|Phi(0)|_F = O(M^(1/2))"),
    step("features", "features_moved", &["features start"], "|Phi|_F = O(M^(1/2) + E)"),
    step("weights", "orthonormal_weights", &[], "|W| = O(1)"),
    step("pairs", "pair_matrix_by_features", &["features", "features start"], "|C_V(t) - C_V(0)|_F = O(E M^(-1/2) + E^2 M^(-1))"),
    step("dot: outputs", "outputs_by_features", &["features", "weights"], "|U|_F = O(1 + E M^(-1/2))"),
    step("dot: gradient", "dot_gradient", &["dot: outputs"], "|dL/dU| = O(1 + E M^(-1/2))"),
    step("dot: step", "feature_descent", &["dot: gradient", "weights"], "dE = O(M^(-1/2) + E M^(-1))"),
    step("dot: moved", "gronwall", &["dot: step"], "E = O(t M^(-1/2)) for t = O(M)"),
    step("dot: drift", "substitute", &["pairs", "dot: moved"], "|C_V(t) - C_V(0)|_F = O(t M^(-1)) for t = O(M)"),
    step("cosine: gradient", "bounded_output_gradient", &[], "|dL/dU| = O(delta^(-1))"),
    step("cosine: step", "feature_descent", &["cosine: gradient", "weights"], "dE = O(delta^(-1) M^(-1/2))"),
    step("cosine: moved", "gronwall", &["cosine: step"], "E = O(t delta^(-1) M^(-1/2))"),
    step(
        "cosine: pairs",
        "substitute",
        &["pairs", "cosine: moved"],
        "|C_V(t) - C_V(0)|_F = O(t delta^(-1) M^(-1) + t^2 delta^(-2) M^(-2))",
    ),
    step("cosine: drift", "fixed_constants", &["cosine: pairs"], "|C_V(t) - C_V(0)|_F = O(t M^(-1) + t^2 M^(-2))"),
    step("bounded phi: features", "features_bounded", &[], "|Phi|_F = O(M^(1/2))"),
    step(
        "bounded phi: pairs",
        "pair_matrix_by_features",
        &["bounded phi: features", "features start"],
        "|C_V(t) - C_V(0)|_F = O(E M^(-1/2))",
    ),
    step("bounded phi with dot: outputs", "outputs_by_features", &["bounded phi: features", "weights"], "|U|_F = O(1)"),
    step("bounded phi with dot: gradient", "dot_gradient", &["bounded phi with dot: outputs"], "|dL/dU| = O(1)"),
    step("bounded phi with dot: step", "feature_descent", &["bounded phi with dot: gradient", "weights"], "dE = O(M^(-1/2))"),
    step("bounded phi with dot: moved", "gronwall", &["bounded phi with dot: step"], "E = O(t M^(-1/2))"),
    step(
        "bounded phi with dot: drift",
        "substitute",
        &["bounded phi: pairs", "bounded phi with dot: moved"],
        "|C_V(t) - C_V(0)|_F = O(t M^(-1))",
    ),
    step(
        "bounded phi with cosine: pairs",
        "substitute",
        &["bounded phi: pairs", "cosine: moved"],
        "|C_V(t) - C_V(0)|_F = O(t delta^(-1) M^(-1))",
    ),
    step("bounded phi with cosine: drift", "fixed_constants", &["bounded phi with cosine: pairs"], "|C_V(t) - C_V(0)|_F = O(t M^(-1))"),
];

/// The source's claim, for either similarity; and what is left of it without a bound on phi.
pub const CLAIMS: &[Said] = &[
    source(
        "|C_V(t) - C_V(0)|_F = O(t M^(-1/2))",
        &[SmoothActivation, BoundedActivation, QuadraticLoss, StandardInputWeights, OrthonormalWeights],
    ),
    source(
        "|C_V(t) - C_V(0)|_F = O(t M^(-1/2))",
        &[SmoothActivation, BoundedActivation, BoundedGradient, StandardInputWeights, OrthonormalWeights],
    ),
    ours("|C_V(t) - C_V(0)|_F = O(t M^(-1)) for t = O(M)", &[SmoothActivation, QuadraticLoss, StandardInputWeights, OrthonormalWeights]),
    ours(
        "|C_V(t) - C_V(0)|_F = O(t M^(-1/2)) for t = O(M^(3/2))",
        &[SmoothActivation, BoundedGradient, StandardInputWeights, OrthonormalWeights],
    ),
];
