//! Lemma 17: the spans of the Z lowest eigenvectors of C_V(t) and C_V(0) stay within O(t/M), below the claim O(t/sqrt(M)), by Davis and Kahan from the steps
//! of Lemma 16. Its ranges of t are those of that lemma: the source's claim names none, and is reached for every t where phi is bounded.

use super::{Said, ours, source};
use crate::claim::Assumption::{
    BoundedActivation, BoundedGradient, OrthonormalWeights, QuadraticLoss, SmoothActivation, SpectralGap, StandardInputWeights,
};
use crate::claim::{Step, step};

/// The chain.
pub const STEPS: &[Step] = &[
    step("gap", "gap_of_order_one", &[], "1/gap_Z = O(1)"),
    step("dot: drift", "lemma_16_pair_matrix_drift.dot: drift", &[], "|C_V(t) - C_V(0)|_F = O(t M^(-1)) for t = O(M)"),
    step("dot: angle", "davis_kahan", &["dot: drift", "gap"], "sin(angle) = O(t M^(-1)) for t = O(M)"),
    step("cosine: drift", "lemma_16_pair_matrix_drift.cosine: drift", &[], "|C_V(t) - C_V(0)|_F = O(t M^(-1) + t^2 M^(-2))"),
    step("cosine: angle", "davis_kahan", &["cosine: drift", "gap"], "sin(angle) = O(t M^(-1) + t^2 M^(-2))"),
    step("bounded phi with dot: drift", "lemma_16_pair_matrix_drift.bounded phi with dot: drift", &[], "|C_V(t) - C_V(0)|_F = O(t M^(-1))"),
    step("bounded phi with dot: angle", "davis_kahan", &["bounded phi with dot: drift", "gap"], "sin(angle) = O(t M^(-1))"),
    step(
        "bounded phi with cosine: drift",
        "lemma_16_pair_matrix_drift.bounded phi with cosine: drift",
        &[],
        "|C_V(t) - C_V(0)|_F = O(t M^(-1))",
    ),
    step("bounded phi with cosine: angle", "davis_kahan", &["bounded phi with cosine: drift", "gap"], "sin(angle) = O(t M^(-1))"),
];

/// The source's claim, for either similarity; and what is left of it without a bound on phi.
pub const CLAIMS: &[Said] = &[
    source(
        "sin(angle) = O(t M^(-1/2))",
        &[SmoothActivation, BoundedActivation, QuadraticLoss, StandardInputWeights, OrthonormalWeights, SpectralGap],
    ),
    source(
        "sin(angle) = O(t M^(-1/2))",
        &[SmoothActivation, BoundedActivation, BoundedGradient, StandardInputWeights, OrthonormalWeights, SpectralGap],
    ),
    ours(
        "sin(angle) = O(t M^(-1)) for t = O(M)",
        &[SmoothActivation, QuadraticLoss, StandardInputWeights, OrthonormalWeights, SpectralGap],
    ),
    ours(
        "sin(angle) = O(t M^(-1/2)) for t = O(M^(3/2))",
        &[SmoothActivation, BoundedGradient, StandardInputWeights, OrthonormalWeights, SpectralGap],
    ),
];
