//! Rates and bounds with exact exponents, and how they are written.
//!
//! # Claim syntax
//! `O(rate)`, `Omega(rate)`, `Theta(rate)` or `o(rate)`, where a rate is a product of powers of `M` (width), `log(M)` (natural logarithm of the
//! width) and `t` (number of steps): `O(M^(-1/6) log(M)^3)`, `Theta(log M)`, `Theta(1)`, `O(t/sqrt(M))`, `O(1/M)`, `O(M^-0.5)`.
//! - Exponents are exact rationals between -100 and 100: `M^2`, `M^-1`, `M^(-1/6)`, `M^{-1/6}`, `M^0.25` (exactly 1/4).
//! - Also read: `log M`, `ln(M)`, `log^3 M`, `(log M)^3`, `sqrt(M)`, `√M`, superscripts `M⁻¹ᐟ²`, `Ω`, `Θ`, `·`, `×`, `**`.
//! - A product is written `*` or as neighbours. Positive constant factors are dropped: a bound does not depend on them.
//! - What can be read in two ways is refused: `M^-1/6`, `log M^3`, `1/M log(M)`.
//!
//! [`Written`] reads claims as people write them: in any variable, as LaTeX, for a variable that tends to 0, and `M^-1/6` with a note.
//!
//! ```
//! use asymptest_judge::claim::Bound;
//! let claim: Bound = "O(M⁻¹ᐟ⁶ · log³ M)".parse()?;
//! assert_eq!(claim.to_string(), "O(M^(-1/6) log(M)^3)");
//! # Ok::<(), asymptest_judge::claim::ClaimError>(())
//! ```

mod bound;
mod error;
mod exponent;
mod form;
mod latex;
mod parse;
mod rate;
mod tokens;
mod written;

pub use bound::{Bound, Growth};
pub use error::ClaimError;
pub use exponent::Exponent;
pub use form::{Ceiling, Form};
pub use rate::{Rate, Symbol};
pub use written::{Toward, Written};
