//! The identities in exact rationals: equality without a tolerance, at random points.

use dashu_base::Abs;
use dashu_ratio::RBig;

use super::network::pairs;
use super::points::{Sizes, network};
use super::{Dual, Matrix, Network, Similarity};

/// An identity: what it says, the module that relies on it, and the check, which gives the number of equalities found to hold.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// A name.
    pub name: &'static str,
    /// The module that relies on it.
    pub about: &'static str,
    /// What it says.
    pub says: &'static str,
    /// Checks it.
    pub run: fn() -> Result<usize, String>,
}

/// All identities in exact rationals.
pub const CHECKS: &[Check] = &[
    Check {
        name: "gradients",
        about: "ours_reduction",
        says: "dL/dW = M^(-1/2) Phi Gm and dL/dV = M^(-1/2) ((W Gm^T) o D) X are the derivatives of L, weight by weight, for two similarities",
        run: gradients,
    },
    Check {
        name: "reduction",
        about: "ours_reduction",
        says: "the steps on A with G are those on V with X, for two similarities: the same A, W and U; and |V(t) - V(0)|^2 = tr(S G S^T)",
        run: reduction,
    },
    Check {
        name: "trace_identity_exactly",
        about: "sec_4_trace_identity",
        says: "the loss, linear and dot, from its triplets is tr(W^T C_V W); dL/dU = 2 B U",
        run: trace_identity,
    },
    Check {
        name: "pair_matrix",
        about: "sec_4_trace_identity",
        says: "C_V is symmetric and has rank 2N at most, whatever M",
        run: pair_matrix,
    },
    Check {
        name: "rotation",
        about: "ours_rank_law",
        says: "training commutes with rotations of the outputs, for u.v and for u.v/((1 + |u|^2)(1 + |v|^2)): W(0) Q goes to W(t) Q, and A(t) is the same",
        run: rotation,
    },
    Check {
        name: "rank_law",
        about: "ours_rank_law",
        says: "a dependency among the columns of W(0) stays, for two similarities: rank W(t) <= rank W(0)",
        run: rank_law,
    },
    Check {
        name: "equal_columns",
        about: "prop_18_column_collapse",
        says: "equal columns of W(0) stay equal, for two similarities",
        run: equal_columns,
    },
    Check {
        name: "arrow_norm",
        about: "lemma_07_hessian_bound",
        says: "the eigenvalues of [[0, b], [b, c]] are (c +- sqrt(c^2 + 4 b^2))/2, the larger in size (|c| + sqrt(c^2 + 4 b^2))/2: degree 2, so the grid decides",
        run: arrow_norm,
    },
];

const SIZES: Sizes = Sizes { root: 2, outputs: 2, dimension: 3, triplets: 1 };
const TWO_TRIPLETS: Sizes = Sizes { root: 3, outputs: 2, dimension: 2, triplets: 2 };
/// Numbers double their digits several times a step.
const STEPS: usize = 2;
const POINTS: u64 = 6;

/// l = m, and l = m + m^2, which stands for a loss that is not linear.
pub fn losses() -> [[Dual; 2]; 2] {
    [[Dual::ratio(1, 1), Dual::zero()], [Dual::ratio(1, 1), Dual::ratio(1, 1)]]
}

fn networks(sizes: Sizes) -> impl Iterator<Item = Network> {
    let of_point =
        move |point| Similarity::ALL.into_iter().flat_map(move |similarity| losses().map(|loss| network(sizes, loss, similarity, point)));
    (0..POINTS).flat_map(of_point)
}

/// Says what is not equal, or counts one equality.
fn equal<T: PartialEq>(what: &str, left: &T, right: &T) -> Result<usize, String> {
    if left == right { Ok(1) } else { Err(format!("{what}: the sides differ")) }
}

