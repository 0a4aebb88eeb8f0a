//! Proposition 10. Under dot-product similarity the NTK leaves its start within O(log M) steps.
//!
//! # Statement
//! x
//!
//! # Source
//! x
//!
//! # Assumptions
//! x
//!
//! # Kind and range
//! x
//!
//! # Derivation
//! x
//!
//! # Observable
//! x
//!
//! # Must fail
//! x
//!
//! # Reading the result
//! x

use crate::claim::{Assumption, Claim, Control, Step, Theorem};
use crate::model::{Activation, Similarity};
use crate::observe::Level;
use crate::observe::Observable::{self, DepartureGrowth, DepartureTime, NtkDrift};
use crate::study::{Design, Scale, Setting, powers_of_two};
use crate::symbolic::chains::prop_10_dot_product_departure::STEPS;
use crate::train::Horizon;
use crate::verdict::Verdict;

/// Proposition 10.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DotProductDeparture;

const AFTER: Horizon = Horizon::Departure { multiple: 2.0 };
const WAIT: Horizon = Horizon::Departure { multiple: 3.0 };
const ASSUMPTIONS: &[Assumption] = &[Assumption::StandardWeights, Assumption::DotSimilarity, Assumption::LinearLoss];

impl Theorem for DotProductDeparture {
    fn id(&self) -> &'static str {
        "prop_10_dot_product_departure"
    }

    fn source_text(&self) -> &'static str {
        include_str!("prop_10_dot_product_departure.rs")
    }

    fn claims(&self) -> Vec<Claim> {
        let claim = |id, says, bound: &str, observable: Observable, horizon, setting| Claim {
            id,
            says,
            bound: bound.parse().expect("the bounds of this file are tested"),
            observable,
            horizon,
            setting,
            assumptions: ASSUMPTIONS,
            expected: Verdict::Supported,
        };
        let time = |id, level, setting| claim(id, "the claim", "Theta(log(M))", DepartureTime(level), WAIT, setting);
        let slope = |id, level, setting| {
            claim(id, "the slope, 1/(2 log(1 + eta lambda)) (ours)", "Theta(M)", DepartureGrowth(level), WAIT, setting)
        };
        vec![
            time("time_to_a_quarter", Level::Quarter, "dot"),
            time("time_to_a_sixteenth", Level::Sixteenth, "dot"),
            time("time_to_one", Level::One, "dot"),
            slope("slope_to_a_quarter", Level::Quarter, "dot"),
            slope("slope_to_a_sixteenth", Level::Sixteenth, "dot"),
            slope("slope_to_one", Level::One, "dot"),
            claim("drift_after_departure", "dK >= c0", "Omega(1)", NtkDrift, AFTER, "dot"),
            time("time_relu", Level::Quarter, "relu"),
            slope("slope_relu", Level::Quarter, "relu"),
        ]
    }

    fn derivation(&self) -> Vec<Step> {
        STEPS.to_vec()
    }

    fn design(&self, scale: Scale) -> Design {
        let (widths, replicates) = match scale {
            Scale::Smoke => (powers_of_two(6, 11), 16),
            Scale::Quick => (powers_of_two(7, 14), 24),
            Scale::Full => (powers_of_two(7, 17), 32),
        };
        let dot = Setting { id: "dot", similarity: Similarity::Dot, ..Setting::cosine(5) };
        let with = |id, activation| Setting { id, activation, ..dot.clone() };
        let cosine = Setting::cosine(5);
        Design { settings: vec![dot.clone(), with("relu", Activation::Relu), cosine], widths, replicates }
    }

    fn controls(&self) -> Vec<Control> {
        let claims = self.claims();
        let [time, .., after, _, _] = &claims[..] else { unreachable!("the claims above") };
        let control = |id, says, bound: &str, setting, of: &Claim, because| Control {
            claim: Claim {
                id,
                says,
                bound: bound.parse().expect("the bounds of this file are tested"),
                setting,
                expected: Verdict::Refuted,
                ..of.clone()
            },
            because,
        };
        vec![
            control("cosine", "the same claim where it must fail", "Omega(1)", "cosine", after, "under cosine the drift vanishes"),
            control("time_like_a_power", "a power of M in place of the logarithm", "Theta(M^(1/4))", "dot", time, "tau grows like log(M)"),
        ]
    }
}

#[cfg(test)]
mod tests {}
