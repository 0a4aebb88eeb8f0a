//! What a loss is given beside the outputs: which rows are which, and labels.

/// Which rows of X are which: `groups` anchors, then `positives` rows for each anchor, then `negatives` rows for each. Rows of an anchor stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// N, the number of anchors.
    pub groups: usize,
    /// Positives of each anchor.
    pub positives: usize,
    /// Negatives of each anchor.
    pub negatives: usize,
}

impl Layout {
    /// N triplets: an anchor, a positive and a negative each.
    pub const fn triplets(groups: usize) -> Self {
        Self { groups, positives: 1, negatives: 1 }
    }

    /// N single inputs, as in regression.
    pub const fn single(groups: usize) -> Self {
        Self { groups, positives: 0, negatives: 0 }
    }

    /// n, the number of rows.
    pub const fn rows(&self) -> usize {
        self.groups * (1 + self.positives + self.negatives)
    }

    /// The row of the k-th positive of anchor `group`.
    pub const fn positive(&self, group: usize, k: usize) -> usize {
        self.groups + group * self.positives + k
    }

    /// The row of the k-th negative of anchor `group`.
    pub const fn negative(&self, group: usize, k: usize) -> usize {
        self.groups * (1 + self.positives) + group * self.negatives + k
    }

    /// All rows of these groups, in the order of the layout of so many groups.
    pub fn rows_of(&self, groups: &[usize]) -> Vec<usize> {
        let positives = groups.iter().flat_map(|&group| (0..self.positives).map(move |k| self.positive(group, k)));
        let negatives = groups.iter().flat_map(|&group| (0..self.negatives).map(move |k| self.negative(group, k)));
        groups.iter().copied().chain(positives).chain(negatives).collect()
    }
}

/// A batch as a loss sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Batch<'a> {
    /// Which rows of U are which.
    pub layout: Layout,
    /// Z.
    pub outputs: usize,
    /// Labels, group after group, the same number for each; none where the data have none.
    pub labels: &'a [f64],
}

impl<'a> Batch<'a> {
    /// N triplets without labels, whose outputs U (3N x Z) these are.
    pub fn of_triplets(outputs: &[f64], z: usize) -> Self {
        Self { layout: Layout::triplets(outputs.len() / (3 * z)), outputs: z, labels: &[] }
    }

    /// The labels of a group.
    pub fn labels_of(&self, group: usize) -> &'a [f64] {
        let each = self.labels.len() / self.layout.groups.max(1);
        &self.labels[group * each..][..each]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_belongs_to_one_group() {
        let layout = Layout { groups: 3, positives: 2, negatives: 4 };
        let mut rows: Vec<usize> = (0..3).flat_map(|group| layout.rows_of(&[group])).collect();
        rows.sort_unstable();
        assert_eq!(rows, (0..layout.rows()).collect::<Vec<_>>());
        assert_eq!(layout.rows_of(&[2, 0]), [2, 0, 7, 8, 3, 4, 17, 18, 19, 20, 9, 10, 11, 12]);
    }

    #[test]
    fn labels_stand_group_after_group() {
        let batch = Batch { layout: Layout::single(2), outputs: 2, labels: &[1.0, 2.0, 3.0, 4.0] };
        assert_eq!([batch.labels_of(0), batch.labels_of(1)], [[1.0, 2.0], [3.0, 4.0]]);
    }
}
