//! `asymptest explain`: a theorem's card.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::args::Format;
use super::{Outcome, folder, output, rates, theorems};
use crate::claim::{Step, Theorem};
use crate::error::Result;
use crate::report::{card_text, derived_rates};
use crate::study::{Scale, TheoremResult};
use crate::symbolic::rewrite::identities::IDENTITIES;
use crate::symbolic::rewrite::{Identity, Proof, prove};

/// Prints a theorem's card: statement, source, assumptions, derivation, claims, controls.
#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// The theorem's name, or a unique start of it.
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
    let theorem = theorems::find(registry, &arguments.theorem)?;
    // The card does not depend on evidence: where it cannot be read, no rate is measured, and the reader is told.
    let result = folder::judge_last(&arguments.out, theorem).unwrap_or_else(|error| {
        output::note(&format!("no measured rates: {error}"));
        None
    });
    let proofs = if arguments.proof { proofs_of(theorem) } else { Vec::new() };
    match arguments.format {
        Format::Text => {
            let rates = rates::table(theorem, result.as_ref());
            output::print(&format!("{}\nRates\n-----\n{rates}\n{}", card_text(theorem), proofs_text(&proofs)))?;
        }
        Format::Json => output::print_json(&card_json(theorem, result.as_ref(), &proofs))?,
    }
    Ok(Outcome::AsExpected)
}

/// The identities that a theorem and the chains that it cites rely on, with their proofs.
fn proofs_of(theorem: &dyn Theorem) -> Vec<(&'static Identity, Result<Proof, String>)> {
    let cited = theorem.derivation().iter().filter_map(|step| step.by.split_once('.')).map(|(id, _)| id).collect::<Vec<_>>();
    let of_interest = |identity: &&Identity| identity.about == theorem.id() || cited.contains(&identity.about);
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

fn card_json(theorem: &dyn Theorem, result: Option<&TheoremResult>, proofs: &[(&Identity, Result<Proof, String>)]) -> Value {
    let card = theorem.card();
    let sections: serde_json::Map<String, Value> = card.sections.into_iter().map(|(heading, text)| (heading, json!(text))).collect();
    let step = |step: &Step| json!({ "step": step.label, "gives": step.gives, "by": step.by, "from": step.from });
    let derivation: Vec<Value> = theorem.derivation().iter().map(step).collect();
    let claims: Vec<Value> = derived_rates(theorem)
        .iter()
        .map(|(claim, derived)| {
            let assumptions: Vec<&str> = claim.assumptions.iter().map(|assumption| assumption.describe()).collect();
            json!({ "id": claim.id, "says": claim.says, "claim": claim.bound.to_string(), "derived": derived,
                    "measured": rates::last(result, claim.id).map(|judged| &judged.judgement.exponent), "observable": claim.observable.name(),
                    "horizon": claim.horizon.to_string(), "setting": claim.setting, "assumptions": assumptions, "expected": claim.expected })
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
    let settings: Vec<Value> = design.settings.iter().map(|setting| json!({ "id": setting.id, "is": setting.describe() })).collect();
    let proofs: Vec<Value> = proofs
        .iter()
        .map(|(identity, proof)| json!({ "name": identity.name, "says": identity.says, "proof": proof.as_ref().ok().map(|proof| &proof.lines) }))
        .collect();
    json!({ "id": theorem.id(), "proofs": proofs, "title": card.title, "card": sections, "derivation": derivation, "claims": claims, "controls": controls,
            "settings": settings })
}
