//! How fast a step, the observables and a whole study are, the first against what the machine could do. The caller brings the clock.

mod limits;
mod measured;
mod on_device;
mod study;
mod timing;
mod work;

pub use limits::Limits;
pub use measured::{Bound, Measured, Work};
pub use on_device::DeviceBenchmark;
pub use study::{StudyBenchmark, StudyTimes};
pub use timing::{Clock, median, median_seconds, seconds};
pub use work::{Benchmark, gram};
