//! Sees (width, replicate, value) and nothing else.

mod measurements;
mod sample;

pub use measurements::{Columns, Measurement, Replicate, read_measurements, sample};
pub use sample::{Sample, WidthGroup};
