//! The gradient of a loss against finite differences.

use super::{Batch, Layout, Loss};
use crate::random::Stream;

/// Points at which a loss is tried.
const POINTS: usize = 4;
/// The relative error that central differences of a smooth loss may leave.
const TOLERANCE: f64 = 1e-5;

/// That dL/dU is the derivative of L, at random outputs of a batch of this layout: by central differences, of two steps of which one must agree.
///
/// # Errors
/// The entry that differs most, or a value that is not finite.
pub fn gradient_is_right(loss: &dyn Loss, layout: Layout, outputs: usize, labels_each: usize) -> Result<(), String> {
    let mut random = Stream::of_study(0, "gradient", &loss.key());
    let labels: Vec<f64> = (0..layout.groups * labels_each).map(|_| random.normal()).collect();
    let batch = Batch { layout, outputs, labels: &labels };
    for _ in 0..POINTS {
        let u: Vec<f64> = (0..layout.rows() * outputs).map(|_| random.normal()).collect();
        let mut gradient = vec![f64::NAN; u.len()];
        let value = loss.value_and_gradient(&u, &batch, &mut gradient);
        if !value.is_finite() || gradient.iter().any(|entry| !entry.is_finite()) {
            return Err(format!("L = {value} or its gradient is not finite at outputs of size 1"));
        }
        let scale = gradient.iter().fold(1e-3_f64, |most, entry| most.max(entry.abs()));
        for at in 0..u.len() {
            let difference = |step: f64| {
                let moved = |by: f64| {
                    let mut moved = u.clone();
                    moved[at] += by;
                    loss.value_and_gradient(&moved, &batch, &mut vec![0.0; u.len()])
                };
                (moved(step) - moved(-step)) / (2.0 * step)
            };
            let found = [1e-5, 1e-4].map(difference);
            // A difference that is no number agrees with nothing.
            let agrees = |found: &f64| (found - gradient[at]).abs() <= TOLERANCE * scale;
            if !found.iter().any(agrees) {
                let (row, z) = (at / outputs, at % outputs);
                return Err(format!("dL/dU at row {row}, output {z} is {:e}, and {:e} by central differences", gradient[at], found[0]));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::loss::{Objective, Similarity, Squared, TripletLoss};

    /// A loss with half of its gradient.
    #[derive(Debug)]
    struct Half;

    impl Loss for Half {
        fn key(&self) -> String {
            "half".into()
        }

        fn describe(&self) -> String {
            "half".into()
        }

        fn value_and_gradient(&self, outputs: &[f64], batch: &Batch<'_>, gradient: &mut [f64]) -> f64 {
            let value = Squared.value_and_gradient(outputs, batch, gradient);
            gradient.iter_mut().for_each(|entry| *entry /= 2.0);
            value
        }
    }

    /// A loss that is a number at the first outputs that it is asked for alone.
    #[derive(Debug, Default)]
    struct Once(AtomicBool);

    impl Loss for Once {
        fn key(&self) -> String {
            "once".into()
        }

        fn describe(&self) -> String {
            "once".into()
        }

        fn value_and_gradient(&self, _: &[f64], _: &Batch<'_>, gradient: &mut [f64]) -> f64 {
            gradient.fill(1.0);
            if self.0.swap(true, Ordering::Relaxed) { f64::NAN } else { 1.0 }
        }
    }

    #[test]
    fn right_gradients_pass_and_wrong_ones_are_named() {
        let softmax = Objective { similarity: Similarity::cosine(0.1), loss: TripletLoss::Softmax { temperature: 0.5 } };
        assert_eq!(gradient_is_right(&softmax, Layout::triplets(3), 2, 0), Ok(()));
        assert_eq!(gradient_is_right(&Squared, Layout::single(4), 2, 2), Ok(()));
        assert!(gradient_is_right(&Half, Layout::single(4), 2, 2).unwrap_err().contains("by central differences"));
        assert!(gradient_is_right(&Once::default(), Layout::single(4), 2, 0).unwrap_err().contains("NaN by central differences"));
        // Without labels the loss is no number.
        assert!(gradient_is_right(&Squared, Layout::single(4), 2, 0).unwrap_err().contains("not finite"));
    }
}
