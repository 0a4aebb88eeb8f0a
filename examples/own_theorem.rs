//! The weights move by O(1). A theorem of one's own in one file: what it states, why it follows, what is run, and what must fail.
//! # Statement
//! Under cosine similarity, $|\theta(t) - \theta(0)| = O(1)$ at every fixed t.
//! # Source
//! Ours, from the proof of Theorem 13 of arXiv 2403.08673.
//! # Assumptions
//! The entries of W(0) and V(0) are N(0, 1), phi is smooth, the gradient in the outputs is bounded, the step size does not depend on M.
//! # Kind and range
//! Upper rate in M at t = 8.
//! # Derivation
//! Theorem 13's chain gives R = O(t) for t = O(sqrt M); a fixed t is one of those.
//! # Observable
//! The movement R(t) of all weights.
//! # Must fail
//! That the movement dies out like M^(-1/4): the limit kernel is not 0, so that every network moves.
//! # Reading the result
//! A movement of O(1) among M weights: each moves by O(M^(-1/2)), and the kernel hardly.

use asymptest::prelude::*;

pub(crate) struct Movement;
const NEEDS: &[Assumption] = &[SMOOTH_ACTIVATION, STANDARD_WEIGHTS, BOUNDED_GRADIENT, FIXED_STEP_SIZE];
impl Theorem for Movement {
    asymptest::card!("own_theorem");
    fn claims(&self) -> Vec<Claim> {
        vec![claim("bounded", "R(8) = O(1)", "O(1)", WEIGHT_MOVEMENT, Horizon::Fixed(8), "cosine").needs(NEEDS)]
    }
    fn derivation(&self) -> Vec<Step> {
        let movement = step("movement", "thm_13_cosine_constancy.movement", &[], "R = O(t) for t = O(M^(1/2))");
        vec![movement, step("at fixed t", "horizon", &["movement"], "R = O(1) at fixed t")]
    }
    fn design(&self, _: Scale) -> Design {
        Design::new(vec![Setting::cosine(6)], powers_of_two(6, 12), 8)
    }
    fn must_fail(&self) -> Vec<MustFail> {
        vec![must_fail("dies_out", "bounded", "the limit kernel is not 0").bound("O(M^(-1/4))")]
    }
}

asymptest::main!(Movement);
