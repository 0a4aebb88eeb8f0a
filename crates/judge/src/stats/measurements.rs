//! Measurements: rows that were read and checked, and the sample that they are.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::Sample;

/// The identity of a replicate: numbers order as numbers, and before names.
#[derive(Debug, Clone, PartialEq)]
pub enum Replicate {
    /// A finite number, so that `1`, `01` and `1.0` are one replicate.
    Number(f64),
    /// Any other text.
    Name(Box<str>),
}

impl Replicate {
    /// The order of replicates: numbers by size, then names.
    pub fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Name(a), Self::Name(b)) => a.cmp(b),
            (Self::Number(_), Self::Name(_)) => Ordering::Less,
            (Self::Name(_), Self::Number(_)) => Ordering::Greater,
        }
    }
}

/// One row: a value at a width above 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Measurement {
    /// Width M > 0.
    pub width: f64,
    /// Which replicate.
    pub replicate: Replicate,
    /// Time t >= 0, where a time column was asked for.
    pub time: Option<f64>,
    /// The value: at least 0, or NaN of a run that failed.
    pub value: f64,
    /// The standard error of the value, above 0, where the values are means with errors.
    pub error: Option<f64>,
    /// The number of significant digits with which the value was printed.
    pub digits: u32,
    /// The line of the file at which the row starts, from 1.
    pub line: u64,
}

impl Measurement {
    /// The order of measurements: by width, replicate and time.
    pub fn compare(&self, other: &Self) -> Ordering {
        let times = (self.time.unwrap_or(0.0), other.time.unwrap_or(0.0));
        let by_run = self.width.total_cmp(&other.width).then_with(|| self.replicate.compare(&other.replicate));
        by_run.then_with(|| times.0.total_cmp(&times.1)).then(self.line.cmp(&other.line))
    }
}

/// The sample of measurements without regard to time.
pub fn sample(measurements: &[Measurement]) -> Sample {
    let mut names: HashMap<&str, u64> = HashMap::new();
    let means: Vec<(f64, u64, f64, Option<f64>)> = measurements
        .iter()
        .map(|row| {
            let next = names.len() as u64;
            let label = match &row.replicate {
                // The bits of positive numbers are in their order.
                Replicate::Number(number) => number.to_bits(),
                Replicate::Name(name) => NAMED | *names.entry(name).or_insert(next),
            };
            (row.width, label, row.value, row.error)
        })
        .collect();
    let digits = measurements.iter().filter(|row| row.value > 0.0).map(|row| row.digits).max();
    Sample { digits, ..Sample::from_means(means) }
}

/// Labels of named replicates lie apart from those of numbered ones: no finite number has these bits.
const NAMED: u64 = 0x7ff8 << 48;
