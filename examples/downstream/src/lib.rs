//! A suite of one's own: its theorems, one file each, and the list of all.

pub mod loss_range;
pub mod movement;

use asymptest::theorem::Theorem;

/// All theorems.
pub const REGISTRY: &[&dyn Theorem] = &[&movement::Movement, &loss_range::LossRange];
