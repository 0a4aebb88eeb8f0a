//! What was found of a theorem on one data set: the verdict in a sentence, figures, claims, controls, limits, and the command.

use maud::{Markup, PreEscaped, html};

use super::drawing::{Drawing, drawing};
use super::prose::inline;
use super::{Entry, badge, claims};
use crate::report::markdown::{in_short, limits_of};

/// The part of a card for one data set, and the style sheets of its figures.
pub(super) fn found(entry: &Entry<'_>, place: &str, open: bool) -> (Markup, Vec<String>) {
    let result = entry.result;
    let drawings: Vec<(&str, Drawing)> =
        entry.figures.iter().enumerate().map(|(index, (name, svg))| (name.as_str(), drawing(svg, &format!("{place}-{index}")))).collect();
    let styles = drawings.iter().flat_map(|(_, drawing)| drawing.styles.clone()).collect();
    let (front, further) = drawings.split_at(drawings.len().min(1));
    let limits = limits_of(&result.claims);
    let markup = html! {
        details class="found" id=(place) data-data=(result.data) open[open] {
            summary { h4 { "On " (result.data) } " " (badge::of_theorem(result)) }
            p { (inline(&in_short(result))) }
            @for (_, drawing) in front { (figure(result.id, "Measurements, fits and trajectories", drawing)) }
            @if !further.is_empty() {
                details { summary { "Further figures (" (further.len()) ")" } @for (name, drawing) in further { (figure(result.id, name, drawing)) } }
            }
            (claims::claims(entry, place))
            (claims::by_setting(entry, place))
            (claims::reasons(entry, place))
            (claims::controls(entry, place))
            h5 { "What these data cannot show" }
            ul { @for limit in limits { li { (limit) } } }
            h5 { "How it was made" }
            pre tabindex="0" { code { (entry.command) } }
            p { "Measurements: " a href={ (entry.folder) "/cells.csv" } { "cells.csv" } "; as a text: " a href={ (entry.folder) "/report.md" } { "report.md" } "." }
        }
    };
    (markup, styles)
}

fn figure(id: &str, name: &str, drawing: &Drawing) -> Markup {
    html! {
        figure {
            div class="scroll" role="region" tabindex="0" aria-label={ (id) ": " (name) } { (PreEscaped(&drawing.element)) }
            figcaption { (name) }
        }
    }
}
