//! The names of what is measured.

use std::fmt;

use super::floor;
use crate::model::Precision;

/// What is measured on a training run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Observable {
    /// sup over steps up to t of the largest entry of |K(theta(t)) - K(theta(0))|, measured at the steps of [`crate::train::watched_steps`].
    NtkDrift,
    /// R(t) = |theta(t) - theta(0)|.
    WeightMovement,
    /// L(t).
    Loss,
}

impl Observable {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::NtkDrift, Self::WeightMovement, Self::Loss];

    /// The name in the evidence.
    pub fn name(self) -> &'static str {
        match self {
            Self::NtkDrift => "ntk_drift",
            Self::WeightMovement => "weight_movement",
            Self::Loss => "loss",
        }
    }

    /// The observable with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|observable| observable.name() == name)
    }

    /// Its numerical floor at width M: what rounding of the state alone may make of it. A loss is a number of its own size and has none.
    pub fn floor(self, precision: Precision, width: usize) -> Option<f64> {
        match (self, precision) {
            (Self::NtkDrift, Precision::F32) => Some(floor::ntk_drift::<f32>(width)),
            (Self::NtkDrift, Precision::F64) => Some(floor::ntk_drift::<f64>(width)),
            (Self::WeightMovement, Precision::F32) => Some(floor::movement::<f32>()),
            (Self::WeightMovement, Precision::F64) => Some(floor::movement::<f64>()),
            (Self::Loss, _) => None,
        }
    }

    /// What it is, for axes and tables.
    pub fn describe(self) -> &'static str {
        match self {
            Self::NtkDrift => "sup-drift of the NTK, max |K(t) - K(0)|",
            Self::WeightMovement => "weight movement R(t)",
            Self::Loss => "loss L(t)",
        }
    }
}

impl fmt::Display for Observable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
