//! The NTK and its drift for a network on a device: the formulas of [`super::ntk()`] in candle operations, chunk by chunk.

use candle_core::{D, Device, Result, Tensor};
use faer::Mat;

use super::ntk::{Shape, largest_entry};
use super::panel::pair_count;
use crate::data::Gram;
use crate::model::{Activation, TensorChunk, TensorNetwork, sum_of_products};

/// The NTK of a network at the first `evaluated` inputs, eZ x eZ, with rows and columns (x, i) at index x Z + i.
///
/// # Errors
/// Where the device fails, or has too little memory.
pub fn tensor_ntk(network: &TensorNetwork, gram: &Gram, evaluated: usize) -> Result<Mat<f64>> {
    let shape = Shape { e: evaluated, z: network.output_dimension() };
    let pairs = Pairs::of(shape, network)?;
    let sums = network.chunks().iter().map(|chunk| {
        let state = Seen::of(chunk, network.activation(), evaluated)?;
        let of_pairs = sum_of_products(&pairs.of_inputs.products(&state.slope)?, &pairs.of_outputs.products(&state.output)?)?;
        Ok((sum_of_products(&state.feature, &state.feature)?, of_pairs))
    });
    assemble(shape, gram, network.width(), &sums.collect::<Result<Vec<_>>>()?, |sum, _| sum)
}

/// The NTK drift of a network from the state in which this was made.
#[derive(Debug)]
pub struct TensorNtkDrift {
    gram: Gram,
    shape: Shape,
    pairs: Pairs,
    start: Vec<Seen>,
}

impl TensorNtkDrift {
    /// Takes the network's present state as the start; the drift is measured at the first `evaluated` inputs.
    ///
    /// # Errors
    /// Where the device fails, or has too little memory.
    pub fn since(network: &TensorNetwork, gram: &Gram, evaluated: usize) -> Result<Self> {
        let shape = Shape { e: evaluated, z: network.output_dimension() };
        let start = network.chunks().iter().map(|chunk| Seen::of(chunk, network.activation(), evaluated)).collect::<Result<_>>()?;
        Ok(Self { gram: gram.clone(), shape, pairs: Pairs::of(shape, network)?, start })
    }

    /// K(theta(t)) - K(theta(0)), shaped as [`tensor_ntk`] does.
    ///
    /// # Errors
    /// Where the device fails, or has too little memory.
    pub fn change(&self, network: &TensorNetwork) -> Result<Mat<f64>> {
        let sums = network.chunks().iter().zip(&self.start).map(|(chunk, then)| {
            let now = Seen::of(chunk, network.activation(), self.shape.e)?;
            let feature = Change::between(&now.feature, &then.feature)?;
            let p = self.pairs.of_outputs.changes(&Change::between(&now.output, &then.output)?)?;
            let q = self.pairs.of_inputs.changes(&Change::between(&now.slope, &then.slope)?)?;
            let of_pairs = (sum_of_products(&q.change, &p.middle)? + sum_of_products(&q.middle, &p.change)?)?;
            // Half of the change of features, the other half being its transpose.
            Ok((sum_of_products(&feature.change, &feature.middle)?, of_pairs))
        });
        let sums = sums.collect::<Result<Vec<_>>>()?;
        assemble(self.shape, &self.gram, network.width(), &sums, |sum, transposed| sum + transposed)
    }

    /// The NTK drift dK(t): the largest entry of |K(theta(t)) - K(theta(0))|; NaN where an entry is NaN.
    ///
    /// # Errors
    /// Where the device fails, or has too little memory.
    pub fn drift(&self, network: &TensorNetwork) -> Result<f64> {
        Ok(largest_entry(&self.change(network)?))
    }
}

/// What the kernel needs of a chunk, one neuron a row: phi(A) and phi'(A) at the evaluated inputs, and W.
#[derive(Debug)]
struct Seen {
    feature: Tensor,
    slope: Tensor,
    output: Tensor,
}

impl Seen {
    fn of(chunk: &TensorChunk, activation: Activation, evaluated: usize) -> Result<Self> {
        let preactivations = chunk.preactivations.narrow(1, 0, evaluated)?.contiguous()?;
        let feature = activation.forward(&preactivations)?;
        let slope = activation.forward_slope(&preactivations, &feature)?;
        Ok(Self { feature, slope, output: chunk.output.clone() })
    }
}

/// What numbers now and then differ by, and the middle between them.
struct Change {
    change: Tensor,
    middle: Tensor,
}

impl Change {
    fn between(now: &Tensor, then: &Tensor) -> Result<Self> {
        let change = (now - then)?;
        let middle = (then + (&change * 0.5)?)?;
        Ok(Self { change, middle })
    }
}

/// The pairs i <= j of outputs and x <= y of evaluated inputs.
#[derive(Debug)]
struct Pairs {
    of_outputs: Columns,
    of_inputs: Columns,
}

impl Pairs {
    fn of(shape: Shape, network: &TensorNetwork) -> Result<Self> {
        let device = network.device();
        Ok(Self { of_outputs: Columns::pairs(shape.z, device)?, of_inputs: Columns::pairs(shape.e, device)? })
    }
}

/// The first and the second column of each pair x <= y, in the order of [`super::panel::pair_index`].
#[derive(Debug)]
struct Columns {
    first: Tensor,
    second: Tensor,
}

impl Columns {
    fn pairs(columns: usize, device: &Device) -> Result<Self> {
        let pairs = (0..columns as u32).flat_map(|x| (x..columns as u32).map(move |y| (x, y)));
        let (first, second): (Vec<u32>, Vec<u32>) = pairs.unzip();
        Ok(Self { first: Tensor::new(first, device)?, second: Tensor::new(second, device)? })
    }

    /// The two columns of every pair.
    fn both(&self, rows: &Tensor) -> Result<(Tensor, Tensor)> {
        Ok((rows.index_select(&self.first, D::Minus1)?, rows.index_select(&self.second, D::Minus1)?))
    }

    fn products(&self, rows: &Tensor) -> Result<Tensor> {
        let (first, second) = self.both(rows)?;
        first * second
    }

    /// From the changes d and middles m of the columns: the change of a product is d m + m d, its middle m m + d d/4.
    fn changes(&self, of: &Change) -> Result<Change> {
        let ((dx, dy), (mx, my)) = (self.both(&of.change)?, self.both(&of.middle)?);
        let change = ((&dx * &my)? + (&mx * &dy)?)?;
        let middle = ((mx * my)? + ((dx * 0.25)? * dy)?)?;
        Ok(Change { change, middle })
    }
}

/// The kernel from the chunks' sums of features and of pairs, added in their order.
fn assemble(shape: Shape, gram: &Gram, width: usize, sums: &[(Tensor, Tensor)], of_features: impl Fn(f64, f64) -> f64) -> Result<Mat<f64>> {
    let total = |part: &dyn Fn(&(Tensor, Tensor)) -> Tensor| {
        let parts: Vec<Tensor> = sums.iter().map(part).collect();
        Tensor::stack(&parts, 0)?.sum(0)?.flatten_all()?.to_vec1::<f64>()
    };
    let sums = [total(&|sum| sum.0.clone())?, total(&|sum| sum.1.clone())?].concat();
    Ok(shape.assemble(gram, width, (shape.e, pair_count(shape.z)), &sums, of_features))
}
