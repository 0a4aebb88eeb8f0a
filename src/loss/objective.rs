//! The contrastive objective L(U) and its gradient in the outputs.

use candle_core::{Result, Tensor};

use std::sync::Arc;

use super::{Batch, Layout, Loss, Similarity, TripletLoss, similarity_is_right};
use crate::claim::{Assumption, Broken, Unknown, assumption};

/// L = (1/N) sum_n l(s(u_n, u_n+), s(u_n, u_n-)): a function of the outputs U alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Objective {
    /// The similarity s.
    pub similarity: Similarity,
    /// The loss l.
    pub loss: TripletLoss,
}

/// A loss of the triplets' similarities.
pub fn triplet(similarity: Similarity, loss: TripletLoss) -> Arc<dyn Loss> {
    Arc::new(Objective { similarity, loss })
}

/// Linear loss of a similarity.
pub fn linear(similarity: Similarity) -> Arc<dyn Loss> {
    triplet(similarity, TripletLoss::Linear)
}

/// Softmax loss of a similarity, log(1 + exp((s- - s+) / T)).
pub fn softmax(similarity: Similarity, temperature: f64) -> Arc<dyn Loss> {
    triplet(similarity, TripletLoss::Softmax { temperature })
}

impl Objective {
    /// L and dL/dU in closed form. `outputs` is U, n x Z row by row: N anchors, N positives, N negatives. `gradient` has its shape and is
    /// overwritten.
    pub fn value_and_gradient(&self, outputs: &[f64], width_of_output: usize, gradient: &mut [f64]) -> f64 {
        let z = width_of_output;
        let count = outputs.len() / (3 * z);
        let share = 1.0 / count as f64;
        gradient.fill(0.0);
        let (of_anchors, rest) = gradient.split_at_mut(count * z);
        let (of_positives, of_negatives) = rest.split_at_mut(count * z);
        let mut total = 0.0;
        for n in 0..count {
            let output = |part: usize| &outputs[(part * count + n) * z..][..z];
            let (anchor, positive, negative) = (output(0), output(1), output(2));
            let margin = self.similarity.value(anchor, negative) - self.similarity.value(anchor, positive);
            let (value, slope) = self.loss.value_and_slope(margin);
            total += value;
            let row = n * z..(n + 1) * z;
            let of_anchor = &mut of_anchors[row.clone()];
            self.similarity.accumulate(anchor, positive, -slope * share, of_anchor, &mut of_positives[row.clone()]);
            self.similarity.accumulate(anchor, negative, slope * share, of_anchor, &mut of_negatives[row]);
        }
        total * share
    }

    /// The mean over all negatives of each anchor of the losses of the triplets that they make.
    fn over_negatives(&self, outputs: &[f64], batch: &Batch<'_>, gradient: &mut [f64]) -> f64 {
        let (layout, z) = (batch.layout, batch.outputs);
        let share = 1.0 / (layout.groups * layout.negatives) as f64;
        let row = |row: usize| &outputs[row * z..][..z];
        gradient.fill(0.0);
        let mut total = 0.0;
        for (group, k) in (0..layout.groups).flat_map(|group| (0..layout.negatives).map(move |k| (group, k))) {
            let (positive, negative) = (layout.positive(group, 0), layout.negative(group, k));
            let margin = self.similarity.value(row(group), row(negative)) - self.similarity.value(row(group), row(positive));
            let (value, slope) = self.loss.value_and_slope(margin);
            total += value;
            for (other, weight) in [(positive, -slope * share), (negative, slope * share)] {
                let (mut of_anchor, mut of_other) = (vec![0.0; z], vec![0.0; z]);
                self.similarity.accumulate(row(group), row(other), weight, &mut of_anchor, &mut of_other);
                let add = |into: &mut [f64], from: &[f64]| into.iter_mut().zip(from).for_each(|(into, from)| *into += from);
                add(&mut gradient[group * z..][..z], &of_anchor);
                add(&mut gradient[other * z..][..z], &of_other);
            }
        }
        total * share
    }

    /// L as candle operations. `outputs` is U, 3N x Z.
    pub fn forward(&self, outputs: &Tensor) -> Result<Tensor> {
        let count = outputs.dim(0)? / 3;
        let part = |index: usize| outputs.narrow(0, index * count, count);
        let (anchors, positives, negatives) = (part(0)?, part(1)?, part(2)?);
        let margin = (self.similarity.forward(&anchors, &negatives)? - self.similarity.forward(&anchors, &positives)?)?;
        self.loss.forward(&margin)?.mean_all()
    }
}

impl Loss for Objective {
    fn key(&self) -> String {
        format!("{}; {}", self.similarity.key(), self.loss.key())
    }

    fn describe(&self) -> String {
        format!("{}, {} loss", self.similarity.name(), self.loss.name())
    }

    fn value_and_gradient(&self, outputs: &[f64], batch: &Batch<'_>, gradient: &mut [f64]) -> f64 {
        if batch.layout == Layout::triplets(batch.layout.groups) {
            return Self::value_and_gradient(self, outputs, batch.outputs, gradient);
        }
        self.over_negatives(outputs, batch, gradient)
    }

    fn suits(&self, layout: Layout) -> std::result::Result<(), String> {
        if layout.positives == 1 && layout.negatives > 0 {
            return Ok(());
        }
        Err(format!(
            "a loss of triplets needs a positive and a negative of each anchor, and there are {} and {}",
            layout.positives, layout.negatives
        ))
    }

