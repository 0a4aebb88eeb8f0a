//! `asymptest list`: theorems, claims, and the last verdict.

use std::path::PathBuf;

use clap::Args;
use comfy_table::{Table, presets};
use serde_json::{Value, json};

use super::args::Format;
use super::{Outcome, folder, output};
use crate::claim::Theorem;
use crate::error::Result;
use crate::report::{derived_rates, format};
use crate::study::{ClaimResult, TheoremResult, judge_theorem};

/// Lists theorems, their claims, and the last verdicts.
#[derive(Debug, Args)]
pub(super) struct ListArguments {
    /// The folder with the evidence of the last verdicts.
    #[arg(long, default_value = "reports")]
    out: PathBuf,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn run(arguments: &ListArguments, registry: &[&dyn Theorem]) -> Result<Outcome> {
    let mut theorems = Vec::new();
    for &theorem in registry {
        let result = match folder::read_evidence(&arguments.out, theorem.id())? {
            Some((file, evidence)) => Some(judge_theorem(theorem, &evidence, &file)?),
            None => None,
        };
        theorems.push((theorem, result));
    }
    match arguments.format {
        Format::Text => output::print(&text(&theorems))?,
        Format::Json => output::print_json(
            &json!({ "theorems": theorems.iter().map(|(theorem, result)| entry(*theorem, result.as_ref())).collect::<Vec<_>>() }),
        )?,
    }
    Ok(Outcome::AsExpected)
}

fn text(theorems: &[(&dyn Theorem, Option<TheoremResult>)]) -> String {
    theorems
        .iter()
        .map(|(theorem, result)| format!("{}: {}\n{}\n", theorem.id(), theorem.card().title, table(*theorem, result.as_ref())))
        .collect()
}

fn table(theorem: &dyn Theorem, result: Option<&TheoremResult>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_BORDERS_ONLY).set_header([
        "claim",
        "bound",
        "at",
        "derived",
        "exponent of M",
        "last verdict",
        "tightness",
    ]);
    for (claim, derived) in derived_rates(theorem) {
        let judged = last(result, claim.id);
        let verdict = judged.map_or("not run".into(), |judged| format::judged(&judged.judgement));
        let tightness = judged.map_or(String::new(), |judged| format::tightness(&judged.judgement));
        let measured = judged.map_or(String::new(), |judged| format::interval(&judged.judgement.exponent));
        table.add_row([claim.id, &claim.bound.to_string(), &claim.horizon.to_string(), &derived, &measured, &verdict, &tightness]);
    }
    table
}

fn entry(theorem: &dyn Theorem, result: Option<&TheoremResult>) -> Value {
    let claims: Vec<Value> = derived_rates(theorem)
        .iter()
        .map(|(claim, derived)| {
            let judged = last(result, claim.id);
            json!({
                "id": claim.id,
                "claim": claim.bound.to_string(),
                "derived": derived,
                "exponent": judged.map(|judged| &judged.judgement.exponent),
                "observable": claim.observable.name(),
                "horizon": claim.horizon.to_string(),
                "verdict": judged.map(|judged| judged.judgement.verdict),
                "tightness": judged.map(|judged| judged.judgement.tightness),
            })
        })
        .collect();
    json!({ "id": theorem.id(), "title": theorem.card().title, "verdict": result.map(TheoremResult::verdict), "claims": claims })
}

fn last<'a>(result: Option<&'a TheoremResult>, claim: &str) -> Option<&'a ClaimResult> {
    result?.claims.iter().find(|judged| judged.claim.id == claim)
}
