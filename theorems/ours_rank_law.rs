//! The rank law. Training never raises the rank of W.
//!
//! # Statement
//! For every W(0), width, step size, and similarity that is a function of inner products of outputs,
//! $$\text{rank } W(t) \le \text{rank } W(0) \text{ for all } t,$$
//! whatever the dependency among the columns of W(0).
//!
//! # Source
//! *Ours*: it generalises Proposition 18 of "When can we Approximate Wide Contrastive Models with Neural Tangent Kernels and Principal Component
//! Analysis?", arXiv 2403.08673, in which the dependency is that two columns are equal.
//!
//! # Assumptions
//! - The similarity is a function of inner products of outputs alone.
//! - For the claims on ranks: the columns of W(0) are linearly dependent. A random W(0) has full rank, and the law says nothing of it.
//! - For the soft law: V(0) is i.i.d. N(0, 1), the step size does not depend on M, and phi and the loss have bounded derivatives where outputs are, so that the factors P(t) below are O(1) at fixed t.
//!
//! # Kind and range
//! Pointwise and exact: the rank of W is at most what the dependency leaves of it, at every step looked at (every one up to 8, one in every quarter later).
//! Rounding makes the smallest singular values about 1e-16 of the largest instead of 0; up to 1024 spacings of the state's precision (2e-13 in f64) they count as 0.
//! The soft law is an upper rate at fixed t.
//!
//! # Derivation
//! Training commutes with rotations of the outputs: rotate the dependency into a column of zeros, whose outputs are 0 and so is whose gradient. Or: L is a
//! function of U U^T, so dL/dU = H U with a symmetric n x n matrix H, dL/dW = M^(-1) Phi H Phi^T W, and a step is W(t+1) = (I - eta M^(-1) Phi H Phi^T) W(t): so W(t) = P(t) W(0)
//! with a matrix P(t) of size M x M, and no product has a larger rank than its factors. The same gives the soft law: the k-th singular value of W(t) is at
//! most |P(t)| times that of W(0). `prove` checks the law in exact rationals.
//!
//! # Observable
//! The rank: the number of singular values of W above the tolerance (QR of each chunk of neurons, then an SVD). The effective rank of U: e to the entropy of its singular
//! values as shares of their sum (Roy and Vetterli, 2007), which is at most the rank. For nearly dependent columns, w_4 = w_1/4 + w_2/3 + w_3/2 + g/100 with g Gaussian:
//! the smallest singular value of W(t) over that of W(0). All are suprema over steps.
//!
//! # Must fail
//! - *Independent columns*: the rank is Z, and outputs are on no line.
//! - *A similarity that rotations change*, sum_z u_z v_z / z, with dependent columns: it moves columns by different factors, and the dependency is lost.
//! - *Nearly dependent columns*, of which the law in its exact form says nothing: the rank is Z.
//!
//! # Reading the result
//! Collapse is a property of the start: what has no direction of its own in W(0) gets none by training. The soft law says how it is approached: a direction
//! that starts small is multiplied by a factor that does not depend on how small it is (a test holds that over six orders of magnitude) nor, as measured, on M: so at
//! fixed t near-collapse lasts. With three directions left the factor stays near 1. With one left, and cosine similarity with delta = 0.01, it was some hundreds
//! within four steps: outputs on a line have cosines of 1 or -1 and small denominators, and leave the line where they can. Rounding is multiplied likewise, up
//! to the tolerance and beyond, so that rank one is tried with delta = 1, where the factor is near 2.

use crate::prelude::*;

/// The rank law.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankLaw;

const FIXED: Horizon = Horizon::Fixed(32);
/// A Gaussian share of this size makes columns nearly dependent.
const NEARLY: f64 = 0.01;
const EXACT: &[Assumption] = &[ROTATION_INVARIANCE, DEPENDENT_COLUMNS];
/// What the soft law assumes.
const SOFT: &[Assumption] = &[ROTATION_INVARIANCE, SMOOTH_ACTIVATION, BOUNDED_GRADIENT, STANDARD_INPUT_WEIGHTS, FIXED_STEP_SIZE];
/// What rounding of single precision may add to an effective rank of 1.
const ROUNDING: f64 = 1e-3;

