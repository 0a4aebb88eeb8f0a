//! The procedure: from a bound and a sample to a judgement.

use super::asked::Asked;
use super::claim::Claim;
use super::inquiry::Inquiry;
use super::limits::limits;
use super::near::near_misses;
use super::side::{LOWER, UPPER};
use super::warnings::warnings;
use super::{Estimate, Judgement, LocalSlope, Protocol, Verdict, Warning, Window, WithoutLogs};
use crate::claim::{Bound, Growth as Kind};
use crate::stats::Sample;
use crate::stats::paired::without_blocks;
use crate::stats::quality::{flags, is_deterministic, seems_planned};
use crate::stats::summary::{Point, Summary, summarise};

/// No more local slopes than this are given.
const LOCAL_SLOPES: usize = 16;
/// Fewer widths than this have no slope to speak of.
const FEWEST_WIDTHS: usize = 3;

/// Judges `bound` on `sample` by `protocol`. Steps in the bound (the symbol t) are not this function's: it reads the
/// powers of M and log M alone. With three widths there is no verdict, with four a refutation at best.
pub fn judge(bound: &Bound, sample: &Sample, protocol: &Protocol) -> Judgement {
    judge_all(std::slice::from_ref(bound), sample, protocol).remove(0)
}

/// Judges several claims on one sample: they share its readings. P-values are each claim's own ([`super::adjust`]).
pub fn judge_all(bounds: &[Bound], sample: &Sample, protocol: &Protocol) -> Vec<Judgement> {
    asked_of(bounds, sample, protocol, |asked, claim, paired| {
        let mut judgement = asked.of(claim).judge(claim);
        if claim.b != 0.0 {
            let bare = Claim { b: 0.0, ..*claim };
            let bare = asked.of(&bare).judge(&bare);
            judgement.without_logs =
                Some(WithoutLogs { verdict: bare.verdict, tightness: bare.tightness, exponent: bare.exponent, power: bare.power });
        }
        judgement.near_misses = near_misses(asked.inquiry, claim, judgement.path);
        judgement.limits = limits(claim, &judgement, asked.inquiry.summary);
        judgement.warnings.extend(warnings(claim, &judgement, asked.inquiry, sample));
        if paired {
            let text = "replicates share a factor over all widths, which was taken off: they are paired".to_owned();
            judgement.warnings.push(Warning { code: "replicate_blocks", text });
        }
        judgement
    })
}

/// The same verdicts without what stands beside them - near misses, the claim without its logs, limits, warnings and power: for simulations.
pub fn judge_bare(bounds: &[Bound], sample: &Sample, protocol: &Protocol) -> Vec<Judgement> {
    let protocol = Protocol { power_trials: 0, ..*protocol };
    asked_of(bounds, sample, &protocol, |asked, claim, _| asked.of(claim).judge(claim))
}

/// Asks claims of one sample, whose replicates may be paired.
fn asked_of(bounds: &[Bound], sample: &Sample, protocol: &Protocol, ask: impl Fn(&Asked<'_>, &Claim, bool) -> Judgement) -> Vec<Judgement> {
    let paired = without_blocks(sample);
    let used = paired.as_ref().unwrap_or(sample);
    let summary = summarise(used, protocol.functional);
    let lone = summary.degrees.is_none() && summary.points.len() == FEWEST_WIDTHS;
    if summary.points.len() < FEWEST_WIDTHS || lone {
        return bounds.iter().map(|_| too_few_widths(&summary, sample, protocol)).collect();
    }
    let (flags, inquiry) = (flags(sample), Inquiry::new(&summary, used, protocol));
    let (deterministic, planned) = (is_deterministic(sample), seems_planned(sample));
    let asked = Asked { inquiry: &inquiry, sample, table: None, flags: &flags, deterministic, planned };
    bounds.iter().map(|bound| ask(&asked, &Claim::new(bound), paired.is_some())).collect()
}

/// The verdict on a summary as it stands: of a design, where its locations lie on a curve.
pub fn expected_verdict(bound: &Bound, summary: &Summary, protocol: &Protocol) -> Verdict {
    let protocol = Protocol { power_trials: 0, ..*protocol };
    let inquiry = Inquiry::new(summary, &Sample::default(), &protocol);
    let sample = Sample::default();
    Asked { inquiry: &inquiry, sample: &sample, table: None, flags: &[], deterministic: false, planned: true }
        .judge(&Claim::new(bound))
        .verdict
}

pub(super) fn estimate(slope: crate::stats::slope::Slope, protocol: &Protocol) -> Estimate {
    let one_sided = 1.0 - protocol.level() / 2.0;
    Estimate {
        estimate: slope.estimate,
        low: slope.bound(LOWER, one_sided),
        high: slope.bound(UPPER, one_sided),
        confidence: protocol.confidence,
    }
}

pub(super) fn locations(summary: &Summary) -> Vec<f64> {
    summary.points.iter().map(|p| p.location).collect()
}

pub(super) fn window(points: &[Point]) -> Window {
    let width = |point: Option<&Point>| point.map_or(0.0, |p| p.width);
    Window {
        from: width(points.first()),
        to: width(points.last()),
        widths: points.len(),
        replicates: points.iter().map(|p| p.replicates).sum(),
    }
}

/// Slopes between neighbouring widths, or where there are very many between every so many of them, counted from the widest.
pub(super) fn local_slopes(summary: &Summary, claim: &Claim) -> Vec<LocalSlope> {
    let level = |p: &Point| if claim.b == 0.0 { p.location } else { p.location - claim.b * p.x.ln() };
    let stride = summary.points.len().saturating_sub(1).div_ceil(LOCAL_SLOPES).max(1);
    let last = summary.points.len().saturating_sub(1);
    let points: Vec<Point> =
        summary.points.iter().enumerate().filter(|(i, _)| (last - i).is_multiple_of(stride)).map(|(_, p)| *p).collect();
    points
        .windows(2)
        .map(|pair| {
            let step = pair[1].x - pair[0].x;
            let error = (pair[0].variance + pair[1].variance).sqrt() / step;
            LocalSlope {
                from: pair[0].width,
                to: pair[1].width,
                slope: (level(&pair[1]) - level(&pair[0])) / step,
                error: if summary.degrees.is_some() { error } else { f64::NAN },
            }
        })
        .collect()
}

fn too_few_widths(summary: &Summary, sample: &Sample, protocol: &Protocol) -> Judgement {
    let widths = summary.points.len();
    let zeros = sample.zeros();
    let text = match widths {
        FEWEST_WIDTHS => "three sizes with one value each have no verdict and no interval: measure at least 5".to_owned(),
        _ if zeros > 0 => format!("only {widths} widths have values above 0, which cannot tell a law: measure at least 5"),
        _ => format!("{widths} widths cannot tell a law: measure at least 5"),
    };
    Judgement {
        reason: text.clone(),
        settle: "measure at least 5 widths, better 10 over a factor of 512".to_string(),
        warnings: vec![Warning { code: "few_widths", text }],
        local_slopes: local_slopes(summary, &Claim { growth: Kind::AtMost, a: 0.0, b: 0.0 }),
        ..Judgement::blank(window(&summary.points), protocol)
    }
}
