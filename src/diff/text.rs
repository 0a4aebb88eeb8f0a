//! A difference for people at a terminal.

use std::fmt::Write;

use super::{ClaimDifference, ClaimKind, Difference, Move, RowsDifference, Seen, Side, TheoremDifference};
use crate::report::format::count;

/// One line where nothing moved; else a paragraph a theorem, changed verdicts first, and a last line that counts them.
pub fn diff_text(difference: &Difference) -> String {
    let Difference { a, b, compared, equal_within_rounding, tolerance, verdicts_changed, .. } = difference;
    if difference.is_empty() && *equal_within_rounding > 0 {
        return format!("equal within {tolerance:e}: {a} and {b} ({})\n", count(*compared, "theorem"));
    }
    if difference.is_empty() {
        return format!("nothing moved between {a} and {b} ({})\n", count(*compared, "theorem"));
    }
    let mut text = String::new();
    for theorem in &difference.theorems {
        let alone = theorem.only_in.map_or(String::new(), |side| format!(": only in {}", folder(difference, side)));
        let _ = writeln!(text, "{}{alone}", theorem.name());
        for line in lines(theorem) {
            let _ = writeln!(text, "  {line}");
        }
    }
    for name in &difference.unknown {
        let _ = writeln!(text, "{name}: not compared, because this program does not know the theorem");
    }
    if *equal_within_rounding > 0 {
        let _ = writeln!(text, "{} equal within {tolerance:e}, but for what is named above", count(*equal_within_rounding, "theorem"));
    }
    let _ = writeln!(text, "{} changed between {a} and {b}", count(*verdicts_changed, "verdict"));
    text
}

pub(super) fn folder(difference: &Difference, side: Side) -> &str {
    if side == Side::A { &difference.a } else { &difference.b }
}

fn lines(theorem: &TheoremDifference) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let claims = || theorem.claims.iter().flat_map(|claim| claim.moved.iter().map(move |moved| (claim, moved)));
    let changed = |(claim, moved): &(&ClaimDifference, &Move)| moved.what == "verdict" && claim.changes_a_verdict();
    lines.extend(claims().filter(changed).map(|(claim, moved)| format!("CHANGED {}", line(claim, moved))));
    lines.extend(theorem.run.iter().map(|moved| format!("run: {} {}", moved.what, arrow(moved))));
    lines.extend(claims().filter(|both| !changed(both)).map(|(claim, moved)| line(claim, moved)));
    lines.extend(theorem.rows.map(|rows| format!("cells.csv: {}", rows_in_words(&rows))));
    for figure in &theorem.figures {
        let how = figure.only_in.map_or("other bytes", |side| if side == Side::A { "no longer there" } else { "new" });
        lines.push(format!("{}: {how}", figure.file));
    }
    lines
}

fn line(claim: &ClaimDifference, moved: &Move) -> String {
    format!("{}: {} {}", claim_name(claim), moved.what.replace('_', " "), arrow(moved))
}

pub(super) fn claim_name(claim: &ClaimDifference) -> String {
    if claim.kind == ClaimKind::Control { format!("control {}", claim.id) } else { claim.id.into() }
}

fn arrow(moved: &Move) -> String {
    let by = moved.by.map_or(String::new(), |by| format!(" (by {})", signed(by)));
    format!("{} -> {}{by}", in_words(&moved.a), in_words(&moved.b))
}

pub(super) fn in_words(seen: &Seen) -> String {
    match seen {
        Seen::Nothing => "none".into(),
        Seen::Words(words) => words.clone(),
        Seen::Number(value) => number(*value),
        Seen::Interval { estimate, low, high } => format!("{} [{}, {}]", number(*estimate), number(*low), number(*high)),
    }
}

/// Three decimals, or as many digits as show something; an end that is not known is `?`.
fn number(value: f64) -> String {
    match value {
        value if !value.is_finite() => "?".into(),
        value if value == value.trunc() && value.abs() < 1e9 => format!("{value}"),
        value if (0.01..1e6).contains(&value.abs()) => format!("{value:.3}"),
        value => format!("{value:.3e}"),
    }
}

/// A difference with its sign: small ones are small, not 0.
pub(super) fn signed(by: f64) -> String {
    if by == 0.0 {
        "0".into()
    } else if (0.001..1e6).contains(&by.abs()) {
        format!("{by:+.3}")
    } else {
        format!("{by:+.1e}")
    }
}

pub(super) fn rows_in_words(rows: &RowsDifference) -> String {
    let largest = rows.largest_change.map_or(String::new(), |largest| format!(" (largest change of a value {largest:.1e} of it)"));
    let parts = [
        (rows.changed, format!("{} changed{largest}", count(rows.changed, "row"))),
        (rows.only_in_a, format!("{} no longer there", count(rows.only_in_a, "row"))),
        (rows.only_in_b, format!("{} new", count(rows.only_in_b, "row"))),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|(number, _)| *number > 0).map(|(_, words)| words).collect();
    format!("{}, of {} and {}", parts.join(", "), rows.a, rows.b)
}
