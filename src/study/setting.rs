//! A setting: one point of a theorem's grid.

use crate::data::Augmentation;
use crate::model::{Activation, Columns, Loss, Objective, OutputScale, OutputWeights, Similarity};

/// What is trained, and how: everything that a statement's assumptions speak of, but for the width.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The name in the evidence.
    pub id: &'static str,
    /// phi.
    pub activation: Activation,
    /// s.
    pub similarity: Similarity,
    /// l.
    pub loss: Loss,
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
    /// N, the number of triplets.
    pub triplets: usize,
    /// Z, the output dimension.
    pub outputs: usize,
    /// How a positive is made from its anchor, where the data are images.
    pub augmentation: Augmentation,
}

/// How the step size depends on the width.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StepGrowth {
    /// It does not, as the statements ask.
    Constant,
    /// It is M times as large. Where the loss is linear in dot products this trains the network without its factor M^{-1/2}.
    LikeWidth,
}

impl Setting {
    /// The setting that designs vary: tanh, cosine similarity with delta = 0.01, linear loss, eta = 1, N(0, 1) weights, Z = 4.
    pub fn cosine(triplets: usize) -> Self {
        Self {
            id: "cosine",
            activation: Activation::Tanh,
            similarity: Similarity::cosine(0.01),
            loss: Loss::Linear,
            step_size: 1.0,
            step_growth: StepGrowth::Constant,
            output_scale: OutputScale::Unit,
            columns: Columns::Independent,
            held: OutputWeights::Free,
            triplets,
            outputs: 4,
            augmentation: Augmentation::STANDARD,
        }
    }

    /// eta at this width.
    pub fn step_size_at(&self, width: usize) -> f64 {
        match self.step_growth {
            StepGrowth::Constant => self.step_size,
            StepGrowth::LikeWidth => self.step_size * width as f64,
        }
    }

    /// The objective L.
    pub fn objective(&self) -> Objective {
        Objective { similarity: self.similarity, loss: self.loss }
    }

    /// The setting in one line: what cards and reports print, and what evidence says that it was measured with.
    pub fn describe(&self) -> String {
        let scale = match self.output_scale {
            OutputScale::Unit => "",
            OutputScale::InverseRootWidth => ", W(0) scaled by M^(-1/2)",
            OutputScale::RootWidth => ", W(0) scaled by M^(1/2)",
        };
        let growth = match self.step_growth {
            StepGrowth::Constant => "",
            StepGrowth::LikeWidth => " M",
        };
        let held = match self.held {
            OutputWeights::Free => "",
            OutputWeights::Orthonormal => ", W(0) made orthonormal and kept so",
            OutputWeights::Principal => ", W(0) from the PCA of C_V(0) and kept orthonormal",
        };
        let columns = self.columns.describe();
        let (activation, similarity, loss) = (self.activation.name(), self.similarity.name(), self.loss.name());
        let (eta, n, z) = (self.step_size, self.triplets, self.outputs);
        let Augmentation { shift, noise } = self.augmentation;
        format!(
            "{activation}, {similarity}, {loss} loss, eta = {eta}{growth}, N = {n}, Z = {z}{scale}{columns}{held}, image positives shifted by up to {shift} px (a fourteenth of the side at most) with noise {noise}"
        )
    }
}
