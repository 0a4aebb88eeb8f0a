//! A setting: one point of a theorem's grid.

use std::sync::Arc;

use super::{TwoLayerMeasure, TwoLayerRule};
use crate::data::Augmentation;
use crate::loss::{Loss, Similarity, linear};
use crate::model::{Activation, Columns, OutputScale, OutputWeights};
use crate::train::{Dataset, Descent, Sampler, Whole};

/// What is trained, and how: everything that a statement's assumptions speak of, but for the width.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The name in the evidence.
    pub id: &'static str,
    /// phi.
    pub activation: Activation,
    /// L, a function of the outputs.
    pub loss: Arc<dyn Loss>,
    /// How weights follow the gradient.
    pub rule: Arc<dyn TwoLayerRule>,
    /// Which data a step sees.
    pub sampler: Arc<dyn Sampler>,
    /// eta at M = 1, and at every width where it does not grow.
    pub step_size: f64,
    /// How eta depends on the width.
    pub step_growth: StepGrowth,
    /// The factor on W(0).
    pub output_scale: OutputScale,
    /// How the columns of W(0) depend on one another.
    pub columns: Columns,
    /// How W is held while it is trained.
    pub held: OutputWeights,
    /// N, the number of triplets, or of anchors with their positive and negatives.
    pub triplets: usize,
    /// Negatives of each anchor.
    pub negatives: usize,
    /// Z, the output dimension.
    pub outputs: usize,
    /// How a positive is made from its anchor, where the data are images.
    pub augmentation: Augmentation,
    /// Data of its own in the place of those that the user names, if any.
    pub data: Option<Arc<dyn Dataset>>,
    /// Measures beside those of [`crate::observe`].
    pub measures: Vec<Arc<dyn TwoLayerMeasure>>,
}

/// How the step size depends on the width.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StepGrowth {
    /// It does not, as the statements ask.
    Constant,
    /// It is M times as large. Where the loss is linear in dot products this trains the network without its factor M^{-1/2}.
    LikeWidth,
    /// It is M^(p/q) times as large.
    Power(i32, u32),
}

impl Setting {
    /// The setting that designs vary: tanh, cosine similarity with delta = 0.01, linear loss, eta = 1, N(0, 1) weights, Z = 4.
    pub fn cosine(triplets: usize) -> Self {
        Self {
            id: "cosine",
            activation: Activation::TANH,
            loss: linear(Similarity::cosine(0.01)),
            rule: Arc::new(Descent),
            sampler: Arc::new(Whole),
            step_size: 1.0,
            step_growth: StepGrowth::Constant,
            output_scale: OutputScale::Unit,
            columns: Columns::Independent,
            held: OutputWeights::Free,
            triplets,
            negatives: 1,
            outputs: 4,
            augmentation: Augmentation::STANDARD,
            data: None,
            measures: Vec::new(),
        }
    }

    /// eta at this width.
    pub fn step_size_at(&self, width: usize) -> f64 {
        match self.step_growth {
            StepGrowth::Constant => self.step_size,
            StepGrowth::LikeWidth => self.step_size * width as f64,
            StepGrowth::Power(p, q) => self.step_size * (width as f64).powf(f64::from(p) / f64::from(q)),
        }
    }

    /// n, the number of inputs.
    pub fn rows(&self) -> usize {
        self.data.as_ref().map_or(self.triplets * (2 + self.negatives), |data| data.rows())
    }

    /// Canonical text for all that determines its numbers beside seed, data and precision, `; ` between its parts. What is as [`Setting::cosine`] has it and
    /// was not there from the beginning is left out, so that a new part changes no old key.
    pub fn canonical(&self) -> String {
        let growth = match self.step_growth {
            StepGrowth::Constant => String::new(),
            StepGrowth::LikeWidth => " M".into(),
            StepGrowth::Power(p, q) => format!(" M^({p}/{q})"),
        };
        let mut parts = vec![self.activation.key().to_owned(), self.loss.key(), format!("eta={}{growth}", self.step_size)];
        parts.push(match &self.data {
            Some(data) => format!("data={}", data.key()),
            None => format!("N={}", self.triplets),
        });
        parts.push(format!("Z={}", self.outputs));
        if self.data.is_none() && self.negatives != 1 {
            parts.push(format!("negatives={}", self.negatives));
        }
        if self.data.is_none() && self.augmentation != Augmentation::STANDARD {
            parts.push(format!("shift={} noise={}", self.augmentation.shift, self.augmentation.noise));
        }
        parts.extend([self.output_scale.key().to_owned(), self.columns.key(), self.held.key().to_owned()]);
        parts.extend([self.rule.key(), self.sampler.key()]);
        parts.retain(|part| !part.is_empty());
        parts.join("; ")
    }

