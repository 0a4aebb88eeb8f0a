//! The bound of Lemma 8 on the change of the NTK, and how much of it a change takes.

use faer::Mat;

use super::kernel_drift::{KernelChange, kernel_start};
use super::movement::Moved;
use super::{HessianBound, Movement, ntk};
use crate::claim::Quantity;
use crate::data::Gram;
use crate::experiment::{Reading, Stop};
use crate::model::{Real, ReducedNetwork};
use crate::train::{Measure, Now, Start, Watch, watch};

/// sup over steps up to t of the largest ratio of the two sides of Lemma 8, over outputs i, j and inputs x, y: [`KernelBound`].
pub const KERNEL_RATIO: Quantity = Quantity::size("kernel_ratio", "|K(t) - K(0)| over the bound of Lemma 8").supremum();

/// [`KERNEL_RATIO`]
#[derive(Debug, Clone, Copy)]
pub struct KernelRatio;

impl<R: Real> Measure<ReducedNetwork<R>> for KernelRatio {
    fn quantity(&self) -> Quantity {
        KERNEL_RATIO
    }

    fn since(&self, start: &Start<'_, ReducedNetwork<R>>) -> Result<Box<dyn Watch<ReducedNetwork<R>>>, Stop> {
        let drift = kernel_start(start);
        let movement = start.shared(|| Movement::since(start.network, &start.data.gram));
        let bound = KernelBound::around(start.network, &start.data.gram, start.data.evaluated);
        Ok(watch(move |now: &Now<'_, ReducedNetwork<R>>| {
            Ok(Reading::exact(bound.ratio(&KernelChange::at(now, &drift).0, Moved::at(now, &movement))))
        }))
    }
}

/// |K_ij(x,y;theta) - K_ij(x,y;theta(0))| <= R h (|grad f_i(x;theta)| + |grad f_j(y;theta(0))|) for |theta - theta(0)| <= R, h being the bound of Lemma 7
/// on the Hessian norm in that ball.
#[derive(Debug, Clone, PartialEq)]
pub struct KernelBound {
    hessian: HessianBound,
    /// K_ii(x, x) at the start, in the order of the rows of [`ntk`].
    start: Vec<f64>,
}

impl KernelBound {
    /// The bound around the network's present weights at its first `evaluated` inputs. Where phi'' does not exist, the bound is what it would be with
    /// L2 = 0: phi'' as it is almost everywhere, which proves nothing.
    pub fn around<R: Real>(network: &ReducedNetwork<R>, gram: &Gram, evaluated: usize) -> Self {
        let constants = network.activation().smooth().map_or((1.0, 0.0), |smooth| smooth.largest());
        let kernel = ntk(network, gram, evaluated);
        Self {
            hessian: HessianBound::around(network, gram, evaluated, constants),
            start: (0..kernel.nrows()).map(|row| kernel[(row, row)]).collect(),
        }
    }

    /// The largest ratio of the two sides over outputs i, j and inputs x, y, where the NTK has changed by `change` (shaped as [`ntk`]) and the weights by
    /// `radius`; 0 where nothing has moved. NaN where a change is NaN.
    pub fn ratio(&self, change: &Mat<f64>, radius: f64) -> f64 {
        if radius == 0.0 {
            return 0.0;
        }
        let unit = radius * self.hessian.at(radius);
        let now: Vec<f64> = self.start.iter().enumerate().map(|(row, start)| (start + change[(row, row)]).max(0.0).sqrt()).collect();
        let mut largest = 0.0f64;
        for (column, start) in self.start.iter().enumerate() {
            for (row, now) in now.iter().enumerate() {
                let ratio = change[(row, column)].abs() / (unit * (now + start.sqrt()));
                if ratio.is_nan() {
                    return ratio;
                }
                largest = largest.max(ratio);
            }
        }
        largest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Augmentation;
    use crate::data::Source;
    use crate::loss::{Objective, Similarity, TripletLoss};
    use crate::model::{Activation, InitialWeights, OutputScale};
    use crate::observe::{Movement, NtkDrift, gradient_norms};
    use crate::random::Stream;

    #[test]
    fn the_ratio_is_that_of_two_kernels_formed_whole() {
        let gram = Gram::of(&Source::Gaussian(16).load(0, "bound", 3, &Augmentation::STANDARD).unwrap().inputs);
        let weights = InitialWeights::draw(40, 2, gram.rank(), OutputScale::Unit, &Stream::of_cell(0, "bound", 40, 0));
        let mut network = ReducedNetwork::<f64>::from_coordinates(&weights, &gram, Activation::ERF);
        let (bound, drift, movement) =
            (KernelBound::around(&network, &gram, 3), NtkDrift::since(&network, &gram, 3), Movement::since(&network, &gram));
        let before = ntk(&network, &gram, 3);
        assert_eq!(bound.ratio(&drift.change(&network), movement.distance(&network)), 0.0);
        for _ in 0..5 {
            network.descend(&Objective { similarity: Similarity::DOT, loss: TripletLoss::Linear }, 2.0);
        }
        let (after, radius) = (ntk(&network, &gram, 3), movement.distance(&network));
        let (norms_after, norms_before) = (gradient_norms(&after), gradient_norms(&before));
        let weight = (0..40).flat_map(|m| (0..2).map(move |i| (m, i))).map(|at| weights.output[at].abs()).fold(0.0, f64::max);
        let (l1, l2) = (2.0 / std::f64::consts::PI.sqrt(), 2.0 * (2.0 / std::f64::consts::PI / std::f64::consts::E).sqrt());
        // Inputs have unit norm.
        let h = (l2 * radius + l1 + l2 * weight) / 40f64.sqrt();
        let pairs = (0..6).flat_map(|row| (0..6).map(move |column| (row, column)));
        let expected = pairs
            .map(|(row, column)| {
                (after[(row, column)] - before[(row, column)]).abs() / (radius * h * (norms_after[row] + norms_before[column]))
            })
            .fold(0.0, f64::max);
        let found = bound.ratio(&drift.change(&network), radius);
        assert!((found - expected).abs() < 1e-10 * expected && found > 1e-5 && found <= 1.0, "{found} against {expected}");
    }
}
