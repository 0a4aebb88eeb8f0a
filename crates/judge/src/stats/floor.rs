//! A floor under a decay: y = E + B M^-w with E, B and w free.

use super::families::Grid;
use super::line::{Line, Part};

/// The decays that are tried, as powers of M: from 1/(4 L) up.
const FASTEST: f64 = 6.0;
const SLOWEST: f64 = 0.25;
/// log(B M^-w / E): at the smallest size, of a floor that is nearly all of y; at the largest, of one that is nearly nothing.
const EXCESS: (f64, f64) = (-9.0, 9.0);
/// Rows, points a row and rounds of the grid.
const ROWS: usize = 41;
const POINTS: usize = 41;
const ROUNDS: usize = 6;
/// The members that the grid is refined around: residuals within this multiple of the noise of the least.
const REACH: f64 = 16.0;

/// One floor with a decay toward it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Member {
    floor: f64,
    decay: f64,
    rss: f64,
}

/// All floors and decays that were tried on one curve of log y.
#[derive(Debug, Clone)]
pub struct FloorFit {
    members: Vec<Member>,
    best: Member,
}

/// Number of parameters: floor, size and decay.
pub const PARAMETERS: usize = 3;

impl FloorFit {
    /// Fits log y over a line of sizes; `unit` is the variance of the noise in units of the weights.
    pub fn new(line: &Line, u: &[f64], unit: f64) -> Self {
        let span = line.span();
        let limits = ((SLOWEST / span).ln(), FASTEST.ln());
        let mut grid = Grid::new(limits, ROWS, POINTS, span, |log_decay, span| (EXCESS.0, EXCESS.1 + log_decay.exp() * span));
        let mut members = Vec::with_capacity(ROUNDS * ROWS * POINTS);
        for _ in 0..ROUNDS {
            let round = members_of(&grid, line, u);
            let rss: Vec<f64> = round.iter().map(|member| member.rss).collect();
            members.extend(round);
            let least = members.iter().map(|member| member.rss).fold(f64::INFINITY, f64::min);
            let here = rss.iter().copied().fold(f64::INFINITY, f64::min);
            grid = grid.refined(&rss, here.max(least) + REACH * unit);
        }
        let best = members.iter().copied().min_by(|a, b| a.rss.total_cmp(&b.rss));
        let nothing = Member { floor: f64::NAN, decay: f64::NAN, rss: f64::INFINITY };
        Self { best: best.unwrap_or(nothing), members }
    }

    /// The least weighted residual sum of squares.
    pub fn rss(&self) -> f64 {
        self.best.rss
    }

    /// The floor that fits best.
    pub fn floor(&self) -> f64 {
        self.best.floor
    }

    /// The exponent of y - E that fits best: minus the decay.
    pub fn exponent(&self) -> f64 {
        -self.best.decay
    }

    fn within(&self, excess: f64, of: impl Fn(&Member) -> f64) -> (f64, f64) {
        let near = self.members.iter().filter(|member| member.rss <= self.best.rss + excess).map(of);
        near.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
    }

    /// The floors whose profile stays within `excess` of the least.
    pub fn floors(&self, excess: f64) -> (f64, f64) {
        self.within(excess, |member| member.floor)
    }

    /// The same for exponents of y - E.
    pub fn exponents(&self, excess: f64) -> (f64, f64) {
        self.within(excess, |member| -member.decay)
    }

    /// How much the least residual grows if the exponent is held at most at `value` (`sign` = 1) or at least at it (-1).
    pub fn excess_at(&self, value: f64, sign: f64) -> f64 {
        let held = self.members.iter().filter(|member| sign * (-member.decay - value) <= 0.0);
        held.map(|member| member.rss).fold(f64::INFINITY, f64::min) - self.best.rss
    }
}

/// log y = log E + log(1 + r e^(-w t)): the level is the mean of what the shape leaves.
fn members_of(grid: &Grid, line: &Line, u: &[f64]) -> Vec<Member> {
    let curve = line.project(u);
    let mean = line.mean_of(u);
    let (mut shape, mut centred) = (vec![0.0; u.len()], Vec::new());
    let mut members = Vec::with_capacity(grid.rows.len() * grid.points);
    for (row, log_decay) in grid.rows.iter().enumerate() {
        let decay = log_decay.exp();
        let falls: Vec<f64> = line.x.iter().map(|x| (-decay * (x - line.x[0])).exp()).collect();
        for log_excess in grid.column(row) {
            let excess = log_excess.exp();
            shape.iter_mut().zip(&falls).for_each(|(value, fall)| *value = (excess * fall).ln_1p());
            centred.clear();
            line.append(&shape, Part::Centred, &mut centred);
            let rss = curve.centred.iter().zip(&centred).map(|(a, b)| (a - b).powi(2)).sum();
            members.push(Member { floor: (mean - line.mean_of(&shape)).exp(), decay, rss });
        }
    }
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_planted_floor_is_found_with_its_decay() {
        let x: Vec<f64> = (5..15).map(|k| f64::from(k) * 2f64.ln()).collect();
        let line = Line::new(&x, &vec![1e6; x.len()]);
        let u: Vec<f64> = x.iter().map(|x| (1.69 + 30.0 * (-0.75 * x).exp()).ln()).collect();
        let fit = FloorFit::new(&line, &u, 1.0);
        assert!((fit.floor() - 1.69).abs() < 1e-3 && (fit.exponent() + 0.75).abs() < 5e-3, "{} {}", fit.floor(), fit.exponent());
        let (low, high) = fit.exponents(4.0);
        assert!(low < -0.75 && high > -0.75 && high - low < 0.1, "{low} {high}");
        let (low, high) = fit.floors(4.0);
        assert!(low < 1.69 && high > 1.69 && high - low < 0.02, "{low} {high}");
        assert!(fit.excess_at(-0.5, -1.0) > 100.0 && fit.excess_at(-0.5, 1.0) == 0.0);
        assert!(fit.excess_at(-1.0, 1.0) > 100.0 && fit.excess_at(-1.0, -1.0) == 0.0);
    }
}
