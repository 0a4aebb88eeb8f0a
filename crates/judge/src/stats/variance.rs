//! How the variance of log y changes with the width: a straight line in log M.

use super::least_squares::dot;

/// Precision of the prior on the slope of log variance in log M, centred on 0: its standard deviation is 1/2.
const RIDGE: f64 = 4.0;
/// The least standard deviation of one log value: measurements are not taken to hold more than six digits.
pub(super) const LEAST_DEVIATION: f64 = 1e-6;

/// log variance = level + slope (x - centre).
#[derive(Debug, Clone, Copy)]
pub(super) struct VarianceModel {
    centre: f64,
    level: f64,
    pub(super) slope: f64,
    pub(super) slope_error: f64,
}

impl VarianceModel {
    pub(super) fn flat(variance: f64) -> Self {
        let level = variance.max(LEAST_DEVIATION.powi(2)).ln();
        Self { centre: 0.0, level, slope: 0.0, slope_error: f64::INFINITY }
    }

    pub(super) fn variance(&self, x: f64) -> f64 {
        (self.level + self.slope * (x - self.centre)).exp().max(LEAST_DEVIATION.powi(2))
    }

    /// Gamma likelihood of the variances (s^2 ~ sigma^2 chi^2_df / df) with a ridge on the slope, by Fisher scoring.
    pub(super) fn fit(x: &[f64], variances: &[f64], degrees: &[f64]) -> Self {
        let total: f64 = degrees.iter().sum();
        let pooled = dot(degrees, variances) / total.max(1.0);
        if total == 0.0 || pooled <= LEAST_DEVIATION.powi(2) {
            return Self::flat(pooled);
        }
        let centre = dot(degrees, x) / total;
        let (mut level, mut slope) = (pooled.ln(), 0.0);
        let information: f64 = x.iter().zip(degrees).map(|(x, d)| 0.5 * d * (x - centre).powi(2)).sum();
        for _ in 0..50 {
            let (mut score_level, mut score_slope) = (0.0, -RIDGE * slope);
            for ((x, s), d) in x.iter().zip(variances).zip(degrees) {
                let excess = 0.5 * d * (s / (level + slope * (x - centre)).exp() - 1.0);
                score_level += excess;
                score_slope += excess * (x - centre);
            }
            let step = (score_level / (0.5 * total), score_slope / (information + RIDGE));
            level += step.0.clamp(-1.0, 1.0);
            slope += step.1.clamp(-0.5, 0.5);
            if step.0.abs() + step.1.abs() < 1e-10 {
                break;
            }
        }
        Self { centre, level, slope, slope_error: (information + RIDGE).sqrt().recip() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The slope's information is that of the gamma likelihood and of the ridge: the curvature of the two at their least, by finite differences.
    #[test]
    fn the_error_of_the_variance_slope_is_that_of_the_curvature() {
        let (x, degrees) = ([4.0, 5.0, 6.5, 8.0, 9.0], [9.0, 4.0, 9.0, 2.0, 9.0]);
        let variances = x.map(|x: f64| (-3.0 + 0.2 * x).exp());
        let model = VarianceModel::fit(&x, &variances, &degrees);
        // At its own variances the likelihood's curvature is the information that is stated.
        let own = x.map(|x| model.variance(x));
        let cost = |slope: f64| -> f64 {
            let terms = x.iter().zip(own).zip(degrees).map(|((x, own), d)| {
                let log = model.level + slope * (x - model.centre);
                0.5 * d * (log + own / log.exp())
            });
            terms.sum::<f64>() + 0.5 * RIDGE * slope * slope
        };
        let h = 1e-4;
        let curvature = (cost(model.slope + h) - 2.0 * cost(model.slope) + cost(model.slope - h)) / (h * h);
        assert!((model.slope_error.powi(-2) / curvature - 1.0).abs() < 1e-5, "{} and {curvature}", model.slope_error.powi(-2));
        // Where no replicate differs from another there is nothing to follow.
        let flat = VarianceModel::fit(&x, &[0.0; 5], &degrees);
        assert_eq!((flat.slope, flat.slope_error), (0.0, f64::INFINITY));
        assert!((flat.variance(6.0) / LEAST_DEVIATION.powi(2) - 1.0).abs() < 1e-9);
        // The ridge draws the slope to 0, by less where there is more to tell it by.
        assert!(model.slope > 0.1 && model.slope < 0.2, "{}", model.slope);
    }
}
