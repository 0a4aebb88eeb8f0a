//! A judgement as a referee would write it.

use crate::claim::{Bound, Symbol};
use crate::stats::Functional;
use crate::verdict::{Estimate, FamilyLimit, Judgement, LocalSlope, Over, Path, Verdict};

use super::format::{capitalised, count, interval, verdict};
use super::law::verdict_words;

/// Columns of a line of text.
const LINE: usize = 96;

/// A judgement in words: the verdict, the exponents with their intervals, the window, what the run could have refuted, what would
/// settle the question, and the warnings.
pub fn paragraph(bound: &Bound, judgement: &Judgement) -> String {
    let mut text = format!("{bound}: {}\n\n", verdict_words(judgement));
    let parts = [
        above_floor(judgement),
        evidence(bound, judgement),
        limit(judgement),
        near_misses(judgement),
        power(judgement),
        without_logs(bound, judgement),
        method(judgement),
    ];
    for sentences in parts {
        if !sentences.is_empty() {
            text.push_str(&wrapped(&sentences, ""));
            text.push('\n');
        }
    }
    for warning in &judgement.warnings {
        text.push_str(&wrapped(&format!("Warning ({}): {}.", warning.code, warning.text), "  "));
    }
    if !judgement.warnings.is_empty() {
        text.push('\n');
    }
    if !judgement.limits.is_empty() {
        text.push_str(&wrapped(&format!("Known limits of any method on these data: {}.", judgement.limits.join("; ")), ""));
        text.push('\n');
    }
    if !judgement.local_slopes.is_empty() {
        let value = logs(bound).map_or("value".to_owned(), |logs| format!("value / {logs}"));
        let slopes = slopes(&judgement.local_slopes);
        text.push_str(&wrapped(&format!("Local slopes of log({value}) in log(M): {slopes}."), ""));
    }
    text
}

fn evidence(bound: &Bound, judgement: &Judgement) -> String {
    let window = judgement.window;
    let what = match judgement.functional {
        Functional::LogLocation => "the typical value",
        Functional::Mean => "the mean",
    };
    let opening = match judgement.verdict {
        Verdict::Supported => "The data support the claim",
        Verdict::Refuted => "The data refute the claim",
        Verdict::Inconclusive => "The data neither support nor refute the claim",
        Verdict::OutOfScope => "The claim does not apply to these data",
        Verdict::Untestable => "This run cannot test the claim",
    };
    let mut text = format!(
        "{opening}. {}. Over {} from {} to {} ({}), {what}{} goes like M^{} over these widths{}.",
        capitalised(&judgement.reason),
        count(window.widths, "width"),
        window.from,
        window.to,
        count(window.replicates, "value"),
        divided(bound),
        precise_interval(judgement.range),
        in_the_limit(judgement),
    );
    if let Some(by) = judgement.loose_by {
        text.push_str(&format!(" The claim is loose by M^{}.", precise_interval(by)));
    }
    if let Some(growth) = &judgement.growth {
        text.push_str(&format!(
            " Between a logarithm (0) and a power of M, the growth has the exponent {}{}.",
            precise_interval(growth.lambda),
            if growth.significant { "" } else { ", and is not significant" },
        ));
    }
    text.push_str(&p_values(judgement));
    text
}

/// The floor that was taken off.
fn above_floor(judgement: &Judgement) -> String {
    let Some(floor) = judgement.floor else { return String::new() };
    let value = if floor.fitted { precise_interval(floor.value) } else { floor.value.estimate.to_string() };
    format!("The claim is about what lies above a floor of {value}{}.", if floor.fitted { ", which was fitted" } else { "" })
}

/// The exponent in the limit, where there is one.
fn in_the_limit(judgement: &Judgement) -> String {
    if !judgement.exponent.low.is_finite() {
        return "; of the limit nothing is known".to_owned();
    }
    let level = match judgement.path {
        Path::Table => "a table without noise has no statistical level".to_owned(),
        _ => format!("{:.0} % intervals", 100.0 * judgement.exponent.confidence),
    };
    format!(" and like M^{} in the limit ({level})", precise_interval(judgement.exponent))
}

/// The p-value of a refutation, raw and adjusted.
fn p_values(judgement: &Judgement) -> String {
    if judgement.p_value.is_nan() || judgement.margins.least_violation.is_nan() {
        return String::new();
    }
    let p = |value: f64| if value < 0.001 { format!("{value:.0e}") } else { format!("{value:.3}") };
    let adjusted = judgement.p_adjusted.map_or(String::new(), |adjusted| format!(", {} by Holm's adjustment", p(adjusted)));
    format!(
        " The p-value of a refutation is {}{adjusted}; a refutation asks for more than M^{} in the limit.",
        p(judgement.p_value),
        judgement.margins.least_violation
    )
}

/// The statement on the widths where it differs from the limit, and the limit by each family of curves.
fn limit(judgement: &Judgement) -> String {
    let mut text = match (judgement.over_the_range, judgement.verdict) {
        (Over::Violated, Verdict::Inconclusive | Verdict::Supported | Verdict::Untestable) => {
            "Over these widths the claim is violated; in the limit it is not.".to_owned()
        }
        (Over::Holds, Verdict::Inconclusive | Verdict::Refuted) => {
            "Over these widths the claim holds; in the limit it is not shown to.".to_owned()
        }
        _ => String::new(),
    };
    if judgement.verdict == Verdict::Inconclusive {
        text = text.replace("it is not.", "it is open.");
    }
    if judgement.families.len() > 1 {
        let one = |family: &FamilyLimit| {
            format!("{} {}{}", family.family.replace('_', " "), interval(&family.exponent), if family.best { " (fits best)" } else { "" })
        };
        let all: Vec<String> = judgement.families.iter().map(one).collect();
        text.push_str(&format!(" In the limit, by family of curves: {}.", all.join("; ")));
    }
    text.trim_start().to_owned()
}

