//! All judgements of a folder of evidence as one table: fits.csv, a row a claim or control. Its columns are explained in reports/README.md.

use super::format::tightness_word;
use crate::study::{ClaimResult, TheoremResult};
use crate::verdict::{Checked, Estimate, Judgement, Power, Verdict};

/// The columns of fits.csv, in their order.
pub const FITS_HEADER: [&str; 39] = [
    "data",
    "theorem",
    "kind",
    "id",
    "setting",
    "observable",
    "horizon",
    "claim",
    "expected",
    "verdict",
    "form",
    "tightness",
    "exponent",
    "exponent_low",
    "exponent_high",
    "range",
    "range_low",
    "range_high",
    "normalised",
    "normalised_low",
    "normalised_high",
    "confidence",
    "loose_by",
    "loose_by_low",
    "loose_by_high",
    "p_value",
    "p_adjusted",
    "from",
    "to",
    "widths",
    "replicates",
    "scatter",
    "rival",
    "power",
    "cases",
    "violations",
    "largest",
    "ceiling",
    "warnings",
];

/// fits.csv. Numbers have the fewest digits that read back the same; what is missing, unbounded or has no meaning for the kind of claim is empty.
pub fn fits_csv(results: &[TheoremResult]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |record: &[String]| writer.write_record(record).expect("writing to memory does not fail");
    write(&FITS_HEADER.map(String::from));
    for result in results {
        for claim in &result.claims {
            write(&row(result, "claim", claim));
        }
        for control in &result.controls {
            write(&row(result, "control", &control.result));
        }
    }
    writer.into_inner().expect("writing to memory does not fail")
}

fn row(result: &TheoremResult, kind: &str, judged: &ClaimResult) -> Vec<String> {
    let (claim, judgement) = (&judged.claim, &judged.judgement);
    // A control must be refuted, whatever is expected of the claim that it makes.
    let expected = if kind == "control" { Verdict::Refuted } else { claim.expected };
    let said: [String; 12] = [
        result.data.clone(),
        result.id.into(),
        kind.into(),
        claim.id.into(),
        claim.setting.into(),
        claim.quantity.name.into(),
        claim.horizon.to_string(),
        judged.bound(),
        verdict_word(expected).into(),
        verdict_word(judgement.verdict).into(),
        form(judgement.kind).into(),
        tightness_word(judgement.tightness).into(),
    ];
    let confidence = if judgement.cases.is_some() { String::new() } else { number(judgement.exponent.confidence) };
    let exponents = [judgement.exponent, judgement.range, judgement.normalised].map(three).concat();
    let loose_by = judgement.loose_by.map_or_else(Default::default, three);
    let window = &judgement.window;
    let run = [
        number(judgement.p_value),
        judgement.p_adjusted.map_or_else(String::new, number),
        number(window.from),
        number(window.to),
        window.widths.to_string(),
        window.replicates.to_string(),
        number(judgement.scatter),
    ];
    let warnings: Vec<&str> = judgement.warnings.iter().map(|warning| warning.code).collect();
    [&said[..], &exponents, &[confidence], &loose_by, &run, &power(judgement), &cases(judgement), &[warnings.join(" ")]].concat()
}

/// A verdict in one word, as in JSON.
fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Supported => "supported",
        Verdict::Refuted => "refuted",
        Verdict::Inconclusive => "inconclusive",
        Verdict::OutOfScope => "out_of_scope",
        Verdict::Untestable => "untestable",
    }
}

/// How a claim is checked, as the key `kind` of JSON says it.
fn form(kind: Checked) -> &'static str {
    match kind {
        Checked::Rate => "rate",
        Checked::Pointwise => "pointwise",
    }
}

fn number(value: f64) -> String {
    if value.is_finite() { format!("{value:?}").trim_end_matches(".0").into() } else { String::new() }
}

fn three(estimate: Estimate) -> [String; 3] {
    [estimate.estimate, estimate.low, estimate.high].map(number)
}

/// The rival's exponent, and the share of runs in which the rival would have been refuted.
fn power(judgement: &Judgement) -> [String; 2] {
    let of = |power: &Power| [number(power.rival_exponent), power.rival_refuted.map_or_else(String::new, number)];
    judgement.power.as_ref().map_or_else(Default::default, of)
}

fn cases(judgement: &Judgement) -> [String; 4] {
    judgement.cases.map_or_else(Default::default, |cases| {
        [cases.tried.to_string(), cases.violations.to_string(), number(cases.largest), number(cases.ceiling)]
    })
}
