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
    /// M^a log(M)^b (1 + c (M/M_min)^-w) (1 + c' (M/M_min)^-w').
    TwiceCorrected {
        /// a.
        power: f64,
        /// b.
        log: f64,
        /// c and c', above -1.
        sizes: [f64; 2],
        /// w and w'.
        rates: [f64; 2],
    },
    /// M^a log(M)^b exp(A sin(2 pi log(M/M_min) / P)).
    Oscillating {
        /// a.
        power: f64,
        /// b.
        log: f64,
        /// A.
        amplitude: f64,
        /// P, in units of log M.
        period: f64,
    },
    /// M^a log(M)^b, and before log(M/M_min) = X another power, M^(a + D).
    TwoRegimes {
        /// a.
        power: f64,
        /// b.
        log: f64,
        /// D.
        before: f64,
        /// X.
        until: f64,
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
            Self::Law { power, log } => power * x + logarithm(log, x),
            Self::Corrected { power, log, size, rate } => power * x + logarithm(log, x) + (size * (-rate * (x - first)).exp()).ln_1p(),
            Self::TwiceCorrected { power, log, sizes, rates } => {
                let correction = |i: usize| (sizes[i] * (-rates[i] * (x - first)).exp()).ln_1p();
                power * x + logarithm(log, x) + correction(0) + correction(1)
            }
            Self::Oscillating { power, log, amplitude, period } => {
                power * x + logarithm(log, x) + amplitude * (std::f64::consts::TAU * (x - first) / period).sin()
            }
            Self::TwoRegimes { power, log, before, until } => power * x + logarithm(log, x) + before * (x - first - until).min(0.0),
            Self::OffsetLog { offset } => (offset + x).ln(),
            Self::OffsetPower { offset, power } => (offset + (power * x).exp()).ln(),
        }
    }

    /// (a, b) of the rate M^a log(M)^b that y follows in the limit.
    pub fn asymptote(&self) -> (f64, f64) {
        match *self {
            Self::Law { power, log } => (power, log),
            Self::Corrected { power, log, .. }
            | Self::TwiceCorrected { power, log, .. }
            | Self::Oscillating { power, log, .. }
            | Self::TwoRegimes { power, log, .. } => (power, log),
            Self::OffsetPower { power, .. } => (power, 0.0),
            Self::OffsetLog { .. } => (0.0, 1.0),
        }
    }
}

/// log(log(M)^b), also at M = 1 where b is 0.
fn logarithm(b: f64, x: f64) -> f64 {
    if b == 0.0 { 0.0 } else { b * x.ln() }
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
            Self::TwiceCorrected { power, log, sizes: [c, d], rates: [v, w] } => {
                write!(f, "{} (1 {c:+} (M/M_min)^-{v}) (1 {d:+} (M/M_min)^-{w})", law(power, log))
            }
            Self::Oscillating { power, log, amplitude, period } => {
                write!(f, "{} exp({amplitude} sin(2 pi log(M/M_min) / {period:.2}))", law(power, log))
            }
            Self::TwoRegimes { power, log, before, until } => {
                write!(f, "{} and before M = {:.1} M_min M^{:.3}", law(power, log), until.exp(), power + before)
            }
            Self::OffsetLog { offset } => write!(f, "{offset} + log(M)"),
            Self::OffsetPower { offset, power } => write!(f, "{offset} + M^{power}"),
        }
    }
}
