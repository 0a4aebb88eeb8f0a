//! Numbers of a judgement: an estimate with its interval, the widths it comes from, and slopes along the way.

use serde::Serialize;

/// An estimate with its two-sided interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// The estimate.
    pub estimate: f64,
    /// Lower end; minus infinity (null in JSON) when unbounded.
    pub low: f64,
    /// Upper end; plus infinity (null in JSON) when unbounded.
    pub high: f64,
    /// Two-sided confidence of the interval.
    pub confidence: f64,
}

impl Estimate {
    /// Nothing is known: an unbounded interval.
    pub fn unknown(confidence: f64) -> Self {
        Self { estimate: f64::NAN, low: f64::NEG_INFINITY, high: f64::INFINITY, confidence }
    }

    /// This estimate moved by a known amount.
    #[must_use]
    pub fn plus(self, by: f64) -> Self {
        Self { estimate: self.estimate + by, low: self.low + by, high: self.high + by, ..self }
    }

    /// This estimate with the opposite sign.
    #[must_use]
    pub fn negated(self) -> Self {
        Self { estimate: -self.estimate, low: -self.high, high: -self.low, ..self }
    }

    /// Whether the interval holds the value.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// The widths that were judged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Window {
    /// Smallest width.
    pub from: f64,
    /// Largest width.
    pub to: f64,
    /// Number of widths.
    pub widths: usize,
    /// Number of values in all.
    pub replicates: usize,
}

/// The slope of log y in log M between neighbouring widths, the claim's logs divided out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LocalSlope {
    /// The narrower width.
    pub from: f64,
    /// The wider width.
    pub to: f64,
    /// The slope.
    pub slope: f64,
    /// Its standard error; null where the replicates do not tell the noise.
    pub error: f64,
}
