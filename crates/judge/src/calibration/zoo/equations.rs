//! Deterministic tables: errors of difference methods for ordinary and partial equations.

use std::f64::consts::PI;

use super::System;
use crate::random::Stream;

/// The systems of this file.
pub(super) const SYSTEMS: &[System] = &[
    System {
        name: "error of Euler's method with M steps for y' = 4 y (1 - y)",
        source: "Cauchy 1824, Hairer, Norsett and Wanner 1993: order 1",
        power: (-1, 1),
        log: (0, 1),
        sizes: &[4, 8, 16, 32, 64, 128, 256, 512],
        replicates: 1,
        digits: Some(4),
        draw: euler_error,
    },
    System {
        name: "error of Heun's method with M steps for y' = -2 t y^2",
        source: "Heun 1900: order 2",
        power: (-2, 1),
        log: (0, 1),
        sizes: &[8, 16, 32, 64, 128, 256],
        replicates: 1,
        digits: Some(4),
        draw: heun_error,
    },
    System {
        name: "error of Kutta's third-order method with M steps for y' = 1 + y^2",
        source: "Kutta 1901: order 3",
        power: (-3, 1),
        log: (0, 1),
        sizes: &[4, 8, 16, 32, 64, 128, 256],
        replicates: 1,
        digits: Some(4),
        draw: third_order_error,
    },
    System {
        name: "error of the classical Runge-Kutta method with M steps for y' = y^2 cos t",
        source: "Kutta 1901: order 4",
        power: (-4, 1),
        log: (0, 1),
        sizes: &[8, 16, 32, 64, 128, 256],
        replicates: 1,
        digits: Some(4),
        draw: fourth_order_error,
    },
    System {
        name: "error of the two-step Adams-Bashforth method with M steps for y' = 3 y (1 - y)",
        source: "Bashforth and Adams 1883, Dahlquist 1956: order 2",
        power: (-2, 1),
        log: (0, 1),
        sizes: &[8, 16, 32, 64, 128, 256, 512],
        replicates: 1,
        digits: Some(4),
        draw: adams_error,
    },
    System {
        name: "error of central differences on M cells for -u'' = f",
        source: "Gershgorin 1930, Collatz 1960: order 2",
        power: (-2, 1),
        log: (0, 1),
        sizes: &[4, 8, 16, 32, 64, 128, 256],
        replicates: 1,
        digits: Some(4),
        draw: |size, _| difference_error(size, |h, x| h * h * source(x)),
    },
    System {
        name: "error of the compact fourth-order scheme on M cells for -u'' = f",
        source: "Numerov 1924, Collatz 1960: order 4",
        power: (-4, 1),
        log: (0, 1),
        sizes: &[4, 6, 8, 12, 16, 24, 32, 48, 64],
        replicates: 1,
        digits: Some(3),
        draw: |size, _| difference_error(size, compact),
    },
    System {
        name: "error of the five-point scheme for Poisson's equation with M grid points",
        source: "Gershgorin 1930: order 2 in the mesh width, so M^-1 in two dimensions",
        power: (-1, 1),
        log: (0, 1),
        sizes: &[25, 81, 289, 1_089, 4_225, 16_641],
        replicates: 1,
        digits: Some(4),
        draw: five_point_error,
    },
    System {
        name: "condition number of the discrete Laplacian on M inner points",
        source: "Lagrange 1759, Strang 1986: near 4 (M + 1)^2 / pi^2",
        power: (2, 1),
        log: (0, 1),
        sizes: &[4, 8, 16, 32, 64, 128, 256],
        replicates: 1,
        digits: Some(6),
        draw: |size, _| (PI / (2.0 * (size as f64 + 1.0))).tan().powi(-2),
    },
];

/// One step of a method from (t, y) by h.
type Step = fn(slope: &dyn Fn(f64, f64) -> f64, t: f64, y: f64, h: f64) -> f64;

/// The value at `end` after M equal steps from y(0) = `start`.
fn integrate<F>(steps: u64, end: f64, start: f64, method: Step, slope: F) -> f64
where
    F: Fn(f64, f64) -> f64,
{
    let h = end / steps as f64;
    (0..steps).fold(start, |y, k| method(&slope, k as f64 * h, y, h))
}

/// The logistic function that starts at `start` and grows at `rate`.
fn logistic(rate: f64, start: f64, t: f64) -> f64 {
    1.0 / (1.0 + (1.0 / start - 1.0) * (-rate * t).exp())
}

/// Euler's method up to t = 1.
fn euler_error(size: u64, _: &mut Stream) -> f64 {
    let method: Step = |slope, t, y, h| y + h * slope(t, y);
    let value = integrate(size, 1.0, 0.1, method, |_, y| 4.0 * y * (1.0 - y));
    (value - logistic(4.0, 0.1, 1.0)).abs()
}

/// Heun's method up to t = 2, where the solution 1 / (1 + t^2) is 1/5.
fn heun_error(size: u64, _: &mut Stream) -> f64 {
    let method: Step = |slope, t, y, h| {
        let first = slope(t, y);
        y + h / 2.0 * (first + slope(t + h, y + h * first))
    };
    (integrate(size, 2.0, 1.0, method, |t, y| -2.0 * t * y * y) - 0.2).abs()
}

