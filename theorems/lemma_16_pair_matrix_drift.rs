//! Lemma 16. With orthonormal output weights C_V = Phi B Phi^T / M stays near its start.
//!
//! # Statement
//! For $C_V = M^{-1} \Phi B \Phi^T$, whose quadratic form $\mathrm{tr}(W^T C_V W)$ is the linear dot-product loss, and training that keeps
//! $W^T W = I$:
//! $$|C_V(t) - C_V(0)|_F \le \kappa t / \sqrt{M}.$$
//! We do not know the source's normalisation of C_V, and the verdict depends on it. At fixed t the same rate, $O(M^{-1/2})$, is judged in three of them:
//! - $C_V = \Phi B \Phi^T / M$, of order 1: the claim `dot_at_fixed_time`;
//! - $C_V = M^{-1/2} \Phi B \Phi^T$, which says $O(1)$ of $\Phi B \Phi^T$: the claim `sum_at_fixed_time`;
//! - $C_V = \Phi B \Phi^T$: the control `sum_with_the_literal_rate`, which must be refuted.
//!
//! # Source
//! "When can we Approximate Wide Contrastive Models with Neural Tangent Kernels and Principal Component Analysis?", arXiv 2403.08673,
//! Lemma 16. We hold its statement, not its full text, and do not know its normalisation of C_V. Ours, Phi B Phi^T / M, has |C_V(0)|_F = Theta(1), and every
//! claim that names no other is made in it; Phi B Phi^T is called the sum.
//!
//! # Assumptions
//! - The entries of V(0) are i.i.d. N(0, 1), inputs have unit norm, and the step size does not depend on M.
//! - The columns of W are orthonormal throughout: steps along the projected gradient, with a QR retraction.
//! - phi is twice differentiable with bounded derivatives.
//! - The loss is linear in dot products, or its gradient in the outputs is bounded (cosine similarity, delta > 0).
//!
//! # Kind and range
//! Upper rate in M and in t, judged at fixed t and at t = 16 M^(1/4), there over the steps as they were taken; and, pointwise, W^T W = I to 1e-6 in every
//! entry.
//!
//! # Derivation
//! |Phi|_F = O(sqrt M) and |W| = 1 give |dPhi|_F = O(1/sqrt M) a step, so that the features move by E = O(t/sqrt M) and C_V by O(E/sqrt M) = O(t/M) (*ours*):
//! with C_V = Phi B Phi^T / M the claim has sqrt(M) to spare, with M^(-1/2) Phi B Phi^T it is derived as it stands, and with Phi B Phi^T the derived rate
//! is O(t).
//!
//! # Observable
//! |C_V(t) - C_V(0)|_F from the change of the features, differences first; no M x M matrix. W starts from a random span, or from the Z lowest eigenvectors of
//! C_V(0), its "principal components".
//!
//! # Must fail
//! - *W unconstrained with dot*, at 3 times the time of departure: outputs outgrow sqrt(M), and the features move by O(1).
//! - *No factor 1/sqrt(M)* in the network: the same as a step size that is M times as large, so that the features move by O(1) at once.
//! - *The sum*, C_V = Phi B Phi^T, against the literal rate.
//!
//! # Reading the result
//! From principal components the drift at fixed t goes like 1/M, as derived. From a random span under dot products it is smaller still: outputs start at
//! M^(-1/2), and the gradient with them, until W has turned; how it grows in t is therefore not judged from there, because t = 16 M^(1/4) sees more of that
//! turn the wider the network is. Under cosine similarity with a random span outputs of that size make the gradient
//! large, 1/|u|, as long as |u| is above delta: below M = 1/delta^2 = 10^4, which is all of the quick range, the first step alone moves C_V like
//! M^(-1/2), and the
//! exponent there is between the two: the derived rate is one for wider networks.
//!
//! Growth in t: along t = 16 M^(1/4) a drift that goes like t/M leaves 1/M when it is divided by t, and a slower or faster growth in t would show as another
//! exponent.
//!
//! The number of triplets and of outputs was chosen after runs with more (10 and 3), which gave the same verdicts more slowly. The horizon in t was 8
//! M^(1/4) before,
//! where the rate was inconclusive at quick scale: rounding t up to whole steps bends the ladder of what is not divided by them.

use crate::prelude::*;

/// Lemma 16.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairMatrixChange;

