//! One claim asked of one sample: which procedure reads it.

use super::claim::Claim;
use super::decide::Sides;
use super::inquiry::Inquiry;
use super::judge::{local_slopes, locations, window};
use super::logarithm::judge_growth;
use super::table::judge_rates;
use super::{Judgement, Margins, Verdict};
use crate::claim::Growth;
use crate::stats::Sample;
use crate::stats::flag::Flag;
use crate::stats::rates::{self, Rates};

/// A table has more widths than this.
const FEWEST_WIDTHS: usize = 3;

/// What is asked of one claim.
#[derive(Clone)]
pub(super) struct Asked<'a> {
    pub(super) inquiry: &'a Inquiry<'a>,
    pub(super) sample: &'a Sample,
    pub(super) table: Option<Rates>,
    pub(super) flags: &'a [Flag],
    /// Whether every width has one value alone, or copies of one.
    pub(super) deterministic: bool,
    /// Whether replicate counts that differ seem planned.
    pub(super) planned: bool,
}

impl Asked<'_> {
    /// The same of another claim.
    pub(super) fn of(&self, claim: &Claim) -> Self {
        Self { table: self.table_of(claim.a, claim.b), ..self.clone() }
    }

    /// The rates of log(value / rate), if the sample is a table without noise whose rates do not wander.
    pub(super) fn table_of(&self, a: f64, b: f64) -> Option<Rates> {
        let (summary, claim) = (self.inquiry.summary, Claim { growth: Growth::AtMost, a, b });
        let x = summary.x();
        let usable = self.deterministic && x.len() > FEWEST_WIDTHS && x.len() == summary.widths && (b == 0.0 || x[0] > 0.0);
        let rates = usable.then(|| rates::settle(&x, &claim.divide(&x, &locations(summary)), self.sample.significant_digits()));
        rates.filter(|rates| *rates != Rates::Rough)
    }

    /// Whether a claim passes the tests of the procedure that reads it, before flags and exclusive rivals are asked.
    pub(super) fn passes(&self, growth: Growth, (a, b): (f64, f64)) -> bool {
        let claim = Claim { growth, a, b };
        let verdict = match self.table_of(a, b) {
            Some(Rates::Floor) => Verdict::Inconclusive,
            Some(Rates::Settled(settled)) => {
                judge_rates(&claim, &settled, &Margins::new(a, &self.inquiry.summary.x(), self.inquiry.protocol))
            }
            _ if claim.is_pure_log() => judge_growth(self.inquiry, growth, b).verdict,
            _ => match self.inquiry.reading(b) {
                Some(reading) => Sides::new(&reading, a, self.inquiry.protocol).verdict(growth),
                None => Verdict::Inconclusive,
            },
        };
        verdict == Verdict::Supported
    }

    pub(super) fn judge(&self, claim: &Claim) -> Judgement {
        match &self.table {
            Some(Rates::Floor) => self.at_floor(claim),
            Some(Rates::Settled(settled)) => self.by_rates(claim, settled),
            _ => self.by_families(claim),
        }
    }

    pub(super) fn start(&self, claim: &Claim) -> Judgement {
        let summary = self.inquiry.summary;
        Judgement { local_slopes: local_slopes(summary, claim), ..Judgement::blank(window(&summary.points), self.inquiry.protocol) }
    }
}
