//! Student's quantiles of one reading.

use super::Protocol;
use crate::stats::student::t_quantile;

/// The quantiles that the tests of a claim ask for, at a confidence of 95 % in the brackets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Levels {
    /// One-sided (0.95).
    pub(super) one_sided: f64,
    /// Two-sided (0.975).
    pub(super) two_sided: f64,
    /// Evidence that stands alone (0.9875).
    pub(super) alone: f64,
    /// Strict (0.995).
    pub(super) strict: f64,
}

impl Levels {
    pub(super) fn new(protocol: &Protocol, degrees: f64) -> Self {
        let level = protocol.level();
        let quantile = |share: f64| t_quantile(1.0 - share * level, degrees);
        Self { one_sided: quantile(1.0), two_sided: quantile(0.5), alone: quantile(0.25), strict: quantile(0.1) }
    }
}
