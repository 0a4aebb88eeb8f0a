//! The work: one training step and the observables at a width, on 20 triplets with Z = 4, tanh, and cosine similarity.

use std::sync::Arc;

use super::limits::{Limits, bandwidth};
use super::measured::{Measured, Work};
use super::timing::{Clock, seconds};
use crate::data::{Augmentation, Gram, Source};
use crate::error::Result;
use crate::loss::{Objective, Similarity, TripletLoss};
use crate::model::{Activation, Columns, InitialLaw, OutputScale, Precision, Real, ReducedNetwork, Workers};
use crate::observe::{FeatureChange, Movement, NtkDrift, PairNorms, hessian_norm, ntk};
use crate::random::Stream;

pub(super) const TRIPLETS: usize = 20;
pub(super) const OUTPUTS: usize = 4;
pub(super) const STEP_SIZE: f64 = 1.0;
pub(super) const OBJECTIVE: Objective = Objective { similarity: Similarity::cosine(0.01), loss: TripletLoss::Linear };

/// What is measured at every width.
pub struct Benchmark<'a> {
    clock: Clock<'a>,
    workers: Arc<dyn Workers>,
    limits: Limits,
    gram: Gram,
}

/// The Gram matrix of the triplets of every benchmark.
///
/// # Errors
/// Where the data do not load.
pub fn gram(source: &Source) -> Result<Gram> {
    Ok(Gram::of(&source.load(0, "bench", TRIPLETS, &Augmentation::STANDARD)?.inputs))
}

impl<'a> Benchmark<'a> {
    /// The benchmark on inputs with this Gram matrix (see [`gram`]).
    pub fn new(clock: Clock<'a>, workers: Arc<dyn Workers>, limits: Limits, gram: Gram) -> Self {
        Self { clock, workers, limits, gram }
    }

    /// Bytes that a run at this width holds: the state with its features, and one start as large as the state, which is the most that an observable keeps.
    pub fn bytes(precision: Precision, width: usize) -> usize {
        width.saturating_mul((2 * (3 * TRIPLETS + OUTPUTS) + 3 * TRIPLETS) * precision.bytes())
    }

    /// A training step, the NTK at the anchors, its drift, the weight movement, the Hessian norm at the anchors and the norms of C_V, in this order.
    pub fn run<R: Real>(&self, width: usize) -> Vec<Measured> {
        let stream = Stream::of_cell(0, "bench", width, 0);
        let law = InitialLaw { outputs: OUTPUTS, scale: OutputScale::Unit, columns: Columns::Independent, stream: &stream };
        let mut network = ReducedNetwork::<R>::draw(width, &law, &self.gram, Activation::TANH, Arc::clone(&self.workers));
        let mut times = vec![(
            Work::Step,
            seconds(self.clock, || {
                network.descend(&OBJECTIVE, STEP_SIZE);
            }),
        )];
        // What an observable keeps of the start is dropped before the next one starts.
        {
            let drift = NtkDrift::since(&network, &self.gram, TRIPLETS);
            network.descend(&OBJECTIVE, STEP_SIZE);
            times.push((Work::Ntk, self.seconds(|| ntk(&network, &self.gram, TRIPLETS))));
            times.push((Work::NtkDrift, self.seconds(|| drift.drift(&network))));
        }
        {
            let movement = Movement::since(&network, &self.gram);
            network.descend(&OBJECTIVE, STEP_SIZE);
            times.push((Work::WeightMovement, self.seconds(|| movement.distance(&network))));
        }
        times.push((Work::HessianNorm, self.seconds(|| hessian_norm(&network, &self.gram, TRIPLETS))));
        {
            let features = FeatureChange::since(&network);
            network.descend(&OBJECTIVE, STEP_SIZE);
            times.push((Work::PairNorms, self.seconds(|| PairNorms::of(&features.products(&network)))));
        }
        drop(network);
        let bandwidth = bandwidth(self.clock, &*self.workers, width * (3 * TRIPLETS + OUTPUTS) * size_of::<R>());
        let number = size_of::<R>() as f64 / bandwidth;
        times.into_iter().map(|(work, times)| Measured::new(work, width, times, &self.limits, number)).collect()
    }

    /// The times of something whose result nobody needs.
    fn seconds<T>(&self, work: impl Fn() -> T) -> Vec<f64> {
        seconds(self.clock, || {
            std::hint::black_box(work());
        })
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::bench::measured::tests::assert_bounds;
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
        let benchmark = Benchmark::new(&clock, Arc::new(Alone), limits, gram(&Source::Mnist).unwrap());
        let works = [Work::Step, Work::Ntk, Work::NtkDrift, Work::WeightMovement, Work::HessianNorm, Work::PairNorms];
        assert_bounds(&benchmark.run::<f32>(64), &works);
    }
}