fn settings() -> Vec<Setting> {
    let dependent = |rank| Columns::Dependent { rank, own: 0.0 };
    let cosine = Setting { columns: dependent(3), ..Setting::cosine(6) };
    let with = |id, columns| Setting { id, columns, ..cosine.clone() };
    vec![
        cosine.clone(),
        with("two", dependent(2)),
        // With a small delta outputs on one line amplify what rounding leaves beside it by some hundreds.
        Setting { loss: linear(Similarity::cosine(1.0)), ..with("one", dependent(1)) },
        Setting { id: "dot", loss: linear(Similarity::DOT), ..cosine.clone() },
        Setting { loss: softmax(Similarity::cosine(0.01), 0.5), ..with("softmax", dependent(2)) },
        Setting { id: "relu", activation: Activation::RELU, ..cosine.clone() },
        with("nearly", Columns::Dependent { rank: 3, own: NEARLY }),
        with("independent", Columns::Independent),
        Setting { id: "weighted", loss: linear(Similarity::WEIGHTED), ..cosine.clone() },
    ]
}

impl Theorem for RankLaw {
    crate::card!("ours_rank_law");

    fn claims(&self) -> Vec<Claim> {
        let most = |rank| Form::at_most(rank, 0.0);
        vec![
            claim("one_dependency", "rank W(0) = 3", most(3.0), WEIGHT_RANK, FIXED, "cosine").needs(EXACT),
            claim("two_dependencies", "rank W(0) = 2", most(2.0), WEIGHT_RANK, FIXED, "two").needs(EXACT),
            claim("three_dependencies", "rank W(0) = 1", most(1.0), WEIGHT_RANK, FIXED, "one").needs(EXACT),
            claim("dot", "with dot products", most(3.0), WEIGHT_RANK, FIXED, "dot").needs(EXACT),
            claim("softmax", "with softmax loss", most(2.0), WEIGHT_RANK, FIXED, "softmax").needs(EXACT),
            claim("relu", "with ReLU", most(3.0), WEIGHT_RANK, FIXED, "relu").needs(EXACT),
            claim("outputs", "effective rank of U, rank W(0) = 1", Form::at_most(1.0, ROUNDING), OUTPUT_RANK, FIXED, "one").needs(EXACT),
            claim("soft_law", "a small singular value grows by O(1)", "O(1)", WEIGHT_GROWTH, FIXED, "nearly").needs(SOFT),
        ]
    }

    fn design(&self, scale: Scale) -> Design {
        let widths = scale.pick(powers_of_two(5, 10), powers_of_two(5, 12), powers_of_two(5, 15));
        Design::new(settings(), widths, scale.pick(6, 8, 20))
    }

    fn must_fail(&self) -> Vec<MustFail> {
        vec![
            must_fail("independent", "one_dependency", "independent columns have rank Z, and training does not lower it")
                .setting("independent"),
            must_fail("weighted", "one_dependency", "columns are moved by different factors, and the dependency is lost")
                .setting("weighted"),
            must_fail("nearly_dependent", "one_dependency", "a small singular value is not 0").setting("nearly"),
            must_fail("independent_outputs", "outputs", "the outputs of independent columns are on no line").setting("independent"),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependent_columns_are_in_scope_and_the_controls_settings_are_not() {
        assert_eq!(outside(&RankLaw, "one_dependency"), ["nearly", "independent", "weighted"]);
    }

    #[test]
    fn claims_on_ranks_are_those_of_the_dependencies() {
        for claim in RankLaw.claims().iter().filter(|claim| claim.quantity == WEIGHT_RANK) {
            let setting = settings().into_iter().find(|setting| setting.id == claim.setting).unwrap();
            let Columns::Dependent { rank, own: 0.0 } = setting.columns else { panic!("{}: exact dependencies", claim.id) };
            assert_eq!(claim.bound, Form::at_most(rank as f64, 0.0), "{}", claim.id);
        }
    }
}
