//! What a cell costs: for the schedule, and for whether it fits in memory.

use crate::claim::{Horizon, Quantity};
use crate::data::Source;
use crate::model::Precision;

/// What a cost is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Room<'a> {
    /// The value of the axis.
    pub at: usize,
    /// What is measured at which horizons.
    pub measured: &'a [(Quantity, Horizon)],
    /// The precision of the state.
    pub precision: Precision,
    /// The data that the user named.
    pub source: &'a Source,
}

/// Work and memory of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    /// Multiplications, as far as they are known before: cells are ordered by it, and the time left is told by it.
    pub work: usize,
    /// Bytes.
    pub bytes: usize,
}

/// log(1 + eta lambda) where a horizon follows data that are not loaded yet.
const TYPICAL_GROWTH: f64 = 0.05;

impl Room<'_> {
    /// The steps of the longest horizon, guessed where it follows the data.
    pub fn steps(&self) -> usize {
        self.measured.iter().map(|(_, horizon)| horizon.steps(self.at, TYPICAL_GROWTH)).max().unwrap_or(0)
    }

    /// Whether a quantity is measured.
    pub fn measures(&self, wanted: impl Fn(&Quantity) -> bool) -> bool {
        self.measured.iter().any(|(quantity, _)| wanted(quantity))
    }
}
