//! The vocabulary: what a theorem claims. Rates and bounds, with their syntax, are those of [`asymptest_judge::claim`].

mod assumption;
mod card;
mod statement;
mod theorem;

pub use assumption::Assumption;
pub use asymptest_judge::claim::{Bound, Ceiling, ClaimError, Exponent, Form, Growth, Rate, Symbol};
pub use card::{Card, HEADINGS};
pub use statement::{Claim, Control, Step, step};
pub use theorem::Theorem;
