//! The rates of a theorem's claims side by side: claimed, derived by our reconstruction of the source's argument and at best, measured.

use comfy_table::{ContentArrangement, Table, presets};

use super::output;
use crate::report::{DerivedRates, derived_rates, format};
use crate::study::{ClaimResult, TheoremResult};
use crate::theorem::Theorem;

/// On a terminal of fewer columns what belongs together is put below one another.
const WIDE: u16 = 160;

/// A line a claim. `result` is the last judgement, where there is one.
pub(super) fn table(theorem: &dyn Theorem, result: Option<&TheoremResult>) -> Table {
    let narrow = output::look().columns().filter(|&columns| columns < WIDE);
    let mut table = Table::new();
    table.load_style(presets::UTF8_BORDERS_ONLY);
    if let Some(columns) = narrow {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(columns);
        table.set_header(["claim\n  claimed", "derived: our reconstruction\n  best", "last verdict\n  measured: M^\n  tightness"]);
    } else {
        table.set_header(["claim", "claimed", "at", "our reconstruction", "best derived", "measured: M^", "last verdict", "tightness"]);
    }
    for DerivedRates { claim, reconstructed, best } in derived_rates(theorem) {
        let judged = last(result, claim.id);
        let verdict = judged.map_or("not run", |judged| format::judged(&judged.judgement));
        let tightness = judged.map_or(String::new(), |judged| format::tightness(&judged.judgement));
        let measured = judged.map_or(String::new(), |judged| format::exponent(&judged.judgement));
        let (bound, horizon) = (claim.bound.to_string(), claim.horizon.to_string());
        if narrow.is_some() {
            let claimed = format!("{}\n  {bound}\n  {horizon}", claim.id);
            table.add_row([claimed, format!("{reconstructed}\n  {best}"), format!("{verdict}\n  {measured}\n  {tightness}")]);
        } else {
            table.add_row([claim.id, &bound, &horizon, &reconstructed, &best, &measured, verdict, &tightness]);
        }
    }
    table
}

/// The last judgement of the claim with this id.
pub(super) fn last<'a>(result: Option<&'a TheoremResult>, claim: &str) -> Option<&'a ClaimResult> {
    result?.claims.iter().find(|judged| judged.claim.id == claim)
}
