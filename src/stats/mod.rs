//! Sees (width, replicate, value) and nothing else.

mod sample;

pub use sample::{Sample, WidthGroup};
