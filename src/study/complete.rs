//! Whether evidence is what a theorem's design asks for: every cell there, measured as the design says.

use std::collections::BTreeSet;

use super::{Design, Evidence, Row, Setting};
use crate::claim::Claim;
use crate::train::Horizon;

/// The rows that a claim is judged on.
///
/// # Errors
/// The rest of a sentence that starts with the file: a hole in the grid, a setting that is not the design's, or a step that is not the
/// horizon's. A file with a hole is not judged, because what is missing may be what speaks against the claim.
pub(super) fn rows_of<'a>(claim: &Claim, design: &Design, evidence: &'a Evidence) -> Result<Vec<&'a Row>, String> {
    let horizon = claim.horizon.to_string();
    let is_claims = |row: &&Row| row.setting == claim.setting && row.observable == claim.observable && row.horizon == horizon;
    let rows: Vec<&Row> = evidence.rows.iter().filter(is_claims).collect();
    let place = format!("setting {}, {} at {horizon}", claim.setting, claim.observable);
    let found: BTreeSet<(usize, usize)> = rows.iter().map(|row| (row.width, row.replicate)).collect();
    if let Some((width, replicate)) = grid(evidence).find(|cell| !found.contains(cell)) {
        return Err(format!(
            "has no row for {place}, M = {width}, replicate {replicate}, which claim {} needs; run `verify` again",
            claim.id
        ));
    }
    let setting = design.settings.iter().find(|setting| setting.id == claim.setting).map(Setting::describe).unwrap_or_default();
    if let Some(row) = rows.iter().find(|row| row.trained != setting) {
        return Err(format!("was measured with {} (`{}`), where the design has `{setting}`; run `verify` again", row.setting, row.trained));
    }
    if let Some((row, steps)) =
        rows.iter().find_map(|row| Some((row, known_steps(claim.horizon, row.width)?)).filter(|(row, steps)| row.step != *steps))
    {
        return Err(format!("has step {} for {place}, M = {}, where the horizon is {steps}; run `verify` again", row.step, row.width));
    }
    Ok(rows)
}

/// Every width with every replicate that occurs anywhere in the evidence.
fn grid(evidence: &Evidence) -> impl Iterator<Item = (usize, usize)> {
    let replicates: BTreeSet<usize> = evidence.rows.iter().map(|row| row.replicate).collect();
    evidence.widths().into_iter().flat_map(move |width| replicates.clone().into_iter().map(move |replicate| (width, replicate)))
}

/// The steps of a horizon, where they follow from the width alone.
fn known_steps(horizon: Horizon, width: usize) -> Option<usize> {
    match horizon {
        Horizon::Fixed(_) | Horizon::Power { .. } => Some(horizon.steps(width, 1.0)),
        Horizon::Departure { .. } => None,
    }
}
