//! A theorem's derivation as text and as markdown, with the step that each claim tests.

use std::fmt::Write;

use crate::claim::{Assumption, Claim, Step, Theorem};
use crate::symbolic::chains::{Chain, chains_of};
use crate::symbolic::{Inference, Origin, by_the_source, check_among, check_derivation, derived, follows};

/// The chain step by step: what follows, by which rule from which steps, and which claims test it; then the chains that it cites.
pub fn derivation_text(theorem: &dyn Theorem) -> String {
    steps_text(&theorem.derivation(), &theorem.claims(), &chains_of(theorem))
}

/// A chain that has no module yet: its steps, those of `chains` that it cites, and what is claimed of it.
pub fn chain_text(chain: &Chain, chains: &[Chain]) -> String {
    let steps = steps_text(chain.steps, &[], chains);
    let mut text = format!("{}\n{}\n\n{steps}\nClaims\n------\n", chain.id, "=".repeat(chain.id.len()));
    let checked = check_among(chain.steps, chains);
    for said in chain.claims {
        let found = match &checked {
            Ok(inferences) => said.says.parse().and_then(|claimed| follows(&claimed, said.assumes, inferences)),
            Err(refusal) => Err(refusal.to_string()),
        };
        let derived =
            found.map_or_else(|why| format!("not derived: {why}"), |(step, spare)| format!("step {}: {}{spare}", step.label, step.fact));
        let whose = if said.origin == Origin::Ours { "ours" } else { "the source" };
        let _ = writeln!(text, "  {whose}: {}\n       where {}\n       derived: {derived}", said.says, words(said.assumes));
    }
    text.push_str("\nNo module measures this yet: there are no settings, no controls and no evidence.\n");
    text
}

fn steps_text(steps: &[Step], claims: &[Claim], chains: &[Chain]) -> String {
    let mut text = lines_text(steps, claims, chains);
    for chain in cited(steps, chains) {
        let _ = write!(text, "\n  {}, which is cited:\n{}", chain.id, lines_text(chain.steps, &[], chains));
    }
    text
}

/// Those of `chains` that `steps` rest on, each after those that it cites itself.
fn cited<'a>(steps: &[Step], chains: &'a [Chain]) -> Vec<&'a Chain> {
    let names = |steps: &[Step]| steps.iter().filter_map(|step| step.by.split_once('.')).map(|(id, _)| id).collect::<Vec<_>>();
    let mut wanted = names(steps);
    let mut found = Vec::new();
    // A chain cites those before it alone, so that going back once finds all.
    for chain in chains.iter().rev() {
        if wanted.contains(&chain.id) {
            wanted.extend(names(chain.steps));
            found.push(chain);
        }
    }
    found.reverse();
    found
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
    assumptions.iter().map(|assumption| assumption.describe()).collect::<Vec<_>>().join("; ")
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
    /// By the source's own steps, as far as we hold them.
    pub by_the_source: String,
    /// The lowest rate that any step gives: the source's, or ours.
    pub best: String,
}

/// The rates that the derivation of `theorem` gives to each of its claims, in their order.
pub fn derived_rates(theorem: &dyn Theorem) -> Vec<DerivedRates> {
    let checked = check_derivation(theorem);
    let of_claim = |claim: Claim| match &checked {
        Ok(inferences) => {
            let (by_the_source, best) = (by_the_source(&claim, inferences).in_words(), derived(&claim, inferences).in_words());
            DerivedRates { claim, by_the_source, best }
        }
        Err(refusal) => {
            let refused = format!("not derived: {refusal}");
            DerivedRates { claim, by_the_source: refused.clone(), best: refused }
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
        |claim: &&Claim| [derived(claim, inferences), by_the_source(claim, inferences)].iter().any(|found| found.by() == Some(label));
    claims.iter().filter(is_tested).map(|claim| claim.id).collect::<Vec<_>>().join(", ")
}

/// A bar inside a table cell would end it.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|")
}
