//! What another suite is promised: the example's theorem, its checks, and checks that fail where a theorem is not in order.

use std::fs;
use std::path::Path;
use std::sync::Mutex;

use asymptest::check::{self, Text};
use asymptest::claim::{Claim, Control, Step, step};
use asymptest::experiment::{Design, Scale};
use asymptest::symbolic::chains::{Chain, chain, chains_of_all};
use asymptest::symbolic::{check_derivation, statements};
use asymptest::theorem::Theorem;
use own_theorem::Movement;

#[path = "../../examples/own_theorem.rs"]
#[allow(dead_code)]
mod own_theorem;

/// The example with something of it changed.
#[derive(Clone, Copy, Default)]
struct Changed {
    text: Option<&'static str>,
    steps: Option<fn() -> Vec<Step>>,
    controls: Option<fn() -> Vec<Control>>,
    design: Option<fn(Design) -> Design>,
    chains: &'static [Chain],
}

impl Theorem for Changed {
    fn id(&self) -> &'static str {
        Movement.id()
    }

    fn source_text(&self) -> &'static str {
        self.text.unwrap_or(Movement.source_text())
    }

    fn claims(&self) -> Vec<Claim> {
        Movement.claims()
    }

    fn derivation(&self) -> Vec<Step> {
        self.steps.map_or_else(|| Movement.derivation(), |steps| steps())
    }

    fn chains(&self) -> &'static [Chain] {
        self.chains
    }

    fn design(&self, scale: Scale) -> Design {
        let design = Movement.design(scale);
        self.design.map_or(design.clone(), |change| change(design))
    }

    fn controls(&self) -> Vec<Control> {
        self.controls.map_or_else(|| Movement.controls(), |controls| controls())
    }
}

/// The result of the check with this name.
fn result(registry: &[&'static dyn Theorem], name: &str) -> Result<(), String> {
    let registry: &'static [&'static dyn Theorem] = registry.to_vec().leak();
    let check = check::theorems(registry, check::unrecorded).into_iter().find(|check| check.name() == name);
    check.unwrap_or_else(|| panic!("no check {name}")).run()
}

fn changed(change: Changed, name: &str) -> String {
    result(&[Box::leak(Box::new(change))], name).expect_err(name)
}

static RECORDED: Mutex<Vec<Text>> = Mutex::new(Vec::new());

fn keep(text: &Text) -> Result<(), String> {
    RECORDED.lock().unwrap().push(text.clone());
    Ok(())
}

#[test]
fn the_example_is_short_and_passes_every_check() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/own_theorem.rs")).unwrap();
    assert!(text.lines().count() < 60, "{} lines", text.lines().count());
    let checks = check::theorems(&[&Movement], keep);
    let names: Vec<String> = checks.iter().map(|check| check.name().to_owned()).collect();
    let expected = ["card", "derivation", "claims_are_judged_by_the_design", "smoke"].map(|what| format!("own_theorem::{what}"));
    assert_eq!(names, [&expected[..], &["registry::names_are_unique".into()]].concat());
    for check in checks {
        let name = check.name().to_owned();
        check.run().unwrap_or_else(|problem| panic!("{name}: {problem}"));
    }
    let recorded = RECORDED.lock().unwrap();
    let names: std::collections::BTreeSet<String> = recorded.iter().map(|text| text.name.clone()).collect();
    assert_eq!(names, check::text_names(&[&Movement]));
    let record = &recorded.iter().find(|text| text.name == "own_theorem.smoke").unwrap().text;
    assert!(record.starts_with("theorem | verdict: ") && record.contains("\nclaim bounded in cosine | exponent: "), "{record}");
    // Every line says what it is of and holds one thing.
    assert!(record.lines().all(|line| line.matches(" | ").count() == 1), "{record}");
}

