//! An estimate with its standard error.

use super::student::{t_exceeds, t_quantile};

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

    /// The slope less `by`.
    #[must_use]
    pub fn less(self, by: f64) -> Self {
        Self { estimate: self.estimate - by, ..self }
    }

    /// The slope of the mirrored curve for `sign` = -1.
    #[must_use]
    pub fn times(self, sign: f64) -> Self {
        Self { estimate: sign * self.estimate, ..self }
    }
}
