//! The comparison: entry by entry, claim by claim, number by number.
//!
//! Measurements may differ by rounding, up to a tolerance. If they do, only words that moved are told: numbers and figures follow from the rows. Everything
//! else is compared exactly, because the same evidence is judged the same.

use super::rows::{are_equal_within, rows_difference};
use super::{ClaimDifference, ClaimKind, Difference, Entry, FigureDifference, Folder, Move, Seen, Side, TheoremDifference};
use crate::report::format;
use crate::study::{ClaimResult, TheoremResult};
use crate::verdict::{Estimate, Judgement};

/// The changes from `a` to `b`; measurements that differ by no more than this share of their size are equal up to rounding.
pub fn diff(a: &Folder, b: &Folder, tolerance: f64) -> Difference {
    let of_a = a.entries.iter().map(|entry| match b.entries.iter().find(|other| other.is_of(entry)) {
        Some(other) => of_both(entry, other, tolerance),
        None => of_one(entry, Side::A),
    });
    let new = |entry: &&Entry| !a.entries.iter().any(|other| other.is_of(entry));
    let of_b = b.entries.iter().filter(new).map(|entry| of_one(entry, Side::B));
    let all: Vec<TheoremDifference> = of_a.chain(of_b).collect();
    let compared = all.len();
    let pairs = a.entries.iter().filter_map(|entry| Some((entry, b.entries.iter().find(|other| other.is_of(entry))?)));
    let equal_within_rounding = pairs.filter(|(a, b)| is_rounding(a, b, tolerance)).count();
    let theorems: Vec<TheoremDifference> = all.into_iter().filter(|theorem| !theorem.is_empty()).collect();
    let verdicts_changed = theorems.iter().flat_map(|theorem| &theorem.claims).filter(|claim| claim.changes_a_verdict()).count();
    let unknown = [a, b].iter().flat_map(|folder| folder.unknown.iter().map(|name| format!("{}/{name}", folder.name))).collect();
    Difference { a: a.name.clone(), b: b.name.clone(), compared, equal_within_rounding, tolerance, verdicts_changed, theorems, unknown }
}

/// Whether measurements differ, and by no more than rounding.
fn is_rounding(a: &Entry, b: &Entry, tolerance: f64) -> bool {
    rows_difference(&a.evidence, &b.evidence).is_some() && are_equal_within(&a.evidence, &b.evidence, tolerance)
}

fn of_both(a: &Entry, b: &Entry, tolerance: f64) -> TheoremDifference {
    let run = a.run().into_iter().filter_map(|(what, a)| {
        let (_, b) = b.run().into_iter().find(|(other, _)| *other == what)?;
        moved(what, a, b)
    });
    let run = run.collect();
    let whole = of_measured(a, b, run);
    if is_rounding(a, b, tolerance) { without_rounding(whole) } else { whole }
}

/// The words that moved, and what one folder alone has.
fn without_rounding(whole: TheoremDifference) -> TheoremDifference {
    let is_word =
        |moved: &Move| !matches!((&moved.a, &moved.b), (Seen::Number(_), Seen::Number(_)) | (Seen::Interval { .. }, Seen::Interval { .. }));
    let words = |claim: ClaimDifference| {
        let moved: Vec<Move> = claim.moved.into_iter().filter(is_word).collect();
        ClaimDifference { moved, ..claim }
    };
    let claims = whole.claims.into_iter().map(words).filter(|claim| claim.only_in.is_some() || !claim.moved.is_empty()).collect();
    let figures = whole.figures.into_iter().filter(|figure| figure.only_in.is_some()).collect();
    TheoremDifference { rows: None, claims, figures, ..whole }
}

fn of_measured(a: &Entry, b: &Entry, run: Vec<Move>) -> TheoremDifference {
    TheoremDifference {
        id: a.result.id,
        data: a.data.clone(),
        only_in: None,
        run,
        rows: rows_difference(&a.evidence, &b.evidence),
        claims: claims(&judged(&a.result), &judged(&b.result)),
        figures: figures(&a.figures, &b.figures),
    }
}

fn of_one(entry: &Entry, side: Side) -> TheoremDifference {
    let claims = judged(&entry.result).iter().map(|judged| alone(judged, side)).collect();
    let (run, rows, figures) = (Vec::new(), None, Vec::new());
    TheoremDifference { id: entry.result.id, data: entry.data.clone(), only_in: Some(side), run, rows, claims, figures }
}

/// A claim or control as judged.
type Judged<'a> = (ClaimKind, &'a ClaimResult);

