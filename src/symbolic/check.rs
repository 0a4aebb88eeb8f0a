//! The checker: from the steps of a derivation, as text, to facts, each of which follows from those before it.
//!
//! A step has to say *exactly* what its rule gives: a step that says less is refused like one that says more, so that no exponent of a chain can be
//! changed without being seen. What is claimed is compared with what is derived afterwards ([`super::derived`]).

use super::chains::{Chain, chains, chains_of};
use super::fact::{Fact, When};
use super::law::{Basis, Law};
use super::{laws, rules};
use crate::claim::{Assumption, Origin, Step};
use crate::theorem::Theorem;

/// A step that holds.
#[derive(Debug, Clone)]
pub struct Inference {
    /// Its label.
    pub label: String,
    /// What it says.
    pub fact: Fact,
    /// What its own law needs of the setting; for a citation, what the cited step and all below it need.
    pub asks: Vec<Assumption>,
    /// What must hold of the setting, for this step and all that it rests on; in order, each once, without those that others imply.
    pub needs: Vec<Assumption>,
    /// How far its own law is to be trusted; nothing for a rule of the calculus and for a citation.
    pub basis: Option<Basis>,
    /// Whether it rests on a heuristic.
    pub heuristic: bool,
    /// Whether it is the source's: ours, where it rests on one law of ours.
    pub origin: Origin,
    /// Why it follows, in words.
    pub because: String,
}

/// A step that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("step {label}: {problem}")]
pub struct Refusal {
    /// The label of the step.
    pub label: String,
    /// What is wrong with it.
    pub problem: String,
}

/// Checks the steps in order; they may cite those of this crate's theorems.
///
/// # Errors
/// The first step that does not follow.
pub fn check(steps: &[Step]) -> Result<Vec<Inference>, Refusal> {
    check_among(steps, &chains())
}

/// Checks the derivation of a theorem; it may cite those of this crate's theorems, and of those that the theorem names.
///
/// # Errors
/// The first step that does not follow.
pub fn check_derivation(theorem: &dyn Theorem) -> Result<Vec<Inference>, Refusal> {
    check_among(&theorem.derivation(), &chains_of(theorem))
}

/// Checks the steps in order; they may cite steps of `chains`, which may cite others in turn, but none that rests on itself.
///
/// # Errors
/// The first step that does not follow.
pub fn check_among(steps: &[Step], chains: &[Chain]) -> Result<Vec<Inference>, Refusal> {
    check_below(steps, chains, &[])
}

/// The same below the steps of chains that are being checked.
fn check_below(steps: &[Step], chains: &[Chain], above: &[(&str, &str)]) -> Result<Vec<Inference>, Refusal> {
    let mut inferences: Vec<Inference> = Vec::new();
    for step in steps {
        let inference = infer(step, &inferences, chains, above).map_err(|problem| Refusal { label: step.label.into(), problem })?;
        inferences.push(inference);
    }
    Ok(inferences)
}

fn infer(step: &Step, before: &[Inference], chains: &[Chain], above: &[(&str, &str)]) -> Result<Inference, String> {
    if before.iter().any(|other| other.label == step.label) {
        return Err("two steps have this label".into());
    }
    let premises: Vec<&Inference> = step
        .from
        .iter()
        .map(|label| before.iter().find(|other| other.label == *label).ok_or_else(|| format!("there is no step `{label}` before it")))
        .collect::<Result<_, _>>()?;
    let stated: Fact = step.gives.parse()?;
    let facts: Vec<&Fact> = premises.iter().map(|premise| &premise.fact).collect();
    let mut inference = if let Some((chain, label)) = step.by.split_once('.') {
        nothing(&facts)?;
        cite((chain, label), chains, above)?
    } else if let Some(law) = laws::named(step.by) {
        of_law(law, by_law(law, &facts)?)
    } else {
        let rule =
            rules::named(step.by).ok_or_else(|| format!("`{}` is neither a law nor a rule nor a step of another theorem", step.by))?;
        of_rule(rule, (rule.infer)(&facts, &stated)?)
    };
    if inference.fact != stated {
        return Err(format!("`{}` gives {}, not {stated}", step.by, inference.fact));
    }
    inference.label = step.label.into();
    for premise in premises {
        inference.needs.extend(&premise.needs);
        inference.heuristic |= premise.heuristic;
        inference.origin = inference.origin.max(premise.origin);
    }
    inference.needs.sort_unstable();
    inference.needs.dedup();
    let all = inference.needs.clone();
    inference.needs.retain(|need| !all.iter().any(|other| other != need && need.is_among(&[*other])));
    Ok(inference)
}

