//! Replicates that go through all widths: a common factor each, or a slope of their own.

use super::fisher::f_exceeds;
use super::least_squares::dot;
use super::robust::median;
use super::{Labels, Sample, WidthGroup};

/// Fewer replicates or widths than this cannot tell.
const FEWEST_REPLICATES: usize = 3;
const FEWEST_WIDTHS: usize = 5;
/// The level at which replicates are taken to be dependent.
const LEVEL: f64 = 0.001;

/// log y of replicates that go through all widths: one row a width, each less the width's mean.
struct Table {
    rows: Vec<Vec<f64>>,
    labels: Vec<u64>,
}

impl Table {
    /// `None` unless every width has the same labels, each once.
    fn of(groups: &[&WidthGroup]) -> Option<Self> {
        let first = groups.first()?;
        let sorted = |group: &WidthGroup| {
            let mut pairs: Vec<(u64, f64)> = group.labels.iter().copied().zip(group.values.iter().map(|v| v.ln())).collect();
            pairs.sort_by_key(|pair| pair.0);
            pairs
        };
        let labels: Vec<u64> = sorted(first).into_iter().map(|pair| pair.0).collect();
        if labels.len() < FEWEST_REPLICATES || groups.len() < FEWEST_WIDTHS || labels.windows(2).any(|pair| pair[0] == pair[1]) {
            return None;
        }
        let mut rows = Vec::with_capacity(groups.len());
        for group in groups {
            let pairs = sorted(group);
            if pairs.len() != labels.len() || pairs.iter().zip(&labels).any(|(pair, label)| pair.0 != *label) {
                return None;
            }
            rows.push(centred(&pairs.into_iter().map(|pair| pair.1).collect::<Vec<_>>()));
        }
        Some(Self { rows, labels })
    }

    fn column_means(&self) -> Vec<f64> {
        let widths = self.rows.len() as f64;
        (0..self.labels.len()).map(|j| self.rows.iter().map(|row| row[j]).sum::<f64>() / widths).collect()
    }
}

fn centred(values: &[f64]) -> Vec<f64> {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|value| value - mean).collect()
}

/// The sample with the common factors of its replicates taken off, if they have any at 0.1 %: a paired design (two-way analysis of
/// variance, Fisher 1925). Factors are taken relative to their median.
pub fn without_blocks(sample: &Sample) -> Option<Sample> {
    if sample.labels == Labels::Counted || sample.has_errors() {
        return None;
    }
    let groups = sample.measured();
    let table = Table::of(&groups)?;
    let (widths, replicates) = (groups.len() as f64, table.labels.len() as f64);
    let effects = table.column_means();
    let within: f64 = table.rows.iter().flat_map(|row| row.iter().zip(&effects).map(|(r, e)| (r - e).powi(2))).sum();
    let degrees = (widths - 1.0) * (replicates - 1.0);
    let ratio = widths * dot(&effects, &effects) / (replicates - 1.0) / (within / degrees).max(1e-300);
    if f_exceeds(ratio, replicates - 1.0, degrees) >= LEVEL {
        return None;
    }
    let centre = median(&effects);
    let effect = |label: u64| table.labels.binary_search(&label).map_or(0.0, |place| effects[place] - centre);
    let mut paired = sample.clone();
    for group in &mut paired.groups {
        group.values.iter_mut().zip(&group.labels).for_each(|(value, label)| *value *= (-effect(*label)).exp());
    }
    Some(paired)
}

/// Replicates with slopes of their own: by how much the variance of slopes exceeds what noise explains, and their number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OwnSlopes {
    /// The ratio of variances.
    pub ratio: f64,
    /// Number of replicates.
    pub replicates: usize,
}

/// `None` unless replicates go through all widths and their slopes differ at 0.1 %.
pub fn own_slopes(groups: &[&WidthGroup]) -> Option<OwnSlopes> {
    let table = Table::of(groups)?;
    let x = centred(&groups.iter().map(|group| group.width.ln()).collect::<Vec<_>>());
    let spread = dot(&x, &x);
    let means = table.column_means();
    let (widths, replicates) = (groups.len() as f64, table.labels.len() as f64);
    let (mut squares, mut rest) = (0.0, 0.0);
    for (j, mean) in means.iter().enumerate() {
        let column: Vec<f64> = table.rows.iter().map(|row| row[j] - mean).collect();
        let slope = dot(&x, &column) / spread;
        squares += slope * slope;
        rest += column.iter().zip(&x).map(|(value, x)| (value - slope * x).powi(2)).sum::<f64>();
    }
    let degrees = (widths - 2.0) * (replicates - 1.0);
    let ratio = squares / (replicates - 1.0) / (rest / degrees / spread).max(1e-300);
    (f_exceeds(ratio, replicates - 1.0, degrees) < LEVEL).then_some(OwnSlopes { ratio, replicates: table.labels.len() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    fn sample(value: impl Fn(f64, u64) -> f64) -> Sample {
        let runs = (3..11).flat_map(|k| (0..5).map(move |label| (2f64.powi(k), label)));
        Sample::from_runs(runs.map(|(width, label)| (width, label, value(width, label))).collect::<Vec<_>>())
    }

    /// A small disturbance, the same at each call.
    fn noise(width: f64, label: u64) -> f64 {
        0.01 * Stream::of_study(label, "paired", &width.to_string()).normal()
    }

    #[test]
    fn common_factors_are_found_and_taken_off() {
        let planted = [0.3, -0.2, 0.0, 0.1, -0.4];
        let paired =
            without_blocks(&sample(|width, label| width.powf(-0.5) * (planted[label as usize] + noise(width, label)).exp())).unwrap();
        for group in &paired.groups {
            for value in &group.values {
                assert!((value * group.width.sqrt()).ln().abs() < 0.03, "{value} at {}", group.width);
            }
        }
        assert!(without_blocks(&sample(|width, label| width.powf(-0.5) * noise(width, label).exp())).is_none());
        let mut short = sample(|width, label| width.powf(-0.5) * planted[label as usize].exp());
        short.groups[2].values.pop();
        short.groups[2].labels.pop();
        assert!(without_blocks(&short).is_none());
    }

    #[test]
    fn own_slopes_are_found() {
        let planted = [0.1, -0.1, 0.05, 0.0, -0.05];
        let steep = sample(|width, label| (planted[label as usize] * width.ln() + noise(width, label)).exp());
        let found = own_slopes(&steep.measured()).unwrap();
        assert!(found.ratio > 50.0 && found.replicates == 5, "{found:?}");
        let flat = sample(|width, label| noise(width, label).exp());
        assert!(own_slopes(&flat.measured()).is_none());
    }
}