/// The derivative of L in the weight (i, j) of W or of V, by arithmetic on dual numbers: no formula for a derivative is used.
pub fn derivative(network: &Network, in_output: Weights, i: usize, j: usize) -> RBig {
    let mut moved = network.clone();
    match in_output {
        Weights::Output => moved.output = network.output.clone().with(i, j, network.output.at(i, j).as_variable()),
        Weights::Input => moved.input = network.input.clone().with(i, j, network.input.at(i, j).as_variable()),
    }
    moved.objective(&moved.outputs(&moved.preactivations())).slope
}

/// W or V.
#[derive(Debug, Clone, Copy)]
pub enum Weights {
    /// W
    Output,
    /// V
    Input,
}

fn gradients() -> Result<usize, String> {
    let mut count = 0;
    for network in networks(SIZES) {
        let (of_output, back) = network.gradients(&network.preactivations());
        for (weights, gradient) in [(Weights::Output, of_output), (Weights::Input, back.times(&network.inputs))] {
            for i in 0..gradient.rows() {
                for j in 0..gradient.columns() {
                    count += equal("a derivative of L", &gradient.at(i, j).value, &derivative(&network, weights, i, j))?;
                }
            }
        }
    }
    Ok(count)
}

fn reduction() -> Result<usize, String> {
    let mut count = 0;
    for start in networks(SIZES) {
        count += reduced_as_direct(&start, &start.inputs.times(&start.inputs.transposed()))?;
    }
    Ok(count)
}

/// Trains both forms, the reduced one with this Gram matrix; counts the equalities.
///
/// # Errors
/// What differs.
pub fn reduced_as_direct(start: &Network, gram: &Matrix) -> Result<usize, String> {
    let mut count = 0;
    let (mut direct, mut reduced, mut preactivations) = (start.clone(), start.clone(), start.preactivations());
    let mut shift = preactivations.less(&preactivations);
    for _ in 0..STEPS {
        let (_, back) = reduced.gradients(&preactivations);
        // S grows by eta dL/dA, and eta dL/dA G is what A loses.
        shift = shift.less(&back.scaled(&Dual::ratio(-1, 3)));
        (preactivations, reduced) = reduced.reduced_step(&preactivations, gram);
        direct = direct.direct_step();
        count += equal("A", &preactivations, &direct.preactivations())?;
        count += equal("W", &reduced.output, &direct.output)?;
        count += equal("U", &reduced.outputs(&preactivations), &direct.outputs(&direct.preactivations()))?;
        let moved = direct.input.less(&start.input);
        count +=
            equal("|V(t) - V(0)|^2", &moved.times(&moved.transposed()).trace(), &shift.times(gram).times(&shift.transposed()).trace())?;
    }
    Ok(count)
}

fn trace_identity() -> Result<usize, String> {
    let mut count = 0;
    for sizes in [SIZES, TWO_TRIPLETS] {
        for point in 0..POINTS {
            let network = network(sizes, losses()[0].clone(), Similarity::Dot, point);
            let pairs = pairs(sizes.triplets);
            let outputs = network.outputs(&network.preactivations());
            count += equal("tr(W^T C_V W)", &network.objective(&outputs), &trace_form(&network, &pairs))?;
            count += equal("2 B U", &network.output_gradient(&outputs), &pairs.times(&outputs).scaled(&Dual::ratio(2, 1)))?;
        }
    }
    Ok(count)
}

/// tr(W^T C_V W) with this B.
pub fn trace_form(network: &Network, pairs: &Matrix) -> Dual {
    network.output.transposed().times(&network.pair_matrix(pairs)).times(&network.output).trace()
}

fn pair_matrix() -> Result<usize, String> {
    let mut count = 0;
    for sizes in [SIZES, TWO_TRIPLETS] {
        for point in 0..POINTS {
            let matrix = network(sizes, losses()[0].clone(), Similarity::Dot, point).pair_matrix(&pairs(sizes.triplets));
            count += equal("C_V^T", &matrix, &matrix.transposed())?;
            count += equal("rank C_V <= 2N", &(matrix.rank() <= 2 * sizes.triplets), &true)?;
        }
    }
    Ok(count)
}

