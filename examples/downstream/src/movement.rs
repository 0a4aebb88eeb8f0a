//! The weights move by O(t) at most.
//!
//! # Statement
//! Under cosine similarity $R(t) = |\theta(t) - \theta(0)| = O(t)$ for $t = O(\sqrt{M})$.
//!
//! # Source
//! Ours, from the proof of Theorem 13 of arXiv 2403.08673: the gradient in the outputs is at most 1/delta, and that of an output in the weights is
//! O(1 + R/sqrt(M)).
//!
//! # Assumptions
//! The entries of W(0) and V(0) are i.i.d. N(0, 1), phi is twice differentiable with bounded derivatives, the similarity is a cosine with delta > 0, and the
//! step size does not depend on M.
//!
//! # Kind and range
//! Upper rate in M, at t = 8 and at t = 4 M^(1/4).
//!
//! # Derivation
//! The movement is taken from asymptest's derivation of Theorem 13; the horizons are put in the place of t.
//!
//! # Observable
//! R(t) of all weights.
//!
//! # Must fail
//! - *A step size that is M times as large*: the first step alone moves the weights by O(M).
//! - *R(8) = O(M^(-1/4))*: the limit kernel is not 0, so that networks of every width move.
//!
//! # Reading the result
//! A movement of O(1) among M weights is one of O(M^(-1/2)) each.

use asymptest::prelude::*;

/// R(t) = O(t).
pub struct Movement;

const ASSUMED: &[Assumption] = &[SMOOTH_ACTIVATION, STANDARD_WEIGHTS, BOUNDED_GRADIENT, FIXED_STEP_SIZE];
const FIXED: Horizon = Horizon::Fixed(8);
const FOURTH_ROOT: Horizon = Horizon::power(4.0, 1, 4);

impl Theorem for Movement {
    asymptest::card!("movement");

    fn claims(&self) -> Vec<Claim> {
        vec![
            claim("fixed_time", "R(8) = O(1)", "O(1)", WEIGHT_MOVEMENT, FIXED, "cosine").needs(ASSUMED),
            claim("fourth_root", "R = O(t)", "O(M^(1/4))", WEIGHT_MOVEMENT, FOURTH_ROOT, "cosine").needs(ASSUMED),
        ]
    }

    fn derivation(&self) -> Vec<Step> {
        vec![
            step("movement", "thm_13_cosine_constancy.movement", &[], "R = O(t) for t = O(M^(1/2))"),
            step("at fixed t", "horizon", &["movement"], "R = O(1) at fixed t"),
            step("at M^(1/4)", "horizon", &["movement"], "R = O(M^(1/4)) at t = M^(1/4)"),
        ]
    }

    fn said(&self) -> Vec<Said> {
        vec![ours("R = O(t) for t = O(M^(1/2))", ASSUMED)]
    }

    fn design(&self, scale: Scale) -> Design {
        let cosine = Setting::cosine(6);
        let large = Setting { id: "large_steps", step_growth: StepGrowth::LikeWidth, ..cosine.clone() };
        let widths = scale.pick(powers_of_two(6, 11), powers_of_two(7, 14), powers_of_two(7, 14));
        Design::new(vec![cosine, large], widths, scale.pick(6, 12, 12))
    }

    fn must_fail(&self) -> Vec<MustFail> {
        vec![
            must_fail("large_steps", "fixed_time", "the first step alone moves the weights by O(M)").says("eta = M").setting("large_steps"),
            must_fail("dies_out", "fixed_time", "the limit kernel is not 0").says("R(8) dies out").bound("O(M^(-1/4))"),
        ]
    }
}
