//! Reasons to withhold a verdict.

/// A reason to withhold a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// A stable name, snake_case.
    pub code: &'static str,
    /// The finding, as a clause.
    pub text: String,
}
