//! Studies of a theorem made for the purpose: divergence, scope, controls that fail to fail, evidence of another version.

use std::sync::Arc;

use asymptest::claim::assumption::SMOOTH_ACTIVATION;
use asymptest::claim::{Claim, Control, Form, Horizon, claim};
use asymptest::data::Source;
use asymptest::experiment::{Design, Scale};
use asymptest::loss::{Similarity, linear};
use asymptest::model::{Activation, OutputWeights, Precision};
use asymptest::observe::{KERNEL_RATIO, Level, NTK_DRIFT, departure_time};
use asymptest::study::{
    ClaimResult, Evidence, Row, RunFacts, Status, Study, TheoremResult, check_on_device, device_bytes, judge_theorem, run,
};
use asymptest::theorem::Theorem;
use asymptest::theorems::{ours_rank_law, ours_reduction, prop_18_column_collapse, sec_4_trace_identity, thm_13_cosine_constancy};
use asymptest::train::Momentum;
use asymptest::two_layer::Setting;
use asymptest::verdict::Verdict;

/// A theorem with one claim, `bound` on the drift after two steps in `setting`, and a control that is the same claim.
struct Made {
    bound: &'static str,
    setting: Setting,
}

const HORIZON: Horizon = Horizon::Fixed(2);

fn setting() -> Setting {
    Setting { id: "made", outputs: 2, ..Setting::cosine(4) }
}

impl Made {
    fn claim(&self, id: &'static str, setting: &'static str, expected: Verdict) -> Claim {
        claim(id, "made for a test", self.bound, NTK_DRIFT, HORIZON, setting).needs(&[SMOOTH_ACTIVATION]).expecting(expected)
    }
}

impl Theorem for Made {
    fn id(&self) -> &'static str {
        "made"
    }

    fn source_text(&self) -> &'static str {
        "//! Made for a test.\n"
    }

    fn claims(&self) -> Vec<Claim> {
        vec![self.claim("claim", "made", Verdict::Supported)]
    }

    fn design(&self, _: Scale) -> Design {
        Design::new(vec![self.setting.clone()], vec![32, 64, 128, 256, 512, 1024], 6)
    }

    fn controls(&self) -> Vec<Control> {
        vec![Control { claim: self.claim("control", "made", Verdict::Refuted), because: "made to be supported" }]
    }
}

fn evidence(theorem: &Made) -> Evidence {
    evidence_in(Precision::F64, theorem)
}

fn evidence_in(precision: Precision, theorem: &Made) -> Evidence {
    let study = Study { precision, ..Study::designed(theorem, Scale::Quick, 0, Source::GAUSSIAN) };
    run(&study, &study.load().unwrap(), 2, &|_| ())
}

fn judged(theorem: &Made, evidence: &Evidence) -> TheoremResult {
    judge_theorem(theorem, evidence, "cells.csv").unwrap()
}

/// The evidence with every drift at a horizon replaced.
fn with_drift(evidence: &Evidence, drift: impl Fn(&Row) -> f64) -> Evidence {
    let replace = |row: &Row| Row { value: (row.status == Status::Ok).then(|| drift(row)), ..row.clone() };
    Evidence { run: evidence.run.clone(), rows: evidence.rows.iter().map(replace).collect() }
}

#[test]
fn a_control_that_is_supported_is_not_as_expected() {
    let theorem = Made { bound: "O(M^(-1/3))", setting: setting() };
    let clear = with_drift(&evidence(&theorem), |row| (1.0 + 0.01 * row.replicate as f64) / row.width as f64);
    let result = judged(&theorem, &clear);
    assert_eq!(result.claims[0].judgement.verdict, Verdict::Supported);
    assert_eq!(result.controls[0].result.judgement.verdict, Verdict::Supported);
    assert_eq!(result.verdict(), Verdict::Supported);
    assert!(!result.as_expected(), "the control must be refuted");
}

