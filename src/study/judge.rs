//! Judging a theorem: its claims and controls on the evidence alone.

use std::collections::BTreeSet;

use super::complete::rows_of;
use super::{Evidence, Row, Status, TableFacts};
use crate::claim::{Bound, Ceiling, Claim, Control, Form, Growth, Quantity, Symbol, Unit};
use crate::error::{Error, Result};
use crate::experiment::{Design, Replicates, Scale};
use crate::stats::{Missing, Sample};
use crate::theorem::Theorem;
use crate::verdict::{Case, Judgement, Protocol, Tightness, Verdict, Warning, adjust, judge, judge_above_floor, judge_pointwise};

/// A claim with its judgement.
#[derive(Debug, Clone)]
pub struct ClaimResult {
    /// The claim.
    pub claim: Claim,
    /// What the evidence says of it.
    pub judgement: Judgement,
    /// The measurements that were judged.
    pub sample: Sample,
}

/// A control with its judgement.
#[derive(Debug, Clone)]
pub struct ControlResult {
    /// The control.
    pub control: Control,
    /// What the evidence says of the false claim.
    pub result: ClaimResult,
}

/// A theorem with its judgement.
#[derive(Debug, Clone)]
pub struct TheoremResult {
    /// The theorem's id.
    pub id: &'static str,
    /// The name of the scale at which it was measured.
    pub scale: String,
    /// The name of the data that it was measured on.
    pub data: String,
    /// Its claims.
    pub claims: Vec<ClaimResult>,
    /// Its controls.
    pub controls: Vec<ControlResult>,
    /// What its experiments measure.
    pub quantities: Vec<Quantity>,
    /// The table that it was judged on, where that was measured elsewhere.
    pub table: Option<TableFacts>,
}

impl ClaimResult {
    /// The bound as it was judged: what is counted in units of rounding in the rows is a relative error here.
    pub fn bound(&self) -> String {
        match self.judgement.cases {
            Some(cases) if cases.tried > 0 => Ceiling { largest: cases.ceiling, rounding: cases.rounding }.to_string(),
            _ => self.claim.bound.to_string(),
        }
    }
}

impl ControlResult {
    /// Whether the control was refuted, as it must be at every scale.
    pub fn as_expected(&self) -> bool {
        self.result.judgement.verdict == Verdict::Refuted
    }
}

impl TheoremResult {
    /// The theorem's verdict: that of its claims taken together. One refuted claim refutes it. Claims that are untestable here or out of scope do not
    /// count unless no other is left: neither is support.
    pub fn verdict(&self) -> Verdict {
        let verdicts: Vec<Verdict> = self.claims.iter().map(|claim| claim.judgement.verdict).collect();
        let some = |verdict| verdicts.contains(&verdict);
        match () {
            () if some(Verdict::Refuted) => Verdict::Refuted,
            () if some(Verdict::Inconclusive) => Verdict::Inconclusive,
            () if some(Verdict::Supported) => Verdict::Supported,
            () if some(Verdict::Untestable) => Verdict::Untestable,
            () => Verdict::OutOfScope,
        }
    }

    /// The claim that a reader meets first: the first that was tested. One that is untestable here or out of scope is first only if all are.
    pub fn headline(&self) -> Option<&ClaimResult> {
        let tested = |claim: &&ClaimResult| !matches!(claim.judgement.verdict, Verdict::Untestable | Verdict::OutOfScope);
        self.claims.iter().find(tested).or_else(|| self.claims.first())
    }

    /// Controls that were refuted.
    pub fn controls_refuted(&self) -> usize {
        self.controls.iter().filter(|control| control.as_expected()).count()
    }

    /// Whether every verdict is as expected and every control is refuted. At smoke scale the runs are too few to settle much, so there it is
    /// enough that a claim's expected verdict is not contradicted: it may be inconclusive, or untestable here. Controls must be refuted at every scale.
    pub fn as_expected(&self) -> bool {
        self.claims.iter().all(|claim| self.is_expected(claim)) && self.controls.iter().all(ControlResult::as_expected)
    }

    /// Whether the verdict on one of its claims is as expected.
    pub fn is_expected(&self, claim: &ClaimResult) -> bool {
        let verdict = claim.judgement.verdict;
        let is_open = matches!(verdict, Verdict::Inconclusive | Verdict::Untestable);
        verdict == claim.claim.expected || (self.scale == Scale::Smoke.name() && is_open)
    }
}

