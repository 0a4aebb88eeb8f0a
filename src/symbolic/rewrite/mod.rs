//! Identities by rewriting: both sides of an identity are put into one e-graph (egg), rules are applied until the sides meet, and the path between
//! them is the proof. It is then replayed line by line ([`replay`]), by pattern matching alone.
//!
//! # Terms
//! Terms are s-expressions over scalars, vectors and matrices: `+ * neg inv sqrt exp log` on scalars, `vadd scale ip` on vectors and matrices, `mm t tr` on
//! matrices, `(phi a)`, `(phi1 a)`, `(phi2 a)` for the activation and its derivatives, `(d y a)` for a derivative in a scalar y or in the direction
//! y = `(dir v z)`, and `(grad v a)` for a gradient. Rules ([`rules`]) and identities ([`identities`]) are data. Every rule, and both sides of every identity,
//! are evaluated on random numbers in tests/suite/symbolic/rewrite.rs: the rules are the axioms here, and a wrong one proves anything.

pub mod identities;
mod prover;
mod replay;
pub mod rules;

pub use prover::{Identity, Proof, Rewriting, prove};
pub use replay::{Direction, Line, Term, Use, replay};
