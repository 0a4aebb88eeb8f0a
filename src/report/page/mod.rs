//! The page: all verdicts of a folder of evidence in one HTML file that needs nothing beside it.
//!
//! It loads nothing, says so to the browser (Content-Security-Policy), and works without its script, which only filters. Ids, for links to the page:
//! a theorem's own, and of what was found on its k-th data set `<theorem>--<k>`, of a claim there `<theorem>--<k>--<claim>`, of a control
//! `<theorem>--<k>--control-<control>`.

mod badge;
mod card;
mod claims;
mod found;
mod matrix;
mod prose;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::report::counts::Counts;
use crate::report::figure::{Scheme, Sheet, style_sheet};
use crate::report::{Figure, Provenance};
use crate::study::TheoremResult;
use crate::theorem::Theorem;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
/// Nothing is loaded from anywhere.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// What was found of a theorem on one data set.
#[derive(Clone)]
pub struct Entry<'a> {
    /// The theorem.
    pub theorem: &'a dyn Theorem,
    /// Its judgement.
    pub result: &'a TheoremResult,
    /// The command that makes the evidence; none where this program did not.
    pub command: Option<String>,
    /// How it came about, where that is known.
    pub made_by: Option<&'a Provenance>,
    /// The theorem's folder as the page links to it.
    pub folder: String,
    /// The front figure.
    pub front: &'a Sheet,
    /// All others.
    pub figures: &'a [Figure],
}

/// A theorem with what was found of it, data set by data set.
struct Group<'a> {
    theorem: &'a dyn Theorem,
    entries: Vec<&'a Entry<'a>>,
}

impl Group<'_> {
    /// The id of what was found in the k-th entry.
    fn place(&self, index: usize) -> String {
        format!("{}--{}", self.theorem.id(), index + 1)
    }
}

/// The page: the matrix of verdicts, and a card for every theorem.
pub fn page(entries: &[Entry<'_>]) -> String {
    let (groups, data) = (groups(entries), data(entries));
    let program = groups.first().map_or("asymptest", |group| group.theorem.program());
    let of_tables = entries.iter().all(|entry| entry.result.table.is_some());
    let measured = if of_tables { "the measurements say of asymptotic claims" } else { "trained networks say of asymptotic theorems" };
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            (head(program))
            body {
                a class="skip" href="#verdicts" { "To the verdicts" }
                header {
                    h1 { (program) ": what " (measured) }
                    p { (summary(entries)) }
                }
                main {
                    (matrix::filter(&data))
                    (matrix::verdicts(&groups, &data))
                    (badge::legend())
                    section aria-labelledby="theorems" {
                        h2 id="theorems" { "Theorems" }
                        @for group in &groups { (card::card(group)) }
                    }
                }
                footer {
                    p { "Written by " code { (program) " report" } " (asymptest " (env!("CARGO_PKG_VERSION")) ") from the measurements beside it, with " a href="fits.csv" { "fits.csv" } ", the same judgements as a table." }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    markup.into_string() + "\n"
}

fn head(program: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(POLICY);
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            title { (program) ": verdicts" }
            style { (PreEscaped(STYLE)) (PreEscaped(style_sheet(Scheme::System))) }
        }
    }
}

/// What a reader sees first.
fn summary(entries: &[Entry<'_>]) -> String {
    let claims = Counts::of(entries.iter().flat_map(|entry| &entry.result.claims).map(|claim| &claim.judgement)).sentence();
    let controls: usize = entries.iter().map(|entry| entry.result.controls.len()).sum();
    let odd: Vec<String> = entries
        .iter()
        .filter(|entry| !entry.result.as_expected())
        .map(|entry| format!("{} on {}", entry.result.id, entry.result.data))
        .collect();
    let odd = if odd.is_empty() { "All is as expected.".into() } else { format!("Not as expected: {}.", odd.join(", ")) };
    format!("{claims} There are also {controls} controls, false claims that the same code has to refute. {odd}")
}

/// In the order in which theorems are first met.
fn groups<'a>(entries: &'a [Entry<'a>]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for entry in entries {
        match groups.iter_mut().find(|group| group.theorem.id() == entry.theorem.id()) {
            Some(group) => group.entries.push(entry),
            None => groups.push(Group { theorem: entry.theorem, entries: vec![entry] }),
        }
    }
    groups
}

/// The data sets in the order in which they are first met.
fn data<'a>(entries: &'a [Entry<'a>]) -> Vec<&'a str> {
    let mut data: Vec<&str> = Vec::new();
    for entry in entries {
        if !data.contains(&entry.result.data.as_str()) {
            data.push(&entry.result.data);
        }
    }
    data
}
