//! The field: truths that the procedure was not built on. Real systems whose asymptotics are theorems ([`super::zoo`]) and shapes outside every family
//! ([`super::shapes`]) are judged like anyone's measurements, by claims that are true of them and by claims that are false.

use serde::Serialize;

use super::{shapes, zoo};
use crate::claim::{Bound, Exponent, Growth, Rate, Symbol};
use crate::random::Stream;
use crate::stats::Sample;
use crate::stats::line::Line;
use crate::verdict::{Judgement, Protocol, Verdict, judge_bare};

use Growth::{AtLeast, AtMost, Below, Exactly};

/// The kinds of subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// A real random system.
    Sampled,
    /// A table without noise.
    Table,
    /// A simulated shape outside the families.
    Shape,
    /// A shape whose truth no method can see over its range.
    Undecidable,
}

/// A subject with its data sets.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Its name, in words.
    pub name: &'static str,
    /// The source of its asymptotics; a shape's group.
    pub source: String,
    /// Its sort.
    pub sort: Sort,
    /// The exponents of M and log M, as numerator and denominator.
    pub rate: ((i64, i64), (i64, i64)),
    /// (log M, mean or true log y).
    pub curve: Vec<(f64, f64)>,
    /// Data sets.
    pub samples: Vec<Sample>,
}

/// Claims on a subject: growth, quarters of a power beside its own, and whether the claim is true.
const CLAIMS: [(Growth, i64, bool); 15] = [
    (Exactly, 0, true),
    (AtMost, 0, true),
    (AtLeast, 0, true),
    (AtMost, 1, true),
    (AtLeast, -1, true),
    (Below, 1, true),
    (AtMost, -1, false),
    (AtLeast, 1, false),
    (Exactly, 1, false),
    (Exactly, -1, false),
    (AtMost, -2, false),
    (AtLeast, 2, false),
    (Exactly, 2, false),
    (Exactly, -2, false),
    (Below, 0, false),
];
/// A false claim is visible if range and last half of the curve violate it by more than this power of M.
const VISIBLE: f64 = 0.1;

/// Counts over the data sets of subjects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct FieldRates {
    /// True claims that were judged.
    pub true_claims: usize,
    /// True claims that were supported.
    pub true_supported: usize,
    /// True claims that were refuted.
    pub true_refuted: usize,
    /// False claims that are visible in the range.
    pub false_claims: usize,
    /// Visible false claims that were supported.
    pub false_supported: usize,
    /// Visible false claims that were refuted.
    pub false_refuted: usize,
    /// Intervals of the limit that were given.
    pub intervals: usize,
    /// Intervals that hold the true exponent.
    pub covered: usize,
    /// Pairs of exclusive claims that were both supported.
    pub contradictions: usize,
}

impl FieldRates {
    /// The sum of two counts.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            true_claims: self.true_claims + other.true_claims,
            true_supported: self.true_supported + other.true_supported,
            true_refuted: self.true_refuted + other.true_refuted,
            false_claims: self.false_claims + other.false_claims,
            false_supported: self.false_supported + other.false_supported,
            false_refuted: self.false_refuted + other.false_refuted,
            intervals: self.intervals + other.intervals,
            covered: self.covered + other.covered,
            contradictions: self.contradictions + other.contradictions,
        }
    }
}

/// The real systems, with `draws` data sets each; a table has one.
pub fn systems(draws: usize, seed: u64) -> Vec<Subject> {
    zoo::systems().iter().map(|system| of_system(system, draws, seed)).collect()
}

/// The shapes, with `draws` data sets each.
pub fn shapes(draws: usize, seed: u64) -> Vec<Subject> {
    // A factor log log M is no part of a rate: of these shapes no claim of the catalogue is true.
    shapes::kinds().iter().filter(|kind| !kind.name.contains("log log M")).map(|kind| of_shape(kind, draws, seed)).collect()
}

fn of_system(system: &zoo::System, draws: usize, seed: u64) -> Subject {
    let sort = if system.digits.is_some() { Sort::Table } else { Sort::Sampled };
    let draws = if sort == Sort::Table { 1 } else { draws };
    let samples: Vec<Sample> = (0..draws)
        .map(|draw| {
            let mut random = Stream::of_study(seed, "zoo", &format!("{draw}|{}", system.name));
            let mut rows = Vec::new();
            for size in system.sizes {
                for replicate in 0..system.replicates.max(1) as u64 {
                    rows.push((*size as f64, replicate, printed((system.draw)(*size, &mut random), system.digits)));
                }
            }
            Sample { digits: system.digits, ..Sample::from_runs(rows) }
        })
        .collect();
    let curve = mean_curve(&samples);
    Subject { name: system.name, source: system.source.to_owned(), sort, rate: (system.power, system.log), curve, samples }
}

fn of_shape(kind: &shapes::Kind, draws: usize, seed: u64) -> Subject {
    let data = |draw| {
        let mut random = Stream::of_study(seed, "shapes", &format!("{draw}|{}", kind.name));
        let rows = (kind.draw)(kind, &mut random).rows;
        Sample::from_runs(rows.into_iter().map(|(size, replicate, value)| (size as f64, replicate, value)).collect::<Vec<_>>())
    };
    let curve = kind.sizes.iter().map(|size| (*size as f64).ln()).map(|x| (x, (kind.curve)(x))).collect();
    let sort = if kind.undecidable { Sort::Undecidable } else { Sort::Shape };
    let source = format!("{:?}", kind.group);
    Subject { name: kind.name, source, sort, rate: (kind.power, kind.log), curve, samples: (0..draws).map(data).collect() }
}

