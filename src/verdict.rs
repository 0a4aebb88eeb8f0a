//! Pure: a bound and a sample in, a verdict out.

use serde::Serialize;

use crate::claim::Bound;
use crate::stats::Sample;

/// What the data say about a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The data exclude a violation larger than the margin over the range.
    Supported,
    /// The data exclude the claim by more than the margin.
    Refuted,
    /// Neither; the judgement says what would settle it.
    Inconclusive,
    /// An assumption of the claim does not hold in this study.
    OutOfScope,
}

/// How close the claim is to what was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tightness {
    /// The opposite side of the claim is supported too.
    Tight,
    /// The quantity decays faster (grows slower) than the claim by a margin.
    Loose,
    /// Neither is established.
    Unknown,
}

/// An estimate with its two-sided interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// The estimate.
    pub estimate: f64,
    /// Lower end; minus infinity (null in JSON) when unbounded.
    pub low: f64,
    /// Upper end; plus infinity (null in JSON) when unbounded.
    pub high: f64,
    /// Two-sided confidence of the interval.
    pub confidence: f64,
}

/// The widths that were judged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Window {
    /// Smallest width.
    pub from: f64,
    /// Largest width.
    pub to: f64,
    /// Number of widths.
    pub widths: usize,
    /// Number of values in all.
    pub replicates: usize,
}

/// Something a reader of the verdict has to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// A stable name, snake_case.
    pub code: &'static str,
    /// One sentence that says what it is and what to do about it.
    pub text: String,
}

/// The judgement of one claim on one sample: the JSON of `fit` and of each claim.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// How tight the claim is.
    pub tightness: Tightness,
    /// The asymptotic exponent of M, the claim's own logs divided out.
    pub exponent: Estimate,
    /// The slope over the window, the claim's own logs divided out.
    pub range: Estimate,
    /// The power of M left in value / rate.
    pub normalised: Estimate,
    /// The widths judged.
    pub window: Window,
    /// What would settle or overturn it.
    pub warnings: Vec<Warning>,
}

/// Judges `bound` on `sample`.
pub fn judge(_bound: &Bound, _sample: &Sample) -> Judgement {
    unreachable!("the scaffold has no procedure yet")
}
