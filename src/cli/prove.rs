//! `asymptest prove`: the symbolic half alone.

use clap::Args;
use serde_json::{Value, json};

use super::args::Format;
use super::{Outcome, output, theorems};
use crate::error::Result;
use crate::symbolic::{Ground, Kind, Statement, statements};
use crate::theorem::Theorem;

/// Checks every derivation, identity and constant; trains nothing. Exit code 1 if one does not hold.
#[derive(Debug, Args)]
pub(super) struct ProveArguments {
    /// Names of theorems, or unique starts of them; all where none is given.
    theorems: Vec<String>,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// A statement and what came of it.
type Established<'a> = (Statement<'a>, Result<Ground, String>);

pub(super) fn run(arguments: &ProveArguments, registry: &[&dyn Theorem]) -> Result<Outcome> {
    let all = statements(registry);
    let ids: Vec<&'static str> = all.iter().map(|statement| statement.about).collect();
    let wanted: Vec<&str> = arguments.theorems.iter().map(|name| theorems::find_name(&ids, name)).collect::<Result<_>>()?;
    let mut established: Vec<Established<'_>> = all
        .into_iter()
        .filter(|statement| wanted.is_empty() || wanted.contains(&statement.about))
        .map(|statement| {
            let result = statement.establish();
            (statement, result)
        })
        .collect();
    // Module by module, in the order in which they first appear.
    established.sort_by_key(|(statement, _)| ids.iter().position(|id| *id == statement.about));
    match arguments.format {
        Format::Text => output::show(&text(&established))?,
        Format::Json => output::print_json(&object(&established))?,
    }
    Ok(if all_hold(&established) { Outcome::AsExpected } else { Outcome::NotAsExpected })
}

fn all_hold(established: &[Established<'_>]) -> bool {
    established.iter().all(|(_, result)| result.is_ok())
}

fn count(established: &[Established<'_>], kind: Kind) -> usize {
    established.iter().filter(|(statement, result)| statement.kind == kind && result.is_ok()).count()
}

fn text(established: &[Established<'_>]) -> String {
    let mut text = String::new();
    let mut about = "";
    for (statement, result) in established {
        if statement.about != about {
            about = statement.about;
            text.push_str(&format!("{about}\n"));
        }
        let (word, detail) = match result {
            Ok(ground) => (statement.kind.name(), &ground.by),
            Err(problem) => ("FAILED", problem),
        };
        text.push_str(&format!("  {word:<9}  {}  [{detail}]\n", statement.says));
    }
    let counts: Vec<String> = Kind::ALL.iter().map(|&kind| format!("{} {}", count(established, kind), kind.name())).collect();
    let failed = established.iter().filter(|(_, result)| result.is_err()).count();
    let end = if failed == 0 { "all hold".to_owned() } else { format!("{failed} FAILED") };
    text.push_str(&format!("\n{}; {end}\n", counts.join(", ")));
    text
}

fn object(established: &[Established<'_>]) -> Value {
    let entry = |(statement, result): &Established<'_>| {
        json!({ "id": statement.about, "kind": statement.kind.name(), "says": statement.says, "holds": result.is_ok(),
                "by": result.as_ref().ok().map(|ground| &ground.by), "because": result.as_ref().ok().map(|ground| &ground.because),
                "problem": result.as_ref().err() })
    };
    let counts: serde_json::Map<String, Value> =
        Kind::ALL.iter().map(|&kind| (kind.name().to_owned(), json!(count(established, kind)))).collect();
    json!({ "statements": established.iter().map(entry).collect::<Vec<_>>(), "counts": counts, "as_expected": all_hold(established) })
}
