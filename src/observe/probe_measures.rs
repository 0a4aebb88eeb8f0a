//! Linear probes as quantities.

use std::sync::Arc;

use super::{Probe, ProbeInputs};
use crate::claim::Quantity;
use crate::experiment::{Reading, Stop};
use crate::model::{Real, ReducedNetwork};
use crate::train::{Measure, Now, Start, Watch, watch};

/// The share of held-out labels that a linear probe on the outputs at t gets wrong: [`super::probe_error`].
pub const PROBE_ERROR: Quantity = Quantity::size("probe_error", "share of errors of a linear probe on f(t)");
/// The same on the outputs of the Z lowest eigenvectors of C_V(0) at features Phi(0).
pub const PRINCIPAL_PROBE_ERROR: Quantity = Quantity::size("principal_probe_error", "share of errors of a linear probe on PCA of C_V(0)");
/// How far the two are apart.
pub const PROBE_GAP: Quantity = Quantity::size("probe_gap", "errors of linear probes on f(t) and PCA of C_V(0), apart");

/// The quantities of this file, which need held-out inputs with labels: [`ProbeInputs`] among what the data share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProbeMeasure {
    /// [`PROBE_ERROR`]
    Trained,
    /// [`PRINCIPAL_PROBE_ERROR`]
    Principal,
    /// [`PROBE_GAP`]
    Gap,
}

impl ProbeMeasure {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Trained, Self::Principal, Self::Gap];

    /// What it measures.
    pub const fn quantity(self) -> Quantity {
        match self {
            Self::Trained => PROBE_ERROR,
            Self::Principal => PRINCIPAL_PROBE_ERROR,
            Self::Gap => PROBE_GAP,
        }
    }
}

/// The error of the probe on the outputs at one step.
struct ErrorNow(f64);

impl<R: Real> Measure<ReducedNetwork<R>> for ProbeMeasure {
    fn quantity(&self) -> Quantity {
        (*self).quantity()
    }

    fn since(&self, start: &Start<'_, ReducedNetwork<R>>) -> Result<Box<dyn Watch<ReducedNetwork<R>>>, Stop> {
        let (of, inputs) = (*self, start.data.shared.get::<ProbeInputs>());
        let probe: Option<Arc<Probe>> = inputs.map(|inputs| start.shared(|| Probe::since(start.network, inputs, start.stream.clone())));
        Ok(watch(move |now: &Now<'_, ReducedNetwork<R>>| {
            let Some(probe) = &probe else { return Ok(Reading::exact(f64::NAN)) };
            let error = || now.shared(|| ErrorNow(probe.error(now.network))).0;
            Ok(Reading::exact(match of {
                Self::Trained => error(),
                Self::Principal => probe.planned_error(),
                Self::Gap => (error() - probe.planned_error()).abs(),
            }))
        }))
    }
}
