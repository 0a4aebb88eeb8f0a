//! Assumptions of a statement: names with their words. Whether one holds is for an experiment to say.

use std::fmt;

/// An assumption of a statement. One of one's own is a constant, as those below are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Assumption {
    /// The name.
    pub name: &'static str,
    /// The assumption in words.
    pub says: &'static str,
    /// Names of assumptions that imply it.
    pub implied_by: &'static [&'static str],
}

/// An experiment's answer on an assumption: nothing where it holds, or why it does not.
pub type Broken = Result<Option<String>, Unknown>;

/// An experiment that does not know whether an assumption holds: a claim that needs it cannot be made there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unknown;

/// phi is twice differentiable with bounded derivatives.
pub const SMOOTH_ACTIVATION: Assumption = new("smooth_activation", "phi is twice differentiable with bounded derivatives");
/// phi itself is bounded.
pub const BOUNDED_ACTIVATION: Assumption = new("bounded_activation", "phi is bounded");
/// dL/dU is bounded, as with a cosine similarity with a positive delta.
pub const BOUNDED_GRADIENT: Assumption = new(
    "bounded_gradient",
    "the gradient of the loss in the outputs is bounded (cosine similarity with its smooth denominator, delta > 0)",
);
/// L is quadratic in the outputs, tr(U^T B U): dot-product similarity and the linear loss.
pub const QUADRATIC_LOSS: Assumption = new("quadratic_loss", "the loss is tr(U^T B U) (dot-product similarity, linear loss)");
/// The entries of W(0) and V(0) are N(0, 1): the NTK parametrisation.
pub const STANDARD_WEIGHTS: Assumption = new("standard_weights", "the entries of W(0) and V(0) are i.i.d. N(0, 1)");
/// The entries of V(0) are N(0, 1), whatever W(0) is.
pub const STANDARD_INPUT_WEIGHTS: Assumption =
    Assumption { implied_by: &["standard_weights"], ..new("standard_input_weights", "the entries of V(0) are i.i.d. N(0, 1)") };
/// W^T W = I at every step.
pub const ORTHONORMAL_WEIGHTS: Assumption = new("orthonormal_weights", "W^T W = I at every step");
/// The columns of W(0) are the principal components: orthonormal eigenvectors of C_V(0) with its Z lowest eigenvalues.
pub const PRINCIPAL_WEIGHTS: Assumption =
    new("principal_weights", "the columns of W(0) are the eigenvectors of C_V(0) with its Z lowest eigenvalues");
/// eta does not depend on M.
pub const FIXED_STEP_SIZE: Assumption = new("fixed_step_size", "the step size does not depend on M");
/// The gap between the Z-th and the next eigenvalue of C_V(0) stays away from 0 as M grows. It is a condition on the data: a module that assumes it has to
/// measure the gap.
pub const SPECTRAL_GAP: Assumption =
    new("spectral_gap", "the gap between the Z-th and the next eigenvalue of C_V(0) stays away from 0 as M grows");
/// s is a function of inner products of outputs alone.
pub const ROTATION_INVARIANCE: Assumption = new("rotation_invariance", "the similarity is a function of inner products of outputs alone");
/// Two columns of W(0) are equal.
pub const EQUAL_COLUMNS: Assumption = new("equal_columns", "two columns of W(0) are equal");
/// The columns of W(0) are linearly dependent.
pub const DEPENDENT_COLUMNS: Assumption = new("dependent_columns", "the columns of W(0) are linearly dependent");

/// Weights move by gradients alone: nothing pulls them elsewhere.
pub const GRADIENTS_ALONE: Assumption = new("gradients_alone", "weights move by gradients alone");
/// A step takes a share of every weight, whatever the gradient.
pub const DECAYING_WEIGHTS: Assumption = new("decaying_weights", "a step takes a share of every weight");

/// Those above.
pub const ALL: [Assumption; 15] = [
    SMOOTH_ACTIVATION,
    BOUNDED_ACTIVATION,
    BOUNDED_GRADIENT,
    QUADRATIC_LOSS,
    STANDARD_WEIGHTS,
    STANDARD_INPUT_WEIGHTS,
    ORTHONORMAL_WEIGHTS,
    PRINCIPAL_WEIGHTS,
    FIXED_STEP_SIZE,
    SPECTRAL_GAP,
    ROTATION_INVARIANCE,
    EQUAL_COLUMNS,
    DEPENDENT_COLUMNS,
    GRADIENTS_ALONE,
    DECAYING_WEIGHTS,
];

const fn new(name: &'static str, says: &'static str) -> Assumption {
    Assumption { name, says, implied_by: &[] }
}

impl Assumption {
    /// Whether this assumption holds wherever those of `assumed` do.
    pub fn is_among(&self, assumed: &[Self]) -> bool {
        assumed.iter().any(|other| other == self || self.implied_by.contains(&other.name))
    }
}

impl fmt::Display for Assumption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaussian_weights_are_gaussian_in_v_and_nothing_else_follows_from_another() {
        assert!(STANDARD_INPUT_WEIGHTS.is_among(&[STANDARD_WEIGHTS]));
        for assumption in ALL {
            let others: Vec<Assumption> = ALL.into_iter().filter(|other| *other != assumption).collect();
            assert_eq!(assumption.is_among(&others), assumption == STANDARD_INPUT_WEIGHTS, "{assumption}");
            assert!(assumption.is_among(&[assumption]));
        }
    }
}
