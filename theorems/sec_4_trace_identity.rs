//! Section 4, the trace identity. The linear loss of dot products is tr(W^T C_V W), and its minimisers are principal components.
//!
//! # Statement
//! With $C_V = M^{-1} \Phi B \Phi^T$, linear loss and dot-product similarity,
//! $$L = \text{tr}(W^T C_V W),$$
//! and over all W with $W^T W = I$ the minimisers of L are those whose columns span eigenvectors of the Z lowest eigenvalues of $C_V$.
//!
//! # Source
//! "When can we Approximate Wide Contrastive Models with Neural Tangent Kernels and Principal Component Analysis?", arXiv 2403.08673,
//! section 4. We hold its statements, not its full text. The factor 1/M in C_V is our normalisation: with the factor M^(-1/2) in f it is the only one for
//! which the
//! identity has no further factor. B is the pair matrix: +1/(2N) for anchor and
//! negative, -1/(2N) for anchor and positive.
//!
//! # Assumptions
//! - The similarity is the dot product and the loss is linear. Cosine similarity and softmax are out of scope.
//! - For the minimisers: the columns of W are orthonormal; that the minimum is attained is claimed of principal components. The identity asks nothing of
//!   W, phi or the width.
//!
//! # Kind and range
//! Pointwise and exact, up to rounding: relative errors are at most 2.3e-10 in f64 (2^20 units of rounding, the spacing of the state's precision above 1)
//! at every step
//! looked at (every one up to 8, one in every quarter later). Widths are n + Z and more.
//!
//! # Derivation
//! L = (1/N) sum_n u_n . (u_n^- - u_n^+) = tr(U^T B U), and U = M^(-1/2) Phi^T W. Of a symmetric C, tr(W^T C W) over W^T W = I is at least the sum of the
//! Z lowest
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
//! The limit is not derived. A limit of 1.5e-11 (2^16 units) was tried first; at full scale 2 of 200 free runs on the digits came to 1.8e-11, 300 times
//! the errors on
//! MNIST. Our explanation, which no recorded quantity checks: dot products grow, phi saturates, columns of Phi become nearly equal, and eigenvectors lose
//! the digits that
//! the condition of Phi^T Phi takes. A limit by backward error needs that condition, and the rows do not have it.
//!
//! The error of a control is of order 1, as large as the thing itself. That the minimum is attained is
//! tried at the principal components themselves, at the start; that nothing is below it along Grassmannian descent, from them and from random columns, while
//! C_V moves. Whether descent comes close to the minimum is another question.

use crate::prelude::*;

/// Section 4, the trace identity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TraceIdentity;

const START: Horizon = Horizon::Fixed(0);
const FIXED: Horizon = Horizon::Fixed(32);
/// Units of rounding that are allowed where something must vanish.
const ROUNDING: f64 = 1_048_576.0;
const LOSS_FORM: &[Assumption] = &[QUADRATIC_LOSS];
const HELD: &[Assumption] = &[QUADRATIC_LOSS, ORTHONORMAL_WEIGHTS];
const FROM_PCA: &[Assumption] = &[QUADRATIC_LOSS, PRINCIPAL_WEIGHTS];

impl Theorem for TraceIdentity {
    crate::card!("sec_4_trace_identity");

    fn claims(&self) -> Vec<Claim> {
        let zero = || Form::at_most(0.0, ROUNDING);
        vec![
            claim("identity", "L = tr(W^T C_V W)", zero(), TRACE_ERROR, FIXED, "dot").needs(LOSS_FORM),
            claim("identity_relu", "the same for ReLU", zero(), TRACE_ERROR, FIXED, "relu").needs(LOSS_FORM),
            claim("identity_gelu", "the same for GELU", zero(), TRACE_ERROR, FIXED, "gelu").needs(LOSS_FORM),
            claim("identity_orthonormal", "the same with orthonormal W", zero(), TRACE_ERROR, FIXED, "orthonormal").needs(LOSS_FORM),
            claim("minimum_is_attained", "principal components attain it", zero(), MINIMUM_GAP, START, "principal").needs(FROM_PCA),
            claim("nothing_is_below", "from columns as drawn", zero(), BELOW_MINIMUM, FIXED, "orthonormal").needs(HELD),
            claim("nothing_is_below_principal", "from principal components", zero(), BELOW_MINIMUM, FIXED, "principal").needs(HELD),
        ]
    }

    fn design(&self, scale: Scale) -> Design {
        let dot = Setting { id: "dot", loss: linear(Similarity::DOT), ..Setting::cosine(6) };
        let held = |id, held| Setting { id, held, step_size: 4.0, ..dot.clone() };
        // Their outputs outgrow all numbers within the horizon at a step of 1.
        let unbounded = |id, activation| Setting { id, activation, step_size: 0.1, ..dot.clone() };
        let settings = vec![
            dot.clone(),
            unbounded("relu", Activation::RELU),
            unbounded("gelu", Activation::GELU),
            held("orthonormal", OutputWeights::Orthonormal),
            held("principal", OutputWeights::Principal),
            Setting::cosine(6),
            Setting { id: "softmax", loss: softmax(Similarity::DOT, 0.5), ..dot.clone() },
        ];
        let widths = scale.pick(powers_of_two(6, 10), powers_of_two(6, 13), powers_of_two(6, 15));
        Design::new(settings, widths, scale.pick(3, 6, 20))
    }

    fn must_fail(&self) -> Vec<MustFail> {
        vec![
            must_fail("cosine", "identity", "cosine similarity is another function of the outputs").setting("cosine"),
            must_fail("softmax", "identity", "the softmax loss is not linear in the similarities").setting("softmax"),
            must_fail("any_columns", "minimum_is_attained", "columns as drawn are far from the lowest eigenvectors").setting("orthonormal"),
            must_fail("free_weights", "nothing_is_below", "a longer W has a lower loss").setting("dot"),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_in_scope_and_the_controls_are_not() {
        assert!(TraceIdentity.claims().iter().all(|claim| !outside(&TraceIdentity, claim.id).contains(&claim.setting)));
        let outside = |control: &&Control| outside(&TraceIdentity, control.claim.id).contains(&control.claim.setting);
        assert_eq!(TraceIdentity.controls().iter().filter(outside).count(), 4);
    }
}
