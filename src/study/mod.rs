//! A study: a theorem's design carried out. The ladder of widths, the settings, one cell = one training run, the runner, the store of finished
//! cells, the evidence.

mod cell;
mod compare;
mod complete;
mod evidence;
#[cfg(test)]
mod example;
mod judge;
mod on_device;
mod runner;
mod schedule;
mod seal;
mod size;
pub mod store;
mod table_facts;
mod watch;

pub use asymptest_judge::widths::{parse_widths, powers_of_two};
pub use cell::Cell;
pub use compare::{Compared, compare};
pub use evidence::{Evidence, Row, RunFacts, Status, rows_from_csv, rows_to_csv};
pub use judge::{ClaimResult, ControlResult, NO_CONTROL, TheoremResult, judge_theorem};
pub use on_device::{check_on_device, device_bytes, run_on};
pub use runner::{Loading, Study, Threads, WIDE, run};
pub(crate) use schedule::said;
pub use schedule::{Budget, Done, Run, whole};
pub use seal::{Broken, Seal};
pub use size::costs;
pub use table_facts::TableFacts;
pub use watch::{Ask, End, Watch};
