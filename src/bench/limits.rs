//! What the machine can do: rates measured in the same run as the work that is held against them.

use faer::{Accum, Mat, Par, linalg::matmul::matmul, traits::ComplexField};

use super::timing::{Clock, median_seconds};
use crate::model::{Activation, LANES, Real, Workers, map, product_rate};

/// Side of the matrices of the reference product.
const SIDE: usize = 512;
/// Rows of the reference pass of tanh, a block of them at a time.
const ROWS: usize = 64;
/// Passes of our tiles and of tanh in one timing: so many that handing out the work costs nothing beside them.
const PASSES: usize = 8000;
/// Products of the library in one timing.
const PRODUCTS: usize = 8;

/// Rates on all threads together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Flop in a second of the better of two matrix products: a library's (faer) on square matrices, and our own tiles on one block in cache.
    pub product: f64,
    /// Values of tanh in a second, in cache.
    pub tanh: f64,
}

impl Limits {
    /// Measures them on `threads` threads of `workers`.
    pub fn measure<R: Real + ComplexField>(clock: Clock<'_>, workers: &dyn Workers, threads: usize) -> Self {
        let matrix = || Mat::<R>::from_fn(SIDE, SIDE, |i, j| R::of(((i * 7 + j * 3) % 11) as f64 - 5.0));
        let mut products: Vec<(Mat<R>, Mat<R>, Mat<R>)> = (0..threads).map(|_| (matrix(), matrix(), matrix())).collect();
        let library = median_seconds(clock, || {
            map(workers, &mut products, |(a, b, c)| {
                for _ in 0..PRODUCTS {
                    matmul(c.as_mut(), Accum::Replace, a.as_ref(), b.as_ref(), R::of(1.0), Par::Seq);
                }
            });
        });
        let library = (threads * PRODUCTS * 2 * SIDE * SIDE * SIDE) as f64 / library;
        let mut flop = 0.0;
        let ours = median_seconds(clock, || flop = map(workers, 0..threads, |_| product_rate::<R>(PASSES)).into_iter().sum());
        let tanh = median_seconds(clock, || {
            map(workers, 0..threads, |_| {
                let (a, mut value) = (vec![[R::of(0.3); LANES]; ROWS], vec![[R::default(); LANES]; ROWS]);
                for _ in 0..PASSES {
                    Activation::TANH.fill_values(std::hint::black_box(&a), &mut value);
                    std::hint::black_box(&value);
                }
            });
        });
        Self { product: library.max(flop / ours), tanh: (threads * ROWS * LANES * PASSES) as f64 / tanh }
    }
}

/// Bytes in a second, reading and writing counted, when an array of `bytes` is read and written in place.
pub(super) fn bandwidth(clock: Clock<'_>, workers: &dyn Workers, bytes: usize) -> f64 {
    /// A chunk large enough that handing it out costs nothing.
    const CHUNK: usize = 1 << 18;
    let mut array = vec![1.0f32; bytes / size_of::<f32>()];
    let seconds = median_seconds(clock, || {
        map(workers, array.chunks_mut(CHUNK), |chunk| chunk.iter_mut().for_each(|x| *x += 1.0));
    });
    2.0 * bytes as f64 / seconds
}
