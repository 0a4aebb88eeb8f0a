//! Wide two-layer networks at initialisation, one lazy training, and random projections.

use std::f64::consts::{PI, TAU};

use super::System;
use crate::random::Stream;

/// The systems of this file.
pub(super) const SYSTEMS: &[System] = &[
    System {
        name: "distance of the feature covariance of M ReLU neurons from its limit",
        source: "Neal 1996, Cho and Saul 2009, Lee et al. 2018: the central limit theorem",
        power: (-1, 2),
        log: (0, 1),
        sizes: &[16, 32, 64, 128, 256, 512, 1024, 2048, 4096],
        replicates: 10,
        digits: None,
        draw: covariance_distance,
    },
    System {
        name: "distance of the tangent kernel of M ReLU neurons from its limit",
        source: "Jacot, Gabriel and Hongler 2018, Arora et al. 2019: the central limit theorem",
        power: (-1, 2),
        log: (0, 1),
        sizes: &[32, 64, 128, 256, 512, 1024, 2048, 4096],
        replicates: 6,
        digits: None,
        draw: kernel_distance,
    },
    System {
        name: "output of a network of M tanh neurons in NTK scaling",
        source: "Neal 1996: the output converges to a Gaussian process",
        power: (0, 1),
        log: (0, 1),
        sizes: &[8, 16, 32, 64, 128, 256, 512, 1024],
        replicates: 20,
        digits: None,
        draw: |size, stream| output(size, stream) / (size as f64).sqrt(),
    },
    System {
        name: "output of a network of M tanh neurons in mean-field scaling",
        source: "Mei, Montanari and Nguyen 2018, Rotskoff and Vanden-Eijnden 2018: M^(-1/2)",
        power: (-1, 2),
        log: (0, 1),
        sizes: &[10, 30, 100, 300, 1_000, 3_000],
        replicates: 12,
        digits: None,
        draw: |size, stream| output(size, stream) / size as f64,
    },
    System {
        name: "relative movement of the weights of M tanh neurons in a lazy training",
        source: "Du et al. 2019, Lee et al. 2019, Chizat et al. 2019: M^(-1/2)",
        power: (-1, 2),
        log: (0, 1),
        sizes: &[8, 16, 32, 64, 128, 256, 512],
        replicates: 6,
        digits: None,
        draw: movement,
    },
    System {
        name: "distortion of 10 points by a random projection to M dimensions",
        source: "Johnson and Lindenstrauss 1984, Frankl and Maehara 1988: M^(-1/2)",
        power: (-1, 2),
        log: (0, 1),
        sizes: &[20, 50, 100, 200, 500, 1000, 2000],
        replicates: 10,
        digits: None,
        draw: distortion,
    },
];

/// Inputs in the plane.
const INPUTS: usize = 4;

/// A vector in the plane.
type Vector = [f64; 2];

/// The inputs: unit vectors at angles of 0, 40, 80 and 120 degrees.
fn inputs() -> [Vector; INPUTS] {
    std::array::from_fn(|k| {
        let angle = k as f64 * TAU / 9.0;
        [angle.cos(), angle.sin()]
    })
}

/// The inner product of two vectors.
fn dot(a: Vector, b: Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1]
}

/// Normal weights of M neurons.
fn weights(size: u64, stream: &mut Stream) -> Vec<Vector> {
    (0..size).map(|_| [stream.normal(), stream.normal()]).collect()
}

/// The largest entry of |mean over neurons of `term` - `limit`| over all pairs of inputs.
fn largest_difference<T, L>(neurons: &[(Vector, f64)], term: T, limit: L) -> f64
where
    T: Fn(f64, f64, f64, f64) -> f64,
    L: Fn(f64) -> f64,
{
    let inputs = inputs();
    let mut largest = 0.0;
    for (i, &x) in inputs.iter().enumerate() {
        for &y in &inputs[..=i] {
            let cosine = dot(x, y);
            let terms = neurons.iter().map(|&(w, a)| term(dot(w, x), dot(w, y), a, cosine));
            let mean = terms.sum::<f64>() / neurons.len() as f64;
            largest = f64::max(largest, (mean - limit(cosine)).abs());
        }
    }
    largest
}

/// Weights and outer weights of M neurons.
fn neurons(size: u64, stream: &mut Stream) -> Vec<(Vector, f64)> {
    weights(size, stream).into_iter().map(|w| (w, stream.normal())).collect()
}

/// E relu(u) relu(v) for normal u and v with this correlation.
fn relu_limit(cosine: f64) -> f64 {
    let angle = cosine.clamp(-1.0, 1.0).acos();
    (angle.sin() + (PI - angle) * angle.cos()) / TAU
}

