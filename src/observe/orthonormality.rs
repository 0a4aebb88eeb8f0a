//! How far W is from orthonormal columns.

use crate::claim::Quantity;
use crate::model::{Real, ReducedNetwork};
use crate::train::{Now, OfReduced};

/// sup over steps up to t of the largest entry of |W(t)^T W(t) - I|.
pub const ORTHONORMALITY_ERROR: Quantity = Quantity::size("orthonormality_error", "sup of max |W(t)^T W(t) - I|").supremum();

/// [`ORTHONORMALITY_ERROR`]
#[derive(Debug, Clone, Copy)]
pub struct OrthonormalityError;

impl OfReduced for OrthonormalityError {
    fn quantity(&self) -> Quantity {
        ORTHONORMALITY_ERROR
    }

    fn value<R: Real>(&self, now: &Now<'_, ReducedNetwork<R>>) -> f64 {
        now.network.orthonormality_error()
    }
}
