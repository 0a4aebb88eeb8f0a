//! InfoNCE with k negatives. A theorem with a loss of its own: a function of the outputs of the whole batch.
//! # Statement
//! For InfoNCE of smooth cosine similarities with k negatives of each anchor, $|K(t) - K(0)| = O(M^{-1/2})$ at every fixed t.
//! # Source
//! Ours, by the argument of Theorem 13 of arXiv 2403.08673: the gradient in the outputs is at most 2/(T delta).
//! # Assumptions
//! The entries of W(0) and V(0) are N(0, 1), phi is smooth, the gradient in the outputs is bounded, the step size does not depend on M.
//! # Kind and range
//! Upper rate in M at t = 8.
//! # Derivation
//! The chain of Theorem 13 at fixed t, neuron by neuron.
//! # Observable
//! The sup-drift of the NTK at the anchors.
//! # Must fail
//! - *A step size of M*: the network without its factor M^(-1/2).
//! - *The rate 1/M^2*: the drift does not fall so fast.
//! # Reading the result
//! The number of negatives changes the constant and not the rate.

use std::sync::Arc;

use asymptest::claim::{Broken, Unknown, assumption};
use asymptest::loss::{Batch, Loss};
use asymptest::prelude::*;

/// L = -(1/N) sum_n log(e^(s_n+ / T) / (e^(s_n+ / T) + sum_k e^(s_nk / T))), s being smooth cosine similarities to the positive and to the negatives.
#[derive(Debug)]
struct InfoNce {
    temperature: f64,
}

/// delta of the similarity.
const DELTA: f64 = 0.05;
const COSINE: Similarity = Similarity::cosine(DELTA);

impl Loss for InfoNce {
    fn key(&self) -> String {
        format!("infonce(T={}); {}", self.temperature, COSINE.key())
    }

    fn describe(&self) -> String {
        format!("InfoNCE, T {}, of {}", self.temperature, COSINE.name())
    }

    fn value_and_gradient(&self, outputs: &[f64], batch: &Batch<'_>, gradient: &mut [f64]) -> f64 {
        let (layout, z) = (batch.layout, batch.outputs);
        let row = |row: usize| &outputs[row * z..][..z];
        gradient.fill(0.0);
        let mut total = 0.0;
        for group in 0..layout.groups {
            let others: Vec<usize> =
                [layout.positive(group, 0)].into_iter().chain((0..layout.negatives).map(|k| layout.negative(group, k))).collect();
            let scores: Vec<f64> = others.iter().map(|&other| COSINE.value(row(group), row(other)) / self.temperature).collect();
            let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let sum: f64 = scores.iter().map(|score| (score - largest).exp()).sum();
            total += largest + sum.ln() - scores[0];
            for (k, (&other, score)) in others.iter().zip(&scores).enumerate() {
                let slope = ((score - largest).exp() / sum - f64::from(u8::from(k == 0))) / (self.temperature * layout.groups as f64);
                let (mut of_anchor, mut of_other) = (vec![0.0; z], vec![0.0; z]);
                COSINE.accumulate(row(group), row(other), slope, &mut of_anchor, &mut of_other);
                for k in 0..z {
                    gradient[group * z + k] += of_anchor[k];
                    gradient[other * z + k] += of_other[k];
                }
            }
        }
        total / layout.groups as f64
    }

    fn broken(&self, asked: &Assumption) -> Broken {
        if *asked == assumption::BOUNDED_GRADIENT { Ok(None) } else { Err(Unknown) }
    }
}

/// InfoNCE.
pub(crate) struct Negatives;

const NEEDS: &[Assumption] = &[STANDARD_WEIGHTS, SMOOTH_ACTIVATION, BOUNDED_GRADIENT, FIXED_STEP_SIZE];
const FIXED: Horizon = Horizon::Fixed(8);

impl Theorem for Negatives {
    asymptest::card!("infonce");

    fn claims(&self) -> Vec<Claim> {
        vec![
            claim("one_negative", "k = 1", "O(M^(-1/2))", NTK_DRIFT, FIXED, "one").needs(NEEDS),
            claim("eight_negatives", "k = 8", "O(M^(-1/2))", NTK_DRIFT, FIXED, "eight").needs(NEEDS),
        ]
    }

    fn derivation(&self) -> Vec<Step> {
        let drift = step("drift", "thm_13_cosine_constancy.by neurons", &[], "|K(t) - K(0)| = O(t M^(-1/2)) for t = O(M^(1/2))");
        vec![drift, step("at fixed t", "horizon", &["drift"], "|K(t) - K(0)| = O(M^(-1/2)) at fixed t")]
    }

    fn design(&self, scale: Scale) -> Design {
        let one = Setting { id: "one", loss: Arc::new(InfoNce { temperature: 0.5 }), ..Setting::cosine(5) };
        let eight = Setting { id: "eight", negatives: 8, ..one.clone() };
        let large = Setting { id: "large_steps", step_growth: StepGrowth::LikeWidth, ..eight.clone() };
        let widths = scale.pick(powers_of_two(6, 11), powers_of_two(7, 13), powers_of_two(7, 15));
        Design::new(vec![one, eight, large], widths, scale.pick(8, 12, 20))
    }

    fn must_fail(&self) -> Vec<MustFail> {
        vec![
            must_fail("large_steps", "eight_negatives", "the first step moves the features by O(1)").setting("large_steps"),
            must_fail("too_fast", "one_negative", "it falls like 1/M at most").bound("O(M^(-2))"),
        ]
    }
}

asymptest::main!(Negatives);
