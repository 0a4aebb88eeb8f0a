//! Random matrices and random polynomials.

use nalgebra::DMatrix;

use super::System;
use crate::random::Stream;

/// The systems of this file.
pub(super) const SYSTEMS: &[System] = &[
    System {
        name: "largest singular value of an M x M normal matrix",
        source: "Geman 1980, Johnstone 2001: 2 sqrt(M) and a term of order M^(-1/6)",
        power: (1, 2),
        log: (0, 1),
        sizes: &[2, 4, 8, 16, 32, 64],
        replicates: 8,
        digits: None,
        draw: largest_singular,
    },
    System {
        name: "smallest singular value of an M x M normal matrix",
        source: "Edelman 1988: sqrt(M) times the value converges in law",
        power: (-1, 2),
        log: (0, 1),
        sizes: &[2, 4, 8, 16, 32, 64],
        replicates: 15,
        digits: None,
        draw: smallest_singular,
    },
    System {
        name: "spectral norm of a normalised M x M Gaussian symmetric matrix",
        source: "Furedi and Komlos 1981, Tracy and Widom 1996: 2 and a term of order M^(-2/3)",
        power: (0, 1),
        log: (0, 1),
        sizes: &[4, 6, 8, 12, 16, 24, 32, 48, 64],
        replicates: 10,
        digits: None,
        draw: spectral_norm,
    },
    System {
        name: "error of the fourth spectral moment of an M x M Gaussian symmetric matrix",
        source: "Wigner 1955, Johansson 1998: linear statistics of eigenvalues fluctuate by 1 / M",
        power: (-1, 1),
        log: (0, 1),
        sizes: &[4, 8, 16, 32, 64, 128],
        replicates: 10,
        digits: None,
        draw: fourth_moment_error,
    },
    System {
        name: "mean number of real eigenvalues of four M x M normal matrices (M odd)",
        source: "Edelman, Kostlan and Shub 1994: the mean is near sqrt(2 M / pi) + 1/2",
        power: (1, 2),
        log: (0, 1),
        sizes: &[3, 5, 9, 15, 25, 41],
        replicates: 8,
        digits: None,
        draw: real_eigenvalues,
    },
    System {
        name: "mean number of real zeros of four random polynomials of odd degree M",
        source: "Kac 1943: the mean is near (2 / pi) log M + 0.626",
        power: (0, 1),
        log: (1, 1),
        sizes: &[3, 5, 9, 15, 25, 41],
        replicates: 10,
        digits: None,
        draw: real_zeros,
    },
];

/// A square matrix of normal draws.
fn normals(size: u64, stream: &mut Stream) -> DMatrix<f64> {
    DMatrix::from_fn(size as usize, size as usize, |_, _| stream.normal())
}

/// A symmetric matrix with entries of variance 1 / M, twice that on the diagonal.
fn symmetric(size: u64, stream: &mut Stream) -> DMatrix<f64> {
    let half = normals(size, stream);
    (&half + half.transpose()) * (2.0 * size as f64).sqrt().recip()
}

/// The singular values, largest first.
fn singular_values(size: u64, stream: &mut Stream) -> Vec<f64> {
    normals(size, stream).singular_values().iter().copied().collect()
}

/// The largest singular value.
fn largest_singular(size: u64, stream: &mut Stream) -> f64 {
    singular_values(size, stream).into_iter().fold(0.0, f64::max)
}

/// The smallest singular value.
fn smallest_singular(size: u64, stream: &mut Stream) -> f64 {
    singular_values(size, stream).into_iter().fold(f64::INFINITY, f64::min)
}

/// The largest absolute eigenvalue.
fn spectral_norm(size: u64, stream: &mut Stream) -> f64 {
    let matrix = symmetric(size, stream);
    matrix.symmetric_eigenvalues().iter().fold(0.0, |largest, value| value.abs().max(largest))
}

/// The distance of tr(A^4) / M from its limit 2.
fn fourth_moment_error(size: u64, stream: &mut Stream) -> f64 {
    let matrix = symmetric(size, stream);
    ((&matrix * &matrix).norm_squared() / size as f64 - 2.0).abs()
}

/// The number of real eigenvalues of a matrix.
fn count_real(matrix: &DMatrix<f64>) -> f64 {
    matrix.complex_eigenvalues().iter().filter(|value| value.im == 0.0).count() as f64
}

/// The mean of four counts: a single count is a small odd number, and its median jumps.
fn mean_of_four(mut matrix: impl FnMut() -> DMatrix<f64>) -> f64 {
    (0..4).map(|_| count_real(&matrix())).sum::<f64>() / 4.0
}

/// Real eigenvalues of normal matrices; at least one for odd M.
fn real_eigenvalues(size: u64, stream: &mut Stream) -> f64 {
    mean_of_four(|| normals(size, stream))
}

/// Real zeros of polynomials with normal coefficients: real eigenvalues of companion matrices.
fn real_zeros(size: u64, stream: &mut Stream) -> f64 {
    mean_of_four(|| companion(size as usize, stream))
}

/// The companion matrix of a polynomial with normal coefficients.
fn companion(degree: usize, stream: &mut Stream) -> DMatrix<f64> {
    let leading = stream.normal();
    let mut companion = DMatrix::zeros(degree, degree);
    for k in 0..degree {
        companion[(0, k)] = stream.normal() / leading;
    }
    for k in 1..degree {
        companion[(k, k - 1)] = 1.0;
    }
    companion
}

#[cfg(test)]
mod tests {
    use super::super::draws::{assert_near, mean};
    use super::*;

    #[test]
    fn means_are_the_known_ones() {
        // Edelman, Kostlan and Shub: sqrt(2) for M = 2 and 1 + 1 / sqrt(2) for M = 3.
        assert_near(mean(real_eigenvalues, 2, 5_000), 2f64.sqrt());
        assert_near(mean(real_eigenvalues, 3, 5_000), 1.0 + 0.5f64.sqrt());
        // Kac's integral for a quadratic polynomial.
        assert_near(mean(real_zeros, 2, 5_000), 1.297);
        // The sum of all squared entries, and so of both squared singular values, has mean 4.
        fn squares(size: u64, stream: &mut Stream) -> f64 {
            singular_values(size, stream).into_iter().map(|value| value * value).sum()
        }
        assert_near(mean(squares, 2, 10_000), 4.0);
        // M = 1: |x| for a normal x of variance 2.
        assert_near(mean(spectral_norm, 1, 10_000), 2.0 / std::f64::consts::PI.sqrt());
    }
}
