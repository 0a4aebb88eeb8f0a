//! Judgements for a record that reviewers read as a diff: one number a line, and every line says which claim it is of, and in which setting.

use std::fmt::Write;

use super::counts::theorem_verdict;
use super::format::{interval, judged, judged_cases, number, power, tightness};
use crate::study::{ClaimResult, TheoremResult};
use crate::verdict::Judgement;

/// The record of a theorem's judgement.
///
/// What the last bits of another processor's arithmetic may change is not in it: what rounding made of 0, and the exponents of controls, some of which are
/// of training that is chaotic.
pub fn verdict_record(result: &TheoremResult) -> String {
    let mut text = String::new();
    let mut line = |of: &str, what: &str, found: &str| writeln!(text, "{of} | {what}: {found}").expect("a string can be written");
    line("theorem", "verdict", theorem_verdict(result));
    line("theorem", "as expected", if result.as_expected() { "yes" } else { "no" });
    for claim in &result.claims {
        let of = format!("claim {} in {}", claim.claim.id, claim.claim.setting);
        said(claim).into_iter().chain(found(&claim.judgement)).for_each(|(what, found)| line(&of, what, &found));
    }
    for control in &result.controls {
        let of = format!("control {} in {}", control.control.claim.id, control.control.claim.setting);
        said(&control.result).into_iter().for_each(|(what, found)| line(&of, what, &found));
    }
    text
}

fn said(result: &ClaimResult) -> [(&'static str, String); 2] {
    let claim = &result.claim;
    let says = format!("{}, {}, {}", result.bound(), claim.quantity.says, claim.horizon);
    [("claim", says), ("verdict", judged(&result.judgement).into())]
}

fn found(judgement: &Judgement) -> Vec<(&'static str, String)> {
    let warnings: Vec<&str> = judgement.warnings.iter().map(|warning| warning.code).collect();
    let warnings = ("warnings", if warnings.is_empty() { "none".to_owned() } else { warnings.join(", ") });
    if let Some(cases) = &judgement.cases {
        let is_rounding = cases.ceiling == 0.0 && cases.rounding > 0.0;
        let largest = if is_rounding { "not compared".into() } else { tightness(judgement) };
        return vec![("cases", judged_cases(judgement)), ("tightness", largest), warnings];
    }
    let slopes: Vec<String> = judgement.local_slopes.iter().map(|slope| number(slope.slope)).collect();
    vec![
        ("exponent", interval(&judgement.exponent)),
        ("slope over the range", interval(&judgement.range)),
        ("local slopes", slopes.join(", ")),
        ("tightness", tightness(judgement)),
        ("p-value of a refutation", format!("{:.3}", judgement.p_value)),
        ("power", power(judgement)),
        warnings,
    ]
}
