//! Random graphs and random costs on complete graphs.

use super::System;
use super::draws::{below, exponential, uniform};
use super::optimisers::{assignment, spanning_tree};
use crate::random::Stream;

/// The systems of this file.
pub(super) const SYSTEMS: &[System] = &[
    System {
        name: "random edges until a graph of M nodes is connected",
        source: "Erdos and Renyi 1959: near M log M / 2",
        power: (1, 1),
        log: (1, 1),
        sizes: &[8, 16, 32, 64, 128, 256, 512, 1024],
        replicates: 15,
        digits: None,
        draw: connection,
    },
    System {
        name: "largest component of a graph of M nodes and M / 2 random edges",
        source: "Bollobas 1984, Luczak 1990, Aldous 1997: M^(2/3) times a fixed variable",
        power: (2, 3),
        log: (0, 1),
        sizes: &[30, 100, 300, 1_000, 3_000, 10_000],
        replicates: 15,
        digits: None,
        draw: critical_component,
    },
    System {
        name: "cost of the minimum spanning tree of M nodes with uniform edge costs",
        source: "Frieze 1985: converges to zeta(3)",
        power: (0, 1),
        log: (0, 1),
        sizes: &[4, 8, 16, 32, 64, 128, 256],
        replicates: 8,
        digits: None,
        draw: tree_cost,
    },
    System {
        name: "least cost of an assignment of M tasks with exponential costs",
        source: "Aldous 2001, Linusson and Wastlund 2004: the mean is 1 + 1/4 + ... + 1/M^2",
        power: (0, 1),
        log: (0, 1),
        sizes: &[5, 10, 20, 30, 40, 60, 80],
        replicates: 10,
        digits: None,
        draw: assignment_cost,
    },
];

/// The sets of connected nodes, as a forest of parents.
struct Components {
    parent: Vec<usize>,
    size: Vec<u64>,
}

impl Components {
    /// Each node by itself.
    fn alone(count: u64) -> Self {
        Self { parent: (0..count as usize).collect(), size: vec![1; count as usize] }
    }

    /// The root of the tree of a node; halves the path to it.
    fn root(&mut self, mut node: usize) -> usize {
        while self.parent[node] != node {
            self.parent[node] = self.parent[self.parent[node]];
            node = self.parent[node];
        }
        node
    }

    /// Adds an edge between two different random nodes; true if it joined two components.
    fn add_edge(&mut self, stream: &mut Stream) -> bool {
        let count = self.parent.len();
        let first = below(count, stream);
        let second = (first + 1 + below(count - 1, stream)) % count;
        let (first, second) = (self.root(first), self.root(second));
        if first == second {
            return false;
        }
        self.size[second] += self.size[first];
        self.parent[first] = second;
        true
    }
}

/// Edges between random pairs, repetitions included, until all nodes are connected.
fn connection(size: u64, stream: &mut Stream) -> f64 {
    let mut graph = Components::alone(size);
    let (mut components, mut edges) = (size, 0.0);
    while components > 1 {
        components -= u64::from(graph.add_edge(stream));
        edges += 1.0;
    }
    edges
}

/// The largest component at the critical number of edges.
fn critical_component(size: u64, stream: &mut Stream) -> f64 {
    let mut graph = Components::alone(size);
    for _ in 0..size / 2 {
        graph.add_edge(stream);
    }
    graph.size.into_iter().max().unwrap_or(0) as f64
}

/// The cost of a minimum spanning tree of the complete graph.
fn tree_cost(size: u64, stream: &mut Stream) -> f64 {
    spanning_tree(size as usize, |_, _| uniform(stream)).into_iter().sum()
}

/// The cost of the best assignment.
fn assignment_cost(size: u64, stream: &mut Stream) -> f64 {
    let mut row = || (0..size).map(|_| exponential(stream)).collect();
    assignment(&(0..size).map(|_| row()).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::super::draws::{assert_near, mean};
    use super::*;

    #[test]
    fn means_are_the_known_ones() {
        // Three nodes: the first edge joins two, each later one the third with probability 2/3.
        assert_near(mean(connection, 3, 20_000), 2.5);
        // The second edge touches the first with probability 4/6.
        assert_near(mean(critical_component, 4, 20_000), 8.0 / 3.0);
        // Two smallest of three uniform costs: 1/4 + 2/4.
        assert_near(mean(tree_cost, 3, 20_000), 0.75);
        assert_near(mean(assignment_cost, 2, 20_000), 1.25);
        assert_near(mean(assignment_cost, 4, 5_000), 205.0 / 144.0);
    }
}
