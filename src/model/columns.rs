//! How the columns of W(0) depend on one another.

/// The columns of W(0). All are drawn; those that are to depend on others are then made of them, neuron by neuron.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Columns {
    /// As drawn: independent.
    Independent,
    /// The last column is a copy of the first.
    Duplicate,
    /// Every column k >= `rank` (from 0) is sum_(j < rank) w_j / (1 + k - j), plus `own` times what was drawn for it.
    Dependent {
        /// The columns that stay as drawn: the rank of W(0) where `own` is 0 and M is not smaller.
        rank: usize,
        /// The share of its own that a dependent column keeps.
        own: f64,
    },
}

impl Columns {
    /// Makes the dependent columns of one neuron's row of W(0).
    pub fn combine(self, row: &mut [f64]) {
        match self {
            Self::Independent => {}
            Self::Duplicate => {
                if let [first, .., last] = row {
                    *last = *first;
                }
            }
            Self::Dependent { rank, own } => {
                let (kept, dependent) = row.split_at_mut(rank.min(row.len()));
                for (index, weight) in dependent.iter_mut().enumerate() {
                    let share = |j: usize| 1.0 / (1 + kept.len() + index - j) as f64;
                    *weight = own * *weight + kept.iter().enumerate().map(|(j, kept)| share(j) * kept).sum::<f64>();
                }
            }
        }
    }

    /// Whether `outputs` columns are linearly dependent.
    pub fn are_dependent(self, outputs: usize) -> bool {
        match self {
            Self::Independent => false,
            Self::Duplicate => outputs > 1,
            Self::Dependent { rank, own } => own == 0.0 && rank < outputs,
        }
    }

    /// Canonical text; empty for independent columns.
    pub fn key(self) -> String {
        match self {
            Self::Independent => String::new(),
            Self::Duplicate => "columns=duplicate".into(),
            Self::Dependent { rank, own } => format!("columns=dependent(rank={rank}, own={own})"),
        }
    }

    /// What is said of it after a setting's other values; nothing for independent columns.
    pub fn describe(self) -> String {
        match self {
            Self::Independent => String::new(),
            Self::Duplicate => ", last column of W(0) that of the first".into(),
            Self::Dependent { rank, own: 0.0 } => format!(", columns of W(0) combinations of the first {rank}"),
            Self::Dependent { rank, own } => format!(", columns of W(0) combinations of the first {rank} and {own} of their own"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_combined_as_said() {
        let combined = |columns: Columns| {
            let mut row = [1.0, 2.0, 5.0, 7.0];
            columns.combine(&mut row);
            row
        };
        assert_eq!(combined(Columns::Independent), [1.0, 2.0, 5.0, 7.0]);
        assert_eq!(combined(Columns::Duplicate), [1.0, 2.0, 5.0, 1.0]);
        assert_eq!(combined(Columns::Dependent { rank: 2, own: 0.0 }), [1.0, 2.0, 1.0 / 3.0 + 1.0, 0.25 + 2.0 / 3.0]);
        assert_eq!(combined(Columns::Dependent { rank: 3, own: 0.5 }), [1.0, 2.0, 5.0, 3.5 + (0.25 + 2.0 / 3.0 + 2.5)]);
        assert_eq!(combined(Columns::Dependent { rank: 9, own: 0.0 }), [1.0, 2.0, 5.0, 7.0]);
    }
}
