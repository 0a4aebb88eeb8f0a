//! The kernel's drift and the movement of weights, of any network that candle computes.

use candle_core::Tensor;

use super::{KernelDrift, NTK_DRIFT, WEIGHT_MOVEMENT, WeightMovement, largest_entry};
use crate::claim::Quantity;
use crate::experiment::{Reading, Stop};
use crate::model::{CandleNetwork, matrix_of};
use crate::train::{Measure, Now, Start, Watch, watch};

/// By J J^T with one backward pass for each output of each evaluated input. With D the change of J and m its middle the change of the kernel is
/// D m^T + m D^T: nothing is lost to cancellation.
impl Measure<CandleNetwork> for KernelDrift {
    fn quantity(&self) -> Quantity {
        NTK_DRIFT
    }

    fn since(&self, start: &Start<'_, CandleNetwork>) -> Result<Box<dyn Watch<CandleNetwork>>, Stop> {
        let evaluated = start.data.evaluated;
        let then = start.network.jacobian(evaluated)?;
        Ok(watch(move |now: &Now<'_, CandleNetwork>| {
            let change = change_of_products(&then, &now.network.jacobian(evaluated)?)?;
            Ok(Reading::exact(largest_entry(&matrix_of(&change)?)))
        }))
    }
}

fn change_of_products(then: &Tensor, now: &Tensor) -> candle_core::Result<Tensor> {
    let change = (now - then)?;
    let half = change.matmul(&(then + (&change * 0.5)?)?.t()?)?;
    &half + half.t()?
}

impl Measure<CandleNetwork> for WeightMovement {
    fn quantity(&self) -> Quantity {
        WEIGHT_MOVEMENT
    }

    fn since(&self, start: &Start<'_, CandleNetwork>) -> Result<Box<dyn Watch<CandleNetwork>>, Stop> {
        let then = start.network.weights()?;
        Ok(watch(move |now: &Now<'_, CandleNetwork>| {
            let squared: f64 = (now.network.weights()? - &then)?.sqr()?.sum_all()?.to_scalar()?;
            Ok(Reading::exact(squared.sqrt()))
        }))
    }
}
