//! Judging what a folder measured, where it need not hold all that a theorem claims today.

use crate::claim::{Card, Claim, Control, Said, Step};
use crate::error::Result;
use crate::experiment::{Design, Scale};
use crate::study::{Evidence, Row, TheoremResult, judge_theorem};
use crate::theorem::Theorem;

/// A theorem with those of its claims and controls of which the evidence has any row: one without is missing, one with a hole is damaged.
struct Measured<'a> {
    theorem: &'a dyn Theorem,
    evidence: &'a Evidence,
}

/// Judges those claims and controls of `theorem` that `evidence` speaks of. `file` is its name in an error.
///
/// # Errors
/// As [`judge_theorem`].
pub fn judge_measured(theorem: &dyn Theorem, evidence: &Evidence, file: &str) -> Result<TheoremResult> {
    judge_theorem(&Measured { theorem, evidence }, evidence, file)
}

impl Measured<'_> {
    fn has(&self, claim: &Claim) -> bool {
        let horizon = claim.horizon.to_string();
        let of_claim = |row: &Row| row.setting == claim.setting && row.quantity == claim.quantity.name && row.horizon == horizon;
        self.evidence.rows.iter().any(of_claim)
    }
}

impl Theorem for Measured<'_> {
    fn id(&self) -> &'static str {
        self.theorem.id()
    }

    fn source_text(&self) -> &'static str {
        self.theorem.source_text()
    }

    fn claims(&self) -> Vec<Claim> {
        self.theorem.claims().into_iter().filter(|claim| self.has(claim)).collect()
    }

    fn derivation(&self) -> Vec<Step> {
        self.theorem.derivation()
    }

    fn said(&self) -> Vec<Said> {
        self.theorem.said()
    }

    fn cites(&self) -> &'static [&'static dyn Theorem] {
        self.theorem.cites()
    }

    fn without_control(&self) -> Vec<&'static str> {
        self.theorem.without_control()
    }

    fn card(&self) -> Card {
        self.theorem.card()
    }

    fn design(&self, scale: Scale) -> Design {
        self.theorem.design(scale)
    }

    fn controls(&self) -> Vec<Control> {
        self.theorem.controls().into_iter().filter(|control| self.has(&control.claim)).collect()
    }
}
