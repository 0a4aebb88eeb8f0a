//! How often a verdict came out which way, and how often the intervals held the truth.

use serde::Serialize;

use super::{Design, Noise, Truth};
use crate::claim::{Bound, Symbol};
use crate::random::Stream;
use crate::verdict::{Protocol, Verdict, judge_bare};

/// A truth, a claim about it, and whether the claim holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What kind of case it is, in words.
    pub kind: &'static str,
    /// How y depends on M.
    pub truth: Truth,
    /// The claim.
    pub bound: Bound,
    /// Whether the claim holds of the truth.
    pub holds: bool,
}

/// Counts of simulated judgements. Rates are shares of [`Rates::trials`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Rates {
    /// Simulated samples.
    pub trials: usize,
    /// Of them, those in which the claim held.
    pub holding: usize,
    /// Supported.
    pub supported: usize,
    /// Refuted.
    pub refuted: usize,
    /// Supported though the claim fails.
    pub false_supports: usize,
    /// Refuted though the claim holds.
    pub false_refutations: usize,
    /// Samples of pure laws, whose range slope has a true value.
    pub range_asked: usize,
    /// Of them, those whose interval of the range slope holds it.
    pub range_covered: usize,
    /// Samples whose truth has the claim's own logs, so that the asymptotic exponent has a true value.
    pub asymptote_asked: usize,
    /// Of them, those whose interval of the asymptotic exponent holds it.
    pub asymptote_covered: usize,
}

impl Rates {
    /// The sum of two counts.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            trials: self.trials + other.trials,
            holding: self.holding + other.holding,
            supported: self.supported + other.supported,
            refuted: self.refuted + other.refuted,
            false_supports: self.false_supports + other.false_supports,
            false_refutations: self.false_refutations + other.false_refutations,
            range_asked: self.range_asked + other.range_asked,
            range_covered: self.range_covered + other.range_covered,
            asymptote_asked: self.asymptote_asked + other.asymptote_asked,
            asymptote_covered: self.asymptote_covered + other.asymptote_covered,
        }
    }

    /// The share of right verdicts.
    pub fn accuracy(&self) -> f64 {
        share(self.supported + self.refuted - self.false_supports - self.false_refutations, self.trials)
    }

    /// The share of wrong verdicts.
    pub fn wrong(&self) -> f64 {
        share(self.false_supports + self.false_refutations, self.trials)
    }

    /// The share of supports where the claim fails.
    pub fn false_support(&self) -> f64 {
        share(self.false_supports, self.trials - self.holding)
    }

    /// The share of refutations where the claim holds.
    pub fn false_refutation(&self) -> f64 {
        share(self.false_refutations, self.holding)
    }

    /// The share of inconclusive verdicts.
    pub fn inconclusive(&self) -> f64 {
        share(self.trials - self.supported - self.refuted, self.trials)
    }

    /// Coverage of the interval of the range slope, on pure laws.
    pub fn range_coverage(&self) -> f64 {
        share(self.range_covered, self.range_asked)
    }

    /// Coverage of the interval of the asymptotic exponent.
    pub fn asymptote_coverage(&self) -> f64 {
        share(self.asymptote_covered, self.asymptote_asked)
    }
}

/// NaN of nothing.
fn share(count: usize, of: usize) -> f64 {
    count as f64 / of as f64
}

/// Simulates a case on a design: draws, judges, counts. The seed and the name fix the draws.
pub fn simulate(case: &Case, design: &Design, noise: &Noise, trials: usize, (seed, name): (u64, &str), protocol: &Protocol) -> Rates {
    let mut random = Stream::of_study(seed, "calibration", name);
    let (power, log) = case.truth.asymptote();
    let same_logs = case.bound.rate.exponent(Symbol::LogM).to_f64() == log;
    let mut rates = Rates::default();
    for _ in 0..trials {
        let sample = noise.sample(&case.truth, design, &mut random);
        let judgement = judge_bare(std::slice::from_ref(&case.bound), &sample, protocol).remove(0);
        let asks_range = same_logs && matches!(case.truth, Truth::Law { .. });
        let (supported, refuted) = (judgement.verdict == Verdict::Supported, judgement.verdict == Verdict::Refuted);
        rates = rates.plus(Rates {
            trials: 1,
            holding: usize::from(case.holds),
            supported: usize::from(supported),
            refuted: usize::from(refuted),
            false_supports: usize::from(supported && !case.holds),
            false_refutations: usize::from(refuted && case.holds),
            range_asked: usize::from(asks_range),
            range_covered: usize::from(asks_range && judgement.range.contains(power)),
            asymptote_asked: usize::from(same_logs),
            asymptote_covered: usize::from(same_logs && judgement.exponent.contains(power)),
        });
    }
    rates
}
