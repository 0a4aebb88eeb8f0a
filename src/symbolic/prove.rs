//! Everything that the symbolic half proves, derives and certifies, as one list of statements.

use super::certified::{ACTIVATIONS, constants};
use super::chains::chains_of;
use super::exact::checks::CHECKS;
use super::rewrite::identities::IDENTITIES;
use super::{Derived, Inference, Refusal};
use super::{check_among, check_derivation, claim_in_scope, control_must_fail, derived, follows, reconstructed, rewrite};
use crate::claim::Claim;
use crate::claim::Origin;
use crate::theorem::Theorem;

/// How a statement is established.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An identity, by rewriting or in exact rational arithmetic.
    Proved,
    /// A rate, by a checked chain of steps.
    Derived,
    /// A constant, enclosed by intervals.
    Certified,
    /// Where a claim or a control is made, held against the settings of its design.
    Checked,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Proved, Self::Derived, Self::Certified, Self::Checked];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Derived => "derived",
            Self::Certified => "certified",
            Self::Checked => "checked",
        }
    }
}

/// On what a statement stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// How it was established, in a few words: a number of steps, a rate, an enclosure.
    pub by: String,
    /// Why, line by line: the steps or rewritings with their reasons; none where `by` says all.
    pub because: Vec<String>,
}

impl From<String> for Ground {
    fn from(by: String) -> Self {
        Self { by, because: Vec::new() }
    }
}

/// A statement that can be established.
pub struct Statement<'a> {
    /// The module that it belongs to.
    pub about: &'static str,
    /// What it says.
    pub says: String,
    /// How it is established.
    pub kind: Kind,
    establish: Box<dyn Fn() -> Result<Ground, String> + 'a>,
}

impl<'a> Statement<'a> {
    /// A statement that `establish` establishes, or says why it does not hold.
    pub fn new(about: &'static str, kind: Kind, says: impl Into<String>, establish: impl Fn() -> Result<Ground, String> + 'a) -> Self {
        Self { about, says: says.into(), kind, establish: Box::new(establish) }
    }

    /// Establishes it.
    ///
    /// # Errors
    /// What does not hold.
    pub fn establish(&self) -> Result<Ground, String> {
        (self.establish)()
    }
}

/// All statements: identities, certified constants, and the theorems in `registry`.
pub fn statements<'a>(registry: &[&'a dyn Theorem]) -> Vec<Statement<'a>> {
    let of_theorems = registry.iter().flat_map(|&theorem| of_theorem(theorem));
    of_identities().chain(of_exact()).chain(of_constants()).chain(of_theorems).collect()
}

fn of_identities<'a>() -> impl Iterator<Item = Statement<'a>> {
    IDENTITIES.iter().map(|identity| {
        Statement::new(identity.about, Kind::Proved, format!("{}: {}", identity.name, identity.says), || {
            let lines = rewrite::prove(identity)?.lines;
            Ok(Ground { by: format!("{} rewritings, each replayed", lines.len() - 1), because: lines })
        })
    })
}

fn of_exact<'a>() -> impl Iterator<Item = Statement<'a>> {
    CHECKS.iter().map(|check| {
        Statement::new(check.about, Kind::Proved, format!("{}: {}", check.name, check.says), || {
            Ok(format!("{} equalities of rationals", (check.run)()?).into())
        })
    })
}

fn of_constants<'a>() -> impl Iterator<Item = Statement<'a>> {
    // An activation of another file has no constants here.
    ACTIVATIONS.into_iter().filter_map(|activation| Some((activation, activation.smooth()?))).map(|(activation, smooth)| {
        let name = activation.name();
        let says = format!("{name}: sup |phi'|, sup |phi''| and |phi(a)| <= |phi(0)| + L1 |a|; the engine's L1 and L2 are at or above");
        Statement::new("lemma_07_hessian_bound", Kind::Certified, says, move || {
            let found = constants(activation)?;
            let (first, second) = smooth.largest();
            for (name, enclosure, engine) in [("L1", &found.first, first), ("L2", &found.second, second)] {
                if !enclosure.is_below(engine) {
                    return Err(format!("the engine's {name} = {engine:e} lies below the upper end of {enclosure}"));
                }
            }
            Ok(format!("L1 in {}, L2 in {}, |phi(0)| in {}; {} intervals", found.first, found.second, found.at_zero, found.intervals)
                .into())
        })
    })
}