    fn trial(&self) -> Vec<(String, std::result::Result<(), String>)> {
        vec![(format!("s = {} agrees with candle, with its gradients", self.similarity.name()), similarity_is_right(self.similarity))]
    }

    fn broken(&self, asked: &Assumption) -> Broken {
        let name = self.similarity.name();
        match *asked {
            assumption::BOUNDED_GRADIENT => {
                Ok((!self.similarity.has_bounded_gradient()).then(|| format!("{name}: the gradient in the outputs is not bounded")))
            }
            assumption::QUADRATIC_LOSS => Ok((self.similarity != Similarity::DOT || self.loss != TripletLoss::Linear)
                .then(|| format!("{} loss of {name}: the loss is not quadratic in the outputs", self.loss.name()))),
            assumption::ROTATION_INVARIANCE => {
                Ok((!self.similarity.is_rotation_invariant()).then(|| format!("{name}: not a function of inner products alone")))
            }
            _ => Err(Unknown),
        }
    }
}

#[cfg(test)]
mod tests {
    use candle_core::{Device, Var};
    use proptest::prelude::*;

    use super::*;

    fn objectives(delta: f64, temperature: f64) -> Vec<Objective> {
        let cosines = [Similarity::cosine(delta), Similarity::cosine_sum(delta), Similarity::cosine_max(delta)];
        let similarities = [&[Similarity::DOT, Similarity::WEIGHTED], &cosines[..]].concat();
        let losses = [TripletLoss::Linear, TripletLoss::Softmax { temperature }];
        similarities.iter().flat_map(|&similarity| losses.map(|loss| Objective { similarity, loss })).collect()
    }

    proptest! {
        #[test]
        fn closed_form_and_autograd_agree(
            outputs in prop::collection::vec(-2.0..2.0f64, 3 * 4 * 3), delta in 0.001..2.0f64, temperature in 0.05..3.0f64,
        ) {
            for objective in objectives(delta, temperature) {
                let mut gradient = vec![f64::NAN; outputs.len()];
                let value = objective.value_and_gradient(&outputs, 3, &mut gradient);
                let variable = Var::from_slice(&outputs, (12, 3), &Device::Cpu).unwrap();
                let loss = objective.forward(&variable).unwrap();
                let autograd = loss.backward().unwrap().get(&variable).unwrap().flatten_all().unwrap().to_vec1::<f64>().unwrap();
                prop_assert!((value - loss.to_scalar::<f64>().unwrap()).abs() < 1e-11 * (1.0 + value.abs()));
                let scale = autograd.iter().fold(1.0, |a: f64, g| a.max(g.abs()));
                for (ours, theirs) in gradient.iter().zip(&autograd) {
                    prop_assert!((ours - theirs).abs() < 1e-10 * scale, "{objective:?}: {ours} against {theirs}");
                }
            }
        }

        #[test]
        fn the_smooth_cosine_has_gradients_of_at_most_one_over_delta(u in prop::collection::vec(-1.0..1.0f64, 3), v in prop::collection::vec(-1.0..1.0f64, 3), scale in 1e-4..1.0f64, delta in 1e-3..1.0f64) {
            let u: Vec<f64> = u.iter().map(|x| x * scale).collect();
            let (mut du, mut dv) = ([0.0; 3], [0.0; 3]);
            Similarity::cosine(delta).accumulate(&u, &v, 1.0, &mut du, &mut dv);
            prop_assert!(du.iter().map(|x| x * x).sum::<f64>().sqrt() <= 1.0 / delta * (1.0 + 1e-12));
        }
    }

    #[test]
    fn several_negatives_are_several_triplets_and_other_layouts_are_refused() {
        let objective = Objective { similarity: Similarity::cosine(0.3), loss: TripletLoss::Softmax { temperature: 0.7 } };
        let layout = Layout { groups: 2, positives: 1, negatives: 3 };
        let outputs: Vec<f64> = (0..layout.rows() * 2).map(|k| (1.7 * k as f64).sin()).collect();
        let batch = Batch { layout, outputs: 2, labels: &[] };
        let mut gradient = vec![0.0; outputs.len()];
        let loss = Loss::value_and_gradient(&objective, &outputs, &batch, &mut gradient);
        // Each choice of a negative makes triplets of its own; their mean is the loss.
        let of_choice = |k: usize| {
            let rows = [0, 1, 2, 3, layout.negative(0, k), layout.negative(1, k)];
            let chosen: Vec<f64> = rows.iter().flat_map(|row| outputs[row * 2..][..2].to_vec()).collect();
            objective.value_and_gradient(&chosen, 2, &mut vec![0.0; chosen.len()])
        };
        assert!((loss - (0..3).map(of_choice).sum::<f64>() / 3.0).abs() < 1e-14);
        assert_eq!(crate::loss::gradient_is_right(&objective, layout, 2, 0), Ok(()));
        assert!(objective.suits(layout).is_ok());
        assert!([Layout::single(3), Layout { positives: 2, ..layout }].into_iter().all(|layout| objective.suits(layout).is_err()));
    }

    #[test]
    fn at_zero_outputs_a_positive_delta_keeps_everything_finite() {
        for objective in objectives(0.1, 1.0) {
            let mut gradient = vec![f64::NAN; 9];
            assert!(objective.value_and_gradient(&[0.0; 9], 3, &mut gradient).is_finite());
            assert!(gradient.iter().all(|g| g.is_finite()), "{objective:?}");
        }
    }
}
