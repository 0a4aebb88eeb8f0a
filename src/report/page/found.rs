//! What was found of a theorem on one data set: the verdict in a sentence, figures, claims, controls, limits, and the command.

use maud::{Markup, PreEscaped, html};

use super::prose::inline;
use super::{Entry, badge, claims};
use crate::report::Figure;
use crate::report::figure::{self, Sheet};
use crate::report::finding::finding;
use crate::report::markdown::{MEASURED_ELSEWHERE, in_short, limits_of, measured_elsewhere};

/// The part of a card for one data set.
pub(super) fn found(entry: &Entry<'_>, place: &str, open: bool) -> Markup {
    let result = entry.result;
    let further: Vec<&Figure> = entry.figures.iter().filter(|figure| !claims::has_a_place_for(figure, result)).collect();
    let limits = limits_of(&result.claims);
    html! {
        details class="found" id=(place) data-data=(result.data) open[open] {
            summary { h4 { "On " (result.data) } " " (badge::of_theorem(result)) }
            p { (finding(result)) }
            p { (inline(&in_short(result))) }
            (shown(result.id, "Measurements, fits and trajectories", entry.front))
            @if !further.is_empty() {
                details {
                    summary { "Trajectories and diagrams (" (further.len()) ")" }
                    @for figure in &further { (shown(result.id, &figure.caption, &figure.sheet)) }
                }
            }
            (claims::claims(entry, place))
            (claims::by_setting(entry, place))
            (claims::reasons(entry, place))
            (claims::controls(entry, place))
            h5 { "What these data cannot show" }
            ul { @for limit in limits { li { (limit) } } }
            h5 { "How it was made" }
            @match &entry.command {
                Some(command) => pre tabindex="0" { code { (command) } },
                None => {
                    p { strong { (MEASURED_ELSEWHERE) } (measured_elsewhere(result.table.as_ref())) }
                    @if let Some(table) = result.table.as_ref().filter(|table| !table.notes.is_empty()) {
                        ul { @for note in &table.notes { li { (inline(note)) } } }
                    }
                }
            }
            @if let Some(made_by) = entry.made_by { p { (made_by.in_words()) } }
            p { "Measurements: " a href={ (entry.folder) "/cells.csv" } { "cells.csv" } "; as a text: " a href={ (entry.folder) "/report.md" } { "report.md" } "." }
        }
    }
}

/// A figure with its caption.
pub(super) fn shown(id: &str, name: &str, sheet: &Sheet) -> Markup {
    html! {
        figure {
            div class="scroll" role="region" tabindex="0" aria-label={ (id) ": " (name) } { (PreEscaped(figure::inline(sheet))) }
            figcaption { (name) }
        }
    }
}
