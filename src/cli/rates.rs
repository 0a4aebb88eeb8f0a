//! The rates of a theorem's claims side by side: claimed, derived, measured.

use comfy_table::{Table, presets};

use crate::claim::Theorem;
use crate::report::{derived_rates, format};
use crate::study::{ClaimResult, TheoremResult};

/// A line a claim. `result` is the last judgement, where there is one.
pub(super) fn table(theorem: &dyn Theorem, result: Option<&TheoremResult>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_BORDERS_ONLY).set_header([
        "claim",
        "claimed",
        "at",
        "derived",
        "measured: M^",
        "last verdict",
        "tightness",
    ]);
    for (claim, derived) in derived_rates(theorem) {
        let judged = last(result, claim.id);
        let verdict = judged.map_or("not run".into(), |judged| format::judged(&judged.judgement));
        let tightness = judged.map_or(String::new(), |judged| format::tightness(&judged.judgement));
        let measured = judged.map_or(String::new(), |judged| format::exponent(&judged.judgement));
        table.add_row([claim.id, &claim.bound.to_string(), &claim.horizon.to_string(), &derived, &measured, &verdict, &tightness]);
    }
    table
}

/// The last judgement of the claim with this id.
pub(super) fn last<'a>(result: Option<&'a TheoremResult>, claim: &str) -> Option<&'a ClaimResult> {
    result?.claims.iter().find(|judged| judged.claim.id == claim)
}
