//! The rates of a theorem's claims side by side: claimed, derived by the source's chain and at best, measured.

use comfy_table::{ContentArrangement, Table, presets};

use super::output;
use crate::claim::Theorem;
use crate::report::{DerivedRates, derived_rates, format};
use crate::study::{ClaimResult, TheoremResult};

/// A line a claim. `result` is the last judgement, where there is one.
pub(super) fn table(theorem: &dyn Theorem, result: Option<&TheoremResult>) -> Table {
    let mut table = Table::new();
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(output::look().columns());
    table.load_style(presets::UTF8_BORDERS_ONLY).set_header([
        "claim",
        "claimed",
        "at",
        "the source's chain",
        "best derived",
        "measured: M^",
        "last verdict",
        "tightness",
    ]);
    for DerivedRates { claim, by_the_source, best } in derived_rates(theorem) {
        let judged = last(result, claim.id);
        let verdict = judged.map_or("not run".into(), |judged| format::judged(&judged.judgement));
        let tightness = judged.map_or(String::new(), |judged| format::tightness(&judged.judgement));
        let measured = judged.map_or(String::new(), |judged| format::exponent(&judged.judgement));
        let (bound, horizon) = (claim.bound.to_string(), claim.horizon.to_string());
        table.add_row([claim.id, &bound, &horizon, &by_the_source, &best, &measured, &verdict, &tightness]);
    }
    table
}

/// The last judgement of the claim with this id.
pub(super) fn last<'a>(result: Option<&'a TheoremResult>, claim: &str) -> Option<&'a ClaimResult> {
    result?.claims.iter().find(|judged| judged.claim.id == claim)
}
