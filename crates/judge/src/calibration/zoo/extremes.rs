//! Largest and smallest values, spacings and heavy sums of independent draws.

use super::System;
use super::draws::{exponential, sorted_uniforms, uniform};
use crate::random::Stream;

/// The systems of this file.
pub(super) const SYSTEMS: &[System] = &[
    System {
        name: "largest absolute value of M normal variables",
        source: "Fisher and Tippett 1928: near sqrt(2 log M)",
        power: (0, 1),
        log: (1, 2),
        sizes: &[10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000],
        replicates: 20,
        digits: None,
        draw: largest_normal,
    },
    System {
        name: "largest of M gamma(3) variables",
        source: "Gnedenko 1943, Embrechts et al. 1997: near log M + 2 log log M - log 2",
        power: (0, 1),
        log: (1, 1),
        sizes: &[8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096],
        replicates: 15,
        digits: None,
        draw: largest_gamma,
    },
    System {
        name: "largest of M Pareto variables with tail index 3",
        source: "Frechet 1927, Gnedenko 1943: M^(1/3) times a Frechet variable",
        power: (1, 3),
        log: (0, 1),
        sizes: &[10, 30, 100, 300, 1_000, 3_000, 10_000],
        replicates: 20,
        digits: None,
        draw: largest_pareto,
    },
    // The mean of one term is infinite: the theorem holds for the median and for quantiles.
    System {
        name: "sum of M Pareto variables with tail index 2/3",
        source: "Levy 1925, Gnedenko and Kolmogorov 1954: M^(3/2) times a stable variable",
        power: (3, 2),
        log: (0, 1),
        sizes: &[16, 32, 64, 128, 256, 512, 1024, 2048],
        replicates: 30,
        digits: None,
        draw: heavy_sum,
    },
    System {
        name: "largest gap of M uniform points on a circle",
        source: "Levy 1939, Holst 1980: the mean is H_M / M",
        power: (-1, 1),
        log: (1, 1),
        sizes: &[8, 16, 32, 64, 128, 256, 512, 1024, 2048],
        replicates: 10,
        digits: None,
        draw: largest_gap,
    },
    System {
        name: "smallest gap of M uniform points on a circle",
        source: "Levy 1939: M^-2 times an exponential variable",
        power: (-2, 1),
        log: (0, 1),
        sizes: &[10, 20, 50, 100, 200, 500, 1000, 2000],
        replicates: 30,
        digits: None,
        draw: smallest_gap,
    },
    System {
        name: "Kolmogorov-Smirnov distance of M uniform values",
        source: "Kolmogorov 1933: M^(-1/2) times a fixed variable",
        power: (-1, 2),
        log: (0, 1),
        sizes: &[10, 20, 50, 100, 200, 500, 1000, 2000],
        replicates: 20,
        digits: None,
        draw: kolmogorov,
    },
    System {
        name: "Wasserstein-1 distance of M uniform values from their law",
        source: "Del Barrio, Gine and Matran 1999: M^(-1/2) times the area of a Brownian bridge",
        power: (-1, 2),
        log: (0, 1),
        sizes: &[8, 16, 32, 64, 128, 256, 512, 1024],
        replicates: 12,
        digits: None,
        draw: wasserstein,
    },
];

/// The largest of M draws.
fn largest(size: u64, draw: impl FnMut(u64) -> f64) -> f64 {
    (0..size).map(draw).fold(0.0, f64::max)
}

/// The largest absolute value of M normal draws.
fn largest_normal(size: u64, stream: &mut Stream) -> f64 {
    largest(size, |_| stream.normal().abs())
}

/// The largest of M sums of three exponential draws.
fn largest_gamma(size: u64, stream: &mut Stream) -> f64 {
    largest(size, |_| exponential(stream) + exponential(stream) + exponential(stream))
}

/// The largest of M draws that exceed x with probability x^-3.
fn largest_pareto(size: u64, stream: &mut Stream) -> f64 {
    largest(size, |_| uniform(stream).powf(-1.0 / 3.0))
}

/// The sum of M draws that exceed x with probability x^(-2/3).
fn heavy_sum(size: u64, stream: &mut Stream) -> f64 {
    (0..size).map(|_| uniform(stream).powf(-1.5)).sum()
}

/// The gaps between M uniform points on a circle of length 1.
fn gaps(size: u64, stream: &mut Stream) -> Vec<f64> {
    let points = sorted_uniforms(size as usize, stream);
    let around = points[0] + 1.0 - points[points.len() - 1];
    points.windows(2).map(|pair| pair[1] - pair[0]).chain([around]).collect()
}

/// The largest of the gaps.
fn largest_gap(size: u64, stream: &mut Stream) -> f64 {
    gaps(size, stream).into_iter().fold(0.0, f64::max)
}

/// The smallest of the gaps, above 0 by the precision of the draws.
fn smallest_gap(size: u64, stream: &mut Stream) -> f64 {
    gaps(size, stream).into_iter().fold(1.0, f64::min).max(f64::EPSILON)
}

/// The largest distance between the empirical and the true distribution function.
fn kolmogorov(size: u64, stream: &mut Stream) -> f64 {
    let points = sorted_uniforms(size as usize, stream);
    let share = |count: usize| count as f64 / size as f64;
    let distances = points.iter().enumerate().map(|(k, x)| (x - share(k)).max(share(k + 1) - x));
    distances.fold(0.0, f64::max)
}

/// The area between the empirical and the true distribution function.
fn wasserstein(size: u64, stream: &mut Stream) -> f64 {
    let points = sorted_uniforms(size as usize, stream);
    let ends = points.iter().copied().chain([1.0]);
    let starts = [0.0].into_iter().chain(points.iter().copied());
    let areas = starts.zip(ends).enumerate().map(|(k, (start, end))| {
        let share = k as f64 / size as f64;
        // The integral of |x - share| from start to end.
        let half_square = |x: f64| (x - share) * (x - share).abs() / 2.0;
        half_square(end) - half_square(start)
    });
    areas.sum()
}

#[cfg(test)]
mod tests {
    use super::super::draws::{assert_near, harmonic, mean};
    use super::*;

    #[test]
    fn means_are_the_known_ones() {
        assert_near(mean(largest_gap, 10, 10_000), 0.1 * harmonic(10));
        assert_near(mean(smallest_gap, 10, 20_000), 0.01);
        // The larger of two absolute values of normals has mean 2 / sqrt(pi).
        assert_near(mean(largest_normal, 2, 40_000), 2.0 / std::f64::consts::PI.sqrt());
        // The largest of n has mean Gamma(2/3) n! / Gamma(n + 2/3): for n = 2 it is 9/5.
        assert_near(mean(largest_pareto, 2, 40_000), 1.8);
        // One uniform value: the distances are max(x, 1 - x) and (x^2 + (1 - x)^2) / 2.
        assert_near(mean(kolmogorov, 1, 20_000), 0.75);
        assert_near(mean(wasserstein, 1, 20_000), 1.0 / 3.0);
    }
}
