//! Deterministic tables: tails of series, interpolation and approximation.

use std::f64::consts::{FRAC_PI_4, PI};

use super::System;
use crate::random::Stream;

/// The systems of this file.
pub(super) const SYSTEMS: &[System] = &[
    System {
        name: "harmonic number of M less log M and Euler's constant",
        source: "Euler 1740: near 1 / (2 M)",
        power: (-1, 1),
        log: (0, 1),
        sizes: &[2, 5, 10, 20, 50, 100, 200, 500, 1000],
        replicates: 1,
        digits: Some(8),
        draw: harmonic_rest,
    },
    System {
        name: "relative error of Stirling's formula for M!",
        source: "Stirling 1730: near 1 / (12 M)",
        power: (-1, 1),
        log: (0, 1),
        sizes: &[2, 4, 8, 16, 32, 64, 128],
        replicates: 1,
        digits: Some(5),
        draw: stirling_error,
    },
    System {
        name: "pi^2 / 6 less the first M terms of its series",
        source: "Euler 1735: near 1 / M",
        power: (-1, 1),
        log: (0, 1),
        sizes: &[4, 8, 16, 32, 64, 128, 256, 512],
        replicates: 1,
        digits: Some(6),
        draw: |size, _| PI * PI / 6.0 - (1..=size).map(|k| (k as f64).powi(-2)).sum::<f64>(),
    },
    System {
        name: "zeta(3/2) less the first M terms of its series",
        source: "Euler and Maclaurin: near 2 M^(-1/2)",
        power: (-1, 2),
        log: (0, 1),
        sizes: &[2, 5, 10, 20, 50, 100, 200, 500],
        replicates: 1,
        digits: Some(3),
        draw: |size, _| ZETA - (1..=size).map(|k| (k as f64).powf(-1.5)).sum::<f64>(),
    },
    System {
        name: "error of M terms of the Leibniz series for pi / 4",
        source: "Leibniz 1674, Borwein, Borwein and Dilcher 1989: near 1 / (4 M)",
        power: (-1, 1),
        log: (0, 1),
        sizes: &[2, 4, 8, 16, 32, 64, 128],
        replicates: 1,
        digits: Some(6),
        draw: leibniz_error,
    },
    System {
        name: "central binomial coefficient of 2 M over 4^M",
        source: "Wallis 1656: near (pi M)^(-1/2)",
        power: (-1, 2),
        log: (0, 1),
        sizes: &[2, 4, 8, 16, 32, 64, 128, 256],
        replicates: 1,
        digits: Some(10),
        draw: |size, _| (1..=size).map(|k| (2 * k - 1) as f64 / (2 * k) as f64).product(),
    },
    System {
        name: "L2 error of the Fourier series of |x| up to frequency M",
        source: "Zygmund 1959: M^(-3/2) at a kink",
        power: (-3, 2),
        log: (0, 1),
        sizes: &[2, 4, 8, 16, 32, 64, 128],
        replicates: 1,
        digits: Some(5),
        draw: fourier_error,
    },
    System {
        name: "error at 0 of the interpolation of |x| at M Chebyshev points (M even)",
        source: "Bernstein 1912, Trefethen 2013: M^-1 at a kink",
        power: (-1, 1),
        log: (0, 1),
        sizes: &[2, 4, 8, 16, 32, 64, 128, 256],
        replicates: 1,
        digits: Some(5),
        draw: kink_error,
    },
    System {
        name: "largest error of piecewise linear interpolation of x^(3/5) on M cells",
        source: "DeVore 1998: the smoothness 3/5 is the order in the maximum norm",
        power: (-3, 5),
        log: (0, 1),
        sizes: &[3, 6, 12, 25, 50, 100, 200],
        replicates: 1,
        digits: Some(3),
        draw: |size, _| linear_error(size, 0.6),
    },
    System {
        name: "L2 error of biquadratic interpolation on the square with M nodes",
        source: "Ciarlet and Raviart 1972: order 3 in the mesh width, so M^(-3/2)",
        power: (-3, 2),
        log: (0, 1),
        sizes: &[9, 25, 81, 289, 1_089, 4_225],
        replicates: 1,
        digits: Some(4),
        draw: biquadratic_error,
    },
    System {
        name: "Lebesgue constant of M Chebyshev points",
        source: "Ehlich and Zeller 1966, Brutman 1978: near (2 / pi) log M + 0.9625",
        power: (0, 1),
        log: (1, 1),
        sizes: &[2, 4, 8, 16, 32, 64, 128, 256, 512],
        replicates: 1,
        digits: Some(5),
        draw: lebesgue_constant,
    },
];

/// zeta(3/2).
const ZETA: f64 = 2.612_375_348_685_488;

/// Euler's constant.
const EULER: f64 = 0.577_215_664_901_532_9;

/// H_M - log M - gamma.
fn harmonic_rest(size: u64, _: &mut Stream) -> f64 {
    (1..=size).map(|k| 1.0 / k as f64).sum::<f64>() - (size as f64).ln() - EULER
}

/// 1 - sqrt(2 pi M) (M / e)^M / M!.
fn stirling_error(size: u64, _: &mut Stream) -> f64 {
    // The factor M / e is spread over the terms of the factorial.
    let m = size as f64;
    let ratio: f64 = (1..=size).map(|k| m / (1f64.exp() * k as f64)).product();
    1.0 - (2.0 * PI * m).sqrt() * ratio
}

