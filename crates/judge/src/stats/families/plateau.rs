//! Flat first, then a law.

use super::{Family, Grid, Role, surprise};

/// u = c0 + s softplus_w(x - x_c), softplus_w(q) = log(1 + e^(w q)) / w.
#[derive(Debug)]
pub(super) struct Plateau;

/// How far below the smallest size the bend may lie.
const BEFORE: f64 = 3.0;
/// The part of the range that may be flat.
const FLAT: f64 = 0.6;
/// The softest and the sharpest bend.
const SHARPNESS: (f64, f64) = (0.35, 4.0);
/// A usual plateau: the limit's slope exceeds that of the range by about this part, as a logarithm.
const USUAL: f64 = 0.3;

/// log(1 + e^q) without overflow.
pub(super) fn softplus(q: f64) -> f64 {
    q.max(0.0) + (-q.abs()).exp().ln_1p()
}

impl Family for Plateau {
    fn name(&self) -> &'static str {
        "plateau"
    }

    fn parameters(&self) -> usize {
        4
    }

    fn role(&self) -> Role {
        Role::Regressor
    }

    /// log w runs over the rows, x_c - x_1 over the columns.
    fn grid(&self, x: &[f64]) -> Option<Grid> {
        let span = x[x.len() - 1] - x[0];
        Some(Grid::new((SHARPNESS.0.ln(), SHARPNESS.1.ln()), 9, 25, span, |_, span| (-BEFORE, FLAT * span)))
    }

    fn rounds(&self) -> usize {
        4
    }

    fn basis(&self, _: f64, x: &[f64]) -> Vec<f64> {
        x.iter().map(|at| at - x[0]).collect()
    }

    /// The limit's slope over the slope of the range, as a logarithm.
    fn surprise(&self, log_sharpness: f64, bend: f64, span: f64) -> f64 {
        let sharpness = log_sharpness.exp();
        let rise = (softplus(sharpness * (span - bend)) - softplus(-sharpness * bend)) / sharpness;
        surprise((span / rise).ln() / USUAL)
    }

    fn shapes(&self, log_sharpness: f64, bend: f64, distances: &[f64], shape: &mut [f64]) {
        let sharpness = log_sharpness.exp();
        let bent = |distance: f64| softplus(sharpness * (distance - bend)) / sharpness;
        shape.iter_mut().zip(distances).for_each(|(value, distance)| *value = bent(*distance));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bend_is_soft_and_never_overflows() {
        assert!((softplus(0.0) - 2f64.ln()).abs() < 1e-15);
        assert!((softplus(1.5) - (1.0 + 1.5f64.exp()).ln()).abs() < 1e-14);
        assert!((softplus(-1.5) - (1.0 + (-1.5f64).exp()).ln()).abs() < 1e-14);
        assert_eq!((softplus(1000.0), softplus(-1000.0)), (1000.0, 0.0));
        // Far beyond the bend the shape has slope 1, far before it 0.
        let shape = |distance| {
            let mut value = [0.0];
            Plateau.shapes(0.0, 10.0, &[distance], &mut value);
            value[0]
        };
        assert!((shape(60.0) - shape(59.0) - 1.0).abs() < 1e-12 && shape(-40.0) < 1e-12);
    }
}
