//! Random points: convex hulls, neighbours, spanning trees and matchings.

use super::System;
use super::draws::uniform;
use super::optimisers::{assignment, spanning_tree};
use crate::random::Stream;

/// The systems of this file.
pub(super) const SYSTEMS: &[System] = &[
    System {
        name: "corners of the convex hull of M uniform points in a disc",
        source: "Renyi and Sulanke 1963: the mean is near 3.383 M^(1/3)",
        power: (1, 3),
        log: (0, 1),
        sizes: &[10, 30, 100, 300, 1_000, 3_000, 10_000],
        replicates: 10,
        digits: None,
        draw: hull_in_disc,
    },
    System {
        name: "corners of the convex hull of M uniform points in a square",
        source: "Renyi and Sulanke 1963: the mean is near (8/3) log M - 0.31",
        power: (0, 1),
        log: (1, 1),
        sizes: &[8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096],
        replicates: 10,
        digits: None,
        draw: hull_in_square,
    },
    System {
        name: "corners of the convex hull of M normal points in the plane",
        source: "Renyi and Sulanke 1963: the mean is near sqrt(8 pi log M)",
        power: (0, 1),
        log: (1, 2),
        sizes: &[10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000],
        replicates: 10,
        digits: None,
        draw: hull_of_normals,
    },
    System {
        name: "mean distance to the nearest neighbour of M points in a square",
        source: "Hertz 1909, Clark and Evans 1954: near 1 / (2 sqrt(M))",
        power: (-1, 2),
        log: (0, 1),
        sizes: &[10, 20, 40, 80, 160, 320, 640],
        replicates: 6,
        digits: None,
        draw: nearest_mean,
    },
    System {
        name: "distance of the closest pair of M points in a square",
        source: "Silverman and Brown 1978: M times the distance is a Rayleigh variable",
        power: (-1, 1),
        log: (0, 1),
        sizes: &[8, 16, 32, 64, 128, 256, 512],
        replicates: 20,
        digits: None,
        draw: closest_pair,
    },
    System {
        name: "distance of a fixed point in a cube to the nearest of M points",
        source: "Hertz 1909, Chandrasekhar 1943: M^(-1/3) times a Weibull variable",
        power: (-1, 3),
        log: (0, 1),
        sizes: &[10, 20, 50, 100, 200, 500, 1000, 2000],
        replicates: 20,
        digits: None,
        draw: nearest_in_cube,
    },
    System {
        name: "length of the minimum spanning tree of M points in a square",
        source: "Gilbert 1965, Steele 1988: near 0.633 sqrt(M)",
        power: (1, 2),
        log: (0, 1),
        sizes: &[8, 16, 32, 64, 128, 256, 512],
        replicates: 5,
        digits: None,
        draw: tree_length,
    },
    System {
        name: "longest edge of the minimum spanning tree of M points on a torus",
        source: "Penrose 1997: near sqrt(log M / (pi M)), the connectivity radius",
        power: (-1, 2),
        log: (1, 2),
        sizes: &[8, 16, 32, 64, 128, 256, 512],
        replicates: 10,
        digits: None,
        draw: longest_edge,
    },
    System {
        name: "squared length of the best matching of M and M points on a torus",
        source: "Ambrosio, Stra and Trevisan 2019: near log M / (2 pi)",
        power: (0, 1),
        log: (1, 1),
        sizes: &[6, 9, 12, 18, 25, 37, 50, 75, 100],
        replicates: 10,
        digits: None,
        draw: matching,
    },
];

/// A point in the plane.
type Point = (f64, f64);

/// A uniform point in the unit square.
fn in_square(stream: &mut Stream) -> Point {
    (uniform(stream), uniform(stream))
}

/// `size` draws of a point.
fn points(size: u64, mut draw: impl FnMut() -> Point) -> Vec<Point> {
    (0..size).map(|_| draw()).collect()
}

/// Corners of the convex hull, by Andrew's monotone chain.
fn corners(mut points: Vec<Point>) -> f64 {
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let upper = chain(points.iter().rev());
    (chain(points.iter()) + upper - 2) as f64
}

/// Points on the lower or upper chain of the hull, both ends included.
fn chain<'a>(points: impl Iterator<Item = &'a Point>) -> usize {
    let mut chain: Vec<Point> = Vec::new();
    for &(x, y) in points {
        while let [.., a, b] = chain[..] {
            if (b.0 - a.0) * (y - a.1) - (b.1 - a.1) * (x - a.0) > 0.0 {
                break;
            }
            chain.pop();
        }
        chain.push((x, y));
    }
    chain.len()
}

