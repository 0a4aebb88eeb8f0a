//! Claims and controls as tables: by setting, with their rates, and why each verdict was reached.

use maud::{Markup, html};

use super::found::shown;
use super::prose::inline;
use super::{Entry, badge};
use crate::report::Figure;
use crate::report::derivation::derived_rates;
use crate::report::format::{capitalised, exponent, interval, tightness};
use crate::report::markdown::points;
use crate::report::theorem_figure::control_name;
use crate::study::{ClaimResult, TheoremResult};
use crate::verdict::Verdict;

/// A claim or a control, with what is expected of it and its place on the page.
struct Line<'a> {
    kind: &'static str,
    judged: &'a ClaimResult,
    expected: Verdict,
    /// Whether it is what is expected at this scale.
    is_expected: bool,
    because: &'static str,
    place: String,
}

impl Line<'_> {
    fn words(&self) -> String {
        badge::words(self.kind, &self.judged.judgement, self.is_expected)
    }

    fn badge(&self) -> Markup {
        badge::of_claim(&self.judged.judgement, self.expected)
    }

    /// What is claimed, wherever it is.
    fn says(&self) -> (String, &'static str, String) {
        let claim = &self.judged.claim;
        (self.judged.bound(), claim.quantity.says, claim.horizon.to_string())
    }
}

fn lines<'a>(entry: &'a Entry<'_>, place: &str) -> Vec<Line<'a>> {
    let claims = entry.result.claims.iter().map(|judged| {
        let (expected, place) = (judged.claim.expected, format!("{place}--{}", judged.claim.id));
        Line { kind: "claim", judged, expected, is_expected: entry.result.is_expected(judged), because: "", place }
    });
    let controls = entry.result.controls.iter().map(|control| {
        let place = format!("{place}--control-{}", control.control.claim.id);
        let (judged, is_expected, because) = (&control.result, control.as_expected(), control.control.because);
        Line { kind: "control", judged, expected: Verdict::Refuted, is_expected, because, place }
    });
    claims.chain(controls).collect()
}

fn of_kind<'a>(entry: &'a Entry<'_>, place: &str, kind: &str) -> Vec<Line<'a>> {
    lines(entry, place).into_iter().filter(|line| line.kind == kind).collect()
}

/// A table that scrolls by itself where it is wide.
fn table(class: &str, caption: &str, columns: &[&str], body: &Markup) -> Markup {
    html! {
        div class={ "scroll " (class) } role="region" aria-label=(caption) tabindex="0" {
            table {
                caption { (caption) }
                thead { tr { @for name in columns { th scope="col" { (name) } } } }
                tbody { (body) }
            }
        }
    }
}

/// The matrix of what is said and where: a row a bound, a column a setting. Nothing where there is one setting.
pub(super) fn by_setting(entry: &Entry<'_>, place: &str) -> Markup {
    let lines = lines(entry, place);
    let (mut settings, mut rows) = (Vec::new(), Vec::new());
    for line in &lines {
        if !settings.contains(&line.judged.claim.setting) {
            settings.push(line.judged.claim.setting);
        }
        if !rows.contains(&line.says()) {
            rows.push(line.says());
        }
    }
    if settings.len() < 2 {
        return html! {};
    }
    let cell = |line: &Line<'_>| {
        let control = if line.kind == "control" { "control, " } else { "" };
        html! { a href={ "#" (line.place) } { small { (control) (line.judged.claim.id) } " " (line.badge()) } }
    };
    let body = html! {
        @for says in &rows {
            tr {
                th scope="row" { code { (says.0) } " " small { (says.1) ", " (says.2) } }
                @for setting in &settings {
                    td { @for line in lines.iter().filter(|line| line.judged.claim.setting == *setting && line.says() == *says) { (cell(line)) } }
                }
            }
        }
    };
    let columns = [&["claimed"], &settings[..]].concat();
    table("settings-matrix", &format!("Claims of {} in each setting, on {}", entry.result.id, entry.result.data), &columns, &body)
}

