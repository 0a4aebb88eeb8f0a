//! The work and its limits on a device: all times are until the device has done what it was given.

use candle_core::{DType, Device, Result, Tensor};

use super::limits::Limits;
use super::measured::{Measured, Work};
use super::timing::{Clock, median, seconds};
use super::work::{OBJECTIVE, OUTPUTS, STEP_SIZE, TRIPLETS};
use crate::data::Gram;
use crate::model::{Activation, Columns, InitialLaw, OutputScale, Precision, TensorNetwork, Workers};
use crate::observe::{TensorMovement, TensorNtkDrift, tensor_ntk};
use crate::random::Stream;

/// Numbers of the reference pass of tanh: few enough for a GPU's cache.
const NUMBERS: usize = 1 << 22;
/// Passes of tanh in one timing.
const PASSES: usize = 20;
/// Side of the matrices of the reference product.
const SIDE: usize = 4096;
/// Bytes of the array at which memory is timed, at most.
const MOST_BYTES: usize = 1 << 30;

/// What is measured at every width, on a device in a precision (F32 or F64).
pub struct DeviceBenchmark<'a> {
    clock: Clock<'a>,
    device: (&'a Device, DType),
    limits: Limits,
    gram: Gram,
}

impl Limits {
    /// Measures on `device`, in precision `precision`: the product of candle's backend on square matrices, and its tanh.
    ///
    /// # Errors
    /// Where the device fails, or has too little memory.
    pub fn measure_on(clock: Clock<'_>, device: &Device, precision: DType) -> Result<Self> {
        measure(clock, device, precision, (SIDE, NUMBERS))
    }
}

fn measure(clock: Clock<'_>, device: &Device, precision: DType, (side, numbers): (usize, usize)) -> Result<Limits> {
    let matrix = Tensor::full(0.5f32, (side, side), device)?.to_dtype(precision)?;
    let product = median(&timed(clock, device, || matrix.matmul(&matrix))?);
    let vector = Tensor::full(0.3f32, numbers, device)?.to_dtype(precision)?;
    let tanh = median(&timed(clock, device, || (1..PASSES).try_fold(vector.tanh()?, |_, _| vector.tanh()))?);
    Ok(Limits { product: 2.0 * (side as f64).powi(3) / product, tanh: (PASSES * numbers) as f64 / tanh })
}

impl<'a> DeviceBenchmark<'a> {
    /// Bytes of the device's memory that a run at this width holds: the state, and one start as large.
    pub fn bytes(precision: Precision, width: usize) -> usize {
        width.saturating_mul(2 * (3 * TRIPLETS + OUTPUTS) * precision.bytes())
    }

    /// Bytes of the device's memory that a run takes at most beside [`Self::bytes`]: the array at which memory is timed, written to another,
    /// or the matrices of one chunk of neurons, which are smaller.
    pub const SCRATCH: usize = 2 * MOST_BYTES;

    /// The benchmark on inputs with this Gram matrix (see [`super::gram`]).
    pub fn new(clock: Clock<'a>, device: (&'a Device, DType), limits: Limits, gram: Gram) -> Self {
        Self { clock, device, limits, gram }
    }

    /// A training step, the NTK at the anchors, its drift, and the weight movement, in this order; `workers` draw the network.
    ///
    /// # Errors
    /// Where the device fails, or has too little memory.
    pub fn run(&self, width: usize, workers: &dyn Workers) -> Result<Vec<Measured>> {
        let (device, precision) = self.device;
        let stream = Stream::of_cell(0, "bench", width, 0);
        let law = InitialLaw { outputs: OUTPUTS, scale: OutputScale::Unit, columns: Columns::Independent, stream: &stream };
        let mut network = TensorNetwork::draw(width, &law, &self.gram, Activation::TANH, workers, self.device)?;
        let step = timed(self.clock, device, || network.descend(&OBJECTIVE, STEP_SIZE))?;
        // What an observable keeps of the start is dropped before the next one starts.
        let drift = TensorNtkDrift::since(&network, &self.gram, TRIPLETS)?;
        network.descend(&OBJECTIVE, STEP_SIZE)?;
        let kernel = timed(self.clock, device, || tensor_ntk(&network, &self.gram, TRIPLETS))?;
        let change = timed(self.clock, device, || drift.drift(&network))?;
        drop(drift);
        let movement = TensorMovement::since(&network, &self.gram);
        network.descend(&OBJECTIVE, STEP_SIZE)?;
        let distance = timed(self.clock, device, || movement.distance(&network))?;
        drop(movement);
        let number = precision.size_in_bytes();
        let numbers = (width * (3 * TRIPLETS + OUTPUTS)).min(MOST_BYTES / number);
        let array = Tensor::zeros(numbers, precision, device)?;
        // Read and written.
        let memory = median(&timed(self.clock, device, || array.affine(1.0, 1.0))?) / (2 * numbers) as f64;
        let times = [(Work::Step, step), (Work::Ntk, kernel), (Work::NtkDrift, change), (Work::WeightMovement, distance)];
        Ok(times.into_iter().map(|(work, times)| Measured::new(work, width, times, &self.limits, memory)).collect())
    }
}

/// The times of `work` in seconds.
fn timed<T>(clock: Clock<'_>, device: &Device, mut work: impl FnMut() -> Result<T>) -> Result<Vec<f64>> {
    let mut outcome = Ok(());
    let times = seconds(clock, || {
        if outcome.is_ok() {
            outcome = work().and_then(|result| {
                device.synchronize()?;
                std::hint::black_box(result);
                Ok(())
            });
        }
    });
    outcome.map(|()| times)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::bench::gram;
    use crate::bench::measured::tests::assert_bounds;
    use crate::data::Source;
    use crate::model::Alone;

    #[test]
    fn the_bound_is_that_of_the_same_work_on_the_processor() {
        let now = Cell::new(0.0);
        // Every look at the clock takes a second, so everything measured takes one second.
        let clock = || {
            now.set(now.get() + 1.0);
            now.get()
        };
        let limits = measure(&clock, &Device::Cpu, DType::F32, (8, 10)).unwrap();
        assert_eq!((limits.product, limits.tanh), (1024.0, 200.0));
        let limits = Limits { product: 8880.0, tanh: 60.0 };
        let benchmark = DeviceBenchmark::new(&clock, (&Device::Cpu, DType::F32), limits, gram(&Source::Mnist).unwrap());
        let works = [Work::Step, Work::Ntk, Work::NtkDrift, Work::WeightMovement];
        assert_bounds(&benchmark.run(64, &Alone).unwrap(), &works);
    }

    #[test]
    fn a_failure_is_not_a_time() {
        let now = Cell::new(0.0);
        let clock = || {
            now.set(now.get() + 1.0);
            now.get()
        };
        let left = Tensor::zeros((2, 3), DType::F32, &Device::Cpu).unwrap();
        assert!(timed(&clock, &Device::Cpu, || left.matmul(&left)).is_err());
    }
}
