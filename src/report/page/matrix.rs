//! The matrix of theorems and data sets, and the filter above it.

use maud::{Markup, html};

use super::{Entry, Group, badge};
use crate::report::counts::Counts;
use crate::report::format::{count, interval, judged, judged_cases, tightness};

/// Verdicts that the filter knows: their words in `data-words`, and how they are called.
const VERDICTS: [(&str, &str); 9] = [
    ("", "any verdict"),
    ("holds-exactly", "holds exactly"),
    ("supported", "supported"),
    ("untestable-here", "untestable here"),
    ("refuted", "refuted"),
    ("inconclusive", "inconclusive"),
    ("out-of-scope", "out of scope"),
    ("unexpected", "not as expected"),
    ("control", "controls"),
];

/// The filter; only the script shows it.
pub(super) fn filter(data: &[&str]) -> Markup {
    html! {
        form id="filter" role="search" aria-label="Filter of theorems and claims" hidden {
            label for="query" { "Theorem or claim " input id="query" name="q" type="search" autocomplete="off"; }
            label for="verdict" { "Verdict " select id="verdict" name="verdict" {
                @for (word, name) in VERDICTS { option value=(word) { (name) } }
            } }
            label for="data" { "Data " select id="data" name="data" {
                option value="" { "all data" }
                @for name in data { option value=(name) { (name) } }
            } }
            button type="reset" { "Clear" }
            button type="button" id="open" { "Open all" }
            button type="button" id="close" { "Close all" }
            p id="count" role="status" aria-live="polite" {}
        }
    }
}

/// A row a theorem, a column a data set.
pub(super) fn verdicts(groups: &[Group<'_>], data: &[&str]) -> Markup {
    html! {
        section aria-labelledby="verdicts" {
            h2 id="verdicts" tabindex="-1" { "Verdicts" }
            div class="scroll" role="region" aria-labelledby="verdicts" tabindex="0" {
                table class="matrix" {
                    caption { "Each theorem on each data set; names lead to the cards below." }
                    thead {
                        tr { th scope="col" { "theorem" } @for name in data { th scope="col" data-data=(name) { "on " (name) } } }
                    }
                    tbody { @for group in groups { (row(group, data)) } }
                }
            }
        }
    }
}

fn row(group: &Group<'_>, data: &[&str]) -> Markup {
    html! {
        tr data-theorem=(group.theorem.id()) {
            th scope="row" { a href={ "#" (group.theorem.id()) } { (group.theorem.card().title) } }
            @for name in data {
                td data-data=(name) {
                    @let on = |entry: &&Entry<'_>| entry.result.data == *name;
                    @for (index, entry) in group.entries.iter().enumerate().filter(|(_, entry)| on(entry)) { (cell(entry, &group.place(index))) }
                    @if !group.entries.iter().any(on) { span class="missing" { "not run" } }
                }
            }
        }
    }
}

fn cell(entry: &Entry<'_>, place: &str) -> Markup {
    let result = entry.result;
    let (counts, refuted) = (Counts::of_result(result), result.controls_refuted());
    html! {
        a href={ "#" (place) } { (badge::of_theorem(result)) }
        small {
            (count(counts.claims, "claim")) ": " (counts.in_words()) "; "
            (refuted) " of " (count(result.controls.len(), "control")) " refuted"
        }
        @if let Some(first) = result.headline() {
            @let exponent = if first.judgement.cases.is_some() { judged_cases(&first.judgement) } else { format!("exponent {}", interval(&first.judgement.exponent)) };
            small { code { (first.bound()) } ", " (first.claim.horizon) ": " (judged(&first.judgement)) ", " (exponent) ", " (tightness(&first.judgement)) }
        }
    }
}
