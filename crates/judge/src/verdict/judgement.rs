//! Judgements as plain data: the JSON of `fit` and of each claim.

use serde::Serialize;

use super::{Cases, Estimate, Floor, LocalSlope, Margins, Power, Warning, Window};
use crate::stats::Functional;

/// What the data say about a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The data exclude a violation larger than the margin over the range, and the run could have refuted the claim.
    Supported,
    /// The data exclude the claim by more than the margin.
    Refuted,
    /// Neither; the judgement says what would settle it.
    Inconclusive,
    /// An assumption of the claim does not hold in this study.
    OutOfScope,
    /// The data agree with the claim, and would hardly have disagreed: the run had less than [`TESTED`] power against the simplest rival.
    Untestable,
}

impl Verdict {
    /// Whether the data agree with the claim: it is supported, or would be had the run been able to refute it.
    pub fn agrees(self) -> bool {
        matches!(self, Self::Supported | Self::Untestable)
    }

    /// A refutation goes before a support.
    pub(super) fn of(supported: bool, refuted: bool) -> Self {
        match (refuted, supported) {
            (true, _) => Self::Refuted,
            (_, true) => Self::Supported,
            _ => Self::Inconclusive,
        }
    }
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

/// What the slope over the widths alone says of a claim: a statement on the range, and not on the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Over {
    /// The slope excludes a violation larger than the margin.
    Holds,
    /// The slope excludes the claim.
    Violated,
    /// Neither.
    Open,
}

/// What one family of curves says of the limit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FamilyLimit {
    /// The family's name.
    pub family: &'static str,
    /// Whether it fits best.
    pub best: bool,
    /// Its interval of the exponent in the limit.
    pub exponent: Estimate,
}

/// Rates beside the claim's own that contradict it, and whether these data tell them apart.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct NearMisses {
    /// Rates that the same procedure refutes as the rate of y.
    pub told_apart: Vec<String>,
    /// Rates that it does not refute.
    pub not_told_apart: Vec<String>,
}

/// Which procedure read the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Path {
    /// Families of curves within noise.
    Noise,
    /// Rates of a table without noise.
    Table,
    /// Growth with a free offset.
    Growth,
    /// A decay toward a fitted floor.
    Floor,
    /// Nothing could be read.
    None,
}

/// A claim is untestable here if the simplest rival would have been refuted in a smaller share of runs.
pub const TESTED: f64 = 0.5;

/// How a claim is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Checked {
    /// A rate is fitted over the widths.
    Rate,
    /// Every case is compared with a ceiling: an identity or an inequality.
    Pointwise,
}

/// The judgement of one claim on one sample: the JSON of `fit` and of each claim. Infinities and unknown numbers are
/// null in JSON.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// How the claim was checked: a supported pointwise claim *holds exactly* in the words of reports.
    pub kind: Checked,
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
    /// `p_value` after Holm's correction over all claims of a run; set by [`super::adjust`].
    pub p_adjusted: Option<f64>,
    /// What was estimated at each width.
    pub functional: Functional,
    /// Scatter of the widths about the best smooth curve, in standard errors, at least 1; null where replicates do not
    /// tell the noise.
    pub scatter: f64,
    /// Slopes between neighbouring widths of the whole ladder.
    pub local_slopes: Vec<LocalSlope>,
    /// The curves that the interval of `exponent` allows for, in words.
    pub correction_class: &'static str,
    /// Which procedure read the data.
    pub path: Path,
    /// The verdict on the widths alone.
    pub over_the_range: Over,
    /// What each admitted family of curves says of the limit; `exponent` is their hull.
    pub families: Vec<FamilyLimit>,
    /// The width at which the slope would reach the claim at its present pace, if it moves toward it.
    pub reached_at: Option<f64>,
    /// Rates beside the claim's own, told apart or not.
    pub near_misses: NearMisses,
    /// A simpler rate that passes the same tests and excludes the claim.
    pub rival: Option<String>,
    /// The floor that was subtracted from every value.
    pub floor: Option<Floor>,
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
    /// Whether the run could hardly have refuted the claim: the simplest rival would have been refuted in less than half of the runs.
    pub(super) fn lacks_power(&self) -> bool {
        let share = self.power.as_ref().and_then(|power| power.rival_refuted);
        share.is_some_and(|share| share < TESTED)
    }
}
