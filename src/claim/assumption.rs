//! Assumptions of a statement, as values that a design is checked against.

use crate::model::{Activation, Columns, Denominator, Loss, OutputScale, OutputWeights, Similarity};
use crate::study::{Setting, StepGrowth};

/// An assumption of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Assumption {
    /// phi is twice differentiable with bounded derivatives.
    SmoothActivation,
    /// phi itself is bounded.
    BoundedActivation,
    /// dL/dU is bounded: a cosine similarity with a positive delta.
    BoundedGradient,
    /// L is quadratic in the outputs, tr(U^T B U): dot-product similarity and the linear loss.
    QuadraticLoss,
    /// The entries of W(0) and V(0) are N(0, 1): the NTK parametrisation.
    StandardWeights,
    /// The entries of V(0) are N(0, 1), whatever W(0) is.
    StandardInputWeights,
    /// W^T W = I at every step.
    OrthonormalWeights,
    /// eta does not depend on M.
    FixedStepSize,
    /// The gap between the Z-th and the next eigenvalue of C_V(0) stays away from 0 as M grows. No setting decides this: it is a condition on the data, and
    /// a module that assumes it has to measure the gap.
    SpectralGap,
    /// s is a function of inner products of outputs alone.
    RotationInvariance,
    /// Two columns of W(0) are equal.
    EqualColumns,
    /// The columns of W(0) are linearly dependent.
    DependentColumns,
    /// The columns of W(0) span the Z lowest eigenvectors of C_V(0).
    PrincipalStart,
}

impl Assumption {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::SmoothActivation,
        Self::BoundedActivation,
        Self::BoundedGradient,
        Self::QuadraticLoss,
        Self::StandardWeights,
        Self::StandardInputWeights,
        Self::OrthonormalWeights,
        Self::FixedStepSize,
        Self::SpectralGap,
        Self::RotationInvariance,
        Self::EqualColumns,
        Self::DependentColumns,
        Self::PrincipalStart,
    ];

    /// Whether this assumption holds wherever those of `assumed` do.
    pub fn is_among(self, assumed: &[Self]) -> bool {
        assumed.contains(&self) || (self == Self::StandardInputWeights && assumed.contains(&Self::StandardWeights))
    }

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
            Self::BoundedActivation if !matches!(setting.activation, Activation::Tanh | Activation::Erf) => {
                Some(format!("{} is not bounded", setting.activation.name()))
            }
            Self::QuadraticLoss if (setting.similarity, setting.loss) != (Similarity::Dot, Loss::Linear) => {
                Some(format!("{} loss of {}: the loss is not quadratic in the outputs", setting.loss.name(), setting.similarity.name()))
            }
            Self::OrthonormalWeights if setting.held == OutputWeights::Free => Some("W is trained without the constraint W^T W = I".into()),
            Self::PrincipalStart if setting.held != OutputWeights::Principal => Some("W(0) is not from the PCA of C_V(0)".into()),
            Self::FixedStepSize if setting.step_growth != StepGrowth::Constant => Some("the step size grows with M".into()),
            Self::StandardWeights if setting.held != OutputWeights::Free => Some("W(0) is orthonormal, and not N(0, 1)".into()),
            Self::RotationInvariance if !setting.similarity.is_rotation_invariant() => {
                Some(format!("{}: not a function of inner products alone", setting.similarity.name()))
            }
            Self::EqualColumns if setting.columns != Columns::Duplicate => Some("no two columns of W(0) are equal".into()),
            Self::DependentColumns if !setting.columns.are_dependent(setting.outputs) => {
                Some("the columns of W(0) are linearly independent".into())
            }
            Self::StandardWeights if setting.output_scale != OutputScale::Unit || setting.columns != Columns::Independent => {
                Some("W(0) is not N(0, 1)".into())
            }
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
            Self::BoundedActivation => "phi is bounded",
            Self::QuadraticLoss => "the loss is tr(U^T B U) (dot-product similarity, linear loss)",
            Self::RotationInvariance => "the similarity is a function of inner products of outputs alone",
            Self::EqualColumns => "two columns of W(0) are equal",
            Self::PrincipalStart => "the columns of W(0) span the Z lowest eigenvectors of C_V(0)",
            Self::DependentColumns => "the columns of W(0) are linearly dependent",
            Self::StandardWeights => "the entries of W(0) and V(0) are i.i.d. N(0, 1)",
            Self::StandardInputWeights => "the entries of V(0) are i.i.d. N(0, 1)",
            Self::OrthonormalWeights => "W^T W = I at every step",
            Self::FixedStepSize => "the step size does not depend on M",
            Self::SpectralGap => "the gap between the Z-th and the next eigenvalue of C_V(0) stays away from 0 as M grows",
        }
    }
}
