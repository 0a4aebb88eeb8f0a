//! The work: one training step, the NTK and its drift at a width, on 20 triplets with Z = 4, tanh, and cosine similarity.

use std::sync::Arc;

use super::limits::{Limits, bandwidth};
use super::timing::{Clock, median_seconds};
use crate::data::{Augmentation, Gram, Source};
use crate::error::Result;
use crate::model::{Activation, InitialLaw, Loss, Objective, OutputScale, Real, ReducedNetwork, Similarity, Workers};
use crate::observe::{NtkDrift, ntk};
use crate::random::Stream;

pub(super) const TRIPLETS: usize = 20;
pub(super) const OUTPUTS: usize = 4;
pub(super) const OBJECTIVE: Objective = Objective { similarity: Similarity::cosine(0.01), loss: Loss::Linear };

/// What is measured at every width.
pub struct Benchmark<'a> {
    clock: Clock<'a>,
    workers: Arc<dyn Workers>,
    limits: Limits,
    gram: Gram,
}

/// The median time of one piece of work at one width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// M.
    pub width: usize,
    /// Seconds.
    pub seconds: f64,
    /// Flop; tanh is not counted.
    pub flop: f64,
    /// The least time that the machine's rates allow: product and tanh, or memory, whichever is longer.
    pub bound: f64,
}

impl Measured {
    /// The bound over the time: 1 where the work runs at the machine's limit.
    pub fn share_of_limit(&self) -> f64 {
        self.bound / self.seconds
    }
}

impl<'a> Benchmark<'a> {
    /// The benchmark on bundled data.
    pub fn new(clock: Clock<'a>, workers: Arc<dyn Workers>, limits: Limits) -> Result<Self> {
        Ok(Self { clock, workers, limits, gram: gram()? })
    }

    /// Bytes that a run at this width holds, with the start of the drift.
    pub fn bytes<R>(width: usize) -> usize {
        width * (3 * TRIPLETS + OUTPUTS + 2 * TRIPLETS + OUTPUTS) * size_of::<R>()
    }

    /// A training step, the NTK at the anchors, and its drift, in this order.
    pub fn run<R: Real>(&self, width: usize) -> [Measured; 3] {
        let stream = Stream::of_cell(0, "bench", width, 0);
        let law = InitialLaw { outputs: OUTPUTS, scale: OutputScale::Unit, stream: &stream };
        let mut network = ReducedNetwork::<R>::draw(width, &law, &self.gram, Activation::Tanh, Arc::clone(&self.workers));
        let drift = NtkDrift::since(&network, &self.gram, TRIPLETS);
        let step = median_seconds(self.clock, || {
            network.descend(&OBJECTIVE, 1.0);
        });
        let kernel = median_seconds(self.clock, || {
            std::hint::black_box(ntk(&network, &self.gram, TRIPLETS));
        });
        let change = median_seconds(self.clock, || {
            std::hint::black_box(drift.drift(&network));
        });
        let bandwidth = bandwidth(self.clock, &*self.workers, width * (3 * TRIPLETS + OUTPUTS) * size_of::<R>());
        measured(width, [step, kernel, change], &self.limits, size_of::<R>() as f64 / bandwidth)
    }
}

/// The Gram matrix of the bundled data.
pub(super) fn gram() -> Result<Gram> {
    Ok(Gram::of(&Source::Mnist.load(0, "bench", TRIPLETS, &Augmentation::STANDARD)?.inputs))
}

/// The seconds of a training step, the NTK and its drift, held against the limits; `number` is the seconds that memory takes for one number.
pub(super) fn measured(width: usize, [step, kernel, change]: [f64; 3], limits: &Limits, number: f64) -> [Measured; 3] {
    let (n, z, e) = ((3 * TRIPLETS) as f64, OUTPUTS as f64, TRIPLETS as f64);
    let neurons = width as f64;
    // What one neuron costs: flop, tanh, and numbers read or written.
    let measured = |seconds: f64, flop: f64, tanh: f64, numbers: f64| {
        let bound = neurons * (flop / limits.product + tanh / limits.tanh).max(numbers * number);
        Measured { width, seconds, flop: neurons * flop, bound }
    };
    // Products of features and of pairs; the drift has two products of pairs.
    let pairs = z * (z + 1.0) / 2.0 * e * (e + 1.0) / 2.0;
    [
        // The state is read and written; tanh once for each pre-activation.
        measured(step, 2.0 * n * n + 6.0 * n * z + 4.0 * n, n, 2.0 * (n + z)),
        // The state is read.
        measured(kernel, 2.0 * (e * e + pairs), e, e + z),
        // The start is read too.
        measured(change, 2.0 * (e * e + 2.0 * pairs), e, 3.0 * e + 2.0 * z),
    ]
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::model::Alone;

    #[test]
    fn the_bound_is_computed_from_the_rates() {
        let now = Cell::new(0.0);
        // Every look at the clock takes a second, so everything measured takes one second.
        let clock = || {
            now.set(now.get() + 1.0);
            now.get()
        };
        let limits = Limits { product: 8880.0, tanh: 60.0 };
        let benchmark = Benchmark::new(&clock, Arc::new(Alone), limits).unwrap();
        let [step, kernel, change] = benchmark.run::<f32>(64);
        // 64 neurons, each one second of product and one of tanh.
        assert_eq!((step.flop, step.bound, step.seconds, step.share_of_limit()), (64.0 * 8880.0, 128.0, 1.0, 128.0));
        assert_eq!((kernel.flop, change.flop), (64.0 * 5000.0, 64.0 * 9200.0));
    }
}