const FIXED: Horizon = Horizon::Fixed(8);
const FOURTH_ROOT: Horizon = Horizon::power(16.0, 1, 4);
const DEPARTURE: Horizon = Horizon::Departure { multiple: 3.0 };
const DOT: &[Assumption] = &[STANDARD_INPUT_WEIGHTS, SMOOTH_ACTIVATION, ORTHONORMAL_WEIGHTS, FIXED_STEP_SIZE, QUADRATIC_LOSS];
const COSINE: &[Assumption] = &[STANDARD_INPUT_WEIGHTS, SMOOTH_ACTIVATION, ORTHONORMAL_WEIGHTS, FIXED_STEP_SIZE, BOUNDED_GRADIENT];

impl Theorem for PairMatrixChange {
    crate::card!("lemma_16_pair_matrix_drift");

    fn claims(&self) -> Vec<Claim> {
        vec![
            claim(
                "dot_at_fixed_time",
                "the claim with C_V = Phi B Phi^T / M: dot, W from PCA",
                "O(M^(-1/2))",
                PAIR_MATRIX_DRIFT,
                FIXED,
                "dot",
            )
            .needs(DOT),
            claim("dot_at_fourth_root", "the claim in t", "O(t M^(-1/2))", PAIR_MATRIX_DRIFT, FOURTH_ROOT, "dot").needs(DOT),
            claim("dot_derived", "as derived (ours)", "O(M^(-1))", PAIR_MATRIX_DRIFT, FIXED, "dot").needs(DOT),
            claim("dot_derived_in_time", "as derived in t (ours)", "O(t M^(-1))", PAIR_MATRIX_DRIFT, FOURTH_ROOT, "dot").needs(DOT),
            claim("drawn_at_fixed_time", "dot, W from a drawn span", "O(M^(-1/2))", PAIR_MATRIX_DRIFT, FIXED, "dot_drawn").needs(DOT),
            claim("cosine_at_fixed_time", "cosine, W from PCA", "O(M^(-1/2))", PAIR_MATRIX_DRIFT, FIXED, "cosine").needs(COSINE),
            claim("cosine_at_fourth_root", "the same in t", "O(t M^(-1/2))", PAIR_MATRIX_DRIFT, FOURTH_ROOT, "cosine").needs(COSINE),
            claim("cosine_drawn", "cosine, W from a drawn span", "O(t M^(-1/2))", PAIR_MATRIX_DRIFT, FOURTH_ROOT, "cosine_drawn")
                .needs(COSINE),
            claim("sum_at_fixed_time", "the claim with C_V = M^(-1/2) Phi B Phi^T, of the sum", "O(1)", PAIR_SUM_DRIFT, FIXED, "dot")
                .needs(DOT),
            claim("orthonormal_throughout", "W^T W = I to 1e-6", Form::at_most(0.0, 1e-6), ORTHONORMALITY_ERROR, FOURTH_ROOT, "cosine")
                .needs(COSINE),
        ]
    }

    /// All steps are *ours*. The source's claim names no range of t: with a bounded phi they reach it for every t; without one the features of dot-product
    /// training may grow, and they reach it for t = O(M), under cosine similarity for t = O(M^(3/2)).
    fn derivation(&self) -> Vec<Step> {
        let bounded_dot = [
            step("bounded phi with dot: outputs", "outputs_by_features", &["bounded phi: features", "weights"], "|U|_F = O(1)"),
            step("bounded phi with dot: gradient", "dot_gradient", &["bounded phi with dot: outputs"], "|dL/dU| = O(1)"),
            step("bounded phi with dot: step", "feature_descent", &["bounded phi with dot: gradient", "weights"], "dE = O(M^(-1/2))"),
            step("bounded phi with dot: moved", "gronwall", &["bounded phi with dot: step"], "E = O(t M^(-1/2))"),
            step("bounded phi with dot: drift", "substitute", &["bounded phi: pairs", "bounded phi with dot: moved"], DRIFT),
        ];
        [STEPS, &bounded_dot, BOUNDED_COSINE].concat()
    }

    /// The source's claim, for either similarity; and what is left of it without a bound on phi.
    fn said(&self) -> Vec<Said> {
        vec![
            source("|C_V(t) - C_V(0)|_F = O(t M^(-1/2))", &BOUNDED_DOT),
            source("|C_V(t) - C_V(0)|_F = O(t M^(-1/2))", &BOUNDED_GRADIENTS),
            ours("|C_V(t) - C_V(0)|_F = O(t M^(-1)) for t = O(M)", DOT),
            ours("|C_V(t) - C_V(0)|_F = O(t M^(-1/2)) for t = O(M^(3/2))", COSINE),
        ]
    }

