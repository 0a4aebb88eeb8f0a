//! Whether evidence is what a theorem's design asks for: every cell there, measured as the design says.

use std::collections::BTreeSet;

use super::{Evidence, Row};
use crate::claim::{Claim, Horizon};
use crate::experiment::{Design, Replicates};

/// The rows that a claim is judged on.
///
/// # Errors
/// The rest of a sentence that starts with the file: a hole in the grid, a setting that is not the design's, or a step that is not the
/// horizon's. A file with a hole is not judged, because what is missing may be what speaks against the claim.
pub(super) fn rows_of<'a>(claim: &Claim, design: &Design, evidence: &'a Evidence) -> Result<Vec<&'a Row>, String> {
    let horizon = claim.horizon.to_string();
    let is_claims = |row: &&Row| row.setting == claim.setting && row.quantity == claim.quantity.name && row.horizon == horizon;
    let rows: Vec<&Row> = evidence.rows.iter().filter(is_claims).collect();
    let place = format!("setting {}, {} at {horizon}", claim.setting, claim.quantity);
    let found: BTreeSet<(usize, usize)> = rows.iter().map(|row| (row.width, row.replicate)).collect();
    if let Some((width, replicate)) = grid(design.replicates, evidence).into_iter().find(|cell| !found.contains(cell)) {
        return Err(format!(
            "has no row for {place}, M = {width}, replicate {replicate}, which claim {} needs; run `verify` again",
            claim.id
        ));
    }
    let designed = design.setting(claim.setting).map(|setting| setting.key()).unwrap_or_default();
    if let Some(measured) = evidence.run.settings.get(claim.setting).filter(|measured| **measured != designed) {
        return Err(format!("was measured with {} (`{measured}`), where the design has `{designed}`; run `verify` again", claim.setting));
    }
    if let Some((row, steps)) =
        rows.iter().find_map(|row| Some((row, known_steps(claim.horizon, row.width)?)).filter(|(row, steps)| row.step != *steps))
    {
        return Err(format!("has step {} for {place}, M = {}, where the horizon is {steps}; run `verify` again", row.step, row.width));
    }
    Ok(rows)
}

/// Every width with every replicate that occurs anywhere in the evidence, or, where a design has a number of its own for each width, at that width. Nothing
/// where there was no plan.
fn grid(replicates: Replicates, evidence: &Evidence) -> Vec<(usize, usize)> {
    if matches!(replicates, Replicates::AsFound) {
        return Vec::new();
    }
    let at_widths = evidence.replicates();
    let most = at_widths.values().copied().max().unwrap_or(0);
    let count = |own: usize| if matches!(replicates, Replicates::Same(_)) { most } else { own };
    at_widths.into_iter().flat_map(|(width, own)| (0..count(own)).map(move |replicate| (width, replicate))).collect()
}

/// The steps of a horizon, where they follow from the width alone.
fn known_steps(horizon: Horizon, width: usize) -> Option<usize> {
    match horizon {
        Horizon::Fixed(_) | Horizon::Power { .. } => Some(horizon.steps(width, 1.0)),
        Horizon::Departure { .. } | Horizon::Untimed => None,
    }
}
