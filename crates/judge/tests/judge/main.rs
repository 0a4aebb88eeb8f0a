//! What holds of the statistics and the verdicts: one program, one file a subject.

mod calibration;
mod cases;
mod claims;
mod families;
mod field;
mod house;
mod measurements;
mod properties;
mod quality;
mod reading;
mod statistics;
mod verdict_paths;
mod verdicts;
