//! Judges asymptotic claims on tables: from (size, replicate, value) and "y is O(M^a log(M)^b)" to a verdict that can be defended.
//!
//! It knows nothing of networks, and builds without a framework for them. `asymptest` is built on it; a table needs no more than this crate, in a program
//! or by its own small binary (`fit`, `calibrate`, `plan-study`).
//!
//! # Code map
//! In reading order:
//! - [`claim`]: rates and bounds with exact exponents, and how they are written.
//! - [`table`]: files as people have them, to rows of text cells.
//! - [`stats`]: samples and tables of them, locations, families of curves, slopes, limits and their intervals.
//! - [`series`]: what is asked of a table, and the series of measurements that answer it.
//! - [`verdict`]: from a bound and a sample to a judgement.
//! - [`calibration`]: how often that is wrong, inside the families and in the field.
//! - [`report`]: a judgement and a calibration as text, tables (LaTeX, markdown, CSV) and figures.
//! - [`cli`]: the commands, one file each. [`widths`]: widths as users write them.
//! - [`random`], [`files`], [`error`]: the one source of randomness, atomic files, and what a user can cause.
//!
//! ```
//! use asymptest_judge::{claim::Bound, stats::Sample, verdict::{Protocol, Verdict, judge}};
//!
//! let claim: Bound = "O(1/M)".parse()?;
//! let sizes = [64.0, 128.0, 256.0, 512.0, 1024.0, 2048.0, 4096.0, 8192.0];
//! let noise = |replicate: usize| 1.0 + 0.01 * (replicate as f64 - 1.0);
//! let sample = Sample::from_pairs(sizes.iter().flat_map(|&m| (0..3).map(move |replicate| (m, 5.0 / m * noise(replicate)))));
//! assert_eq!(judge(&claim, &sample, &Protocol::default()).verdict, Verdict::Supported);
//! # Ok::<(), asymptest_judge::claim::ClaimError>(())
//! ```

pub mod claim;

pub mod table;

pub mod stats;

pub mod series;

pub mod verdict;

pub mod calibration;

pub mod report;

pub mod cli;
pub mod widths;

pub mod error;
pub mod files;
pub mod random;
