//! Reasons, remedies and warnings: what a referee reads beside the numbers.

use super::judge::Claim;
use super::power::power_sentence;
use super::side::Side;
use super::{Judgement, Protocol, TESTED, Verdict, Warning};
use crate::claim::Growth as Kind;
use crate::stats::Sample;
use crate::stats::robust::modified_z_scores;
use crate::stats::summary::{Functional, Summary, summarise};
use crate::stats::trend::{Ladder, Reading};

/// Scatter between widths, in standard errors, that is worth a warning.
const NOTABLE_SCATTER: f64 = 1.5;
/// A drift of the noise that moves the slope of the mean by more than this is worth a warning.
const NOTABLE_DRIFT: f64 = 0.02;

/// Why this verdict.
pub(super) fn reason(claim: &Claim, judgement: &Judgement, upper: &Side, lower: &Side) -> String {
    let interval = |e: super::Estimate| format!("{:.3} [{:.3}, {:.3}]", e.estimate, e.low, e.high);
    let numbers = format!(
        "power of M left in value/rate {} in the limit, {} over the widths",
        interval(judgement.normalised),
        interval(judgement.range.plus(-claim.a))
    );
    let sides: Vec<&Side> = match claim.growth {
        Kind::AtMost | Kind::Below => vec![upper],
        Kind::AtLeast => vec![lower],
        Kind::Exactly => vec![upper, lower],
    };
    let logarithm = as_good(&sides);
    let margins = judgement.margins;
    let why = match judgement.verdict {
        Verdict::Supported => excluded(claim, judgement, &sides),
        Verdict::Refuted if sides.iter().any(|s| s.refuted && s.masked) => {
            "the end of the curve and the limit exclude the claim".to_owned()
        }
        Verdict::Refuted => "the widths and the limit both exclude the claim".to_owned(),
        _ if judgement.window.widths < 5 => "fewer than five widths cannot tell a correction from a law".to_owned(),
        _ if sides.iter().any(|s| s.refuted && s.supported || s.masked && !s.refuted) => {
            format!("the data exclude the claim, but by less than the margin of M^{}", margins.logarithm.unwrap_or(margins.range))
        }
        _ if logarithm.is_some() => {
            format!("with a free offset, {} as well as the claim's own power", logarithm.unwrap_or_default())
        }
        _ if judgement.p_value < 0.05 => "the widths speak against the claim, a correction that dies out is not excluded".to_owned(),
        _ => "neither the claim nor a violation of it is excluded".to_owned(),
    };
    format!("{why}: {numbers}")
}

/// What a support excludes.
fn excluded(claim: &Claim, judgement: &Judgement, sides: &[&Side]) -> String {
    let margins = judgement.margins;
    match margins.logarithm {
        _ if claim.growth == Kind::Below => format!("value/rate falls faster than M^-{} over the widths and in the limit", margins.range),
        Some(power) if judgement.growth.is_some_and(|growth| growth.significant) => {
            format!("a violation larger than M^{power}, and the next powers of the logarithm beyond the claim, are excluded")
        }
        Some(_) => format!("growth faster than M^{} is excluded", margins.range),
        None if margins.asymptotic == margins.range && sides.iter().all(|side| side.within_range) => {
            format!("a violation larger than M^{} over the widths or in the limit is excluded", margins.range)
        }
        None if sides.iter().all(|side| side.within_range) => {
            format!(
                "a violation larger than M^{} over the widths or M^{} in the limit is excluded",
                margins.range,
                rounded(margins.asymptotic)
            )
        }
        None => format!("a violation larger than M^{} in the limit is excluded", margins.range),
    }
}

/// At most three decimals.
fn rounded(value: f64) -> f64 {
    (1000.0 * value).round() / 1000.0
}

/// The powers of the logarithm that contradict the claim and fit as well, in words.
fn as_good(sides: &[&Side]) -> Option<String> {
    let powers: Vec<String> = sides.iter().filter_map(|side| side.as_good).map(|b| format!("log(M)^{b}")).collect();
    match powers.as_slice() {
        [] => None,
        [one] => Some(format!("{one} fits")),
        _ => Some(format!("{} fit", powers.join(" and "))),
    }
}

/// What would settle or overturn the verdict.
pub(super) fn settle(claim: &Claim, judgement: &Judgement, reading: &Reading<'_>, sides: &[&Side], protocol: &Protocol) -> String {
    let goal = judgement.margins.logarithm.unwrap_or_else(|| protocol.asymptotic_margin(claim.a));
    let half = 0.5 * (judgement.normalised.high - judgement.normalised.low);
    match judgement.verdict {
        Verdict::Supported | Verdict::Refuted | Verdict::OutOfScope => power_sentence(judgement).unwrap_or_default(),
        Verdict::Inconclusive if judgement.window.widths < 5 => "measure at least 5 widths, better 10 over a factor of 512".to_string(),
        Verdict::Inconclusive if reading.scatter > 3.0 && reading.smooth_fit.is_some() => format!(
            "the widths scatter by {:.1} standard errors about any smooth law: find the cause (a width whose runs differ, too few steps, rounding) before adding replicates",
            reading.scatter.sqrt()
        ),
        Verdict::Inconclusive if half.is_finite() && half > goal => {
            let factor = (half / goal).powi(2);
            format!(
                "about {:.0} times the replicates, or a wider range of widths, would bring the asymptotic interval of half-width {half:.3} to {goal:.3}",
                factor.max(2.0).ceil()
            )
        }
        Verdict::Inconclusive if sides.iter().any(|side| side.as_good.is_some()) => {
            "more replicates, or a wider range of widths: the bend of the curve alone tells the powers of a logarithm apart".to_string()
        }
        Verdict::Inconclusive => "a wider range of widths: the deviation is of the size of the margin".to_string(),
    }
}

