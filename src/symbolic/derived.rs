//! Claims against what is derived: the rate that a checked derivation gives to a claim, and how it lies to the claim's own.

use std::cmp::Ordering;

use super::fact::{Fact, When};
use super::growth::compare;
use super::rules::at_horizon;
use super::{Inference, Order, Quantity};
use crate::claim::Horizon;
use crate::claim::Origin;
use crate::claim::{Assumption, Bound, Claim, Derivation, Exponent, Growth, Rate, Symbol};

/// What a derivation says of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Derived {
    /// The claim follows: the derived rate lies at or below the claimed one.
    Follows {
        /// The step that gives the rate.
        by: String,
        /// The derived bound.
        bound: Bound,
        /// The claimed rate over the derived one: 1 where they are the same.
        slack: Rate,
        /// Whether the derivation rests on a heuristic.
        heuristic: bool,
    },
    /// The derivation ends above the claim: the claim does not follow.
    Above {
        /// The step that comes closest.
        by: String,
        /// The derived bound.
        bound: Bound,
    },
    /// The derivation speaks of what is claimed, but not for this claim.
    OutOfReach(String),
    /// What the claim measures is no quantity of the derivations.
    Silent,
}

impl Derived {
    /// Whether the claim stands as far as derivations go: only a derivation that speaks of it and does not reach it speaks against it.
    pub fn stands(&self) -> bool {
        matches!(self, Self::Follows { .. } | Self::Silent)
    }

    /// The step that gives the derived bound.
    pub fn by(&self) -> Option<&str> {
        match self {
            Self::Follows { by, .. } | Self::Above { by, .. } => Some(by),
            _ => None,
        }
    }

    /// Our reconstruction of the source's argument in words; it is never said to fall short of the source's claim.
    pub fn reconstruction_in_words(&self) -> String {
        match self {
            Self::Above { bound, .. } => format!("{bound}, where our reconstruction ends"),
            Self::OutOfReach(why) => format!("not reconstructed: {why}"),
            other => other.in_words(),
        }
    }

    /// In a few words, for a cell of a table.
    pub fn in_words(&self) -> String {
        match self {
            Self::Follows { bound, slack, heuristic, .. } => {
                let heuristic = if *heuristic { ", by a heuristic" } else { "" };
                let below = if slack.is_one() { String::new() } else { format!(", {slack} to spare") };
                format!("{bound}{below}{heuristic}")
            }
            Self::Above { bound, .. } => format!("{bound}, above the claim"),
            Self::OutOfReach(why) => format!("not derived: {why}"),
            Self::Silent => "not derived".into(),
        }
    }
}

/// The lowest rate that `inferences` give to `claim`, whether by the source's steps or by ours. A step that holds for many t is taken at the claim's horizon,
/// beside those that name it.
pub fn derived(claim: &Claim, inferences: &[Inference]) -> Derived {
    lowest(claim, claim.assumptions, inferences.iter())
}

/// The best rate by our reconstruction of the source's argument alone. Where it ends above the claim, that says something about our reconstruction: we hold the
/// source's statements and not its proofs.
pub fn reconstructed(claim: &Claim, inferences: &[Inference]) -> Derived {
    lowest(claim, claim.assumptions, inferences.iter().filter(|inference| inference.origin == Origin::Source))
}

/// The lowest rate that `inferences` give to `claim` where what is `assumed` holds; of equal rates one that implies the claim, rests on no heuristic, is the
/// source's, and names the claim's horizon.
pub(super) fn lowest<'a>(claim: &Claim, assumed: &[Assumption], inferences: impl Iterator<Item = &'a Inference>) -> Derived {
    let Some(claimed) = to_derive(claim) else { return Derived::Silent };
    let claimed = &claimed;
    let Some(quantity) = Quantity::measured_by(&claim.quantity) else { return Derived::Silent };
    let mut why = "no step speaks of it".to_owned();
    let mut best: Option<(&Inference, Bound)> = None;
    for inference in inferences.filter(|inference| inference.fact.of() == quantity) {
        if let Some(need) = inference.needs.iter().find(|need| !need.is_among(assumed)) {
            why = format!("step {} needs that {}", inference.label, need.says);
            continue;
        }
        let Some(bound) = bound_at(claim, claimed, &inference.fact) else {
            why = "no step gives a rate at its horizon".into();
            continue;
        };
        let general = |inference: &Inference| !matches!(&inference.fact, Fact::Bound { when: When::At(_), .. });
        let worse = |by: &Inference, bound: &Bound| (!implies(bound, claimed), by.heuristic, by.origin, general(by));
        let replaces = |(known, of_known): &(&Inference, Bound)| match compare(&bound.rate, &of_known.rate) {
            Some(Ordering::Less) => implies(&bound, claimed) || !implies(of_known, claimed),
            Some(Ordering::Equal) => worse(inference, &bound) < worse(known, of_known),
            _ => implies(&bound, claimed) && !implies(of_known, claimed),
        };
        if best.as_ref().is_none_or(replaces) {
            best = Some((inference, bound));
        }
    }
    let Some((inference, bound)) = best else { return Derived::OutOfReach(why) };
    let by = inference.label.clone();
    if implies(&bound, claimed) {
        let slack = claimed.rate.clone().quotient(&bound.rate);
        Derived::Follows { by, bound, slack, heuristic: inference.heuristic }
    } else {
        Derived::Above { by, bound }
    }
}

