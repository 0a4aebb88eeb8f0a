//! Two regimes, one power after another.

use super::plateau::softplus;
use super::{Family, Grid, Role};

/// u = c0 + s x + (D/w) log(1 + e^(-w (x - x_c))): slope s - D well before x_c and s well after it.
#[derive(Debug)]
pub(super) struct Crossover;

/// Fewer sizes than this cannot tell five parameters.
const FEWEST_SIZES: usize = 7;
/// The part of the range in which the crossover may lie: a later one is invisible.
const LATEST: f64 = 0.5;
/// The softest and the sharpest crossover.
const SHARPNESS: (f64, f64) = (0.7, 6.0);
/// The usual change of the power.
const USUAL: f64 = 0.15;

impl Family for Crossover {
    fn name(&self) -> &'static str {
        "crossover"
    }

    fn parameters(&self) -> usize {
        5
    }

    fn role(&self) -> Role {
        Role::Extra
    }

    /// log w runs over the rows, x_c - x_1 over the columns.
    fn grid(&self, x: &[f64]) -> Option<Grid> {
        let span = x[x.len() - 1] - x[0];
        (x.len() >= FEWEST_SIZES).then(|| Grid::new((SHARPNESS.0.ln(), SHARPNESS.1.ln()), 5, 21, span, |_, span| (0.0, LATEST * span)))
    }

    fn rounds(&self) -> usize {
        3
    }

    fn basis(&self, _: f64, x: &[f64]) -> Vec<f64> {
        x.iter().map(|at| at - x[0]).collect()
    }

    fn surprise(&self, _: f64, _: f64, _: f64) -> f64 {
        0.0
    }

    fn usual_multiple(&self) -> f64 {
        USUAL
    }

    fn shapes(&self, log_sharpness: f64, crossover: f64, distances: &[f64], shape: &mut [f64]) {
        let sharpness = log_sharpness.exp();
        let bent = |distance: f64| softplus(-sharpness * (distance - crossover)) / sharpness;
        shape.iter_mut().zip(distances).for_each(|(value, distance)| *value = bent(*distance));
    }
}
