//! Every registered theorem as checks of its own name: its card, and its study at smoke scale.
//!
//! `cargo test --test theorems thm_13` runs one. Snapshots are reviewed with `cargo insta review`, or by hand in snapshots/. Reports round exponents
//! to two or three decimals, which is far above what another machine changes; raw measurements are not in any snapshot.

use std::collections::BTreeSet;
use std::path::Path;

use asymptest::claim::{Form, Theorem};
use asymptest::data::Source;
use asymptest::report::format::{interval, tightness};
use asymptest::report::{card_text, theorem_figure, theorem_report};
use asymptest::study::{ClaimResult, ControlResult, Evidence, Scale, Study, judge_theorem, run};
use asymptest::theorems::REGISTRY;
use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    let arguments = Arguments::from_args();
    let of_theorem = |theorem: &'static dyn Theorem| {
        let id = theorem.id();
        [
            Trial::test(format!("{id}::card"), move || card(theorem)),
            Trial::test(format!("{id}::smoke"), move || smoke(theorem)),
            Trial::test(format!("{id}::claims_are_judged_by_the_design"), move || design(theorem)),
        ]
    };
    let mut trials: Vec<Trial> = REGISTRY.iter().flat_map(|&theorem| of_theorem(theorem)).collect();
    trials.push(Trial::test("snapshots::none_is_unreferenced", snapshots));
    libtest_mimic::run(&arguments, trials).exit();
}

fn card_name(theorem: &dyn Theorem) -> String {
    format!("{}.card", theorem.id())
}

fn report_name(theorem: &dyn Theorem) -> String {
    format!("{}.smoke", theorem.id())
}

fn card(theorem: &dyn Theorem) -> Result<(), Failed> {
    snapshot(&card_name(theorem), &card_text(theorem), &serde_json::json!({}));
    Ok(())
}

/// Trains, judges, and compares the report with its snapshot. Every control has to be refuted.
fn smoke(theorem: &dyn Theorem) -> Result<(), Failed> {
    let study = Study::designed(theorem, Scale::Smoke, 0, Source::Mnist);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let evidence = run(&study, &study.load()?, threads, &|_| ());
    // What is judged is what the CSV holds.
    let evidence = Evidence::from_csv("cells.csv", &evidence.to_csv())?;
    let result = judge_theorem(theorem, &evidence, "cells.csv")?;
    let report = theorem_report(theorem, &result, &evidence);
    // Beyond its departure training is chaotic, and the last bit of another processor's arithmetic moves a control's exponent; its verdict stays.
    let hide = |text: String, control: &ControlResult| text.replace(&interval(&control.result.judgement.exponent), "(not compared)");
    let report = result.controls.iter().fold(report, hide);
    let report = result.claims.iter().fold(report, hide_rounding);
    let info = serde_json::json!({ "seed": study.seed, "widths": study.widths, "replicates": study.replicates });
    snapshot(&report_name(theorem), &report, &info);
    if theorem_figure(&result, &evidence) != theorem_figure(&result, &evidence) {
        return Err("the figure of the same evidence has other bytes".into());
    }
    if result.as_expected() { Ok(()) } else { Err(format!("not as expected:\n{report}").into()) }
}

/// What rounding makes of 0 is another number on another processor.
fn hide_rounding(text: String, claim: &ClaimResult) -> String {
    match &claim.claim.bound {
        Form::Pointwise(ceiling) if ceiling.largest == 0.0 && ceiling.rounding > 0.0 => {}
        _ => return text,
    }
    let found = tightness(&claim.judgement);
    let size = found.trim_start_matches("largest ");
    let place = claim.judgement.reason.split_once("; ").map_or("", |(_, place)| place);
    text.replace(&found, "largest (not compared)")
        .replace(&format!("Largest {size}"), "Largest (not compared)")
        .replace(place, "(not compared)")
}

/// A claim or control whose setting or bound is not in the design would be judged on nothing.
fn design(theorem: &dyn Theorem) -> Result<(), Failed> {
    let controls = theorem.controls();
    if controls.is_empty() {
        return Err("a theorem without controls cannot be believed".into());
    }
    for scale in Scale::ALL {
        let design = theorem.design(scale);
        let settings: BTreeSet<&str> = design.settings.iter().map(|setting| setting.id).collect();
        for claim in theorem.claims().iter().chain(controls.iter().map(|control| &control.claim)) {
            if !settings.contains(claim.setting) {
                return Err(format!("{}: setting {} is not in the design", claim.id, claim.setting).into());
            }
        }
        if design.widths.len() < 5 || !design.widths.is_sorted() {
            return Err("fewer than five widths, or not in order".into());
        }
    }
    Ok(())
}

/// Every snapshot in the folder belongs to a check above.
fn snapshots() -> Result<(), Failed> {
    let expected: BTreeSet<String> =
        REGISTRY.iter().flat_map(|&theorem| [card_name(theorem), report_name(theorem)]).map(|name| format!("{name}.snap")).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots");
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".snap") {
            found.insert(name);
        }
    }
    if found == expected { Ok(()) } else { Err(format!("snapshots/ holds {found:?}, the checks need {expected:?}").into()) }
}

fn snapshot(name: &str, text: &str, info: &serde_json::Value) {
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_info(info);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
