//! A training step.

use asymptest::model::Real;
use divan::Bencher;
use divan::counter::ItemsCount;

use crate::network::{OBJECTIVE, WIDTHS, draw};

#[divan::bench(types = [f32, f64], args = WIDTHS)]
fn step<R: Real>(bencher: Bencher<'_, '_>, width: usize) {
    let mut network = draw::<R>(width);
    bencher.counter(ItemsCount::new(width)).bench_local(|| network.descend(&OBJECTIVE, 1.0));
}
