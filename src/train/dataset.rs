//! Data of one's own in the place of those that the user names.

use std::fmt::Debug;

use faer::Mat;

use crate::error::Result;
use crate::loss::Layout;
use crate::random::Stream;

/// Inputs with their layout and labels.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    /// X, n x d.
    pub inputs: Mat<f64>,
    /// Which rows are which.
    pub layout: Layout,
    /// Labels, anchor after anchor, the same number for each; none where there are none.
    pub labels: Vec<f64>,
}

/// A data set that a setting brings.
pub trait Dataset: Debug + Send + Sync {
    /// Canonical text for all that determines its numbers beside the seed.
    fn key(&self) -> String;

    /// The data in words.
    fn describe(&self) -> String;

    /// n, the number of inputs.
    fn rows(&self) -> usize;

    /// The inputs; `random` is the study's stream for data, so that all settings with one data set see the same.
    ///
    /// # Errors
    /// Where they cannot be had.
    fn load(&self, random: &mut Stream) -> Result<Inputs>;
}
