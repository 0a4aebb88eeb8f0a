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
//! A chain of this suite's own, `lemma_movement`, takes the movement from asymptest's chain of Theorem 13; the horizons are put in the place of t.
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

use asymptest::claim::Assumption;
use asymptest::claim::assumption::{BOUNDED_GRADIENT, FIXED_STEP_SIZE, SMOOTH_ACTIVATION, STANDARD_WEIGHTS};
use asymptest::claim::{Claim, Control, Step, step};
use asymptest::theorem::Theorem;
use asymptest::observe::WEIGHT_MOVEMENT;
use asymptest::experiment::{Design, Scale};
use asymptest::two_layer::{Setting, StepGrowth};
use asymptest::study::powers_of_two;
use asymptest::symbolic::chains::{Chain, chain, ours};
use asymptest::claim::Horizon;
use asymptest::verdict::Verdict;

/// R(t) = O(t).
pub struct Movement;

const ASSUMED: &[Assumption] = &[SMOOTH_ACTIVATION, STANDARD_WEIGHTS, BOUNDED_GRADIENT, FIXED_STEP_SIZE];
const FIXED: Horizon = Horizon::Fixed(8);
const FOURTH_ROOT: Horizon = Horizon::Power { coefficient: 4.0, exponent: (1, 4) };

/// Lemmas of this suite, for all its theorems to cite.
const CHAINS: &[Chain] = &[chain(
    "lemma_movement",
    &[step("movement", "thm_13_cosine_constancy.movement", &[], "R = O(t) for t = O(M^(1/2))")],
    &[ours("R = O(t) for t = O(M^(1/2))", ASSUMED)],
)];

impl Theorem for Movement {
    fn id(&self) -> &'static str {
        "movement"
    }

    fn source_text(&self) -> &'static str {
        include_str!("movement.rs")
    }

    fn program(&self) -> &'static str {
        "downstream"
    }

    fn chains(&self) -> &'static [Chain] {
        CHAINS
    }

    fn claims(&self) -> Vec<Claim> {
        let claim = |id, says, bound: &str, horizon| Claim {
            id,
            says,
            bound: bound.parse().expect("the bounds of this file are tested"),
            observable: WEIGHT_MOVEMENT,
            horizon,
            setting: "cosine",
            assumptions: ASSUMED,
            expected: Verdict::Supported,
        };
        vec![claim("fixed_time", "R(8) = O(1)", "O(1)", FIXED), claim("fourth_root", "R = O(t)", "O(M^(1/4))", FOURTH_ROOT)]
    }

    fn derivation(&self) -> Vec<Step> {
        vec![
            step("movement", "lemma_movement.movement", &[], "R = O(t) for t = O(M^(1/2))"),
            step("at fixed t", "horizon", &["movement"], "R = O(1) at fixed t"),
            step("at M^(1/4)", "horizon", &["movement"], "R = O(M^(1/4)) at t = M^(1/4)"),
        ]
    }

    fn design(&self, scale: Scale) -> Design {
        let (widths, replicates) = match scale {
            Scale::Smoke => (powers_of_two(6, 11), 6),
            Scale::Quick | Scale::Full => (powers_of_two(7, 14), 12),
        };
        let cosine = Setting::cosine(6);
        let large = Setting { id: "large_steps", step_growth: StepGrowth::LikeWidth, ..cosine.clone() };
        Design { settings: vec![cosine, large], widths, replicates }
    }

    fn controls(&self) -> Vec<Control> {
        let control = |id, says, bound: &str, setting, because| {
            let bound = bound.parse().expect("the bounds of this file are tested");
            Control { claim: Claim { id, says, bound, setting, expected: Verdict::Refuted, ..self.claims().remove(0) }, because }
        };
        vec![
            control("large_steps", "eta = M", "O(1)", "large_steps", "the first step alone moves the weights by O(M)"),
            control("dies_out", "R(8) dies out", "O(M^(-1/4))", "cosine", "the limit kernel is not 0"),
        ]
    }
}
