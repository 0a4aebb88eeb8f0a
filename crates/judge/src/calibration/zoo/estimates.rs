//! Errors of estimators: means, medians, densities and regressions from M observations.

use super::System;
use super::draws::{exponential, sorted_uniforms, uniform};
use crate::random::Stream;

/// The systems of this file.
pub(super) const SYSTEMS: &[System] = &[
    System {
        name: "error of the mean of M exponential variables",
        source: "Laplace 1810: the central limit theorem",
        power: (-1, 2),
        log: (0, 1),
        sizes: &[16, 32, 64, 128, 256, 512, 1024, 2048],
        replicates: 30,
        digits: None,
        draw: mean_error,
    },
    System {
        name: "error of the median of M Cauchy variables (M odd)",
        source: "Laplace 1818, Cramer 1946: the sample median is asymptotically normal",
        power: (-1, 2),
        log: (0, 1),
        sizes: &[11, 31, 101, 301, 1_001, 3_001],
        replicates: 30,
        digits: None,
        draw: median_error,
    },
    System {
        name: "error of the middle of the range of M uniform values",
        source: "Rider 1957, Gumbel 1958: M times the error converges to a Laplace variable",
        power: (-1, 1),
        log: (0, 1),
        sizes: &[10, 20, 50, 100, 200, 500, 1000, 2000],
        replicates: 30,
        digits: None,
        draw: midrange_error,
    },
    System {
        name: "error of stratified sampling with M strata for the integral of e^x",
        source: "Haber 1966: M^(-3/2) times a normal variable",
        power: (-3, 2),
        log: (0, 1),
        sizes: &[4, 8, 16, 32, 64, 128, 256, 512],
        replicates: 20,
        digits: None,
        draw: stratified_error,
    },
    System {
        name: "L1 error of isotonic regression with M observations",
        source: "Brunk 1970, Durot 2002: M^(1/3) times the error converges to a constant",
        power: (-1, 3),
        log: (0, 1),
        sizes: &[16, 32, 64, 128, 256, 512, 1024, 2048],
        replicates: 8,
        digits: None,
        draw: isotonic_error,
    },
    System {
        name: "L2 error of a kernel density estimate from M normal observations",
        source: "Rosenblatt 1956, Parzen 1962: M^(-2/5) with bandwidth M^(-1/5)",
        power: (-2, 5),
        log: (0, 1),
        sizes: &[16, 32, 64, 128, 256, 512, 1024, 2048],
        replicates: 10,
        digits: None,
        draw: kernel_error,
    },
    System {
        name: "L2 error of a histogram with M^(1/3) bins from M observations of density 2 x",
        source: "Scott 1979, Freedman and Diaconis 1981: M^(-1/3)",
        power: (-1, 3),
        log: (0, 1),
        sizes: &[27, 64, 125, 343, 1000, 2197, 4913],
        replicates: 10,
        digits: None,
        draw: histogram_error,
    },
    System {
        name: "error of Hill's estimator with the M^(2/3) largest of M Pareto values",
        source: "Hill 1975, Hall 1982: the square root of their number times the error is normal",
        power: (-1, 3),
        log: (0, 1),
        sizes: &[30, 100, 300, 1_000, 3_000, 10_000],
        replicates: 25,
        digits: None,
        draw: hill_error,
    },
];

/// The distance of a mean of exponential draws from 1.
fn mean_error(size: u64, stream: &mut Stream) -> f64 {
    let sum: f64 = (0..size).map(|_| exponential(stream)).sum();
    (sum / size as f64 - 1.0).abs()
}

/// The distance of the median of Cauchy draws from 0.
fn median_error(size: u64, stream: &mut Stream) -> f64 {
    let middle = sorted_uniforms(size as usize, stream)[size as usize / 2];
    (std::f64::consts::PI * (middle - 0.5)).tan().abs()
}

/// The distance of the mean of the two extremes from 1/2.
fn midrange_error(size: u64, stream: &mut Stream) -> f64 {
    let draws = sorted_uniforms(size as usize, stream);
    ((draws[0] + draws[draws.len() - 1]) / 2.0 - 0.5).abs()
}

/// The mean of e^x at one uniform point in each of M equal cells, less the integral.
fn stratified_error(size: u64, stream: &mut Stream) -> f64 {
    let cells = size as f64;
    let sum: f64 = (0..size).map(|cell| ((cell as f64 + uniform(stream)) / cells).exp()).sum();
    (sum / cells - 1f64.exp_m1()).abs()
}

