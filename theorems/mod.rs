//! The theorems: one file each, and the registry of all.

pub mod thm_13_cosine_constancy;

use crate::claim::Theorem;

/// All theorems, in the order of the paper.
pub const REGISTRY: &[&dyn Theorem] = &[&thm_13_cosine_constancy::CosineConstancy];
