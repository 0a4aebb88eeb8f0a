//! Growth with a free offset: A + B M^lambda, A + B log M, or growth that ends.

use super::{Family, Grid, Role};

/// u = c0 + log(q + B_lambda(M)), where B_lambda is the Box-Cox growth (M^lambda - 1)/lambda of M/M_1, scaled to [0, 1].
#[derive(Debug)]
pub struct GrowthFamily;

/// The range of lambda.
const POWERS: (f64, f64) = (-1.5, 1.5);
/// The range of the offset A over the growth seen, B.
const OFFSETS: (f64, f64) = (1e-3, 300.0);

impl Family for GrowthFamily {
    fn name(&self) -> &'static str {
        "growth"
    }

    fn parameters(&self) -> usize {
        3
    }

    fn role(&self) -> Role {
        Role::Whole
    }

    /// lambda runs over the rows, log q over the columns.
    fn grid(&self, _: &[f64]) -> Option<Grid> {
        Some(Grid::new(POWERS, 41, 31, 0.0, |_, _| (OFFSETS.0.ln(), OFFSETS.1.ln())))
    }

    fn rounds(&self) -> usize {
        4
    }

    fn basis(&self, lambda: f64, x: &[f64]) -> Vec<f64> {
        let growth = |at: f64| {
            let distance = at - x[0];
            if lambda.abs() < 1e-7 { distance } else { (lambda * distance).exp_m1() / lambda }
        };
        let whole = growth(x[x.len() - 1]);
        x.iter().map(|at| growth(*at) / whole).collect()
    }

    fn surprise(&self, _: f64, _: f64, _: f64) -> f64 {
        0.0
    }

    fn shapes(&self, _: f64, log_offset: f64, growths: &[f64], shape: &mut [f64]) {
        let offset = log_offset.exp();
        shape.iter_mut().zip(growths).for_each(|(value, growth)| *value = (offset + growth).ln());
    }
}
