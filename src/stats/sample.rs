//! Measurements at several widths.

/// The replicates measured at one width, in the order of their replicate numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct WidthGroup {
    /// Width M > 1.
    pub width: f64,
    /// One positive, finite value per replicate.
    pub values: Vec<f64>,
}

/// Measurements at several widths, narrowest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sample {
    /// The groups, widths strictly increasing, none empty.
    pub groups: Vec<WidthGroup>,
}

impl Sample {
    /// Groups `(width, value)` pairs by width. The caller has checked that widths exceed 1 and values are positive and finite.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let mut pairs: Vec<(f64, f64)> = pairs.into_iter().collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut groups: Vec<WidthGroup> = Vec::new();
        for (width, value) in pairs {
            match groups.last_mut() {
                Some(group) if group.width == width => group.values.push(value),
                _ => groups.push(WidthGroup { width, values: vec![value] }),
            }
        }
        Self { groups }
    }
}
