//! A claim on the powers of M and log M alone.

use crate::claim::{Bound, Growth, Symbol};

/// y against M^a log(M)^b.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Claim {
    pub(super) growth: Growth,
    pub(super) a: f64,
    pub(super) b: f64,
}

impl Claim {
    pub(super) fn new(bound: &Bound) -> Self {
        let power = |symbol| bound.rate.exponent(symbol).to_f64();
        Self { growth: bound.growth, a: power(Symbol::M), b: power(Symbol::LogM) }
    }

    /// Whether the claim is log(M)^b with b > 0, which a log-log fit cannot judge: a true A + B log M bends in it.
    pub(super) fn is_pure_log(&self) -> bool {
        self.a == 0.0 && self.b > 0.0
    }

    /// log(value / rate): the claim's own logs are exact, never fitted.
    pub(super) fn divide(&self, x: &[f64], locations: &[f64]) -> Vec<f64> {
        let logarithm = |x: f64| if self.b == 0.0 { 0.0 } else { self.b * x.ln() };
        x.iter().zip(locations).map(|(x, l)| l - self.a * x - logarithm(*x)).collect()
    }
}
