//! Lemma 16. With orthonormal output weights the matrix C_V stays near its start.
//!
//! # Statement
//! For $C_V = M^{-1} \Phi B \Phi^T$, whose quadratic form $\mathrm{tr}(W^T C_V W)$ is the linear dot-product loss, and training that keeps
//! $W^T W = I$:
//! $$|C_V(t) - C_V(0)|_F \le \kappa t / \sqrt{M}.$$
//!
//! # Source
//! "When can we Approximate Wide Contrastive Models with Neural Tangent Kernels and Principal Component Analysis?", arXiv 2403.08673,
//! Lemma 16. We hold its statement, not its full text, and do not know its normalisation of C_V. Ours has |C_V(0)|_F = Theta(1); the same without the
//! factor 1/M is looked at as well, under the name of the sum.
//!
//! # Assumptions
//! - The entries of V(0) are i.i.d. N(0, 1), inputs have unit norm, and the step size does not depend on M.
//! - The columns of W are orthonormal throughout: steps along the projected gradient, with a QR retraction.
//! - phi is twice differentiable with bounded derivatives.
//! - The loss is linear in dot products, or its gradient in the outputs is bounded (cosine similarity, delta > 0).
//!
//! # Kind and range
//! Upper rate in M and in t, judged at fixed t and at t = 16 M^(1/4); and, pointwise, W^T W = I to 1e-6 in every entry.
//!
//! # Derivation
//! |Phi|_F = O(sqrt M) and |W| = 1 give |dPhi|_F = O(1/sqrt M) a step, so that the features move by E = O(t/sqrt M) and C_V by O(E/sqrt M) = O(t/M) (*ours*):
//! in our normalisation the claim has sqrt(M) to spare. Without the factor 1/M it is O(t), above the claim.
//!
//! # Observable
//! |C_V(t) - C_V(0)|_F from the change of the features, differences first; no M x M matrix. W starts from a random span, or from the Z lowest eigenvectors of
//! C_V(0), its "principal components".
//!
//! # Must fail
//! - *W unconstrained with dot*, at 3 times the time of departure: outputs outgrow sqrt(M), and the features move by O(1).
//! - *No factor 1/sqrt(M)* in the network: the same as a step size that is M times as large, so that the features move by O(1) at once.
//! - *The sum without 1/M* against the literal rate.
//!
//! # Reading the result
//! From principal components the drift at fixed t goes like 1/M, as derived. From a random span under dot products it is smaller still: outputs start at
//! M^(-1/2), and the gradient with them, until W has turned; how it grows in t is therefore not judged from there, because t = 16 M^(1/4) sees more of that
//! turn the wider the network is. Under cosine similarity with a random span outputs of that size make the gradient
//! large, 1/|u|, as long as |u| is above delta: below M = 1/delta^2 = 10^4, which is all of the quick range, the first step alone moves C_V like M^(-1/2), and the
//! exponent there is between the two: the derived rate is one for wider networks.
//!
//! Growth in t: along t = 16 M^(1/4) a drift that goes like t/M is of the order M^(-3/4), and a slower or faster growth in t would show as another exponent.
//!
//! The number of triplets and of outputs was chosen after runs with more (10 and 3), which gave the same verdicts more slowly. The horizon in t was 8 M^(1/4) before,
//! where M^(-3/4) was inconclusive at quick scale: rounding t up to whole steps bends the ladder.

use crate::claim::Assumption::{
    self, BoundedGradient, FixedStepSize, OrthonormalWeights, QuadraticLoss, SmoothActivation, StandardInputWeights,
};
use crate::claim::{Claim, Control, Form, Step, Theorem};
use crate::model::{OutputWeights, Similarity};
use crate::observe::Observable::{OrthonormalityError, PairMatrixDrift, PairSumDrift};
use crate::study::{Design, Scale, Setting, StepGrowth, powers_of_two};
use crate::symbolic::chains::lemma_16_pair_matrix_drift::STEPS;
use crate::train::Horizon;
use crate::verdict::Verdict;

/// Lemma 16.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairMatrixChange;

const FIXED: Horizon = Horizon::Fixed(8);
const FOURTH_ROOT: Horizon = Horizon::Power { coefficient: 16.0, exponent: (1, 4) };
const DEPARTURE: Horizon = Horizon::Departure { multiple: 3.0 };
const DOT: &[Assumption] = &[StandardInputWeights, SmoothActivation, OrthonormalWeights, FixedStepSize, QuadraticLoss];
const COSINE: &[Assumption] = &[StandardInputWeights, SmoothActivation, OrthonormalWeights, FixedStepSize, BoundedGradient];

