//! One claim asked of one sample: which procedure reads it.

use super::Judgement;
use super::claim::Claim;
use super::inquiry::Inquiry;
use super::judge::{local_slopes, locations, window};
use crate::stats::Sample;
use crate::stats::quality::{Flag, is_deterministic};
use crate::stats::rates::{self, Rates};
use crate::stats::summary::Summary;

/// A table has more widths than this.
const FEWEST_WIDTHS: usize = 3;

/// The rates of a table without noise, if that is what the sample is and they do not wander.
fn table_of(claim: &Claim, summary: &Summary, sample: &Sample) -> Option<Rates> {
    let x = summary.x();
    let usable = x.len() > FEWEST_WIDTHS && x.len() == summary.widths && is_deterministic(sample) && (claim.b == 0.0 || x[0] > 0.0);
    let rates = usable.then(|| rates::settle(&x, &claim.divide(&x, &locations(summary)), sample.significant_digits()));
    rates.filter(|rates| *rates != Rates::Rough)
}

/// What is asked of one claim.
#[derive(Clone)]
pub(super) struct Asked<'a> {
    pub(super) inquiry: &'a Inquiry<'a>,
    pub(super) table: Option<Rates>,
    pub(super) flags: &'a [Flag],
    /// Whether replicate counts that differ seem planned.
    pub(super) planned: bool,
}

impl Asked<'_> {
    /// The same of another claim on the sample that the inquiry is made of.
    pub(super) fn of(&self, claim: &Claim, sample: &Sample) -> Self {
        Self { table: table_of(claim, self.inquiry.summary, sample), ..self.clone() }
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
