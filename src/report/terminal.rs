//! Verdicts as a terminal shows them.

use std::fmt::Write;

use comfy_table::{ContentArrangement, Table, presets};

use super::format::{exponent, judged, power, short_tightness, verdict};
use crate::study::TheoremResult;

/// Columns of a table: what fits a terminal beside nothing else.
const WIDTH: u16 = 132;

/// The table of claims and controls, and what to know besides.
pub fn verdict_text(results: &[TheoremResult]) -> String {
    let mut text = String::new();
    for result in results {
        let mut table = Table::new();
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
        table.load_style(presets::UTF8_BORDERS_ONLY).set_header(["", "bound", "verdict", "exponent of M", "tightness"]);
        for claim in &result.claims {
            let (said, judgement) = (&claim.claim, &claim.judgement);
            let (bound, exponent) = (said.bound.to_string(), exponent(judgement));
            table.add_row([said.id, &bound, &judged(judgement), &exponent, &short_tightness(judgement)]);
        }
        for control in &result.controls {
            let (said, judgement) = (&control.control.claim, &control.result.judgement);
            let name = format!("control {}", said.id);
            let (bound, exponent) = (said.bound.to_string(), exponent(judgement));
            let expected = if control.as_expected() { "as it must be" } else { "MUST BE REFUTED" };
            table.add_row([&name, &bound, verdict(judgement.verdict), &exponent, expected]);
        }
        let as_expected = if result.as_expected() { "as expected" } else { "NOT AS EXPECTED" };
        let untested = result.claims.iter().filter(|claim| claim.judgement.is_untested()).count();
        let untested = if untested == 0 { String::new() } else { format!(" ({untested} of {} claims untested)", result.claims.len()) };
        let _ = writeln!(text, "{} on {}: {}{untested}, {as_expected}\n{table}", result.id, result.data, verdict(result.verdict()));
        for claim in &result.claims {
            let _ = writeln!(text, "  {}: {}", claim.claim.id, power(&claim.judgement));
        }
    }
    text
}
