//! What networks are trained on.

use faer::Mat;

use super::Shared;
use crate::data::Gram;
use crate::loss::{Batch, Layout};

/// The inputs of training with their layout and labels, and what follows from them. All cells of an experiment share it.
#[derive(Debug)]
pub struct Data {
    /// G = X X^T with its root and inverse.
    pub gram: Gram,
    /// X, n x d, where something needs more of it than G.
    pub inputs: Option<Mat<f64>>,
    /// Which rows are which.
    pub layout: Layout,
    /// Labels, group after group; none where the data have none.
    pub labels: Vec<f64>,
    /// The NTK is evaluated at the first so many inputs.
    pub evaluated: usize,
    /// What measures have made of the data.
    pub shared: Shared,
}

impl Data {
    /// Data with these inputs X, n x d. The NTK is evaluated at the anchors.
    pub fn of(inputs: Mat<f64>, layout: Layout, labels: Vec<f64>) -> Self {
        Self { gram: Gram::of(&inputs), inputs: Some(inputs), layout, labels, evaluated: layout.groups, shared: Shared::default() }
    }

    /// The same without X, which may be large.
    #[must_use]
    pub fn without_inputs(self) -> Self {
        Self { inputs: None, ..self }
    }

    /// The whole of it as one batch of outputs of this dimension.
    pub fn batch(&self, outputs: usize) -> Batch<'_> {
        Batch { layout: self.layout, outputs, labels: &self.labels }
    }
}
