//! A judgement and a calibration as text, SVG and CSV: each exporter returns bytes.

mod calibration;
mod field;
pub mod figure;
pub mod format;
pub mod law;
pub mod law_figure;
pub mod paragraph;
mod splice;
mod two_way;

pub use calibration::{calibration_csv, calibration_figure, calibration_report};
pub use field::{FieldRow, field_csv, field_table};
pub use splice::{Spliced, splice};
pub use two_way::{two_way_figure, two_way_paragraph};
