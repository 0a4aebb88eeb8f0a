//! The checker: from the steps of a derivation, as text, to facts, each of which follows from those before it.
//!
//! A step has to say *exactly* what its rule gives: a step that says less is refused like one that says more, so that no exponent of a chain can be
//! changed without being seen. What is claimed is compared with what is derived afterwards ([`super::derived`]).

use super::fact::{Fact, When};
use super::law::{Basis, Law};
use super::rules;
use super::{chains, laws};
use crate::claim::{Assumption, Step};

/// A step that holds.
#[derive(Debug, Clone)]
pub struct Inference {
    /// Its label.
    pub label: String,
    /// What it says.
    pub fact: Fact,
    /// What must hold of the setting, for this step and all that it rests on; in order, each once.
    pub needs: Vec<Assumption>,
    /// Whether it rests on a heuristic.
    pub heuristic: bool,
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

/// Checks the steps in order.
///
/// # Errors
/// The first step that does not follow.
pub fn check(steps: &[Step]) -> Result<Vec<Inference>, Refusal> {
    let mut inferences: Vec<Inference> = Vec::new();
    for step in steps {
        let inference = infer(step, &inferences).map_err(|problem| Refusal { label: step.label.into(), problem })?;
        inferences.push(inference);
    }
    Ok(inferences)
}

fn infer(step: &Step, before: &[Inference]) -> Result<Inference, String> {
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
    let (fact, mut needs, mut heuristic, because) = if let Some((chain, label)) = step.by.split_once('.') {
        nothing(&facts)?;
        let cited = cite(chain, label)?;
        (cited.fact, cited.needs, cited.heuristic, format!("{chain}, step {label}"))
    } else if let Some(law) = laws::named(step.by) {
        (by_law(law, &facts)?, law.needs.to_vec(), law.basis == Basis::Heuristic, law.says.into())
    } else {
        let rule = rules::named(step.by).ok_or_else(|| format!("`{}` is neither a law nor a rule nor a step of a chain", step.by))?;
        ((rule.infer)(&facts, &stated)?, Vec::new(), false, rule.says.into())
    };
    if fact != stated {
        return Err(format!("`{}` gives {fact}, not {stated}", step.by));
    }
    needs.extend(premises.iter().flat_map(|premise| &premise.needs));
    needs.sort_unstable();
    needs.dedup();
    heuristic |= premises.iter().any(|premise| premise.heuristic);
    Ok(Inference { label: step.label.into(), fact, needs, heuristic, because })
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

fn cite(chain: &str, label: &str) -> Result<Inference, String> {
    let cited = chains::named(chain).ok_or_else(|| format!("there is no chain `{chain}`"))?;
    let inferences = check(cited.steps).map_err(|refusal| format!("{chain}: {refusal}"))?;
    inferences.into_iter().find(|inference| inference.label == label).ok_or_else(|| format!("{chain} has no step `{label}`"))
}

fn nothing(premises: &[&Fact]) -> Result<(), String> {
    if premises.is_empty() { Ok(()) } else { Err("a citation has no premises of its own".into()) }
}
