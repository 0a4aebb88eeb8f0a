//! Tests of the statistics and the verdicts: one program, one file a subject.

mod calibration;
mod cases;
mod claims;
mod cli_fit;
mod families;
mod field;
mod formats;
mod judgements;
mod judgements_of_field;
mod measurements;
mod properties;
mod quality;
mod reading;
mod remedies;
mod series;
mod statistics;
mod table_properties;
mod table_public;
mod tables;
mod untestable;
mod verdict_paths;
mod verdicts;

#[path = "../../../../tests/snapshots/mod.rs"]
mod snapshots;
