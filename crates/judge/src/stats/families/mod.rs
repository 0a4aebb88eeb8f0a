//! Families of curves that a law may follow before its limit shows, and what each says of the limit.
//!
//! A family is a set of shapes over x = log M with at most two parameters that are not linear. At each point of a grid
//! of these the rest is a weighted straight line in closed form, so nothing is searched that could fail to be found. The
//! interval of a family is the union over its points of the intervals of their slopes.

mod correction;
mod crossover;
mod grid;
mod growth;
mod inverse_log;
mod plateau;
mod power;
mod profile;
mod shapes;

pub use growth::GrowthFamily;
pub use inverse_log::LEAST_LOG;
pub use profile::{Atlas, Profile};

use super::line::Part;
pub use grid::Grid;

/// How a shape h enters the curve u = log y.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// u = c0 + s x + h.
    Offset,
    /// u = c0 + s h.
    Regressor,
    /// u = c0 + s x + D h with D free.
    Extra,
    /// u = c0 + h: the first grid parameter is the exponent.
    Whole,
}

impl Role {
    /// The part of a curve that a shape is compared with.
    fn part(self) -> Part {
        match self {
            Self::Offset | Self::Extra => Part::Residual,
            Self::Regressor | Self::Whole => Part::Centred,
        }
    }
}

/// A family of curves.
pub trait Family: std::fmt::Debug + Sync {
    /// A stable name, snake_case.
    fn name(&self) -> &'static str;
    /// Number of parameters, the level included.
    fn parameters(&self) -> usize;
    /// How its shapes enter.
    fn role(&self) -> Role;
    /// The grid of its two parameters over a ladder; `None` if the family has none on it.
    fn grid(&self, x: &[f64]) -> Option<Grid>;
    /// How often the grid is refined.
    fn rounds(&self) -> usize;
    /// What a row of the grid has in common: one number a size.
    fn basis(&self, row: f64, x: &[f64]) -> Vec<f64>;
    /// How surprising a member is before any data are seen, in units of a chi-square: see [`surprise`].
    fn surprise(&self, row: f64, column: f64, span: f64) -> f64;
    /// The usual size of the free multiple of an [`Role::Extra`] shape.
    fn usual_multiple(&self) -> f64 {
        f64::INFINITY
    }
    /// The shape over all sizes.
    fn shapes(&self, row: f64, column: f64, basis: &[f64], shape: &mut [f64]);
}

/// The families that are always asked. Growth with a free offset is asked besides if y grows.
pub fn standard() -> [&'static dyn Family; 5] {
    [&power::Power, &correction::Correction, &inverse_log::InverseLog, &plateau::Plateau, &crossover::Crossover]
}

/// Growth with a free offset.
pub const GROWTH: &dyn Family = &GrowthFamily;

/// The surprise of a member whose distance from a pure power is `distance` in units of what is usual: twice the negative logarithm of a Cauchy density.
/// Where the data are silent, unusual members are left out; where they speak, its tails are too heavy to stand against them.
fn surprise(distance: f64) -> f64 {
    2.0 * (distance * distance).ln_1p()
}
