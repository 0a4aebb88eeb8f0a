//! The weight movement R(t) of a network on a device: the formula of [`super::Movement`] in candle operations, chunk by chunk.

use candle_core::{DType, Tensor};

use super::movement::distance;
use super::{WEIGHT_MOVEMENT, WeightMovement, floor};
use crate::claim::Quantity;
use crate::data::Gram;
use crate::experiment::{Reading, Stop};
use crate::model::{TensorChunk, TensorNetwork, matrix_of};
use crate::train::{Measure, Now, Start, Watch, watch};

impl Measure<TensorNetwork> for WeightMovement {
    fn quantity(&self) -> Quantity {
        WEIGHT_MOVEMENT
    }

    fn since(&self, start: &Start<'_, TensorNetwork>) -> Result<Box<dyn Watch<TensorNetwork>>, Stop> {
        let movement = TensorMovement::since(start.network, &start.data.gram);
        Ok(watch(move |now: &Now<'_, TensorNetwork>| {
            let floor = floor::in_precision(now.network.precision(), now.network.width(), floor::movement::<f32>, floor::movement::<f64>);
            Ok(Reading { value: movement.distance(now.network)?, floor: Some(floor) })
        }))
    }
}

/// The weight movement of a network from the state in which this was made.
#[derive(Debug)]
pub struct TensorMovement {
    gram: Gram,
    start: Vec<TensorChunk>,
}

impl TensorMovement {
    /// Takes the network's present state as the start.
    pub fn since(network: &TensorNetwork, gram: &Gram) -> Self {
        Self { gram: gram.clone(), start: network.chunks().to_vec() }
    }

    /// R(t) = sqrt(|W(t) - W(0)|_F^2 + |V(t) - V(0)|_F^2). Differences are taken in the state's precision and products in f64, because G^+ may be
    /// large.
    ///
    /// # Errors
    /// Where the device fails, or has too little memory.
    pub fn distance(&self, network: &TensorNetwork) -> candle_core::Result<f64> {
        let difference = |now: &Tensor, then: &Tensor| (now - then)?.to_dtype(DType::F64);
        let mut of_output = Vec::with_capacity(self.start.len());
        let mut products = Vec::with_capacity(self.start.len());
        for (now, then) in network.chunks().iter().zip(&self.start) {
            of_output.push(difference(&now.output, &then.output)?.sqr()?.sum_all()?);
            let change = difference(&now.preactivations, &then.preactivations)?;
            products.push(change.t()?.matmul(&change)?);
        }
        let of_output = Tensor::stack(&of_output, 0)?.sum_all()?.to_scalar()?;
        let products = matrix_of(&Tensor::stack(&products, 0)?.sum(0)?)?;
        Ok(distance(&self.gram, of_output, |i, j| products[(i, j)]))
    }
}
