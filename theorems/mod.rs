//! The theorems: one file each, and the registry of all.

pub mod lemma_07_hessian_bound;
pub mod lemma_08_kernel_change;
pub mod lemma_16_pair_matrix_drift;
pub mod lemma_17_pca_stability;
pub mod ours_rank_law;
pub mod ours_reduction;
pub mod prop_10_dot_product_departure;
pub mod prop_18_column_collapse;
pub mod sec_4_trace_identity;
pub mod sec_4_trained_against_pca;
pub mod thm_13_cosine_constancy;

use crate::theorem::Theorem;

/// All theorems, in the order of the paper.
pub const REGISTRY: &[&dyn Theorem] = &[
    &lemma_07_hessian_bound::HessianInBall,
    &lemma_08_kernel_change::KernelChange,
    &prop_10_dot_product_departure::DotProductDeparture,
    &thm_13_cosine_constancy::CosineConstancy,
    &sec_4_trace_identity::TraceIdentity,
    &lemma_16_pair_matrix_drift::PairMatrixChange,
    &lemma_17_pca_stability::PrincipalStability,
    &sec_4_trained_against_pca::TrainedAgainstPca,
    &prop_18_column_collapse::ColumnCollapse,
    &ours_rank_law::RankLaw,
    &ours_reduction::Reduction,
];