#[test]
fn the_same_claim_on_a_constant_is_refuted_and_not_as_expected() {
    let theorem = Made { bound: "O(M^(-1/3))", setting: setting() };
    let constant = with_drift(&evidence(&theorem), |row| 1.0 + 0.01 * row.replicate as f64);
    let result = judged(&theorem, &constant);
    assert_eq!(result.verdict(), Verdict::Refuted);
    assert!(!result.as_expected());
    assert!(result.controls[0].as_expected());
}

#[test]
fn a_run_that_diverges_is_a_row_with_its_reason_and_excludes_support() {
    // With a step of 1e200, outputs leave the numbers within two steps.
    let wild = Setting { loss: linear(Similarity::DOT), step_size: 1e200, activation: Activation::SOFTPLUS, ..setting() };
    let theorem = Made { bound: "O(M^(-1/3))", setting: wild };
    let evidence = evidence(&theorem);
    let diverged: Vec<&Row> = evidence.rows.iter().filter(|row| row.status == Status::Diverged).collect();
    assert!(!diverged.is_empty());
    assert!(
        diverged.iter().all(|row| row.value.is_none() && row.reason.starts_with("the loss or an output is not finite at step ")),
        "{diverged:?}"
    );
    assert_eq!(Evidence::from_csv("f", &evidence.to_csv(), evidence.run.clone()).unwrap(), evidence);
    assert_ne!(judged(&theorem, &evidence).verdict(), Verdict::Supported);
}

/// The made theorem with its claim changed.
struct Varied<F>(Made, F);

impl<F: Fn(Claim) -> Claim + Sync> Theorem for Varied<F> {
    fn id(&self) -> &'static str {
        "made"
    }

    fn source_text(&self) -> &'static str {
        self.0.source_text()
    }

    fn claims(&self) -> Vec<Claim> {
        self.0.claims().into_iter().map(&self.1).collect()
    }

    fn design(&self, scale: Scale) -> Design {
        self.0.design(scale)
    }

    fn controls(&self) -> Vec<Control> {
        self.claims().into_iter().map(|claim| Control { claim, because: "it is the claim" }).collect()
    }
}

/// The made theorem with a claim on the time of departure.
fn departing(made: Made) -> impl Theorem {
    let (quantity, horizon) = (departure_time(Level::Quarter), Horizon::Departure { multiple: 2.0 });
    Varied(made, move |claim| Claim { quantity, horizon, ..claim })
}

/// The made theorem with a pointwise claim on the ratio of Lemma 8.
fn pointwise(made: Made, largest: f64) -> impl Theorem {
    Varied(made, move |claim| Claim { bound: Form::at_most(largest, 0.0), quantity: KERNEL_RATIO, ..claim })
}

#[test]
fn a_departure_that_does_not_come_is_a_row_with_its_reason_and_excludes_support() {
    let seen = |similarity| {
        let theorem = departing(Made { bound: "Theta(log(M))", setting: Setting { loss: linear(similarity), ..setting() } });
        let study = Study::designed(&theorem, Scale::Quick, 0, Source::GAUSSIAN);
        assert!(check_on_device(&study).is_ok(), "a departure is made of the drift, which devices measure");
        let evidence = run(&study, &study.load().unwrap(), 2, &|_| ());
        let result = judge_theorem(&theorem, &evidence, "cells.csv").unwrap();
        assert_eq!(Evidence::from_csv("f", &evidence.to_csv(), evidence.run.clone()).unwrap(), evidence);
        (evidence.rows.into_iter().filter(|row| !row.horizon.is_empty()).collect::<Vec<Row>>(), result)
    };
    let (rows, _) = seen(Similarity::DOT);
    assert!(rows.iter().all(|row| row.status == Status::Ok && row.value.is_some_and(|time| time > 0.0 && time <= row.step as f64)));
    let (rows, result) = seen(Similarity::cosine(1.0));
    assert!(rows.iter().all(|row| row.status == Status::Diverged && row.reason.starts_with("the NTK did not drift by 0.25 up to step")));
    let judgement = &result.claims[0].judgement;
    assert_eq!(judgement.verdict, Verdict::Inconclusive);
    assert!(judgement.warnings.iter().any(|warning| warning.text.starts_with("36 of 36 training runs gave no number")));
}