/// The part of a claim that a derivation has to give; nothing where it is measured only, or no rate.
fn to_derive(claim: &Claim) -> Option<Bound> {
    let bound = claim.bound.rate()?;
    match (claim.derivation, bound.growth) {
        (Derivation::Nothing, _) => None,
        (Derivation::Above, Growth::Exactly) => Some(Bound::new(Growth::AtMost, bound.rate.clone())),
        (Derivation::Below, Growth::Exactly) => Some(Bound::new(Growth::AtLeast, bound.rate.clone())),
        _ => Some(bound.clone()),
    }
}

/// What `fact` says at the claim's horizon: a bound of one rate, in t as well where the claim is.
fn bound_at(claim: &Claim, claimed: &Bound, fact: &Fact) -> Option<Bound> {
    let (growth, order, when) = match fact {
        Fact::Bound { growth, order, when, .. } => (growth, order, when),
        // The supremum over the steps does not fall below what it has reached.
        Fact::Departs { multiple, .. } => {
            let reached = claim.horizon.is_after_departure() && *multiple == Exponent::ratio(1, 2);
            return reached.then(|| Bound::new(Growth::AtLeast, Rate::one()));
        }
        Fact::Vanishes { .. } => return None,
    };
    let at = horizon(claim.horizon);
    let order: Order = match when {
        When::At(known) => (*known == at).then(|| order.clone())?,
        When::Always if !order.mentions(Symbol::T) => order.clone(),
        when => {
            // Refused where the horizon lies beyond the times for which the step holds.
            let there = at_horizon(order, when, &at).ok()?;
            if claimed.rate.mentions(Symbol::T) { order.up_to(power_of_width(&at).as_ref()) } else { there }
        }
    };
    let rate = order.single()?.clone();
    let known = rate.powers().all(|(symbol, _)| matches!(symbol, Symbol::M | Symbol::LogM | Symbol::T));
    known.then(|| Bound::new(*growth, rate))
}

/// The exponent, for a horizon that is a power of M.
fn power_of_width(at: &Rate) -> Option<Exponent> {
    let exponent = at.exponent(Symbol::M);
    (*at == Rate::power(Symbol::M, exponent.clone())).then_some(exponent)
}

/// A horizon as a rate. The time of departure is a multiple of log(M), since lambda goes to a constant.
pub(super) fn horizon(horizon: Horizon) -> Rate {
    match horizon {
        Horizon::Fixed(_) | Horizon::Untimed => Rate::one(),
        Horizon::Power { exponent: (p, q), .. } => Rate::power(Symbol::M, Exponent::ratio(p.into(), q.into())),
        Horizon::Departure { .. } => Rate::power(Symbol::LogM, Exponent::one()),
    }
}

