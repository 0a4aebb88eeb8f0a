//! Theorems as a user names them.

use crate::claim::Theorem;
use crate::error::{Error, Result};

/// The theorem that a user means: its id or a unique prefix of it, with `-` for `_` if they like.
pub(super) fn find<'a>(registry: &[&'a dyn Theorem], name: &str) -> Result<&'a dyn Theorem> {
    let wanted = name.replace('-', "_");
    let ids = || registry.iter().map(|theorem| theorem.id()).collect::<Vec<_>>().join(", ");
    if let Some(theorem) = registry.iter().find(|theorem| theorem.id() == wanted) {
        return Ok(*theorem);
    }
    let matching: Vec<&'a dyn Theorem> =
        registry.iter().copied().filter(|theorem| !wanted.is_empty() && theorem.id().starts_with(&wanted)).collect();
    match matching[..] {
        [theorem] => Ok(theorem),
        [] => Err(unknown(name, format!("no theorem has this name; there are {}", ids()))),
        _ => Err(unknown(name, format!("is the start of several names; there are {}", ids()))),
    }
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
