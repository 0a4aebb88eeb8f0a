//! One location and its variance a width, on the log scale: what every fit starts from.

use serde::Serialize;

use super::merge::{MOST_POINTS, merged};
use super::robust::{HUBER_CORNER, huber_location, median, pairwise_scale};
use super::student::t_quantile;
use super::variance::{LEAST_DEVIATION, VarianceModel};
use super::{Sample, WidthGroup};

/// What is estimated at each width.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Functional {
    /// The robust centre of log y: the typical value.
    #[default]
    LogLocation,
    /// log E\[y\]: the expectation, tails included.
    Mean,
}

/// Prior degrees of freedom with which each width's variance is drawn to the variance model.
const PRIOR_DEGREES: f64 = 8.0;
/// One-sided chance that normal noise of a whole sample reaches an outlier.
const OUTLIER_LEVEL: f64 = 0.005;
/// With fewer degrees of freedom than this the replicates do not tell the noise, residuals do.
const LEAST_DEGREES: usize = 4;

/// One width, summarised.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Width M.
    pub width: f64,
    /// log M.
    pub x: f64,
    /// Number of replicates.
    pub replicates: usize,
    /// Location of log y, or log of the mean.
    pub location: f64,
    /// Inverse variance of the location by the smooth variance model (n alone where the noise is unknown).
    pub weight: f64,
    /// Variance of the location, shrunk to the smooth model (1/n where the noise is unknown).
    pub variance: f64,
}

/// A sample, summarised.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The widths, narrowest first; neighbours are merged where there are very many.
    pub points: Vec<Point>,
    /// Number of widths before any were merged.
    pub widths: usize,
    /// Degrees of freedom of the noise level: values minus widths. `None` where the replicates are too few to
    /// tell it; weights and variances are then relative and residuals set the scale.
    pub degrees: Option<f64>,
    /// Slope of log variance in log M, and its standard error.
    pub variance_slope: (f64, f64),
    /// Values further from their width's location than normal noise reaches: four standard deviations, or what 1 % of samples of this
    /// size exceed.
    pub outliers: usize,
}

impl Summary {
    /// This summary without its `drop` smallest widths.
    #[must_use]
    pub fn from_width(&self, drop: usize) -> Self {
        Self { points: self.points[drop..].to_vec(), ..self.clone() }
    }

    /// log M of each width.
    pub fn x(&self) -> Vec<f64> {
        self.points.iter().map(|p| p.x).collect()
    }
}

/// Summarises a sample. More than [`MOST_POINTS`] widths are merged into that many geometric bins at most, after each has its own
/// location: within a bin the curve is a straight line, and nothing is lost but time.
pub fn summarise(sample: &Sample, functional: Functional) -> Summary {
    let groups = sample.measured();
    if sample.has_errors() {
        return of_means(&groups, functional);
    }
    let x: Vec<f64> = groups.iter().map(|g| g.width.ln()).collect();
    let counts: Vec<usize> = groups.iter().map(|g| g.values.len()).collect();
    let degrees = counts.iter().sum::<usize>() - counts.len();
    let noise = match functional {
        Functional::LogLocation => log_locations(&groups, &x),
        Functional::Mean => log_means(&groups, &x),
    };
    let known = degrees >= LEAST_DEGREES;
    let points: Vec<Point> = (0..x.len())
        .map(|i| {
            let n = counts[i] as f64;
            let smooth = noise.model.variance(x[i]);
            let own = (n - 1.0).max(0.0);
            let shrunk = (own * noise.variances[i] + PRIOR_DEGREES * smooth) / (own + PRIOR_DEGREES);
            Point {
                width: groups[i].width,
                x: x[i],
                replicates: counts[i],
                location: noise.locations[i],
                weight: if known { n / smooth } else { n },
                variance: if known { shrunk.max(LEAST_DEVIATION.powi(2)) / n } else { 1.0 / n },
            }
        })
        .collect();
    Summary {
        widths: points.len(),
        points: if points.len() > MOST_POINTS { merged(&points) } else { points },
        degrees: known.then_some(degrees as f64),
        variance_slope: (noise.model.slope, noise.model.slope_error),
        outliers: noise.outliers,
    }
}

