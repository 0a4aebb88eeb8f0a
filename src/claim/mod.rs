//! The vocabulary: what a theorem claims. Rates and bounds, with their syntax, are those of [`asymptest_judge::claim`].

pub mod assumption;
mod card;
mod horizon;
mod quantity;
mod statement;

pub use assumption::{Assumption, Broken, Unknown};
pub use asymptest_judge::claim::{Bound, Ceiling, ClaimError, Exponent, Form, Growth, Rate, Symbol};
pub use card::{Card, HEADINGS};
pub use horizon::{Horizon, TAU};
pub use quantity::{Over, Quantity, Sign, Unit};
pub use statement::{Claim, Control, Derivation, MustFail, Origin, Said, Step, claim, must_fail, ours, source, step};
