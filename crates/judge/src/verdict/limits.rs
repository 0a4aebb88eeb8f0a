//! The known limits of any method on a finite range that apply to a sample.

use super::Judgement;
use super::claim::Claim;
use crate::stats::summary::Summary;

/// A factor between smallest and largest width below which slow corrections hide.
const PLANNED_RANGE: f64 = 512.0;
/// Fewer widths than this are few.
const PLANNED_WIDTHS: usize = 10;
/// A larger standard error of log y at a width is noisy.
const PLANNED_ERROR: f64 = 0.03;
/// Scatter between widths, in standard errors, from which intervals are known to cover too little.
const WIDE_SCATTER: f64 = 1.5;

/// What the data could not have shown, one sentence each.
pub(super) fn limits(claim: &Claim, judgement: &Judgement, summary: &Summary) -> Vec<String> {
    let window = judgement.window;
    let middle = (window.from * window.to).sqrt();
    let factor = window.to / window.from;
    let slowest = 1.0 / factor.ln();
    let mut limits = vec![
        format!("a crossover beyond M = {middle:.0}, the middle of the range, is invisible, and so is half a period of an oscillation"),
        format!("corrections slower than M^-{slowest:.2} and powers of log log M are taken for a part of the power"),
    ];
    if factor < PLANNED_RANGE || window.widths < PLANNED_WIDTHS {
        limits.push(format!("{} widths over a factor of {factor:.0}: ten widths over a factor of 512 see more", window.widths));
    }
    let mut errors: Vec<f64> = summary.points.iter().map(|point| point.variance.sqrt()).collect();
    errors.sort_by(f64::total_cmp);
    let error = errors.get(errors.len() / 2).copied().unwrap_or(f64::NAN);
    if summary.degrees.is_some() && error > PLANNED_ERROR {
        limits.push(format!("a standard error of {error:.3} a width may leave even clean true laws inconclusive; 0.03 or less decides"));
    }
    if judgement.scatter > WIDE_SCATTER {
        limits.push(
            "a random walk over widths, as from one draw of the data, looks like curvature: fresh data a width would tell".to_owned(),
        );
    }
    if claim.is_pure_log() {
        let b = claim.b;
        limits.push(format!(
            "log(M)^{b} and log(M)^({b} +- 1/4) with a free offset are told apart by simplicity, not by data; growth slower than log M is not told from none"
        ));
    }
    if judgement.verdict.agrees() {
        limits.push("exclusive rivals were asked from a catalogue, which does not hold every pair of rates".to_owned());
    }
    limits
}