    /// The setting in one line: what cards and reports print, and what evidence says that it was measured with.
    pub fn in_words(&self) -> String {
        let scale = match self.output_scale {
            OutputScale::Unit => "",
            OutputScale::InverseRootWidth => ", W(0) scaled by M^(-1/2)",
            OutputScale::RootWidth => ", W(0) scaled by M^(1/2)",
        };
        let growth = match self.step_growth {
            StepGrowth::Constant => String::new(),
            StepGrowth::LikeWidth => " M".into(),
            StepGrowth::Power(p, q) => format!(" M^({p}/{q})"),
        };
        let held = match self.held {
            OutputWeights::Free => "",
            OutputWeights::Orthonormal => ", W(0) made orthonormal and kept so",
            OutputWeights::Principal => ", W(0) from the PCA of C_V(0) and kept orthonormal",
        };
        let columns = self.columns.describe();
        let (activation, loss) = (self.activation.name(), self.loss.describe());
        let (eta, z) = (self.step_size, self.outputs);
        let further = |text: String| if text.is_empty() { text } else { format!(", {text}") };
        let (rule, sampler) = (further(self.rule.describe()), further(self.sampler.key()));
        let Augmentation { shift, noise } = self.augmentation;
        let (data, positives) = match &self.data {
            Some(data) => (data.describe(), String::new()),
            None => {
                let negatives = if self.negatives == 1 { String::new() } else { format!(" with {} negatives each", self.negatives) };
                let positives =
                    format!(", image positives shifted by up to {shift} px (a fourteenth of the side at most) with noise {noise}");
                (format!("N = {}{negatives}", self.triplets), positives)
            }
        };
        format!("{activation}, {loss}, eta = {eta}{growth}{rule}{sampler}, {data}, Z = {z}{scale}{columns}{held}{positives}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Momentum;

    #[test]
    fn a_key_is_canonical_and_differs_where_a_number_does() {
        let cosine = Setting::cosine(20);
        assert_eq!(cosine.canonical(), "tanh; cosine(delta=0.01); linear; eta=1; N=20; Z=4");
        let others = [
            Setting { step_size: 2.0, ..cosine.clone() },
            Setting { step_growth: StepGrowth::LikeWidth, ..cosine.clone() },
            Setting { step_growth: StepGrowth::Power(1, 2), ..cosine.clone() },
            Setting { activation: Activation::ERF, ..cosine.clone() },
            Setting { loss: linear(Similarity::cosine(0.1)), ..cosine.clone() },
            Setting { loss: crate::loss::softmax(Similarity::cosine(0.01), 0.5), ..cosine.clone() },
            Setting { rule: Arc::new(Momentum::HeavyBall { momentum: 0.9 }), ..cosine.clone() },
            Setting { sampler: Arc::new(crate::train::Minibatch(3)), ..cosine.clone() },
            Setting { output_scale: OutputScale::RootWidth, ..cosine.clone() },
            Setting { columns: Columns::Duplicate, ..cosine.clone() },
            Setting { held: OutputWeights::Orthonormal, ..cosine.clone() },
            Setting { held: OutputWeights::Principal, ..cosine.clone() },
            Setting { negatives: 2, ..cosine.clone() },
            Setting { augmentation: Augmentation { shift: 0, noise: 0.0 }, ..cosine.clone() },
            Setting { outputs: 5, ..cosine.clone() },
        ];
        let keys: std::collections::BTreeSet<String> = others.iter().chain([&cosine]).map(Setting::canonical).collect();
        assert_eq!(keys.len(), others.len() + 1, "{keys:#?}");
        // The name of a setting is none of its numbers.
        assert_eq!(Setting { id: "other", ..cosine.clone() }.canonical(), cosine.canonical());
    }
}
