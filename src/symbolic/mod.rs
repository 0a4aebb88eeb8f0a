//! The symbolic half: rates derived step by step, identities proved by rewriting ([`rewrite`]) and in exact rationals ([`exact`]), constants certified by
//! intervals ([`certified`]). [`statements`] lists all of it, and `asymptest prove` runs it.
//!
//! # Derivations
//! A derivation is a list of [`crate::claim::Step`]s: a label, a rule, the labels of its premises, and what follows, as text. [`check`] reads each step and
//! recomputes its conclusion with exact exponents; a step has to say exactly what its rule gives. The rules are of two sorts: [`laws`], inequalities
//! between the quantities of a network (a law says where it comes from, and a heuristic is marked as one), and [`rules`], the calculus of rates.
//! [`derived`] holds a claim against the best that is derived for its observable at its horizon, and [`reconstructed`] against the steps that are the
//! source's: a claim that only a step of ours reaches is true as far as we know, and not what the source's argument gives.
//! ```
//! use asymptest::claim::step;
//! use asymptest::symbolic::check;
//!
//! let chain = [
//!     step("start", "gaussian_maximum", &[], "max_m |W_m(0)| = O(log(M)^(1/2))"),
//!     step("ball", "largest_in_ball", &["start"], "max_m |W_m| = O(R + log(M)^(1/2))"),
//! ];
//! assert_eq!(check(&chain)?.len(), 2);
//! let wrong = [step("start", "gaussian_maximum", &[], "max_m |W_m(0)| = O(log(M))")];
//! assert!(check(&wrong).unwrap_err().to_string().contains("O(log(M)^(1/2))"));
//! # Ok::<(), asymptest::symbolic::Refusal>(())
//! ```

pub mod certified;
pub mod chains;
mod check;
mod derived;
pub mod exact;
mod fact;
mod follows;
pub mod growth;
mod law;
pub mod laws;
mod order;
mod prove;
mod quantity;
pub mod rewrite;
pub mod rules;
mod scope;

pub use check::{Inference, Refusal, check, check_among, check_derivation};
pub use derived::{Derived, derived, reconstructed};
pub use fact::{Fact, When};
pub use follows::follows;
pub use law::{Basis, Law, Term};
pub use order::Order;
pub use prove::{Ground, Kind, Statement, statements};
pub use quantity::Quantity;
pub use scope::{claim_in_scope, control_must_fail};