/// Judges all claims and controls of `theorem` on `evidence`; p-values are adjusted over the theorem's claims. `file` is the evidence's name
/// in an error.
///
/// # Errors
/// Evidence with a hole, or measured with another design than the theorem has now.
pub fn judge_theorem(theorem: &dyn Theorem, evidence: &Evidence, file: &str) -> Result<TheoremResult> {
    let design = theorem.design(Scale::Quick);
    let scope =
        |claim: &Claim| design.setting(claim.setting).and_then(|setting| claim.out_of_scope(|assumption| setting.broken(assumption)));
    let of_claim = |claim: Claim| judge_claim(scope(&claim).as_deref(), claim, &design, evidence, file);
    // A control is a claim made where an assumption fails: its scope is not asked.
    let of_control =
        |control: Control| Ok(ControlResult { result: judge_claim(None, control.claim.clone(), &design, evidence, file)?, control });
    let mut claims: Vec<ClaimResult> = theorem.claims().into_iter().map(of_claim).collect::<Result<_>>()?;
    // A pointwise claim has no p-value, and is none of the questions that share the level.
    let rates = claims.iter_mut().filter(|claim| claim.claim.bound.rate().is_some());
    adjust(&mut rates.map(|claim| &mut claim.judgement).collect::<Vec<_>>());
    let controls = theorem.controls().into_iter().map(of_control).collect::<Result<_>>()?;
    let untried = theorem.without_control();
    for claim in claims.iter_mut().filter(|claim| untried.contains(&claim.claim.id)) {
        claim.judgement.warnings.push(Warning { code: "no_control", text: NO_CONTROL.into() });
    }
    let mut quantities: Vec<Quantity> = design.settings.iter().flat_map(|setting| setting.quantities()).collect();
    quantities.sort();
    quantities.dedup();
    let (scale, data, table) = (evidence.scale().into(), evidence.data().into(), evidence.run.table.clone());
    Ok(TheoremResult { id: theorem.id(), scale, data, claims, controls, quantities, table })
}

/// The warning about a claim that no control tries.
pub const NO_CONTROL: &str =
    "the claim has no control: without a claim that must fail, and does, a verdict of support is no evidence that the test can fail";

fn judge_claim(out_of_scope: Option<&str>, claim: Claim, design: &Design, evidence: &Evidence, file: &str) -> Result<ClaimResult> {
    let rows = rows_of(&claim, design, evidence).map_err(|problem| Error::Data { file: file.into(), problem })?;
    let (mut judgement, sample) = match &claim.bound {
        Form::Rate(bound) if matches!(design.replicates, Replicates::AsFound) => judge_table(&claim, bound, &rows),
        Form::Rate(bound) => judge_rate(&claim, bound, &rows),
        Form::Pointwise(ceiling) => judge_cases(ceiling, unit(&claim.quantity, evidence), &rows),
        unread => {
            let problem = format!("is asked for claim {}, whose bound `{unread}` cannot be read; mend it in the theorem's file", claim.id);
            return Err(Error::Data { file: file.into(), problem });
        }
    };
    if !matches!(design.replicates, Replicates::AsFound) {
        report_diverged(&mut judgement, count(&rows, |row| row.status == Status::Diverged), rows.len());
        report_failed(&mut judgement, count(&rows, |row| row.status == Status::Failed), rows.len());
    }
    if let Some(why) = out_of_scope {
        judgement.verdict = Verdict::OutOfScope;
        judgement.reason = format!("the assumptions of the claim do not hold here: {why}");
    }
    Ok(ClaimResult { claim, judgement, sample })
}

/// A claim in t is judged in t: every value is divided by its power of the steps as they were taken, whole numbers that a horizon is rounded up to, and what is
/// left of the claim is one in M.
fn without_steps(claimed: &Bound, rows: &[&Row]) -> (Bound, Vec<Row>) {
    let power = claimed.rate.exponent(Symbol::T).to_f64();
    (claimed.with_rate(claimed.rate.clone().without(Symbol::T)), rows.iter().map(|row| in_steps(row, power)).collect())
}

/// Rows that were measured elsewhere are judged as `fit` judges them: runs that failed and values of 0 are in the sample, and runs that are missing may be
/// missing by their value.
fn judge_table(claim: &Claim, claimed: &Bound, rows: &[&Row]) -> (Judgement, Sample) {
    let (bound, rows) = without_steps(claimed, rows);
    let run = |row: &Row| (row.width as f64, row.replicate as u64, row.value.unwrap_or(f64::NAN));
    let sample = Sample::from_runs(rows.iter().map(run));
    (judge_sample(claim, &bound, &sample), sample)
}

/// The judgement of a sample, of what the claim speaks of and within its margin.
fn judge_sample(claim: &Claim, bound: &Bound, sample: &Sample) -> Judgement {
    let protocol = Protocol::default();
    let protocol = Protocol { margin: claim.margin.unwrap_or(protocol.margin), ..protocol };
    match claim.floor {
        Some(floor) => judge_above_floor(bound, sample, floor, &protocol),
        None => judge(bound, sample, &protocol),
    }
}