/// Claims, then controls.
fn judged(result: &TheoremResult) -> Vec<Judged<'_>> {
    let claims = result.claims.iter().map(|claim| (ClaimKind::Claim, claim));
    claims.chain(result.controls.iter().map(|control| (ClaimKind::Control, &control.result))).collect()
}

fn claims(a: &[Judged<'_>], b: &[Judged<'_>]) -> Vec<ClaimDifference> {
    let same = |one: &Judged<'_>, other: &Judged<'_>| one.0 == other.0 && one.1.claim.id == other.1.claim.id;
    let of_a = a.iter().map(|one| match b.iter().find(|other| same(one, other)) {
        Some(other) => named(one, None, judgements(&one.1.judgement, &other.1.judgement)),
        None => alone(one, Side::A),
    });
    let of_b = b.iter().filter(|other| !a.iter().any(|one| same(one, other))).map(|other| alone(other, Side::B));
    of_a.chain(of_b).filter(|claim| claim.only_in.is_some() || !claim.moved.is_empty()).collect()
}

fn named((kind, result): &Judged<'_>, only_in: Option<Side>, moved: Vec<Move>) -> ClaimDifference {
    ClaimDifference { id: result.claim.id, kind: *kind, claim: result.bound(), only_in, moved }
}

/// A claim that one side alone has, with its verdict there.
fn alone(judged: &Judged<'_>, side: Side) -> ClaimDifference {
    let verdict = verdict(&judged.1.judgement);
    let (a, b) = if side == Side::A { (verdict, Seen::Nothing) } else { (Seen::Nothing, verdict) };
    named(judged, Some(side), vec![Move { what: "verdict", a, b, by: None }])
}

fn judgements(a: &Judgement, b: &Judgement) -> Vec<Move> {
    facts(a).into_iter().zip(facts(b)).filter_map(|((what, a), (_, b))| moved(what, a, b)).collect()
}

/// What a reader compares of a judgement.
fn facts(judgement: &Judgement) -> [(&'static str, Seen); 7] {
    let number = |number: Option<f64>| number.map_or(Seen::Nothing, Seen::Number);
    let cases = judgement.cases.as_ref();
    [
        ("verdict", verdict(judgement)),
        ("exponent", if cases.is_some() { Seen::Nothing } else { interval(&judgement.exponent) }),
        ("tightness", Seen::Words(format::tightness_word(judgement.tightness).into())),
        ("loose_by", judgement.loose_by.as_ref().map_or(Seen::Nothing, interval)),
        ("largest", number(cases.map(|cases| cases.largest))),
        ("violations", number(cases.map(|cases| cases.violations as f64))),
        ("power", number(judgement.power.as_ref().and_then(|power| power.rival_refuted))),
    ]
}

fn verdict(judgement: &Judgement) -> Seen {
    Seen::Words(format::judged(judgement).into())
}

fn interval(estimate: &Estimate) -> Seen {
    Seen::Interval { estimate: estimate.estimate, low: estimate.low, high: estimate.high }
}

fn moved(what: &'static str, a: Seen, b: Seen) -> Option<Move> {
    (!a.is(&b)).then(|| Move { what, by: a.size().zip(b.size()).map(|(a, b)| b - a).filter(|by| by.is_finite()), a, b })
}

impl Seen {
    /// Whether the two are the same, also where a number is not known in both.
    fn is(&self, other: &Self) -> bool {
        let same = |a: f64, b: f64| a == b || (a.is_nan() && b.is_nan());
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => same(*a, *b),
            (Self::Interval { estimate, low, high }, Self::Interval { estimate: other, low: other_low, high: other_high }) => {
                same(*estimate, *other) && same(*low, *other_low) && same(*high, *other_high)
            }
            _ => self == other,
        }
    }

    fn size(&self) -> Option<f64> {
        match self {
            Self::Number(number) | Self::Interval { estimate: number, .. } => Some(*number),
            Self::Nothing | Self::Words(_) => None,
        }
    }
}

fn figures(a: &[(String, Vec<u8>)], b: &[(String, Vec<u8>)]) -> Vec<FigureDifference> {
    let of_a = a.iter().filter_map(|(file, bytes)| match b.iter().find(|(other, _)| other == file) {
        Some((_, other)) if other == bytes => None,
        Some(_) => Some(FigureDifference { file: file.clone(), only_in: None }),
        None => Some(FigureDifference { file: file.clone(), only_in: Some(Side::A) }),
    });
    let new = b.iter().filter(|(file, _)| !a.iter().any(|(other, _)| other == file));
    of_a.chain(new.map(|(file, _)| FigureDifference { file: file.clone(), only_in: Some(Side::B) })).collect()
}
