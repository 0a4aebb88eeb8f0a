//! Balls in boxes, coin flips and random keys.

use super::System;
use super::draws::{below, coin};
use crate::random::Stream;

/// The systems of this file.
pub(super) const SYSTEMS: &[System] = &[
    System {
        name: "coupon collector: draws until all M coupons are seen",
        source: "De Moivre 1711, Erdos and Renyi 1961: the mean is M H_M",
        power: (1, 1),
        log: (1, 1),
        sizes: &[8, 16, 32, 64, 128, 256, 512, 1024],
        replicates: 20,
        digits: None,
        draw: coupons,
    },
    System {
        name: "birthday problem: draws until a value of M repeats",
        source: "von Mises 1939, Ramanujan's Q function: the mean is near sqrt(pi M / 2)",
        power: (1, 2),
        log: (0, 1),
        sizes: &[100, 300, 1_000, 3_000, 10_000, 30_000, 100_000],
        replicates: 20,
        digits: None,
        draw: birthday,
    },
    System {
        name: "largest load when M log M balls fall into M boxes",
        source: "Raab and Steger 1998: the largest load is near e log M",
        power: (0, 1),
        log: (1, 1),
        sizes: &[16, 32, 64, 128, 256, 512, 1024, 2048, 4096],
        replicates: 10,
        digits: None,
        draw: largest_load,
    },
    System {
        name: "empty boxes when M balls fall into M boxes",
        source: "Renyi 1962, Kolchin et al. 1978: the number is near M / e",
        power: (1, 1),
        log: (0, 1),
        sizes: &[10, 20, 50, 100, 200, 500, 1000, 2000],
        replicates: 5,
        digits: None,
        draw: empty_boxes,
    },
    System {
        name: "longest run of heads in M coin flips",
        source: "Erdos and Renyi 1970: the longest run is near log2(M)",
        power: (0, 1),
        log: (1, 1),
        sizes: &[32, 64, 128, 256, 512, 1024, 2048, 4096, 8192],
        replicates: 10,
        digits: None,
        draw: longest_run,
    },
    System {
        name: "height of a binary trie of M random keys",
        source: "Pittel 1985: the height is near 2 log2(M)",
        power: (0, 1),
        log: (1, 1),
        sizes: &[10, 30, 100, 300, 1_000, 3_000, 10_000],
        replicates: 12,
        digits: None,
        draw: trie_height,
    },
    System {
        name: "register of Morris' approximate counter after M events",
        source: "Morris 1978, Flajolet 1985: the mean is near log2(M) - 0.27",
        power: (0, 1),
        log: (1, 1),
        sizes: &[8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096],
        replicates: 8,
        digits: None,
        draw: morris,
    },
];

/// Draws until each of M equally likely coupons has been seen.
fn coupons(size: u64, stream: &mut Stream) -> f64 {
    let mut seen = vec![false; size as usize];
    let (mut missing, mut draws) = (size, 0u64);
    while missing > 0 {
        let coupon = below(seen.len(), stream);
        missing -= u64::from(!seen[coupon]);
        seen[coupon] = true;
        draws += 1;
    }
    draws as f64
}

/// Draws from M equally likely values up to and with the first repetition.
fn birthday(size: u64, stream: &mut Stream) -> f64 {
    let mut seen = vec![false; size as usize];
    let mut draws = 1.0;
    loop {
        let day = below(seen.len(), stream);
        if seen[day] {
            return draws;
        }
        seen[day] = true;
        draws += 1.0;
    }
}

/// The loads of M boxes after a number of balls.
fn loads(size: u64, balls: u64, stream: &mut Stream) -> Vec<u32> {
    let mut loads = vec![0; size as usize];
    for _ in 0..balls {
        loads[below(size as usize, stream)] += 1;
    }
    loads
}

/// The largest load of M boxes with M log M balls, rounded.
fn largest_load(size: u64, stream: &mut Stream) -> f64 {
    let balls = size as f64 * (size as f64).ln();
    let loads = loads(size, balls.round() as u64, stream);
    f64::from(loads.into_iter().max().unwrap_or(0))
}

/// The number of empty ones among M boxes with M balls.
fn empty_boxes(size: u64, stream: &mut Stream) -> f64 {
    loads(size, size, stream).into_iter().filter(|&load| load == 0).count().max(1) as f64
}

/// The longest run of heads, at least 1.
fn longest_run(size: u64, stream: &mut Stream) -> f64 {
    let (mut run, mut longest) = (0u32, 1);
    for _ in 0..size {
        run = if coin(stream) { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    f64::from(longest)
}

/// One more than the longest prefix that two of M keys of 62 random bits share.
fn trie_height(size: u64, stream: &mut Stream) -> f64 {
    let mut keys: Vec<i64> = (0..size).map(|_| stream.integer(0, (1 << 62) - 1)).collect();
    keys.sort_unstable();
    let shared = keys.windows(2).map(|pair| (pair[0] ^ pair[1]).leading_zeros() - 2);
    f64::from(1 + shared.max().unwrap_or(0))
}

/// A register that grows by 1 with probability 2^-register at each of M events.
fn morris(size: u64, stream: &mut Stream) -> f64 {
    let mut register = 0;
    for _ in 0..size {
        register += u32::from(stream.integer(0, (1 << register) - 1) == 0);
    }
    f64::from(register)
}

#[cfg(test)]
mod tests {
    use super::super::draws::{assert_near, harmonic, mean};
    use super::*;

    #[test]
    fn means_are_the_known_ones() {
        assert_near(mean(coupons, 10, 20_000), 10.0 * harmonic(10));
        assert_near(mean(birthday, 365, 20_000), 24.616_586);
        assert_near(mean(empty_boxes, 20, 20_000), 20.0 * 0.95f64.powi(20));
        // After n events, 2^register has mean n + 1.
        assert_near(mean(|size, stream| morris(size, stream).exp2(), 50, 40_000), 51.0);
    }
}
