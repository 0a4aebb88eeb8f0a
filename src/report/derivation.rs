//! A theorem's derivation as text and as markdown, with the step that each claim tests.

use std::fmt::Write;

use crate::claim::{Claim, Step, Theorem};
use crate::symbolic::chains::{CHAINS, Chain};
use crate::symbolic::{Derived, Inference, check, derived};

/// The chain step by step: what follows, by which rule from which steps, and which claims test it; then the chains that it cites.
pub fn derivation_text(theorem: &dyn Theorem) -> String {
    let mut text = chain_text(&theorem.derivation(), &theorem.claims());
    for chain in cited(&theorem.derivation()) {
        let _ = write!(text, "\n  {}, which is cited:\n{}", chain.id, chain_text(chain.steps, &[]));
    }
    text
}

/// The chains that `steps` rest on, each after those that it cites itself.
fn cited(steps: &[Step]) -> Vec<&'static Chain> {
    let names = |steps: &[Step]| steps.iter().filter_map(|step| step.by.split_once('.')).map(|(id, _)| id).collect::<Vec<_>>();
    let mut wanted = names(steps);
    let mut found = Vec::new();
    // A chain cites those before it alone, so that going back once finds all.
    for chain in CHAINS.iter().rev() {
        if wanted.contains(&chain.id) {
            wanted.extend(names(chain.steps));
            found.push(chain);
        }
    }
    found.reverse();
    found
}

fn chain_text(steps: &[Step], claims: &[Claim]) -> String {
    let mut text = String::new();
    for line in lines(steps, claims) {
        let _ = write!(text, "  {}. {}: {}\n       by {}", line.number, line.step.label, line.step.gives, line.rule());
        let _ = writeln!(text, "{}", if line.because.is_empty() { String::new() } else { format!(": {}", line.because) });
        if !line.tested.is_empty() {
            let _ = writeln!(text, "       the numbers test this: {}", line.tested);
        }
    }
    text
}

/// The same as a table.
pub fn derivation_table(theorem: &dyn Theorem) -> String {
    let mut text = String::from("| step | it follows that | by | the numbers test it in |\n|---|---|---|---|\n");
    for line in lines(&theorem.derivation(), &theorem.claims()) {
        let cells = [line.step.label, line.step.gives, &line.rule(), &line.tested].map(escaped);
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    text
}

/// The rate that the derivation of `theorem` gives to each of its claims, in a few words; in their order.
pub fn derived_rates(theorem: &dyn Theorem) -> Vec<(Claim, String)> {
    let checked = check(&theorem.derivation());
    let of_claim = |claim: &Claim| match &checked {
        Ok(inferences) => derived(claim, inferences).in_words(),
        Err(refusal) => format!("not derived: {refusal}"),
    };
    theorem.claims().into_iter().map(|claim| (claim.clone(), of_claim(&claim))).collect()
}

struct Line {
    number: usize,
    step: Step,
    because: String,
    tested: String,
}

impl Line {
    fn rule(&self) -> String {
        if self.step.from.is_empty() { self.step.by.into() } else { format!("{} from {}", self.step.by, self.step.from.join(", ")) }
    }
}

fn lines(steps: &[Step], claims: &[Claim]) -> Vec<Line> {
    let checked = check(steps);
    let refused = checked.as_ref().err().map(|refusal| format!("DOES NOT FOLLOW: {}", refusal.problem));
    let inferences = checked.unwrap_or_default();
    let line = |(index, step): (usize, &Step)| {
        let because = match inferences.iter().find(|inference| inference.label == step.label) {
            Some(inference) => inference.because.clone(),
            None => refused.clone().unwrap_or_default(),
        };
        Line { number: index + 1, step: *step, because, tested: tested(claims, &inferences, step.label) }
    };
    steps.iter().enumerate().map(line).collect()
}

/// The ids of the claims whose derived rate is that of step `label`.
fn tested(claims: &[Claim], inferences: &[Inference], label: &str) -> String {
    let is_tested = |claim: &&Claim| match derived(claim, inferences) {
        Derived::Follows { by, .. } | Derived::Above { by, .. } => by == label,
        Derived::OutOfReach(_) | Derived::Silent => false,
    };
    claims.iter().filter(is_tested).map(|claim| claim.id).collect::<Vec<_>>().join(", ")
}

/// A bar inside a table cell would end it.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|")
}
