//! Theorems as a user names them.

use super::suites;
use crate::error::{Error, Result};
use crate::theorem::Theorem;

/// The name in `names` that a user means: itself or a unique prefix of it, with `-` for `_` if they like. A name may stand in `names` several times.
pub(super) fn find_name(names: &[&'static str], wanted: &str) -> Result<&'static str> {
    let start = wanted.replace('-', "_");
    let mut known = names.to_vec();
    let mut seen = std::collections::HashSet::new();
    known.retain(|name| seen.insert(*name));
    if let Some(name) = known.iter().find(|name| **name == start) {
        return Ok(name);
    }
    let matching: Vec<&'static str> = known.iter().copied().filter(|name| !start.is_empty() && name.starts_with(&start)).collect();
    match matching[..] {
        [name] => Ok(name),
        [] => Err(unknown(wanted, format!("no theorem has this name; there are {}", known.join(", ")))),
        _ => Err(unknown(wanted, format!("is the start of several names; there are {}", known.join(", ")))),
    }
}

/// The theorem that a user means, by its name or by the file of a study.
pub(super) fn find<'a>(registry: &[&'a dyn Theorem], name: &str) -> Result<&'a dyn Theorem> {
    if suites::is_file(name) {
        return suites::study(name, registry);
    }
    let ids: Vec<&'static str> = registry.iter().map(|theorem| theorem.id()).collect();
    let id = find_name(&ids, name)?;
    Ok(*registry.iter().find(|theorem| theorem.id() == id).expect("found among the registered"))
}

/// The theorems that a user means: all where none is named, each once.
pub(super) fn find_all<'a>(registry: &[&'a dyn Theorem], names: &[String]) -> Result<Vec<&'a dyn Theorem>> {
    if names.is_empty() {
        return Ok(registry.to_vec());
    }
    let mut found: Vec<&'a dyn Theorem> = Vec::new();
    for name in names {
        let theorem = find(registry, name)?;
        if !found.iter().any(|other| other.id() == theorem.id()) {
            found.push(theorem);
        }
    }
    Ok(found)
}

fn unknown(name: &str, problem: String) -> Error {
    Error::flag(&format!("theorem `{name}`"), problem)
}
