//! Suites: claims and controls that a file of TOML states, judged on rows that were measured elsewhere, or by a program that a study's file names.
//!
//! A suite's file becomes a [`Theorem`](crate::theorem::Theorem) and a table becomes [`Evidence`](crate::study::Evidence) of it, so that judging, reports, page and
//! diff know no more of them than of a theorem's own runs. [`SuiteFile`] is what the file says, [`stated`] the theorem, [`evidence`] the rows. [`StudyFile`] is a
//! suite's file that also says what is run.

mod claims;
mod columns;
mod filter;
mod given;
mod horizon;
mod limits;
mod place;
mod raw;
mod rows;
mod selected;
mod stated;
mod studied;
mod study_file;
mod suite_file;

pub use claims::{StatedClaim, StatedControl};
pub use filter::{Condition, Filter, Wanted};
pub use place::Placed;
pub use rows::{RowsFile, evidence};
pub use stated::{Stated, measured_study, stated};
pub use studied::studied;
pub use study_file::{ByEffort, StudyFile, StudyRun, StudySetting};
pub use suite_file::{SuiteFile, Words, id_of};