/// E relu'(u) relu'(v).
fn step_limit(cosine: f64) -> f64 {
    (PI - cosine.clamp(-1.0, 1.0).acos()) / TAU
}

/// The distance of the covariance of the features from its limit.
fn covariance_distance(size: u64, stream: &mut Stream) -> f64 {
    let term = |u: f64, v: f64, _, _| u.max(0.0) * v.max(0.0);
    largest_difference(&neurons(size, stream), term, relu_limit)
}

/// The distance of the tangent kernel from its limit.
fn kernel_distance(size: u64, stream: &mut Stream) -> f64 {
    let both = |u: f64, v: f64| if u > 0.0 && v > 0.0 { 1.0 } else { 0.0 };
    let term = |u: f64, v: f64, a: f64, cosine: f64| both(u, v) * (u * v + a * a * cosine);
    let limit = |cosine: f64| relu_limit(cosine) + cosine * step_limit(cosine);
    largest_difference(&neurons(size, stream), term, limit)
}

/// The root mean square over the inputs of the sum of M neurons.
fn output(size: u64, stream: &mut Stream) -> f64 {
    let neurons = neurons(size, stream);
    let sum = |x: Vector| neurons.iter().map(|&(w, a)| a * dot(w, x).tanh()).sum::<f64>();
    (inputs().into_iter().map(|x| sum(x).powi(2)).sum::<f64>() / INPUTS as f64).sqrt()
}

/// |W(20) - W(0)| / |W(0)| after 20 steps of gradient descent on the inner weights.
fn movement(size: u64, stream: &mut Stream) -> f64 {
    let scale = (size as f64).sqrt().recip();
    let initial = neurons(size, stream);
    let mut trained = initial.clone();
    for _ in 0..20 {
        let mut gradient = vec![[0.0; 2]; trained.len()];
        for (x, target) in inputs().into_iter().zip([1.0, -1.0, 1.0, -1.0]) {
            let active: Vec<f64> = trained.iter().map(|&(w, _)| dot(w, x).tanh()).collect();
            let sum: f64 = active.iter().zip(&trained).map(|(active, &(_, a))| a * active).sum();
            let residual = sum * scale - target;
            for ((slot, active), &(_, a)) in gradient.iter_mut().zip(&active).zip(&trained) {
                let factor = residual * scale * a * (1.0 - active * active);
                *slot = [slot[0] + factor * x[0], slot[1] + factor * x[1]];
            }
        }
        for ((w, _), slot) in trained.iter_mut().zip(&gradient) {
            *w = [w[0] - 0.5 * slot[0], w[1] - 0.5 * slot[1]];
        }
    }
    let moved = initial.iter().zip(&trained).map(|((old, _), (new, _))| {
        let change = [new[0] - old[0], new[1] - old[1]];
        dot(change, change)
    });
    (moved.sum::<f64>() / initial.iter().map(|&(w, _)| dot(w, w)).sum::<f64>()).sqrt()
}

/// The largest relative error of a squared distance between 10 orthonormal points.
fn distortion(size: u64, stream: &mut Stream) -> f64 {
    // The images of orthonormal points are independent normal vectors.
    let mut squares = [[0.0; 10]; 10];
    for _ in 0..size {
        let image: [f64; 10] = std::array::from_fn(|_| stream.normal());
        for (i, row) in squares.iter_mut().enumerate() {
            for (j, square) in row.iter_mut().enumerate() {
                *square += (image[i] - image[j]).powi(2);
            }
        }
    }
    let pairs = (0..10).flat_map(|i| (0..i).map(move |j| (i, j)));
    let errors = pairs.map(|(i, j)| (squares[i][j] / (2.0 * size as f64) - 1.0).abs());
    errors.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::super::draws::{assert_near, mean};
    use super::*;

    #[test]
    fn limits_are_the_known_ones() {
        assert!((relu_limit(1.0) - 0.5).abs() < 1e-12 && (step_limit(0.0) - 0.25).abs() < 1e-12);
        // The mean square of the output is E tanh(u)^2 for a normal u.
        let square = |size, stream: &mut Stream| output(size, stream).powi(2) / size as f64;
        assert_near(mean(square, 20, 10_000), 0.394_294);
    }

    #[test]
    fn distances_vanish_for_wide_networks() {
        assert!(mean(covariance_distance, 20_000, 3) < 0.03);
        assert!(mean(kernel_distance, 20_000, 3) < 0.06);
    }
}