#[test]
fn a_theorem_that_is_not_in_order_fails_the_check_that_is_for_it() {
    let card = changed(Changed { text: Some("//! A title.\n//! # Statement\n//! x\n"), ..Changed::default() }, "own_theorem::card");
    assert!(card.contains("headings [\"Statement\"]"), "{card}");
    let empty = changed(
        Changed {
            text: Some(
                include_str!("../../examples/own_theorem.rs")
                    .replace("//! Ours, from the proof of Theorem 13 of arXiv 2403.08673.\n", "")
                    .leak(),
            ),
            ..Changed::default()
        },
        "own_theorem::card",
    );
    assert_eq!(empty, "there is nothing under the heading Source");
    let steps = || vec![step("movement", "thm_13_cosine_constancy.movement", &[], "R = O(1)")];
    let derivation = changed(Changed { steps: Some(steps), ..Changed::default() }, "own_theorem::derivation");
    assert!(derivation.contains("not R = O(1)"), "{derivation}");
    let design = changed(Changed { controls: Some(Vec::new), ..Changed::default() }, "own_theorem::claims_are_judged_by_the_design");
    assert!(design.contains("without controls"), "{design}");
    let few = |design: Design| Design { widths: vec![64, 128], ..design };
    let design = changed(Changed { design: Some(few), ..Changed::default() }, "own_theorem::claims_are_judged_by_the_design");
    assert!(design.contains("fewer than five widths"), "{design}");
    // A control that is true is not refuted: neither the symbolic half nor the numbers let it pass.
    let true_control = || {
        let control = Movement.controls().remove(0);
        vec![Control { claim: Claim { bound: "O(1)".parse().unwrap(), ..control.claim }, ..control }]
    };
    let control = changed(Changed { controls: Some(true_control), ..Changed::default() }, "own_theorem::smoke");
    assert!(control.starts_with("not as expected"), "{control}");
    let control = changed(Changed { controls: Some(true_control), ..Changed::default() }, "own_theorem::derivation");
    assert!(control.contains("dies_out"), "{control}");
    assert_eq!(result(&[&Movement, &Movement], "registry::names_are_unique").unwrap_err(), "two theorems are called own_theorem");
}

const OWN: &[Chain] = &[
    chain("lemma_a", &[step("movement", "thm_13_cosine_constancy.movement", &[], "R = O(t) for t = O(M^(1/2))")], &[]),
    chain("lemma_b", &[step("again", "lemma_a.movement", &[], "R = O(t) for t = O(M^(1/2))")], &[]),
];

fn cites_own() -> Vec<Step> {
    vec![
        step("again", "lemma_b.again", &[], "R = O(t) for t = O(M^(1/2))"),
        step("at fixed t", "horizon", &["again"], "R = O(1) at fixed t"),
    ]
}

#[test]
fn a_suite_brings_lemmas_of_its_own_and_prove_checks_them() {
    let own = Changed { chains: OWN, steps: Some(cites_own), ..Changed::default() };
    assert_eq!(check_derivation(&own).unwrap().len(), 2);
    assert!(check_derivation(&Changed { chains: &[], ..own }).unwrap_err().to_string().contains("no chain `lemma_b`"));
    let about: Vec<&str> = statements(&[&own]).iter().map(|statement| statement.about).collect();
    for id in ["lemma_a", "lemma_b", "own_theorem", "thm_13_cosine_constancy"] {
        assert!(about.contains(&id), "{id}");
    }
    for statement in statements(&[&own]).iter().filter(|statement| ["lemma_a", "lemma_b", "own_theorem"].contains(&statement.about)) {
        statement.establish().unwrap_or_else(|problem| panic!("{}: {problem}", statement.says));
    }
    // A chain may cite those before it alone.
    const TURNED: &[Chain] = &[OWN[1], OWN[0]];
    let turned = Changed { chains: TURNED, ..own };
    assert!(check_derivation(&turned).unwrap_err().to_string().contains("no chain `lemma_a` before it"));
    let failed =
        statements(&[&turned]).iter().filter(|statement| statement.about == "own_theorem").filter(|s| s.establish().is_err()).count();
    assert!(failed > 0);
    // Two theorems of a suite bring the same chains, which are stated once.
    assert_eq!(chains_of_all(&[&own, &own]).len(), chains_of_all(&[&Movement]).len() + 2);
    const TAKEN: &[Chain] = &[chain("thm_13_cosine_constancy", &[], &[])];
    let taken = changed(Changed { chains: TAKEN, ..Changed::default() }, "registry::names_are_unique");
    assert!(taken.contains("brings a chain thm_13_cosine_constancy"), "{taken}");
}
