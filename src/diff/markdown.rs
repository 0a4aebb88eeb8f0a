//! A difference for a pull request: markdown, changed verdicts on top, a row a thing that moved.

use std::fmt::Write;

use super::text::{claim_name, folder, in_words, rows_in_words, signed};
use super::{ClaimDifference, Difference, Move, Side, TheoremDifference};
use crate::report::format::{capitalised, count};

const HEADER: &str = "| theorem | of | what | before | after | by |\n|---|---|---|---|---|---|\n";

/// The same as [`super::diff_text`] as markdown.
pub fn diff_markdown(difference: &Difference) -> String {
    let Difference { a, b, compared, verdicts_changed, .. } = difference;
    let between = format!("from {} to {}", code(a), code(b));
    if difference.is_empty() && difference.equal_within_rounding > 0 {
        return format!("Equal within {:e}, {between} ({}).\n", difference.tolerance, count(*compared, "theorem"));
    }
    if difference.is_empty() {
        return format!("Nothing moved {between} ({}).\n", count(*compared, "theorem"));
    }
    let mut text = format!("**{} changed** {between}.\n", count(*verdicts_changed, "verdict"));
    let changed = rows(difference, ClaimDifference::changes_a_verdict, |moved| moved.what == "verdict");
    if !changed.is_empty() {
        let _ = write!(text, "\n{HEADER}{changed}");
    }
    let mut rest = String::new();
    for theorem in &difference.theorems {
        rest.push_str(&of_theorem(difference, theorem));
    }
    rest.push_str(&rows(difference, |claim| !claim.changes_a_verdict(), |_| true));
    rest.push_str(&rows(difference, ClaimDifference::changes_a_verdict, |moved| moved.what != "verdict"));
    if !rest.is_empty() {
        let _ = write!(text, "\n<details><summary>What else moved</summary>\n\n{HEADER}{rest}\n</details>\n");
    }
    for name in &difference.unknown {
        let _ = writeln!(text, "\n{} was not compared: this program does not know the theorem.", code(name));
    }
    text
}

/// A row a move of the claims and moves that are wanted.
fn rows(difference: &Difference, of: impl Fn(&ClaimDifference) -> bool, what: impl Fn(&Move) -> bool) -> String {
    let mut text = String::new();
    for theorem in &difference.theorems {
        for claim in theorem.claims.iter().filter(|claim| of(claim)) {
            for moved in claim.moved.iter().filter(|moved| what(moved)) {
                text.push_str(&row(theorem, &format!("{}, {}", claim_name(claim), code(&claim.claim)), moved));
            }
        }
    }
    text
}

fn row(theorem: &TheoremDifference, of: &str, moved: &Move) -> String {
    let by = moved.by.map_or(String::new(), signed);
    let what = moved.what.replace('_', " ");
    format!("| {} | {of} | {what} | {} | {} | {by} |\n", theorem.name(), cell(&in_words(&moved.a)), cell(&in_words(&moved.b)))
}

/// What is not of a claim: where it is, how it was run, its rows and figures.
fn of_theorem(difference: &Difference, theorem: &TheoremDifference) -> String {
    let name = theorem.name();
    let mut text = String::new();
    if let Some(side) = theorem.only_in {
        let _ = writeln!(text, "| {name} | | only in {} | | | |", code(folder(difference, side)));
    }
    for moved in &theorem.run {
        text.push_str(&row(theorem, "the run", moved));
    }
    if let Some(rows) = &theorem.rows {
        let _ = writeln!(text, "| {name} | cells.csv | {} | | | |", capitalised(&rows_in_words(rows)));
    }
    for figure in &theorem.figures {
        let how = figure.only_in.map_or("other bytes", |side| if side == Side::A { "no longer there" } else { "new" });
        let _ = writeln!(text, "| {name} | {} | {how} | | | |", cell(&figure.file));
    }
    text
}

fn code(text: &str) -> String {
    format!("`{}`", cell(text).replace('`', ""))
}

/// What would end a cell, or begin HTML, is taken out: file names and the data's name come from outside.
fn cell(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect::<String>().replace('|', "\\|").replace('<', "&lt;")
}
