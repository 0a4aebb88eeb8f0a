//! Verdicts as a terminal shows them.

use std::fmt::Write;

use comfy_table::{ContentArrangement, Table, presets};

use super::format::{exponent, marked, power, short_tightness, verdict};
use crate::study::TheoremResult;

/// The table of claims and controls, `columns` wide at most, and what to know besides. Marks say what is as expected.
pub fn verdict_text(results: &[TheoremResult], columns: u16) -> String {
    let mut text = String::new();
    for result in results {
        let mut table = Table::new();
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(columns);
        table.load_style(presets::UTF8_BORDERS_ONLY).set_header(["", "bound", "verdict", "exponent of M", "tightness"]);
        for claim in &result.claims {
            let (said, judgement) = (&claim.claim, &claim.judgement);
            let (name, bound) = (said.id, said.bound.to_string());
            table.add_row([name, &bound, &marked(judgement, said.expected), &exponent(judgement), &short_tightness(judgement)]);
        }
        for control in &result.controls {
            let (said, judgement) = (&control.control.claim, &control.result.judgement);
            let (name, bound) = (format!("control {}", said.id), said.bound.to_string());
            let expected = if control.as_expected() { "as it must be" } else { "MUST BE REFUTED" };
            table.add_row([name.as_str(), &bound, &marked(judgement, said.expected), &exponent(judgement), expected]);
        }
        let as_expected = if result.as_expected() { "as expected" } else { "NOT AS EXPECTED" };
        let untested = result.claims.iter().filter(|claim| claim.judgement.is_untested()).count();
        let untested = if untested == 0 { String::new() } else { format!(" ({untested} of {} claims untested)", result.claims.len()) };
        let _ = writeln!(text, "{}: {}{untested}, {as_expected}\n{table}", result.id, verdict(result.verdict()));
        for claim in &result.claims {
            let _ = writeln!(text, "  {}: {}", claim.claim.id, power(&claim.judgement));
        }
    }
    text
}
