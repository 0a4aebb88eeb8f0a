//! Plain evidence to CSV, markdown, SVG and HTML: each exporter returns bytes.

mod card;
mod cases_figure;
mod citation;
mod counts;
mod derivation;
mod finding;
mod fits;
mod horizon_figure;
mod json;
mod junit;
mod markdown;
pub mod page;
mod provenance;
mod record;
mod result_groups;
mod spectrum_figure;
mod terminal;
mod theorem_figure;
mod time_figure;

pub use asymptest_judge::report::law_figure::law_figure;
pub use asymptest_judge::report::paragraph::paragraph;
pub use asymptest_judge::report::{
    FieldRow, ResultGroup, ResultRow, Spliced, calibration_csv, calibration_figure, calibration_report, field_csv, field_table,
    latex_table, latex_text, markdown_table, results_csv, splice, two_way_figure, two_way_paragraph,
};
pub use asymptest_judge::report::{figure, format};
use asymptest_judge::report::{law, law_figure};
pub use card::card_text;
pub use citation::{Cited, CitedEvidence, bibtex, folder_digest};
pub use derivation::{DerivedRates, derivation_table, derivation_text, derived_rates, said_text};
pub use fits::{FITS_HEADER, fits_csv};
pub use json::results_json;
pub use junit::junit;
pub use markdown::{command, theorem_report, verdict_table};
pub use provenance::{Provenance, RunRecord};
pub use record::verdict_record;
pub use result_groups::result_groups;
pub use terminal::verdict_text;
pub use theorem_figure::{Figure, front_figure, theorem_figure, theorem_figures};
