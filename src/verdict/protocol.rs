//! What is fixed before any data exist.

use crate::stats::Functional;

/// How a claim is judged. The default is the published procedure; margins are fixed by the design, never after seeing
/// the data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Protocol {
    /// What is estimated at each width.
    pub functional: Functional,
    /// The largest violation of the slope over the window, as a power of M, that support may leave open.
    pub margin: f64,
    /// The same for the asymptotic exponent; `None` for min(0.15, max(|a|/2, margin)).
    pub asymptotic_margin: Option<f64>,
    /// The asymptotic exponent has to violate the claim by more than this to refute it.
    pub least_violation: f64,
    /// The largest power of M in y that passes for a power of a logarithm.
    pub log_margin: f64,
    /// Confidence of every interval.
    pub confidence: f64,
    /// Simulated runs of the weakest rival; 0 leaves the simulation out.
    pub power_trials: usize,
    /// Seed of these simulations.
    pub seed: u64,
}

impl Default for Protocol {
    fn default() -> Self {
        Self {
            functional: Functional::LogLocation,
            margin: 0.05,
            asymptotic_margin: None,
            least_violation: 0.01,
            log_margin: 0.10,
            confidence: 0.95,
            power_trials: 200,
            seed: 13,
        }
    }
}

impl Protocol {
    /// The margin on the asymptotic exponent for a claim M^a.
    pub fn asymptotic_margin(&self, a: f64) -> f64 {
        self.asymptotic_margin.unwrap_or_else(|| (a.abs() / 2.0).max(self.margin).min(0.15))
    }

    /// The margin on lambda for a claim log(M)^b: y goes like M^(b lambda), and no more than `log_margin` of that passes.
    pub fn growth_margin(&self, b: f64) -> f64 {
        self.log_margin / b.max(1.0)
    }

    /// The level of every test.
    pub(crate) fn level(&self) -> f64 {
        1.0 - self.confidence
    }
}
