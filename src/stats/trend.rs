//! The shape of a log-log curve on a ladder of widths: range slope, end slope, asymptotic exponent, window.

use statrs::distribution::{ContinuousCDF, FisherSnedecor};

use super::correction::{Design, Fit};
use super::least_squares::LinearFit;
use super::student::{t_exceeds, t_quantile};
use super::summary::{LEAST_DEVIATION, Summary};

/// The fewest widths that a window keeps.
const FEWEST_WIDTHS: usize = 6;
/// The level at which a smooth fit is rejected against replicate noise.
const WINDOW_LEVEL: f64 = 0.01;
/// The level at which scatter between widths is taken seriously.
const SCATTER_LEVEL: f64 = 0.05;

/// An estimate with its standard error and the degrees of freedom of that error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slope {
    /// The estimate.
    pub estimate: f64,
    /// Its standard error.
    pub error: f64,
    /// Degrees of freedom of the error.
    pub degrees: f64,
}

impl Slope {
    /// The bound that the true value exceeds (`sign` = -1) or stays below (1) with this one-sided confidence.
    pub fn bound(&self, sign: f64, one_sided: f64) -> f64 {
        self.estimate + sign * t_quantile(one_sided, self.degrees) * self.error
    }

    /// The one-sided p-value of "the true value is at most `value`" (`sign` = 1) or "at least" (-1).
    pub fn p_beyond(&self, value: f64, sign: f64) -> f64 {
        let difference = sign * (self.estimate - value);
        if self.error == 0.0 {
            return if difference > 0.0 { 0.0 } else { 1.0 };
        }
        t_exceeds(difference / self.error, self.degrees)
    }
}

/// The widths of a window and everything that depends on them alone: it reads any number of data sets.
#[derive(Debug, Clone)]
pub struct Ladder {
    /// log M.
    pub x: Vec<f64>,
    /// Variance of each location: absolute, or relative where `degrees` is `None`.
    pub variance: Vec<f64>,
    replicates: Vec<usize>,
    degrees: Option<f64>,
    line: LinearFit,
    quadratic: Option<LinearFit>,
    ordinary: LinearFit,
    correction: Design,
}

/// What a ladder shows of one data set.
#[derive(Debug, Clone)]
pub struct Reading<'a> {
    /// Slope over the window.
    pub range: Slope,
    /// Slope of the quadratic fit at the largest width; `None` with fewer than four widths.
    pub end: Option<Slope>,
    /// Residual variance around the best smooth fit over replicate variance, at least 1; where replicates do not tell
    /// the noise, the residual variance itself.
    pub scatter: f64,
    /// Degrees of freedom of the scale of the asymptotic interval.
    pub degrees: f64,
    /// Slope of ordinary least squares on the locations, with its error from the residuals: what scatter between widths is
    /// asked besides.
    pub ordinary: Slope,
    /// p-value of the best smooth fit against replicate noise, where that is known.
    pub smooth_fit: Option<f64>,
    misfit: f64,
    fit: Fit<'a>,
}

impl Ladder {
    /// The ladder of a summary with at least three widths.
    pub fn new(summary: &Summary) -> Self {
        let x = summary.x();
        let weight: Vec<f64> = summary.points.iter().map(|p| p.weight).collect();
        let last = x.last().copied().unwrap_or(0.0);
        Self {
            variance: summary.points.iter().map(|p| p.variance).collect(),
            replicates: summary.points.iter().map(|p| p.replicates).collect(),
            degrees: summary.degrees,
            line: LinearFit::polynomial(&x, last, 1, &weight),
            quadratic: (x.len() > 3).then(|| LinearFit::polynomial(&x, last, 2, &weight)),
            ordinary: LinearFit::polynomial(&x, last, 1, &vec![1.0; x.len()]),
            correction: Design::new(&x, &weight),
            x,
        }
    }

    /// Whether the replicates tell the noise.
    pub fn noise_is_known(&self) -> bool {
        self.degrees.is_some()
    }

    /// The scatter to expect of widths that do not scatter beyond their replicates: the mean of max(1, chi^2/degrees) for a normal
    /// chi^2; 0 where the replicates do not tell the noise.
    pub fn usual_scatter(&self) -> f64 {
        let spare = self.x.len().saturating_sub(3).max(1) as f64;
        if self.noise_is_known() { 1.0 + (2.0 / spare).sqrt() / (2.0 * std::f64::consts::PI).sqrt() } else { 0.0 }
    }

    /// log(M_max / M_min).
    pub fn span(&self) -> f64 {
        self.x.last().zip(self.x.first()).map_or(0.0, |(last, first)| last - first)
    }

    /// Residuals of the quadratic fit in units of their widths' standard errors; empty with fewer than four widths.
    pub fn standard_residuals(&self, z: &[f64]) -> Vec<f64> {
        let residuals = self.quadratic.as_ref().map_or_else(Vec::new, |fit| fit.residuals(z));
        residuals.iter().zip(&self.variance).map(|(r, v)| r / v.sqrt()).collect()
    }

