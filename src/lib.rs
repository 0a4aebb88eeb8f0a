//! asymptest tests asymptotic theorems about wide neural networks against trained networks.

pub mod error;
pub mod files;

pub mod random;

pub mod claim;
pub mod data;
pub mod model;
pub mod observe;
pub mod stats;
pub mod study;
#[path = "../theorems/mod.rs"]
pub mod theorems;
pub mod train;
pub mod verdict;

pub mod calibration;

pub mod report;

pub mod cli;