/// Kutta's third-order method up to t = 1.2; the solution is tan t.
fn third_order_error(size: u64, _: &mut Stream) -> f64 {
    let method: Step = |slope, t, y, h| {
        let first = slope(t, y);
        let second = slope(t + h / 2.0, y + h / 2.0 * first);
        let third = slope(t + h, y + h * (2.0 * second - first));
        y + h / 6.0 * (first + 4.0 * second + third)
    };
    (integrate(size, 1.2, 0.0, method, |_, y| 1.0 + y * y) - 1.2f64.tan()).abs()
}

/// The classical method up to t = 2; the solution is 1 / (2 - sin t).
fn fourth_order_error(size: u64, _: &mut Stream) -> f64 {
    let method: Step = |slope, t, y, h| {
        let first = slope(t, y);
        let second = slope(t + h / 2.0, y + h / 2.0 * first);
        let third = slope(t + h / 2.0, y + h / 2.0 * second);
        let fourth = slope(t + h, y + h * third);
        y + h / 6.0 * (first + 2.0 * second + 2.0 * third + fourth)
    };
    let value = integrate(size, 2.0, 0.5, method, |t, y| y * y * t.cos());
    (value - 1.0 / (2.0 - 2f64.sin())).abs()
}

/// The two-step method up to t = 2, started by one step of Euler's method.
fn adams_error(size: u64, _: &mut Stream) -> f64 {
    let slope = |y: f64| 3.0 * y * (1.0 - y);
    let h = 2.0 / size as f64;
    let (mut before, mut y) = (slope(0.05), 0.05 + h * slope(0.05));
    for _ in 1..size {
        let now = slope(y);
        y += h * (1.5 * now - 0.5 * before);
        before = now;
    }
    (y - logistic(3.0, 0.05, 2.0)).abs()
}

/// The solution of the boundary problem: u = e^x sin(pi x).
fn solution(x: f64) -> f64 {
    x.exp() * (PI * x).sin()
}

/// The right-hand side f = -u''.
fn source(x: f64) -> f64 {
    x.exp() * ((PI * PI - 1.0) * (PI * x).sin() - 2.0 * PI * (PI * x).cos())
}

/// The right-hand side of the compact scheme, a weighted mean of f at three points.
fn compact(h: f64, x: f64) -> f64 {
    h * h * (source(x - h) + 10.0 * source(x) + source(x + h)) / 12.0
}

/// The largest error of 2 u_k - u_(k-1) - u_(k+1) = right side, by elimination.
fn difference_error(cells: u64, right: impl Fn(f64, f64) -> f64) -> f64 {
    let h = 1.0 / cells as f64;
    let mut eliminated = Vec::new();
    let mut carried = 0.0;
    for k in 1..cells {
        // After elimination row k reads u_k = carried + k / (k + 1) u_(k+1).
        let share = k as f64 / (k as f64 + 1.0);
        carried = share * (right(h, k as f64 * h) + carried);
        eliminated.push((k, share, carried));
    }
    let (mut value, mut largest) = (0.0, 0.0);
    for (k, share, carried) in eliminated.into_iter().rev() {
        value = carried + share * value;
        largest = f64::max(largest, (value - solution(k as f64 * h)).abs());
    }
    largest
}

/// The error at the centre for u = sin(pi x) sin(pi y), an eigenfunction of the scheme.
fn five_point_error(size: u64, _: &mut Stream) -> f64 {
    let cells = (size.isqrt() - 1) as f64;
    let eigenvalue = 8.0 * (cells * (PI / (2.0 * cells)).sin()).powi(2);
    2.0 * PI * PI / eigenvalue - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_cases_are_exact() {
        let mut stream = Stream::of_study(1, "zoo", "unused");
        // One step of Euler's method from 0.1: 0.1 + 4 * 0.1 * 0.9.
        let expected = (0.46 - logistic(4.0, 0.1, 1.0)).abs();
        assert!((euler_error(1, &mut stream) - expected).abs() < 1e-14);
        // Two cells have one unknown: 2 u = f / 4.
        let expected = (source(0.5) / 8.0 - solution(0.5)).abs();
        assert!((difference_error(2, |h, x| h * h * source(x)) - expected).abs() < 1e-14);
        // Four cells have three unknowns, eliminated by hand.
        let right = |h: f64, x: f64| h * h * source(x);
        let (h, f) = (0.25, [0.25, 0.5, 0.75].map(|x| right(0.25, x)));
        let middle = (f[0] + 2.0 * f[1] + f[2]) / 2.0;
        let ends = [(f[0] + middle) / 2.0, (f[2] + middle) / 2.0];
        let errors = [ends[0] - solution(h), middle - solution(0.5), ends[1] - solution(0.75)];
        let expected = errors.into_iter().fold(0.0, |largest, e: f64| e.abs().max(largest));
        assert!((difference_error(4, right) - expected).abs() < 1e-14);
    }

    #[test]
    fn source_is_the_second_derivative() {
        let (x, h) = (0.3, 1e-4);
        let second = (solution(x + h) - 2.0 * solution(x) + solution(x - h)) / (h * h);
        assert!((source(x) + second).abs() < 1e-5);
    }
}
