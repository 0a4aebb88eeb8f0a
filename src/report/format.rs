//! Numbers and words as reports print them.

use crate::verdict::{Estimate, Judgement, Tightness, Verdict};

/// A power of M with its interval, two decimals: `-1.02 [-1.05, -0.98]`.
pub fn interval(estimate: &Estimate) -> String {
    format!("{} [{}, {}]", number(estimate.estimate), number(estimate.low), number(estimate.high))
}

/// Two decimals; an end that is not known is `?`, and -0.00 is 0.00.
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return "?".into();
    }
    let text = format!("{value:.2}");
    if text == "-0.00" { "0.00".into() } else { text }
}

/// A verdict in words, as a table shows it.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Supported => "supported",
        Verdict::Refuted => "refuted",
        Verdict::Inconclusive => "inconclusive",
        Verdict::OutOfScope => "out of scope",
    }
}

/// A tightness in words: `loose by M^0.83 [0.80, 0.86]`.
pub fn tightness(judgement: &Judgement) -> String {
    match (judgement.tightness, &judgement.loose_by) {
        (Tightness::Tight, _) => "tight".into(),
        (Tightness::Loose, Some(by)) => format!("loose by M^{}", interval(by)),
        (Tightness::Loose, None) => "loose".into(),
        (Tightness::Unknown, _) => "unknown".into(),
    }
}

/// How the claim stood the test: whether this run could have refuted it at all. Below a half the claim counts as untested.
pub fn power(judgement: &Judgement) -> String {
    let Some(power) = &judgement.power else { return "not known".into() };
    match power.rival_refuted {
        Some(share) if share < UNTESTED => {
            format!("**untested**: {} would have been refuted in {:.0} % of runs", power.rival, 100.0 * share)
        }
        Some(share) => format!("{} would have been refuted in {:.0} % of runs", power.rival, 100.0 * share),
        None => "not simulated".into(),
    }
}

/// Below this share of refutations of the weakest rival, a supported claim is called untested.
const UNTESTED: f64 = 0.5;
