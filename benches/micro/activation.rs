//! phi and phi' of numbers that lie in cache.

use asymptest::model::{Activation, Real};
use divan::Bencher;
use divan::counter::ItemsCount;

const NUMBERS: usize = 1 << 12;

#[divan::bench(types = [f32, f64], args = Activation::ALL)]
fn fill<R: Real>(bencher: Bencher<'_, '_>, activation: Activation) {
    // From -4 to 4.
    let a: Vec<R> = (0..NUMBERS).map(|k| R::of(8.0 * k as f64 / NUMBERS as f64 - 4.0)).collect();
    let (mut value, mut slope) = (a.clone(), a.clone());
    bencher.counter(ItemsCount::new(NUMBERS)).bench_local(|| activation.fill(divan::black_box(&a), &mut value, &mut slope));
}
