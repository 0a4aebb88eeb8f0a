//! What another suite is promised: the example's theorem, its checks, and checks that fail where a theorem is not in order.

use std::fs;
use std::path::Path;
use std::sync::Mutex;

use asymptest::check::{self, Text};
use asymptest::claim::{Claim, Control, Form, Step, must_fail, step};
use asymptest::experiment::{Design, Scale};
use asymptest::symbolic::chains::{chains, chains_of};
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
    claims: Option<fn() -> Vec<Claim>>,
    steps: Option<fn() -> Vec<Step>>,
    controls: Option<fn() -> Vec<Control>>,
    design: Option<fn(Design) -> Design>,
    cites: &'static [&'static dyn Theorem],
}

impl Theorem for Changed {
    fn id(&self) -> &'static str {
        Movement.id()
    }

    fn source_text(&self) -> &'static str {
        self.text.unwrap_or(Movement.source_text())
    }

    fn claims(&self) -> Vec<Claim> {
        self.claims.map_or_else(|| Movement.claims(), |claims| claims())
    }

    fn derivation(&self) -> Vec<Step> {
        self.steps.map_or_else(|| Movement.derivation(), |steps| steps())
    }

    fn cites(&self) -> &'static [&'static dyn Theorem] {
        self.cites
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
    let code = text.lines().filter(|line| !line.starts_with("//!")).count();
    assert!(code <= 40, "{code} lines below its card");
    let checks = check::theorems(&[&Movement], keep);
    let names: Vec<String> = checks.iter().map(|check| check.name().to_owned()).collect();
    let expected = ["card", "derivation", "claims_are_judged_by_the_design", "experiments", "smoke"];
    let expected = expected.map(|what| format!("own_theorem::{what}"));
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
    let unread = || vec![Claim { bound: Form::from("O(M^"), ..Movement.claims().remove(0) }];
    let claims = changed(Changed { claims: Some(unread), ..Changed::default() }, "own_theorem::claims_are_judged_by_the_design");
    assert!(claims.contains("own_theorem.rs, claim bounded:") && claims.contains("`O(M^` is no bound"), "{claims}");
    let nowhere = || vec![Claim { setting: "nowhere", ..Movement.claims().remove(0) }];
    let claims = changed(Changed { claims: Some(nowhere), ..Changed::default() }, "own_theorem::claims_are_judged_by_the_design");
    assert!(claims.contains("the design has no setting `nowhere`; it has cosine"), "{claims}");
    let twice = || [Movement.claims(), Movement.claims()].concat();
    let claims = changed(Changed { claims: Some(twice), ..Changed::default() }, "own_theorem::claims_are_judged_by_the_design");
    assert!(claims.contains("claim bounded: another claim has this name"), "{claims}");
    let of_none = || vec![must_fail("of_none", "unbounded", "it is none of the theorem's").of(&Movement.claims())];
    let control = changed(Changed { controls: Some(of_none), ..Changed::default() }, "own_theorem::claims_are_judged_by_the_design");
    assert!(control.contains("claim of_none:") && control.contains("no claim is called `unbounded`"), "{control}");
    let few = |design: Design| Design { widths: vec![64, 128], ..design };
    let design = changed(Changed { design: Some(few), ..Changed::default() }, "own_theorem::claims_are_judged_by_the_design");
    assert!(design.contains("fewer than five widths"), "{design}");
    // A control that is true is not refuted: neither the symbolic half nor the numbers let it pass.
    let true_control = || {
        let control = Movement.controls().remove(0);
        vec![Control { claim: Claim { bound: Form::from("O(1)"), ..control.claim }, ..control }]
    };
    let control = changed(Changed { controls: Some(true_control), ..Changed::default() }, "own_theorem::smoke");
    assert!(control.starts_with("not as expected"), "{control}");
    let control = changed(Changed { controls: Some(true_control), ..Changed::default() }, "own_theorem::derivation");
    assert!(control.contains("dies_out"), "{control}");
    assert_eq!(result(&[&Movement, &Movement], "registry::names_are_unique").unwrap_err(), "two theorems are called own_theorem");
}

/// A lemma of the suite's own: a theorem with a derivation, and of which nothing is claimed here.
struct Lemma {
    id: &'static str,
    steps: &'static [Step],
    cites: &'static [&'static dyn Theorem],
}

