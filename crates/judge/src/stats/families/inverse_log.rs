//! A correction in 1/log M: slower than any power.

use super::{Family, Grid, Role, surprise};

/// u = c0 + s x + log(1 + c/x).
#[derive(Debug)]
pub(super) struct InverseLog;

/// The smallest log M at which a logarithm is a scale of its own.
pub const LEAST_LOG: f64 = 0.3;
/// At the smallest size the correction leaves at least this part of y.
const LEAST_LEFT: f64 = 0.1;
/// At the largest size it adds at most this multiple of y.
const LARGEST_LEFT: f64 = 1.5;
/// The usual size of a correction at the smallest size, as log(1 + c/x_1).
const USUAL: f64 = 0.2;

/// log(1 + c/x_1) runs over the columns; `ratio` is x_k / x_1.
fn sizes(_: f64, ratio: f64) -> (f64, f64) {
    (LEAST_LEFT.ln(), (LARGEST_LEFT * ratio).ln_1p())
}

impl Family for InverseLog {
    fn name(&self) -> &'static str {
        "inverse_log"
    }

    fn parameters(&self) -> usize {
        3
    }

    fn role(&self) -> Role {
        Role::Offset
    }

    fn grid(&self, x: &[f64]) -> Option<Grid> {
        (x[0] > LEAST_LOG).then(|| Grid::new((0.0, 0.0), 1, 61, x[x.len() - 1] / x[0], sizes))
    }

    fn rounds(&self) -> usize {
        3
    }

    fn basis(&self, _: f64, x: &[f64]) -> Vec<f64> {
        x.iter().map(|at| x[0] / at).collect()
    }

    fn surprise(&self, _: f64, log_size: f64, _: f64) -> f64 {
        surprise(log_size / USUAL)
    }

    fn shapes(&self, _: f64, log_size: f64, decays: &[f64], shape: &mut [f64]) {
        let size = log_size.exp_m1();
        shape.iter_mut().zip(decays).for_each(|(value, decay)| *value = (size * decay).ln_1p());
    }
}
