//! `asymptest prove`, and that a changed claim does not get past it.

use std::process::Command;

use asymptest::claim::{Assumption, Card, Claim, Control, Step, Theorem};
use asymptest::study::{Design, Scale};
use asymptest::symbolic::{Derived, check, derived, statements};
use asymptest::theorems::REGISTRY;
use asymptest::theorems::thm_13_cosine_constancy::CosineConstancy;
use serde_json::Value;

/// Theorem 13 with one thing changed.
struct Changed {
    claims: Vec<Claim>,
    derivation: Vec<Step>,
}

impl Changed {
    fn nothing() -> Self {
        Self { claims: CosineConstancy.claims(), derivation: CosineConstancy.derivation() }
    }

    fn bound(index: usize, bound: &str) -> Self {
        let mut changed = Self::nothing();
        changed.claims[index].bound = bound.parse().unwrap();
        changed
    }

    /// What `prove` finds wrong.
    fn problems(&self) -> Vec<String> {
        statements(&[self])
            .iter()
            .filter(|statement| statement.about == self.id())
            .filter_map(|statement| statement.establish().err())
            .collect()
    }
}

impl Theorem for Changed {
    fn id(&self) -> &'static str {
        "changed"
    }
    fn source_text(&self) -> &'static str {
        CosineConstancy.source_text()
    }
    fn claims(&self) -> Vec<Claim> {
        self.claims.clone()
    }
    fn derivation(&self) -> Vec<Step> {
        self.derivation.clone()
    }
    fn design(&self, scale: Scale) -> Design {
        CosineConstancy.design(scale)
    }
    fn controls(&self) -> Vec<Control> {
        CosineConstancy.controls()
    }
    fn card(&self) -> Card {
        CosineConstancy.card()
    }
}

#[test]
fn a_changed_exponent_of_a_claim_is_refused() {
    assert_eq!(Changed::nothing().problems(), Vec::<String>::new());
    for (index, bound) in [
        (0, "O(M^(-1/2) log(M)^3)"),
        (1, "O(M^(-1/2))"),
        (1, "O(M^(-1/3) log(M)^(-1))"),
        (2, "O(M^(-7/12))"),
        (3, "O(M^(-1))"),
        (4, "O(M^(-1/2) log(M))"),
        (5, "O(M^(1/12))"),
        (6, "O(M^(-1/6))"),
        // An upper bound derives no lower one.
        (1, "Theta(M^(-1/6))"),
        (6, "Omega(1)"),
    ] {
        let problems = Changed::bound(index, bound).problems();
        assert_eq!(problems.len(), 1, "{bound}: {problems:?}");
        assert!(problems[0].contains("above the claim"), "{problems:?}");
    }
    // A weaker claim follows.
    assert!(Changed::bound(1, "O(M^(-1/12))").problems().is_empty());
}

#[test]
fn a_changed_step_or_assumption_is_refused() {
    let mut weaker = Changed::nothing();
    weaker.claims[1].assumptions = &[Assumption::StandardWeights, Assumption::SmoothActivation];
    assert!(weaker.problems().iter().any(|problem| problem.contains("the gradient of the loss in the outputs is bounded")));
    let mut wrong = Changed::nothing();
    wrong.derivation[3].gives = "dR = O(1)";
    assert!(wrong.problems().iter().all(|problem| problem.contains("step step")) && wrong.problems().len() == 1 + wrong.claims.len());
}

#[test]
fn every_claim_with_a_rate_is_derived_and_no_control_is() {
    let theorem = &CosineConstancy;
    let inferences = check(&theorem.derivation()).unwrap();
    for claim in theorem.claims() {
        assert!(matches!(derived(&claim, &inferences), Derived::Follows { heuristic: false, .. }), "{}", claim.id);
    }
    // What the derivation needs does not hold where a control is made: the chain says nothing of it.
    let design = theorem.design(Scale::Quick);
    for control in theorem.controls() {
        let setting = design.settings.iter().find(|setting| setting.id == control.claim.setting).unwrap();
        let needs = inferences.iter().flat_map(|inference| &inference.needs);
        assert!(needs.into_iter().any(|need| need.broken_in(setting).is_some()), "{}", control.claim.id);
    }
}

#[test]
fn prove_prints_a_line_a_statement_and_counts() {
    let run = |arguments: &[&str]| Command::new(env!("CARGO_BIN_EXE_asymptest")).args(arguments).output().unwrap();
    let output = run(&["prove"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    let all = statements(REGISTRY);
    for statement in &all {
        assert!(text.contains(statement.about) && text.contains(&statement.says), "{}", statement.says);
    }
    assert!(text.contains("all hold"), "{text}");
    let some = run(&["prove", "thm-13", "lemma_07", "--format", "json"]);
    let object: Value = serde_json::from_slice(&some.stdout).unwrap();
    let listed = object["statements"].as_array().unwrap();
    assert_eq!(object["as_expected"], true);
    assert!(
        listed.iter().all(|entry| entry["holds"] == true
            && ["thm_13_cosine_constancy", "lemma_07_hessian_bound"].contains(&entry["id"].as_str().unwrap()))
    );
    let unknown = run(&["prove", "thm_99"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8(unknown.stderr).unwrap().contains("no theorem has this name"));
}