#[test]
fn one_diverged_run_among_many_turns_support_into_inconclusive() {
    let theorem = Made { bound: "O(M^(-1/3))", setting: setting() };
    let mut evidence = evidence(&theorem);
    let row = evidence.rows.iter_mut().find(|row| !row.horizon.is_empty()).unwrap();
    *row = Row { value: None, status: Status::Diverged, reason: "the loss or an output is not finite at step 1".into(), ..row.clone() };
    let judgement = &judged(&theorem, &evidence).claims[0].judgement;
    assert_eq!(judgement.verdict, Verdict::Inconclusive);
    assert!(judgement.warnings.iter().any(|warning| warning.code == "runs_diverged" && warning.text.starts_with("1 of 36")));
}

#[test]
fn a_broken_assumption_is_out_of_scope_whatever_the_data_say() {
    let theorem = Made { bound: "O(M^(-1/3))", setting: Setting { activation: Activation::RELU, ..setting() } };
    let evidence = evidence(&theorem);
    for data in [evidence.clone(), with_drift(&evidence, |_| 1.0), with_drift(&evidence, |row| row.width as f64)] {
        let result = judged(&theorem, &data);
        assert_eq!(result.verdict(), Verdict::OutOfScope);
        assert!(result.claims[0].judgement.reason.contains("ReLU"));
        assert!(!result.as_expected(), "support was expected");
    }
}

#[test]
fn a_claim_that_is_untestable_here_is_no_support() {
    let of = |bound, change: fn(&Row) -> Row| {
        let theorem = Made { bound, setting: setting() };
        let falling = with_drift(&evidence(&theorem), |row| (1.0 + 0.01 * row.replicate as f64) / row.width as f64);
        judged(&theorem, &Evidence { rows: falling.rows.iter().map(change).collect(), ..falling })
    };
    let [literal, bare] = ["O(M^(-1/6) log(M)^3)", "O(M^(-1/6))"].map(|bound| of(bound, Row::clone));
    assert_eq!([literal.verdict(), bare.verdict()], [Verdict::Untestable, Verdict::Supported]);
    assert!(!literal.is_expected(&literal.claims[0]) && bare.is_expected(&bare.claims[0]), "support was expected");
    let expected = ClaimResult { claim: literal.claims[0].claim.clone().expecting(Verdict::Untestable), ..literal.claims[0].clone() };
    assert!(literal.is_expected(&expected));
    assert!(TheoremResult { scale: "smoke".into(), ..literal.clone() }.is_expected(&literal.claims[0]), "it is not contradicted");
    // Beside a claim that was tested it counts for nothing, and is not the first that a reader meets.
    let both = TheoremResult { claims: [&literal.claims[..], &bare.claims].concat(), ..literal.clone() };
    assert_eq!((both.verdict(), both.headline().unwrap().judgement.verdict), (Verdict::Supported, Verdict::Supported));
    assert_eq!(literal.headline().unwrap().judgement.verdict, Verdict::Untestable);
    // A run that diverged leaves it open, as it does a support.
    let diverged = |row: &Row| {
        if row.replicate > 0 { row.clone() } else { Row { status: Status::Diverged, value: None, reason: "made".into(), ..row.clone() } }
    };
    assert_eq!(["O(M^(-1/6) log(M)^3)", "O(M^(-1/6))"].map(|bound| of(bound, diverged).verdict()), [Verdict::Inconclusive; 2]);
}