    /// Reads the curve `z` over log M.
    pub fn read(&self, z: &[f64]) -> Reading<'_> {
        let spare = self.x.len().saturating_sub(3) as f64;
        let curved = self.quadratic.as_ref().map_or(0.0, |fit| fit.residual(z));
        let unit = if self.degrees.is_some() { 1.0 } else { curved / spare.max(1.0) };
        let fit = self.correction.fit(z, unit);
        let misfit = curved.min(fit.residual);
        let scatter = match self.degrees {
            _ if spare == 0.0 => 1.0,
            Some(_) => (misfit / spare).max(1.0),
            None => (misfit / spare).max(LEAST_DEVIATION.powi(2)),
        };
        let smooth_fit = self.degrees.filter(|_| spare > 0.0).map(|degrees| f_exceeds(misfit / spare, spare, degrees));
        let degrees = |own: f64| match self.degrees {
            // Two sources of error: the replicate variance, and the scatter beyond it.
            Some(_) => scatter.powi(2) / (1.0 / own + (scatter - 1.0).powi(2) / spare.max(1.0)),
            None => spare,
        };
        let slope = |fit: &LinearFit| Slope {
            estimate: fit.coefficient(1, z),
            error: (scatter * fit.variance(1, &self.variance)).sqrt(),
            degrees: degrees(self.satterthwaite(fit)),
        };
        Reading {
            range: slope(&self.line),
            end: self.quadratic.as_ref().map(slope),
            ordinary: self.ordinary_slope(z),
            scatter,
            degrees: degrees(self.degrees.unwrap_or(spare)),
            smooth_fit,
            misfit,
            fit,
        }
    }

    fn ordinary_slope(&self, z: &[f64]) -> Slope {
        let spare = self.x.len().saturating_sub(2) as f64;
        let variance = self.ordinary.residual(z) / spare;
        let error = self.ordinary.variance(1, &vec![variance; z.len()]).sqrt();
        Slope { estimate: self.ordinary.coefficient(1, z), error, degrees: spare }
    }

    /// Degrees of freedom of a slope's sandwich variance (Satterthwaite 1946): each width's variance has its own degrees
    /// and the model's eight; together they have no more than the sample.
    fn satterthwaite(&self, fit: &LinearFit) -> f64 {
        let Some(total) = self.degrees else {
            return self.x.len().saturating_sub(3) as f64;
        };
        let parts = fit.variance_parts(1, &self.variance);
        let sum: f64 = parts.iter().sum();
        let spread: f64 = parts.iter().zip(&self.replicates).map(|(part, n)| part * part / (*n as f64 + 7.0)).sum();
        (sum * sum / spread).min(total)
    }
}

impl Reading<'_> {
    /// Whether the widths scatter about any smooth curve by more than replicates explain, at 5 %.
    pub fn scatters(&self) -> bool {
        self.smooth_fit.is_some_and(|p| p < SCATTER_LEVEL)
    }

    /// The weighted residual of the best smooth fit.
    pub fn misfit(&self) -> f64 {
        self.misfit
    }

    /// The asymptotic exponent.
    pub fn exponent(&self) -> f64 {
        self.fit.exponent
    }

    /// The bound of the asymptotic exponent from above (`sign` = 1) or below (-1) with this one-sided confidence.
    pub fn bound(&self, sign: f64, one_sided: f64) -> f64 {
        self.fit.end(t_quantile(one_sided, self.degrees).powi(2) * self.scatter, sign)
    }

    /// The one-sided p-value of "the asymptotic exponent is at most `value`" (`sign` = 1) or "at least" (-1).
    pub fn p_beyond(&self, value: f64, sign: f64) -> f64 {
        let excess = (self.fit.residual_beyond(value, sign) - self.fit.residual).max(0.0);
        if excess == 0.0 {
            return if sign * (self.fit.exponent - value) > 0.0 { 0.5 } else { 1.0 };
        }
        t_exceeds((excess / self.scatter).sqrt(), self.degrees)
    }

    /// How far the asymptotic exponent may lie from its estimate, upwards (`sign` = 1) or downwards (-1), before the profile exceeds
    /// its least by `excess`.
    pub fn reach(&self, excess: f64, sign: f64) -> f64 {
        sign * (self.fit.end(excess, sign) - self.fit.exponent)
    }
}

/// Number of smallest widths to drop: while the best smooth fit is rejected at 1 % against replicate noise and at least
/// six widths remain. The exponent has no say in it.
pub fn widths_to_drop(summary: &Summary, z: &[f64]) -> usize {
    let most = z.len().saturating_sub(FEWEST_WIDTHS);
    (0..most)
        .find(|&drop| {
            let ladder = Ladder::new(&summary.from_width(drop));
            ladder.read(&z[drop..]).smooth_fit.is_none_or(|p| p >= WINDOW_LEVEL)
        })
        .unwrap_or(most)
}

/// The probability that F exceeds `value`.
fn f_exceeds(value: f64, numerator: f64, denominator: f64) -> f64 {
    FisherSnedecor::new(numerator, denominator.min(1e6)).map_or(1.0, |f| f.sf(value.max(0.0)))
}
