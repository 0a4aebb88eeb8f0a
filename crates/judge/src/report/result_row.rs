//! A judgement as a row of a table for a paper, a page or a program, before any format is chosen.

use crate::claim::{Form, Symbol};
use crate::verdict::{Estimate, Judgement, TwoWay, Verdict};

use super::format::{judged, short_tightness, verdict};

/// A judged claim, in the columns that a reader of a paper asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultRow {
    /// The name of the claim among others; empty if it is alone.
    pub name: String,
    /// The claim.
    pub claim: Form,
    /// The verdict in words, with `untested` if the run could not have refuted the claim.
    pub verdict: String,
    /// The slope over the sizes, the claim's own logarithms divided out. `None` if the claim has no exponent.
    pub slope: Option<Estimate>,
    /// The exponent in the limit, likewise.
    pub limit: Option<Estimate>,
    /// The tightness in words, or the largest value of a pointwise claim.
    pub tightness: String,
    /// The smallest and the largest size judged. `None` if nothing was judged.
    pub range: Option<(f64, f64)>,
    /// Number of sizes judged.
    pub sizes: usize,
    /// Number of runs judged, at all sizes together.
    pub runs: usize,
}

/// Rows that belong together, under a title; without one if it is empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ResultGroup {
    /// The title.
    pub title: String,
    /// The rows.
    pub rows: Vec<ResultRow>,
}

impl ResultRow {
    /// The row of a judgement.
    pub fn of(name: &str, claim: impl Into<Form>, judgement: &Judgement) -> Self {
        let window = &judgement.window;
        let exponent = |estimate: &Estimate| (judgement.cases.is_none() && estimate.estimate.is_finite()).then_some(*estimate);
        Self {
            name: name.to_owned(),
            claim: claim.into(),
            verdict: judged(judgement).to_owned(),
            slope: exponent(&judgement.range),
            limit: exponent(&judgement.exponent),
            tightness: short_tightness(judgement),
            range: (window.widths > 0).then_some((window.from, window.to)),
            sizes: window.widths,
            runs: window.replicates,
        }
    }

    /// The rows of a judgement in M and t: the whole claim with the powers of M, and the power of t fitted together with that of M.
    pub fn of_two_way(name: &str, claim: &crate::claim::Bound, judgement: &TwoWay) -> Vec<Self> {
        let Some(last) = judgement.at_time.last() else { return Vec::new() };
        let whole = Self { verdict: verdict(judgement.verdict).to_owned(), ..Self::of(name, claim.clone(), &last.judgement) };
        let whole = Self { slope: judgement.joint_width.or(whole.slope), ..whole };
        let of_time = judgement.joint_time.map(|power| Self {
            name: if name.is_empty() { "power of t".into() } else { format!("{name}, power of t") },
            claim: claim.with_rate(crate::claim::Rate::power(Symbol::T, claim.rate.exponent(Symbol::T))).into(),
            verdict: of_widths(judgement).to_owned(),
            slope: Some(power),
            limit: None,
            tightness: "unknown".into(),
            ..whole.clone()
        });
        [Some(whole), of_time].into_iter().flatten().collect()
    }
}

/// The verdicts on the power of t at each width, taken together.
fn of_widths(judgement: &TwoWay) -> &'static str {
    let mut verdicts = judgement.at_width.iter().map(|at| at.verdict);
    let all = |wanted: Verdict| !judgement.at_width.is_empty() && judgement.at_width.iter().all(|at| at.verdict == wanted);
    match () {
        () if verdicts.any(|found| found == Verdict::Refuted) => verdict(Verdict::Refuted),
        () if all(Verdict::Supported) => verdict(Verdict::Supported),
        () => verdict(Verdict::Inconclusive),
    }
}