impl Theorem for Lemma {
    fn id(&self) -> &'static str {
        self.id
    }

    fn source_text(&self) -> &'static str {
        "//! A lemma.\n"
    }

    fn claims(&self) -> Vec<Claim> {
        Vec::new()
    }

    fn derivation(&self) -> Vec<Step> {
        self.steps.to_vec()
    }

    fn cites(&self) -> &'static [&'static dyn Theorem] {
        self.cites
    }

    fn design(&self, scale: Scale) -> Design {
        Movement.design(scale)
    }
}

const IN_TIME: &str = "R = O(t) for t = O(M^(1/2))";

static LEMMA_A: Lemma = Lemma { id: "lemma_a", steps: &[step("movement", "thm_13_cosine_constancy.movement", &[], IN_TIME)], cites: &[] };
static LEMMA_B: Lemma = Lemma { id: "lemma_b", steps: &[step("again", "lemma_a.movement", &[], IN_TIME)], cites: &[&LEMMA_A] };
static CITED: [&dyn Theorem; 1] = [&LEMMA_B];

fn cites_own() -> Vec<Step> {
    vec![step("again", "lemma_b.again", &[], IN_TIME), step("at fixed t", "horizon", &["again"], "R = O(1) at fixed t")]
}

#[test]
fn a_suite_brings_lemmas_of_its_own_and_prove_checks_them() {
    let own = Changed { cites: &CITED, steps: Some(cites_own), ..Changed::default() };
    assert_eq!(check_derivation(&own).unwrap().len(), 2);
    assert!(check_derivation(&Changed { cites: &[], ..own }).unwrap_err().to_string().contains("there is no theorem `lemma_b` to cite"));
    // Whoever cites a lemma names it, and not those that it rests on in turn.
    let lemma: &dyn Theorem = &LEMMA_B;
    assert!(check_derivation(lemma).is_ok() && check_derivation(&Lemma { cites: &[], ..LEMMA_B }).is_err());
    let all = statements(&[&LEMMA_A, &LEMMA_B, &own]);
    for id in ["lemma_a", "lemma_b", "own_theorem", "thm_13_cosine_constancy"] {
        let of_it: Vec<_> = all.iter().filter(|statement| statement.about == id).collect();
        assert!(!of_it.is_empty(), "{id}");
        for statement in of_it {
            statement.establish().unwrap_or_else(|problem| panic!("{}: {problem}", statement.says));
        }
    }
    // One that is cited twice is there once, and none takes the place of one of this crate's.
    static TAKEN: Lemma = Lemma { id: "thm_13_cosine_constancy", steps: &[step("own", "weights_at_start", &[], START)], cites: &[] };
    const START: &str = "|W(0)|_F = O(M^(1/2))";
    static THREE: [&dyn Theorem; 3] = [&LEMMA_B, &LEMMA_A, &TAKEN];
    let twice = Changed { cites: &THREE, ..own };
    assert_eq!(chains_of(&twice).len(), chains().len() + 2);
    let cites_taken = || vec![step("own", "thm_13_cosine_constancy.own", &[], START)];
    let refused = check_derivation(&Changed { steps: Some(cites_taken), ..twice }).unwrap_err().to_string();
    assert!(refused.contains("thm_13_cosine_constancy has no step `own`"), "{refused}");
}

static TURNED_A: Lemma = Lemma { id: "lemma_a", steps: &[step("movement", "lemma_b.again", &[], IN_TIME)], cites: &[&TURNED_B] };
static TURNED_B: Lemma = Lemma { cites: &[&TURNED_A], ..LEMMA_B };
static TURNED: [&dyn Theorem; 1] = [&TURNED_B];

#[test]
fn lemmas_that_rest_on_each_other_are_refused() {
    let turned = Changed { cites: &TURNED, steps: Some(cites_own), ..Changed::default() };
    let refused = check_derivation(&turned).unwrap_err().to_string();
    assert!(refused.contains("lemma_b, step again, rests on itself"), "{refused}");
    let of_it = statements(&[&turned]);
    assert!(of_it.iter().any(|statement| statement.about == "own_theorem" && statement.establish().is_err()));
}
