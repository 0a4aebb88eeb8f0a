//! Lazy training. The weights of a wide network hardly move: all together, and each. A theorem with quantities of its own.
//! # Statement
//! At fixed t, $|\theta(t) - \theta(0)| / |\theta(0)| = \Theta(M^{-1/2})$, and $\max_k |\theta_k(t) - \theta_k(0)| = O(M^{-1/2} (\log M)^{1/2})$.
//! # Source
//! Chizat, Oyallon and Bach, NeurIPS 2019, for the first; the second is folklore.
//! # Assumptions
//! The entries of W(0) and V(0) are N(0, 1), phi is smooth, the gradient in the outputs is bounded, the step size does not depend on M.
//! # Kind and range
//! An exact rate and an upper one, in M at t = 8.
//! # Derivation
//! Theorem 13's chain gives R = O(t); |theta(0)| is sqrt(M (d + Z)) up to a factor that goes to 1. The lower side, and the single weights, are measured only.
//! # Observable
//! R(t) over sqrt(M (d + Z)); and the largest change of an entry of W, or of V along the data.
//! # Must fail
//! - *A step size of M*: every weight moves by O(1) and more.
//! - *A largest change of O(1/M)*: single weights move like M^(-1/2).
//! # Reading the result
//! Not one weight moves by much, and yet the outputs learn: there are many.

use std::sync::Arc;

use asymptest::experiment::{Reading, Stop};
use asymptest::model::{Real, ReducedNetwork};
use asymptest::observe::Movement;
use asymptest::prelude::*;
use asymptest::train::{Measure, Now, Start, Watch, watch};
use faer::Mat;

const RELATIVE: Quantity = Quantity::size("relative_movement", "|theta(t) - theta(0)| / |theta(0)|");
const LARGEST: Quantity = Quantity::size("largest_change", "largest change of one weight");

/// [`RELATIVE`]
#[derive(Debug)]
struct Relative;

impl<R: Real> Measure<ReducedNetwork<R>> for Relative {
    fn quantity(&self) -> Quantity {
        RELATIVE
    }

    fn since(&self, start: &Start<'_, ReducedNetwork<R>>) -> Result<Box<dyn Watch<ReducedNetwork<R>>>, Stop> {
        let movement = start.shared(|| Movement::since(start.network, &start.data.gram));
        let dimension = start.data.inputs.as_ref().map_or(0, Mat::ncols) + start.network.output_dimension();
        let length = ((start.network.width() * dimension) as f64).sqrt();
        Ok(watch(move |now: &Now<'_, ReducedNetwork<R>>| Ok(Reading::exact(movement.distance(now.network) / length))))
    }
}

/// [`LARGEST`]
#[derive(Debug)]
struct Largest;

/// A (M x n) and W (M x Z).
fn weights<R: Real>(network: &ReducedNetwork<R>) -> [Mat<f64>; 2] {
    let (z, width) = (network.output_dimension(), network.width());
    let mut both = [Mat::zeros(width, network.outputs().len() / z), Mat::zeros(width, z)];
    let mut first = 0;
    for chunk in network.chunks() {
        for block in chunk.neurons().blocks() {
            for (matrix, rows) in both.iter_mut().zip([block.preactivations, block.output]) {
                for (column, row) in rows.iter().enumerate() {
                    (0..block.neurons).for_each(|lane| matrix[(first + lane, column)] = row[lane].double());
                }
            }
            first += block.neurons;
        }
    }
    both
}

impl<R: Real> Measure<ReducedNetwork<R>> for Largest {
    fn quantity(&self) -> Quantity {
        LARGEST
    }

    fn since(&self, start: &Start<'_, ReducedNetwork<R>>) -> Result<Box<dyn Watch<ReducedNetwork<R>>>, Stop> {
        let [a, w] = weights(start.network);
        // V moves along the data: V(t) - V(0) = (A(t) - A(0)) G^+ X.
        let Some(inputs) = &start.data.inputs else { return Err(Stop::Failed("X is not there".into())) };
        let back = &start.data.gram.inverse * inputs;
        Ok(watch(move |now: &Now<'_, ReducedNetwork<R>>| {
            let [a_now, w_now] = weights(now.network);
            Ok(Reading::exact(((a_now - &a) * &back).norm_max().max((w_now - &w).norm_max())))
        }))
    }
}

/// Lazy training.
pub(crate) struct Lazy;

const NEEDS: &[Assumption] = &[STANDARD_WEIGHTS, SMOOTH_ACTIVATION, BOUNDED_GRADIENT, FIXED_STEP_SIZE];
const FIXED: Horizon = Horizon::Fixed(8);

impl Theorem for Lazy {
    asymptest::card!("lazy_training");

    fn claims(&self) -> Vec<Claim> {
        vec![
            claim("all", "all weights together", "Theta(M^(-1/2))", RELATIVE, FIXED, "cosine").needs(NEEDS).measured_only(),
            claim("each", "each weight", "O(M^(-1/2) log(M)^(1/2))", LARGEST, FIXED, "cosine").needs(NEEDS).measured_only(),
        ]
    }

    fn design(&self, scale: Scale) -> Design {
        let cosine = Setting { measures: vec![Arc::new(Relative), Arc::new(Largest)], outputs: 8, ..Setting::cosine(6) };
        let large = Setting { id: "large_steps", step_growth: StepGrowth::LikeWidth, ..cosine.clone() };
        let widths = scale.pick(powers_of_two(6, 12), powers_of_two(7, 13), powers_of_two(7, 14));
        Design::new(vec![cosine, large], widths, scale.pick(24, 64, 64))
    }

    fn must_fail(&self) -> Vec<MustFail> {
        vec![
            must_fail("large_steps", "all", "the first step alone moves the weights by O(M)").setting("large_steps"),
            must_fail("each_like_1_over_m", "each", "a step of a weight is of order M^(-1/2)").bound("O(1/M)"),
        ]
    }
}

asymptest::main!(Lazy);
