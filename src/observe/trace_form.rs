//! The linear loss of dot products as the quadratic form tr(W^T C_V W), from eigenvalues and eigenvectors of C_V (theory, section 7).

use super::{Frame, InnerProducts, When};
use crate::model::{Real, ReducedNetwork};

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