/// A value as a table prints it.
fn printed(value: f64, digits: Option<u32>) -> f64 {
    let rounded = digits.and_then(|digits| format!("{value:.*e}", digits.saturating_sub(1) as usize).parse().ok());
    rounded.unwrap_or(value)
}

fn mean_curve(samples: &[Sample]) -> Vec<(f64, f64)> {
    let Some(first) = samples.first() else { return Vec::new() };
    let mean = |index: usize| {
        let values: Vec<f64> =
            samples.iter().filter_map(|sample| sample.groups.get(index)).flat_map(|group| &group.values).copied().collect();
        values.iter().map(|value| value.ln()).sum::<f64>() / values.len() as f64
    };
    first.groups.iter().enumerate().map(|(index, group)| (group.width.ln(), mean(index))).collect()
}

impl Subject {
    /// The exponents of M and log M as numbers.
    fn exponents(&self) -> (f64, f64) {
        let value = |(n, d): (i64, i64)| n as f64 / d as f64;
        (value(self.rate.0), value(self.rate.1))
    }

    /// The claim with this many quarters of a power beside the true rate.
    pub fn bound(&self, growth: Growth, quarters: i64) -> Bound {
        let ((n, d), (log_n, log_d)) = self.rate;
        let power = Exponent::ratio(4 * n + quarters * d, 4 * d);
        Bound::new(growth, Rate::power(Symbol::M, power).times(Symbol::LogM, Exponent::ratio(log_n, log_d)))
    }

    /// Slopes of the curve less its own rate, over the range and over its last half.
    fn excess(&self) -> (f64, f64) {
        let (a, b) = self.exponents();
        let logarithm = |x: f64| if b == 0.0 { 0.0 } else { b * x.ln() };
        let (x, u): (Vec<f64>, Vec<f64>) = self.curve.iter().map(|(x, u)| (*x, u - a * x - logarithm(*x))).unzip();
        let half = x.len() / 2;
        let slope = |x: &[f64], u: &[f64]| Line::new(x, &vec![1.0; x.len()]).project(u).slope;
        (slope(&x, &u), slope(&x[half..], &u[half..]))
    }

    /// Whether a false claim shows in the range that was measured.
    fn shows(&self, growth: Growth, quarters: i64) -> bool {
        let (range, half) = self.excess();
        let off = 0.25 * quarters as f64;
        let (above, below) = (range.min(half) - off > VISIBLE, range.max(half) - off < -VISIBLE);
        match growth {
            AtMost => above,
            AtLeast => below,
            Exactly => above || below,
            Below => false,
        }
    }

    /// Judges every data set.
    pub fn judge(&self, protocol: &Protocol) -> FieldRates {
        let bounds: Vec<Bound> = CLAIMS.iter().map(|(growth, quarters, _)| self.bound(*growth, *quarters)).collect();
        let visible: Vec<bool> = CLAIMS.iter().map(|(growth, quarters, holds)| !holds && self.shows(*growth, *quarters)).collect();
        let of = |sample: &Sample| self.count(&judge_bare(&bounds, sample, protocol), &visible);
        self.samples.iter().map(of).fold(FieldRates::default(), FieldRates::plus)
    }

    fn count(&self, judgements: &[Judgement], visible: &[bool]) -> FieldRates {
        let truth = self.exponents().0;
        let limit = judgements[0].exponent;
        let given = limit.low.is_finite() && limit.high.is_finite();
        let holds_truth = given && limit.low <= truth + 1e-9 && truth - 1e-9 <= limit.high;
        let mut rates = FieldRates { intervals: usize::from(given), covered: usize::from(holds_truth), ..FieldRates::default() };
        for (((_, _, holds), judgement), visible) in CLAIMS.iter().zip(judgements).zip(visible) {
            let (supported, refuted) = (judgement.verdict == Verdict::Supported, judgement.verdict == Verdict::Refuted);
            if *holds {
                rates.true_claims += 1;
                rates.true_supported += usize::from(supported);
                rates.true_refuted += usize::from(refuted);
            } else if *visible {
                rates.false_claims += 1;
                rates.false_supported += usize::from(supported);
                rates.false_refuted += usize::from(refuted);
            }
        }
        rates.contradictions = contradictions(judgements);
        rates
    }
}

/// Pairs of claims that are both supported and cannot both be true.
fn contradictions(judgements: &[Judgement]) -> usize {
    let supported: Vec<(Growth, i64)> = (CLAIMS.iter().zip(judgements))
        .filter(|(_, judgement)| judgement.verdict == Verdict::Supported)
        .map(|((growth, quarters, _), _)| (*growth, *quarters))
        .collect();
    let exclude = |one: &(Growth, i64), other: &(Growth, i64)| match one.0 {
        AtMost | Exactly => matches!(other.0, AtLeast | Exactly) && other.1 > one.1,
        Below => matches!(other.0, AtLeast | Exactly) && other.1 >= one.1,
        AtLeast => false,
    };
    supported.iter().map(|one| supported.iter().filter(|other| exclude(one, other)).count()).sum()
}
