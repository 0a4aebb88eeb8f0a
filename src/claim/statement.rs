//! A claim of a theorem, and the control that must fail.

use super::{Assumption, Form};
use crate::observe::Observable;
use crate::study::Setting;
use crate::train::Horizon;
use crate::verdict::Verdict;

/// One claim: this observable, in this setting, at this horizon, is bounded so.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The name in evidence and reports.
    pub id: &'static str,
    /// The claim in words.
    pub says: &'static str,
    /// The bound: a rate in M, or a ceiling on every case.
    pub bound: Form,
    /// What is bounded.
    pub observable: Observable,
    /// When.
    pub horizon: Horizon,
    /// Where: the id of a setting of the design.
    pub setting: &'static str,
    /// What must hold of the setting for the claim to be made at all.
    pub assumptions: &'static [Assumption],
    /// The verdict that a correct suite reaches at quick scale and beyond.
    pub expected: Verdict,
}

impl Claim {
    /// Why `setting` is outside the claim, or nothing where it is inside.
    pub fn out_of_scope(&self, setting: &Setting) -> Option<String> {
        let reasons: Vec<String> = self.assumptions.iter().filter_map(|assumption| assumption.broken_in(setting)).collect();
        (!reasons.is_empty()).then(|| reasons.join("; "))
    }

    /// Whether the claim is run where its assumptions do not hold, for what is seen there.
    pub fn is_meant_out_of_scope(&self) -> bool {
        self.expected == Verdict::OutOfScope
    }
}

/// A claim that is false where it is made: the same code must refute it.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// The false claim. Its assumptions are not asked: it is false because one of them fails.
    pub claim: Claim,
    /// Why it must fail.
    pub because: &'static str,
}

/// One step of a derivation, as its author writes it; [`crate::symbolic::check`] reads and verifies it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The name by which later steps refer to this one.
    pub label: &'static str,
    /// The rule: a law of [`crate::symbolic::laws`], a rule of the checker, or a step of an earlier chain as `chain.label`.
    pub by: &'static str,
    /// The labels of the premises.
    pub from: &'static [&'static str],
    /// What follows.
    pub gives: &'static str,
}

/// The step `label: gives`, by the rule `by` from the steps `from`.
pub const fn step(label: &'static str, by: &'static str, from: &'static [&'static str], gives: &'static str) -> Step {
    Step { label, by, from, gives }
}
