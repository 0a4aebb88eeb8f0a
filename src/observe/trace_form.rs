//! The linear loss of dot products as the quadratic form tr(W^T C_V W), from eigenvalues and eigenvectors of C_V (docs/theory.md, section 7).

use super::{Frame, InnerProducts, When};
use crate::claim::Quantity;
use crate::model::{Real, ReducedNetwork};
use crate::train::{Now, OfReduced};

/// sup over steps up to t of |L - tr(W^T C_V W)|, as a share of the sizes of its terms: [`TraceForm`]. In units of rounding.
pub const TRACE_ERROR: Quantity = Quantity::size("trace_error", "|L - tr(W^T C_V W)|, relative").supremum().in_rounding();
/// How far L(t) is from the sum of the Z lowest eigenvalues of C_V(t), as a share of the sizes of all. In units of rounding.
pub const MINIMUM_GAP: Quantity = Quantity::size("minimum_gap", "|L(t) - its minimum|, relative").in_rounding();
/// sup over steps up to t of how far L is below that sum, as the same share. In units of rounding.
pub const BELOW_MINIMUM: Quantity = Quantity::size("below_minimum", "L(t) below the minimum, relative").supremum().in_rounding();

/// The quantities of this file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TraceMeasure {
    /// [`TRACE_ERROR`]
    Error,
    /// [`MINIMUM_GAP`]
    MinimumGap,
    /// [`BELOW_MINIMUM`]
    BelowMinimum,
}

impl TraceMeasure {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Error, Self::MinimumGap, Self::BelowMinimum];
}

impl OfReduced for TraceMeasure {
    fn quantity(&self) -> Quantity {
        match self {
            Self::Error => TRACE_ERROR,
            Self::MinimumGap => MINIMUM_GAP,
            Self::BelowMinimum => BELOW_MINIMUM,
        }
    }

    fn value<R: Real>(&self, now: &Now<'_, ReducedNetwork<R>>) -> f64 {
        let form = now.shared(|| TraceForm::of(now.network));
        let in_rounding = |of: fn(&TraceForm, f64) -> f64| form.as_ref().as_ref().map_or(f64::NAN, |form| of(form, now.loss) / R::EPSILON);
        match self {
            Self::Error => in_rounding(TraceForm::apart),
            Self::MinimumGap => in_rounding(TraceForm::above_minimum).abs(),
            Self::BelowMinimum => -in_rounding(TraceForm::above_minimum),
        }
    }
}

/// tr(W^T C_V W) = sum_k l_k |q_k^T W|^2 over the eigenvalues l_k and eigenvectors q_k of C_V.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TraceForm {
    /// The sum.
    pub trace: f64,
    /// The sum of the sizes of its terms.
    pub size: f64,
    /// Its minimum over W^T W = I: the sum of the Z lowest eigenvalues.
    pub least: f64,
    /// The sum of the sizes of all eigenvalues.
    pub nuclear: f64,
}

impl TraceForm {
    /// Of a network as it is. `None` where the network is not finite, or M < n + Z, so that C_V may lack the Z eigenvalues of 0 which the minimum may need.
    pub fn of<R: Real>(network: &ReducedNetwork<R>) -> Option<Self> {
        let z = network.output_dimension();
        if network.width() < network.outputs().len() / z + z {
            return None;
        }
        let spectrum = Frame::of(&InnerProducts::of(network))?.spectrum(When::Now)?;
        let sum = |term: fn(f64, f64) -> f64| spectrum.iter().map(|&(eigenvalue, square)| term(eigenvalue, square)).sum();
        Some(Self {
            trace: sum(|eigenvalue, square| eigenvalue * square),
            size: sum(|eigenvalue, square| eigenvalue.abs() * square),
            least: spectrum.iter().take(z).map(|(eigenvalue, _)| eigenvalue.min(0.0)).sum(),
            nuclear: sum(|eigenvalue, _| eigenvalue.abs()),
        })
    }

    /// |`loss` - tr(W^T C_V W)| as a share of the sizes of the terms.
    pub fn apart(&self, loss: f64) -> f64 {
        (loss - self.trace).abs() / self.size
    }

    /// How far `loss` is above the minimum over W^T W = I, as a share of the sizes of the eigenvalues; negative below it.
    pub fn above_minimum(&self, loss: f64) -> f64 {
        (loss - self.least) / self.nuclear
    }
}
