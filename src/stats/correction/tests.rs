//! The fit against finite differences, its own equations, and fine grids.

use super::*;

const WEIGHT: [f64; 8] = [1.0, 2.0, 1.5, 1.0, 0.5, 1.0, 2.0, 1.0];
const PLACES: [Correction; 3] =
    [Correction { size: 0.7, rate: 0.9 }, Correction { size: 0.2, rate: 0.4 }, Correction { size: 0.5, rate: 2.0 }];

fn design() -> Design {
    let x: Vec<f64> = (0..8).map(|i| 3.0 + 0.7 * f64::from(i)).collect();
    Design::new(&x, &WEIGHT)
}

/// A law with a correction, and some noise that is always the same.
fn data(design: &Design, noise: f64) -> Vec<f64> {
    let curve = design.curve(PLACES[0]);
    (0..8).map(|i| 1.0 - 0.5 * design.distance[i] + curve[i] + noise * (7.0 * i as f64).sin()).collect()
}

fn near(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance * (1.0 + b.abs()), "{a} and {b}");
}

#[test]
fn residual_gradient_and_curvature_are_those_of_finite_differences() {
    let design = design();
    let moved = |at: Correction, by: [f64; 2]| Correction { size: at.size + by[0], rate: at.rate + by[1] };
    for (at, held) in PLACES.into_iter().flat_map(|at| [None, Some(-0.4)].map(|held| (at, held))) {
        let noisy = data(&design, 0.1);
        let fit = design.fit(&noisy, 1e-4);
        let (rss, gradient, _) = fit.expand(at, held);
        // Directly: what is left of the data without the curve, the offset and the slope.
        let rest: Vec<f64> = noisy.iter().zip(design.curve(at)).map(|(z, g)| z - g).collect();
        let rest = centred(&rest, &WEIGHT, design.total);
        let slope = held.unwrap_or(weighted_dot(&rest, &design.centred_x, &WEIGHT) / design.xx);
        let direct: f64 = (0..8).map(|i| WEIGHT[i] * (rest[i] - slope * design.centred_x[i]).powi(2)).sum();
        near(rss, direct, 1e-12);
        let step = 1e-5;
        for (index, by) in [[step, 0.0], [0.0, step]].into_iter().enumerate() {
            let difference = fit.expand(moved(at, by), held).0 - fit.expand(moved(at, by.map(|step| -step)), held).0;
            near(gradient[index], difference / (4.0 * step), 1e-6);
        }
        // Where nothing is left, the Gauss-Newton matrix is half the second derivative.
        let slope = held.unwrap_or(-0.5);
        let exact: Vec<f64> = design.curve(at).iter().zip(&design.distance).map(|(g, d)| g + slope * d).collect();
        let fit = design.fit(&exact, 1e-4);
        let (rss, _, matrix) = fit.expand(at, held);
        near(rss, 0.0, 1e-20);
        let along = |by: [f64; 2]| {
            let step = 1e-3;
            let beside = |sign: f64| fit.expand(moved(at, by.map(|part| sign * step * part)), held).0;
            (beside(1.0) + beside(-1.0)) / (2.0 * step * step)
        };
        let [a, b, d] = matrix;
        near(a, along([1.0, 0.0]), 1e-4);
        near(d, along([0.0, 1.0]), 1e-4);
        near(a + 2.0 * b + d, along([1.0, 1.0]), 1e-4);
    }
}

#[test]
fn a_damped_step_solves_its_equations_over_what_is_free() {
    let (gradient, [a, b, d], damping) = ([0.3, -0.7], [2.0, 0.5, 1.0], 0.1);
    let step = |free| damped_step(&gradient, &[a, b, d], damping, free);
    let both = step([true, true]);
    near(1.1 * a * both[0] + b * both[1], -0.3, 1e-10);
    near(b * both[0] + 1.1 * d * both[1], 0.7, 1e-10);
    near(step([true, false])[0], -0.3 / 2.2, 1e-10);
    near(step([false, true])[1], 0.7 / 1.1, 1e-10);
    assert_eq!([step([true, false])[1], step([false, true])[0]], [0.0; 2]);
    assert_eq!(step([false, false]), [0.0; 2]);
    // A matrix of rank one, and one of zeros, give a finite step.
    for matrix in [[1.0, 1.0, 1.0], [0.0; 3]] {
        assert!(damped_step(&gradient, &matrix, 0.0, [true, true]).iter().all(|part| !part.is_nan()));
    }
}

#[test]
fn a_fit_leaves_no_more_than_the_best_of_a_fine_grid() {
    let design = design();
    let (slowest, fine) = (1.0 / design.span, 120);
    for noise in [0.0, 0.02, 0.3] {
        let fit = design.fit(&data(&design, noise), 1e-4);
        for held in [None, Some(fit.exponent), Some(fit.exponent + 0.3), Some(fit.exponent - 0.3)] {
            let of = |i: usize, j: usize| Correction {
                size: i as f64 / fine as f64,
                rate: slowest * (FASTEST.max(slowest) / slowest).powf(j as f64 / fine as f64),
            };
            let grid = (0..=fine).flat_map(|i| (0..=fine).map(move |j| (i, j)));
            let least = grid.map(|(i, j)| fit.expand(of(i, j), held).0).fold(f64::INFINITY, f64::min);
            let found = held.map_or(fit.residual, |s| fit.residual_at(s));
            assert!(found <= least + 1e-5 * (1e-4 + least), "{found} and {least} at {held:?} with noise {noise}");
        }
        // The ends of an interval are where the profile reaches its height.
        for (sign, excess) in [(1.0, 0.01), (-1.0, 0.01), (1.0, 0.3), (-1.0, 0.3)] {
            let end = fit.end(excess, sign);
            assert!(sign * (end - fit.exponent) > 0.0, "{end} beside {}", fit.exponent);
            near(fit.residual_at(end) - fit.residual, excess, 1e-3);
        }
    }
}
