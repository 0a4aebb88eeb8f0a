//! Growing trees, populations, partitions and rumours.

use super::System;
use super::draws::{below, exponential, heads, uniform};
use crate::random::Stream;

/// The systems of this file.
pub(super) const SYSTEMS: &[System] = &[
    System {
        name: "total branch length of Kingman's coalescent of M samples",
        source: "Watterson 1975, Tavare 1984: the mean is 2 H_(M-1)",
        power: (0, 1),
        log: (1, 1),
        sizes: &[5, 10, 20, 50, 100, 200, 500, 1000, 2000],
        replicates: 20,
        digits: None,
        draw: branch_length,
    },
    System {
        name: "time to the common ancestor of M samples",
        source: "Kingman 1982: the mean is 2 - 2 / M",
        power: (0, 1),
        log: (0, 1),
        sizes: &[4, 8, 16, 32, 64, 128, 256, 512],
        replicates: 25,
        digits: None,
        draw: ancestor_time,
    },
    System {
        name: "tables of a Chinese restaurant with discount 2/3 and M guests",
        source: "Pitman 2006: the mean is Gamma(M + 2/3) / (Gamma(M) Gamma(5/3))",
        power: (2, 3),
        log: (0, 1),
        sizes: &[10, 30, 100, 300, 1_000, 3_000, 10_000],
        replicates: 15,
        digits: None,
        draw: tables,
    },
    System {
        name: "largest degree of a preferential attachment tree of M edges",
        source: "Mori 2005: the largest degree over sqrt(M) converges to a positive limit",
        power: (1, 2),
        log: (0, 1),
        sizes: &[16, 32, 64, 128, 256, 512, 1024, 2048, 4096],
        replicates: 12,
        digits: None,
        draw: largest_degree,
    },
    System {
        name: "height of a random recursive tree of M nodes",
        source: "Devroye 1987, Pittel 1994: the height is near e log M",
        power: (0, 1),
        log: (1, 1),
        sizes: &[20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000],
        replicates: 10,
        digits: None,
        draw: recursive_height,
    },
    System {
        name: "height of a random plane tree of M edges",
        source: "De Bruijn, Knuth and Rice 1972: the mean is sqrt(pi M) - 3/2 and smaller terms",
        power: (1, 2),
        log: (0, 1),
        sizes: &[16, 32, 64, 128, 256, 512, 1024, 2048],
        replicates: 12,
        digits: None,
        draw: plane_height,
    },
    System {
        name: "size of a critical population at generation M, if it survives",
        source: "Yaglom 1947: over M, the size converges to an exponential variable",
        power: (1, 1),
        log: (0, 1),
        sizes: &[4, 8, 16, 32, 64, 128, 256],
        replicates: 15,
        digits: None,
        draw: survivors,
    },
    System {
        name: "rounds until a rumour has reached all of M people",
        source: "Frieze and Grimmett 1985, Pittel 1987: near log2(M) + log M",
        power: (0, 1),
        log: (1, 1),
        sizes: &[8, 16, 32, 64, 128, 256, 512, 1024, 2048],
        replicates: 6,
        digits: None,
        draw: rumour,
    },
    System {
        name: "time until an infection on a complete graph has reached all of M",
        source: "Janson 1999: near 2 log M / M with exponential edge times of mean 1",
        power: (-1, 1),
        log: (1, 1),
        sizes: &[10, 20, 50, 100, 200, 500, 1000, 2000],
        replicates: 12,
        digits: None,
        draw: infection,
    },
];

/// The times that a coalescent of M samples spends with k = 2, ..., M lineages.
fn coalescent(size: u64, stream: &mut Stream) -> impl Iterator<Item = (f64, f64)> {
    (2..=size).map(|k| (k as f64, exponential(stream) * 2.0 / (k as f64 * (k as f64 - 1.0))))
}

/// The sum of all branches of a coalescent.
fn branch_length(size: u64, stream: &mut Stream) -> f64 {
    coalescent(size, stream).map(|(lineages, time)| lineages * time).sum()
}

/// The height of a coalescent.
fn ancestor_time(size: u64, stream: &mut Stream) -> f64 {
    coalescent(size, stream).map(|(_, time)| time).sum()
}

