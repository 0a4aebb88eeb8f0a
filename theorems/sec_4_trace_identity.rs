//! Section 4, the trace identity. The linear loss of dot products is tr(W^T C_V W), and its minimisers are principal components.
//!
//! # Statement
//! With $C_V = M^{-1} \Phi B \Phi^T$, linear loss and dot-product similarity,
//! $$L = \text{tr}(W^T C_V W),$$
//! and over all W with $W^T W = I$ the minimisers of L are those whose columns span eigenvectors of the Z lowest eigenvalues of $C_V$.
//!
//! # Source
//! "When can we Approximate Wide Contrastive Models with Neural Tangent Kernels and Principal Component Analysis?", arXiv 2403.08673,
//! section 4. We hold its statements, not its full text; the factor 1/M in C_V is our normalisation. B is the pair matrix: +1/(2N) for anchor and
//! negative, -1/(2N) for anchor and positive.
//!
//! # Assumptions
//! - The similarity is the dot product and the loss is linear. Cosine similarity and softmax are out of scope.
//! - For the minimisers: the columns of W are orthonormal; that the minimum is attained is claimed of principal components. The identity asks nothing of W, phi or the width.
//!
//! # Kind and range
//! Pointwise and exact: what must vanish is at most 2^20 units of rounding at every step looked at (every one up to 8, one in every quarter later), a unit being the spacing
//! of the state's precision above 1: 2.3e-10 in f64. Widths are n + Z and more.
//!
//! # Derivation
//! L = (1/N) sum_n u_n . (u_n^- - u_n^+) = tr(U^T B U), and U = M^(-1/2) Phi^T W. Of a symmetric C, tr(W^T C W) over W^T W = I is at least the sum of the Z lowest
//! eigenvalues (Ky Fan), and that is attained on their eigenvectors. `prove` checks the identity and its gradient in exact rationals.
//!
//! # Observable
//! The two sides by routes that share no sum: L from triplets of outputs, as training sees it; the trace from eigenvalues and eigenvectors of C_V and from
//! the projections of W onto them, as sum_k l_k |q_k^T W|^2. Their difference is a share of the sizes of the terms. And how far L is from the sum of the Z lowest
//! eigenvalues of C_V(t), or below it, as a share of the sizes of all eigenvalues.
//!
//! # Must fail
//! - *The identity with cosine similarity*, and *with softmax loss*: another function of the outputs.
//! - *The minimum is attained at random orthonormal columns*: their loss is near 0.
//! - *Nothing is below the minimum when W is free*: a longer W has a lower loss, without bound.
//!
//! # Reading the result
//! 2^16 units were allowed at first. At full scale 2 of 200 free runs on the digits came to 8.3e4: dot products grow, phi saturates, columns of Phi
//! become nearly equal, and eigenvectors lose the digits that the condition of Phi^T Phi takes; L by itself does not.
//!
//! A control's number of units is large because a unit is small: 4.5e15 units are a difference as large as the thing itself. That the minimum is attained is
//! tried at the principal components themselves, at the start; that nothing is below it along Grassmannian descent, from them and from random columns, while
//! C_V moves. Whether descent comes close to the minimum is another question.

use crate::claim::{Assumption, Claim, Control, Form, Step, Theorem};
use crate::model::{Activation, Loss, OutputWeights, Similarity};
use crate::observe::Observable::{self, BelowMinimum, MinimumGap, TraceError};
use crate::study::{Design, Scale, Setting, powers_of_two};
use crate::train::Horizon;
use crate::verdict::Verdict;

/// Section 4, the trace identity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TraceIdentity;

const START: Horizon = Horizon::Fixed(0);
const FIXED: Horizon = Horizon::Fixed(32);
/// Units of rounding that are allowed where something must vanish.
const ROUNDING: f64 = 1_048_576.0;

