//! A study: a theorem's design carried out. The ladder of widths, the settings, one cell = one training run, the runner, the store of finished
//! cells, the evidence.

mod cell;
mod compare;
mod complete;
mod design;
mod evidence;
#[cfg(test)]
mod example;
mod judge;
mod on_device;
mod runner;
mod schedule;
mod seal;
mod setting;
mod size;
pub mod store;
mod watch;

pub use asymptest_judge::widths::{parse_widths, powers_of_two};
pub use cell::{Cell, Inputs};
pub use compare::{Compared, compare};
pub use design::{Design, Scale};
pub use evidence::{Evidence, Row, Status};
pub use judge::{ClaimResult, ControlResult, TheoremResult, judge_theorem};
pub use on_device::{check_on_device, device_bytes, device_scratch, run_on};
pub use runner::{Study, Threads, WIDE, run};
pub use schedule::{Done, Room, Run, whole};
pub use seal::{Broken, Seal};
pub use setting::{Setting, StepGrowth};
pub use size::{Size, sizes};
pub use watch::{Ask, End, Stop, Watch};