/// Tables after M guests: guest n + 1 opens one with probability (2/3) tables / n.
fn tables(size: u64, stream: &mut Stream) -> f64 {
    let mut tables = 1.0;
    for guests in 1..size {
        tables += if uniform(stream) * (guests as f64) < tables * 2.0 / 3.0 { 1.0 } else { 0.0 };
    }
    tables
}

/// Each new node joins an end of a random edge, so a node in proportion to its degree.
fn largest_degree(size: u64, stream: &mut Stream) -> f64 {
    let mut ends = vec![0, 1];
    let mut degrees = vec![1u32, 1];
    for node in 2..=size as usize {
        let parent: usize = ends[below(ends.len(), stream)];
        ends.extend([parent, node]);
        degrees[parent] += 1;
        degrees.push(1);
    }
    f64::from(degrees.into_iter().max().unwrap_or(0))
}

/// Edges on the longest path from the root, where each node joins a uniform earlier one.
fn recursive_height(size: u64, stream: &mut Stream) -> f64 {
    let mut depths = vec![0u32];
    for node in 1..size as usize {
        depths.push(depths[below(node, stream)] + 1);
    }
    f64::from(depths.into_iter().max().unwrap_or(0))
}

/// The height of a uniform plane tree: the maximum of a uniform Dyck path, by the cycle lemma.
fn plane_height(size: u64, stream: &mut Stream) -> f64 {
    let length = 2 * size as usize + 1;
    let mut steps = vec![-1i64; length];
    for up in stream.choose(length, size as usize) {
        steps[up] = 1;
    }
    let (mut place, mut lowest, mut start) = (0, 0, 0);
    for (time, step) in steps.iter().enumerate() {
        place += step;
        if place < lowest {
            (lowest, start) = (place, time + 1);
        }
    }
    steps.rotate_left(start % length);
    let heights = steps.iter().scan(0, |height, step| {
        *height += step;
        Some(*height)
    });
    heights.max().unwrap_or(0) as f64
}

/// Generation M of a population that lives: each member has 0 or 2 children.
fn survivors(size: u64, stream: &mut Stream) -> f64 {
    loop {
        let mut members = 1;
        for _ in 0..size {
            members = 2 * heads(members, stream);
        }
        if members > 0 {
            return members as f64;
        }
    }
}

/// Rounds in which all who know the rumour tell it to a random person each.
fn rumour(size: u64, stream: &mut Stream) -> f64 {
    let mut knows = vec![false; size as usize];
    knows[0] = true;
    let (mut informed, mut rounds) = (1, 0.0);
    while informed < knows.len() {
        let callers = informed;
        for _ in 0..callers {
            let person = below(knows.len(), stream);
            informed += usize::from(!knows[person]);
            knows[person] = true;
        }
        rounds += 1.0;
    }
    rounds
}

/// With k infected, k (M - k) edges can carry the infection.
fn infection(size: u64, stream: &mut Stream) -> f64 {
    (1..size).map(|k| exponential(stream) / (k * (size - k)) as f64).sum()
}

#[cfg(test)]
mod tests {
    use super::super::draws::{assert_near, harmonic, mean};
    use super::*;

    #[test]
    fn means_are_the_known_ones() {
        assert_near(mean(branch_length, 10, 10_000), 2.0 * harmonic(9));
        assert_near(mean(ancestor_time, 10, 10_000), 1.8);
        assert_near(mean(infection, 10, 10_000), 0.2 * harmonic(9));
        assert_near(mean(tables, 3, 20_000), 20.0 / 9.0);
        // Five plane trees of three edges, with heights 1, 2, 2, 2, 3.
        assert_near(mean(plane_height, 3, 20_000), 2.0);
        // The survival probability of one generation is 1/2, of two 3/8; the mean size is 1.
        assert_near(mean(survivors, 2, 20_000), 8.0 / 3.0);
        // Heights of trees with three nodes: 1 or 2, each with probability 1/2.
        assert_near(mean(recursive_height, 3, 20_000), 1.5);
        assert_near(mean(largest_degree, 2, 10), 2.0);
        assert_near(mean(rumour, 2, 20_000), 2.0);
    }
}
