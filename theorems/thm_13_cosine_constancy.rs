//! Theorem 13. Under cosine similarity the NTK stays at its start for O(M^{1/6}) steps.
//!
//! # Statement
//! For the two-layer network $f(x) = M^{-1/2} W^T \phi(V x)$ trained by gradient descent on a contrastive loss with cosine similarity: for
//! $t \le O(M^{1/6})$ steps,
//! $$|K_{ij}(x, y; \theta(t)) - K_{ij}(x, y; \theta(0))| = O(M^{-1/6} (\log M)^3),$$
//! and at fixed $t$ the left side is $O(M^{-1/2})$.
//!
//! # Source
//! "When can we Approximate Wide Contrastive Models with Neural Tangent Kernels and Principal Component Analysis?", arXiv 2403.08673,
//! Theorem 13. We hold its statement, not its full text; the constant 4 in t = 4 M^(1/6) and the fixed horizon t = 8 are *ours*.
//!
//! # Assumptions
//! - The entries of W(0) and V(0) are i.i.d. N(0, 1); inputs have unit norm; the step size does not depend on M.
//! - phi is twice differentiable with bounded derivatives: tanh here. ReLU is out of scope.
//! - The gradient of the loss in the outputs is bounded: cosine similarity with denominators sqrt(|u|^2 + delta^2), delta > 0 fixed.
//!
//! # Kind and range
//! Upper rate, for M to infinity. Judged twice at the horizon: literally, and without its logs (*ours*), because (log M)^3 makes the literal
//! rate rise until M = e^18: over any reachable range even a constant would pass the literal claim.
//!
//! # Derivation
//! The chain from bounded gradients to the rate; `explain` prints it step by step. It ends at O(M^(-1/6)), which lies below the claim, and it
//! says more: the drift vanishes for every horizon t = M^a with a < 1/4.
//!
//! # Observable
//! The sup-drift of the empirical NTK over all steps up to the horizon, max over outputs i, j and all pairs of anchors x, y; and the weight
//! movement R(t) = |theta(t) - theta(0)|, which the derivation puts at O(t).
//!
//! # Must fail
//! - *Dot product* at a horizon of 3 times the departure time log(M) / (2 log(1 + eta lambda)): outputs outgrow sqrt(M), and the kernel leaves its
//!   start. At a fixed horizon dot product drifts like 1/M too, so a fixed horizon would be no control.
//! - *delta = 0 with small outputs* (W(0) scaled by M^(-1/2)): the gradient in the outputs grows like M^(1/2), and W moves by O(1).
//!
//! # Reading the result
//! The bound is loose, and that is a finding: signs average out over neurons, and the first-order term vanishes by symmetry, so that the drift at
//! a fixed horizon falls nearly like 1/M instead of M^(-1/2), and at t = 4 M^(1/6) nearly like M^(-0.9) instead of M^(-1/6).

use crate::claim::{Assumption, Claim, Control, Step, Theorem};
use crate::model::{Activation, Loss, OutputScale, Similarity};
use crate::observe::Observable;
use crate::study::{Design, Scale, Setting, powers_of_two};
use crate::train::Horizon;
use crate::verdict::Verdict;

/// Theorem 13.
#[derive(Debug, Clone, Copy)]
pub struct CosineConstancy;

const FIXED: Horizon = Horizon::Fixed(8);
const SIXTH_ROOT: Horizon = Horizon::Power { coefficient: 4.0, exponent: (1, 6) };
const DEPARTURE: Horizon = Horizon::Departure { multiple: 3.0 };
const ASSUMPTIONS: &[Assumption] = &[Assumption::StandardWeights, Assumption::SmoothActivation, Assumption::BoundedGradient];

