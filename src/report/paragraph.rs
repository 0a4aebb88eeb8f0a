//! A judgement as a referee would write it.

use crate::claim::{Bound, Symbol};
use crate::stats::Functional;
use crate::verdict::{Estimate, Judgement, LocalSlope, Verdict};

use super::law::verdict_words;

/// Columns of a line of text.
const LINE: usize = 96;

/// A judgement in words: the verdict, the exponents with their intervals, the window, what the run could have refuted, what would
/// settle the question, and the warnings.
pub fn paragraph(bound: &Bound, judgement: &Judgement) -> String {
    let mut text = format!("{bound}: {}\n\n", verdict_words(judgement));
    for sentences in [evidence(bound, judgement), power(judgement), without_logs(bound, judgement), method(judgement)] {
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
    if !judgement.local_slopes.is_empty() {
        text.push_str(&wrapped(
            &format!("Local slopes of log(value) in log(M){}: {}.", divided(bound), slopes(&judgement.local_slopes)),
            "",
        ));
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
    };
    let mut text = format!(
        "{opening}: {}. Over {} widths from {} to {} ({} values), {what}{} goes like M^{} in the limit and like M^{} over these widths \
         ({:.0} % intervals).",
        judgement.reason,
        window.widths,
        window.from,
        window.to,
        window.replicates,
        divided(bound),
        interval(judgement.exponent),
        interval(judgement.range),
        100.0 * judgement.exponent.confidence,
    );
    if let Some(by) = judgement.loose_by {
        text.push_str(&format!(" The claim is loose by M^{}.", interval(by)));
    }
    if let Some(growth) = &judgement.growth {
        text.push_str(&format!(
            " Between a logarithm (0) and a power of M, the growth has the exponent {}{}.",
            interval(growth.lambda),
            if growth.significant { "" } else { ", and is not significant" },
        ));
    }
    text
}

fn power(judgement: &Judgement) -> String {
    let mut text = String::new();
    if let Some(power) = &judgement.power {
        text.push_str("Could this run have refuted the claim? ");
        match power.rival_refuted {
            Some(share) => text.push_str(&format!(
                "Were the truth {} (exponent {:.2}), {:.0} % of runs of this design and noise would have refuted it.",
                power.rival,
                power.rival_exponent,
                100.0 * share,
            )),
            None => text.push_str(&format!("Against {} it was not tried.", power.rival)),
        }
        text.push_str(&format!(
            " Four runs in five detect a slope that is off by {}; the interval in the limit is {} to either side.",
            decimal(power.minimum_detectable_deviation),
            decimal(power.asymptotic_half_width),
        ));
    }
    if judgement.verdict == Verdict::Inconclusive && !judgement.settle.is_empty() {
        text.push_str(&format!(" What would settle it: {}.", judgement.settle));
    }
    text.trim_start().to_owned()
}

fn without_logs(bound: &Bound, judgement: &Judgement) -> String {
    let Some(bare) = &judgement.without_logs else {
        return String::new();
    };
    let claim = bound.with_rate(bound.rate.clone().without(Symbol::LogM));
    let verdict = match bare.verdict {
        Verdict::Supported => "supported",
        Verdict::Refuted => "refuted",
        Verdict::Inconclusive => "inconclusive",
        Verdict::OutOfScope => "out of scope",
    };
    format!("Without its logs the claim is {claim}: {verdict}, with M^{} in the limit.", interval(bare.exponent))
}

fn method(judgement: &Judgement) -> String {
    format!("The interval in the limit allows for {}.", judgement.correction_class)
}

/// What was divided out before a power of M was fitted.
fn divided(bound: &Bound) -> String {
    let logs = bound.rate.clone().without(Symbol::M).without(Symbol::T);
    if logs.is_one() { String::new() } else { format!(" divided by {logs}") }
}

fn interval(estimate: Estimate) -> String {
    format!("{} [{}, {}]", decimal(estimate.estimate), decimal(estimate.low), decimal(estimate.high))
}

fn decimal(value: f64) -> String {
    if value.is_nan() {
        "unknown".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "∞" } else { "-∞" }.to_owned()
    } else {
        format!("{value:.3}")
    }
}

fn slopes(slopes: &[LocalSlope]) -> String {
    let one = |slope: &LocalSlope| {
        let error = if slope.error.is_finite() { format!(" ± {:.2}", slope.error) } else { String::new() };
        format!("{} to {}: {:.2}{error}", slope.from, slope.to, slope.slope)
    };
    slopes.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// Lines of at most [`LINE`] characters; the second and later ones start with `indent`.
fn wrapped(text: &str, indent: &str) -> String {
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
    fn lines_are_filled_and_never_longer() {
        let text = wrapped(&"word ".repeat(100), "  ");
        assert!(text.lines().all(|line| line.chars().count() <= LINE));
        assert!(text.lines().skip(1).all(|line| line.starts_with("  word")));
        assert_eq!(text.split_whitespace().count(), 100);
    }
}
