//! Warnings of the fit: scatter, dependence, widths left out, a short range, a floor.

use super::claim::Claim;
use super::inquiry::Inquiry;
use super::warnings::warning;
use super::{Judgement, Path, Warning};
use crate::stats::floor::FloorFit;
use crate::stats::summary::Summary;

/// Scatter between widths, in standard errors, that is worth a warning.
const NOTABLE_SCATTER: f64 = 1.5;
/// A factor between smallest and largest width below which slow corrections hide.
const SHORT_RANGE: f64 = 64.0;
/// The level at which a pure power does not fit, and how nearly a floor has to fit as well as the best family.
const MISFIT_LEVEL: f64 = 0.05;
const NEARLY: f64 = 4.0;

/// The warnings that the fit gives.
pub(super) fn warnings_of_fit(claim: &Claim, judgement: &Judgement, inquiry: &Inquiry<'_>) -> Vec<Warning> {
    let summary = inquiry.summary;
    let found = [
        scatter(judgement),
        dependence(claim, judgement, inquiry),
        dropped(judgement, summary),
        short_range(judgement, summary),
        levels_off(claim, judgement, inquiry),
    ];
    found.into_iter().flatten().collect()
}

fn scatter(judgement: &Judgement) -> Option<Warning> {
    if judgement.scatter.is_nan() || judgement.scatter <= NOTABLE_SCATTER {
        return None;
    }
    warning(
        "scatter",
        format!(
            "the widths scatter by {:.1} standard errors about any smooth curve: the intervals are widened by that factor, and further if neighbours agree",
            judgement.scatter
        ),
    )
}

/// Dependence that the reading found, and whether any family fits.
fn dependence(claim: &Claim, judgement: &Judgement, inquiry: &Inquiry<'_>) -> Option<Warning> {
    if judgement.path == Path::Table {
        return None;
    }
    let reading = inquiry.reading(claim.b)?;
    if reading.no_family_fits {
        return warning(
            "no_family_fits",
            "no family of curves fits these widths within the noise: the interval of the limit is widened, and says little",
        );
    }
    if reading.clustered {
        return warning(
            "replicates_share_slopes",
            "replicates have slopes of their own over the widths: only their number counts, not the number of values",
        );
    }
    None
}

fn dropped(judgement: &Judgement, summary: &Summary) -> Option<Warning> {
    let dropped = summary.points.len().saturating_sub(judgement.window.widths);
    if judgement.path == Path::Table {
        return None;
    }
    match dropped {
        0 => None,
        1 => warning("narrow_widths_dropped", "the smallest width was dropped: no family of curves fits it within replicate noise"),
        dropped => warning(
            "narrow_widths_dropped",
            format!("the smallest {dropped} widths were dropped: no family of curves fits them within replicate noise"),
        ),
    }
}

fn short_range(judgement: &Judgement, summary: &Summary) -> Option<Warning> {
    let span = judgement.window.to / judgement.window.from;
    if summary.points.len() < 3 || span >= SHORT_RANGE {
        return None;
    }
    warning(
        "short_range",
        format!("the widths span a factor of {span:.0}: corrections slower than its logarithm cannot be seen; plan a factor of 512"),
    )
}

/// A decay that slows down, and that a floor explains as well as any family.
fn levels_off(claim: &Claim, judgement: &Judgement, inquiry: &Inquiry<'_>) -> Option<Warning> {
    if judgement.path != Path::Noise || claim.a >= 0.0 || claim.b != 0.0 {
        return None;
    }
    let reading = inquiry.reading(0.0)?;
    let slows = reading.trend.estimate > 2.0 * reading.trend.error && reading.range.estimate < 0.0;
    if reading.pure_p > MISFIT_LEVEL || !slows {
        return None;
    }
    let ladder = inquiry.windows.ladder(reading.dropped);
    let best = reading.families.iter().map(|family| family.rss).fold(f64::INFINITY, f64::min);
    let fit = FloorFit::new(&ladder.line, &reading.u, reading.scale);
    if fit.rss() - best > NEARLY * reading.scale {
        return None;
    }
    warning(
        "levels_off",
        format!(
            "the values level off: if they have a floor (about {:.4}), judge what lies above it with --floor fit or --floor VALUE",
            fit.floor()
        ),
    )
}
