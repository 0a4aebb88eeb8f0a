//! Certified constants: the suprema that inequalities rest on, enclosed by interval arithmetic with outward rounding.
//!
//! For every smooth activation L1 = sup |phi'| and L2 = sup |phi''|, which Lemmas 7 and 8 use, and with them the growth |phi(a)| <= |phi(0)| + L1 |a|.
//! Branch and bound ([`maximum`]) keeps a lower bound, from points, and an upper bound, from intervals that cover the domain, until they are within
//! [`WIDTH`]. Nothing is taken from the activations of the engine: tests compare the two.

mod activations;
mod enclosure;
mod interval;
mod maximum;

pub use activations::{ACTIVATIONS, Constants, constants};
pub use enclosure::Enclosure;
pub use interval::Interval;
pub use maximum::{WIDTH, maximum};