    fn design(&self, scale: Scale) -> Design {
        let with = |id, held, similarity| Setting { id, held, loss: linear(similarity), outputs: 2, ..Setting::cosine(6) };
        let cosine = Similarity::cosine(0.01);
        let dot = with("dot", OutputWeights::Principal, Similarity::DOT);
        let settings = vec![
            dot.clone(),
            with("dot_drawn", OutputWeights::Orthonormal, Similarity::DOT),
            with("cosine", OutputWeights::Principal, cosine),
            with("cosine_drawn", OutputWeights::Orthonormal, cosine),
            with("free", OutputWeights::Free, Similarity::DOT),
            Setting { id: "no_factor", step_growth: StepGrowth::LikeWidth, ..dot },
        ];
        let widths = scale.pick(powers_of_two(6, 10), powers_of_two(7, 13), powers_of_two(7, 15));
        Design::new(settings, widths, scale.pick(8, 12, 20))
    }

    fn must_fail(&self) -> Vec<MustFail> {
        let outgrown = "outputs outgrow sqrt(M) within the horizon, and the features move by O(1)";
        vec![
            must_fail("unconstrained", "dot_at_fixed_time", outgrown)
                .says("W free")
                .setting("free")
                .horizon(DEPARTURE)
                .bound("O(M^(-1/2) log(M))"),
            must_fail("free_columns", "orthonormal_throughout", "columns of N(0, 1) entries have length sqrt(M)")
                .says("W free")
                .setting("free"),
            must_fail("no_factor", "dot_at_fixed_time", "the first step moves the features by O(1)")
                .says("the network without 1/sqrt(M)")
                .setting("no_factor"),
            must_fail("sum_with_the_literal_rate", "dot_at_fixed_time", "the sum is M times as large: as measured, of the order t")
                .says("the claim with C_V = Phi B Phi^T, the sum")
                .quantity(PAIR_SUM_DRIFT),
        ]
    }
}

const DRIFT: &str = "|C_V(t) - C_V(0)|_F = O(t M^(-1))";
const PAIRS: &str = "|C_V(t) - C_V(0)|_F = O(t delta^(-1) M^(-1) + t^2 delta^(-2) M^(-2))";
const BOUNDED_PAIRS: &str = "|C_V(t) - C_V(0)|_F = O(E M^(-1/2))";
const BOUNDED_WITH_DELTA: &str = "|C_V(t) - C_V(0)|_F = O(t delta^(-1) M^(-1))";
const BOUNDED_DOT: [Assumption; 6] =
    [SMOOTH_ACTIVATION, BOUNDED_ACTIVATION, QUADRATIC_LOSS, STANDARD_INPUT_WEIGHTS, ORTHONORMAL_WEIGHTS, FIXED_STEP_SIZE];
const BOUNDED_GRADIENTS: [Assumption; 6] =
    [SMOOTH_ACTIVATION, BOUNDED_ACTIVATION, BOUNDED_GRADIENT, STANDARD_INPUT_WEIGHTS, ORTHONORMAL_WEIGHTS, FIXED_STEP_SIZE];

const STEPS: &[Step] = &[
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
    step("cosine: pairs", "substitute", &["pairs", "cosine: moved"], PAIRS),
    step("cosine: drift", "fixed_constants", &["cosine: pairs"], "|C_V(t) - C_V(0)|_F = O(t M^(-1) + t^2 M^(-2))"),
    step("bounded phi: features", "features_bounded", &[], "|Phi|_F = O(M^(1/2))"),
    step("bounded phi: pairs", "pair_matrix_by_features", &["bounded phi: features", "features start"], BOUNDED_PAIRS),
];

const BOUNDED_COSINE: &[Step] = &[
    step("bounded phi with cosine: pairs", "substitute", &["bounded phi: pairs", "cosine: moved"], BOUNDED_WITH_DELTA),
    step("bounded phi with cosine: drift", "fixed_constants", &["bounded phi with cosine: pairs"], DRIFT),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lemma_is_for_orthonormal_weights_and_one_of_two_losses() {
        assert_eq!(outside(&PairMatrixChange, "dot_at_fixed_time"), ["cosine", "cosine_drawn", "free", "no_factor"]);
        assert_eq!(outside(&PairMatrixChange, "cosine_at_fixed_time"), ["dot", "dot_drawn", "free", "no_factor"]);
    }
}
