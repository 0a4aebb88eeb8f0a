//! `asymptest prove`, and that a changed claim, scope or control does not get past it.

use std::collections::BTreeSet;
use std::process::{Command, ExitCode};

use asymptest::claim::{Assumption, Card, Claim, Control, Form, Said, Step};
use asymptest::cli;
use asymptest::experiment::{Design, Scale};
use asymptest::symbolic::{Derived, check, control_must_fail, derived, reconstructed, statements};
use asymptest::theorem::Theorem;
use asymptest::theorems::REGISTRY;
use asymptest::theorems::thm_13_cosine_constancy::CosineConstancy;
use asymptest::verdict::Verdict;
use serde_json::Value;

use crate::snapshots;

/// Theorem 13 with one thing changed.
struct Changed {
    claims: Vec<Claim>,
    derivation: Vec<Step>,
    controls: Vec<Control>,
}

impl Changed {
    fn nothing() -> Self {
        Self { claims: CosineConstancy.claims(), derivation: CosineConstancy.derivation(), controls: CosineConstancy.controls() }
    }

    fn bound(index: usize, bound: &str) -> Self {
        let mut changed = Self::nothing();
        changed.claims[index].bound = bound.parse().unwrap();
        changed
    }

    /// With a control that makes claim `index` in setting `setting`, with this bound.
    fn control(index: usize, setting: &'static str, bound: &str) -> Self {
        let mut changed = Self::nothing();
        let claim =
            Claim { id: "another", setting, bound: bound.parse().unwrap(), expected: Verdict::Refuted, ..changed.claims[index].clone() };
        changed.controls.push(Control { claim, because: "" });
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
    fn said(&self) -> Vec<Said> {
        CosineConstancy.said()
    }
    fn design(&self, scale: Scale) -> Design {
        CosineConstancy.design(scale)
    }
    fn controls(&self) -> Vec<Control> {
        self.controls.clone()
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
        (0, "O(M^(-1/3) log(M)^(-1))"),
        (1, "O(M^(-1/2))"),
        (1, "O(M^(-5/12))"),
        (1, "o(M^(-1/3))"),
        (2, "O(M^(-7/12))"),
        (2, "O(M^(-1/2) log(M)^(-1))"),
        (3, "O(M^(-1))"),
        (4, "O(M^(-1/2) log(M)^(1/2))"),
        (4, "O(M^(-2/3) log(M)^2)"),
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

/// M^(-1/3) at t = M^(1/6) is true by our chain: the weights move neuron by neuron, O(t M^(-1/2)). Our reconstruction of the source's argument lets the largest
/// weight bound all of them and squares t, so it ends at M^(-1/6).
#[test]
fn the_reconstruction_alone_does_not_reach_what_our_chain_does() {
    let inferences = check(&CosineConstancy.derivation()).unwrap();
    for (index, bound) in [(1, "O(M^(-1/3) log(M)^3)"), (0, "O(M^(-1/3))"), (0, "O(M^(-1/6) log(M)^(-1))"), (4, "O(M^(-1/2) log(M))")] {
        let changed = Changed::bound(index, bound);
        assert_eq!(changed.problems(), Vec::<String>::new(), "{bound}");
        assert!(matches!(derived(&changed.claims[index], &inferences), Derived::Follows { heuristic: false, .. }));
        assert!(matches!(reconstructed(&changed.claims[index], &inferences), Derived::Above { .. }), "{bound}");
        let said = statements(&[&changed])
            .iter()
            .filter(|said| said.about == "changed")
            .map(|said| said.establish().unwrap().by)
            .collect::<Vec<_>>();
        assert!(said.iter().any(|by| by.contains("our reconstruction: ") && by.ends_with("where our reconstruction ends")), "{said:?}");
    }
    let literal = &CosineConstancy.claims()[1];
    assert_eq!(reconstructed(literal, &inferences).in_words(), "O(M^(-1/6)), log(M)^3 to spare");
    assert_eq!(derived(literal, &inferences).in_words(), "O(M^(-1/3)), M^(1/6) log(M)^3 to spare");
}

#[test]
fn a_claim_out_of_scope_is_refused_unless_it_is_meant_to_be() {
    let moved = |setting, expected| {
        let mut changed = Changed::nothing();
        (changed.claims[1].setting, changed.claims[1].expected) = (setting, expected);
        changed.problems()
    };
    assert!(matches!(&moved("dot", Verdict::Supported)[..], [problem] if problem.contains("out of scope: dot")));
    assert!(matches!(&moved("nowhere", Verdict::Supported)[..], [problem] if problem.contains("no setting nowhere")));
    assert_eq!(moved("dot", Verdict::OutOfScope), Vec::<String>::new());
    assert!(matches!(&moved("cosine", Verdict::OutOfScope)[..], [problem] if problem.contains("meant to be out of scope")));
}

#[test]
fn a_control_that_is_true_is_refused() {
    for (index, setting, bound, problem) in [
        (1, "cosine", "O(M^(-1/6))", "drift_at_horizon_without_logs says as much"),
        (1, "cosine", "O(M^(-1/12))", "drift_at_horizon_without_logs says as much"),
        (1, "cosine", "O(M^(-1/4))", "phase_1_6 says as much"),
        (5, "cosine_few", "O(M^(1/3))", "movement_at_horizon says as much"),
        (1, "nowhere", "O(1)", "no setting nowhere"),
    ] {
        let problems = Changed::control(index, setting, bound).problems();
        assert!(matches!(&problems[..], [only] if only.contains(problem)), "{bound}: {problems:?}");
    }
    for (index, setting, bound) in
        [(1, "cosine", "O(M^(-1/2))"), (1, "dot", "O(M^(-1/6))"), (5, "dot", "O(1)"), (2, "small_outputs", "O(1)")]
    {
        assert_eq!(Changed::control(index, setting, bound).problems(), Vec::<String>::new(), "{bound} in {setting}");
    }
}

#[test]
fn an_inequality_that_a_claim_states_is_no_control() {
    for theorem in REGISTRY {
        for claim in theorem.claims().iter().filter(|claim| matches!(claim.bound, Form::Pointwise(_))) {
            let control = Control { claim: claim.clone(), because: "" };
            let problem = control_must_fail(*theorem, &control).unwrap_err();
            assert!(problem.contains("says as much"), "{}: {problem}", claim.id);
        }
    }
}

#[test]
fn a_changed_step_or_assumption_is_refused() {
    for lacking in CosineConstancy.claims()[0].assumptions.iter().copied() {
        for index in 0..CosineConstancy.claims().len() {
            let mut weaker = Changed::nothing();
            let fewer: Vec<Assumption> = weaker.claims[index].assumptions.iter().copied().filter(|known| *known != lacking).collect();
            weaker.claims[index].assumptions = fewer.leak();
            assert!(weaker.problems().iter().any(|problem| problem.contains(lacking.says)), "{lacking:?}: {:?}", weaker.problems());
        }
    }
    let mut wrong = Changed::nothing();
    wrong.derivation[3].gives = "dR = O(1)";
    let resting_on_it = 1 + wrong.said().len() + wrong.claims.len() + wrong.controls.len();
    assert!(wrong.problems().iter().all(|problem| problem.contains("step step")) && wrong.problems().len() == resting_on_it);
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
        let setting = design.settings.iter().find(|setting| setting.id() == control.claim.setting).unwrap();
        let needs = inferences.iter().flat_map(|inference| &inference.needs);
        assert!(needs.into_iter().any(|need| setting.broken(need) != Ok(None)), "{}", control.claim.id);
    }
}

/// The exit code that `asymptest` ends with: `main` hands on what `run` returns.
#[test]
fn prove_ends_with_1_where_a_statement_fails() {
    let code = |theorem: &Changed| cli::run(["asymptest", "prove", "changed"].map(Into::into), &[theorem]);
    assert_eq!(code(&Changed::nothing()), ExitCode::SUCCESS);
    assert_eq!(code(&Changed::bound(1, "O(M^(-1/2))")), ExitCode::from(1));
    assert_eq!(code(&Changed::control(1, "cosine", "O(1)")), ExitCode::from(1));
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
    let output = run(&["prove", "--format", "json"]);
    let object: Value = serde_json::from_slice(&output.stdout).unwrap();
    let listed = object["statements"].as_array().unwrap();
    assert_eq!(object["as_expected"], true);
    assert_eq!(listed.len(), all.len());
    assert!(listed.iter().all(|entry| entry["holds"] == true && entry["because"].is_array()));
    let because =
        |says: &str| listed.iter().find(|entry| entry["says"].as_str().unwrap().starts_with(says)).unwrap()["because"].to_string();
    assert!(because("|K(t) - K(0)| -> 0").contains("x <= a t e^(b t)") && because("drift_at_horizon").contains("by neurons"));
    assert!(because("norm_gradient").contains("Rewrite"));
    snapshots::settings().bind(|| insta::assert_snapshot!("proofs", listed.iter().map(proof).collect::<String>()));
    let some = run(&["prove", "thm-13", "lemma_07", "--format", "json"]);
    let object: Value = serde_json::from_slice(&some.stdout).unwrap();
    let ids: BTreeSet<&str> = object["statements"].as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap()).collect();
    assert_eq!(ids, BTreeSet::from(["thm_13_cosine_constancy", "lemma_07_hessian_bound"]));
    let unknown = run(&["prove", "thm_99"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8(unknown.stderr).unwrap().contains("no theorem has this name"));
}

/// A statement with what establishes it, and a derivation with its steps: those of the rewriting are too many to review.
fn proof(entry: &Value) -> String {
    let of = |key: &str| entry[key].as_str().unwrap().to_owned();
    let mut text = format!("{} | {}: {} [{}]\n", of("id"), of("kind"), of("says"), of("by"));
    if entry["kind"] == "derived" {
        entry["because"].as_array().unwrap().iter().for_each(|step| text += &format!("    {}\n", step.as_str().unwrap()));
    }
    text
}
