//! Plain evidence to CSV, markdown, SVG and HTML: each exporter returns bytes.

mod calibration;
mod card;
mod cases_figure;
mod derivation;
pub mod figure;
mod fits;
pub mod format;
mod horizon_figure;
mod json;
mod law;
mod law_figure;
mod markdown;
pub mod page;
mod paragraph;
mod provenance;
mod record;
mod spectrum_figure;
mod splice;
mod terminal;
mod theorem_figure;
mod time_figure;
mod two_way;

pub use calibration::{calibration_csv, calibration_figure, calibration_report};
pub use card::card_text;
pub use derivation::{DerivedRates, chain_text, derivation_table, derivation_text, derived_rates};
pub use fits::{FITS_HEADER, fits_csv};
pub use json::results_json;
pub use law_figure::law_figure;
pub use markdown::{command, theorem_report, verdict_table};
pub use paragraph::paragraph;
pub use provenance::{Provenance, RunRecord};
pub use record::verdict_record;
pub use splice::splice;
pub use terminal::verdict_text;
pub use theorem_figure::{Figure, front_figure, theorem_figure, theorem_figures};
pub use two_way::{two_way_figure, two_way_paragraph};