/// What a reader has to know besides.
pub(super) fn warnings(claim: &Claim, judgement: &Judgement, summary: &Summary, sample: &Sample) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let mut warn = |code, text| warnings.push(Warning { code, text });
    let widths = summary.points.len();
    if summary.widths > widths {
        warn(
            "widths_merged",
            format!("{} widths were merged into {widths} geometric bins, which the fits took for widths", summary.widths),
        );
    }
    if widths < 5 {
        warn("few_widths", format!("{widths} widths: inconclusive at best; measure at least 5, better 10"));
    }
    if summary.degrees.is_none() {
        warn(
            "few_replicates",
            "too few replicates to tell the noise: the scatter about a smooth curve stands in for it, taken as the same at every width; measure at least 3 replicates a width"
                .to_string(),
        );
    }
    if judgement.scatter > NOTABLE_SCATTER {
        warn(
            "scatter",
            format!(
                "the widths scatter by {:.1} standard errors about any smooth curve: the intervals are widened by that factor and may still hold the truth in fewer than 95 % of runs; ordinary least squares had to agree with the verdict",
                judgement.scatter
            ),
        );
    }
    if judgement.window.widths < widths {
        warn(
            "narrow_widths_dropped",
            match widths - judgement.window.widths {
                1 => "the smallest width was dropped: no smooth law fits it within replicate noise".to_owned(),
                dropped => format!("the smallest {dropped} widths were dropped: no smooth law fits them within replicate noise"),
            },
        );
    }
    if summary.outliers > 0 {
        warn(
            "outliers",
            format!(
                "{} further from the centre of a width than normal noise reaches: down-weighted; look at these runs",
                if summary.outliers == 1 { "1 value lies".to_owned() } else { format!("{} values lie", summary.outliers) }
            ),
        );
    }
    let span = judgement.window.to / judgement.window.from;
    if widths >= 3 && span < 64.0 {
        warn(
            "short_range",
            format!("the widths span a factor of {span:.0}: corrections slower than its logarithm cannot be seen; plan a factor of 512"),
        );
    }
    if claim.a < 0.0 && claim.b > 0.0 && -claim.b / claim.a > judgement.window.from.ln() {
        let peak = -claim.b / claim.a;
        let reach = if peak >= judgement.window.to.ln() { "over the whole range measured" } else { "over part of this range" };
        warn(
            "rate_rises",
            format!(
                "the claimed rate rises until log M = {peak:.1}: a constant passes for it {reach}; read the claim without its logs beside it"
            ),
        );
    }
    if let Some(power) = &judgement.power
        && let Some(share) = power.rival_refuted
        && share < TESTED
        && judgement.verdict != Verdict::Refuted
    {
        warn(
            "low_power",
            format!(
                "this run could hardly have refuted the claim: were the truth {}, it would have been refuted {:.0} % of the time",
                power.rival,
                100.0 * share
            ),
        );
    }
    if let Some(text) = odd_widths(claim, summary) {
        warn("odd_width", text);
    }
    if let Some(text) = drift(judgement, summary, sample) {
        warn("noise_drift", text);
    }
    warnings
}

/// Where the noise changes along the ladder, the mean has another slope than the typical value.
fn drift(judgement: &Judgement, summary: &Summary, sample: &Sample) -> Option<String> {
    let (slope, error) = summary.variance_slope;
    if slope.abs() < 3.0 * error || judgement.functional == Functional::Mean {
        return None;
    }
    let range = |summary: &Summary| {
        let locations: Vec<f64> = summary.points.iter().map(|p| p.location).collect();
        Ladder::new(summary).read(&locations).range.estimate
    };
    let difference = range(&summarise(sample, Functional::Mean)) - range(summary);
    (difference.abs() > NOTABLE_DRIFT).then(|| {
        format!("the noise changes along the ladder: the slope of E[y] differs from that of the typical value by {difference:+.3}; judge with the functional `mean` if the claim is on the expectation")
    })
}

/// Widths of the whole ladder that stand apart from a smooth curve by Iglewicz and Hoaglin's rule, where there are enough
/// of them to tell.
fn odd_widths(claim: &Claim, summary: &Summary) -> Option<String> {
    const ODD: f64 = 3.5;
    if summary.points.len() < 8 {
        return None;
    }
    let ladder = Ladder::new(summary);
    let locations: Vec<f64> = summary.points.iter().map(|p| p.location).collect();
    let residuals = ladder.standard_residuals(&claim.divide(&ladder.x, &locations));
    // Apart from the others, and beyond what replicates explain where they tell the noise.
    let explained = |residual: f64| ladder.noise_is_known() && residual.abs() < ODD;
    let odd: Vec<String> = (summary.points.iter().zip(&residuals).zip(modified_z_scores(&residuals)))
        .filter(|((_, residual), score)| score.abs() > ODD && !explained(**residual))
        .map(|((point, _), _)| point.width.to_string())
        .collect();
    (!odd.is_empty()).then(|| format!("the locations at M = {} stand apart from a smooth curve: look at their runs", odd.join(", ")))
}
