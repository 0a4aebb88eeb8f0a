//! Where claims and controls are made: a claim where all that it assumes holds, a control where nothing that we hold implies it.

use super::derived::{Derived, horizon, implies, lowest};
use super::{Inference, check_derivation};
use crate::claim::{Assumption, Claim, Control, Form, assumption};
use crate::theorem::Theorem;

/// That what `claim` assumes holds in its setting, or, where the claim is meant to be out of scope, that it does not; in words.
///
/// # Errors
/// What does not hold, or a setting that the design does not have.
pub fn claim_in_scope(theorem: &dyn Theorem, claim: &Claim) -> Result<String, String> {
    let setting = theorem.setting(claim.setting).ok_or_else(|| no_setting(claim))?;
    match (claim.out_of_scope(|asked| setting.broken(asked)), claim.is_meant_out_of_scope()) {
        (None, false) => Ok("all that it assumes holds there".into()),
        (Some(why), true) => Ok(format!("out of scope, as it is meant to be: {why}")),
        (Some(why), false) => Err(format!("out of scope: {why}")),
        (None, true) => Err("all that it assumes holds, and it is meant to be out of scope".into()),
    }
}

/// That the false claim of `control` follows from nothing that holds in its setting: neither from the theorem's derivation nor from one of its own claims.
/// What a control's claim lists as assumed is not asked, as elsewhere: all that holds in its setting may be used. In words, why it does not follow.
///
/// # Errors
/// What implies it, or a setting that the design does not have.
pub fn control_must_fail(theorem: &dyn Theorem, control: &Control) -> Result<String, String> {
    let claim = &control.claim;
    let setting = theorem.setting(claim.setting).ok_or_else(|| no_setting(claim))?;
    let holds: Vec<Assumption> = known(theorem).into_iter().filter(|assumption| setting.broken(assumption) == Ok(None)).collect();
    let says_so = |other: &Claim| other.assumptions.iter().all(|assumption| holds.contains(assumption)) && covers(other, claim);
    if let Some(other) = theorem.claims().iter().find(|other| !other.is_meant_out_of_scope() && says_so(other)) {
        return Err(format!("the claim {} says as much, and all that it assumes holds in setting {}", other.id, setting.id()));
    }
    let inferences: Vec<Inference> = check_derivation(theorem).map_err(|refusal| refusal.to_string())?;
    match lowest(claim, &holds, inferences.iter()) {
        Derived::Follows { by, bound, .. } => Err(format!("step {by} gives {bound} in setting {}: it is true", setting.id())),
        Derived::Above { bound, .. } => Ok(format!("the derivation ends at {bound}, above it")),
        Derived::OutOfReach(why) => {
            Ok(claim.out_of_scope(|asked| setting.broken(asked)).map_or(why, |broken| format!("out of scope: {broken}")))
        }
        Derived::Silent => Ok(match claim.out_of_scope(|asked| setting.broken(asked)) {
            Some(broken) => format!("out of scope: {broken}"),
            None => format!("no derivation speaks of {}", claim.quantity),
        }),
    }
}

/// Whether `claim`, where it holds, implies `other`, but for the setting.
fn covers(claim: &Claim, other: &Claim) -> bool {
    claim.quantity == other.quantity
        && match (&claim.bound, &other.bound) {
            (Form::Rate(bound), Form::Rate(weaker)) => horizon(claim.horizon) == horizon(other.horizon) && implies(bound, weaker),
            (Form::Pointwise(ceiling), Form::Pointwise(higher)) => claim.horizon == other.horizon && ceiling.implies(higher),
            _ => false,
        }
}

/// Assumptions that a theorem speaks of: those of this crate, and those that its claims name.
fn known(theorem: &dyn Theorem) -> Vec<Assumption> {
    let claims = theorem.claims();
    let named = claims.iter().flat_map(|claim| claim.assumptions).copied();
    let mut known: Vec<Assumption> = assumption::ALL.into_iter().chain(named).collect();
    known.sort_unstable();
    known.dedup();
    known
}

fn no_setting(claim: &Claim) -> String {
    format!("the design has no setting {}", claim.setting)
}
