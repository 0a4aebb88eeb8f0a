//! How often the verdicts are wrong: simulated truths on a design with a noise, judged like measurements.

mod cases;
mod design;
pub mod field;
mod noise;
mod parallel;
mod plan;
mod rates;
pub mod shapes;
mod suite;
mod truth;
pub mod zoo;

pub use cases::{UNDECIDABLE, cases_beyond, cases_of};
pub use design::Design;
pub use noise::{Noise, Shape, estimate_noise};
pub use parallel::in_parallel;
pub use plan::{Plan, expected_summary, plan};
pub use rates::{Case, Rates, simulate};
pub use suite::{Cell, Suite, is_decided_by_design};
pub use truth::Truth;
