//! Lemma 17: the spans of the Z lowest eigenvectors of C_V(t) and C_V(0) stay within O(t/M), below the claim O(t/sqrt(M)).

use crate::claim::{Step, step};

/// The chain.
pub const STEPS: &[Step] = &[
    step("drift", "lemma_16_pair_matrix_drift.dot: drift", &[], "|C_V(t) - C_V(0)|_F = O(t M^(-1)) for t = O(M)"),
    step("gap", "gap_of_order_one", &[], "1/gap_Z = O(1)"),
    step("angle", "davis_kahan", &["drift", "gap"], "sin(angle) = O(t M^(-1)) for t = O(M)"),
];

/// The source's claim.
pub const CLAIMS: &[&str] = &["sin(angle) = O(t M^(-1/2)) for t = O(M)"];