#[test]
fn a_drift_of_zero_is_left_out_with_a_warning() {
    let theorem = Made { bound: "O(M^(-1/3))", setting: setting() };
    let some_zero = with_drift(&evidence(&theorem), |row| if row.replicate == 0 { 0.0 } else { 1.0 / row.width as f64 });
    let judgement = &judged(&theorem, &some_zero).claims[0].judgement;
    assert!(judgement.warnings.iter().any(|warning| warning.code == "zeros_left_out"));
    assert_eq!(judgement.verdict, Verdict::Supported, "what looks larger and still is small is small");
    // Without the zeros it is large enough, and with them nobody knows.
    let large = Made { bound: "Omega(M^(-3/2))", setting: setting() };
    let without = with_drift(&evidence(&large), |row| 1.0 / row.width as f64);
    assert_eq!(judged(&large, &without).claims[0].judgement.verdict, Verdict::Supported);
    assert_eq!(judged(&large, &some_zero).claims[0].judgement.verdict, Verdict::Inconclusive);
}

#[test]
fn single_precision_sees_what_double_precision_sees() {
    let theorem = Made { bound: "O(M^(-1/3))", setting: setting() };
    let [single, double] = Precision::ALL.map(|precision| evidence_in(precision, &theorem));
    assert_eq!(single.rows.len(), double.rows.len());
    for (single, double) in single.rows.iter().zip(&double.rows).filter(|(row, _)| row.step > 0) {
        let (a, b) = (single.value.unwrap(), double.value.unwrap());
        assert_eq!(single.status, Status::Ok);
        // Beside the floor there is a relative error: training amplifies a rounded gradient like any other perturbation. A loss has no floor.
        assert!((a - b).abs() < single.floor.unwrap_or(1e-4) + 1e-5 * b.abs(), "{a} against {b}, floor {:?}", single.floor);
        assert!(single.floor.is_none() || single.floor > double.floor);
    }
    let verdicts = [single, double].map(|evidence| judged(&theorem, &evidence).verdict());
    assert!(verdicts[0].agrees() && verdicts[0] == verdicts[1], "{verdicts:?}");
}

#[test]
fn a_drift_near_its_floor_is_unresolved_and_never_fitted() {
    let slow = Setting { step_size: 1e-6, ..setting() };
    let theorem = Made { bound: "O(M^(-1/3))", setting: slow };
    let evidence = evidence_in(Precision::F32, &theorem);
    let seen = |evidence: &Evidence, status| evidence.rows.iter().filter(|row| row.step > 0 && row.status == status).count();
    let drifts: Vec<&Row> = evidence.rows.iter().filter(|row| row.quantity == NTK_DRIFT.name && row.step > 0).collect();
    assert!(drifts.iter().all(|row| row.status == Status::Unresolved && row.value < row.floor.map(|floor| 10.0 * floor)), "{drifts:?}");
    let result = judged(&theorem, &evidence);
    assert!(result.claims[0].sample.groups.is_empty());
    assert_eq!(result.verdict(), Verdict::Inconclusive);
    assert!(result.claims[0].judgement.warnings.iter().any(|warning| warning.code == "unresolved_left_out"));
    // In double precision the same drift is resolved.
    assert_eq!(seen(&evidence_in(Precision::F64, &theorem), Status::Unresolved), 0);
}

#[test]
fn one_unresolved_measurement_leaves_its_whole_width_out() {
    let theorem = Made { bound: "O(M^(-1/3))", setting: setting() };
    let mut evidence = evidence(&theorem);
    let row = evidence.rows.iter_mut().find(|row| row.width == 64 && !row.horizon.is_empty()).unwrap();
    *row = Row { value: Some(0.0), status: Status::Unresolved, ..row.clone() };
    assert!(judged(&theorem, &evidence_in(Precision::F64, &theorem)).verdict().agrees());
    let claim = &judged(&theorem, &evidence).claims[0];
    assert_eq!(claim.judgement.verdict, Verdict::Inconclusive);
    assert!(claim.sample.groups.iter().all(|group| group.width != 64.0));
    let text = &claim.judgement.warnings.iter().find(|warning| warning.code == "unresolved_left_out").unwrap().text;
    assert!(text.starts_with("at M = 64 a measurement"), "{text}");
}

