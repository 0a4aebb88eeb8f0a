//! A theorem's card: what its file says, with the steps of its derivation, and what was found on each data set.

use maud::{Markup, html};

use super::prose::prose;
use super::{Group, badge, found};
use crate::experiment::Scale;
use crate::report::derivation::{STEP_COLUMNS, step_rows};

/// The sections that stand before what was found; the others follow it.
const BEFORE: [&str; 5] = ["Statement", "Source", "Assumptions", "Kind and range", "Derivation"];

/// The card.
pub(super) fn card(group: &Group<'_>) -> Markup {
    let (theorem, card) = (group.theorem, group.theorem.card());
    let id = theorem.id();
    let (before, after): (Vec<_>, Vec<_>) = card.sections.iter().partition(|(heading, _)| BEFORE.contains(&heading.as_str()));
    html! {
        details class="card" id=(id) data-theorem=(id) {
            summary {
                h3 { (card.title) }
                @for entry in &group.entries {
                    span class="on" data-data=(entry.result.data) { (entry.result.data) ": " (badge::of_theorem(entry.result)) }
                }
            }
            div class="inside" {
                @for (heading, text) in before {
                    h4 { (heading) }
                    (prose(text))
                    @if heading == "Derivation" { (steps(group)) }
                }
                @for (index, entry) in group.entries.iter().enumerate() { (found::found(entry, &group.place(index), index == 0)) }
                @for (heading, text) in after { h4 { (heading) } (prose(text)) }
                h4 { "Settings" }
                dl class="settings" {
                    @for setting in &theorem.design(Scale::Quick).settings { dt { code { (setting.id()) } } dd { (setting.describe()) } }
                }
            }
        }
    }
}

fn steps(group: &Group<'_>) -> Markup {
    let rows = step_rows(group.theorem);
    let name = format!("Steps of the derivation of {}", group.theorem.id());
    html! {
        @if !rows.is_empty() {
            div class="scroll" role="region" aria-label=(name) tabindex="0" {
                table {
                    caption { "The steps, each checked by " code { (group.theorem.program()) " prove" } "." }
                    thead { tr { @for name in STEP_COLUMNS { th scope="col" { (name) } } } }
                    tbody { @for [label, gives, by, tested] in &rows {
                        tr { th scope="row" { (label) } td { code { (gives) } } td { (by) } td { (tested) } }
                    } }
                }
            }
        }
    }
}
