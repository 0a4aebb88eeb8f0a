//! The known limits of any method on a finite range that apply to a sample.

use super::Judgement;
use super::judge::Claim;
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
    let mut limits = vec![format!("a crossover beyond M = {} is invisible", window.to)];
    let factor = window.to / window.from;
    if factor < PLANNED_RANGE || window.widths < PLANNED_WIDTHS {
        limits.push(format!(
            "{} widths over a factor of {factor:.0}: two opposing corrections, or one slower than M^-{:.2}, defeat the interval in the limit, whose \
             coverage then falls to 0.6 to 0.9; ten widths over a factor of 512 see more",
            window.widths,
            1.0 / factor.ln()
        ));
    } else {
        limits.push(format!("corrections slower than M^-{:.2}, or in 1/log(M), are taken for a part of the power", 1.0 / factor.ln()));
    }
    let mut errors: Vec<f64> = summary.points.iter().map(|point| point.variance.sqrt()).collect();
    errors.sort_by(f64::total_cmp);
    let error = errors.get(errors.len() / 2).copied().unwrap_or(f64::NAN);
    if summary.degrees.is_some() && error > PLANNED_ERROR {
        limits.push(format!("a standard error of {error:.3} a width may leave even clean true laws inconclusive; 0.03 or less decides"));
    }
    if judgement.scatter > WIDE_SCATTER {
        limits.push("widths that scatter by more than replicates explain leave the intervals with a coverage of 0.81 to 0.90".to_owned());
    }
    if claim.is_pure_log() {
        limits.push("with a free offset, neighbouring powers of a logarithm are told apart by the bend of the curve alone".to_owned());
    }
    limits
}