#[test]
fn evidence_of_another_version_is_refused() {
    let theorem = Made { bound: "O(M^(-1/3))", setting: setting() };
    let mut evidence = evidence(&theorem);
    evidence.rows.retain(|row| row.horizon.is_empty());
    let message = judge_theorem(&theorem, &evidence, "cells.csv").unwrap_err().to_string();
    assert!(message.contains("cells.csv") && message.contains("run `verify` again"), "{message}");
}

#[test]
fn evidence_of_another_design_is_refused() {
    let theorem = Made { bound: "O(M^(-1/3))", setting: setting() };
    let evidence = evidence(&theorem);
    assert_eq!(evidence.run.settings, [("made".to_owned(), theorem.setting.canonical())].into());
    let other = Made { setting: Setting { step_size: 2.0, ..setting() }, ..theorem };
    let message = judge_theorem(&other, &evidence, "cells.csv").unwrap_err().to_string();
    assert!(message.contains("cells.csv was measured with made") && message.contains("run `verify` again"), "{message}");
    // Of numbers of which nothing is known nothing is asked.
    let unknown = Evidence { run: RunFacts::unknown(), ..evidence };
    assert!(judge_theorem(&other, &unknown, "cells.csv").is_ok());
}

#[test]
fn a_pointwise_claim_counts_its_cases_and_one_violation_refutes_it() {
    let theorem = pointwise(Made { bound: "O(1)", setting: setting() }, 1.0);
    let study = Study::designed(&theorem, Scale::Quick, 0, Source::Gaussian(16));
    let evidence = run(&study, &study.load().unwrap(), 2, &|_| ());
    let result = judge_theorem(&theorem, &evidence, "cells.csv").unwrap();
    let judgement = &result.claims[0].judgement;
    let cases = judgement.cases.unwrap();
    assert_eq!((judgement.verdict, cases.tried, cases.violations), (Verdict::Supported, 36, 0));
    assert!(cases.largest > 1e-4 && cases.largest < 1.0 && judgement.p_adjusted.is_none());
    assert!(!result.as_expected(), "a control that holds is not as expected");
    // A ceiling just below the largest case is violated by that case alone.
    let sharper = pointwise(Made { bound: "O(1)", setting: setting() }, cases.largest.next_down());
    let judgement = judge_theorem(&sharper, &evidence, "cells.csv").unwrap().claims.remove(0).judgement;
    assert_eq!((judgement.verdict, judgement.cases.unwrap().violations), (Verdict::Refuted, 1));
    // One run that diverged goes with no support; where an assumption fails nothing is said.
    let mut holed = evidence.clone();
    let row = holed.rows.iter_mut().find(|row| !row.horizon.is_empty()).unwrap();
    *row = Row { value: None, status: Status::Diverged, reason: "the loss is not finite at step 1".into(), ..row.clone() };
    assert_eq!(judge_theorem(&theorem, &holed, "cells.csv").unwrap().verdict(), Verdict::Inconclusive);
    let relu = pointwise(Made { bound: "O(1)", setting: Setting { activation: Activation::RELU, ..setting() } }, 1.0);
    let study = Study::designed(&relu, Scale::Quick, 0, Source::Gaussian(16));
    let evidence = run(&study, &study.load().unwrap(), 2, &|_| ());
    assert_eq!(judge_theorem(&relu, &evidence, "cells.csv").unwrap().verdict(), Verdict::OutOfScope);
}