impl Theorem for TraceIdentity {
    fn id(&self) -> &'static str {
        "sec_4_trace_identity"
    }

    fn source_text(&self) -> &'static str {
        include_str!("sec_4_trace_identity.rs")
    }

    fn claims(&self) -> Vec<Claim> {
        let claim = |id, says, observable: Observable, horizon, setting| Claim {
            id,
            says,
            bound: Form::at_most(0.0, ROUNDING),
            observable,
            horizon,
            setting,
            assumptions: &[Assumption::QuadraticLoss],
            expected: Verdict::Supported,
        };
        let identity = |id, says, setting| claim(id, says, TraceError, FIXED, setting);
        let minimum = |id, says, observable, horizon, setting| Claim {
            assumptions: &[Assumption::QuadraticLoss, Assumption::OrthonormalWeights],
            ..claim(id, says, observable, horizon, setting)
        };
        vec![
            identity("identity", "L = tr(W^T C_V W)", "dot"),
            identity("identity_relu", "the same for ReLU", "relu"),
            identity("identity_gelu", "the same for GELU", "gelu"),
            identity("identity_orthonormal", "the same with orthonormal W", "orthonormal"),
            Claim {
                assumptions: &[Assumption::QuadraticLoss, Assumption::PrincipalWeights],
                ..minimum("minimum_is_attained", "principal components attain it", MinimumGap, START, "principal")
            },
            minimum("nothing_is_below", "from columns as drawn", BelowMinimum, FIXED, "orthonormal"),
            minimum("nothing_is_below_principal", "from principal components", BelowMinimum, FIXED, "principal"),
        ]
    }

    fn derivation(&self) -> Vec<Step> {
        Vec::new()
    }

    fn design(&self, scale: Scale) -> Design {
        let (widths, replicates) = match scale {
            Scale::Smoke => (powers_of_two(6, 10), 3),
            Scale::Quick => (powers_of_two(6, 13), 6),
            Scale::Full => (powers_of_two(6, 15), 20),
        };
        let dot = Setting { id: "dot", similarity: Similarity::Dot, ..Setting::cosine(6) };
        let held = |id, held| Setting { id, held, step_size: 4.0, ..dot.clone() };
        // Their outputs outgrow all numbers within the horizon at a step of 1.
        let unbounded = |id, activation| Setting { id, activation, step_size: 0.1, ..dot.clone() };
        let settings = vec![
            unbounded("relu", Activation::Relu),
            unbounded("gelu", Activation::Gelu),
            held("orthonormal", OutputWeights::Orthonormal),
            held("principal", OutputWeights::Principal),
            Setting::cosine(6),
            Setting { id: "softmax", loss: Loss::Softmax { temperature: 0.5 }, ..dot.clone() },
        ];
        Design { settings: [vec![dot], settings].concat(), widths, replicates }
    }

    fn controls(&self) -> Vec<Control> {
        let claims = self.claims();
        let claim = |wanted| claims.iter().find(|claim| claim.id == wanted).expect("a claim above");
        let control = |id, setting, of: &Claim, because| Control {
            claim: Claim { id, says: "the same claim where it must fail", setting, expected: Verdict::Refuted, ..of.clone() },
            because,
        };
        vec![
            control("cosine", "cosine", claim("identity"), "cosine similarity is another function of the outputs"),
            control("softmax", "softmax", claim("identity"), "the softmax loss is not linear in the similarities"),
            control("any_columns", "orthonormal", claim("minimum_is_attained"), "columns as drawn are far from the lowest eigenvectors"),
            control("free_weights", "dot", claim("nothing_is_below"), "a longer W has a lower loss"),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_in_scope_and_the_controls_are_not() {
        let design = TraceIdentity.design(Scale::Quick);
        let setting = |claim: &Claim| design.settings.iter().find(|setting| setting.id == claim.setting).unwrap();
        assert!(TraceIdentity.claims().iter().all(|claim| claim.out_of_scope(setting(claim)).is_none()));
        let outside = |control: &Control| control.claim.out_of_scope(setting(&control.claim)).is_some();
        let ids: Vec<&str> = TraceIdentity.controls().iter().filter(|control| outside(control)).map(|control| control.claim.id).collect();
        assert_eq!(ids, ["cosine", "softmax", "any_columns", "free_weights"]);
    }
}