/// What is claimed of the quantities of a theorem's derivation.
fn of_said(theorem: &dyn Theorem) -> impl Iterator<Item = Statement<'_>> {
    theorem.said().into_iter().map(move |said| {
        let whose = if said.origin == Origin::Ours { "ours" } else { "the source's claim" };
        let assumed: Vec<&str> = said.assumes.iter().map(|assumption| assumption.says).collect();
        let says = format!("{whose}: {}, where {}", said.says, assumed.join("; "));
        Statement::new(theorem.id(), Kind::Derived, says, move || {
            let inferences = check_among(&theorem.derivation(), &chains_of(theorem)).map_err(|refusal| refusal.to_string())?;
            let (step, spare) = follows(&said.says.parse()?, said.assumes, &inferences)?;
            let by = format!("step {}: {}{spare}{}", step.label, step.fact, marks(step));
            Ok(Ground { by, because: vec![reason(step)] })
        })
    })
}

/// The steps of a derivation, checked.
fn derivation(checked: Result<Vec<Inference>, Refusal>) -> Result<Ground, String> {
    let inferences = checked.map_err(|refusal| refusal.to_string())?;
    let last = inferences.last().map(marks).unwrap_or_default();
    Ok(Ground { by: format!("{} steps{last}", inferences.len()), because: inferences.iter().map(reason).collect() })
}

/// Whose a step is, and whether a heuristic is below it.
fn marks(step: &Inference) -> String {
    let origin = if step.origin == Origin::Ours { ", ours" } else { "" };
    let heuristic = if step.heuristic { ", by a heuristic" } else { "" };
    format!("{origin}{heuristic}")
}

fn reason(step: &Inference) -> String {
    format!("{}: {}: {}", step.label, step.fact, step.because)
}

/// A theorem's derivation, what is claimed of its quantities, each of its claims that the derivation speaks of, and where its claims and controls are made.
fn of_theorem(theorem: &dyn Theorem) -> Vec<Statement<'_>> {
    let id = theorem.id();
    let checked = move || check_derivation(theorem).map_err(|refusal| refusal.to_string());
    let mut statements = Vec::new();
    if let Some(last) = theorem.derivation().last() {
        statements.push(Statement::new(id, Kind::Derived, last.gives, move || derivation(check_derivation(theorem))));
    }
    statements.extend(of_said(theorem));
    for claim in theorem.claims() {
        let (says, made) = (said(&claim), format!("{} is made in setting {}", claim.id, claim.setting));
        // A derivation that is refused has been reported above, and gives no rates.
        if !checked().is_ok_and(|inferences| derived(&claim, &inferences) == Derived::Silent) {
            let claim = claim.clone();
            statements.push(Statement::new(id, Kind::Derived, says, move || held(&claim, &checked()?)));
        }
        statements.push(Statement::new(id, Kind::Checked, made, move || claim_in_scope(theorem, &claim).map(Ground::from)));
    }
    for control in theorem.controls() {
        let says = format!("control {}, in setting {}: it does not follow", said(&control.claim), control.claim.setting);
        statements.push(Statement::new(id, Kind::Checked, says, move || control_must_fail(theorem, &control).map(Ground::from)));
    }
    statements
}

fn said(claim: &Claim) -> String {
    format!("{}: {} is {}, {}", claim.id, claim.quantity, claim.bound, claim.horizon)
}

/// That `claim` follows, and what our reconstruction of the source's argument gives.
fn held(claim: &Claim, inferences: &[Inference]) -> Result<Ground, String> {
    let (best, source) = (derived(claim, inferences), reconstructed(claim, inferences));
    if !best.stands() {
        return Err(best.in_words());
    }
    let by = if best == source {
        best.in_words()
    } else {
        format!("{}; our reconstruction: {}", best.in_words(), source.reconstruction_in_words())
    };
    let because = inferences.iter().filter(|step| best.by() == Some(&step.label)).map(reason).collect();
    Ok(Ground { by, because })
}
