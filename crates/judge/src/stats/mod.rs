//! Sees (width, replicate, value) and nothing else: locations, families of curves, slopes, limits and their intervals.

pub mod clusters;
pub mod counts;
mod extrapolate;
pub mod families;
pub mod fisher;
pub(crate) mod fits;
pub mod flag;
pub mod floor;
pub mod ladder;
pub mod least_squares;
pub mod line;
mod measurements;
pub mod merge;
pub mod paired;
pub mod quality;
pub mod rates;
pub mod reading;
pub mod robust;
mod sample;
pub mod slope;
pub mod student;
pub mod summary;
mod variance;
pub mod view;
pub mod window;

pub use measurements::{Measurement, Replicate, sample};
pub use sample::{Labels, Missing, Sample, WidthGroup, digits_of};
pub use summary::Functional;
