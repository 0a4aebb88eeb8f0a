//! How fast a step and the NTK are, against what the machine could do. The caller brings the clock.

mod limits;
mod on_device;
mod timing;
mod work;

pub use limits::Limits;
pub use on_device::DeviceBenchmark;
pub use timing::{Clock, median_seconds};
pub use work::{Benchmark, Measured};
