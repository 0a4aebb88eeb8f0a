//! Very many widths, merged into bins.

use super::summary::Point;

/// More widths than this are merged: a fit costs time in proportion to them, and gains nothing from a grid that is finer than
/// the logarithm of the range over this.
pub const MOST_POINTS: usize = 100;

/// Neighbouring widths as one, in bins of equal size in log M: weighted means of log M and of the locations.
pub(super) fn merged(points: &[Point]) -> Vec<Point> {
    let (first, last) = (points[0].x, points[points.len() - 1].x);
    let bin = |point: &Point| (((point.x - first) / (last - first) * MOST_POINTS as f64) as usize).min(MOST_POINTS - 1);
    points.chunk_by(|a, b| bin(a) == bin(b)).map(one).collect()
}

fn one(bin: &[Point]) -> Point {
    let weight: f64 = bin.iter().map(|p| p.weight).sum();
    let mean = |of: fn(&Point) -> f64| bin.iter().map(|p| p.weight * of(p)).sum::<f64>() / weight;
    let x = if bin.len() == 1 { bin[0].x } else { mean(|p| p.x) };
    Point {
        width: if bin.len() == 1 { bin[0].width } else { x.exp().round() },
        x,
        replicates: bin.iter().map(|p| p.replicates).sum(),
        location: if bin.len() == 1 { bin[0].location } else { mean(|p| p.location) },
        weight,
        variance: bin.iter().map(|p| p.weight.powi(2) * p.variance).sum::<f64>() / weight.powi(2),
    }
}
