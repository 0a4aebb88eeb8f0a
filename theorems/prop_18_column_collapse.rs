//! Proposition 18. Equal columns of W stay equal, so that dimensions collapse.
//!
//! # Statement
//! If two columns of W(0) are equal, $w_1(0) = w_Z(0)$, then for every width, similarity, loss and step size
//! $$w_1(t) = w_Z(t) \text{ for all } t, \quad \text{rank } W(t) \le Z - 1.$$
//!
//! # Source
//! "When can we Approximate Wide Contrastive Models with Neural Tangent Kernels and Principal Component Analysis?", arXiv 2403.08673,
//! Proposition 18. We hold its statement, not its full text. What follows for other dependencies is `ours_rank_law`.
//!
//! # Assumptions
//! - Two columns of W(0) are equal: here the first and the last.
//! - The similarity is a function of inner products of outputs alone, and so the same when two outputs change places.
//!
//! # Kind and range
//! Pointwise and exact: the gap of the two columns is 0 in every bit, at every step looked at (every one up to 8, one in every quarter later), and the rank of W
//! is at most Z - 1 = 3. Nothing is allowed for rounding.
//!
//! # Derivation
//! Where the columns are equal, so are the outputs that they make. The loss is the same when the two change places, so its gradients in them are equal, and a
//! step moves both columns alike. In floating point the same operations on the same numbers give the same bits, as long as every column goes through the same
//! operations in the same order: the engine does that, in f32 as in f64. `prove` checks it in exact rationals.
//!
//! # Observable
//! The largest entry of |W_1 - W_Z|. The rank: singular values of W above 1024 spacings of the state's precision, as a share of the largest. Both are suprema
//! over steps.
//!
//! # Must fail
//! - *Independent columns*: their gap is of the order 1, and the rank is Z.
//! - *A similarity that rotations change*, sum_z u_z v_z / z: it pulls the first column Z times as hard as the last, so that equal columns part.
//!
//! # Reading the result
//! A gap of any size would refute: there is no tolerance. Tests repeat it for every activation, similarity and loss together, in both precisions, and for
//! SGD and AdamW of candle on the direct network; the observation there is the same, columns equal in every bit, although candle does not promise
//! an order of its sums.
//! Random initialisation gives equal columns with probability 0: the proposition is a warning against ties by design, and against a start in which
//! all columns are alike.

use crate::prelude::*;

/// Proposition 18.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColumnCollapse;

const FIXED: Horizon = Horizon::Fixed(32);
const OUTPUTS: usize = 4;
const NEEDS: &[Assumption] = &[EQUAL_COLUMNS, ROTATION_INVARIANCE];
const COSINE: Similarity = Similarity::cosine(0.01);
const SUM: Similarity = Similarity::cosine_sum(0.01);
const MAX: Similarity = Similarity::cosine_max(0.01);
const SOFTMAX: TripletLoss = TripletLoss::Softmax { temperature: 0.5 };

/// A point of the grid: the setting, its claim, and what it is trained with.
type Point = (&'static str, &'static str, Activation, Similarity, TripletLoss);

/// One factor at a time, and the corners of dot product with softmax and of the two that have kinks.
const GRID: [Point; 11] = [
    ("cosine", "gap_cosine", Activation::TANH, COSINE, TripletLoss::Linear),
    ("dot", "gap_dot", Activation::TANH, Similarity::DOT, TripletLoss::Linear),
    ("sum", "gap_sum", Activation::TANH, SUM, TripletLoss::Linear),
    ("max", "gap_max", Activation::TANH, MAX, TripletLoss::Linear),
    ("softmax", "gap_softmax", Activation::TANH, COSINE, SOFTMAX),
    ("dot_softmax", "gap_dot_softmax", Activation::TANH, Similarity::DOT, SOFTMAX),
    ("relu", "gap_relu", Activation::RELU, COSINE, TripletLoss::Linear),
    ("erf", "gap_erf", Activation::ERF, COSINE, TripletLoss::Linear),
    ("softplus", "gap_softplus", Activation::SOFTPLUS, COSINE, TripletLoss::Linear),
    ("gelu", "gap_gelu", Activation::GELU, COSINE, SOFTMAX),
    ("linear", "gap_linear", Activation::LINEAR, COSINE, TripletLoss::Linear),
];

impl Theorem for ColumnCollapse {
    crate::card!("prop_18_column_collapse");

    fn claims(&self) -> Vec<Claim> {
        let says = "equal columns stay equal, bit by bit";
        let gaps = GRID.map(|(setting, id, ..)| claim(id, says, Form::at_most(0.0, 0.0), COLUMN_GAP, FIXED, setting));
        let most = || Form::at_most((OUTPUTS - 1) as f64, 0.0);
        let ranks = [
            claim("rank_cosine", "rank W(t) <= Z - 1", most(), WEIGHT_RANK, FIXED, "cosine"),
            claim("rank_dot", "the same with dot products", most(), WEIGHT_RANK, FIXED, "dot"),
            claim("rank_relu", "the same with ReLU", most(), WEIGHT_RANK, FIXED, "relu"),
        ];
        gaps.into_iter().chain(ranks).map(|claim| claim.needs(NEEDS)).collect()
    }

    fn design(&self, scale: Scale) -> Design {
        let equal = Setting { columns: Columns::Duplicate, outputs: OUTPUTS, ..Setting::cosine(6) };
        let of_grid =
            GRID.map(|(id, _, activation, similarity, loss)| Setting { id, activation, loss: triplet(similarity, loss), ..equal.clone() });
        let others = [
            Setting { id: "independent", columns: Columns::Independent, ..equal.clone() },
            Setting { id: "weighted", loss: linear(Similarity::WEIGHTED), ..equal.clone() },
        ];
        let widths = scale.pick(powers_of_two(4, 8), powers_of_two(5, 12), powers_of_two(5, 15));
        Design::new(of_grid.into_iter().chain(others).collect(), widths, scale.pick(3, 4, 20))
    }

    fn must_fail(&self) -> Vec<MustFail> {
        vec![
            must_fail("independent_gap", "gap_cosine", "independent columns are not equal to begin with").setting("independent"),
            must_fail("independent_rank", "rank_cosine", "independent columns have rank Z, and training does not lower it")
                .setting("independent"),
            must_fail("weighted_gap", "gap_cosine", "the first column is pulled Z times as hard as the last").setting("weighted"),
            must_fail("weighted_rank", "rank_cosine", "columns that part are independent").setting("weighted"),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_is_in_scope_and_the_controls_settings_are_not() {
        assert_eq!(outside(&ColumnCollapse, "gap_cosine"), ["independent", "weighted"]);
    }

    #[test]
    fn every_activation_and_similarity_is_in_the_grid() {
        for activation in Activation::ALL {
            assert!(GRID.iter().any(|point| point.2 == activation), "{activation:?}");
        }
        assert!([COSINE, SUM, MAX, Similarity::DOT].iter().all(|similarity| GRID.iter().any(|point| point.3 == *similarity)));
    }
}
