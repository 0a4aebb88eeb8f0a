//! How often the verdicts are wrong: simulated truths on a design with a noise, judged like measurements.

mod design;
mod noise;
mod truth;

pub use design::Design;
pub use noise::{Noise, Shape, estimate_noise};
pub use truth::Truth;
