//! Data of one's own in the place of those that the user names.

use std::fmt::Debug;

use faer::Mat;

use crate::error::{Error, Result};
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

impl Inputs {
    /// The inputs of a data set that a setting brings, held to what the set says of itself.
    ///
    /// # Errors
    /// Where they cannot be had, or rows, layout and labels do not agree.
    pub(crate) fn of(own: &dyn Dataset, setting: &str, random: &mut Stream) -> Result<Self> {
        let inputs = own.load(random)?;
        let (rows, layout, labels) = (inputs.inputs.nrows(), inputs.layout, inputs.labels.len());
        if rows == own.rows() && rows == layout.rows() && layout.groups > 0 && labels % layout.groups == 0 {
            return Ok(inputs);
        }
        let problem = format!(
            "gives {rows} inputs and {labels} labels, announces {} inputs and a layout of {} for {} groups; make them agree",
            own.rows(),
            layout.rows(),
            layout.groups
        );
        Err(Error::Data { file: format!("the data set {} of setting {setting}", own.key()), problem })
    }
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