fn rotation() -> Result<usize, String> {
    // The rotation by the angle of the triangle 3, 4, 5.
    let turn = Matrix::new(2, 2, |i, j| Dual::ratio([[3, -4], [4, 3]][i][j], 5));
    networks(SIZES).map(|start| commutes(&start, &turn)).sum()
}

/// Trains W(0) and W(0) Q; counts the equalities.
///
/// # Errors
/// What differs.
pub fn commutes(start: &Network, turn: &Matrix) -> Result<usize, String> {
    let (mut plain, mut turned) = (start.clone(), Network { output: start.output.times(turn), ..start.clone() });
    let mut count = 0;
    for _ in 0..STEPS {
        (plain, turned) = (plain.direct_step(), turned.direct_step());
        count += equal("W(t) Q", &plain.output.times(turn), &turned.output)?;
        count += equal("V(t)", &plain.input, &turned.input)?;
    }
    Ok(count)
}

/// `start` with the last column of W made a combination of the others: the sum of j + 2 times column j.
pub fn dependent(start: &Network) -> Network {
    let last = start.output.columns() - 1;
    let combined = |i: usize| (0..last).map(|j| &Dual::ratio(j as i64 + 2, 1) * start.output.at(i, j)).sum();
    let output = Matrix::new(start.output.rows(), last + 1, |i, j| if j == last { combined(i) } else { start.output.at(i, j).clone() });
    Network { output, ..start.clone() }
}

fn rank_law() -> Result<usize, String> {
    let mut count = 0;
    let three = Sizes { outputs: 3, ..SIZES };
    for start in networks(three) {
        let mut network = dependent(&start);
        let rank = network.output.rank();
        for _ in 0..STEPS {
            network = network.direct_step();
            count += equal("rank W(t) <= rank W(0)", &(network.output.rank() <= rank), &true)?;
        }
    }
    Ok(count)
}

fn equal_columns() -> Result<usize, String> {
    let mut count = 0;
    for start in networks(Sizes { outputs: 3, ..SIZES }) {
        let twice = |i: usize, j: usize| start.output.at(i, if j == 2 { 0 } else { j }).clone();
        let mut network = Network { output: Matrix::new(start.output.rows(), 3, twice), ..start.clone() };
        for _ in 0..STEPS {
            network = network.direct_step();
            for i in 0..network.output.rows() {
                count += equal("equal columns", network.output.at(i, 0), network.output.at(i, 2))?;
            }
        }
    }
    Ok(count)
}

fn arrow_norm() -> Result<usize, String> {
    arrow_eigenvalues(&Dual::ratio(1, 4))
}

/// With s^2 = c^2 + b^2 / `quarter`: checks that (c + s)/2 and (c - s)/2 solve x^2 - c x - b^2 = 0, the characteristic equation of [[0, b], [b, c]], and that
/// (|c| + |s|)/2 is the larger in size. Both sides are polynomials of degree 2 in c and in s, so that a grid of 3 by 3 points decides.
///
/// # Errors
/// The point at which they differ.
pub fn arrow_eigenvalues(quarter: &Dual) -> Result<usize, String> {
    let mut count = 0;
    for c in -1..=1 {
        for s in -1..=1 {
            let (c, s) = (Dual::ratio(c, 1), Dual::ratio(s, 1));
            let b_squared = &(&s * &s - &(&c * &c)) * quarter;
            // Linear on each quadrant, so that its corners decide.
            let sizes = [c.clone() + &s, c.clone() - &s].map(|root| root.value.abs());
            let largest = sizes[0].clone().max(sizes[1].clone());
            count += equal("the larger in size", &largest, &(c.value.clone().abs() + s.value.clone().abs()))?;
            for root in [c.clone() + &s, c.clone() - &s] {
                let root = &root * &Dual::ratio(1, 2);
                count += equal("the characteristic equation", &(&root * &root - &(&c * &root)), &b_squared)?;
            }
        }
    }
    Ok(count)
}
