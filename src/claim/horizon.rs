//! Horizons: how many steps of training a statement speaks of.

use std::fmt;

/// What tau(M) in a horizon is.
pub const TAU: &str = "tau(M) = log(M) / (2 log(1 + eta lambda)) steps: when outputs that grow at the rate lambda, read off the data's limit kernel, reach \
                       sqrt(M) under dot-product training";

/// A number of gradient-descent steps, as a function of the width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Horizon {
    /// The same number of steps at every width.
    Fixed(usize),
    /// ceil(c M^(p/q)) steps.
    Power {
        /// c
        coefficient: f64,
        /// p/q
        exponent: (u32, u32),
    },
    /// ceil(m tau(M)) steps with tau(M) = log(M) / (2 log(1 + eta lambda)): m times the time at which dot-product training with growth rate lambda lets outputs
    /// reach sqrt(M), after which the kernel must leave its start (docs/theory.md: ours). In flow time this is kappa log M with kappa > m / (2 lambda).
    Departure {
        /// m
        multiple: f64,
    },
    /// No number of steps is known: a table that was measured elsewhere has no times.
    Untimed,
}

impl Horizon {
    /// ceil(`coefficient` M^(p/q)) steps.
    pub const fn power(coefficient: f64, p: u32, q: u32) -> Self {
        Self::Power { coefficient, exponent: (p, q) }
    }

    /// Steps at width M. `growth` is log(1 + eta lambda), the growth of the outputs in one step of dot-product training.
    pub fn steps(self, width: usize, growth: f64) -> usize {
        let width = width as f64;
        let real = match self {
            Self::Fixed(steps) => return steps,
            Self::Untimed => return 0,
            Self::Power { coefficient, exponent: (p, q) } => coefficient * width.powf(f64::from(p) / f64::from(q)),
            Self::Departure { multiple } => multiple * width.ln() / (2.0 * growth),
        };
        // An exact whole number must not be rounded up for an error in its last digit.
        (real - 1e-9).ceil() as usize
    }

    /// Whether it grows with the width.
    pub fn grows(self) -> bool {
        match self {
            Self::Fixed(_) | Self::Untimed => false,
            Self::Power { exponent: (p, _), .. } => p > 0,
            Self::Departure { .. } => true,
        }
    }

    /// The horizon as the end of a phrase: `at t = 8`.
    pub fn phrase(self) -> String {
        if self == Self::Untimed { self.to_string() } else { format!("at {self}") }
    }

    /// Whether it lies beyond tau(M) by a factor.
    pub fn is_after_departure(self) -> bool {
        matches!(self, Self::Departure { multiple } if multiple > 1.0)
    }
}

impl fmt::Display for Horizon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(steps) => write!(f, "t = {steps}"),
            Self::Power { coefficient, exponent: (p, q) } => write!(f, "t = ceil({coefficient} M^({p}/{q}))"),
            Self::Departure { multiple } => write!(f, "t = ceil({multiple} tau(M))"),
            Self::Untimed => f.write_str("as measured"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_not_rounded_up() {
        let sixth_root = Horizon::Power { coefficient: 4.0, exponent: (1, 6) };
        let steps: Vec<usize> = [1 << 6, 1 << 12, 1 << 18, 128, 16_384].map(|width| sixth_root.steps(width, 1.0)).to_vec();
        assert_eq!(steps, [8, 16, 32, 9, 21]);
    }

    #[test]
    fn the_departure_horizon_lets_outputs_reach_the_root_of_the_width() {
        let growth = 0.05f64.ln_1p();
        let steps = Horizon::Departure { multiple: 1.0 }.steps(10_000, growth);
        assert!((1.05f64.powi(steps as i32) / 100.0 - 1.0).abs() < 0.06);
    }
}
