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
//! # Quantity
//! The movement R(t) of all weights.
//! # Must fail
//! That the movement dies out like M^(-1/4): the limit kernel is not 0, so that every network moves.
//! # Reading the result
//! A movement of O(1) among M weights: each moves by O(M^(-1/2)), and the kernel hardly.

use asymptest::claim::Horizon;
use asymptest::claim::assumption::{BOUNDED_GRADIENT, FIXED_STEP_SIZE, SMOOTH_ACTIVATION, STANDARD_WEIGHTS};
use asymptest::claim::{Claim, Control, Step, step};
use asymptest::experiment::{Design, Scale};
use asymptest::observe::WEIGHT_MOVEMENT;
use asymptest::study::powers_of_two;
use asymptest::theorem::Theorem;
use asymptest::two_layer::Setting;
use asymptest::verdict::Verdict;

/// R(8) = O(1).
pub(crate) struct Movement;

impl Theorem for Movement {
    fn id(&self) -> &'static str {
        "own_theorem"
    }
    fn source_text(&self) -> &'static str {
        include_str!("own_theorem.rs")
    }
    fn program(&self) -> &'static str {
        "own_theorem"
    }
    fn claims(&self) -> Vec<Claim> {
        let bound = "O(1)".parse().expect("a bound");
        let (observable, horizon, setting) = (WEIGHT_MOVEMENT, Horizon::Fixed(8), "cosine");
        let assumptions = &[SMOOTH_ACTIVATION, STANDARD_WEIGHTS, BOUNDED_GRADIENT, FIXED_STEP_SIZE];
        vec![Claim { id: "bounded", says: "R(8) = O(1)", bound, observable, horizon, setting, assumptions, expected: Verdict::Supported }]
    }
    fn derivation(&self) -> Vec<Step> {
        let movement = step("movement", "thm_13_cosine_constancy.movement", &[], "R = O(t) for t = O(M^(1/2))");
        vec![movement, step("at fixed t", "horizon", &["movement"], "R = O(1) at fixed t")]
    }
    fn design(&self, _: Scale) -> Design {
        Design { settings: vec![Setting::cosine(6)], widths: powers_of_two(6, 12), replicates: 8 }
    }
    fn controls(&self) -> Vec<Control> {
        let bound = "O(M^(-1/4))".parse().expect("a bound");
        let claim = Claim { id: "dies_out", says: "R(8) dies out", bound, expected: Verdict::Refuted, ..self.claims().remove(0) };
        vec![Control { claim, because: "the limit kernel is not 0" }]
    }
}

fn main() -> std::process::ExitCode {
    asymptest::cli::main(&[&Movement])
}
