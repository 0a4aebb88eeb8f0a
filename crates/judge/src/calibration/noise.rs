//! Noise on log y: its level, its drift along the ladder and its shape; also estimated from a sample.

use serde::Serialize;

use super::{Design, Truth};
use crate::random::Stream;
use crate::stats::summary::{Functional, summarise};
use crate::stats::{Sample, WidthGroup};

/// The shape of the noise on log y.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Normal.
    Normal,
    /// Student's t with three degrees of freedom, scaled to the same interquartile range as the normal.
    HeavyTailed,
    /// Normal, with one value in twenty off by a factor of three either way.
    Outliers,
    /// Each width, as a whole, is off by a normal error of the size of its standard error.
    Scattered,
}

/// Noise on log y.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Noise {
    /// Standard deviation of log y at the geometric centre of the ladder.
    pub sigma: f64,
    /// Power of M with which the standard deviation changes.
    pub drift: f64,
    /// Shape.
    pub shape: Shape,
}

impl Noise {
    /// Normal noise of one level.
    pub fn normal(sigma: f64) -> Self {
        Self { sigma, drift: 0.0, shape: Shape::Normal }
    }

    /// Draws a sample of the truth on the design.
    pub fn sample(&self, truth: &Truth, design: &Design, random: &mut Stream) -> Sample {
        let logs: Vec<f64> = design.cells.iter().map(|(width, _)| width.ln()).collect();
        let first = logs.first().copied().unwrap_or(0.0);
        let centre = logs.iter().sum::<f64>() / logs.len().max(1) as f64;
        let groups = design
            .cells
            .iter()
            .zip(&logs)
            .map(|(&(width, replicates), x)| {
                let sigma = self.sigma * (self.drift * (x - centre)).exp();
                let common = match self.shape {
                    Shape::Scattered => sigma / (replicates as f64).sqrt() * random.normal(),
                    _ => 0.0,
                };
                let level = truth.log_value(*x, first) + common;
                let values = (0..replicates).map(|_| (level + sigma * self.draw(random)).exp()).collect();
                WidthGroup::new(width, values)
            })
            .collect();
        Sample::new(groups)
    }

    fn draw(&self, random: &mut Stream) -> f64 {
        /// Interquartile ranges: t with 3 degrees of freedom over the normal.
        const T3_OVER_NORMAL: f64 = 0.764_892_328_404_345 / 0.674_489_750_196_081_7;
        match self.shape {
            Shape::Normal | Shape::Scattered => random.normal(),
            Shape::HeavyTailed => {
                let (z, squares) = (random.normal(), (0..3).map(|_| random.normal().powi(2)).sum::<f64>());
                z / (squares / 3.0).sqrt() / T3_OVER_NORMAL
            }
            Shape::Outliers => {
                // One value in forty either way.
                let off = match random.integer(0, 39) {
                    0 => 3f64.ln(),
                    1 => -(3f64.ln()),
                    _ => 0.0,
                };
                random.normal() + off / self.sigma
            }
        }
    }
}

/// The noise of a sample: level and drift of the standard deviation of log y, as its robust variance model has them.
/// `None` where the replicates are too few to tell.
pub fn estimate_noise(sample: &Sample) -> Option<Noise> {
    let summary = summarise(sample, Functional::LogLocation);
    summary.degrees?;
    let count = summary.points.len().max(1) as f64;
    let variances = summary.points.iter().map(|p| (p.replicates as f64 / p.weight).ln());
    Some(Noise { sigma: (0.5 * variances.sum::<f64>() / count).exp(), drift: 0.5 * summary.variance_slope.0, shape: Shape::Normal })
}
