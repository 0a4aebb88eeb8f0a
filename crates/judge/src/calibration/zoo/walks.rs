//! Random walks on the line, on the cycle, in the plane and on the torus.

use super::System;
use super::draws::{coin, heads};
use crate::random::Stream;

/// The systems of this file.
pub(super) const SYSTEMS: &[System] = &[
    System {
        name: "distinct sites that a walk on the line visits in M steps",
        source: "Feller 1951: the mean is near sqrt(8 M / pi)",
        power: (1, 2),
        log: (0, 1),
        sizes: &[16, 32, 64, 128, 256, 512, 1024, 2048, 4096],
        replicates: 10,
        digits: None,
        draw: sites_of_line,
    },
    System {
        name: "distance of a walk on the line from its start after M steps (M odd)",
        source: "De Moivre 1733: the central limit theorem, mean near sqrt(2 M / pi)",
        power: (1, 2),
        log: (0, 1),
        sizes: &[9, 27, 81, 243, 729, 2187, 6561],
        replicates: 30,
        digits: None,
        draw: distance,
    },
    System {
        name: "visits of a walk on the line to its start in M steps",
        source: "Chung and Hunt 1949, Feller 1968: the mean is near sqrt(2 M / pi)",
        power: (1, 2),
        log: (0, 1),
        sizes: &[64, 128, 256, 512, 1024, 2048, 4096],
        replicates: 30,
        digits: None,
        draw: visits,
    },
    System {
        name: "steps until a walk has seen all M places of a cycle",
        source: "Aldous and Fill 2002: the mean cover time is M (M - 1) / 2",
        power: (2, 1),
        log: (0, 1),
        sizes: &[4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128],
        replicates: 10,
        digits: None,
        draw: cover_cycle,
    },
    System {
        name: "steps until a walk on the line first leaves the interval (-M, M)",
        source: "Feller 1968, the gambler's ruin: the mean duration is M^2",
        power: (2, 1),
        log: (0, 1),
        sizes: &[2, 4, 8, 16, 32, 64, 128],
        replicates: 20,
        digits: None,
        draw: exit_time,
    },
    System {
        name: "distinct sites that a walk in the plane visits in M steps",
        source: "Dvoretzky and Erdos 1951: the number is near pi M / log M",
        power: (1, 1),
        log: (-1, 1),
        sizes: &[64, 128, 256, 512, 1024, 2048, 4096, 8192],
        replicates: 8,
        digits: None,
        draw: sites_of_plane,
    },
    System {
        name: "steps until a walk has seen all M places of a square torus",
        source: "Dembo, Peres, Rosen and Zeitouni 2004: near M (log M)^2 / pi",
        power: (1, 1),
        log: (2, 1),
        sizes: &[16, 36, 64, 144, 256, 576, 1024, 2304],
        replicates: 6,
        digits: None,
        draw: cover_torus,
    },
];

/// A step by -1 or 1.
fn step(stream: &mut Stream) -> i64 {
    if coin(stream) { 1 } else { -1 }
}

/// Distinct sites of a walk on the line, its start included.
fn sites_of_line(size: u64, stream: &mut Stream) -> f64 {
    let (mut place, mut lowest, mut highest) = (0, 0, 0);
    for _ in 0..size {
        place += step(stream);
        lowest = lowest.min(place);
        highest = highest.max(place);
    }
    (highest - lowest + 1) as f64
}

/// The distance from the start after M steps; never 0 for odd M.
fn distance(size: u64, stream: &mut Stream) -> f64 {
    (2 * heads(size, stream)).abs_diff(size) as f64
}

/// Visits to the start within M steps, the first moment included.
fn visits(size: u64, stream: &mut Stream) -> f64 {
    let (mut place, mut visits) = (0, 1.0);
    for _ in 0..size {
        place += step(stream);
        visits += if place == 0 { 1.0 } else { 0.0 };
    }
    visits
}

/// Steps until the range of a walk on the line has M sites: then the walk on the cycle saw all.
fn cover_cycle(size: u64, stream: &mut Stream) -> f64 {
    let (mut place, mut lowest, mut highest, mut steps) = (0, 0, 0, 0.0);
    while highest - lowest + 1 < size as i64 {
        place += step(stream);
        lowest = lowest.min(place);
        highest = highest.max(place);
        steps += 1.0;
    }
    steps
}

/// Steps until the distance from the start is M.
fn exit_time(size: u64, stream: &mut Stream) -> f64 {
    let (mut place, mut steps) = (0i64, 0.0);
    while place.unsigned_abs() < size {
        place += step(stream);
        steps += 1.0;
    }
    steps
}

/// A step to one of the four neighbours.
fn plane_step((x, y): (i64, i64), stream: &mut Stream) -> (i64, i64) {
    match stream.integer(0, 3) {
        0 => (x + 1, y),
        1 => (x - 1, y),
        2 => (x, y + 1),
        _ => (x, y - 1),
    }
}

/// Distinct sites of a walk in the plane, its start included.
fn sites_of_plane(size: u64, stream: &mut Stream) -> f64 {
    let mut sites = vec![(0, 0)];
    for time in 0..size as usize {
        sites.push(plane_step(sites[time], stream));
    }
    sites.sort_unstable();
    sites.dedup();
    sites.len() as f64
}

/// Steps until a walk has seen a torus of M places, where M is a square.
fn cover_torus(size: u64, stream: &mut Stream) -> f64 {
    let side = size.isqrt() as i64;
    let mut seen = vec![false; (side * side) as usize];
    seen[0] = true;
    let (mut place, mut missing, mut steps) = ((0, 0), seen.len() - 1, 0.0);
    while missing > 0 {
        let (x, y) = plane_step(place, stream);
        place = (x.rem_euclid(side), y.rem_euclid(side));
        let index = (place.0 * side + place.1) as usize;
        missing -= usize::from(!seen[index]);
        seen[index] = true;
        steps += 1.0;
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::super::draws::{assert_near, mean};
    use super::*;

    #[test]
    fn means_are_the_known_ones() {
        assert_near(mean(cover_cycle, 10, 5_000), 45.0);
        assert_near(mean(exit_time, 6, 10_000), 36.0);
        assert_near(mean(distance, 3, 20_000), 1.5);
        // Two steps: back at the start with probability 1/2 on the line and 1/4 in the plane.
        assert_near(mean(visits, 2, 20_000), 1.5);
        assert_near(mean(sites_of_line, 2, 20_000), 2.5);
        assert_near(mean(sites_of_plane, 2, 20_000), 2.75);
        // A torus of four places: the cycle of four with doubled edges, cover time 4 * 3 / 2.
        assert_near(mean(cover_torus, 4, 20_000), 6.0);
    }
}
