//! Measurements at several widths.

/// The replicates measured at one width, in the order of their replicate numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WidthGroup {
    /// Width M > 0.
    pub width: f64,
    /// One positive, finite value per replicate that has one.
    pub values: Vec<f64>,
    /// The label of the replicate behind each value: equal labels at two widths are one replicate.
    pub labels: Vec<u64>,
    /// The standard error of each value, where the values are means with errors; empty where they are not.
    pub errors: Vec<f64>,
    /// Number of replicates without a finite value: failed runs.
    pub failed: usize,
    /// Number of replicates whose value is 0, which has no logarithm.
    pub zeros: usize,
}

impl WidthGroup {
    /// Values whose replicates are numbered from 0; zeros and failed runs are counted.
    pub fn new(width: f64, values: Vec<f64>) -> Self {
        let mut group = Self { width, ..Self::default() };
        values.into_iter().zip(0..).for_each(|(value, label)| group.add(label, value, None));
        group
    }

    fn add(&mut self, label: u64, value: f64, error: Option<f64>) {
        if value == 0.0 {
            self.zeros += 1;
        } else if value.is_finite() && value > 0.0 {
            self.values.push(value);
            self.labels.push(label);
            self.errors.extend(error);
        } else {
            self.failed += 1;
        }
    }
}

/// What is known of runs that are missing at some widths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Missing {
    /// Nothing: they may be missing by their value.
    #[default]
    Unknown,
    /// Whoever made the sample has a row with a reason for each of them, and says what they mean for a verdict.
    Accounted,
}

/// Where the labels of replicates come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Labels {
    /// From whoever made the sample: equal labels at two widths are one replicate.
    #[default]
    Given,
    /// From counting at each width: equal labels at two widths mean nothing.
    Counted,
}

/// Measurements at several widths, narrowest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sample {
    /// The groups, widths strictly increasing.
    pub groups: Vec<WidthGroup>,
    /// The largest number of significant digits to which a value was printed; `None` if it is not known, and is read off
    /// the values.
    pub digits: Option<u32>,
    /// What is known of missing runs.
    pub missing: Missing,
    /// Where the labels of replicates come from.
    pub labels: Labels,
}

impl Sample {
    /// Groups without any value are left out of the ladder.
    pub fn new(groups: Vec<WidthGroup>) -> Self {
        Self { groups, ..Self::default() }
    }

    /// Groups `(width, value)` pairs by width and numbers the replicates in the order given. The caller has checked that
    /// widths are positive.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let mut pairs: Vec<(f64, f64)> = pairs.into_iter().collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let numbered = pairs.chunk_by(|a, b| a.0 == b.0).flat_map(|at| at.iter().zip(0..).map(|(pair, label)| (pair.0, label, pair.1)));
        Self::from_runs(numbered.collect::<Vec<_>>())
    }

    /// Groups `(width, replicate, value)` runs by width, replicates in order of their labels. A value of 0 and a failed run
    /// (a value that is not finite, or negative) are counted and have no place among the values.
    pub fn from_runs(runs: impl IntoIterator<Item = (f64, u64, f64)>) -> Self {
        Self::from_means(runs.into_iter().map(|(width, label, value)| (width, label, value, None)))
    }

    /// Groups runs whose values may have standard errors.
    pub fn from_means(means: impl IntoIterator<Item = (f64, u64, f64, Option<f64>)>) -> Self {
        let mut means: Vec<(f64, u64, f64, Option<f64>)> = means.into_iter().collect();
        means.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut groups: Vec<WidthGroup> = Vec::new();
        for (width, label, value, error) in means {
            if groups.last().is_none_or(|group| group.width != width) {
                groups.push(WidthGroup { width, ..WidthGroup::default() });
            }
            if let Some(group) = groups.last_mut() {
                group.add(label, value, error);
            }
        }
        Self::new(groups)
    }

    /// The groups that have a value.
    pub fn measured(&self) -> Vec<&WidthGroup> {
        self.groups.iter().filter(|group| !group.values.is_empty()).collect()
    }

    /// Whether every value has a standard error, which tells the noise.
    pub fn has_errors(&self) -> bool {
        let measured = self.measured();
        !measured.is_empty() && measured.iter().all(|group| group.errors.len() == group.values.len())
    }

    /// Number of failed runs.
    pub fn failed(&self) -> usize {
        self.groups.iter().map(|group| group.failed).sum()
    }

    /// Number of values that are 0.
    pub fn zeros(&self) -> usize {
        self.groups.iter().map(|group| group.zeros).sum()
    }

    /// Whether the replicates of every width are the first ones of the whole: runs were planned to be fewer at some widths. Runs that are missing by
    /// their value leave gaps, unless what is left was numbered anew.
    pub fn is_planned(&self) -> bool {
        let mut all: Vec<u64> = self.groups.iter().flat_map(|group| group.labels.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        self.groups.iter().all(|group| {
            let mut labels = group.labels.clone();
            labels.sort_unstable();
            labels.iter().eq(all.iter().take(labels.len()))
        })
    }

    /// The number of significant digits to which the values were printed: as it was read, or the most that any of the
    /// values needs.
    pub fn significant_digits(&self) -> u32 {
        self.digits.unwrap_or_else(|| self.groups.iter().flat_map(|group| &group.values).map(|value| digits_of(*value)).max().unwrap_or(16))
    }
}

/// The fewest significant digits that give back the number.
pub fn digits_of(value: f64) -> u32 {
    let text = format!("{value:e}");
    let mantissa = text.split('e').next().unwrap_or_default();
    mantissa.bytes().filter(u8::is_ascii_digit).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_grouped_and_what_has_no_logarithm_is_counted() {
        let runs = [(2.0, 1, 0.5), (1.0, 7, 3.0), (2.0, 0, 0.25), (2.0, 2, 0.0), (4.0, 0, f64::NAN), (4.0, 1, -1.0)];
        let sample = Sample::from_runs(runs);
        assert_eq!(sample.groups.len(), 3);
        assert_eq!((&sample.groups[1].values[..], &sample.groups[1].labels[..]), (&[0.25, 0.5][..], &[0, 1][..]));
        assert_eq!((sample.zeros(), sample.failed(), sample.measured().len()), (1, 2, 2));
        assert_eq!(Sample::from_pairs([(2.0, 1.0), (2.0, 3.0)]).groups[0], WidthGroup::new(2.0, vec![1.0, 3.0]));
    }

    #[test]
    fn fewer_runs_by_plan_leave_no_gaps() {
        let of = |labels: [&[u64]; 2]| {
            Sample::from_runs([4.0, 8.0].iter().zip(labels).flat_map(|(m, l)| l.iter().map(move |l| (*m, *l, 1.0))).collect::<Vec<_>>())
        };
        assert!(of([&[0, 1, 2], &[0, 1]]).is_planned() && of([&[3, 4], &[4, 3]]).is_planned());
        assert!(!of([&[0, 1, 2], &[0, 2]]).is_planned() && !of([&[0, 1], &[2]]).is_planned());
    }

    #[test]
    fn digits_are_those_printed() {
        assert_eq!([1.0, 1.25, 0.001_2, 3.856e-5, 100.0].map(digits_of), [1, 3, 2, 4, 1]);
        assert_eq!(Sample::from_pairs([(2.0, 1.5), (4.0, 0.125)]).significant_digits(), 3);
        assert_eq!(Sample { digits: Some(4), ..Sample::default() }.significant_digits(), 4);
    }
}
