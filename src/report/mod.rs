//! Plain evidence to CSV, markdown, SVG and HTML: each exporter returns bytes.

mod axis;
mod calibration;
mod card;
mod derivation;
mod figure;
mod fits;
pub mod format;
mod json;
mod law;
mod markdown;
pub mod page;
mod paragraph;
mod scaling_figure;
mod splice;
mod svg;
mod terminal;
mod theorem_figure;
mod trajectory_figure;
mod two_way;

pub use axis::Scale;
pub use calibration::{calibration_csv, calibration_figure, calibration_report};
pub use card::card_text;
pub use derivation::{DerivedRates, chain_text, derivation_table, derivation_text, derived_rates};
pub use figure::{Band, Curve, Panel, scaling_figure, side_by_side, trajectory_figure};
pub use fits::{FITS_HEADER, fits_csv};
pub use json::results_json;
pub use law::law_plot;
pub use markdown::{command, theorem_report, verdict_table};
pub use paragraph::paragraph;
pub use scaling_figure::ScalingPlot;
pub use splice::splice;
pub use terminal::verdict_text;
pub use theorem_figure::theorem_figure;
pub use trajectory_figure::TrajectoryPlot;
pub use two_way::{two_way_figure, two_way_paragraph};
