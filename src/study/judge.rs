//! Judging a theorem: its claims and controls on the evidence alone.

use super::{Evidence, Scale, Status};
use crate::claim::{Claim, Control, Theorem};
use crate::error::{Error, Result};
use crate::stats::Sample;
use crate::verdict::{Judgement, Verdict, Warning, judge};

/// A claim with its judgement.
#[derive(Debug, Clone)]
pub struct ClaimResult {
    /// The claim.
    pub claim: Claim,
    /// What the evidence says of it.
    pub judgement: Judgement,
    /// Why the verdict is out of scope, if it is.
    pub out_of_scope: Option<String>,
    /// The measurements that were judged.
    pub sample: Sample,
}

/// A control with its judgement.
#[derive(Debug, Clone)]
pub struct ControlResult {
    /// The control.
    pub control: Control,
    /// What the evidence says of the false claim.
    pub result: ClaimResult,
}

/// A theorem with its judgement.
#[derive(Debug, Clone)]
pub struct TheoremResult {
    /// The theorem's id.
    pub id: &'static str,
    /// Its claims.
    pub claims: Vec<ClaimResult>,
    /// Its controls.
    pub controls: Vec<ControlResult>,
}

impl ClaimResult {
    /// Whether the verdict is the expected one. At smoke scale the widths are too few to settle much, so there it is enough that the expected
    /// verdict is not contradicted.
    pub fn as_expected(&self, scale: &str) -> bool {
        let (verdict, expected) = (self.judgement.verdict, self.claim.expected);
        verdict == expected || (scale == Scale::Smoke.name() && verdict == Verdict::Inconclusive)
    }
}

impl ControlResult {
    /// Whether the control was refuted, as it must be at every scale.
    pub fn as_expected(&self) -> bool {
        self.result.judgement.verdict == Verdict::Refuted
    }
}

impl TheoremResult {
    /// The theorem's verdict: that of its claims taken together. One refuted claim refutes it, and claims out of scope do not count unless all are.
    pub fn verdict(&self) -> Verdict {
        let verdicts: Vec<Verdict> = self.claims.iter().map(|claim| claim.judgement.verdict).collect();
        let some = |verdict| verdicts.contains(&verdict);
        match () {
            () if some(Verdict::Refuted) => Verdict::Refuted,
            () if some(Verdict::Inconclusive) => Verdict::Inconclusive,
            () if some(Verdict::Supported) => Verdict::Supported,
            () => Verdict::OutOfScope,
        }
    }

    /// Whether every verdict is as expected and every control is refuted.
    pub fn as_expected(&self, scale: &str) -> bool {
        self.claims.iter().all(|claim| claim.as_expected(scale)) && self.controls.iter().all(ControlResult::as_expected)
    }
}

/// Judges all claims and controls of `theorem` on `evidence`. `file` is the evidence's name in an error: evidence that lacks what a claim speaks of
/// is of another version of the theorem.
pub fn judge_theorem(theorem: &dyn Theorem, evidence: &Evidence, file: &str) -> Result<TheoremResult> {
    let design = theorem.design(Scale::Quick);
    let scope =
        |claim: &Claim| design.settings.iter().find(|setting| setting.id == claim.setting).and_then(|setting| claim.out_of_scope(setting));
    let of_claim = |claim: Claim| judge_claim(scope(&claim), claim, evidence, file);
    // A control is a claim made where an assumption fails: its scope is not asked.
    let of_control = |control: Control| Ok(ControlResult { result: judge_claim(None, control.claim.clone(), evidence, file)?, control });
    let claims = theorem.claims().into_iter().map(of_claim).collect::<Result<_>>()?;
    let controls = theorem.controls().into_iter().map(of_control).collect::<Result<_>>()?;
    Ok(TheoremResult { id: theorem.id(), claims, controls })
}

fn judge_claim(out_of_scope: Option<String>, claim: Claim, evidence: &Evidence, file: &str) -> Result<ClaimResult> {
    let horizon = claim.horizon.to_string();
    let rows: Vec<_> = evidence
        .rows
        .iter()
        .filter(|row| row.setting == claim.setting && row.observable == claim.observable && row.horizon == horizon)
        .collect();
    if rows.is_empty() {
        let problem = format!(
            "has no rows of setting {}, {} at {horizon}, which claim {} needs; run `verify` again",
            claim.setting, claim.observable, claim.id
        );
        return Err(Error::Data { file: file.into(), problem });
    }
    let failed = rows.iter().filter(|row| row.status != Status::Ok).count();
    let unresolved = rows.iter().filter(|row| row.value.is_some_and(|value| value <= 0.0)).count();
    let sample =
        Sample::from_pairs(rows.iter().filter_map(|row| row.value.filter(|&value| value > 0.0).map(|value| (row.width as f64, value))));
    let mut judgement = judge(&claim.bound, &sample, &crate::verdict::Protocol::default());
    Ok(ClaimResult { claim, judgement, out_of_scope, sample })
}