/// |1 - 1/3 + 1/5 - ... - pi / 4|.
fn leibniz_error(size: u64, _: &mut Stream) -> f64 {
    let term = |k: u64| if k.is_multiple_of(2) { 1.0 } else { -1.0 } / (2 * k + 1) as f64;
    ((0..size).map(term).sum::<f64>() - FRAC_PI_4).abs()
}

/// By Parseval, the error is a tail of the sum of k^-4 over odd k.
fn fourier_error(size: u64, _: &mut Stream) -> f64 {
    let kept: f64 = (1..=size).step_by(2).map(|k| (k as f64).powi(-4)).sum();
    (16.0 / PI * (PI.powi(4) / 96.0 - kept)).sqrt()
}

/// The interpolant at 0, by the barycentric formula.
fn kink_error(size: u64, _: &mut Stream) -> f64 {
    let (mut above, mut below) = (0.0, 0.0);
    for k in 0..size {
        let angle = (2 * k + 1) as f64 * PI / (2 * size) as f64;
        let sign = if k.is_multiple_of(2) { 1.0 } else { -1.0 };
        let weight = sign * angle.sin() / angle.cos();
        above += weight * angle.cos().abs();
        below += weight;
    }
    above / below
}

/// The largest error for x^`power` is in the first cell, at the zero of its derivative.
fn linear_error(cells: u64, power: f64) -> f64 {
    let x = power.powf(1.0 / (1.0 - power));
    (x.powf(power) - x) * (cells as f64).powf(-power)
}

/// The L2 error for u(x, y) = g(x) g(y) with g(x) = 1 / (1 + x), where M is (2 cells + 1)^2.
fn biquadratic_error(size: u64, _: &mut Stream) -> f64 {
    let cells = (size.isqrt() - 1) / 2;
    let g = |x: f64| 1.0 / (1.0 + x);
    let h = 1.0 / cells as f64;
    // Gauss-Legendre quadrature with four points in each cell.
    let (inner, outer) = (0.339_981_043_584_856_3, 0.861_136_311_594_052_6);
    let (large, small) = (0.326_072_577_431_273_07, 0.173_927_422_568_726_93);
    let rule = [(-outer, small), (-inner, large), (inner, large), (outer, small)];
    // At each node: weight, exact value and interpolant.
    let nodes: Vec<(f64, f64, f64)> = (0..cells)
        .flat_map(|cell| rule.map(|(s, weight)| (cell as f64 + 0.5, s, weight)))
        .map(|(center, s, weight)| {
            let at = |s: f64| g((center + s / 2.0) * h);
            let ends = (at(1.0) * (s + 1.0) + at(-1.0) * (s - 1.0)) * s / 2.0;
            (weight * h, at(s), at(0.0) * (1.0 - s * s) + ends)
        })
        .collect();
    let row = |&(weight, exact, fit): &(f64, f64, f64)| {
        let squares = nodes.iter().map(|&(other, y, z)| other * (exact * y - fit * z).powi(2));
        weight * squares.sum::<f64>()
    };
    nodes.iter().map(row).sum::<f64>().sqrt()
}

/// The mean of cot((2 k - 1) pi / (4 M)) over k = 1, ..., M.
fn lebesgue_constant(size: u64, _: &mut Stream) -> f64 {
    let angle = |k: u64| (2 * k - 1) as f64 * PI / (4 * size) as f64;
    (1..=size).map(|k| angle(k).tan().recip()).sum::<f64>() / size as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_cases_are_exact() {
        let mut stream = Stream::of_study(1, "zoo", "unused");
        let mut near = |draw: fn(u64, &mut Stream) -> f64, size, expected: f64| {
            let value = draw(size, &mut stream);
            assert!((value / expected - 1.0).abs() < 1e-9, "{value} is not {expected}");
        };
        near(harmonic_rest, 1, 1.0 - EULER);
        near(stirling_error, 2, 1.0 - (4.0 * PI).sqrt() * 2.0 * (-2f64).exp());
        near(leibniz_error, 2, FRAC_PI_4 - 2.0 / 3.0);
        // Interpolation at -1/sqrt(2) and 1/sqrt(2) is constant.
        near(kink_error, 2, 0.5f64.sqrt());
        near(lebesgue_constant, 2, 2f64.sqrt());
        // The best constant for |x| has the variance of |x|: 2 pi * pi^2 / 12.
        near(fourier_error, 0, (PI.powi(3) / 6.0).sqrt());
        near(|size, _| linear_error(size, 0.5), 4, 0.125);
    }

    #[test]
    fn biquadratic_error_agrees_with_a_fine_sum() {
        // One cell: the parabola through 1, 2/3 and 1/2.
        let fit = |x: f64| 1.0 - 5.0 / 6.0 * x + x * x / 3.0;
        let places: Vec<f64> = (0..200).map(|k| (f64::from(k) + 0.5) / 200.0).collect();
        let square = |x: f64, y: f64| ((1.0 / ((1.0 + x) * (1.0 + y))) - fit(x) * fit(y)).powi(2);
        let sum: f64 = places.iter().flat_map(|&x| places.iter().map(move |&y| square(x, y))).sum();
        let value = biquadratic_error(9, &mut Stream::of_study(1, "zoo", "unused"));
        assert!((value / (sum / 40_000.0).sqrt() - 1.0).abs() < 0.02, "{value}");
    }
}
