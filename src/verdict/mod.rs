//! Pure: a bound and a sample in, a verdict out.
//!
//! How a verdict is reached, for y against M^a log(M)^b at widths M_1 < ... < M_k, L = log(M_k / M_1):
//!
//! 1. One robust location of log y a width, with a variance that is pooled and drawn to a log-linear model ([`crate::stats::summary`]).
//! 2. The claim's own logs are divided out, never fitted: z = log y - a log M - b log log M. Every claim is now about the slope of z.
//! 3. The *range slope* of z: weighted least squares with sandwich errors, widened by the scatter about a smooth curve
//!    ([`crate::stats::trend`]). Where widths scatter by more than replicates explain, ordinary least squares has to agree.
//! 4. The *asymptotic exponent* of z: a profile-likelihood interval under one correction to scaling ([`crate::stats::correction`]), always,
//!    not only where curvature shows.
//! 5. The window is the full range; the smallest width is dropped only while no smooth fit is accepted at 1 %, and six are kept.
//! 6. An upper bound is *supported* if one-sided 95 % bounds of range slope and asymptote lie below the margins of the [`Protocol`], or that of the
//!    asymptote below the smaller one alone. It is *refuted* if the two-sided 95 % intervals of both exclude it, or if the slope at M_k of a
//!    quadratic fit and the asymptote do so at 99 % (a violation that a transient masks). Both at once, a violation that shows but is smaller
//!    than the margins, is inconclusive. A lower bound is the mirror image, Theta both. o(rate) is supported if range slope and asymptote
//!    both lie below minus the margin at one-sided 95 %; it is refuted if O(rate) is, or if value/rate is shown not to fall: the range
//!    excludes a decay of M^-0.01, the asymptote one as large as the margin, and no decay shows, over the range or at its end.
//!    Fewer than five widths are inconclusive at best.
//! 7. log(M)^b with b > 0 and a = 0 is judged by lambda in y^(1/b) = A + B (M^lambda - 1)/lambda with free A ([`crate::stats::growth`]): supported if
//!    y grows, the one-sided 95 % bound of lambda lies within 0.10/max(b, 1) (y goes like M^(b lambda)), 0 is not excluded at 99 %, and the next power
//!    of the logarithm beyond the claim, b + min(b, 1) or b - min(b/2, 1), is excluded at 97.5 % with the same free offset on the same data; refuted if 0
//!    is excluded at 98 % and the 95 % interval reaches beyond the margin, or, for lower bounds, if y does not grow. Claims M^a with 0 < a < 1/L
//!    are refuted only if lambda excludes a too: over the window a logarithm outgrows them, and an offset dies out slower than the correction class
//!    reaches.
//! 8. Where several claims are judged on one run, or one claim at several times and widths, p-values are adjusted by Holm's step-down
//!    procedure, and a refutation has to outlive it ([`adjust`]).
//! 9. What the run could have seen ([`Power`]): simulated runs of the weakest rival on its own design and noise.
//!
//! A pointwise claim has no exponent: every case is held to its ceiling, and one above it by more than rounding refutes it ([`judge_pointwise`]).
//!
//! No method on a finite range sees everything: two opposing corrections, corrections slower than M^(-1/L) and a crossover beyond the range lie
//! outside the class of step 4. `asymptest calibrate` measures the error rates for any design and noise.

mod judge;
mod limits;
mod pointwise;
mod power;
mod protocol;
mod several;
mod side;
mod tally;
mod two_way;
mod wording;

use serde::Serialize;

use crate::stats::Functional;

pub use judge::{expected_verdict, judge};
pub(crate) use pointwise::short;
pub use pointwise::{Case, Cases, judge_pointwise};
pub use power::{Power, expected_power};
pub use protocol::Protocol;
pub use several::{adjust, holm};
pub use tally::Tally;
pub use two_way::{AtTime, AtWidth, MOST_TIMES, TimedRow, TwoWay, judge_two_way};

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

impl Estimate {
    /// Nothing is known: an unbounded interval.
    pub fn unknown(confidence: f64) -> Self {
        Self { estimate: f64::NAN, low: f64::NEG_INFINITY, high: f64::INFINITY, confidence }
    }

    /// This estimate moved by a known amount.
    #[must_use]
    pub fn plus(self, by: f64) -> Self {
        Self { estimate: self.estimate + by, low: self.low + by, high: self.high + by, ..self }
    }

