//! Student's t with real degrees of freedom, the normal distribution as its limit.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// Above this many degrees of freedom t and normal quantiles agree to 1e-5.
const NORMAL_FROM: f64 = 1e5;

/// The quantile of t at `probability`; infinite at 0 and 1, and with no degree of freedom, where nothing is known of the noise.
pub fn t_quantile(probability: f64, degrees: f64) -> f64 {
    if probability <= 0.0 || probability >= 1.0 {
        return if probability <= 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    if degrees >= NORMAL_FROM {
        return Normal::standard().inverse_cdf(probability);
    }
    match StudentsT::new(0.0, 1.0, degrees) {
        Ok(t) => t.inverse_cdf(probability),
        Err(_) if probability < 0.5 => f64::NEG_INFINITY,
        Err(_) if probability > 0.5 => f64::INFINITY,
        Err(_) => 0.0,
    }
}

/// The probability that t exceeds `value`; 1/2 with no degree of freedom.
pub fn t_exceeds(value: f64, degrees: f64) -> f64 {
    if value.is_nan() {
        return 0.5;
    }
    if degrees >= NORMAL_FROM {
        return Normal::standard().sf(value);
    }
    StudentsT::new(0.0, 1.0, degrees).map_or(0.5, |t| t.sf(value))
}
