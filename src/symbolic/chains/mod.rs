//! The chains of the lemmas, one file a statement, under the name of its module. A chain may cite the steps of those before it.

pub mod lemma_07_hessian_bound;
pub mod lemma_08_kernel_change;
pub mod lemma_16_pair_matrix_drift;
pub mod lemma_17_pca_stability;
pub mod ours_neuron_by_neuron;
pub mod prop_10_dot_product_departure;

use crate::claim::Step;

/// All chains with their ids, in the order in which they may cite one another.
pub const CHAINS: &[(&str, &[Step])] = &[
    ("lemma_07_hessian_bound", lemma_07_hessian_bound::STEPS),
    ("lemma_08_kernel_change", lemma_08_kernel_change::STEPS),
    ("ours_neuron_by_neuron", ours_neuron_by_neuron::STEPS),
    ("prop_10_dot_product_departure", prop_10_dot_product_departure::STEPS),
    ("lemma_16_pair_matrix_drift", lemma_16_pair_matrix_drift::STEPS),
    ("lemma_17_pca_stability", lemma_17_pca_stability::STEPS),
];

/// The steps of the chain with this id.
pub fn named(id: &str) -> Option<&'static [Step]> {
    CHAINS.iter().find(|(name, _)| *name == id).map(|(_, steps)| *steps)
}
