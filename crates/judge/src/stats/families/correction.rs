//! One correction to scaling, from above or from below. A floor under a decay is one of its members.

use super::{Family, Grid, Role, surprise};

/// u = c0 + s x + log(1 + c e^(-w t)), t = x - x_1: M^s (1 + c (M/M_1)^-w).
#[derive(Debug)]
pub(super) struct Correction;

/// The fastest correction, as a power of M.
const FASTEST: f64 = 2.0;
/// At the largest size a correction adds at most this part of y.
const LARGEST_LEFT: f64 = 0.5;
/// At the smallest size it leaves at least this part of y.
const LEAST_LEFT: f64 = 0.02;
/// Usual sizes of a correction at the smallest size, as log(1 + c): from above and from below.
const USUAL_ABOVE: f64 = 0.3;
const USUAL_BELOW: f64 = 0.2;

/// log w runs over the rows, log(1 + c) over the columns.
fn sizes(log_rate: f64, span: f64) -> (f64, f64) {
    (LEAST_LEFT.ln(), (LARGEST_LEFT * (log_rate.exp() * span).min(60.0).exp()).ln_1p())
}

impl Family for Correction {
    fn name(&self) -> &'static str {
        "correction"
    }

    fn parameters(&self) -> usize {
        4
    }

    fn role(&self) -> Role {
        Role::Offset
    }

    fn grid(&self, x: &[f64]) -> Option<Grid> {
        let span = x[x.len() - 1] - x[0];
        let rates = (span.recip().ln(), FASTEST.max(1.5 / span).ln());
        Some(Grid::new(rates, 25, 33, span, sizes).with(0.0))
    }

    fn rounds(&self) -> usize {
        4
    }

    fn basis(&self, log_rate: f64, x: &[f64]) -> Vec<f64> {
        let rate = log_rate.exp();
        x.iter().map(|at| (-rate * (at - x[0])).exp()).collect()
    }

    fn surprise(&self, _: f64, log_size: f64, _: f64) -> f64 {
        surprise(log_size / if log_size > 0.0 { USUAL_ABOVE } else { USUAL_BELOW })
    }

    fn shapes(&self, _: f64, log_size: f64, decays: &[f64], shape: &mut [f64]) {
        let size = log_size.exp_m1();
        shape.iter_mut().zip(decays).for_each(|(value, decay)| *value = (size * decay).ln_1p());
    }
}
