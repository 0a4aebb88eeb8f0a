//! A truth: how y really depends on M.

use serde::Serialize;

/// log y as a function of x = log M. Corrections have their stated size at the smallest width of the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// M^a log(M)^b.
    Law {
        /// a.
        power: f64,
        /// b.
        log: f64,
    },
    /// M^a log(M)^b (1 + c (M/M_min)^-w).
    Corrected {
        /// a.
        power: f64,
        /// b.
        log: f64,
        /// c, above -1.
        size: f64,
        /// w.
        rate: f64,
    },
    /// A + B log M.
    OffsetLog {
        /// A / B.
        offset: f64,
    },
    /// A + B M^a.
    OffsetPower {
        /// A / B.
        offset: f64,
        /// a > 0.
        power: f64,
    },
}

impl Truth {
    /// A pure power of M.
    pub fn power(power: f64) -> Self {
        Self::Law { power, log: 0.0 }
    }

    /// log y at log M = x on a ladder that starts at log M = `first`.
    pub fn log_value(&self, x: f64, first: f64) -> f64 {
        match *self {
            Self::Law { power, log } => power * x + log * x.ln(),
            Self::Corrected { power, log, size, rate } => power * x + log * x.ln() + (size * (-rate * (x - first)).exp()).ln_1p(),
            Self::OffsetLog { offset } => (offset + x).ln(),
            Self::OffsetPower { offset, power } => (offset + (power * x).exp()).ln(),
        }
    }

    /// (a, b) of the rate M^a log(M)^b that y follows in the limit.
    pub fn asymptote(&self) -> (f64, f64) {
        match *self {
            Self::Law { power, log } => (power, log),
            Self::Corrected { power, log, .. } => (power, log),
            Self::OffsetPower { power, .. } => (power, 0.0),
            Self::OffsetLog { .. } => (0.0, 1.0),
        }
    }
}

impl std::fmt::Display for Truth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let law = |power: f64, log: f64| {
            let logs = if log == 0.0 { String::new() } else { format!(" log(M)^{log}") };
            format!("M^{power:.3}{logs}")
        };
        match *self {
            Self::Law { power, log } => write!(f, "{}", law(power, log)),
            Self::Corrected { power, log, size, rate } => write!(f, "{} (1 {size:+} (M/M_min)^-{rate})", law(power, log)),
            Self::OffsetLog { offset } => write!(f, "{offset} + log(M)"),
            Self::OffsetPower { offset, power } => write!(f, "{offset} + M^{power}"),
        }
    }
}
