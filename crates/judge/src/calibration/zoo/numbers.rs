//! Deterministic tables: primes, divisors and counts of algorithms.

use super::System;
use crate::random::Stream;

/// The systems of this file.
pub(super) const SYSTEMS: &[System] = &[
    System {
        name: "primes up to M",
        source: "Hadamard 1896, de la Vallee Poussin 1896: near M / log M",
        power: (1, 1),
        log: (-1, 1),
        sizes: &[10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000],
        replicates: 1,
        digits: Some(10),
        draw: |size, _| primes(size).len() as f64,
    },
    System {
        name: "product of 1 - 1/p over the primes p up to M",
        source: "Mertens 1874: near e^-gamma / log M",
        power: (0, 1),
        log: (-1, 1),
        sizes: &[10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000],
        replicates: 1,
        digits: Some(4),
        draw: |size, _| primes(size).into_iter().map(|p| 1.0 - 1.0 / p as f64).product(),
    },
    System {
        name: "mean number of divisors of the integers up to M",
        source: "Dirichlet 1849: near log M + 0.1544",
        power: (0, 1),
        log: (1, 1),
        sizes: &[10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000],
        replicates: 1,
        digits: Some(5),
        draw: |size, _| (1..=size).map(|k| size / k).sum::<u64>() as f64 / size as f64,
    },
    System {
        name: "reduced fractions with denominators up to M",
        source: "Mertens 1874: the sum of Euler's totients is near 3 M^2 / pi^2",
        power: (2, 1),
        log: (0, 1),
        sizes: &[4, 8, 16, 32, 64, 128, 256, 512, 1024],
        replicates: 1,
        digits: Some(12),
        draw: fractions,
    },
    System {
        name: "sums of two squares up to M",
        source: "Landau 1908, Ramanujan 1913: near 0.7642 M / sqrt(log M)",
        power: (1, 1),
        log: (-1, 2),
        sizes: &[10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000],
        replicates: 1,
        digits: Some(10),
        draw: sums_of_squares,
    },
    System {
        name: "squarefree integers up to M",
        source: "Gegenbauer 1885: near 6 M / pi^2",
        power: (1, 1),
        log: (0, 1),
        sizes: &[10, 20, 50, 100, 200, 500, 1000, 2000],
        replicates: 1,
        digits: Some(8),
        draw: squarefree,
    },
    System {
        name: "comparisons of merge sort on M items in the worst case",
        source: "Knuth 1973, Flajolet and Golin 1994: M log2(M) and a bounded multiple of M",
        power: (1, 1),
        log: (1, 1),
        sizes: &[5, 10, 20, 50, 100, 200, 500, 1000],
        replicates: 1,
        digits: Some(12),
        draw: |size, _| merge_sort(size) as f64,
    },
    System {
        name: "mean comparisons of binary search among M items",
        source: "Knuth 1973: near log2(M) - 1",
        power: (0, 1),
        log: (1, 1),
        sizes: &[7, 15, 31, 63, 127, 255, 511, 1023],
        replicates: 1,
        digits: Some(4),
        draw: binary_search,
    },
];

/// Which of 0, ..., `limit` are multiples of none of the `step(p)` for p from 2 on that remain.
fn sieve(limit: u64, step: impl Fn(usize) -> usize) -> Vec<bool> {
    let limit = limit as usize;
    let mut remains = vec![true; limit + 1];
    for p in (2..).take_while(|p| p * p <= limit) {
        if remains[p] {
            (p * p..=limit).step_by(step(p)).for_each(|multiple| remains[multiple] = false);
        }
    }
    remains
}

/// The primes up to a limit.
fn primes(limit: u64) -> Vec<u64> {
    let remains = sieve(limit, |p| p);
    (2..=limit).filter(|&n| remains[n as usize]).collect()
}

/// The number of integers from 1 to M that no square above 1 divides.
fn squarefree(size: u64, _: &mut Stream) -> f64 {
    sieve(size, |p| p * p).into_iter().skip(1).filter(|&free| free).count() as f64
}

/// The sum of Euler's totients up to M.
fn fractions(size: u64, _: &mut Stream) -> f64 {
    let mut totients: Vec<u64> = (0..=size).collect();
    for p in primes(size) {
        for multiple in (p..=size).step_by(p as usize) {
            totients[multiple as usize] -= totients[multiple as usize] / p;
        }
    }
    totients.into_iter().sum::<u64>() as f64
}

/// The number of integers from 1 to M that are sums of two squares.
fn sums_of_squares(size: u64, _: &mut Stream) -> f64 {
    let mut sums = vec![false; size as usize + 1];
    for a in 0..=size.isqrt() {
        for b in a..=(size - a * a).isqrt() {
            sums[(a * a + b * b) as usize] = true;
        }
    }
    sums.into_iter().skip(1).filter(|&sum| sum).count() as f64
}

/// Comparisons of merge sort if every merge of n items needs n - 1.
fn merge_sort(size: u64) -> u64 {
    if size < 2 {
        return 0;
    }
    merge_sort(size / 2) + merge_sort(size - size / 2) + size - 1
}

/// The mean depth of the keys of the most balanced binary tree, the root at depth 1.
fn binary_search(size: u64, _: &mut Stream) -> f64 {
    (1..=size).map(|k| f64::from(k.ilog2() + 1)).sum::<f64>() / size as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_the_known_ones() {
        let mut stream = Stream::of_study(1, "zoo", "unused");
        assert_eq!(primes(1000).len(), 168);
        assert_eq!(primes(30), [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]);
        assert_eq!(squarefree(100, &mut stream), 61.0);
        assert_eq!(fractions(100, &mut stream), 3044.0);
        assert_eq!(sums_of_squares(100, &mut stream), 43.0);
        // n ceil(log2 n) - 2^ceil(log2 n) + 1.
        assert_eq!(merge_sort(1000), 10_000 - 1024 + 1);
        assert_eq!(binary_search(7, &mut stream), 17.0 / 7.0);
    }
}