impl Theorem for PairMatrixChange {
    fn id(&self) -> &'static str {
        "lemma_16_pair_matrix_drift"
    }

    fn source_text(&self) -> &'static str {
        include_str!("lemma_16_pair_matrix_drift.rs")
    }

    fn claims(&self) -> Vec<Claim> {
        let claim = |id, says, bound: &str, horizon, setting| Claim {
            id,
            says,
            bound: bound.parse().expect("the bounds of this file are tested"),
            observable: PairMatrixDrift,
            horizon,
            setting,
            assumptions: if setting == "dot" || setting == "dot_drawn" { DOT } else { COSINE },
            expected: Verdict::Supported,
        };
        let sum = claim("sum_at_fixed_time", "without the factor 1/M (ours)", "O(1)", FIXED, "dot");
        let held = claim("orthonormal_throughout", "W^T W = I to 1e-6", "O(1)", FOURTH_ROOT, "cosine");
        vec![
            claim("dot_at_fixed_time", "the claim: dot, W from PCA", "O(M^(-1/2))", FIXED, "dot"),
            claim("dot_at_fourth_root", "the claim in t", "O(M^(-1/4))", FOURTH_ROOT, "dot"),
            claim("dot_derived", "as derived (ours)", "O(M^(-1))", FIXED, "dot"),
            claim("dot_derived_in_time", "as derived in t (ours)", "O(M^(-3/4))", FOURTH_ROOT, "dot"),
            claim("drawn_at_fixed_time", "dot, W from a drawn span", "O(M^(-1/2))", FIXED, "dot_drawn"),
            claim("cosine_at_fixed_time", "cosine, W from PCA", "O(M^(-1/2))", FIXED, "cosine"),
            claim("cosine_at_fourth_root", "the same in t", "O(M^(-1/4))", FOURTH_ROOT, "cosine"),
            claim("cosine_drawn", "cosine, W from a drawn span", "O(M^(-1/4))", FOURTH_ROOT, "cosine_drawn"),
            Claim { observable: PairSumDrift, ..sum },
            Claim { observable: OrthonormalityError, bound: Form::at_most(0.0, 1e-6), ..held },
        ]
    }

    fn derivation(&self) -> Vec<Step> {
        STEPS.to_vec()
    }

    fn design(&self, scale: Scale) -> Design {
        let (widths, replicates) = match scale {
            Scale::Smoke => (powers_of_two(6, 10), 8),
            Scale::Quick => (powers_of_two(7, 13), 12),
            Scale::Full => (powers_of_two(7, 15), 20),
        };
        let with = |id, held, similarity| Setting { id, held, similarity, outputs: 2, ..Setting::cosine(6) };
        let cosine = Similarity::cosine(0.01);
        let dot = with("dot", OutputWeights::Principal, Similarity::Dot);
        let settings = vec![
            with("dot_drawn", OutputWeights::Orthonormal, Similarity::Dot),
            with("cosine", OutputWeights::Principal, cosine),
            with("cosine_drawn", OutputWeights::Orthonormal, cosine),
            with("free", OutputWeights::Free, Similarity::Dot),
            Setting { id: "no_factor", step_growth: StepGrowth::LikeWidth, ..dot.clone() },
        ];
        Design { settings: [vec![dot], settings].concat(), widths, replicates }
    }

    fn controls(&self) -> Vec<Control> {
        let [literal, ..] = &self.claims()[..] else { unreachable!("the claims above") };
        let control = |id, says, setting, because| Control {
            claim: Claim { id, says, setting, expected: Verdict::Refuted, ..literal.clone() },
            because,
        };
        let mut free =
            control("unconstrained", "W free", "free", "outputs outgrow sqrt(M) within the horizon, and the features move by O(1)");
        free.claim.horizon = DEPARTURE;
        free.claim.bound = "O(M^(-1/2) log(M))".parse().expect("the bounds of this file are tested");
        let mut sum = control(
            "sum_with_the_literal_rate",
            "the sum against the literal rate",
            "dot",
            "the sum is M times as large: as measured, of the order t",
        );
        sum.claim.observable = PairSumDrift;
        let held = self.claims().pop().expect("the claims above");
        let not_held = Control {
            claim: Claim { id: "free_columns", says: "W free", setting: "free", expected: Verdict::Refuted, ..held },
            because: "columns of N(0, 1) entries have length sqrt(M)",
        };
        vec![
            free,
            not_held,
            control("no_factor", "the network without 1/sqrt(M)", "no_factor", "the first step moves the features by O(1)"),
            sum,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lemma_is_for_orthonormal_weights_and_one_of_two_losses() {
        let design = PairMatrixChange.design(Scale::Quick);
        let inside = |claim: &Claim| -> Vec<&str> {
            design.settings.iter().filter(|setting| claim.out_of_scope(setting).is_none()).map(|setting| setting.id).collect()
        };
        let claims = PairMatrixChange.claims();
        assert_eq!(inside(&claims[0]), ["dot", "dot_drawn"]);
        assert_eq!(inside(&claims[5]), ["cosine", "cosine_drawn"]);
    }
}
