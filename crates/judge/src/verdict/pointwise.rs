//! Pointwise claims: every case is held to a ceiling, and no exponent is fitted (statistics: exact and pointwise claims).

use serde::Serialize;

use super::{Checked, Judgement, Protocol, Verdict, Window};
use crate::claim::Ceiling;

/// One case: what one run gave at one width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Case {
    /// M.
    pub width: usize,
    /// The run's number at this width.
    pub replicate: usize,
    /// The observable.
    pub value: f64,
}

/// What the cases came to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Cases {
    /// Cases tried.
    pub tried: usize,
    /// Cases above the ceiling by more than rounding.
    pub violations: usize,
    /// The largest value: of an inequality, the largest ratio of its sides; null where nothing was tried.
    pub largest: f64,
    /// The width at which it was seen.
    pub width: usize,
    /// The run in which it was seen.
    pub replicate: usize,
    /// The ceiling.
    pub ceiling: f64,
    /// What rounding may add to it.
    pub rounding: f64,
}

/// Holds every case to the ceiling: supported without a violation, refuted by one.
pub fn judge_pointwise(ceiling: &Ceiling, cases: &[Case]) -> Judgement {
    let found = count(ceiling, cases);
    let Cases { tried, violations, largest, width, replicate, .. } = found;
    let place = format!("at M = {width}, replicate {replicate}");
    let (verdict, reason, settle) = match (tried, violations) {
        (0, _) => (Verdict::Inconclusive, "nothing was measured".into(), "runs that end".into()),
        (_, 0) => (
            Verdict::Supported,
            format!("none of {tried} cases breaks the claim {ceiling}; the largest value is {}, {place}", short(largest)),
            "one case beyond the claim would refute it".to_owned(),
        ),
        _ => (
            Verdict::Refuted,
            format!("{violations} of {tried} cases break the claim {ceiling}; the largest value is {}, {place}", short(largest)),
            String::new(),
        ),
    };
    let unset = f64::NAN;
    let (first, last) = (cases.iter().map(|case| case.width).min(), cases.iter().map(|case| case.width).max());
    let mut widths: Vec<usize> = cases.iter().map(|case| case.width).collect();
    widths.sort_unstable();
    widths.dedup();
    let from_to = |width: Option<usize>| width.map_or(unset, |width| width as f64);
    let window = Window { from: from_to(first), to: from_to(last), widths: widths.len(), replicates: tried };
    Judgement {
        verdict,
        kind: Checked::Pointwise,
        reason,
        settle,
        p_value: unset,
        correction_class: "none: a pointwise claim has no exponent",
        cases: Some(found),
        limits: vec!["a pointwise claim was tried on these runs alone: what other weights would give is not known".into()],
        ..Judgement::blank(window, &Protocol::default())
    }
}

fn count(ceiling: &Ceiling, cases: &[Case]) -> Cases {
    let larger = |known: Case, case: &Case| if case.value > known.value || case.value.is_nan() { *case } else { known };
    let nothing = Case { width: 0, replicate: 0, value: f64::NEG_INFINITY };
    let largest = cases.iter().fold(nothing, larger);
    Cases {
        tried: cases.len(),
        violations: cases.iter().filter(|case| ceiling.is_violated_by(case.value)).count(),
        largest: largest.value,
        width: largest.width,
        replicate: largest.replicate,
        ceiling: ceiling.largest,
        rounding: ceiling.rounding,
    }
}

/// A size with three digits: plain where that is short, else with a power of ten.
pub fn short(value: f64) -> String {
    match value {
        _ if value == 0.0 => "0".into(),
        _ if (0.01..1000.0).contains(&value.abs()) => {
            // Digits before the point are at the cost of those after it.
            let decimals = (2 - value.abs().log10().floor() as i32).clamp(0, 4) as usize;
            let text = format!("{value:.decimals$}");
            if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').into() } else { text }
        }
        _ => format!("{value:.2e}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CEILING: Ceiling = Ceiling { largest: 1.0, rounding: 1e-9 };

    fn cases(values: &[f64]) -> Vec<Case> {
        values.iter().enumerate().map(|(k, &value)| Case { width: 8 << (k % 3), replicate: k / 3, value }).collect()
    }

    proptest! {
        #[test]
        fn one_planted_violation_refutes_and_none_supports(values in prop::collection::vec(0.0..1.0f64, 1..40), at in 0usize..40, excess in 1e-6..10.0f64) {
            let clean = judge_pointwise(&CEILING, &cases(&values));
            prop_assert_eq!((clean.verdict, clean.cases.unwrap().violations), (Verdict::Supported, 0));
            let mut planted = cases(&values);
            let at = at % planted.len();
            planted[at].value = 1.0 + excess;
            let judgement = judge_pointwise(&CEILING, &planted);
            let found = judgement.cases.unwrap();
            prop_assert_eq!(judgement.verdict, Verdict::Refuted);
            prop_assert_eq!((found.tried, found.violations, found.largest), (values.len(), 1, 1.0 + excess));
            prop_assert_eq!((found.width, found.replicate), (planted[at].width, planted[at].replicate));
        }
    }

    #[test]
    fn no_case_is_no_support_and_no_number_is_a_violation() {
        assert_eq!(judge_pointwise(&CEILING, &[]).verdict, Verdict::Inconclusive);
        assert_eq!(judge_pointwise(&CEILING, &cases(&[0.5, f64::NAN, 0.25])).verdict, Verdict::Refuted);
    }

    #[test]
    fn the_keys_are_those_of_a_fit_and_what_is_not_there_is_null() {
        let value = serde_json::to_value(judge_pointwise(&CEILING, &cases(&[0.5, 0.25]))).unwrap();
        assert_eq!((&value["verdict"], &value["kind"]), (&"supported".into(), &"pointwise".into()));
        assert_eq!(
            (&value["exponent"]["estimate"], &value["power"], &value["p_value"]),
            (&serde_json::Value::Null, &serde_json::Value::Null, &serde_json::Value::Null)
        );
        assert_eq!((value["cases"]["tried"].as_u64(), value["cases"]["largest"].as_f64()), (Some(2), Some(0.5)));
    }

    #[test]
    fn sizes_have_three_digits() {
        assert_eq!([0.0, 0.123_45, 1.0, 12.345, 345.6, 1e-5, 2.5e7].map(short), ["0", "0.123", "1", "12.3", "346", "1.00e-5", "2.50e7"]);
    }
}