fn near_misses(judgement: &Judgement) -> String {
    let list = |what: &str, rates: &[String]| if rates.is_empty() { String::new() } else { format!("{what}: {}. ", rates.join(", ")) };
    let misses = &judgement.near_misses;
    let text = list("Told apart from", &misses.told_apart) + &list("Not told apart from", &misses.not_told_apart);
    text.trim_end().to_owned()
}

fn power(judgement: &Judgement) -> String {
    let mut text = String::new();
    if let Some(power) = &judgement.power {
        text.push_str("Could this run have refuted the claim? ");
        match power.rival_refuted {
            Some(share) => text.push_str(&format!(
                "If the truth were {} (exponent {:.2}), {:.0} % of runs of this design and noise would have refuted it.",
                power.rival,
                power.rival_exponent,
                100.0 * share,
            )),
            None => text.push_str(&format!("Against {} it was not tried.", power.rival)),
        }
        if power.minimum_detectable_deviation.is_finite() {
            text.push_str(&format!(
                " Four runs in five would refute a claim that is off by M^{}",
                size(power.minimum_detectable_deviation)
            ));
            let half = power.asymptotic_half_width;
            let limit =
                if half.is_finite() { format!("; the interval of the limit is {} to either side.", size(half)) } else { ".".to_owned() };
            text.push_str(&limit);
        }
    }
    if matches!(judgement.verdict, Verdict::Inconclusive | Verdict::Untestable) && !judgement.settle.is_empty() {
        text.push_str(&format!(" What would settle it: {}.", judgement.settle));
    }
    text.trim_start().to_owned()
}

fn without_logs(bound: &Bound, judgement: &Judgement) -> String {
    let Some(bare) = &judgement.without_logs else {
        return String::new();
    };
    let claim = bound.with_rate(bound.rate.clone().without(Symbol::LogM));
    let verdict = verdict(bare.verdict);
    format!("Without its logs the claim is {claim}: {verdict}, with M^{} in the limit.", precise_interval(bare.exponent))
}

fn method(judgement: &Judgement) -> String {
    if judgement.path != Path::Noise {
        return String::new();
    }
    format!("The interval in the limit allows for {}.", judgement.correction_class)
}

/// The logs that were divided out before a power of M was fitted.
fn logs(bound: &Bound) -> Option<String> {
    let logs = bound.rate.clone().without(Symbol::M).without(Symbol::T);
    (!logs.is_one()).then(|| logs.to_string())
}

fn divided(bound: &Bound) -> String {
    logs(bound).map_or(String::new(), |logs| format!(" divided by {logs}"))
}

/// An estimate with as many decimals as its interval deserves.
pub(super) fn precise_interval(estimate: Estimate) -> String {
    let half = (estimate.high - estimate.low) / 2.0;
    let decimals = decimals(half).saturating_sub(1).max(3);
    let [middle, low, high] = [estimate.estimate, estimate.low, estimate.high].map(|value| fixed(value, decimals));
    format!("{middle} [{low}, {high}]")
}

/// A positive size to two digits.
fn size(value: f64) -> String {
    fixed(value, decimals(value))
}

/// The decimals that show two digits of a size, at most eight.
fn decimals(size: f64) -> usize {
    if size > 0.0 && size < 1.0 { ((1.0 - size.log10().floor()) as usize).min(8) } else { 1 }
}

fn fixed(value: f64, decimals: usize) -> String {
    if value.is_nan() {
        return "unknown".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "∞" } else { "-∞" }.to_owned();
    }
    let text = format!("{value:.decimals$}");
    let is_zero = text.bytes().all(|b| matches!(b, b'-' | b'0' | b'.'));
    if is_zero { text.trim_start_matches('-').to_owned() } else { text }
}

fn slopes(slopes: &[LocalSlope]) -> String {
    let one = |slope: &LocalSlope| {
        let error = if slope.error.is_finite() { format!(" ± {:.2}", slope.error) } else { String::new() };
        format!("{} to {}: {}{error}", slope.from, slope.to, fixed(slope.slope, 2))
    };
    slopes.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// Lines of at most [`LINE`] characters; the second and later ones start with `indent`.
pub fn wrapped(text: &str, indent: &str) -> String {
    let mut lines = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > LINE {
            lines.push('\n');
            lines.push_str(indent);
            column = indent.len();
        } else if column > 0 {
            lines.push(' ');
            column += 1;
        }
        lines.push_str(word);
        column += length;
    }
    lines.push('\n');
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_their_interval_deserves() {
        let estimate = |estimate, half: f64| Estimate { estimate, low: estimate - half, high: estimate + half, confidence: 0.95 };
        assert_eq!(precise_interval(estimate(-0.98123, 0.02)), "-0.981 [-1.001, -0.961]");
        assert_eq!(precise_interval(estimate(-0.0001, 0.00042)), "-0.0001 [-0.0005, 0.0003]");
        assert_eq!(precise_interval(estimate(0.0, f64::INFINITY)), "0.000 [-∞, ∞]");
        assert_eq!(precise_interval(estimate(f64::NAN, 1.0)), "unknown [unknown, unknown]");
        assert_eq!(fixed(-0.0001, 3), "0.000");
        assert_eq!(size(0.0234), "0.023");
    }

    #[test]
    fn lines_are_filled_and_never_longer() {
        let text = wrapped(&"word ".repeat(100), "  ");
        assert!(text.lines().all(|line| line.chars().count() <= LINE));
        assert!(text.lines().skip(1).all(|line| line.starts_with("  word")));
        assert_eq!(text.split_whitespace().count(), 100);
    }
}
