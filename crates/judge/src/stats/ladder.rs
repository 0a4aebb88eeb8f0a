//! A window of widths and everything that depends on them alone: it reads any number of curves.

use std::sync::OnceLock;

use super::families::{Atlas, GROWTH, Profile, standard};
use super::least_squares::LinearFit;
use super::line::{Curve, Line};
use super::paired::OwnSlopes;
use super::slope::Slope;
use super::summary::Point;

/// The points of a family that its grid is refined around: the residual lies within this multiple of the noise of the least.
const REACH: f64 = 16.0;
/// The same if residuals tell the noise.
const REACH_OF_RESIDUALS: f64 = 40.0;

/// What tells the noise of the locations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NoiseFrom {
    /// The replicates, with these degrees of freedom.
    Replicates(f64),
    /// The residuals of the fit itself.
    Residuals,
}

impl NoiseFrom {
    /// Holds a family to a curve, its grid refined as far as the noise asks for; `unit` is the variance of the noise in units of the weights.
    pub(crate) fn read(self, atlas: &Atlas, line: &Line, curve: &Curve, unit: f64) -> Profile {
        let spare = line.sizes().saturating_sub(atlas.family().parameters()).max(1) as f64;
        match self {
            Self::Replicates(_) => atlas.read(line, curve, unit, |least| REACH * (least / spare).max(unit)),
            Self::Residuals => atlas.read(line, curve, unit, |least| REACH_OF_RESIDUALS * least.max(1e-30) / spare),
        }
    }
}

/// The widths of a window.
#[derive(Debug, Clone)]
pub struct Ladder {
    /// The widths with their weights.
    pub line: Line,
    /// What tells the noise.
    pub noise: NoiseFrom,
    /// Replicates that have slopes of their own.
    pub clusters: Option<OwnSlopes>,
    atlases: Vec<Atlas>,
    growth: OnceLock<Option<Atlas>>,
    parts: Parts,
}

/// The parts of the window whose slopes are asked for.
#[derive(Debug, Clone)]
struct Parts {
    half: (usize, Line),
    begin: (usize, Line),
    end: Option<(usize, LinearFit)>,
    first: Option<(usize, LinearFit)>,
    whole: Option<LinearFit>,
}

/// A slope and a second derivative at the end of a part, with standard errors in units of the noise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bend {
    /// The slope and its error.
    pub slope: (f64, f64),
    /// The second derivative and its error.
    pub trend: (f64, f64),
}

impl Ladder {
    /// The ladder of at least three widths. Weights are inverse variances, relative ones if residuals tell the noise.
    pub fn new(points: &[Point], noise: NoiseFrom, clusters: Option<OwnSlopes>) -> Self {
        let x: Vec<f64> = points.iter().map(|point| point.x).collect();
        let weight: Vec<f64> = points.iter().map(|point| point.variance.recip()).collect();
        let line = Line::new(&x, &weight);
        let atlases = standard().iter().filter_map(|family| Atlas::new(*family, &line)).collect();
        let parts = Parts::new(&x, &weight);
        Self { line, noise, clusters, atlases, growth: OnceLock::new(), parts }
    }

    /// Number of widths.
    pub fn widths(&self) -> usize {
        self.line.sizes()
    }

    /// The families held to a curve.
    pub fn profiles(&self, u: &[f64], grows: bool) -> Vec<Profile> {
        let (curve, unit) = (self.line.project(u), self.unit(u));
        self.asked(grows).map(|atlas| self.noise.read(atlas, &self.line, &curve, unit)).collect()
    }

    /// The families held to a curve on their first grids alone, for simulated curves.
    pub fn glances(&self, u: &[f64], grows: bool) -> Vec<Profile> {
        let (curve, unit) = (self.line.project(u), self.unit(u));
        self.asked(grows).map(|atlas| atlas.glance(&curve, unit)).collect()
    }

