//! The parser of bounds.

/// A bound that does not parse, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("claim `{text}`: {problem}")]
pub struct ClaimError {
    /// The claim as typed.
    pub text: String,
    /// The byte at which it stops making sense.
    pub at: usize,
    /// What is wrong and how to mend it.
    pub problem: String,
}
