//! The vocabulary: what a theorem claims.

mod bound;
mod exponent;
mod parse;
mod rate;

pub use bound::{Bound, Growth};
pub use exponent::Exponent;
pub use parse::ClaimError;
pub use rate::{Rate, Symbol};