    /// The standard families, and growth with an offset if the curve grows.
    fn asked(&self, grows: bool) -> impl Iterator<Item = &Atlas> {
        self.atlases.iter().chain(grows.then(|| self.growth_atlas()).flatten())
    }

    /// The variance of the noise in units of the weights: where residuals tell it, that about a quadratic.
    fn unit(&self, u: &[f64]) -> f64 {
        match self.noise {
            NoiseFrom::Replicates(_) => 1.0,
            NoiseFrom::Residuals => {
                let residuals = self.curved_residuals(u);
                residuals.iter().map(|r| r * r).sum::<f64>() / self.widths().saturating_sub(3).max(1) as f64
            }
        }
    }

    /// Growth with a free offset over these widths; `None` if it has no member.
    pub(crate) fn growth_atlas(&self) -> Option<&Atlas> {
        self.growth.get_or_init(|| Atlas::new(GROWTH, &self.line)).as_ref()
    }

    /// Slope over the window; errors are in units of the noise.
    pub fn range(&self, u: &[f64]) -> (f64, f64) {
        (self.line.project(u).slope, self.line.variance().sqrt())
    }

    /// Slope over the last half.
    pub fn half(&self, u: &[f64]) -> (f64, f64) {
        let (from, line) = &self.parts.half;
        (line.project(&u[*from..]).slope, line.variance().sqrt())
    }

    /// Slope over the first third.
    pub fn begin(&self, u: &[f64]) -> (f64, f64) {
        let (to, line) = &self.parts.begin;
        (line.project(&u[..*to]).slope, line.variance().sqrt())
    }

    /// Slope and trend at the largest width, by a quadratic over the last two thirds; `None` with fewer than four widths.
    pub fn end(&self, u: &[f64]) -> Option<Bend> {
        self.parts.end.as_ref().map(|(from, fit)| bend(fit, &u[*from..]))
    }

    /// The same at the end of the first two thirds.
    pub fn early(&self, u: &[f64]) -> Option<Bend> {
        self.parts.first.as_ref().map(|(to, fit)| bend(fit, &u[..*to]))
    }

    /// The residuals of a quadratic over the window, times the roots of the weights; a line's with three widths.
    pub fn curved_residuals(&self, u: &[f64]) -> Vec<f64> {
        let Some(fit) = &self.parts.whole else {
            return self.line.project(u).residual;
        };
        fit.residuals(u).iter().zip(&self.line.weight).map(|(residual, weight)| residual * weight.sqrt()).collect()
    }
}

fn bend(fit: &LinearFit, u: &[f64]) -> Bend {
    let variances: Vec<f64> = fit.weights().iter().map(|weight| weight.recip()).collect();
    let of = |column, times: f64| (times * fit.coefficient(column, u), times * fit.variance(column, &variances).sqrt());
    Bend { slope: of(1, 1.0), trend: of(2, 2.0) }
}

impl Parts {
    fn new(x: &[f64], weight: &[f64]) -> Self {
        let k = x.len();
        let half = k - if k >= 5 { 4.max(k.div_ceil(2)) } else { k };
        let begin = 3.max(k.div_ceil(3));
        let two_thirds = k.min(5.max((2 * k).div_ceil(3)));
        let curve = |from: usize, to: usize| LinearFit::polynomial(&x[from..to], x[to - 1], 2, &weight[from..to]);
        Self {
            half: (half, Line::new(&x[half..], &weight[half..])),
            begin: (begin, Line::new(&x[..begin], &weight[..begin])),
            end: (k >= 4).then(|| (k - two_thirds, curve(k - two_thirds, k))),
            first: (k >= 6).then(|| (two_thirds, curve(0, two_thirds))),
            whole: (k >= 4).then(|| curve(0, k)),
        }
    }
}

/// A slope in units of the noise, with the noise's scale.
pub(super) fn scaled((estimate, error): (f64, f64), scale: f64, degrees: f64) -> Slope {
    Slope { estimate, error: error * scale.sqrt(), degrees }
}
