//! A claim of a theorem, and the control that must fail.

use super::{Assumption, Bound};
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
    /// The bound, as a rate in M.
    pub bound: Bound,
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
}

/// A claim that is false where it is made: the same code must refute it.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// The false claim. Its assumptions are not asked: it is false because one of them fails.
    pub claim: Claim,
    /// Why it must fail.
    pub because: &'static str,
}

/// One step of a derivation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// From what, by which rule.
    pub by: &'static str,
    /// What follows.
    pub gives: &'static str,
}
