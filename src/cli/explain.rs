//! `asymptest explain`: a theorem's card.

use clap::Args;
use serde_json::{Value, json};

use super::args::Format;
use super::{Outcome, output, theorems};
use crate::claim::{Step, Theorem};
use crate::error::Result;
use crate::report::{card_text, derived_rates};
use crate::study::Scale;

/// Prints a theorem's card: statement, source, assumptions, derivation, claims, controls.
#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// The theorem's name, or a unique start of it.
    theorem: String,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn run(arguments: &ExplainArguments, registry: &[&dyn Theorem]) -> Result<Outcome> {
    let theorem = theorems::find(registry, &arguments.theorem)?;
    match arguments.format {
        Format::Text => output::print(&card_text(theorem))?,
        Format::Json => output::print_json(&card_json(theorem))?,
    }
    Ok(Outcome::AsExpected)
}

fn card_json(theorem: &dyn Theorem) -> Value {
    let card = theorem.card();
    let sections: serde_json::Map<String, Value> = card.sections.into_iter().map(|(heading, text)| (heading, json!(text))).collect();
    let step = |step: &Step| json!({ "step": step.label, "gives": step.gives, "by": step.by, "from": step.from });
    let derivation: Vec<Value> = theorem.derivation().iter().map(step).collect();
    let claims: Vec<Value> = derived_rates(theorem)
        .iter()
        .map(|(claim, derived)| {
            let assumptions: Vec<&str> = claim.assumptions.iter().map(|assumption| assumption.describe()).collect();
            json!({ "id": claim.id, "says": claim.says, "claim": claim.bound.to_string(), "derived": derived, "observable": claim.observable.name(),
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
    json!({ "id": theorem.id(), "title": card.title, "card": sections, "derivation": derivation, "claims": claims, "controls": controls,
            "settings": settings })
}
