//! Claims on a table without noise: one value a size, judged by the limit of its rates.

use super::claim::Claim;
use super::side::{LOWER, UPPER};
use super::{Margins, Verdict};
use crate::claim::Growth;
use crate::stats::rates::Settled;
use crate::stats::view::LEAST_VIOLATION;

/// Exponents at least this large are judged relative to their size.
const RELATIVE_FROM: f64 = 0.4;
/// The margin of a limit of rates: this part of the exponent, between these.
const MARGIN: (f64, f64, f64) = (0.05, 0.05, 0.25);
/// Support at a claim's very limit: the limit of the rates lies this near it.
const AT_LIMIT: f64 = 0.01;
/// The hull of limit and last rate is widened by this part of its width before a claim is refuted.
const WIDENED: f64 = 0.5;

/// The margin of the limit of rates.
pub(super) fn margin_of_rates(a: f64, margins: &Margins) -> f64 {
    if a.abs() >= RELATIVE_FROM { (a.abs() * MARGIN.0).clamp(MARGIN.1, MARGIN.2) } else { margins.limit_alone }
}

/// The verdict on rates of log(value / rate) that settle.
pub(super) fn judge_rates(claim: &Claim, settled: &Settled, margins: &Margins) -> Verdict {
    let margin = margin_of_rates(claim.a, margins);
    let (low, high) = settled.interval();
    let widened = WIDENED * (high - low);
    let calm = settled.is_settled();
    let supports = |sign: f64| calm && sign * settled.limit + settled.half < margin;
    let refutes = |sign: f64| calm && if sign > 0.0 { low - widened > LEAST_VIOLATION } else { high + widened < -LEAST_VIOLATION };
    let (upper, lower) = (supports(UPPER), supports(LOWER));
    let at_limit = settled.limit - settled.half <= 0.0 && settled.limit + settled.half >= 0.0 || settled.limit.abs() < AT_LIMIT;
    let (supported, refuted) = match claim.growth {
        Growth::AtMost => (upper, refutes(UPPER)),
        Growth::AtLeast => (lower, refutes(LOWER)),
        Growth::Exactly => (upper && lower && at_limit, refutes(UPPER) || refutes(LOWER)),
        Growth::Below => {
            let falls = calm && settled.limit + settled.half < -margins.range && high < 0.0;
            // To follow the rate itself is more than to be within a margin of it.
            (falls, refutes(UPPER) || upper && lower && at_limit)
        }
    };
    match claim.growth {
        // A strict bound that holds cannot be refuted by following its rate.
        Growth::Below if supported => Verdict::Supported,
        Growth::AtMost | Growth::AtLeast if supported => Verdict::Supported,
        _ if refuted => Verdict::Refuted,
        _ if supported => Verdict::Supported,
        _ => Verdict::Inconclusive,
    }
}
