//! Deterministic tables: errors of quadrature rules with M panels or nodes.

use std::f64::consts::{LN_2, PI};

use super::System;
use crate::random::Stream;

/// The systems of this file.
pub(super) const SYSTEMS: &[System] = &[
    System {
        name: "error of the trapezoid rule with M panels for e^x on [0, 1]",
        source: "Euler 1738, Maclaurin 1742: M^-2 for smooth integrands",
        power: (-2, 1),
        log: (0, 1),
        sizes: &[2, 4, 8, 16, 32, 64, 128],
        replicates: 1,
        digits: Some(6),
        draw: |size, _| (trapezoid(size, f64::exp) - 1f64.exp_m1()).abs(),
    },
    System {
        name: "error of Simpson's rule with M panels for 1 / (1 + x) on [0, 1]",
        source: "Simpson 1743, Peano 1913: M^-4 for smooth integrands",
        power: (-4, 1),
        log: (0, 1),
        sizes: &[2, 4, 8, 16, 32, 64],
        replicates: 1,
        digits: Some(4),
        draw: simpson_error,
    },
    System {
        name: "error of the midpoint rule with M panels for sqrt(x) on [0, 1]",
        source: "Navot 1961, Lyness and Ninham 1967: M^(-3/2) at a square root",
        power: (-3, 2),
        log: (0, 1),
        sizes: &[2, 4, 8, 16, 32, 64, 128, 256],
        replicates: 1,
        digits: Some(5),
        draw: |size, _| (midpoint(size, f64::sqrt) - 2.0 / 3.0).abs(),
    },
    System {
        name: "error of the trapezoid rule with M panels for x^(1/3) on [0, 1]",
        source: "Navot 1961, Lyness and Ninham 1967: M^(-4/3) at a cube root",
        power: (-4, 3),
        log: (0, 1),
        sizes: &[5, 10, 20, 50, 100, 200, 500, 1000],
        replicates: 1,
        digits: Some(3),
        draw: |size, _| (trapezoid(size, f64::cbrt) - 0.75).abs(),
    },
    System {
        name: "error of the trapezoid rule with M panels for x log x on [0, 1]",
        source: "Navot 1962: log M / (12 M^2) and a term of order M^-2",
        power: (-2, 1),
        log: (1, 1),
        sizes: &[4, 8, 16, 32, 64, 128, 256, 512],
        replicates: 1,
        digits: Some(6),
        draw: |size, _| (trapezoid(size, |x| x * x.max(f64::MIN_POSITIVE).ln()) + 0.25).abs(),
    },
    System {
        name: "error of the midpoint rule with M panels for log x on [0, 1]",
        source: "Navot 1962: log 2 / (2 M) at a logarithm",
        power: (-1, 1),
        log: (0, 1),
        sizes: &[2, 4, 8, 16, 32, 64, 128, 256],
        replicates: 1,
        digits: Some(4),
        draw: |size, _| (midpoint(size, f64::ln) + 1.0).abs(),
    },
    System {
        name: "error of Gauss-Legendre quadrature with M nodes (M even) for |x| on [-1, 1]",
        source: "Xiang and Bornemann 2012: M^-2 at a kink",
        power: (-2, 1),
        log: (0, 1),
        sizes: &[2, 4, 6, 8, 12, 16, 24, 32, 48, 64],
        replicates: 1,
        digits: Some(5),
        draw: gauss_error,
    },
];

/// The trapezoid rule on [0, 1].
fn trapezoid(panels: u64, integrand: impl Fn(f64) -> f64) -> f64 {
    let inner: f64 = (1..panels).map(|k| integrand(k as f64 / panels as f64)).sum();
    (inner + (integrand(0.0) + integrand(1.0)) / 2.0) / panels as f64
}

/// The midpoint rule on [0, 1].
fn midpoint(panels: u64, integrand: impl Fn(f64) -> f64) -> f64 {
    let sum: f64 = (0..panels).map(|k| integrand((k as f64 + 0.5) / panels as f64)).sum();
    sum / panels as f64
}

/// The error of Simpson's rule with an even number of panels.
fn simpson_error(size: u64, _: &mut Stream) -> f64 {
    let integrand = |x: f64| 1.0 / (1.0 + x);
    let (fine, coarse) = (trapezoid(size, integrand), trapezoid(size / 2, integrand));
    ((4.0 * fine - coarse) / 3.0 - LN_2).abs()
}

/// The Legendre polynomial of a degree and its derivative.
fn legendre(degree: u64, x: f64) -> (f64, f64) {
    let (mut before, mut value) = (1.0, x);
    for k in 1..degree {
        let k = k as f64;
        (before, value) = (value, ((2.0 * k + 1.0) * x * value - k * before) / (k + 1.0));
    }
    (value, degree as f64 * (x * value - before) / (x * x - 1.0))
}

/// Nodes and weights of Gauss-Legendre quadrature, by Newton's method.
fn gauss(count: u64) -> impl Iterator<Item = (f64, f64)> {
    (0..count).map(move |k| {
        let mut node = (PI * (k as f64 + 0.75) / (count as f64 + 0.5)).cos();
        for _ in 0..8 {
            let (value, slope) = legendre(count, node);
            node -= value / slope;
        }
        let slope = legendre(count, node).1;
        (node, 2.0 / ((1.0 - node * node) * slope * slope))
    })
}

/// The error for |x|, whose integral is 1.
fn gauss_error(size: u64, _: &mut Stream) -> f64 {
    (gauss(size).map(|(node, weight)| weight * node.abs()).sum::<f64>() - 1.0).abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_exact_for_their_polynomials() {
        assert!((trapezoid(7, |x| 3.0 * x + 1.0) - 2.5).abs() < 1e-14);
        assert!((midpoint(7, |x| 3.0 * x + 1.0) - 2.5).abs() < 1e-14);
        let term = |power: i32| move |(node, weight): (f64, f64)| weight * node.powi(power);
        let sum = |power: i32| gauss(6).map(term(power)).sum::<f64>();
        for (power, expected) in [(0, 2.0), (2, 2.0 / 3.0), (10, 2.0 / 11.0), (11, 0.0)] {
            assert!((sum(power) - expected).abs() < 1e-13, "{power}");
        }
        // Simpson's rule with two panels: (1 + 4 * 2/3 + 1/2) / 6 = 25/36.
        let error = simpson_error(2, &mut Stream::of_study(1, "zoo", "unused"));
        assert!((error - (25.0 / 36.0 - LN_2)).abs() < 1e-14);
    }
}
