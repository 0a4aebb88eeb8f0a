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

use crate::claim::{Assumption, Claim, Control, Form, Step, Theorem};
use crate::model::{Activation, Columns, Denominator, Loss, Similarity};
use crate::observe::Observable::{self, ColumnGap, WeightRank};
use crate::study::{Design, Scale, Setting, powers_of_two};
use crate::train::Horizon;
use crate::verdict::Verdict;

/// Proposition 18.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColumnCollapse;

const FIXED: Horizon = Horizon::Fixed(32);
const OUTPUTS: usize = 4;
const COSINE: Similarity = Similarity::cosine(0.01);
const SOFTMAX: Loss = Loss::Softmax { temperature: 0.5 };

/// A point of the grid: the setting, its claim, and what it is trained with.
type Point = (&'static str, &'static str, Activation, Similarity, Loss);

/// One factor at a time, and the corners of dot product with softmax and of the two that have kinks.
const GRID: [Point; 11] = [
    ("cosine", "gap_cosine", Activation::Tanh, COSINE, Loss::Linear),
    ("dot", "gap_dot", Activation::Tanh, Similarity::Dot, Loss::Linear),
    ("sum", "gap_sum", Activation::Tanh, Similarity::Cosine { denominator: Denominator::Sum, delta: 0.01 }, Loss::Linear),
    ("max", "gap_max", Activation::Tanh, Similarity::Cosine { denominator: Denominator::Max, delta: 0.01 }, Loss::Linear),
    ("softmax", "gap_softmax", Activation::Tanh, COSINE, SOFTMAX),
    ("dot_softmax", "gap_dot_softmax", Activation::Tanh, Similarity::Dot, SOFTMAX),
    ("relu", "gap_relu", Activation::Relu, COSINE, Loss::Linear),
    ("erf", "gap_erf", Activation::Erf, COSINE, Loss::Linear),
    ("softplus", "gap_softplus", Activation::Softplus, COSINE, Loss::Linear),
    ("gelu", "gap_gelu", Activation::Gelu, COSINE, SOFTMAX),
    ("linear", "gap_linear", Activation::Linear, COSINE, Loss::Linear),
];

impl Theorem for ColumnCollapse {
    fn id(&self) -> &'static str {
        "prop_18_column_collapse"
    }

    fn source_text(&self) -> &'static str {
        include_str!("prop_18_column_collapse.rs")
    }

    fn claims(&self) -> Vec<Claim> {
        let claim = |id, says, largest, observable: Observable, setting| Claim {
            id,
            says,
            bound: Form::at_most(largest, 0.0),
            observable,
            horizon: FIXED,
            setting,
            assumptions: &[Assumption::EqualColumns, Assumption::RotationInvariance],
            expected: Verdict::Supported,
        };
        let most = (OUTPUTS - 1) as f64;
        let ranks = [
            claim("rank_cosine", "rank W(t) <= Z - 1", most, WeightRank, "cosine"),
            claim("rank_dot", "the same with dot products", most, WeightRank, "dot"),
            claim("rank_relu", "the same with ReLU", most, WeightRank, "relu"),
        ];
        let gaps = GRID.map(|(setting, id, ..)| claim(id, "equal columns stay equal, bit by bit", 0.0, ColumnGap, setting));
        gaps.into_iter().chain(ranks).collect()
    }

    fn derivation(&self) -> Vec<Step> {
        Vec::new()
    }

    fn design(&self, scale: Scale) -> Design {
        let (widths, replicates) = match scale {
            Scale::Smoke => (powers_of_two(4, 8), 3),
            Scale::Quick => (powers_of_two(5, 12), 4),
            Scale::Full => (powers_of_two(5, 15), 20),
        };
        let equal = Setting { columns: Columns::Duplicate, outputs: OUTPUTS, ..Setting::cosine(6) };
        let settings = GRID.map(|(id, _, activation, similarity, loss)| Setting { id, activation, similarity, loss, ..equal.clone() });
        let independent = Setting { id: "independent", columns: Columns::Independent, ..equal.clone() };
        let weighted = Setting { id: "weighted", similarity: Similarity::Weighted, ..equal };
        Design { settings: settings.into_iter().chain([independent, weighted]).collect(), widths, replicates }
    }

    fn controls(&self) -> Vec<Control> {
        let claims = self.claims();
        let control = |id, setting, of: &Claim, because| Control {
            claim: Claim { id, says: "the same claim where it must fail", setting, expected: Verdict::Refuted, ..of.clone() },
            because,
        };
        let (gap, rank) = (&claims[0], &claims[GRID.len()]);
        vec![
            control("independent_gap", "independent", gap, "independent columns are not equal to begin with"),
            control("independent_rank", "independent", rank, "independent columns have rank Z, and training does not lower it"),
            control("weighted_gap", "weighted", gap, "the first column is pulled Z times as hard as the last"),
            control("weighted_rank", "weighted", rank, "columns that part are independent"),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_is_in_scope_and_the_controls_settings_are_not() {
        let design = ColumnCollapse.design(Scale::Quick);
        let claim = &ColumnCollapse.claims()[0];
        let outside: Vec<&str> = design.settings.iter().filter(|setting| claim.out_of_scope(setting).is_some()).map(|s| s.id).collect();
        assert_eq!(outside, ["independent", "weighted"]);
    }

    #[test]
    fn every_activation_similarity_and_loss_is_in_the_grid() {
        let design = ColumnCollapse.design(Scale::Quick);
        for activation in Activation::ALL {
            assert!(design.settings.iter().any(|setting| setting.activation == activation), "{activation:?}");
        }
        let named = |wanted: &str| design.settings.iter().any(|setting| setting.similarity.name().starts_with(wanted));
        assert!(["dot", "cosine, delta", "cosine over |u||v|", "cosine over max"].into_iter().all(named));
    }
}
