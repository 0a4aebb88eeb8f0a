//! A theorem's derivation as text and as markdown, with the step that each claim tests.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::claim::{Assumption, Claim, Origin, Step};
use crate::symbolic::chains::{Chain, chains_of};
use crate::symbolic::{Inference, check_among, check_derivation, derived, follows, reconstructed};
use crate::theorem::Theorem;

/// The chain step by step: what follows, by which rule from which steps, and which claims test it; then the chains that it cites.
pub fn derivation_text(theorem: &dyn Theorem) -> String {
    steps_text(&theorem.derivation(), &theorem.claims(), &chains_of(theorem))
}

/// What is claimed of the quantities that the derivation speaks of, and which step gives it.
pub fn said_text(theorem: &dyn Theorem) -> String {
    let checked = check_derivation(theorem);
    let mut text = String::new();
    for said in theorem.said() {
        let found = match &checked {
            Ok(inferences) => said.says.parse().and_then(|claimed| follows(&claimed, said.assumes, inferences)),
            Err(refusal) => Err(refusal.to_string()),
        };
        let derived =
            found.map_or_else(|why| format!("not derived: {why}"), |(step, spare)| format!("step {}: {}{spare}", step.label, step.fact));
        let whose = if said.origin == Origin::Ours { "ours" } else { "the source" };
        let _ = write!(text, "\n  {whose}: {}\n       where {}\n       derived: {derived}\n", said.says, words(said.assumes));
    }
    text
}

fn steps_text(steps: &[Step], claims: &[Claim], chains: &[Chain]) -> String {
    let mut text = lines_text(steps, claims, chains);
    for (id, steps) in cited(steps, chains) {
        let _ = write!(text, "\n  {id}, which is cited:\n{}", lines_text(&steps, &[], chains));
    }
    text
}

/// The steps of `chains` that `steps` rest on, by the theorem that they are of, in their order there.
fn cited(steps: &[Step], chains: &[Chain]) -> Vec<(&'static str, Vec<Step>)> {
    let of = |step: &Step| step.by.split_once('.');
    let mut waiting: Vec<(&'static str, &'static str)> = steps.iter().filter_map(of).collect();
    let mut wanted = BTreeSet::new();
    while let Some((id, label)) = waiting.pop() {
        if wanted.insert((id, label)) {
            let chain = chains.iter().find(|chain| chain.id == id);
            let step = chain.and_then(|chain| chain.steps.iter().find(|step| step.label == label));
            waiting.extend(step.into_iter().flat_map(|step| step.from.iter().map(|&label| (id, label)).chain(of(step))));
        }
    }
    let of_chain = |chain: &Chain| {
        let steps: Vec<Step> = chain.steps.iter().filter(|step| wanted.contains(&(chain.id, step.label))).copied().collect();
        (!steps.is_empty()).then_some((chain.id, steps))
    };
    chains.iter().filter_map(of_chain).collect()
}

fn lines_text(steps: &[Step], claims: &[Claim], chains: &[Chain]) -> String {
    let mut text = String::new();
    for line in lines(steps, claims, chains) {
        let _ = write!(text, "  {}. {}: {}\n       by {}", line.number, line.step.label, line.step.gives, line.rule());
        let _ = writeln!(text, "{}", if line.because.is_empty() { String::new() } else { format!(": {}", line.because) });
        if let Some(grounds) = line.inference.as_ref().and_then(grounds) {
            let _ = writeln!(text, "       {grounds}");
        }
        if !line.tested.is_empty() {
            let _ = writeln!(text, "       the numbers test this: {}", line.tested);
        }
    }
    text
}