#[test]
fn a_device_refuses_what_it_does_not_measure() {
    let theorem = Made { bound: "O(1)", setting: setting() };
    assert!(check_on_device(&Study::designed(&theorem, Scale::Quick, 0, Source::Gaussian(16))).is_ok());
    let refused = |theorem: &dyn Theorem, expected: &str| {
        let message = check_on_device(&Study::designed(theorem, Scale::Quick, 0, Source::Gaussian(16))).unwrap_err().to_string();
        assert!(message.starts_with(&format!("--device: made {expected}")), "{message}");
    };
    refused(&pointwise(theorem, 1.0), "measures kernel_ratio");
    let held = Setting { held: OutputWeights::Orthonormal, ..setting() };
    refused(&Made { bound: "O(1)", setting: held }, "holds W orthonormal in setting made");
    let moved = Setting { rule: Arc::new(Momentum::HeavyBall { momentum: 0.9 }), ..setting() };
    refused(&Made { bound: "O(1)", setting: moved }, "trains with momentum 0.9 in setting made");
}

/// The statements that hold to the last bit, or to rounding.
const EXACT: [&dyn Theorem; 4] =
    [&sec_4_trace_identity::TraceIdentity, &prop_18_column_collapse::ColumnCollapse, &ours_rank_law::RankLaw, &ours_reduction::Reduction];

#[test]
fn exact_statements_hold_on_other_data_in_single_precision() {
    for theorem in EXACT {
        let designed = Study::designed(theorem, Scale::Smoke, 1, Source::GAUSSIAN);
        let study = Study { precision: Precision::F32, replicates: 2.into(), ..designed };
        let result = judge_theorem(theorem, &run(&study, &study.load().unwrap(), 2, &|_| ()), "cells.csv").unwrap();
        let unexpected: Vec<&str> = result
            .claims
            .iter()
            .filter(|claim| claim.judgement.verdict == Verdict::Refuted)
            .map(|claim| claim.judgement.reason.as_str())
            .chain(result.controls.iter().filter(|control| !control.as_expected()).map(|control| control.control.claim.id))
            .collect();
        assert!(unexpected.is_empty() && result.verdict() != Verdict::OutOfScope, "{}: {unexpected:#?}", theorem.id());
    }
}

#[test]
fn a_device_refuses_exact_statements_by_name() {
    let refusals = EXACT.map(|theorem| check_on_device(&Study::designed(theorem, Scale::Quick, 0, Source::Mnist)).unwrap_err().to_string());
    let expected = ["measures trace_error", "measures column_gap", "measures weight_rank", "measures reduced_outputs"];
    for ((refusal, expected), theorem) in refusals.iter().zip(expected).zip(EXACT) {
        assert!(refusal.starts_with(&format!("--device: {} {expected}", theorem.id())), "{refusal}");
    }
}

#[test]
fn memory_is_counted_number_by_number() {
    let study = Study::designed(&thm_13_cosine_constancy::CosineConstancy, Scale::Quick, 0, Source::Mnist);
    let largest = Setting::cosine(20);
    let (n, e, z) = (largest.rows(), largest.triplets, largest.outputs);
    // A, its features and W; the start of the movement; that of the drift; and 16 bytes of sums. A device keeps no features, but has the matrices of one chunk,
    // which do not grow with the width.
    let numbers = 2 * (n + z) + n + (2 * e + z);
    assert_eq!(study.bytes(1000), 1000 * (8 * numbers + 16));
    let on_device = |width| device_bytes(&study, width);
    assert_eq!(on_device(3000) - on_device(2000), 1000 * (8 * (numbers - n) + 16));
    assert!(on_device(1000) > 1000 * (8 * (numbers - n) + 16));
}

#[test]
fn a_direct_network_takes_memory_with_its_input_dimension() {
    let bytes = |theorem: &dyn Theorem, dimension| Study::designed(theorem, Scale::Quick, 0, Source::Gaussian(dimension)).bytes(1000);
    let reduction = &ours_reduction::Reduction;
    assert!(bytes(reduction, 200) - bytes(reduction, 100) == bytes(reduction, 300) - bytes(reduction, 200));
    // V, its start, its gradient and eight rows of a Jacobian.
    assert!(bytes(reduction, 200) - bytes(reduction, 100) >= 100 * 1000 * 8 * 8);
    assert_eq!(bytes(EXACT[1], 200), bytes(EXACT[1], 100));
}
