//! The linear loss of cosine similarities lies between -2 and 2.
//!
//! # Statement
//! For $L = N^{-1} \sum_n s(u_n, u_n^-) - s(u_n, u_n^+)$ with a cosine similarity, $L(t) \le 2$ at every t and every M.
//!
//! # Source
//! Ours: |s| <= 1 by Cauchy and Schwarz.
//!
//! # Assumptions
//! None beyond the setting.
//!
//! # Kind and range
//! Pointwise, at t = 8.
//!
//! # Derivation
//! None: one inequality.
//!
//! # Observable
//! L(t).
//!
//! # Must fail
//! L(8) <= -2: the least value is reached by outputs that all have length infinity and opposite signs, and not in 8 steps.
//!
//! # Reading the result
//! A check that pointwise claims of another suite are judged: the statement itself is plain.

use asymptest::train::LOSS;
use asymptest::claim::{Claim, Control, Form, Step};
use asymptest::theorem::Theorem;

use asymptest::experiment::{Design, Scale};
use asymptest::two_layer::Setting;
use asymptest::study::powers_of_two;
use asymptest::claim::Horizon;
use asymptest::verdict::Verdict;

/// L <= 2.
pub struct LossRange;

impl Theorem for LossRange {
    fn id(&self) -> &'static str {
        "loss_range"
    }

    fn source_text(&self) -> &'static str {
        include_str!("loss_range.rs")
    }

    fn program(&self) -> &'static str {
        "downstream"
    }

    fn claims(&self) -> Vec<Claim> {
        vec![Claim {
            id: "upper",
            says: "L(8) <= 2",
            bound: Form::at_most(2.0, 1e-9),
            observable: LOSS,
            horizon: Horizon::Fixed(8),
            setting: "cosine",
            assumptions: &[],
            expected: Verdict::Supported,
        }]
    }

    fn derivation(&self) -> Vec<Step> {
        Vec::new()
    }

    fn design(&self, _: Scale) -> Design {
        Design { settings: vec![Setting::cosine(6)], widths: powers_of_two(5, 10), replicates: 4 }
    }

    fn controls(&self) -> Vec<Control> {
        let claim = Claim {
            id: "least",
            says: "L(8) <= -2",
            bound: Form::at_most(-2.0, 1e-9),
            expected: Verdict::Refuted,
            ..self.claims().remove(0)
        };
        vec![Control { claim, because: "the least value is not reached in 8 steps" }]
    }
}
