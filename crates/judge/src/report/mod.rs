//! A judgement and a calibration as text, SVG and CSV: each exporter returns bytes.

mod calibration;
mod field;
pub mod figure;
pub mod format;
mod latex;
pub mod law;
pub mod law_figure;
pub mod paragraph;
mod result_row;
mod result_table;
mod splice;
mod two_way;

pub use calibration::{calibration_csv, calibration_figure, calibration_report};
pub use field::{FieldRow, field_csv, field_table};
pub use latex::{latex_bound, latex_claim, latex_table, latex_text};
pub use result_row::{ResultGroup, ResultRow};
pub use result_table::{RESULTS_HEADER, markdown_table, results_csv};
pub use splice::{Spliced, splice};
pub use two_way::{two_way_figure, two_way_paragraph};