fn of_law(law: &Law, fact: Fact) -> Inference {
    Inference {
        label: String::new(),
        fact,
        asks: law.needs.to_vec(),
        needs: law.needs.to_vec(),
        basis: Some(law.basis),
        heuristic: law.basis == Basis::Heuristic,
        origin: law.origin,
        because: law.says.into(),
    }
}

fn of_rule(rule: &rules::Rule, fact: Fact) -> Inference {
    let (label, because) = (String::new(), rule.says.into());
    Inference { label, fact, asks: Vec::new(), needs: Vec::new(), basis: None, heuristic: false, origin: Origin::Source, because }
}

/// What a law gives from bounds of exactly the quantities that it speaks of.
fn by_law(law: &Law, premises: &[&Fact]) -> Result<Fact, String> {
    let quantities = law.quantities();
    for premise in premises {
        if !quantities.contains(&premise.of()) {
            return Err(format!("`{}` does not speak of {}", law.name, premise.of()));
        }
    }
    let mut when = When::Always;
    let mut growth = law.growth;
    let mut orders = Vec::new();
    for quantity in quantities {
        let bounds: Vec<_> = premises.iter().filter(|premise| premise.of() == quantity).collect();
        match (&bounds[..], quantity.symbol()) {
            ([Fact::Bound { growth: side, order, when: of_premise, .. }], _) => {
                growth = rules::weaker(growth, *side)?;
                when = when.and(of_premise).ok_or("the premises hold at different times")?;
                orders.push((quantity, order.clone()));
            }
            ([], Some(symbol)) => orders.push((quantity, crate::claim::Rate::power(symbol, crate::claim::Exponent::one()).into())),
            ([], None) => return Err(format!("`{}` needs a bound of {quantity}", law.name)),
            _ => return Err(format!("`{}` needs one bound of {quantity}", law.name)),
        }
    }
    let of = |quantity| orders.iter().find(|(known, _)| *known == quantity).expect("collected above").1.clone();
    let order = law.apply(of).up_to(when.up_to());
    Ok(Fact::Bound { of: law.of, growth, order, when })
}

/// The step of another derivation, with all that it rests on.
fn cite((id, label): (&str, &str), chains: &[Chain], above: &[(&str, &str)]) -> Result<Inference, String> {
    if above.contains(&(id, label)) {
        return Err(format!("{id}, step {label}, rests on itself"));
    }
    let chain = chains.iter().find(|chain| chain.id == id).ok_or_else(|| format!("there is no theorem `{id}` to cite"))?;
    let steps = chain.up_to(label).ok_or_else(|| format!("{id} has no step `{label}`"))?;
    let inferences = check_below(steps, chains, &[above, &[(id, label)]].concat()).map_err(|refusal| format!("{id}: {refusal}"))?;
    let cited = inferences.into_iter().last().expect("the steps end with the one that is cited");
    Ok(Inference { asks: cited.needs.clone(), basis: None, because: format!("{id}, step {label}"), ..cited })
}

fn nothing(premises: &[&Fact]) -> Result<(), String> {
    if premises.is_empty() { Ok(()) } else { Err("a citation has no premises of its own".into()) }
}
