//! Sees (width, replicate, value) and nothing else: locations, slopes, asymptotic exponents and their intervals.

pub mod clusters;
pub mod correction;
pub mod growth;
pub mod least_squares;
mod measurements;
pub mod robust;
mod sample;
pub mod student;
pub mod summary;
pub mod trend;

pub use measurements::{Columns, MEMORY, Measurement, Replicate, read_measurements, sample};
pub use sample::{Sample, WidthGroup};
pub use summary::Functional;