/// The increasing sequence that is nearest to `values` in least squares: pool adjacent violators.
fn isotonic(values: &[f64]) -> Vec<f64> {
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for &value in values {
        let (mut sum, mut count) = (value, 1);
        while let Some(&(other, number)) = blocks.last() {
            if other / (number as f64) < sum / count as f64 {
                break;
            }
            (sum, count) = (sum + other, count + number);
            blocks.pop();
        }
        blocks.push((sum, count));
    }
    blocks.into_iter().flat_map(|(sum, count)| vec![sum / count as f64; count]).collect()
}

/// The mean absolute error of isotonic regression on 4 x with normal noise.
fn isotonic_error(size: u64, stream: &mut Stream) -> f64 {
    let truth: Vec<f64> = (0..size).map(|k| 4.0 * (k as f64 + 0.5) / size as f64).collect();
    let observed: Vec<f64> = truth.iter().map(|value| value + stream.normal()).collect();
    let fits = isotonic(&observed);
    let errors = fits.iter().zip(&truth).map(|(fit, value)| (fit - value).abs());
    errors.sum::<f64>() / size as f64
}

/// The L2 error of an Epanechnikov estimate on [-4, 4], on a grid.
fn kernel_error(size: u64, stream: &mut Stream) -> f64 {
    let (step, half) = (0.05, 80);
    let bandwidth = 2.34 * (size as f64).powf(-0.2);
    let mut estimate = vec![0.0; 2 * half + 1];
    for _ in 0..size {
        let center = stream.normal();
        let first = ((center - bandwidth) / step + half as f64).ceil().max(0.0) as usize;
        for (index, value) in estimate.iter_mut().enumerate().skip(first) {
            let distance = ((index as f64 - half as f64) * step - center) / bandwidth;
            if distance > 1.0 {
                break;
            }
            *value += 0.75 * (1.0 - distance * distance) / (bandwidth * size as f64);
        }
    }
    let squares = estimate.iter().enumerate().map(|(index, value)| {
        let x = (index as f64 - half as f64) * step;
        (value - (-x * x / 2.0).exp() / std::f64::consts::TAU.sqrt()).powi(2)
    });
    (squares.sum::<f64>() * step).sqrt()
}

/// The L2 distance of a histogram on [0, 1] from the density 2 x.
fn histogram_error(size: u64, stream: &mut Stream) -> f64 {
    let bins = (size as f64).cbrt().round() as usize;
    let mut counts = vec![0.0; bins];
    for _ in 0..size {
        counts[(uniform(stream).sqrt() * bins as f64) as usize] += 1.0;
    }
    let width = 1.0 / bins as f64;
    let squares = counts.iter().enumerate().map(|(bin, count)| {
        // Over a bin, the integral of (height - 2 x)^2.
        let offset = count * bins as f64 / size as f64 - (2 * bin + 1) as f64 * width;
        width * (offset * offset + width * width / 3.0)
    });
    squares.sum::<f64>().sqrt()
}

/// The distance of Hill's estimate from the true index 1.
fn hill_error(size: u64, stream: &mut Stream) -> f64 {
    let draws = sorted_uniforms(size as usize, stream);
    let logs: Vec<f64> = draws.into_iter().map(|u| -u.ln()).collect();
    let used = (size as f64).powf(2.0 / 3.0).round() as usize;
    let mean = logs[..used].iter().sum::<f64>() / used as f64;
    (mean - logs[used] - 1.0).abs()
}

#[cfg(test)]
mod tests {
    use super::super::draws::{assert_near, mean};
    use super::*;

    #[test]
    fn errors_are_the_known_ones() {
        assert_near(mean(|size, stream| mean_error(size, stream).powi(2), 10, 20_000), 0.1);
        // Two values: their middle has the triangular law.
        assert_near(mean(midrange_error, 2, 20_000), 1.0 / 6.0);
        // One stratum: the variance of e^x is (e^2 - 1) / 2 - (e - 1)^2.
        let square = |size, stream: &mut Stream| stratified_error(size, stream).powi(2);
        assert_near(mean(square, 1, 40_000), 0.242_036);
        assert_near(mean(histogram_error, 1, 10), (1f64 / 3.0).sqrt());
    }

    #[test]
    fn isotonic_regression_pools_violators() {
        assert_eq!(isotonic(&[1.0, 3.0, 2.0, 5.0]), [1.0, 2.5, 2.5, 5.0]);
        assert_eq!(isotonic(&[3.0, 2.0, 1.0]), [2.0; 3]);
    }
}