impl Theorem for CosineConstancy {
    fn id(&self) -> &'static str {
        "thm_13_cosine_constancy"
    }

    fn source_text(&self) -> &'static str {
        include_str!("thm_13_cosine_constancy.rs")
    }

    fn claims(&self) -> Vec<Claim> {
        let claim = |id, says, bound: &str, observable, horizon| Claim {
            id,
            says,
            bound: bound.parse().expect("the bounds of this file are tested"),
            observable,
            horizon,
            setting: "cosine",
            assumptions: ASSUMPTIONS,
            expected: Verdict::Supported,
        };
        vec![
            claim("drift_at_horizon", "the literal claim", "O(M^(-1/6) log(M)^3)", Observable::NtkDrift, SIXTH_ROOT),
            claim("drift_at_horizon_without_logs", "the claim without its logs (ours)", "O(M^(-1/6))", Observable::NtkDrift, SIXTH_ROOT),
            claim("drift_at_fixed_time", "the claim at fixed t", "O(M^(-1/2))", Observable::NtkDrift, FIXED),
            claim(
                "movement_at_horizon",
                "R(t) = O(t) at the horizon (from the derivation)",
                "O(M^(1/6))",
                Observable::WeightMovement,
                SIXTH_ROOT,
            ),
            claim("movement_at_fixed_time", "R(t) = O(t) at fixed t (from the derivation)", "O(1)", Observable::WeightMovement, FIXED),
        ]
    }

    fn derivation(&self) -> Vec<Step> {
        let step = |by, gives| Step { by, gives };
        vec![
            step("cosine similarity, delta > 0 fixed", "|dL/dU| = O(1)"),
            step("bounded phi', Gaussian W(0), |theta - theta(0)| = R", "|grad f| = O(1 + R / sqrt(M))"),
            step("gradient descent: R grows by eta |dL/dU| |grad f| a step", "R(t) = O(t)"),
            step("Lemma 7 with max_m |W_m(0)| = O(sqrt(log M))", "Hessian norm h = O((R + sqrt(log M)) / sqrt(M))"),
            step("Lemma 8: |K(t) - K(0)| <= R h (|grad f(t)| + |grad f(0)|)", "|K(t) - K(0)| = O((t^2 + t sqrt(log M)) / sqrt(M))"),
            step("t fixed", "O(sqrt(log M) M^(-1/2)); the claim at fixed t, up to a log"),
            step("t = c M^(1/6)", "O(M^(1/3) M^(-1/2)) = O(M^(-1/6)), below the claim O(M^(-1/6) log(M)^3)"),
            step("t = M^a", "the drift vanishes for every a < 1/4"),
        ]
    }

    fn design(&self, scale: Scale) -> Design {
        let (widths, replicates) = match scale {
            Scale::Smoke => (powers_of_two(6, 11), 16),
            Scale::Quick => (powers_of_two(7, 14), 10),
            Scale::Full => (powers_of_two(7, 17), 20),
        };
        let cosine = Setting {
            id: "cosine",
            activation: Activation::Tanh,
            similarity: Similarity::cosine(0.01),
            loss: Loss::Linear,
            step_size: 1.0,
            output_scale: OutputScale::Unit,
            triplets: 20,
            outputs: 4,
        };
        let dot = Setting { id: "dot", similarity: Similarity::Dot, ..cosine.clone() };
        // eta = 4 and few triplets: what the first step does to W has to stand above the ordinary drift at the narrowest width. Z = 16: the
        // gradient goes like 1/|u|, and |u| varies less from run to run in more dimensions.
        let small = Setting {
            id: "small_outputs",
            similarity: Similarity::cosine(0.0),
            output_scale: OutputScale::InverseRootWidth,
            step_size: 4.0,
            triplets: 5,
            outputs: 16,
            ..cosine.clone()
        };
        Design { settings: vec![cosine, dot, small], widths, replicates }
    }

    fn controls(&self) -> Vec<Control> {
        let [_, without_logs, at_fixed_time, ..] = &self.claims()[..] else { unreachable!("the claims above") };
        let control = |id, setting, horizon, of: &Claim, because| Control {
            claim: Claim { id, says: "the same claim where it must fail", setting, horizon, expected: Verdict::Refuted, ..of.clone() },
            because,
        };
        vec![
            control(
                "dot_product_beyond_departure",
                "dot",
                DEPARTURE,
                without_logs,
                "outputs grow like e^(lambda t) and reach sqrt(M) within the horizon",
            ),
            control(
                "small_outputs_without_delta",
                "small_outputs",
                FIXED,
                at_fixed_time,
                "the gradient in the outputs grows like sqrt(M), so that the first step moves W by O(1)",
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_literal_rate_rises_until_e_to_the_18() {
        let rate = &CosineConstancy.claims()[0].bound.rate;
        let at = |ln_m: f64| rate.ln_at(ln_m, 0.0);
        assert!(at(17.9) < at(18.0) && at(18.1) < at(18.0));
    }

    #[test]
    fn claims_are_in_scope_and_the_controls_settings_are_not() {
        let design = CosineConstancy.design(Scale::Quick);
        let claim = &CosineConstancy.claims()[0];
        let in_scope: Vec<bool> = design.settings.iter().map(|setting| claim.out_of_scope(setting).is_none()).collect();
        assert_eq!(in_scope, [true, false, false]);
        let relu = Setting { activation: Activation::Relu, ..design.settings[0].clone() };
        assert!(claim.out_of_scope(&relu).unwrap().contains("ReLU"));
    }
}
