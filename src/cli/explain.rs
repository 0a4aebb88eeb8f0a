//! `asymptest explain`: a theorem's card.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::args::Format;
use super::{Outcome, folder, output, rates, theorems};
use crate::claim::{Assumption, Origin, Step};
use crate::error::Result;
use crate::experiment::Scale;
use crate::report::{DerivedRates, card_text, derived_rates};
use crate::study::TheoremResult;
use crate::symbolic::chains::{Chain, chains_of};
use crate::symbolic::rewrite::identities::IDENTITIES;
use crate::symbolic::rewrite::{Identity, Proof, prove};
use crate::symbolic::{Basis, check_among};
use crate::theorem::Theorem;

/// Prints a theorem's card: statement, source, assumptions, derivation, claims, controls.
#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// The name of the theorem, or a unique start of it.
    theorem: String,
    /// The folder with the evidence of the last verdicts, for the measured rates.
    #[arg(long, default_value = "reports")]
    out: PathBuf,
    /// Print the proofs of the identities as well, rewriting by rewriting.
    #[arg(long)]
    proof: bool,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn run(arguments: &ExplainArguments, registry: &[&dyn Theorem]) -> Result<Outcome> {
    explain_theorem(arguments, theorems::find(registry, &arguments.theorem)?)?;
    Ok(Outcome::AsExpected)
}

fn explain_theorem(arguments: &ExplainArguments, theorem: &dyn Theorem) -> Result<()> {
    // The card does not depend on evidence: where it cannot be read, no rate is measured, and the reader is told.
    let result = folder::judge_last(&arguments.out, theorem).unwrap_or_else(|error| {
        output::warn(&format!("no measured rates: {error}"));
        None
    });
    let proofs = proofs_of(arguments, theorem.id(), &theorem.derivation());
    match arguments.format {
        Format::Text => {
            let rates = rates::table(theorem, result.as_ref());
            output::print(&format!("{}\nRates\n-----\n{rates}\n{}", card_text(theorem), proofs_text(&proofs)))
        }
        Format::Json => output::print_json(&card_json(theorem, result.as_ref(), &proofs)),
    }
}

/// The identities that a derivation and those that it cites rely on, with their proofs; none where they are not asked for.
fn proofs_of(arguments: &ExplainArguments, id: &str, steps: &[Step]) -> Vec<(&'static Identity, Result<Proof, String>)> {
    let cited = steps.iter().filter_map(|step| step.by.split_once('.')).map(|(id, _)| id).collect::<Vec<_>>();
    let of_interest = |identity: &&Identity| arguments.proof && (identity.about == id || cited.contains(&identity.about));
    IDENTITIES.iter().filter(of_interest).map(|identity| (identity, prove(identity))).collect()
}

fn proofs_text(proofs: &[(&Identity, Result<Proof, String>)]) -> String {
    let mut text = String::new();
    for (identity, proof) in proofs {
        text.push_str(&format!("\n{}: {}\n", identity.name, identity.says));
        match proof {
            Ok(proof) => proof.lines.iter().for_each(|line| text.push_str(&format!("  {line}\n"))),
            Err(problem) => text.push_str(&format!("  NOT PROVED: {problem}\n")),
        }
    }
    text
}

/// The steps with why they follow; a step that is refused, and those after it, have no reason.
fn steps_json(steps: &[Step], chains: &[Chain]) -> Vec<Value> {
    let checked = (0..=steps.len()).rev().find_map(|length| check_among(&steps[..length], chains).ok()).unwrap_or_default();
    let entry = |(index, step): (usize, &Step)| {
        let found = checked.get(index);
        json!({ "step": step.label, "gives": step.gives, "by": step.by, "from": step.from, "because": found.map(|found| &found.because),
                "basis": found.and_then(|found| found.basis).map(Basis::name), "ours": found.map(|found| found.origin == Origin::Ours),
                "needs": found.map(|found| words(&found.asks)) })
    };
    steps.iter().enumerate().map(entry).collect()
}

fn proofs_json(proofs: &[(&Identity, Result<Proof, String>)]) -> Vec<Value> {
    let entry = |(identity, proof): &(&Identity, Result<Proof, String>)| json!({ "name": identity.name, "says": identity.says, "proof": proof.as_ref().ok().map(|proof| &proof.lines) });
    proofs.iter().map(entry).collect()
}

fn words(assumptions: &[Assumption]) -> Vec<&'static str> {
    assumptions.iter().map(|assumption| assumption.says).collect()
}

fn card_json(theorem: &dyn Theorem, result: Option<&TheoremResult>, proofs: &[(&Identity, Result<Proof, String>)]) -> Value {
    let card = theorem.card();
    let sections: serde_json::Map<String, Value> = card.sections.into_iter().map(|(heading, text)| (heading, json!(text))).collect();
    let claims: Vec<Value> = derived_rates(theorem)
        .iter()
        .map(|DerivedRates { claim, reconstructed, best }| {
            json!({ "id": claim.id, "says": claim.says, "claim": claim.bound.to_string(), "derived": best, "derived_by_the_source": reconstructed,
                    "measured": rates::last(result, claim.id).map(|judged| &judged.judgement.exponent), "observable": claim.quantity.name,
                    "horizon": claim.horizon.to_string(), "setting": claim.setting, "assumptions": words(claim.assumptions), "expected": claim.expected })
        })
        .collect();
    let controls: Vec<Value> = theorem
        .controls()
        .iter()
        .map(|control| {
            let claim = &control.claim;
            json!({ "id": claim.id, "says": claim.says, "claim": claim.bound.to_string(), "horizon": claim.horizon.to_string(),
                    "setting": claim.setting, "because": control.because, "expected": claim.expected })
        })
        .collect();
    let design = theorem.design(Scale::Quick);
    let settings: Vec<Value> = design.settings.iter().map(|setting| json!({ "id": setting.id(), "is": setting.describe() })).collect();
    json!({ "id": theorem.id(), "proofs": proofs_json(proofs), "title": card.title, "card": sections, "derivation": steps_json(&theorem.derivation(), &chains_of(theorem)), "claims": claims, "controls": controls,
            "settings": settings })
}
