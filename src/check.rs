//! Theorems as checks of a test suite: for every theorem of a registry its card, its derivation, its design, and its study at smoke scale.
//!
//! A check is a name and something to run, so that any test harness can have them; a program's own `tests/theorems.rs` with libtest-mimic is
//! ```no_run
//! # mod libtest_mimic {
//! #     pub struct Trial; pub struct Arguments; pub struct Conclusion;
//! #     impl Trial { pub fn test(_: String, _: impl FnOnce() -> Result<(), String>) -> Self { Self } }
//! #     impl Arguments { pub fn from_args() -> Self { Self } }
//! #     pub fn run(_: &Arguments, _: Vec<Trial>) -> Conclusion { Conclusion }
//! #     impl Conclusion { pub fn exit(self) {} }
//! # }
//! # const REGISTRY: &[&dyn asymptest::theorem::Theorem] = &[];
//! use asymptest::check;
//! use libtest_mimic::{Arguments, Trial};
//!
//! fn main() {
//!     let checks = check::theorems(REGISTRY, check::unrecorded);
//!     let trials = checks.into_iter().map(|check| Trial::test(check.name().to_owned(), || check.run().map_err(Into::into))).collect();
//!     libtest_mimic::run(&Arguments::from_args(), trials).exit();
//! }
//! ```
//! Cards and judgements are handed to a function of the caller's, which may hold them against a record, such as insta's snapshots.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::claim::HEADINGS;
use crate::data::Source;
use crate::experiment::Scale;
use crate::report::{card_text, theorem_figure, verdict_record};
use crate::study::{Evidence, Study, judge_theorem, run};
use crate::symbolic::statements;
use crate::theorem::Theorem;
use crate::trial::{Meter, Tried, experiments};

/// One check.
pub struct Check {
    name: String,
    run: Box<dyn FnOnce() -> Result<(), String> + Send>,
}

/// A text that a reviewer may want on record.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// `<theorem>.card` or `<theorem>.smoke`.
    pub name: String,
    /// The text. Numbers that another processor's rounding changes are not in it.
    pub text: String,
    /// What it was made with: seed, widths, replicates of a judgement.
    pub info: Value,
}

/// What is done with a text; an error fails its check.
pub type Record = fn(&Text) -> Result<(), String>;

/// Keeps no record.
///
/// # Errors
/// None.
pub fn unrecorded(_: &Text) -> Result<(), String> {
    Ok(())
}

impl Check {
    fn new(name: String, run: impl FnOnce() -> Result<(), String> + Send + 'static) -> Self {
        Self { name, run: Box::new(run) }
    }

    /// `<theorem>::<what>`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs it; those of a study train networks for a second or a few.
    ///
    /// # Errors
    /// What is wrong with the theorem.
    pub fn run(self) -> Result<(), String> {
        (self.run)()
    }
}

/// The checks of all theorems in `registry`, and one of the registry itself. Texts go to `record`.
pub fn theorems(registry: &'static [&'static dyn Theorem], record: Record) -> Vec<Check> {
    let of_theorem = |theorem: &'static dyn Theorem| {
        let id = theorem.id();
        [
            Check::new(format!("{id}::card"), move || card(theorem, record)),
            Check::new(format!("{id}::derivation"), move || derivation(theorem)),
            Check::new(format!("{id}::claims_are_judged_by_the_design"), move || design(theorem)),
            Check::new(format!("{id}::experiments"), move || tried(theorem)),
            Check::new(format!("{id}::smoke"), move || smoke(theorem, record)),
        ]
    };
    let names = Check::new("registry::names_are_unique".into(), move || names(registry));
    registry.iter().flat_map(|&theorem| of_theorem(theorem)).chain([names]).collect()
}

/// The names of all texts that the checks of `registry` record.
pub fn text_names(registry: &[&dyn Theorem]) -> BTreeSet<String> {
    registry.iter().flat_map(|theorem| [card_name(*theorem), smoke_name(*theorem)]).collect()
}

fn card_name(theorem: &dyn Theorem) -> String {
    format!("{}.card", theorem.id())
}