/// How far a step's law is to be trusted, whose it is, and what it needs.
fn grounds(inference: &Inference) -> Option<String> {
    let basis = inference.basis.map(|basis| format!("basis: {}", basis.name()));
    let origin = (inference.origin == Origin::Ours).then(|| "ours".to_owned());
    let needs = (!inference.asks.is_empty()).then(|| format!("needs: {}", words(&inference.asks)));
    let parts: Vec<String> = [basis, origin, needs].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn words(assumptions: &[Assumption]) -> String {
    assumptions.iter().map(|assumption| assumption.says).collect::<Vec<_>>().join("; ")
}

/// The columns of the table of steps.
pub(super) const STEP_COLUMNS: [&str; 4] = ["step", "it follows that", "by", "the numbers test it in"];

/// The same as rows of a table.
pub(super) fn step_rows(theorem: &dyn Theorem) -> Vec<[String; 4]> {
    let row = |line: Line| [line.step.label.into(), line.step.gives.into(), line.rule(), line.tested];
    lines(&theorem.derivation(), &theorem.claims(), &chains_of(theorem)).into_iter().map(row).collect()
}

/// The same as a table in markdown.
pub fn derivation_table(theorem: &dyn Theorem) -> String {
    let mut text = format!("| {} |\n|---|---|---|---|\n", STEP_COLUMNS.join(" | "));
    for row in step_rows(theorem) {
        let _ = writeln!(text, "| {} |", row.map(|cell| escaped(&cell)).join(" | "));
    }
    text
}

/// What is derived for a claim, in a few words.
#[derive(Debug, Clone, PartialEq)]
pub struct DerivedRates {
    /// The claim.
    pub claim: Claim,
    /// By our reconstruction of the source's argument, whose text we do not hold.
    pub reconstructed: String,
    /// The lowest rate that any step gives: the source's, or ours.
    pub best: String,
}

/// The rates that the derivation of `theorem` gives to each of its claims, in their order.
pub fn derived_rates(theorem: &dyn Theorem) -> Vec<DerivedRates> {
    let checked = check_derivation(theorem);
    let of_claim = |claim: Claim| match &checked {
        Ok(inferences) => {
            let (reconstructed, best) =
                (reconstructed(&claim, inferences).reconstruction_in_words(), derived(&claim, inferences).in_words());
            DerivedRates { claim, reconstructed, best }
        }
        Err(refusal) => {
            let refused = format!("not derived: {refusal}");
            DerivedRates { claim, reconstructed: refused.clone(), best: refused }
        }
    };
    theorem.claims().into_iter().map(of_claim).collect()
}

struct Line {
    number: usize,
    step: Step,
    because: String,
    /// The step as checked; nothing from the first that is refused on.
    inference: Option<Inference>,
    tested: String,
}

impl Line {
    fn rule(&self) -> String {
        if self.step.from.is_empty() { self.step.by.into() } else { format!("{} from {}", self.step.by, self.step.from.join(", ")) }
    }
}

fn lines(steps: &[Step], claims: &[Claim], chains: &[Chain]) -> Vec<Line> {
    let checked = check_among(steps, chains);
    let refused = checked.as_ref().err().map(|refusal| format!("DOES NOT FOLLOW: {}", refusal.problem));
    let inferences = checked.unwrap_or_default();
    let line = |(index, step): (usize, &Step)| {
        let inference = inferences.iter().find(|inference| inference.label == step.label).cloned();
        let because = inference.as_ref().map_or_else(|| refused.clone().unwrap_or_default(), |inference| inference.because.clone());
        Line { number: index + 1, step: *step, because, inference, tested: tested(claims, &inferences, step.label) }
    };
    steps.iter().enumerate().map(line).collect()
}

/// The ids of the claims to which step `label` gives the best rate, or the source's.
fn tested(claims: &[Claim], inferences: &[Inference], label: &str) -> String {
    let is_tested =
        |claim: &&Claim| [derived(claim, inferences), reconstructed(claim, inferences)].iter().any(|found| found.by() == Some(label));
    claims.iter().filter(is_tested).map(|claim| claim.id).collect::<Vec<_>>().join(", ")
}

/// A bar inside a table cell would end it.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|")
}
