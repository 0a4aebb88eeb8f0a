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
use crate::observe::Level::{self, One, Quarter, Sixteenth};
use crate::observe::Observable::{self, DepartureOutputs, DepartureTime, NtkDrift};
use crate::study::{Design, Scale, Setting, powers_of_two};
use crate::symbolic::chains::prop_10_dot_product_departure::STEPS;
use crate::train::Horizon;
use crate::verdict::Verdict;

/// Proposition 10.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DotProductDeparture;

const AFTER: Horizon = Horizon::Departure { multiple: 1.5 };
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
        let time =
            |id, level: Level, setting| claim(id, "the kernel leaves at log(M)", "Theta(log(M))", DepartureTime(level), WAIT, setting);
        let slope =
            |id, level: Level, setting| claim(id, "the slope of tau in log(M) (ours)", "Theta(M)", DepartureOutputs(level), WAIT, setting);
        vec![
            time("time_to_a_quarter", Quarter, "dot"),
            slope("slope_to_a_quarter", Quarter, "dot_two"),
            time("time_to_a_sixteenth", Sixteenth, "dot"),
            time("time_to_one", One, "dot"),
            slope("slope_to_one", One, "dot_two"),
            claim("drift_after_departure", "the kernel stays away from its start", "Omega(1)", NtkDrift, AFTER, "dot_two"),
            time("time_relu", Quarter, "relu"),
            slope("slope_relu", Quarter, "relu"),
            time("time_linear", Quarter, "linear"),
            slope("slope_linear", Quarter, "linear"),
        ]
    }

    fn derivation(&self) -> Vec<Step> {
        STEPS.to_vec()
    }

    fn design(&self, scale: Scale) -> Design {
        let (widths, replicates) = match scale {
            Scale::Smoke => (powers_of_two(7, 12), 16),
            Scale::Quick => (powers_of_two(8, 15), 32),
            Scale::Full => (powers_of_two(8, 17), 32),
        };
        let dot = Setting { id: "dot", similarity: Similarity::Dot, ..Setting::cosine(5) };
        // Of two triplets one direction leads by far, and in many dimensions its part of the outputs varies less from run to run.
        let two = Setting { id: "dot_two", triplets: 2, outputs: 16, ..dot.clone() };
        let settings = vec![
            Setting { id: "cosine", similarity: Similarity::cosine(0.01), ..two.clone() },
            Setting { id: "relu", activation: Activation::Relu, step_size: 0.25, ..two.clone() },
            Setting { id: "linear", activation: Activation::Linear, step_size: 0.25, ..two.clone() },
        ];
        Design { settings: [vec![dot, two], settings].concat(), widths, replicates }
    }

    fn controls(&self) -> Vec<Control> {
        let claims = self.claims();
        let [time, slope, _, _, _, after, ..] = &claims[..] else { unreachable!("the claims above") };
        let control = |id, of: &Claim, bound: &str, setting, because| Control {
            claim: Claim {
                id,
                says: "the same claim where it must fail",
                bound: bound.parse().expect("the bounds of this file are tested"),
                setting,
                expected: Verdict::Refuted,
                ..of.clone()
            },
            because,
        };
        vec![
            control("cosine", after, "Omega(1)", "cosine", "with cosine similarity the drift vanishes at this horizon"),
            control("time_like_a_power", time, "Theta(M^(1/4))", "dot", "the time grows like log(M), slower than any power"),
            control(
                "twice_the_slope",
                slope,
                "Theta(M^2)",
                "dot_two",
                "the kernel leaves when outputs reach sqrt(M), and does not wait for M",
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_in_scope_and_cosine_is_not() {
        for scale in Scale::ALL {
            let claim = &DotProductDeparture.claims()[0];
            let settings = DotProductDeparture.design(scale).settings;
            let outside: Vec<&str> =
                settings.iter().filter(|setting| claim.out_of_scope(setting).is_some()).map(|setting| setting.id).collect();
            assert_eq!(outside, ["cosine"]);
        }
    }
}