/// The claims with the rates claimed, derived and measured.
pub(super) fn claims(entry: &Entry<'_>, place: &str) -> Markup {
    let rates = derived_rates(entry.theorem);
    let body = html! {
        @for line in of_kind(entry, place, "claim") {
            @let (claim, judgement) = (&line.judged.claim, &line.judged.judgement);
            @let rates = rates.iter().find(|rates| rates.claim.id == claim.id);
            tr class="item" id=(line.place) data-words=(line.words()) data-data=(entry.result.data) {
                th scope="row" { (claim.id) small { (claim.says) } }
                td { (line.badge()) }
                td { (said(line.judged)) }
                td { (rates.map_or("", |rates| &rates.reconstructed)) }
                td { (rates.map_or("", |rates| &rates.best)) }
                td { (exponent(judgement)) @if judgement.cases.is_none() { small { "slope over the widths " (interval(&judgement.range)) } } }
                td { (tightness(judgement)) }
            }
        }
    };
    let columns = ["claim", "verdict", "claimed", "by our reconstruction", "best derived", "measured: exponent of M", "tightness"];
    let caption =
        format!("Claims of {} on {}: rates claimed, derived and measured, with 95 % intervals", entry.result.id, entry.result.data);
    html! { h5 { "Claims" } (table("claims", &caption, &columns, &body)) }
}

/// The bound, and of what, when and where.
fn said(result: &ClaimResult) -> Markup {
    let claim = &result.claim;
    html! { code { (result.bound()) } small { (claim.quantity.says) ", " (claim.horizon) ", in " (claim.setting) } }
}

impl Line<'_> {
    /// The name of its figure.
    fn figure(&self) -> String {
        let id = self.judged.claim.id;
        if self.kind == "control" { control_name(id) } else { id.to_owned() }
    }
}

/// Whether a figure is that of a claim or control, and stands with it.
pub(super) fn has_a_place_for(figure: &Figure, result: &TheoremResult) -> bool {
    result.claims.iter().any(|claim| claim.claim.id == figure.name)
        || result.controls.iter().any(|control| control_name(control.control.claim.id) == figure.name)
}

/// Why each verdict, what a referee asks beside it, and its figure.
pub(super) fn reasons(entry: &Entry<'_>, place: &str) -> Markup {
    html! {
        details {
            summary { "Why: reasons, windows, power, warnings and figures, claim by claim" }
            @for line in lines(entry, place) {
                @let judgement = &line.judged.judgement;
                div class="item" data-of=(line.place) data-data=(entry.result.data) {
                    p { strong { @if line.kind == "control" { "control " } (line.judged.claim.id) } " " (line.badge()) }
                    p { (capitalised(&judgement.reason)) "." }
                    ul { @for point in points(judgement) { li { (inline(&point)) } } }
                    @for figure in entry.figures.iter().filter(|figure| figure.name == line.figure()) {
                        (shown(entry.result.id, &figure.caption, &figure.sheet))
                    }
                }
            }
        }
    }
}

/// The controls, and why each must fail.
pub(super) fn controls(entry: &Entry<'_>, place: &str) -> Markup {
    let body = html! {
        @for line in of_kind(entry, place, "control") {
            @let (claim, judgement) = (&line.judged.claim, &line.judged.judgement);
            tr class="item" id=(line.place) data-words=(line.words()) data-data=(entry.result.data) {
                th scope="row" { (claim.id) small { (claim.says) } }
                td { (line.badge()) }
                td { (said(line.judged)) }
                td { (line.because) }
                td { (exponent(judgement)) }
            }
        }
    };
    let caption = format!("Controls of {} on {}: false claims that must be refuted", entry.result.id, entry.result.data);
    html! { h5 { "Controls" } (table("claims", &caption, &["control", "verdict", "the false claim", "must fail because", "exponent of M"], &body)) }
}
