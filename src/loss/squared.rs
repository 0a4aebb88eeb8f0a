//! The squared loss of regression.

use super::{Batch, Loss};
use crate::claim::{Assumption, Broken, Unknown, assumption};

/// L = (1 / 2N) sum_n |u_n - y_n|^2 over the anchors, for labels y_n in R^Z.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Squared;

impl Loss for Squared {
    fn key(&self) -> String {
        "squared".into()
    }

    fn describe(&self) -> String {
        "squared loss to labels".into()
    }

    fn value_and_gradient(&self, outputs: &[f64], batch: &Batch<'_>, gradient: &mut [f64]) -> f64 {
        let share = 1.0 / batch.layout.groups as f64;
        gradient.fill(0.0);
        let mut total = 0.0;
        // Without a label for each output the loss is NaN: the run says so.
        let labels = |group: usize, k: usize| match batch.labels_of(group) {
            labels if labels.len() == batch.outputs => labels[k],
            _ => f64::NAN,
        };
        for group in 0..batch.layout.groups {
            for k in 0..batch.outputs {
                let at = group * batch.outputs + k;
                let rest = outputs[at] - labels(group, k);
                total += rest * rest;
                gradient[at] = rest * share;
            }
        }
        total * share / 2.0
    }

    fn broken(&self, asked: &Assumption) -> Broken {
        match *asked {
            assumption::BOUNDED_GRADIENT => Ok(Some("squared loss: the gradient in the outputs grows with them".into())),
            assumption::QUADRATIC_LOSS => Ok(Some("squared loss to labels is not tr(U^T B U)".into())),
            assumption::ROTATION_INVARIANCE => Ok(Some("labels have directions".into())),
            _ => Err(Unknown),
        }
    }
}
