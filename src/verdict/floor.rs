//! A floor under y: the claim is about y - E.

use serde::Serialize;

use super::Estimate;

/// A floor E, known or fitted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Floor {
    /// E; of a known floor the interval has no width.
    pub value: Estimate,
    /// Whether it was fitted to these data.
    pub fitted: bool,
}
