//! Numbers and words as reports print them.

use crate::verdict::{Checked, Estimate, Judgement, Tightness, Verdict, short};

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

/// With a capital first letter.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// `1 value`, `2 values`.
pub fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// A verdict in words, as a table shows it.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Supported => "supported",
        Verdict::Refuted => "refuted",
        Verdict::Inconclusive => "inconclusive",
        Verdict::OutOfScope => "out of scope",
        Verdict::Untestable => "untestable here",
    }
}

/// A verdict behind a mark that says whether it is as expected: `✔` it is, `✘` it is not, `○` the data do not decide, `◌` it is out of scope, `◇` it is
/// untestable here, which no expectation makes good.
pub fn marked(judgement: &Judgement, expected: Verdict) -> String {
    format!("{} {}", mark(judgement.verdict, judgement.verdict == expected), judged(judgement))
}

/// The mark of a verdict, as [`marked`] explains it.
pub fn mark(verdict: Verdict, as_expected: bool) -> char {
    match verdict {
        Verdict::OutOfScope => '◌',
        Verdict::Untestable => '◇',
        _ if as_expected => '✔',
        Verdict::Inconclusive => '○',
        Verdict::Supported | Verdict::Refuted => '✘',
    }
}

/// The asymptotic exponent with its interval; a pointwise claim has none, but violations.
pub fn exponent(judgement: &Judgement) -> String {
    if judgement.cases.is_some() { format!("none; {}", judged_cases(judgement)) } else { interval(&judgement.exponent) }
}

/// The cases of a pointwise claim in words: `0 violations in 96 cases`.
pub fn judged_cases(judgement: &Judgement) -> String {
    let Some(cases) = &judgement.cases else { return String::new() };
    format!("{} in {}", count(cases.violations, "violation"), count(cases.tried, "case"))
}

/// A tightness in a word.
pub fn tightness_word(tightness: Tightness) -> &'static str {
    match tightness {
        Tightness::Tight => "tight",
        Tightness::Loose => "loose",
        Tightness::Unknown => "unknown",
    }
}

/// A tightness in words: `loose by M^0.83 [0.80, 0.86]`; of a pointwise claim the largest value beside its ceiling, `largest 0.31 of 1`, or, where that is
/// 0, with the size that rounding may give it.
pub fn tightness(judgement: &Judgement) -> String {
    if let Some(cases) = &judgement.cases {
        let largest = short(cases.largest);
        return match (cases.tried, cases.ceiling, cases.rounding) {
            (0, ..) => "unknown".into(),
            (_, 0.0, rounding) if rounding > 0.0 => format!("largest {largest}, where rounding may make {}", short(rounding)),
            (_, ceiling, _) => format!("largest {largest} of {}", short(ceiling)),
        };
    }
    match (judgement.tightness, &judgement.loose_by) {
        (Tightness::Loose, Some(by)) => format!("loose by M^{}", interval(by)),
        (tightness, _) => tightness_word(tightness).into(),
    }
}

/// The same without the interval, for narrow tables.
pub fn short_tightness(judgement: &Judgement) -> String {
    match (judgement.tightness, &judgement.loose_by) {
        (Tightness::Loose, Some(by)) => format!("loose by M^{}", number(by.estimate)),
        _ => tightness(judgement),
    }
}

/// The word for a pointwise claim without a violation.
pub const HOLDS_EXACTLY: &str = "holds exactly";

/// A judgement's verdict in words. A pointwise claim without a violation *holds exactly*; only a rate that the run could have refuted is *supported*.
pub fn judged(judgement: &Judgement) -> &'static str {
    match (judgement.kind, judgement.verdict) {
        (Checked::Pointwise, Verdict::Supported) => HOLDS_EXACTLY,
        (_, found) => verdict(found),
    }
}

/// A verdict in words, with the margin beside a support of a rate: `supported to within M^0.034`.
pub fn judged_within(judgement: &Judgement) -> String {
    let margin = judgement.margins.logarithm.unwrap_or(judgement.margins.range);
    if judgement.verdict != Verdict::Supported || !margin.is_finite() {
        return judged(judgement).into();
    }
    format!("{} to within M^{}", judged(judgement), number((1000.0 * margin).round() / 1000.0))
}

/// What this run would have said of the weakest rival.
pub fn power(judgement: &Judgement) -> String {
    if judgement.cases.is_some() {
        return "any one case beyond the claim would have refuted it".into();
    }
    let Some(power) = &judgement.power else { return "not known".into() };
    match power.rival_refuted {
        Some(share) => format!("{} would have been refuted in {:.0} % of runs", power.rival, 100.0 * share),
        None => "not simulated".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Ceiling;
    use crate::stats::Sample;
    use crate::verdict::{Case, Protocol, judge, judge_pointwise};

    fn judged_as(claim: &str, power_of_m: f64) -> &'static str {
        let values = (7..=14).map(|k| f64::from(1 << k)).flat_map(|m: f64| [0.97, 1.0, 1.03].map(|noise| (m, noise * m.powf(power_of_m))));
        judged(&judge(&claim.parse().unwrap(), &Sample::from_pairs(values), &Protocol::default()))
    }

    #[test]
    fn a_claim_that_a_constant_passes_is_untestable() {
        assert_eq!(judged_as("O(M^(-1/6) log(M)^3)", -1.0), "untestable here");
        assert_eq!(judged_as("O(M^(-1/6))", -1.0), "supported");
        assert_eq!(judged_as("O(M^(-1/6))", 0.0), "refuted");
    }

    #[test]
    fn a_pointwise_claim_holds_exactly_or_is_refuted() {
        let of = |value| {
            let case = Case { width: 8, replicate: 0, value };
            judged(&judge_pointwise(&Ceiling { largest: 1.0, rounding: 0.0 }, &[case]))
        };
        assert_eq!([of(0.5), of(1.5)], ["holds exactly", "refuted"]);
    }

    #[test]
    fn no_expectation_makes_an_untestable_claim_good() {
        assert_eq!([true, false].map(|as_expected| mark(Verdict::Untestable, as_expected)), ['◇', '◇']);
        assert_eq!([true, false].map(|as_expected| mark(Verdict::Supported, as_expected)), ['✔', '✘']);
    }

    #[test]
    fn numbers_have_two_decimals_and_no_negative_zero() {
        assert_eq!([0.126, -0.001, f64::INFINITY, f64::NAN].map(number), ["0.13", "0.00", "?", "?"]);
    }
}