fn smoke_name(theorem: &dyn Theorem) -> String {
    format!("{}.smoke", theorem.id())
}

/// The card has its headings, in their order, with something below each.
fn card(theorem: &dyn Theorem, record: Record) -> Result<(), String> {
    let card = theorem.card();
    let headings: Vec<&str> = card.sections.iter().map(|(heading, _)| heading.as_str()).collect();
    if headings != HEADINGS {
        return Err(format!("the module documentation has the headings {headings:?}, and not {HEADINGS:?}"));
    }
    if let Some((heading, _)) = card.sections.iter().find(|(_, text)| text.is_empty()) {
        return Err(format!("there is nothing under the heading {heading}"));
    }
    record(&Text { name: card_name(theorem), text: card_text(theorem), info: json!({}) })
}

/// All that `prove` establishes for the theorem.
fn derivation(theorem: &dyn Theorem) -> Result<(), String> {
    let of_theorem = statements(&[theorem]).into_iter().filter(|statement| statement.about == theorem.id());
    let failed: Vec<String> =
        of_theorem.filter_map(|statement| statement.establish().err().map(|problem| format!("{}: {problem}", statement.says))).collect();
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
}

/// A claim or control whose setting is not in the design would be judged on nothing.
fn design(theorem: &dyn Theorem) -> Result<(), String> {
    crate::theorem::check(theorem).map_err(|error| error.to_string())?;
    let controls = theorem.controls();
    if controls.is_empty() {
        return Err("a theorem without controls cannot be believed".into());
    }
    for scale in Scale::ALL {
        let design = theorem.design(scale);
        let settings: BTreeSet<&str> = design.settings.iter().map(|setting| setting.id()).collect();
        for claim in theorem.claims().iter().chain(controls.iter().map(|control| &control.claim)) {
            if !settings.contains(claim.setting) {
                return Err(format!("{}: setting {} is not in the design", claim.id, claim.setting));
            }
        }
        if design.widths.len() < 5 || !design.widths.is_sorted_by(|a, b| a < b) {
            return Err("fewer than five widths, or not in order".into());
        }
    }
    Ok(())
}

/// What `asymptest check` tries, without clock and memory.
fn tried(theorem: &dyn Theorem) -> Result<(), String> {
    let meter = Meter { seconds: &|| 0.0, peak: &|| None };
    let problem = |tried: Tried| tried.passed.err().map(|problem| format!("{}: {}: {problem}", tried.of, tried.says));
    let problems: Vec<String> = experiments(theorem, &Source::Gaussian(16), &meter).into_iter().filter_map(problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}

/// Trains, judges, and records the judgement. Every control has to be refuted.
fn smoke(theorem: &dyn Theorem, record: Record) -> Result<(), String> {
    let study = Study::designed(theorem, Scale::Smoke, 0, Source::Mnist);
    let failed = |error: crate::error::Error| error.to_string();
    // One thread: a harness runs checks side by side.
    let evidence = run(&study, &study.load().map_err(failed)?, 1, &|_| ());
    // What is judged is what the CSV holds.
    let evidence = Evidence::from_csv("cells.csv", &evidence.to_csv(), evidence.run).map_err(failed)?;
    let result = judge_theorem(theorem, &evidence, "cells.csv").map_err(failed)?;
    let text = verdict_record(&result);
    let info = json!({ "seed": study.seed, "widths": study.widths, "replicates": study.replicates.at(study.widths[0]) });
    record(&Text { name: smoke_name(theorem), text: text.clone(), info })?;
    if theorem_figure(&result, &evidence) != theorem_figure(&result, &evidence) {
        return Err("the figure of the same evidence has other bytes".into());
    }
    if result.as_expected() { Ok(()) } else { Err(format!("not as expected:\n{text}")) }
}

/// Theorems are found by name.
fn names(registry: &[&dyn Theorem]) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    if let Some(theorem) = registry.iter().find(|theorem| !seen.insert(theorem.id())) {
        return Err(format!("two theorems are called {}", theorem.id()));
    }
    Ok(())
}
