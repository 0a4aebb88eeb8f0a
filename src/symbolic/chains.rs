//! The derivations that a step may cite: those of this crate's theorems, and those that a theorem names.

use crate::claim::{Said, Step};
use crate::theorem::Theorem;
use crate::theorems::REGISTRY;

/// A theorem's derivation: what follows step by step, and what is claimed of it.
#[derive(Debug, Clone)]
pub struct Chain {
    /// The theorem's id.
    pub id: &'static str,
    /// The steps, as the theorem's `derivation` gives them.
    pub steps: Vec<Step>,
    /// What is claimed of the quantities that the steps speak of.
    pub said: Vec<Said>,
}

impl Chain {
    /// The derivation of a theorem.
    pub fn of(theorem: &dyn Theorem) -> Self {
        Self { id: theorem.id(), steps: theorem.derivation(), said: theorem.said() }
    }

    /// The steps up to the one with this label; nothing where there is none.
    pub(super) fn up_to(&self, label: &str) -> Option<&[Step]> {
        let place = self.steps.iter().position(|step| step.label == label)?;
        Some(&self.steps[..=place])
    }
}

/// The derivations of this crate's theorems.
pub fn chains() -> Vec<Chain> {
    REGISTRY.iter().map(|theorem| Chain::of(*theorem)).collect()
}

/// The derivation of this crate's theorem with this id.
pub fn named(id: &str) -> Option<Chain> {
    chains().into_iter().find(|chain| chain.id == id)
}

/// The derivations that a theorem's may cite: those of this crate, and of the theorems that it names, with those that they name themselves.
pub fn chains_of(theorem: &dyn Theorem) -> Vec<Chain> {
    let mut chains = chains();
    let mut waiting: Vec<&dyn Theorem> = theorem.cites().to_vec();
    while let Some(cited) = waiting.pop() {
        if !chains.iter().any(|chain| chain.id == cited.id()) {
            chains.push(Chain::of(cited));
            waiting.extend(cited.cites());
        }
    }
    chains
}