/// Rows of training runs: what has no logarithm or lies below its numerical floor is left out, and said.
fn judge_rate(claim: &Claim, claimed: &Bound, rows: &[&Row]) -> (Judgement, Sample) {
    let (bound, divided) = without_steps(claimed, rows);
    let rows: &[&Row] = &divided.iter().collect::<Vec<_>>();
    // To leave out the small values of a width alone would make the rest look larger.
    let unresolved: BTreeSet<usize> = rows.iter().filter(|row| row.status == Status::Unresolved).map(|row| row.width).collect();
    let sample = sample_of(rows.iter().filter(|row| !unresolved.contains(&row.width)));
    let mut judgement = judge_sample(claim, &bound, &sample);
    if !unresolved.is_empty() {
        let list: Vec<String> = unresolved.iter().map(usize::to_string).collect();
        let text = format!(
            "at M = {} a measurement lies below 10 times its numerical floor, so these widths were left out, whole",
            list.join(", ")
        );
        judgement.warnings.push(Warning { code: "unresolved_left_out", text: text.clone() });
        // What is left out was chosen by its size: what is left neither supports nor refutes.
        if judgement.verdict.agrees() || judgement.verdict == Verdict::Refuted {
            leave_open(&mut judgement, text, "resolve them: --precision f64");
        }
    }
    let zeros = count(rows, |row| row.status == Status::Ok && row.value.is_some_and(|value| value <= 0.0));
    if zeros > 0 {
        let text = format!(
            "{zeros} of {} measurements are 0 or below and have no logarithm: they were left out, which makes the quantity look larger",
            rows.len()
        );
        judgement.warnings.push(Warning { code: "zeros_left_out", text: text.clone() });
        // A quantity that looks larger may not be said to be large, nor too large.
        let leaned_on = match claimed.growth {
            Growth::AtLeast => judgement.verdict.agrees(),
            Growth::Exactly => judgement.verdict.agrees() || judgement.verdict == Verdict::Refuted,
            _ => judgement.verdict == Verdict::Refuted,
        };
        if leaned_on {
            leave_open(&mut judgement, text, "claim a quantity that is above 0");
        }
    }
    (judgement, sample)
}

/// A row with its value and floor over a power of its step.
fn in_steps(row: &Row, power: f64) -> Row {
    let factor = if power == 0.0 { 1.0 } else { (row.step as f64).powf(-power) };
    Row { value: row.value.map(|value| value * factor), floor: row.floor.map(|floor| floor * factor), ..row.clone() }
}

/// The relative error that a quantity's 1 is: the spacing of the state's precision for one that is counted in such units, and 1 for any other.
fn unit(quantity: &Quantity, evidence: &Evidence) -> f64 {
    if quantity.unit == Unit::Rounding { evidence.run.precision.epsilon() } else { 1.0 }
}

/// Every measurement is a case, also one of 0 or below its floor. Units are powers of two, so that no verdict depends on them.
fn judge_cases(ceiling: &Ceiling, unit: f64, rows: &[&Row]) -> (Judgement, Sample) {
    let case = |row: &&Row| row.value.map(|value| Case { width: row.width, replicate: row.replicate, value: unit * value });
    let cases: Vec<Case> = rows.iter().filter_map(case).collect();
    let ceiling = Ceiling { largest: unit * ceiling.largest, rounding: unit * ceiling.rounding };
    (judge_pointwise(&ceiling, &cases), sample_of(rows.iter()))
}

/// The positive values: those that have a logarithm.
fn sample_of<'a>(rows: impl Iterator<Item = &'a &'a Row>) -> Sample {
    let run = |row: &&&Row| row.value.filter(|&value| value > 0.0).map(|value| (row.width as f64, row.replicate as u64, value));
    // Runs without a value are rows with a reason, and are reported below.
    Sample { missing: Missing::Accounted, ..Sample::from_runs(rows.filter_map(|row| run(&row))) }
}

fn count(rows: &[&Row], wanted: fn(&Row) -> bool) -> usize {
    rows.iter().filter(|row| wanted(row)).count()
}

/// A run that diverged says something about the claim that a fit of the others cannot: it does not go with support.
fn report_diverged(judgement: &mut Judgement, diverged: usize, all: usize) {
    if diverged == 0 {
        return;
    }
    let text = format!("{diverged} of {all} training runs gave no number and were not fitted: see the reasons in cells.csv");
    judgement.warnings.push(Warning { code: "runs_diverged", text: text.clone() });
    if judgement.verdict.agrees() {
        leave_open(judgement, text, "find out why they give none: a smaller step size, a longer horizon, or a refutation of the statement");
    }
}

/// What a run that failed would have said is unknown: it goes with no support either.
fn report_failed(judgement: &mut Judgement, failed: usize, all: usize) {
    if failed == 0 {
        return;
    }
    let text = format!("{failed} of {all} training runs came to no end and were not fitted: see the reasons in cells.csv");
    judgement.warnings.push(Warning { code: "runs_failed", text: text.clone() });
    if judgement.verdict.agrees() {
        leave_open(judgement, text, "run `verify` again: it goes on from what is done; give it more time (--limit)");
    }
}

fn leave_open(judgement: &mut Judgement, reason: String, settle: &str) {
    judgement.verdict = Verdict::Inconclusive;
    judgement.tightness = Tightness::Unknown;
    judgement.loose_by = None;
    judgement.without_logs = None;
    judgement.reason = reason;
    judgement.settle = settle.into();
}
