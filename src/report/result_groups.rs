//! Results of theorems as rows for a paper or a page.

use asymptest_judge::report::{ResultGroup, ResultRow};

use super::format::verdict;
use crate::study::{ClaimResult, TheoremResult};

/// A group a theorem and data set: its claims, then its controls.
pub fn result_groups(results: &[TheoremResult]) -> Vec<ResultGroup> {
    let row = |name: String, result: &ClaimResult| ResultRow::of(&name, result.claim.bound.clone(), &result.judgement);
    let group = |result: &TheoremResult| {
        let claims = result.claims.iter().map(|claim| row(claim.claim.id.into(), claim));
        let controls = result.controls.iter().map(|control| row(format!("control {}", control.control.claim.id), &control.result));
        let title = format!("{} on {}: {}", result.id, result.data, verdict(result.verdict()));
        ResultGroup { title, rows: claims.chain(controls).collect() }
    };
    results.iter().map(group).collect()
}
