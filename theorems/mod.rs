//! The theorems: one file each, and the registry of all.

pub mod lemma_07_hessian_bound;
pub mod lemma_08_kernel_change;
pub mod prop_10_dot_product_departure;
pub mod thm_13_cosine_constancy;

use crate::claim::Theorem;

/// All theorems, in the order of the paper.
pub const REGISTRY: &[&dyn Theorem] = &[
    &lemma_07_hessian_bound::HessianInBall,
    &lemma_08_kernel_change::KernelChange,
    &prop_10_dot_product_departure::DotProductDeparture,
    &thm_13_cosine_constancy::CosineConstancy,
];
