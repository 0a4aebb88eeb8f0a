//! Exact and pointwise claims: cases tried, violations, and the closest call.

use serde::Serialize;

use super::Verdict;

/// The count of an exact or pointwise claim, such as observed <= bound.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Tally {
    /// Cases tried.
    pub cases: u64,
    /// Cases in which the claim failed; a ratio that is not a number is one.
    pub violations: u64,
    /// Largest ratio observed / bound; null before the first case.
    pub largest_ratio: Option<f64>,
    /// Where it was observed.
    pub at: String,
}

impl Tally {
    /// Counts one case: the ratio observed / bound (a violation above 1 + `tolerance`, the rounding that the case may
    /// have), and where.
    pub fn record(&mut self, ratio: f64, tolerance: f64, at: impl FnOnce() -> String) {
        self.cases += 1;
        let fails = ratio.is_nan() || ratio > 1.0 + tolerance;
        self.violations += u64::from(fails);
        let leads = self.largest_ratio.is_none_or(|largest| ratio.is_nan() && !largest.is_nan() || ratio > largest);
        if leads {
            self.largest_ratio = Some(ratio);
            self.at = at();
        }
    }

    /// The two counts as one. On a tie in the largest ratio the first one's place stays.
    #[must_use]
    pub fn merged(mut self, other: Self) -> Self {
        self.cases += other.cases;
        self.violations += other.violations;
        if let Some(ratio) = other.largest_ratio
            && self.largest_ratio.is_none_or(|largest| ratio.is_nan() && !largest.is_nan() || ratio > largest)
        {
            self.largest_ratio = Some(ratio);
            self.at = other.at;
        }
        self
    }

    /// Refuted by one violation, supported by cases without one, inconclusive without cases.
    pub fn verdict(&self) -> Verdict {
        match (self.cases, self.violations) {
            (0, _) => Verdict::Inconclusive,
            (_, 0) => Verdict::Supported,
            _ => Verdict::Refuted,
        }
    }
}
