//! The finding as a person would say it: the sharp exponent, the constant, the gap to the bound, and what breaks it. Every number is computed from the
//! evidence.

use super::format::{capitalised, count, interval, number};
use crate::claim::{Rate, Symbol};
use crate::stats::student::t_quantile;
use crate::stats::summary::summarise;
use crate::study::{ClaimResult, TheoremResult};
use crate::verdict::{Cases, Checked, Judgement, Tightness, Verdict, short};

/// Denominators of the powers of M in which a constant is given, the simplest first.
const DENOMINATORS: [i32; 7] = [1, 2, 3, 4, 6, 8, 12];

/// The first lines of a report: what was found for the headline claim, for the first rate where the headline is none, and what breaks the theorem.
pub(super) fn finding(result: &TheoremResult) -> String {
    let Some(headline) = result.headline() else { return String::new() };
    let first_rate = result.claims.iter().find(|claim| claim.judgement.kind == Checked::Rate && claim.judgement.verdict.agrees());
    let rate = first_rate.filter(|_| headline.judgement.kind == Checked::Pointwise);
    let sentences: Vec<String> = [Some(headline), rate].into_iter().flatten().filter_map(of_claim).chain(broken_by(result)).collect();
    sentences.join(" ")
}

fn of_claim(result: &ClaimResult) -> Option<String> {
    match &result.judgement.cases {
        Some(cases) => of_cases(result, cases),
        None => of_rate(result),
    }
}

/// The quantity and the time, as the start of a sentence.
fn subject(result: &ClaimResult) -> String {
    format!("{}, {}", capitalised(result.claim.quantity.says), result.claim.horizon)
}

fn of_rate(result: &ClaimResult) -> Option<String> {
    let judgement = &result.judgement;
    let bound = result.claim.bound.rate()?;
    if !judgement.range.estimate.is_finite() {
        return None;
    }
    let divided = [Symbol::LogM, Symbol::T].into_iter().filter(|symbol| bound.rate.mentions(*symbol));
    let divided: String = divided.map(|symbol| format!(", over {}", Rate::power(symbol, bound.rate.exponent(symbol)))).collect();
    let limit =
        if judgement.exponent.low.is_finite() { format!(", M^{} in the limit", interval(&judgement.exponent)) } else { String::new() };
    let window = &judgement.window;
    Some(format!(
        "{}{divided}: M^{} over the widths from {} to {}{limit}. {}{}",
        subject(result),
        interval(&judgement.range),
        window.from,
        window.to,
        constant(result).unwrap_or_default(),
        gap(result),
    ))
}

/// The simplest power of M that the interval of the limit holds, or the slope over the widths to two digits.
fn simple_power(judgement: &Judgement) -> (f64, String) {
    let exponent = judgement.exponent;
    let holds = |value: f64| exponent.low <= value && value <= exponent.high;
    for denominator in DENOMINATORS {
        let nearest = (judgement.range.estimate * f64::from(denominator)).round() as i32;
        if holds(f64::from(nearest) / f64::from(denominator)) {
            // What is multiplied takes the power away.
            let power = match (-nearest, denominator) {
                (0, _) => String::new(),
                (1, 1) => "M".into(),
                (n, 1) => format!("M^{n}"),
                (n, d) => format!("M^({n}/{d})"),
            };
            return (f64::from(nearest) / f64::from(denominator), power);
        }
    }
    let slope = (100.0 * judgement.range.estimate).round() / 100.0;
    (slope, format!("M^{}", number(-slope)))
}

/// The constant at the largest and at the smallest width judged, with what the noise of the runs leaves open.
fn constant(result: &ClaimResult) -> Option<String> {
    let bound = result.claim.bound.rate()?;
    let (power, factor) = simple_power(&result.judgement);
    let logs = bound.rate.exponent(Symbol::LogM).to_f64();
    let summary = summarise(&result.sample, result.judgement.functional);
    let points: Vec<_> = summary.points.iter().filter(|point| point.width >= result.judgement.window.from).collect();
    let quantile = t_quantile(0.975, summary.degrees?);
    let at = |width: f64, x: f64, location: f64, variance: f64| {
        let height = location - power * x - if logs == 0.0 { 0.0 } else { logs * x.ln() };
        let half = quantile * variance.sqrt();
        let [middle, low, high] = [height, height - half, height + half].map(|log| short(log.exp()));
        format!("{middle} [{low}, {high}] at M = {width}")
    };
    let (first, last) = (points.first()?, points.last()?);
    let [narrow, wide] = [first, last].map(|point| at(point.width, point.x, point.location, point.variance));
    let of = if factor.is_empty() { "It".to_owned() } else { format!("{factor} times it") };
    Some(format!("{of} is {wide}, and {narrow}. "))
}

/// How far the bound is from what was measured.
fn gap(result: &ClaimResult) -> String {
    let (bound, judgement) = (result.bound(), &result.judgement);
    match (judgement.verdict, judgement.tightness, &judgement.loose_by) {
        (Verdict::Refuted, ..) => format!("The bound {bound} is broken."),
        (_, Tightness::Tight, _) => format!("The bound {bound} is attained."),
        (_, Tightness::Loose, Some(by)) => format!("The bound {bound} is loose by M^{}.", interval(by)),
        _ => format!("Whether the bound {bound} is attained is open."),
    }
}

