//! What was found of a theorem on one data set: the verdict in a sentence, figures, claims, controls, limits, and the command.

use maud::{Markup, PreEscaped, html};

use super::drawing::{Drawing, drawing};
use super::prose::inline;
use super::{Entry, badge, claims};
use crate::report::Figure;
use crate::report::markdown::{in_short, limits_of};

/// The part of a card for one data set, and the style sheets of its figures.
pub(super) fn found(entry: &Entry<'_>, place: &str, open: bool) -> (Markup, Vec<String>) {
    let result = entry.result;
    let front = drawing(entry.front, &format!("{place}-front"));
    let figures: Vec<Picture<'_>> = entry.figures.iter().map(|figure| picture(figure, place)).collect();
    let styles =
        [&front].into_iter().chain(figures.iter().map(|(_, drawing)| drawing)).flat_map(|drawing| drawing.styles.clone()).collect();
    let (of_claims, further): (Vec<_>, Vec<_>) = figures.iter().partition(|(figure, _)| claims::has_a_place_for(figure, result));
    let limits = limits_of(&result.claims);
    let markup = html! {
        details class="found" id=(place) data-data=(result.data) open[open] {
            summary { h4 { "On " (result.data) } " " (badge::of_theorem(result)) }
            p { (inline(&in_short(result))) }
            (shown(result.id, "Measurements, fits and trajectories", &front))
            @if !further.is_empty() {
                details {
                    summary { "Trajectories and diagrams (" (further.len()) ")" }
                    @for (figure, drawing) in &further { (shown(result.id, &figure.caption, drawing)) }
                }
            }
            (claims::claims(entry, place))
            (claims::by_setting(entry, place))
            (claims::reasons(entry, place, &of_claims))
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

/// A figure with its drawing.
pub(super) type Picture<'a> = (&'a Figure, Drawing);

fn picture<'a>(figure: &'a Figure, place: &str) -> Picture<'a> {
    (figure, drawing(&figure.svg, &format!("{place}-{}", figure.name)))
}

pub(super) fn shown(id: &str, name: &str, drawing: &Drawing) -> Markup {
    html! {
        figure {
            div class="scroll" role="region" tabindex="0" aria-label={ (id) ": " (name) } { (PreEscaped(&drawing.element)) }
            figcaption { (name) }
        }
    }
}
