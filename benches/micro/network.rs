//! Networks to measure on, of the size that `asymptest bench` has, and how long drawing one takes. All run on one thread.

use std::sync::Arc;
use std::sync::LazyLock;

use asymptest::bench::gram;
use asymptest::data::{Gram, Source};
use asymptest::loss::{Objective, Similarity, TripletLoss};
use asymptest::model::{Activation, Alone, Columns, InitialLaw, OutputScale, Real, ReducedNetwork};
use asymptest::random::Stream;
use divan::Bencher;

/// N; the NTK and the Hessian are evaluated at so many inputs.
pub(crate) const TRIPLETS: usize = 20;
/// Widths: in the nearest cache, in some cache, in memory.
pub(crate) const WIDTHS: [usize; 3] = [1 << 10, 1 << 13, 1 << 16];
pub(crate) const OBJECTIVE: Objective = Objective { similarity: Similarity::cosine(0.01), loss: TripletLoss::Linear };

pub(crate) static GRAM: LazyLock<Gram> = LazyLock::new(|| gram(&Source::Mnist).expect("the bundled data load"));

pub(crate) fn draw<R: Real>(width: usize) -> ReducedNetwork<R> {
    let stream = Stream::of_cell(0, "micro", width, 0);
    let law = InitialLaw { outputs: 4, scale: OutputScale::Unit, columns: Columns::Independent, stream: &stream };
    ReducedNetwork::draw(width, &law, &GRAM, Activation::TANH, Arc::new(Alone))
}

/// The network after one step from the state that `start` looks at.
pub(crate) fn trained<R: Real, S>(width: usize, start: impl FnOnce(&ReducedNetwork<R>) -> S) -> (S, ReducedNetwork<R>) {
    let mut network = draw(width);
    let start = start(&network);
    network.descend(&OBJECTIVE, 1.0);
    (start, network)
}

#[divan::bench(types = [f32, f64], args = WIDTHS)]
fn drawing<R: Real>(bencher: Bencher<'_, '_>, width: usize) {
    LazyLock::force(&GRAM);
    bencher.bench(|| draw::<R>(width));
}
