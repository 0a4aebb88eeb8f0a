//! Near misses: rates beside the claim's own, and whether these data tell them apart from it.

use super::catalogue::{Rate, fraction};
use super::claim::Claim;
use super::decide::Sides;
use super::inquiry::Inquiry;
use super::levels::Levels;
use super::logarithm::judge_growth;
use super::{NearMisses, Path, Verdict};
use crate::claim::Growth;

/// Steps in the power of M and in that of log M, as eighths.
const POWERS: [i64; 4] = [-2, -1, 1, 2];
const LOGS: [i64; 2] = [-1, 1];
/// The small power that passes for a logarithm.
const SMALL: (i64, i64) = (1, 12);

/// Rates that contradict the claim, simplest first, each asked as the exact rate of y.
pub(super) fn near_misses(inquiry: &Inquiry<'_>, claim: &Claim, path: Path) -> NearMisses {
    let mut found = NearMisses::default();
    if matches!(path, Path::None | Path::Table) {
        return found;
    }
    for (a, b) in candidates(claim) {
        let contradicts = match claim.growth {
            Growth::AtMost | Growth::Below => (a, b) > (claim.a, claim.b),
            Growth::AtLeast => (a, b) < (claim.a, claim.b),
            Growth::Exactly => (a, b) != (claim.a, claim.b),
        };
        if !contradicts {
            continue;
        }
        let refuted = if claim.is_pure_log() && a > 0.0 { Some(lambda_excludes(inquiry, claim.b, a)) } else { is_refuted(inquiry, a, b) };
        let Some(refuted) = refuted else { continue };
        let list = if refuted { &mut found.told_apart } else { &mut found.not_told_apart };
        list.push(name(a, b));
    }
    found
}

/// Powers a quarter and an eighth away, one logarithm more and less, and for logarithms the constant and the small power.
fn candidates(claim: &Claim) -> Vec<(f64, f64)> {
    let eighths = |n: i64| n as f64 / 8.0;
    if claim.is_pure_log() {
        let half = claim.b / 2.0;
        return vec![(0.0, 0.0), (SMALL.0 as f64 / SMALL.1 as f64, 0.0), (0.0, half), (0.0, claim.b + half), (0.25, 0.0)];
    }
    let powers = POWERS.iter().map(|n| (claim.a + eighths(*n), claim.b));
    powers.chain(LOGS.iter().map(|n| (claim.a, claim.b + *n as f64))).collect()
}

/// Whether growth with a free offset excludes the power M^a, at the level at which it supports the logarithm.
fn lambda_excludes(inquiry: &Inquiry<'_>, b: f64, a: f64) -> bool {
    let reading = inquiry.growth(b);
    let (low, high) = reading.interval(Levels::new(inquiry.protocol, reading.degrees).alone);
    b * high < a || b * low > a
}

fn is_refuted(inquiry: &Inquiry<'_>, a: f64, b: f64) -> Option<bool> {
    if a == 0.0 && b > 0.0 {
        return Some(judge_growth(inquiry, Growth::Exactly, b).verdict == Verdict::Refuted);
    }
    let reading = inquiry.reading(b)?;
    Some(Sides::new(&reading, a, inquiry.protocol).verdict(Growth::Exactly) == Verdict::Refuted)
}

fn name(a: f64, b: f64) -> String {
    Rate { power: fraction(a), log: fraction(b) }.to_string()
}
