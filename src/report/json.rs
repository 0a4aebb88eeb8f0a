//! The JSON of `verify` and `report`.

use serde_json::{Value, json};

use crate::study::{ClaimResult, TheoremResult};
use crate::verdict::Verdict;

/// `{"theorems": [{"id", "data", "verdict", "claims": [{"id", "claim", ...}], "controls": [{"id", "expected", "verdict", ...}]}], "as_expected"}`.
pub fn results_json(results: &[TheoremResult]) -> Value {
    let theorems: Vec<Value> = results.iter().map(theorem).collect();
    json!({ "theorems": theorems, "as_expected": results.iter().all(TheoremResult::as_expected) })
}

fn theorem(result: &TheoremResult) -> Value {
    let claims: Vec<Value> = result.claims.iter().map(judged).collect();
    let controls: Vec<Value> = result
        .controls
        .iter()
        .map(|control| {
            let mut value = judged(&control.result);
            value["expected"] = json!(control.control.claim.expected);
            value
        })
        .collect();
    let as_expected = result.as_expected();
    let mut value = json!({ "id": result.id, "data": result.data, "verdict": result.verdict(), "claims": claims, "controls": controls, "as_expected": as_expected });
    if let Some(table) = &result.table {
        value["measured_elsewhere"] =
            json!({ "file": table.file, "blake3": table.digest, "suite_blake3": table.suite_digest, "notes": table.notes });
    }
    value
}

/// The judgement's own keys, as `fit` prints them, with the claim's.
fn judged(result: &ClaimResult) -> Value {
    let claim = &result.claim;
    let mut value = serde_json::to_value(&result.judgement).expect("a judgement is plain data");
    value["id"] = json!(claim.id);
    value["claim"] = json!(result.bound());
    value["observable"] = json!(claim.quantity.name);
    value["horizon"] = json!(claim.horizon.to_string());
    value["setting"] = json!(claim.setting);
    value["untested"] = json!(result.judgement.verdict == Verdict::Untestable);
    value
}