/// Whether the bound `derived` implies the bound `claimed`.
pub(super) fn implies(derived: &Bound, claimed: &Bound) -> bool {
    let Some(order) = compare(&derived.rate, &claimed.rate) else { return false };
    let (upper, lower) = match derived.growth {
        Growth::Exactly => (true, true),
        Growth::AtMost | Growth::Below => (true, false),
        Growth::AtLeast => (false, true),
    };
    match claimed.growth {
        Growth::AtMost => upper && order.is_le(),
        Growth::Below => upper && (order.is_lt() || (order.is_eq() && derived.growth == Growth::Below)),
        Growth::AtLeast => lower && order.is_ge(),
        Growth::Exactly => upper && lower && order.is_eq(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::assumption::{FIXED_STEP_SIZE, QUADRATIC_LOSS, STANDARD_WEIGHTS};
    use crate::claim::claim;
    use crate::observe::Level;
    use crate::observe::{NTK_DRIFT, departure_outputs, departure_time};
    use crate::symbolic::chains::named;
    use crate::symbolic::check;

    /// Of a bound that is claimed of the kernel's change at M^(1/6), by steps that say this of it: the step, the bound and whether the claim follows.
    fn of_steps(claimed: &str, facts: &[&str]) -> Option<(String, String, bool)> {
        let inference = |(label, fact): (usize, &&str)| Inference {
            label: label.to_string(),
            fact: format!("|K(t) - K(0)| = {fact}").parse().unwrap(),
            asks: Vec::new(),
            needs: Vec::new(),
            basis: None,
            heuristic: false,
            origin: Origin::Source,
            because: String::new(),
        };
        let inferences: Vec<Inference> = facts.iter().enumerate().map(inference).collect();
        let horizon = Horizon::Power { coefficient: 1.0, exponent: (1, 6) };
        match derived(&claim("", "", claimed, NTK_DRIFT, horizon, ""), &inferences) {
            Derived::Follows { by, bound, .. } => Some((by, bound.to_string(), true)),
            Derived::Above { by, bound } => Some((by, bound.to_string(), false)),
            Derived::OutOfReach(_) | Derived::Silent => None,
        }
    }

    #[test]
    fn of_several_steps_the_lowest_that_implies_the_claim_counts() {
        let all = |step: usize, bound: &str, holds| Some((step.to_string(), bound.to_owned(), holds));
        for (claimed, facts, step, bound, holds) in [
            ("O(M^(-1/4))", ["O(M^(-1/2))", "O(M^(-1/3))"], 0, "O(M^(-1/2))", true),
            ("O(M^(-1/4))", ["O(1)", "O(M^(-1/8))"], 1, "O(M^(-1/8))", false),
            ("Omega(M^(-1/2))", ["O(M^(-1/3))", "Omega(M^(-1/4))"], 1, "Omega(M^(-1/4))", true),
            ("Omega(M^(-1/2))", ["Omega(M^(-1/4))", "O(M^(-1/3))"], 0, "Omega(M^(-1/4))", true),
            ("Theta(M^(-1/4))", ["Theta(M^(-1/4))", "O(M^(-1/2))"], 0, "Theta(M^(-1/4))", true),
            ("Theta(M^(-1/4))", ["O(M^(-1/4))", "Theta(M^(-1/4))"], 1, "Theta(M^(-1/4))", true),
            ("Omega(M^(-1/4))", ["O(M^(-1/4))", "Omega(M^(-1/4))"], 1, "Omega(M^(-1/4))", true),
            ("O(M^(-1/4))", ["O(M^(1/8))", "O(M^(1/4))"], 0, "O(M^(1/8))", false),
        ] {
            assert_eq!(of_steps(claimed, &facts), all(step, bound, holds), "{claimed} by {facts:?}");
            let turned = [facts[1], facts[0]];
            assert_eq!(of_steps(claimed, &turned), all(1 - step, bound, holds), "{claimed} by {turned:?}");
        }
    }

    #[test]
    fn of_equal_steps_the_first_counts() {
        assert_eq!(of_steps("O(1)", &["O(M^(-1/2))", "O(M^(-1/2))"]), Some(("0".into(), "O(M^(-1/2))".into(), true)));
    }

    #[test]
    fn a_claim_in_t_is_held_to_the_term_that_leads_up_to_its_horizon() {
        // Up to M^(1/6) the first of the two terms is the larger one; at all t neither is.
        let sum = "O(M^(-1/2) t + M^(-1) t^2)";
        assert_eq!(of_steps("O(M^(-1/2) t)", &[sum]), Some(("0".into(), "O(M^(-1/2) t)".into(), true)));
    }

    #[test]
    fn the_drift_stays_away_from_its_start_after_the_departure_alone() {
        let inferences = check(&named("prop_10_dot_product_departure").unwrap().steps).unwrap();
        let says = |bound: &str, horizon, observable| {
            let needs = &[STANDARD_WEIGHTS, QUADRATIC_LOSS, FIXED_STEP_SIZE];
            derived(&claim("", "", bound, observable, horizon, "").needs(needs), &inferences).stands()
        };
        let after = |multiple| Horizon::Departure { multiple };
        let [drift, time, outputs] = [NTK_DRIFT, departure_time(Level::One), departure_outputs(Level::One)];
        assert!(says("Omega(1)", after(1.25), drift) && says("Omega(1/log(M))", after(2.0), drift));
        assert!(!says("Omega(1)", after(1.0), drift) && !says("Omega(1)", Horizon::Fixed(8), drift) && !says("O(1)", after(2.0), drift));
        assert!(says("Theta(log(M))", after(3.0), time) && !says("Theta(M^(1/4))", after(3.0), time));
        assert!(says("Theta(M)", after(3.0), outputs) && !says("Theta(M^2)", after(3.0), outputs));
    }

    #[test]
    fn of_a_claim_that_is_derived_on_one_side_that_side_alone_is_asked() {
        let steps = ["O(M^(-1/2))"];
        let inferences = |facts: &[&str]| -> Vec<Inference> {
            let steps: Vec<Inference> =
                check(&[crate::claim::step("start", "gaussian_maximum", &[], "max_m |W_m(0)| = O(log(M)^(1/2))")]).unwrap();
            facts
                .iter()
                .map(|fact| Inference { fact: format!("|K(t) - K(0)| = {fact}").parse().unwrap(), needs: vec![], ..steps[0].clone() })
                .collect()
        };
        let exact = || claim("", "", "Theta(M^(-1/2))", NTK_DRIFT, Horizon::Fixed(8), "");
        let stands = |claim: Claim| derived(&claim, &inferences(&steps)).stands();
        assert!(!stands(exact()) && stands(exact().derived_above()) && !stands(exact().derived_below()));
        assert!(stands(exact().measured_only()) && derived(&exact().measured_only(), &inferences(&steps)) == Derived::Silent);
        assert!(!stands(claim("", "", "Theta(M^(-1))", NTK_DRIFT, Horizon::Fixed(8), "").derived_above()));
    }
}
