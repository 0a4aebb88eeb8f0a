//! What is fixed before any data exist.

use crate::stats::Functional;

/// How a claim is judged. The default is the published procedure; margins are fixed by the design, never after seeing
/// the data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Protocol {
    /// What is estimated at each width.
    pub functional: Functional,
    /// The largest violation of the slope over the window, as a power of M, that support may leave open; less for small
    /// exponents and short ranges ([`super::Margins`]).
    pub margin: f64,
    /// Confidence of every interval.
    pub confidence: f64,
    /// Simulated runs of the weakest rival; 0 leaves the simulation out.
    pub power_trials: usize,
    /// Seed of these simulations.
    pub seed: u64,
}

impl Default for Protocol {
    fn default() -> Self {
        Self { functional: Functional::LogLocation, margin: 0.05, confidence: 0.95, power_trials: 200, seed: 13 }
    }
}

impl Protocol {
    /// The widest margin that still means anything: half a power of M.
    pub const WIDEST_MARGIN: f64 = 0.5;

    /// The level of every test.
    pub(crate) fn level(&self) -> f64 {
        1.0 - self.confidence
    }
}
