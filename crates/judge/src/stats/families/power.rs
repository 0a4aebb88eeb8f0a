//! A pure power: a straight line.

use super::{Family, Grid, Role};

/// u = c0 + s x.
#[derive(Debug)]
pub(super) struct Power;

impl Family for Power {
    fn name(&self) -> &'static str {
        "power"
    }

    fn parameters(&self) -> usize {
        2
    }

    fn role(&self) -> Role {
        Role::Offset
    }

    fn grid(&self, _: &[f64]) -> Option<Grid> {
        Some(Grid::new((0.0, 0.0), 1, 1, 0.0, |_, _| (0.0, 0.0)))
    }

    fn rounds(&self) -> usize {
        1
    }

    fn basis(&self, _: f64, x: &[f64]) -> Vec<f64> {
        vec![0.0; x.len()]
    }

    fn surprise(&self, _: f64, _: f64, _: f64) -> f64 {
        0.0
    }

    fn shapes(&self, _: f64, _: f64, _: &[f64], shape: &mut [f64]) {
        shape.fill(0.0);
    }
}
