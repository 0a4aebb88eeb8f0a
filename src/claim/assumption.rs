//! Assumptions of a statement, as values that a design is checked against.

use crate::model::{Denominator, Loss, Objective, OutputScale, OutputWeights, Similarity};
use crate::study::Setting;

/// An assumption of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Assumption {
    /// phi is twice differentiable with bounded derivatives.
    SmoothActivation,
    /// dL/dU is bounded: a cosine similarity with a positive delta.
    BoundedGradient,
    /// The entries of W(0) are N(0, 1): the NTK parametrisation.
    StandardWeights,
    /// The columns of W are orthonormal throughout.
    OrthonormalWeights,
    /// Dot-product similarity with the linear loss.
    LinearDot,
}

impl Assumption {
    /// Why the assumption does not hold in `setting`, or nothing where it does.
    pub fn broken_in(self, setting: &Setting) -> Option<String> {
        match self {
            Self::SmoothActivation if !setting.activation.is_smooth() => {
                Some(format!("{} has no second derivative", setting.activation.name()))
            }
            Self::BoundedGradient => match setting.similarity {
                // With the other denominators the gradient in u is |v|/delta at u = 0, which is bounded only as far as outputs are.
                Similarity::Cosine { denominator: Denominator::Smooth, delta } if delta > 0.0 => None,
                _ => Some(format!("{}: the gradient in the outputs is not bounded", setting.similarity.name())),
            },
            Self::OrthonormalWeights if setting.held == OutputWeights::Free => Some("the columns of W are not orthonormal".into()),
            Self::LinearDot if setting.objective() != (Objective { similarity: Similarity::Dot, loss: Loss::Linear }) => {
                Some(format!("{} with {} loss is not the linear loss of dot products", setting.similarity.name(), setting.loss.name()))
            }
            Self::StandardWeights if setting.output_scale != OutputScale::Unit => Some("W(0) is not N(0, 1)".into()),
            _ => None,
        }
    }

    /// The assumption in words.
    pub fn describe(self) -> &'static str {
        match self {
            Self::SmoothActivation => "phi is twice differentiable with bounded derivatives",
            Self::BoundedGradient => {
                "the gradient of the loss in the outputs is bounded (cosine similarity with its smooth denominator, delta > 0)"
            }
            Self::OrthonormalWeights => "the columns of W are orthonormal throughout: Grassmannian descent",
            Self::LinearDot => "the loss is the linear loss of dot products, tr(W^T C_V W)",
            Self::StandardWeights => "the entries of W(0) and V(0) are i.i.d. N(0, 1)",
        }
    }
}
