//! Random permutations, sorting and searching.

use super::System;
use super::draws::permutation;
use crate::random::Stream;

/// The systems of this file.
pub(super) const SYSTEMS: &[System] = &[
    System {
        name: "records in a random sequence of M values",
        source: "Renyi 1962: the mean is H_M",
        power: (0, 1),
        log: (1, 1),
        sizes: &[10, 30, 100, 300, 1_000, 3_000, 10_000],
        replicates: 25,
        digits: None,
        draw: records,
    },
    System {
        name: "cycles of a random permutation of M items",
        source: "Goncharov 1944: the mean is H_M",
        power: (0, 1),
        log: (1, 1),
        sizes: &[4, 8, 16, 32, 64, 128, 256, 512, 1024],
        replicates: 30,
        digits: None,
        draw: cycles,
    },
    System {
        name: "longest cycle of a random permutation of M items",
        source: "Goncharov 1944, Shepp and Lloyd 1966: the mean is near 0.6243 M",
        power: (1, 1),
        log: (0, 1),
        sizes: &[10, 20, 50, 100, 200, 500, 1000],
        replicates: 20,
        digits: None,
        draw: longest_cycle,
    },
    System {
        name: "longest increasing subsequence of M random values",
        source: "Vershik and Kerov 1977, Baik, Deift and Johansson 1999: 2 sqrt(M) - 1.77 M^(1/6)",
        power: (1, 2),
        log: (0, 1),
        sizes: &[16, 32, 64, 128, 256, 512, 1024, 2048, 4096],
        replicates: 8,
        digits: None,
        draw: increasing,
    },
    System {
        name: "moves of insertion sort on M random items",
        source: "Knuth 1973: the mean number of inversions is M (M - 1) / 4",
        power: (2, 1),
        log: (0, 1),
        sizes: &[8, 16, 32, 64, 128, 256, 512],
        replicates: 10,
        digits: None,
        draw: inversions,
    },
    System {
        name: "comparisons of quicksort on M random items",
        source: "Hoare 1962: the mean is 2 (M + 1) H_M - 4 M",
        power: (1, 1),
        log: (1, 1),
        sizes: &[16, 32, 64, 128, 256, 512, 1024, 2048],
        replicates: 10,
        digits: None,
        draw: quicksort,
    },
    System {
        name: "comparisons of quickselect for the median of M items",
        source: "Knuth 1971: the mean is near 2 (1 + log 2) M",
        power: (1, 1),
        log: (0, 1),
        sizes: &[21, 51, 101, 201, 501, 1001, 2001],
        replicates: 15,
        digits: None,
        draw: quickselect,
    },
    System {
        name: "height of a binary search tree of M random keys",
        source: "Devroye 1986, Reed 2003: 4.311 log M - 1.953 log log M",
        power: (0, 1),
        log: (1, 1),
        sizes: &[32, 64, 128, 256, 512, 1024, 2048, 4096],
        replicates: 10,
        digits: None,
        draw: tree_height,
    },
];

/// Values that are larger than all before them.
fn records(size: u64, stream: &mut Stream) -> f64 {
    let mut largest = None;
    let mut count = 0.0;
    for value in permutation(size as usize, stream) {
        if largest.is_none_or(|largest| value > largest) {
            largest = Some(value);
            count += 1.0;
        }
    }
    count
}

/// The lengths of the cycles of a random permutation.
fn cycle_lengths(size: u64, stream: &mut Stream) -> Vec<u32> {
    let image = permutation(size as usize, stream);
    let mut seen = vec![false; image.len()];
    let mut lengths = Vec::new();
    for start in 0..image.len() {
        let (mut place, mut length) = (start, 0);
        while !seen[place] {
            seen[place] = true;
            place = image[place];
            length += 1;
        }
        lengths.extend((length > 0).then_some(length));
    }
    lengths
}

/// The number of cycles.
fn cycles(size: u64, stream: &mut Stream) -> f64 {
    cycle_lengths(size, stream).len() as f64
}

/// The length of the longest cycle.
fn longest_cycle(size: u64, stream: &mut Stream) -> f64 {
    f64::from(cycle_lengths(size, stream).into_iter().max().unwrap_or(0))
}

/// The longest increasing subsequence, by patience sorting.
fn increasing(size: u64, stream: &mut Stream) -> f64 {
    let mut piles: Vec<usize> = Vec::new();
    for value in permutation(size as usize, stream) {
        let pile = piles.partition_point(|&top| top < value);
        match piles.get_mut(pile) {
            Some(top) => *top = value,
            None => piles.push(value),
        }
    }
    piles.len() as f64
}

/// Exchanges of neighbours that insertion sort makes, at least 1.
fn inversions(size: u64, stream: &mut Stream) -> f64 {
    let mut sorted: Vec<usize> = Vec::with_capacity(size as usize);
    let mut moves = 0;
    for value in permutation(size as usize, stream) {
        let place = sorted.partition_point(|&other| other < value);
        moves += sorted.len() - place;
        sorted.insert(place, value);
    }
    moves.max(1) as f64
}

/// The first item as pivot, and the items below and above it in their old order.
fn split(items: &[usize]) -> Option<(usize, Vec<usize>, Vec<usize>)> {
    let (&pivot, rest) = items.split_first()?;
    let (low, high) = rest.iter().partition(|&&item| item < pivot);
    Some((pivot, low, high))
}

/// Comparisons of quicksort with the first item as pivot.
fn quicksort(size: u64, stream: &mut Stream) -> f64 {
    fn comparisons(items: &[usize]) -> usize {
        let Some((_, low, high)) = split(items) else { return 0 };
        items.len() - 1 + comparisons(&low) + comparisons(&high)
    }
    comparisons(&permutation(size as usize, stream)) as f64
}

/// Comparisons of quickselect for the item with half of the items below it.
fn quickselect(size: u64, stream: &mut Stream) -> f64 {
    let mut items = permutation(size as usize, stream);
    let wanted = items.len() / 2;
    let mut comparisons = 0;
    while let Some((pivot, low, high)) = split(&items) {
        comparisons += items.len() - 1;
        match pivot.cmp(&wanted) {
            std::cmp::Ordering::Equal => break,
            std::cmp::Ordering::Less => items = high,
            std::cmp::Ordering::Greater => items = low,
        }
    }
    comparisons as f64
}

/// Nodes on the longest path from the root of a binary search tree.
fn tree_height(size: u64, stream: &mut Stream) -> f64 {
    fn height(keys: &[usize]) -> u32 {
        split(keys).map_or(0, |(_, low, high)| 1 + height(&low).max(height(&high)))
    }
    f64::from(height(&permutation(size as usize, stream)))
}

#[cfg(test)]
mod tests {
    use super::super::draws::{assert_near, harmonic, mean};
    use super::*;

    #[test]
    fn means_are_the_known_ones() {
        assert_near(mean(records, 20, 10_000), harmonic(20));
        assert_near(mean(cycles, 20, 10_000), harmonic(20));
        assert_near(mean(inversions, 20, 5_000), 95.0);
        assert_near(mean(quicksort, 20, 5_000), 42.0 * harmonic(20) - 80.0);
        // The six orders of three items: lengths 3, 2, 2, 2, 2, 1; longest cycles 1, 2, 2, 2, 3, 3.
        assert_near(mean(increasing, 3, 20_000), 2.0);
        assert_near(mean(longest_cycle, 3, 20_000), 13.0 / 6.0);
        assert_near(mean(tree_height, 3, 20_000), 8.0 / 3.0);
    }
}
