//! Designs that reach a wanted minimum detectable deviation.

use serde::Serialize;

use super::{Design, Noise, Shape};
use crate::claim::Bound;
use crate::stats::summary::{Point, Summary};
use crate::verdict::{Power, Protocol, expected_power};

/// More replicates than this a width are no plan.
const MOST_REPLICATES: usize = 10_000;

/// A design with the replicates that it needs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    /// Smallest width.
    pub from: f64,
    /// Largest width.
    pub to: f64,
    /// Number of widths.
    pub widths: usize,
    /// Replicates a width.
    pub replicates: usize,
    /// Sum over runs of the width: cost where a run costs in proportion to its width.
    pub cost: f64,
    /// Standard error of log y at a width.
    pub error_a_width: f64,
    /// Whether the rules of thumb hold: an error of at most 0.03 a width, a range of at least 512 and ten widths.
    pub well_planned: bool,
    /// What the design can see.
    pub power: Power,
}

/// The summary that a design yields under known noise, without the noise itself.
pub fn expected_summary(design: &Design, noise: &Noise) -> Summary {
    let centre = design.cells.iter().map(|(w, _)| w.ln()).sum::<f64>() / design.cells.len().max(1) as f64;
    let points: Vec<Point> = design
        .cells
        .iter()
        .map(|&(width, replicates)| {
            let sigma = noise.sigma * (noise.drift * (width.ln() - centre)).exp();
            // Scattered widths are off once more by their standard error.
            let sources = if noise.shape == Shape::Scattered { 2.0 } else { 1.0 };
            let variance = sources * sigma * sigma / replicates as f64;
            Point { width, x: width.ln(), replicates, location: 0.0, weight: 1.0 / variance, variance }
        })
        .collect();
    let degrees: usize = design.cells.iter().map(|(_, n)| n - 1).sum();
    Summary { widths: points.len(), points, degrees: Some(degrees as f64), variance_slope: (2.0 * noise.drift, 0.0), outliers: 0 }
}

/// The fewest replicates (at least 2) with which these widths reach the deviation; `None` where 10 000 do not, or with
/// fewer than five widths.
pub fn plan(bound: &Bound, widths: &[f64], noise: &Noise, deviation: f64, protocol: &Protocol) -> Option<Plan> {
    if widths.len() < 5 {
        return None;
    }
    let design = |replicates| Design::balanced("plan", widths, replicates);
    let quiet = Protocol { power_trials: 0, ..*protocol };
    let reaches = |replicates: usize| {
        let power = expected_power(bound, &expected_summary(&design(replicates), noise), &quiet);
        power.minimum_detectable_deviation <= deviation
    };
    let mut enough = 2;
    while !reaches(enough) {
        enough *= 2;
        if enough > MOST_REPLICATES {
            return None;
        }
    }
    let mut short = enough / 2;
    while enough - short > 1 && enough > 2 {
        let middle = (enough + short) / 2;
        if reaches(middle) { enough = middle } else { short = middle }
    }
    let summary = expected_summary(&design(enough), noise);
    let worst = summary.points.iter().map(|p| p.variance.sqrt()).fold(0.0, f64::max);
    let (from, to) = (widths[0], widths[widths.len() - 1]);
    Some(Plan {
        from,
        to,
        widths: widths.len(),
        replicates: enough,
        cost: enough as f64 * widths.iter().sum::<f64>(),
        error_a_width: worst,
        well_planned: worst <= 0.03 && to / from >= 512.0 && widths.len() >= 10,
        power: expected_power(bound, &summary, protocol),
    })
}
