//! `asymptest list`: theorems, claims, and the last verdict.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::args::Format;
use super::{Outcome, folder, output, rates};
use crate::data::{BUNDLED, Bundled};
use crate::error::Result;
use crate::report::{DerivedRates, derived_rates};
use crate::study::TheoremResult;
use crate::theorem::Theorem;

/// Lists theorems, their claims, and the last verdicts.
#[derive(Debug, Args)]
pub(super) struct ListArguments {
    /// The folder with the evidence of the last verdicts.
    #[arg(long, default_value = "reports")]
    out: PathBuf,
    /// Print the licences of the program and of the data in it instead.
    #[arg(long, alias = "licenses", conflicts_with = "out")]
    licences: bool,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn run(arguments: &ListArguments, registry: &[&dyn Theorem]) -> Result<Outcome> {
    if arguments.licences {
        return licences(arguments.format);
    }
    let mut theorems = Vec::new();
    for &theorem in registry {
        theorems.push((theorem, folder::judge_last(&arguments.out, theorem)?));
    }
    match arguments.format {
        Format::Text => output::show(&text(&theorems))?,
        Format::Json => output::print_json(
            &json!({ "theorems": theorems.iter().map(|(theorem, result)| entry(*theorem, result.as_ref())).collect::<Vec<_>>() }),
        )?,
    }
    Ok(Outcome::AsExpected)
}

fn licences(format: Format) -> Result<Outcome> {
    let program = env!("CARGO_PKG_LICENSE");
    match format {
        Format::Text => {
            let line = |data: &Bundled| {
                let Bundled { name, says, credit, licence, text, changes } = data;
                format!("{name}: {licence}, {text}\n  {says}\n  by {credit}\n  changes: {changes}\n")
            };
            output::show(&format!("program: {program}\n{}", BUNDLED.iter().map(line).collect::<String>()))?;
        }
        Format::Json => {
            let entry = |data: &Bundled| {
                let Bundled { name, says, credit, licence, text, changes } = data;
                json!({ "name": name, "says": says, "credit": credit, "licence": licence, "text": text, "changes": changes })
            };
            output::print_json(&json!({ "program": program, "data": BUNDLED.iter().map(entry).collect::<Vec<_>>() }))?;
        }
    }
    Ok(Outcome::AsExpected)
}

fn text(theorems: &[(&dyn Theorem, Option<TheoremResult>)]) -> String {
    theorems
        .iter()
        .map(|(theorem, result)| format!("{}: {}\n{}\n", theorem.id(), theorem.card().title, rates::table(*theorem, result.as_ref())))
        .collect()
}

fn entry(theorem: &dyn Theorem, result: Option<&TheoremResult>) -> Value {
    let claims: Vec<Value> = derived_rates(theorem)
        .iter()
        .map(|DerivedRates { claim, reconstructed, best }| {
            let judged = rates::last(result, claim.id);
            json!({
                "id": claim.id,
                "claim": claim.bound.to_string(),
                "derived": best,
                "derived_by_the_source": reconstructed,
                "exponent": judged.map(|judged| &judged.judgement.exponent),
                "observable": claim.quantity.name,
                "horizon": claim.horizon.to_string(),
                "verdict": judged.map(|judged| judged.judgement.verdict),
                "tightness": judged.map(|judged| judged.judgement.tightness),
            })
        })
        .collect();
    json!({ "id": theorem.id(), "title": theorem.card().title, "verdict": result.map(TheoremResult::verdict), "claims": claims })
}