fn of_cases(result: &ClaimResult, cases: &Cases) -> Option<String> {
    if cases.tried == 0 {
        return None;
    }
    let window = &result.judgement.window;
    let (tried, largest) = (count(cases.tried, "case"), short(cases.largest));
    let found = match cases {
        Cases { violations: 1.., .. } => format!("{}, as large as {largest}", count(cases.violations, "violation")),
        Cases { largest, .. } if *largest == 0.0 => "exactly 0".into(),
        Cases { ceiling, rounding, .. } if *ceiling == 0.0 => {
            format!("0 up to rounding: at most {largest}, where rounding may make {}", short(*rounding))
        }
        Cases { ceiling, largest: found, .. } if *found < *ceiling && *found > 0.0 => format!(
            "at most {largest} of the {} allowed: a bound {} times smaller would hold as well",
            short(*ceiling),
            short(ceiling / found)
        ),
        Cases { ceiling, .. } => format!("the {} allowed is reached, and never exceeded", short(*ceiling)),
    };
    Some(format!("{}: in {tried} with M from {} to {} {found}.", subject(result), window.from, window.to))
}

/// The controls that were refuted, each with its reason.
fn broken_by(result: &TheoremResult) -> Option<String> {
    let reasons: Vec<String> = (result.controls.iter().filter(|control| control.as_expected()))
        .map(|control| {
            let judgement = &control.result.judgement;
            let exponent = match (&judgement.cases, judgement.exponent.low.is_finite()) {
                (Some(cases), _) => format!("as large as {}", short(cases.largest)),
                (None, true) => format!("M^{}", interval(&judgement.exponent)),
                (None, false) => "refuted".to_owned(),
            };
            format!("{} ({exponent}: {})", control.control.claim.id.replace('_', " "), control.control.because)
        })
        .collect();
    (!reasons.is_empty()).then(|| format!("What breaks it: {}.", reasons.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{Ceiling, Form, Horizon, Quantity, claim};
    use crate::stats::Sample;
    use crate::verdict::{Case, Protocol, judge, judge_pointwise};

    const DRIFT: Quantity = Quantity::size("drift", "the drift");

    fn rate(bound: &str, law: fn(f64) -> f64) -> ClaimResult {
        let noise = [0.97, 0.99, 1.01, 1.03];
        let values = (7..=16).map(|k| f64::from(1 << k)).flat_map(|m: f64| noise.map(|noise| (m, noise * law(m))));
        let sample = Sample::from_pairs(values);
        let claim = claim("rate", "", bound, DRIFT, Horizon::Fixed(8), "here");
        let judgement = judge(claim.bound.rate().unwrap(), &sample, &Protocol::default());
        ClaimResult { claim, judgement, sample }
    }

    fn pointwise(ceiling: Ceiling, value: f64) -> ClaimResult {
        let claim = claim("cases", "", Form::Pointwise(ceiling), DRIFT, Horizon::Fixed(8), "here");
        let judgement = judge_pointwise(&ceiling, &[Case { width: 8, replicate: 0, value }, Case { width: 64, replicate: 1, value: 0.0 }]);
        ClaimResult { claim, judgement, sample: Sample::default() }
    }

    #[test]
    fn a_rate_is_an_exponent_a_constant_and_a_gap() {
        let loose = of_rate(&rate("O(M^(-1/2))", |m| 3.0 / m)).unwrap();
        assert!(loose.starts_with("The drift, t = 8: M^-1.00 ["), "{loose}");
        assert!(
            loose.contains(" M times it is 3 [") && loose.contains("] at M = 65536, and 3 [") && loose.contains("] at M = 128."),
            "{loose}"
        );
        assert!(loose.contains("The bound O(M^(-1/2)) is loose by M^0.50 ["), "{loose}");
        let tight = of_rate(&rate("O(M^(-1/2))", |m| 0.25 / m.sqrt())).unwrap();
        assert!(tight.contains("M^(1/2) times it is 0.25 [") && tight.ends_with("The bound O(M^(-1/2)) is attained."), "{tight}");
        let broken = of_rate(&rate("O(M^(-1/2))", |_| 7.0)).unwrap();
        assert!(broken.contains(" It is 7 [") && broken.ends_with("The bound O(M^(-1/2)) is broken."), "{broken}");
        let logs = of_rate(&rate("O(M^(-1/2) log(M)^2)", |m| 5.0 * m.ln().powi(2) / m.sqrt())).unwrap();
        assert!(logs.starts_with("The drift, t = 8, over log(M)^2: M^-0.5") && logs.contains("times it is 5 ["), "{logs}");
    }

    #[test]
    fn cases_are_a_largest_value_and_what_is_allowed() {
        let of = |largest: f64, rounding: f64, value: f64| of_claim(&pointwise(Ceiling { largest, rounding }, value)).unwrap();
        assert_eq!(
            of(1.0, 1e-9, 0.05),
            "The drift, t = 8: in 2 cases with M from 8 to 64 at most 0.05 of the 1 allowed: a bound 20 times smaller would hold as well."
        );
        assert!(of(0.0, 0.0, 0.0).ends_with(" exactly 0."));
        assert!(of(0.0, 1e-9, 1e-12).contains(" 0 up to rounding: at most 1.00e-12, where rounding may make 1.00e-9"));
        assert!(of(3.0, 0.0, 3.0).ends_with(" the 3 allowed is reached, and never exceeded."));
        assert!(of(3.0, 0.0, 4.0).contains(" 1 violation, as large as 4"));
    }
}
