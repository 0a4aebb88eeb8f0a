//! Statements in the spelling of steps, such as the claims of a source, against what is derived.

use super::Inference;
use super::fact::Fact;
use crate::claim::{Assumption, Growth};

/// The step that implies `claimed` where what is `assumed` holds, and what it has to spare.
///
/// # Errors
/// No step implies it: what comes closest.
pub fn follows<'a>(claimed: &Fact, assumed: &[Assumption], inferences: &'a [Inference]) -> Result<(&'a Inference, String), String> {
    let Fact::Bound { of, growth, order, when } = claimed else { return Err(format!("`{claimed}` is no bound")) };
    let mut closest = "no step speaks of it".to_owned();
    for inference in inferences {
        let Fact::Bound { of: of_step, growth: side, order: derived, when: known } = &inference.fact else { continue };
        if of_step != of {
            continue;
        }
        // The step has to hold wherever the claim is made, and there at or below it; an exact claim needs an exact step of the same order.
        let there = known.and(when).as_ref() == Some(when);
        let below = derived.at_most(order, when.up_to()) && *growth != Growth::AtLeast && *side != Growth::AtLeast;
        let exact = *growth == Growth::AtMost || (*side == Growth::Exactly && order.at_most(derived, when.up_to()));
        let lacking = inference.needs.iter().find(|need| !need.is_among(assumed));
        match (there && below && exact, lacking) {
            (true, None) => {
                let spare = match (order.single(), derived.up_to(when.up_to()).single()) {
                    (Some(claimed), Some(derived)) if claimed != derived => format!(", {} to spare", claimed.clone().quotient(derived)),
                    _ => String::new(),
                };
                return Ok((inference, spare));
            }
            (true, Some(need)) => closest = format!("step {} needs that {}", inference.label, need.says),
            (false, _) => closest = format!("step {} gives {}, which does not imply it", inference.label, inference.fact),
        }
    }
    Err(closest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::assumption;
    use crate::symbolic::chains::named;
    use crate::symbolic::check;

    fn says(chain: &str, claim: &str) -> Result<String, String> {
        let chain = named(chain).unwrap();
        let inferences = check(&chain.steps).unwrap();
        follows(&claim.parse().unwrap(), &assumption::ALL, &inferences).map(|(by, spare)| format!("{}{spare}", by.label))
    }

    #[test]
    fn a_changed_claim_of_a_source_does_not_follow() {
        let drift = |claim: &str| says("lemma_16_pair_matrix_drift", claim);
        assert!(drift("|C_V(t) - C_V(0)|_F = O(t M^(-1/2))").unwrap().contains("M^(1/2) to spare"));
        assert!(drift("|C_V(t) - C_V(0)|_F = O(t M^(-1)) for t = O(M)").is_ok());
        for wrong in [
            "|C_V(t) - C_V(0)|_F = O(t M^(-7/6)) for t = O(M)",
            "|C_V(t) - C_V(0)|_F = O(M^(-1/2)) for t = O(M)",
            "|C_V(t) - C_V(0)|_F = O(t^(1/2) M^(-1/2))",
            "|C_V(t) - C_V(0)|_F = Theta(t M^(-1)) for t = O(M)",
            "sin(angle) = O(1)",
        ] {
            assert!(drift(wrong).is_err(), "{wrong}");
        }
        assert!(says("prop_10_dot_product_departure", "tau = O(log(M))").is_ok());
        assert!(says("prop_10_dot_product_departure", "tau = Theta(M^(1/6))").is_err());
        assert!(says("lemma_07_hessian_bound", "|H| = O(R M^(-1/2) + M^(-1/2))").is_err());
    }
}
