//! From two sides to a verdict.

use super::catalogue::{powers_of_logarithm, value};
use super::claim::Claim;
use super::levels::Levels;
use super::side::{LOWER, Side, UPPER, judge_side};
use super::{Margins, Over, Protocol, Verdict};
use crate::claim::Growth;
use crate::stats::reading::Reading;
use crate::stats::view::View;

/// A reading seen from one power of M, judged from both sides.
#[derive(Debug, Clone)]
pub(super) struct Sides<'a> {
    pub(super) view: View<'a>,
    pub(super) levels: Levels,
    pub(super) margins: Margins,
    pub(super) upper: Side,
    pub(super) lower: Side,
}

impl<'a> Sides<'a> {
    pub(super) fn new(reading: &'a Reading, a: f64, protocol: &Protocol) -> Self {
        let levels = Levels::new(protocol, reading.degrees);
        let margins = Margins::new(a, &reading.x, protocol);
        let side = |sign| judge_side(&View::new(reading, a, sign), &levels, &margins);
        Self { view: View::new(reading, a, UPPER), levels, margins, upper: side(UPPER), lower: side(LOWER) }
    }

    /// The verdict on one kind of claim.
    pub(super) fn verdict(&self, growth: Growth) -> Verdict {
        let (upper, lower) = (&self.upper, &self.lower);
        let (supported, refuted) = match growth {
            Growth::AtMost => (upper.supported, upper.refuted),
            Growth::AtLeast => (lower.supported, lower.refuted),
            Growth::Exactly => (upper.supported && lower.supported, upper.refuted || lower.refuted),
            Growth::Below => (self.decays(), upper.refuted || self.holds_still()),
        };
        Verdict::of(supported, refuted)
    }

    /// o: value / rate falls over the range, over its last half and in the limit.
    fn decays(&self) -> bool {
        let two = self.levels.two_sided;
        let below = |slope: crate::stats::slope::Slope| slope.estimate + two * slope.error < 0.0;
        below(self.view.range()) && below(self.view.half()) && self.view.hull(two).1 < 0.0 && !self.upper.away && !self.lower.supported
    }

    /// o: value / rate is shown not to fall: it follows the rate, and no fall shows over the range.
    fn holds_still(&self) -> bool {
        let range = self.view.range();
        self.upper.supported && self.lower.supported && range.estimate + self.levels.two_sided * range.error >= 0.0
    }

    /// The p-value of a refutation.
    pub(super) fn p_value(&self, growth: Growth) -> f64 {
        match growth {
            Growth::AtMost => self.upper.p_value,
            Growth::AtLeast => self.lower.p_value,
            Growth::Exactly => self.upper.p_value.min(self.lower.p_value),
            Growth::Below if self.holds_still() => {
                let range = (2.0 * self.view.range().p_beyond(-self.margins.range, UPPER)).min(1.0);
                range.min(self.upper.p_value)
            }
            Growth::Below => self.upper.p_value,
        }
    }

    /// What the slope over the widths alone says.
    pub(super) fn over(&self, growth: Growth) -> Over {
        let (upper, lower) = (self.upper.over, self.lower.over);
        match growth {
            Growth::AtMost | Growth::Below => upper,
            Growth::AtLeast => lower,
            Growth::Exactly if upper == lower => upper,
            Growth::Exactly if upper == Over::Violated || lower == Over::Violated => Over::Violated,
            Growth::Exactly => Over::Open,
        }
    }

    /// The sides that a claim has.
    pub(super) fn asked(&self, growth: Growth) -> Vec<&Side> {
        match growth {
            Growth::AtMost | Growth::Below => vec![&self.upper],
            Growth::AtLeast => vec![&self.lower],
            Growth::Exactly => vec![&self.upper, &self.lower],
        }
    }
}

/// How many widths a verdict needs: five, or four for a refutation.
pub(super) fn with_enough_widths(verdict: Verdict, widths: usize) -> Verdict {
    match (verdict, widths) {
        (Verdict::Refuted, 4..) | (_, 5..) => verdict,
        _ => Verdict::Inconclusive,
    }
}

/// The first simpler power of the logarithm that a law without corrections does not exclude at the same power of M: 0 first, then by
/// denominator and numerator. `None` if the claim's own is the simplest.
pub(super) fn simpler_logarithm(reading: &Reading, claim: &Claim, levels: &Levels) -> Option<(i64, i64)> {
    let level: Vec<f64> = reading.x.iter().zip(&reading.u).map(|(x, u)| u + claim.b * x.ln() - claim.a * x).collect();
    let logarithm: Vec<f64> = reading.x.iter().map(|x| x.ln()).collect();
    let line = crate::stats::line::Line::new(&logarithm, &reading.weight);
    let slope = line.project(&level).slope;
    let reach = levels.alone * (line.variance() * reading.scale).sqrt();
    std::iter::once((0, 1))
        .chain(powers_of_logarithm())
        .take_while(|power| (value(*power) - claim.b).abs() > 1e-9)
        .find(|power| (value(*power) - slope).abs() <= reach)
}
