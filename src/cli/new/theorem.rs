//! The weights move by O(1). Replace this line by the title, and the sections below by your own words: `explain` and reports show them.
//!
//! This file is a program. In a crate with `asymptest` among its dependencies put it into `src/bin/` (or `examples/`) under its own name, then
//! `cargo run --bin NAME -- check`, which tries the experiment, `-- prove`, which checks the derivation, and `-- verify --scale smoke`, which runs it.
//!
//! # Statement
//! Under cosine similarity, $|\theta(t) - \theta(0)| = O(1)$ at every fixed t.
//! # Source
//! Whose statement it is, and where.
//! # Assumptions
//! The entries of W(0) and V(0) are N(0, 1), phi is smooth, the gradient in the outputs is bounded, the step size does not depend on M.
//! # Kind and range
//! Upper rate in M at t = 8.
//! # Derivation
//! Theorem 13's chain gives R = O(t) for t = O(sqrt M); a fixed t is one of those. Without a derivation, end the claim with `.measured_only()`.
//! # Observable
//! The movement R(t) of all weights.
//! # Must fail
//! That the movement dies out like M^(-1/4): the limit kernel is not 0, so that every network moves.
//! # Reading the result
//! A movement of O(1) among M weights: each moves by O(M^(-1/2)), and the kernel hardly.

use asymptest::prelude::*;

pub(crate) struct Mine;

/// The assumptions of the claims.
const NEEDS: &[Assumption] = &[SMOOTH_ACTIVATION, STANDARD_WEIGHTS, BOUNDED_GRADIENT, FIXED_STEP_SIZE];

impl Theorem for Mine {
    asymptest::card!("theorem");

    fn claims(&self) -> Vec<Claim> {
        vec![claim("bounded", "R(8) = O(1)", "O(1)", WEIGHT_MOVEMENT, Horizon::Fixed(8), "cosine").needs(NEEDS)]
    }

    fn derivation(&self) -> Vec<Step> {
        let movement = step("movement", "thm_13_cosine_constancy.movement", &[], "R = O(t) for t = O(M^(1/2))");
        vec![movement, step("at fixed t", "horizon", &["movement"], "R = O(1) at fixed t")]
    }

    fn design(&self, scale: Scale) -> Design {
        Design::new(vec![Setting::cosine(6)], powers_of_two(6, scale.pick(10, 12, 14)), scale.pick(4, 8, 20))
    }

    fn must_fail(&self) -> Vec<MustFail> {
        vec![must_fail("dies_out", "bounded", "the limit kernel is not 0").bound("O(M^(-1/4))")]
    }
}

asymptest::main!(Mine);
