//! asymptest tests asymptotic theorems about wide neural networks against trained networks.

pub mod error;
pub mod files;

pub mod claim;
pub mod stats;
pub mod verdict;

pub mod calibration;

pub mod report;

pub mod cli;
