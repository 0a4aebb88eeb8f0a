//! How many claims hold exactly, are supported, or are untestable here: three counts that are never added up.

use super::format::{HOLDS_EXACTLY, count, verdict};
use crate::study::TheoremResult;
use crate::verdict::{Checked, Judgement, Verdict};

/// Claims by the word that reports use for their verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counts {
    /// Claims in all.
    pub claims: usize,
    /// Identities and inequalities without a violation.
    pub exactly: usize,
    /// The cases in which these were checked.
    pub cases: usize,
    /// Rates that the run could have refuted, and did not.
    pub supported: usize,
    /// Rates that the run could hardly have refuted.
    pub untestable: usize,
    /// Refuted claims.
    pub refuted: usize,
    /// Claims that the data do not decide.
    pub inconclusive: usize,
    /// Claims whose assumptions do not hold.
    pub outside: usize,
}

impl Counts {
    /// The counts of these judgements.
    pub(super) fn of<'a>(judgements: impl Iterator<Item = &'a Judgement>) -> Self {
        let mut counts = Self::default();
        for judgement in judgements {
            counts.claims += 1;
            let place = match (judgement.verdict, judgement.kind) {
                (Verdict::Supported, Checked::Pointwise) => {
                    counts.cases += judgement.cases.map_or(0, |cases| cases.tried);
                    &mut counts.exactly
                }
                (Verdict::Supported, Checked::Rate) => &mut counts.supported,
                (Verdict::Untestable, _) => &mut counts.untestable,
                (Verdict::Refuted, _) => &mut counts.refuted,
                (Verdict::Inconclusive, _) => &mut counts.inconclusive,
                (Verdict::OutOfScope, _) => &mut counts.outside,
            };
            *place += 1;
        }
        counts
    }

    /// The counts of one theorem's claims.
    pub(super) fn of_result(result: &TheoremResult) -> Self {
        Self::of(result.claims.iter().map(|claim| &claim.judgement))
    }

    /// `7 hold exactly, 15 supported, 0 untestable here`, and the other verdicts that there are.
    pub(super) fn in_words(&self) -> String {
        let rest = self.others();
        format!("{}{}{rest}", self.three(), if rest.is_empty() { "" } else { ", " })
    }

    /// The three counts that are always given.
    fn three(&self) -> String {
        let hold = if self.exactly == 1 { HOLDS_EXACTLY } else { "hold exactly" };
        format!("{} {hold}, {} supported, {} {}", self.exactly, self.supported, self.untestable, verdict(Verdict::Untestable))
    }

    /// Verdicts other than these three, where there are any.
    pub(super) fn others(&self) -> String {
        let others = [(self.refuted, Verdict::Refuted), (self.inconclusive, Verdict::Inconclusive), (self.outside, Verdict::OutOfScope)];
        let words: Vec<String> =
            others.into_iter().filter(|(number, _)| *number > 0).map(|(number, word)| format!("{number} {}", verdict(word))).collect();
        words.join(", ")
    }

    /// A sentence that says what each of the three words means.
    pub(super) fn sentence(&self) -> String {
        let hold = if self.exactly == 1 { "holds" } else { "hold" };
        let rest = self.others();
        format!(
            "Of {}, {} {hold} exactly (an identity or inequality, checked in {}), {} supported (a rate that the run could have refuted), {} untestable here \
             (a run like this would refute the simplest rival in less than half of the cases){}{rest}.",
            count(self.claims, "claim"),
            self.exactly,
            count(self.cases, "case"),
            self.supported,
            self.untestable,
            if rest.is_empty() { "" } else { ", " },
        )
    }
}

/// A theorem's verdict in words: one whose claims are all pointwise *holds exactly*.
pub(super) fn theorem_verdict(result: &TheoremResult) -> &'static str {
    match (result.verdict(), Counts::of_result(result).supported) {
        (Verdict::Supported, 0) => HOLDS_EXACTLY,
        (found, _) => verdict(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Ceiling;
    use crate::stats::Sample;
    use crate::verdict::{Case, Protocol, judge, judge_pointwise};

    fn rate(claim: &str, power: f64) -> Judgement {
        let values = (7..=14).map(|k| f64::from(1 << k)).flat_map(|m: f64| [0.97, 1.0, 1.03].map(|noise| (m, noise * m.powf(power))));
        judge(&claim.parse().unwrap(), &Sample::from_pairs(values), &Protocol::default())
    }

    fn pointwise(values: &[f64]) -> Judgement {
        let cases: Vec<Case> = values.iter().map(|&value| Case { width: 8, replicate: 0, value }).collect();
        judge_pointwise(&Ceiling { largest: 1.0, rounding: 0.0 }, &cases)
    }

    #[test]
    fn each_verdict_has_its_own_count() {
        let judgements = [
            pointwise(&[0.5, 1.0]),
            pointwise(&[0.5, 1.5]),
            pointwise(&[]),
            rate("O(M^(-1/6))", -1.0),
            rate("O(M^(-1/6) log(M)^3)", -1.0),
            rate("O(M^(-1/6))", 0.0),
            Judgement { verdict: Verdict::OutOfScope, ..pointwise(&[0.5]) },
        ];
        let counts = Counts::of(judgements.iter());
        assert_eq!(
            counts,
            Counts { claims: 7, exactly: 1, cases: 2, supported: 1, untestable: 1, refuted: 2, inconclusive: 1, outside: 1 }
        );
        assert_eq!(counts.in_words(), "1 holds exactly, 1 supported, 1 untestable here, 2 refuted, 1 inconclusive, 1 out of scope");
        assert_eq!(Counts::of(judgements[3..4].iter()).in_words(), "0 hold exactly, 1 supported, 0 untestable here");
    }
}
