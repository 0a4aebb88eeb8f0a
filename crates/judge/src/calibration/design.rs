//! A design: which widths, and how many replicates at each.

/// Widths and the number of replicates at each.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// A short name.
    pub name: String,
    /// (width, replicates), narrowest first.
    pub cells: Vec<(f64, usize)>,
}

impl Design {
    /// The same number of replicates at every width.
    pub fn balanced(name: impl Into<String>, widths: &[f64], replicates: usize) -> Self {
        Self { name: name.into(), cells: widths.iter().map(|&w| (w, replicates)).collect() }
    }

    /// `count` widths in geometric progression from `from` to `to`, rounded to whole neurons.
    pub fn geometric(from: f64, to: f64, count: usize, replicates: usize) -> Self {
        let last = count.saturating_sub(1).max(1) as f64;
        let mut widths: Vec<f64> = (0..count).map(|i| (from * (to / from).powf(i as f64 / last)).round()).collect();
        widths.dedup();
        Self::balanced(format!("{from}..{to} in {} x {replicates}", widths.len()), &widths, replicates)
    }

    /// log(M_max / M_min).
    pub fn span(&self) -> f64 {
        self.cells.last().zip(self.cells.first()).map_or(0.0, |(last, first)| (last.0 / first.0).ln())
    }
}
