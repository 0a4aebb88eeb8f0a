//! The drift of the NTK as a quantity, on networks of either kind.

use faer::Mat;

use super::{NtkDrift, TensorNtkDrift, floor, largest_entry};
use crate::claim::Quantity;
use crate::experiment::{Reading, Stop};
use crate::model::{Real, ReducedNetwork, TensorNetwork};
use crate::train::{Measure, Now, Start, Watch, watch};

/// sup over steps up to t of the largest entry of |K(theta(t)) - K(theta(0))|, measured at the steps of [`crate::experiment::watched_steps`].
pub const NTK_DRIFT: Quantity =
    Quantity::size("ntk_drift", "sup-drift of the NTK, max |K(t) - K(0)|").supremum().derived_as("|K(t) - K(0)|");

/// [`NTK_DRIFT`], of networks on the processor and on a device.
#[derive(Debug, Clone, Copy)]
pub struct KernelDrift;

/// K(t) - K(0) at one step.
pub(crate) struct KernelChange(pub(crate) Mat<f64>);

impl KernelChange {
    /// Measured once a step, whoever asks.
    pub(crate) fn at<R: Real>(now: &Now<'_, ReducedNetwork<R>>, since: &NtkDrift<R>) -> std::sync::Arc<Self> {
        now.shared(|| Self(since.change(now.network)))
    }
}

/// What [`KernelChange`] counts from, kept once a run.
pub(crate) fn kernel_start<R: Real>(start: &Start<'_, ReducedNetwork<R>>) -> std::sync::Arc<NtkDrift<R>> {
    start.shared(|| NtkDrift::since(start.network, &start.data.gram, start.data.evaluated))
}

impl<R: Real> Measure<ReducedNetwork<R>> for KernelDrift {
    fn quantity(&self) -> Quantity {
        NTK_DRIFT
    }

    fn since(&self, start: &Start<'_, ReducedNetwork<R>>) -> Result<Box<dyn Watch<ReducedNetwork<R>>>, Stop> {
        let drift = kernel_start(start);
        Ok(watch(move |now: &Now<'_, ReducedNetwork<R>>| {
            let value = largest_entry(&KernelChange::at(now, &drift).0);
            Ok(Reading { value, floor: Some(floor::ntk_drift::<R>(now.network.width())) })
        }))
    }
}

impl Measure<TensorNetwork> for KernelDrift {
    fn quantity(&self) -> Quantity {
        NTK_DRIFT
    }

    fn since(&self, start: &Start<'_, TensorNetwork>) -> Result<Box<dyn Watch<TensorNetwork>>, Stop> {
        let drift = TensorNtkDrift::since(start.network, &start.data.gram, start.data.evaluated)?;
        Ok(watch(move |now: &Now<'_, TensorNetwork>| {
            let floor = floor::in_precision(now.network.precision(), now.network.width(), floor::ntk_drift::<f32>, floor::ntk_drift::<f64>);
            Ok(Reading { value: drift.drift(now.network)?, floor: Some(floor) })
        }))
    }
}
