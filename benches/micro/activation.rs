//! phi and phi' of numbers that lie in cache.

use asymptest::model::{Activation, Arithmetic, Phi, Real, Smooth};
use candle_core::{Result, Tensor};
use divan::Bencher;
use divan::counter::ItemsCount;

const NUMBERS: usize = 1 << 12;

/// tanh once more, as another crate would bring it: it takes as long as the engine's own.
struct Own;

impl Phi for Own {
    const NAME: &'static str = "tanh of another crate";
    const KEY: &'static str = "own tanh";
    const BOUND: Option<f64> = Some(1.0);
    const SMOOTH: Option<Smooth> = None;

    #[inline(always)]
    fn value_and_slope<R: Arithmetic>(a: R) -> (R, R) {
        let value = R::tanh(a);
        (value, (-value).mul_add(value, R::of(1.0)))
    }

    fn forward(a: &Tensor) -> Result<Tensor> {
        a.tanh()
    }

    fn forward_slope(_: &Tensor, value: &Tensor) -> Result<Tensor> {
        value.sqr()?.affine(-1.0, 1.0)
    }
}

fn all() -> impl Iterator<Item = Activation> {
    Activation::ALL.into_iter().chain([Activation::of::<Own>()])
}

#[divan::bench(types = [f32, f64], args = all())]
fn fill<R: Real>(bencher: Bencher<'_, '_>, activation: Activation) {
    // From -4 to 4.
    let a: Vec<R> = (0..NUMBERS).map(|k| R::of(8.0 * k as f64 / NUMBERS as f64 - 4.0)).collect();
    let (mut value, mut slope) = (a.clone(), a.clone());
    bencher.counter(ItemsCount::new(NUMBERS)).bench_local(|| activation.fill(divan::black_box(&a), &mut value, &mut slope));
}
