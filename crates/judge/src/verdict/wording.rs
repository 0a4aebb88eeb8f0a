//! Reasons and remedies: what a referee reads beside the numbers.

use super::claim::Claim;
use super::decide::Sides;
use super::logarithm::RIVAL;
use super::side::Side;
use super::{Estimate, Judgement, Over, Path, Verdict};
use crate::claim::Growth as Kind;
use crate::stats::flag::Flag;
use crate::stats::rates::Settled;

/// What a judgement was made of.
pub(super) enum Found<'a> {
    /// Families of curves within noise.
    Families {
        sides: &'a Sides<'a>,
        flags: &'a [Flag],
        /// Whether there was a verdict for the flags to withhold.
        withheld: bool,
        /// A simpler power of the logarithm that fits as well.
        simpler: Option<(i64, i64)>,
        /// Whether a verdict was given up because there are too few widths.
        dropped: bool,
    },
    /// Rates of a table without noise.
    Rates { settled: &'a Settled, from: f64 },
}

/// What settles a verdict that flags withhold.
pub(super) const WITH_FLAGS: &str = "measure the same number of runs at every width, and count the failed ones";

/// Why this verdict.
pub(super) fn reason(claim: &Claim, judgement: &Judgement, found: &Found<'_>) -> String {
    match found {
        Found::Rates { settled, from } => reason_of_rates(claim, judgement, settled, *from),
        Found::Families { sides, flags, withheld, simpler, dropped } => {
            let why = match judgement.verdict {
                Verdict::Supported => supported(claim, judgement),
                Verdict::Untestable => untestable(claim, judgement),
                Verdict::Refuted if asked_by_end(claim, sides) => "the end of the curve and the limit exclude the claim".to_owned(),
                Verdict::Refuted if judgement.path == Path::Growth => "growth with a free offset excludes the claim".to_owned(),
                Verdict::Refuted => "the widths and the limit both exclude the claim".to_owned(),
                _ if !flags.is_empty() => withheld_because(flags, *withheld),
                _ if *dropped => {
                    format!("{} widths cannot tell a correction from a law", judgement.window.widths)
                }
                _ => open(claim, judgement, sides, *simpler),
            };
            format!("{why}: {}", numbers(claim, judgement))
        }
    }
}

fn numbers(claim: &Claim, judgement: &Judgement) -> String {
    let interval = |e: Estimate| format!("{:.3} [{:.3}, {:.3}]", e.estimate, e.low, e.high);
    let limit = if judgement.normalised.low.is_finite() {
        format!("{} in the limit", interval(judgement.normalised))
    } else {
        "unknown in the limit".to_owned()
    };
    format!("power of M left in value/rate {limit}, {} over the widths", interval(judgement.range.plus(-claim.a)))
}

fn asked_by_end(claim: &Claim, sides: &Sides<'_>) -> bool {
    sides.asked(claim.growth).iter().any(|side| side.refuted && side.by_end)
}

pub(super) fn withheld_because(flags: &[Flag], withheld: bool) -> String {
    let texts: Vec<&str> = flags.iter().map(|flag| flag.text.as_str()).collect();
    format!("{}{}", if withheld { "withheld: " } else { "" }, texts.join("; "))
}

/// What a support excludes.
fn supported(claim: &Claim, judgement: &Judgement) -> String {
    let margins = judgement.margins;
    if claim.growth == Kind::Below {
        return "value/rate falls over the widths, over their last half and in the limit".to_owned();
    }
    if judgement.growth.is_some_and(|growth| growth.significant) {
        return format!("supported to within M^{}: y^(1/b) grows like a logarithm with a free offset", rounded(RIVAL));
    }
    let (range, limit, alone) = (rounded(margins.range), rounded(margins.asymptotic), rounded(margins.limit_alone));
    match judgement.over_the_range {
        Over::Holds => format!("supported to within M^{range} over the widths and M^{limit} in the limit"),
        Over::Open => format!("supported to within M^{alone} in the limit"),
        Over::Violated => format!("supported to within M^{alone} in the limit, though over these widths the claim is violated"),
    }
}

/// The reason of an untestable claim: the rival that the run could not see, and the agreement of the data.
fn untestable(claim: &Claim, judgement: &Judgement) -> String {
    let against = judgement.power.as_ref().map_or(String::new(), |power| {
        format!(": of runs like this one {:.0} % would refute {}", 100.0 * power.rival_refuted.unwrap_or(0.0), power.rival)
    });
    let agrees = supported(claim, judgement).replacen("supported to within", "the data agree with the claim to within", 1);
    format!("untestable here{against}; {agrees}")
}

/// What keeps a claim open.
fn open(claim: &Claim, judgement: &Judgement, sides: &Sides<'_>, simpler: Option<(i64, i64)>) -> String {
    if let Some(rival) = &judgement.rival {
        return format!("{rival} is simpler, passes the same tests and excludes the claim");
    }
    if let Some(power) = simpler {
        return format!("{} fits as well as the claim's own power of the logarithm", power_of_logarithm(power));
    }
    if judgement.path == Path::Growth {
        return "growth with a free offset neither shows the logarithm nor excludes it".to_owned();
    }
    let asked = sides.asked(claim.growth);
    let any = |of: fn(&Side) -> bool| asked.iter().any(|side| of(side));
    if let Some(at) = judgement.reached_at {
        return format!(
            "over these widths the claim is violated, but the slope still moves toward it: at this pace it would reach it at about M = {}",
            short(at)
        );
    }
    if any(|side| side.in_transit) {
        return "the local slope passes through the claim and still moves, so it shows no limit yet".to_owned();
    }
    if any(|side| side.limit_open) {
        return "over these widths the claim is violated; a continuation that fits them satisfies it, so the limit is open".to_owned();
    }
    if any(|side| side.away) {
        return "the slope moves away from the claim".to_owned();
    }
    "neither the claim nor a violation of it is excluded".to_owned()
}

fn reason_of_rates(claim: &Claim, judgement: &Judgement, settled: &Settled, from: f64) -> String {
    let (low, high) = settled.interval();
    let rates = format!(
        "the rates from M = {from} on settle at {:.3} [{:.3}, {:.3}]; the last is {:.3} (no statistical level: disagreement of accelerations)",
        settled.limit + claim.a,
        low + claim.a,
        high + claim.a,
        settled.last + claim.a
    );
    if let Some(rival) = &judgement.rival {
        return format!("{rival} is simpler, passes the same tests and excludes the claim: {rates}");
    }
    let why = match judgement.verdict {
        _ if !settled.is_settled() => "the rates do not settle yet",
        Verdict::Supported => "the limit of the rates lies within the margin",
        Verdict::Refuted => "the limit of the rates excludes the claim",
        _ => "the limit of the rates neither holds nor excludes the claim",
    };
    format!("{why}: {rates}")
}

/// A power of the logarithm as a claim spells it.
fn power_of_logarithm((n, d): (i64, i64)) -> String {
    match (n, d) {
        (0, _) => "no logarithm at all".to_owned(),
        (1, 1) => "log(M)".to_owned(),
        (n, 1) => format!("log(M)^{n}"),
        (n, d) => format!("log(M)^({n}/{d})"),
    }
}

/// At most three decimals.
pub(super) fn rounded(value: f64) -> f64 {
    (1000.0 * value).round() / 1000.0
}

/// A size with two digits.
pub(super) fn short(value: f64) -> String {
    if value < 1e6 { format!("{value:.0}") } else { format!("{value:.0e}") }
}