    /// This estimate with the opposite sign.
    #[must_use]
    pub fn negated(self) -> Self {
        Self { estimate: -self.estimate, low: -self.high, high: -self.low, ..self }
    }

    /// Whether the interval holds the value.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
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

/// The slope of log y in log M between neighbouring widths, the claim's logs divided out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LocalSlope {
    /// The narrower width.
    pub from: f64,
    /// The wider width.
    pub to: f64,
    /// The slope.
    pub slope: f64,
    /// Its standard error; null where the replicates do not tell the noise.
    pub error: f64,
}

/// Logarithm or power: the route for M^0 log(M)^b with b > 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct GrowthLaw {
    /// y^(1/b) = A + B (M^lambda - 1)/lambda with free A and B: 0 is a logarithm.
    pub lambda: Estimate,
    /// Whether y grows over the window, at the confidence of the protocol.
    pub significant: bool,
}

/// The verdict on the same claim with its logs left out, judged beside a claim that has some.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WithoutLogs {
    /// The verdict.
    pub verdict: Verdict,
    /// The tightness.
    pub tightness: Tightness,
    /// The asymptotic exponent of M, no log divided out.
    pub exponent: Estimate,
    /// What this claim could have missed.
    pub power: Option<Power>,
}

/// Something a reader of the verdict has to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// A stable name, snake_case.
    pub code: &'static str,
    /// One sentence that says what it is and what to do about it.
    pub text: String,
}

/// The margins of a judgement, as powers of M: fixed by the claim and the protocol before any data exist.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Margins {
    /// The largest violation of the slope over the window that support leaves open.
    pub range: f64,
    /// The same for the asymptotic exponent.
    pub asymptotic: f64,
    /// The violation of the asymptotic exponent that a refutation exceeds.
    pub least_violation: f64,
    /// The largest power of M in y that passes for the logarithm, for claims log(M)^b with b > 0.
    pub logarithm: Option<f64>,
}

/// A supported claim is called untested where the weakest rival would have been refuted in a smaller share of runs.
pub(crate) const TESTED: f64 = 0.5;

/// The judgement of one claim on one sample: the JSON of `fit` and of each claim. Infinities and unknown numbers are
/// null in JSON.
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
    /// The power of M left in value / rate, asymptotically.
    pub normalised: Estimate,
    /// The widths judged.
    pub window: Window,
    /// What this design could have seen; absent where nothing can be judged.
    pub power: Option<Power>,
    /// Why this verdict, in one sentence.
    pub reason: String,
    /// What would settle or overturn it, in one sentence.
    pub settle: String,
    /// By how much the claim is loose, as a power of M; absent where it is not.
    pub loose_by: Option<Estimate>,
    /// p-value of the refutation: of the claim's being true, 1 where nothing speaks against it.
    pub p_value: f64,
    /// The same after Holm's correction over all claims of a run; set by [`adjust`].
    pub p_adjusted: Option<f64>,
    /// What was estimated at each width.
    pub functional: Functional,
    /// Scatter of the widths about the best smooth curve, in standard errors, at least 1; null where replicates do not
    /// tell the noise.
    pub scatter: f64,
    /// Slopes between neighbouring widths of the whole ladder.
    pub local_slopes: Vec<LocalSlope>,
    /// The class of corrections that the interval of `exponent` allows for.
    pub correction_class: &'static str,
    /// Logarithm or power, for claims M^0 log(M)^b with b > 0.
    pub growth: Option<GrowthLaw>,
    /// The same claim without its logs, where it has some.
    pub without_logs: Option<WithoutLogs>,
    /// The margins that the verdict answers to.
    pub margins: Margins,
    /// What the cases came to, for pointwise claims, which have no exponent.
    pub cases: Option<Cases>,
    /// What no method could have seen on these data: the known limits that apply, one sentence each.
    pub limits: Vec<String>,
    /// What a reader has to know besides.
    pub warnings: Vec<Warning>,
}

impl Judgement {
    /// Whether support means little, because the weakest rival would have been refuted in less than half of the runs.
    pub fn is_untested(&self) -> bool {
        let share = self.power.as_ref().and_then(|power| power.rival_refuted);
        self.verdict == Verdict::Supported && share.is_some_and(|share| share < TESTED)
    }
}
