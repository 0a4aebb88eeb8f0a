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

use asymptest::prelude::*;

/// L <= 2.
pub struct LossRange;

impl Theorem for LossRange {
    asymptest::card!("loss_range");

    fn claims(&self) -> Vec<Claim> {
        vec![claim("upper", "L(8) <= 2", Form::at_most(2.0, 1e-9), LOSS, Horizon::Fixed(8), "cosine")]
    }

    fn design(&self, _: Scale) -> Design {
        Design::new(vec![Setting::cosine(6)], powers_of_two(5, 10), 4)
    }

    fn must_fail(&self) -> Vec<MustFail> {
        let least = must_fail("least", "upper", "the least value is not reached in 8 steps");
        vec![least.says("L(8) <= -2").bound(Form::at_most(-2.0, 1e-9))]
    }
}
