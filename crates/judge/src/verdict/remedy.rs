//! Remedies that fit the design: they would settle or overturn a verdict.

use super::claim::Claim;
use super::decide::Sides;
use super::wording::{Found, WITH_FLAGS, rounded, short};
use super::{Judgement, Verdict};
use crate::stats::flag::Flag;
use crate::stats::rates::Settled;

/// The remedy that would settle or overturn the verdict.
pub(super) fn settle(claim: &Claim, judgement: &Judgement, found: &Found<'_>) -> String {
    match judgement.verdict {
        Verdict::Supported | Verdict::Refuted | Verdict::OutOfScope => power_sentence(judgement).unwrap_or_default(),
        Verdict::Untestable => test(claim, judgement),
        Verdict::Inconclusive => match found {
            Found::Rates { settled, .. } => finer(judgement, settled),
            Found::Families { sides, flags, .. } => remedy(claim, judgement, sides, flags),
        },
    }
}

/// A remedy that would make a claim testable.
fn test(claim: &Claim, judgement: &Judgement) -> String {
    let wider = format!("a wider range of widths, from M = {} up, or more replicates", 4.0 * judgement.window.to);
    if claim.b > 0.0 && claim.a != 0.0 {
        return format!("the claim without its logs, which a run can refute sooner; or {wider}, until the simplest rival is refuted");
    }
    format!("{wider}, until the simplest rival is refuted in more than half of the runs")
}

/// A deterministic table is not told to run more replicates.
fn finer(judgement: &Judgement, settled: &Settled) -> String {
    let next = 2.0 * judgement.window.to;
    if settled.is_settled() {
        format!("one or two larger sizes, such as M = {next} and {}, printed with all their digits", 2.0 * next)
    } else {
        format!("larger sizes, from M = {next} on, until the rates stop moving")
    }
}

fn remedy(claim: &Claim, judgement: &Judgement, sides: &Sides<'_>, flags: &[Flag]) -> String {
    let window = judgement.window;
    if !flags.is_empty() {
        return WITH_FLAGS.to_owned();
    }
    if window.widths < 5 {
        return "measure at least 5 widths, better 10 over a factor of 512".to_owned();
    }
    if let Some(at) = judgement.reached_at {
        return format!("measure up to M = {} and beyond", short(at));
    }
    let reading = sides.view.reading;
    let goal = judgement.margins.logarithm.unwrap_or(judgement.margins.asymptotic);
    let half = 0.5 * (judgement.normalised.high - judgement.normalised.low);
    if reading.scatters() && judgement.scatter > 1.7 {
        return format!(
            "the widths scatter by {:.1} standard errors about any smooth law: find the cause (a width whose runs differ, too few steps, rounding) before \
             adding replicates",
            judgement.scatter
        );
    }
    if reading.is_single() {
        return "at least 3 replicates a width, so that the noise is told, and a wider range of widths".to_owned();
    }
    let range = sides.view.range();
    let noise = sides.levels.one_sided * range.error;
    if claim.b == 0.0 && noise > judgement.margins.range {
        let times = (noise / judgement.margins.range).powi(2).max(2.0).ceil();
        return format!(
            "about {times:.0} times the replicates would bring the slope over the widths to within M^{}",
            rounded(judgement.margins.range)
        );
    }
    let wide =
        if half.is_finite() && half > goal { format!(" (its half width is {half:.2}, and {goal:.2} decides)") } else { String::new() };
    format!("a wider range of widths, from M = {} up, to narrow the limit{wide}", 4.0 * window.to)
}

/// The sentence that says whether a run could have refuted the claim.
pub(super) fn power_sentence(judgement: &Judgement) -> Option<String> {
    let power = judgement.power.as_ref()?;
    let share = power.rival_refuted?;
    Some(format!(
        "if the truth were {} (exponent {:.3}), runs of this design would refute the claim {:.0} % of the time",
        power.rival,
        power.rival_exponent,
        100.0 * share
    ))
}
