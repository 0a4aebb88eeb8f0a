//! What can be measured on a network.

use asymptest::model::Real;
use asymptest::observe::{FeatureChange, Movement, NtkDrift, hessian_norm};
use divan::Bencher;

use crate::network::{GRAM, TRIPLETS, WIDTHS, draw, trained};

#[divan::bench(types = [f32, f64], args = WIDTHS)]
fn ntk<R: Real>(bencher: Bencher<'_, '_>, width: usize) {
    let network = draw::<R>(width);
    bencher.bench_local(|| asymptest::observe::ntk(&network, &GRAM, TRIPLETS));
}

#[divan::bench(types = [f32, f64], args = WIDTHS)]
fn ntk_drift<R: Real>(bencher: Bencher<'_, '_>, width: usize) {
    let (drift, network) = trained::<R, _>(width, |network| NtkDrift::since(network, &GRAM, TRIPLETS));
    bencher.bench_local(|| drift.drift(&network));
}

#[divan::bench(types = [f32, f64], args = WIDTHS)]
fn weight_movement<R: Real>(bencher: Bencher<'_, '_>, width: usize) {
    let (movement, network) = trained::<R, _>(width, |network| Movement::since(network, &GRAM));
    bencher.bench_local(|| movement.distance(&network));
}

#[divan::bench(types = [f32, f64], args = WIDTHS)]
fn hessian<R: Real>(bencher: Bencher<'_, '_>, width: usize) {
    let network = draw::<R>(width);
    bencher.bench_local(|| hessian_norm(&network, &GRAM, TRIPLETS));
}

#[divan::bench(types = [f32, f64], args = WIDTHS)]
fn pair_products<R: Real>(bencher: Bencher<'_, '_>, width: usize) {
    let (features, network) = trained::<R, _>(width, FeatureChange::since);
    bencher.bench_local(|| features.products(&network));
}
