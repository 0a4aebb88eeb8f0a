//! Verdicts as a terminal shows them.

use std::fmt::Write;

use comfy_table::{ContentArrangement, Table, presets};

use super::counts::{Counts, theorem_verdict};
use super::format::{exponent, marked, power, short_tightness};
use crate::study::{ClaimResult, TheoremResult};

/// Columns of a table where there is no terminal.
const WIDTH: u16 = 132;
/// Below these columns a row is two lines: what is claimed below its name, the tightness below the exponent.
const WIDE: u16 = 110;
/// A table that is narrower than this cannot be read.
const NARROWEST: u16 = 60;

/// A table for a terminal of so many columns, if it is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    Wide(u16),
    Narrow(u16),
}

/// The table of claims and controls, and what to know besides. Marks say what is as expected. `columns` are those of the terminal, if it is one.
pub fn verdict_text(results: &[TheoremResult], columns: Option<u16>) -> String {
    let layout = match columns {
        Some(columns) if columns < WIDE => Layout::Narrow(columns.max(NARROWEST)),
        columns => Layout::Wide(columns.unwrap_or(WIDTH).min(WIDTH)),
    };
    results.iter().map(|result| one(result, layout)).collect()
}

fn one(result: &TheoremResult, layout: Layout) -> String {
    let mut table = layout.table();
    for claim in &result.claims {
        let (said, judgement) = (&claim.claim, &claim.judgement);
        table.add_row(layout.row(said.id, claim, &short_tightness(judgement)));
    }
    for control in &result.controls {
        let said = &control.control.claim;
        let expected = if control.as_expected() { "as it must be" } else { "MUST BE REFUTED" };
        table.add_row(layout.row(&format!("control {}", said.id), &control.result, expected));
    }
    let as_expected = if result.as_expected() { "as expected" } else { "NOT AS EXPECTED" };
    let counts = Counts::of_result(result).in_words();
    let mut text = format!("{} on {}: {}, {as_expected}\n  {counts}\n{table}\n", result.id, result.data, theorem_verdict(result));
    for claim in &result.claims {
        // Writing to a string does not fail.
        let _ = writeln!(text, "  {}: {}", claim.claim.id, power(&claim.judgement));
    }
    text
}

impl Layout {
    fn table(self) -> Table {
        let mut table = Table::new();
        table.set_content_arrangement(ContentArrangement::Dynamic).load_style(presets::UTF8_BORDERS_ONLY);
        match self {
            Self::Wide(columns) => table.set_width(columns).set_header(["", "bound", "verdict", "exponent of M", "tightness"]),
            Self::Narrow(columns) => table.set_width(columns).set_header(["claim\n  bound", "verdict", "exponent of M\n  tightness"]),
        };
        table
    }

    fn row(self, name: &str, result: &ClaimResult, last: &str) -> Vec<String> {
        let judgement = &result.judgement;
        let (bound, verdict, exponent) = (result.bound(), marked(judgement, result.claim.expected), exponent(judgement));
        match self {
            Self::Wide(_) => vec![name.into(), bound, verdict, exponent, last.into()],
            Self::Narrow(_) => vec![format!("{name}\n  {bound}"), verdict.replace(", ", ",\n  "), format!("{exponent}\n  {last}")],
        }
    }
}
