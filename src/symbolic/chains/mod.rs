//! The chains of the lemmas, one file a statement, under the name of its module. A chain may cite the steps of those before it.

pub mod lemma_07_hessian_bound;
pub mod lemma_08_kernel_change;
pub mod lemma_16_pair_matrix_drift;
pub mod lemma_17_pca_stability;
pub mod ours_neuron_by_neuron;
pub mod prop_10_dot_product_departure;
pub mod thm_13_cosine_constancy;

use super::Origin;
use crate::claim::{Assumption, Step, Theorem};

/// A chain: what follows step by step, and what is claimed of it.
#[derive(Debug, Clone, Copy)]
pub struct Chain {
    /// The name of its module.
    pub id: &'static str,
    /// The steps, as a theorem's `derivation` gives them.
    pub steps: &'static [Step],
    /// What is claimed of the quantities that the steps speak of.
    pub claims: &'static [Said],
}

/// A claim in the spelling of steps.
#[derive(Debug, Clone, Copy)]
pub struct Said {
    /// Who claims it.
    pub origin: Origin,
    /// The claim.
    pub says: &'static str,
    /// What must hold for it.
    pub assumes: &'static [Assumption],
}

/// What the source claims, in its own range.
pub const fn source(says: &'static str, assumes: &'static [Assumption]) -> Said {
    Said { origin: Origin::Source, says, assumes }
}

/// What we claim.
pub const fn ours(says: &'static str, assumes: &'static [Assumption]) -> Said {
    Said { origin: Origin::Ours, says, assumes }
}

/// A chain with this name, these steps and these claims.
pub const fn chain(id: &'static str, steps: &'static [Step], claims: &'static [Said]) -> Chain {
    Chain { id, steps, claims }
}

/// All chains, in the order in which they may cite one another.
pub const CHAINS: &[Chain] = &[
    chain("lemma_07_hessian_bound", lemma_07_hessian_bound::STEPS, lemma_07_hessian_bound::CLAIMS),
    chain("lemma_08_kernel_change", lemma_08_kernel_change::STEPS, &[]),
    chain("ours_neuron_by_neuron", ours_neuron_by_neuron::STEPS, ours_neuron_by_neuron::CLAIMS),
    chain("prop_10_dot_product_departure", prop_10_dot_product_departure::STEPS, prop_10_dot_product_departure::CLAIMS),
    chain("thm_13_cosine_constancy", thm_13_cosine_constancy::STEPS, &[]),
    chain("lemma_16_pair_matrix_drift", lemma_16_pair_matrix_drift::STEPS, lemma_16_pair_matrix_drift::CLAIMS),
    chain("lemma_17_pca_stability", lemma_17_pca_stability::STEPS, lemma_17_pca_stability::CLAIMS),
];

/// The chain with this id.
pub fn named(id: &str) -> Option<&'static Chain> {
    CHAINS.iter().find(|chain| chain.id == id)
}

/// The chains that a theorem's derivation may cite: [`CHAINS`], then those that it brings.
pub fn chains_of(theorem: &dyn Theorem) -> Vec<Chain> {
    [CHAINS, theorem.chains()].concat()
}

/// The chains that the theorems of a registry may cite, each once.
pub fn chains_of_all(registry: &[&dyn Theorem]) -> Vec<Chain> {
    let mut chains = CHAINS.to_vec();
    for chain in registry.iter().flat_map(|theorem| theorem.chains()) {
        if !chains.iter().any(|known| known.id == chain.id) {
            chains.push(*chain);
        }
    }
    chains
}