/// Means with standard errors e: the variance of log y is log(1 + (e/y)^2), which is (e/y)^2 for small errors (delta method) and exact for a
/// log-normal mean, whose logarithm is off by half of it. Several means at a width are weighted by their variances. The noise is known.
fn of_means(groups: &[&WidthGroup], functional: Functional) -> Summary {
    let point = |group: &&WidthGroup| {
        let (mut precision, mut sum) = (0.0, 0.0);
        for (value, error) in group.values.iter().zip(&group.errors) {
            let variance = (error / value).powi(2).ln_1p().max(LEAST_DEVIATION.powi(2));
            let bias = if functional == Functional::Mean { variance / 2.0 } else { 0.0 };
            precision += variance.recip();
            sum += (value.ln() + bias) / variance;
        }
        let variance = precision.recip();
        Point {
            width: group.width,
            x: group.width.ln(),
            replicates: group.values.len(),
            location: sum / precision,
            weight: precision,
            variance,
        }
    };
    let points: Vec<Point> = groups.iter().map(point).collect();
    Summary {
        widths: points.len(),
        points: if points.len() > MOST_POINTS { merged(&points) } else { points },
        degrees: Some(f64::INFINITY),
        variance_slope: (0.0, f64::INFINITY),
        outliers: 0,
    }
}

/// Locations and the variance of one value, width by width.
struct Noise {
    locations: Vec<f64>,
    variances: Vec<f64>,
    model: VarianceModel,
    outliers: usize,
}

fn own_degrees(groups: &[&WidthGroup]) -> Vec<f64> {
    groups.iter().map(|g| (g.values.len() - 1) as f64).collect()
}

/// Huber locations of log y with scales that are pooled over widths: four rounds of location, winsorised
/// variance, variance model and shrinkage.
fn log_locations(groups: &[&WidthGroup], x: &[f64]) -> Noise {
    let logs: Vec<Vec<f64>> = groups.iter().map(|g| g.values.iter().map(|v| v.ln()).collect()).collect();
    let degrees = own_degrees(groups);
    let mut locations: Vec<f64> = logs.iter().map(|values| median(values)).collect();
    let mut model = VarianceModel::flat(pairwise_scale(&logs).powi(2));
    let mut scales = vec![model.variance(0.0).sqrt(); x.len()];
    let mut variances = vec![0.0; x.len()];
    for _ in 0..4 {
        let (mut inside, mut all) = (0usize, 0usize);
        for (i, values) in logs.iter().enumerate() {
            locations[i] = huber_location(values, scales[i], locations[i]);
            let clip = HUBER_CORNER * scales[i];
            let (mut sum, mut unclipped) = (0.0, 0usize);
            for value in values {
                let residual = value - locations[i];
                unclipped += usize::from(residual.abs() <= clip);
                sum += residual.clamp(-clip, clip).powi(2);
            }
            variances[i] = if degrees[i] > 0.0 { sum / degrees[i] } else { 0.0 };
            if values.len() > 1 {
                inside += unclipped;
                all += values.len();
            }
        }
        // Huber's location has variance E[psi^2] / P(unclipped)^2 / n.
        let slope = if all == 0 { 1.0 } else { (inside as f64 / all as f64).max(0.25) };
        variances.iter_mut().for_each(|v| *v /= slope * slope);
        model = VarianceModel::fit(x, &variances, &degrees);
        for i in 0..x.len() {
            let smooth = model.variance(x[i]);
            scales[i] = ((degrees[i] * variances[i] + PRIOR_DEGREES * smooth) / (degrees[i] + PRIOR_DEGREES)).sqrt();
        }
    }
    // Four standard deviations, or more where so many values reach that far by chance.
    let count = logs.iter().map(Vec::len).sum::<usize>().max(1) as f64;
    let far = t_quantile(1.0 - OUTLIER_LEVEL / count, f64::INFINITY).max(4.0);
    let beyond = |i: usize| logs[i].iter().filter(|v| (**v - locations[i]).abs() > far * scales[i]).count();
    let outliers = (0..logs.len()).map(beyond).sum();
    Noise { locations, variances, model, outliers }
}

/// log of the mean, with the first-order bias of the logarithm taken out, and squared coefficients of variation.
fn log_means(groups: &[&WidthGroup], x: &[f64]) -> Noise {
    let degrees = own_degrees(groups);
    let (mut locations, mut variances) = (Vec::new(), Vec::new());
    for (group, degrees) in groups.iter().zip(&degrees) {
        let n = group.values.len() as f64;
        // Relative to the largest value, so that the sum stays finite.
        let largest = group.values.iter().copied().fold(0.0, f64::max);
        let relative = group.values.iter().map(|v| v / largest).sum::<f64>() / n;
        let mean = relative * largest;
        let squares: f64 = group.values.iter().map(|v| (v / mean - 1.0).powi(2)).sum();
        let variation = if *degrees > 0.0 { squares / degrees } else { 0.0 };
        locations.push(relative.ln() + largest.ln() + variation / (2.0 * n));
        variances.push(variation);
    }
    let model = VarianceModel::fit(x, &variances, &degrees);
    Noise { locations, variances, model, outliers: 0 }
}