/// A hull in the unit disc.
fn hull_in_disc(size: u64, stream: &mut Stream) -> f64 {
    corners(points(size, || {
        let (radius, angle) = (uniform(stream).sqrt(), std::f64::consts::TAU * uniform(stream));
        (radius * angle.cos(), radius * angle.sin())
    }))
}

/// A hull in the unit square.
fn hull_in_square(size: u64, stream: &mut Stream) -> f64 {
    corners(points(size, || in_square(stream)))
}

/// A hull of normal points.
fn hull_of_normals(size: u64, stream: &mut Stream) -> f64 {
    corners(points(size, || (stream.normal(), stream.normal())))
}

/// The squared distance of two points.
fn square_distance(a: Point, b: Point) -> f64 {
    (a.0 - b.0).powi(2) + (a.1 - b.1).powi(2)
}

/// The squared distance of two points on the torus.
fn torus_distance(a: Point, b: Point) -> f64 {
    let around = |x: f64| x.abs().min(1.0 - x.abs());
    around(a.0 - b.0).powi(2) + around(a.1 - b.1).powi(2)
}

/// The squared distance of each of M points in the square to its nearest neighbour.
fn nearest_squares(size: u64, stream: &mut Stream) -> Vec<f64> {
    let points = points(size, || in_square(stream));
    let mut nearest = vec![f64::INFINITY; points.len()];
    for (i, &a) in points.iter().enumerate() {
        for (j, &b) in points.iter().enumerate().take(i) {
            let square = square_distance(a, b);
            nearest[i] = nearest[i].min(square);
            nearest[j] = nearest[j].min(square);
        }
    }
    nearest
}

/// The mean distance to the nearest neighbour.
fn nearest_mean(size: u64, stream: &mut Stream) -> f64 {
    nearest_squares(size, stream).into_iter().map(f64::sqrt).sum::<f64>() / size as f64
}

/// The smallest distance.
fn closest_pair(size: u64, stream: &mut Stream) -> f64 {
    nearest_squares(size, stream).into_iter().fold(f64::INFINITY, f64::min).sqrt()
}

/// The smallest distance from the centre of the unit cube.
fn nearest_in_cube(size: u64, stream: &mut Stream) -> f64 {
    let mut square = || (0..3).map(|_| (uniform(stream) - 0.5).powi(2)).sum::<f64>();
    (0..size).map(|_| square()).fold(f64::INFINITY, f64::min).sqrt()
}

/// The length of a minimum spanning tree in the square.
fn tree_length(size: u64, stream: &mut Stream) -> f64 {
    let points = points(size, || in_square(stream));
    let edges = spanning_tree(points.len(), |i, j| square_distance(points[i], points[j]));
    edges.into_iter().map(f64::sqrt).sum()
}

/// The longest edge of a minimum spanning tree on the torus.
fn longest_edge(size: u64, stream: &mut Stream) -> f64 {
    let points = points(size, || in_square(stream));
    let edges = spanning_tree(points.len(), |i, j| torus_distance(points[i], points[j]));
    edges.into_iter().fold(0.0, f64::max).sqrt()
}

/// The smallest sum of squared distances in a matching of two samples.
fn matching(size: u64, stream: &mut Stream) -> f64 {
    let (from, to) = (points(size, || in_square(stream)), points(size, || in_square(stream)));
    let row = |&a: &Point| to.iter().map(|&b| torus_distance(a, b)).collect();
    assignment(&from.iter().map(row).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::super::draws::{assert_near, mean};
    use super::*;

    #[test]
    fn means_are_the_known_ones() {
        // Sylvester's problem: four points form a triangle with probability 11/36 in a square.
        assert_near(mean(hull_in_square, 4, 5_000), 4.0 - 11.0 / 36.0);
        assert_near(mean(hull_in_disc, 4, 5_000), 4.0 - 35.0 / 12.0 / std::f64::consts::PI.powi(2));
        assert_near(mean(hull_of_normals, 3, 10), 3.0);
        // The mean distance of two points in a square.
        assert_near(mean(closest_pair, 2, 10_000), 0.521_405);
        assert_near(mean(tree_length, 2, 10_000), 0.521_405);
        assert_near(mean(nearest_in_cube, 1, 10_000), 0.480_296);
        assert_near(mean(matching, 1, 10_000), 1.0 / 6.0);
    }
}
