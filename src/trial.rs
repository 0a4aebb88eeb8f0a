//! Trying experiments before they are trusted: code that others bring is held to what it says of itself.
//!
//! [`experiments`] tries every experiment of a theorem's design at its smallest value: gradients against finite differences, a cell run twice, keys, what is
//! recorded, memory and time. `asymptest check` prints it, and [`crate::check::theorems`] has it as a check of a test suite.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::claim::{Over, Quantity};
use crate::data::Source;
use crate::experiment::{Experiment, Scale};
use crate::model::{Alone, Workers};
use crate::study::{Cell, Loading, Row, Status, Study};
use crate::theorem::Theorem;

/// What was tried of one experiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// The experiment's id, or the theorem's for what is of all of them.
    pub of: String,
    /// What was tried, and what was found.
    pub says: String,
    /// Whether it is as it has to be.
    pub passed: Result<(), String>,
}

/// A clock in seconds and the most memory that the process has held, in bytes, where the system tells.
pub struct Meter<'a> {
    /// Seconds since some moment.
    pub seconds: &'a dyn Fn() -> f64,
    /// Bytes that the process holds at most since it began.
    pub peak: &'a dyn Fn() -> Option<usize>,
}

/// Announced memory may be exceeded by this factor and this many bytes: data, code, what an allocator keeps.
const SLACK: (f64, f64) = (2.0, 200e6);

/// Tries all experiments of a theorem on these data.
pub fn experiments(theorem: &dyn Theorem, source: &Source, meter: &Meter<'_>) -> Vec<Tried> {
    let study = Study::designed(theorem, Scale::Smoke, 0, source.clone());
    let mut tried = vec![named(theorem), keys(&study)];
    for (index, setting) in study.settings.iter().enumerate() {
        tried.push(assumptions(theorem, &**setting));
        if let Err(error) = study.check(&**setting) {
            tried.push(Tried { of: setting.id().into(), says: "measures what is claimed".into(), passed: Err(error.to_string()) });
            continue;
        }
        let own = caught(|| Ok(setting.trial())).unwrap_or_else(|panic| vec![("its own trial comes to an end".into(), Err(panic))]);
        tried.extend(own.into_iter().map(|(says, passed)| Tried { of: setting.id().into(), says, passed }));
        tried.extend(cells(&study, index, meter));
    }
    tried
}

/// The file says what can be run.
fn named(theorem: &dyn Theorem) -> Tried {
    let passed = crate::theorem::check(theorem).map_err(|error| error.to_string());
    Tried { of: theorem.id().into(), says: "claims, controls and settings agree".into(), passed }
}

/// Two settings that are not the same have different keys, and each has one at all.
fn keys(study: &Study<'_>) -> Tried {
    let mut known: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut passed = Ok(());
    for setting in &study.settings {
        let (key, words) = (setting.key(), setting.describe());
        if key.trim().is_empty() {
            passed = Err(format!("setting {} has an empty key: all that determines its numbers belongs there", setting.id()));
        }
        let engine = format!("{:?}", setting.engine());
        if let Some(other) = known.insert((engine, key.clone()), words.clone()).filter(|other| *other != words) {
            passed = Err(format!("`{other}` and `{words}` have one key, `{key}`: what tells them apart belongs into it"));
        }
    }
    Tried { of: study.theorem.id().into(), says: format!("{} settings have keys of their own", study.settings.len()), passed }
}

/// Every assumption of a claim that is made here is decided.
fn assumptions(theorem: &dyn Theorem, setting: &dyn Experiment) -> Tried {
    let claims = theorem.claims();
    let asked = claims.iter().filter(|claim| claim.setting == setting.id()).flat_map(|claim| claim.assumptions);
    let unknown: Vec<&str> = asked.filter(|assumption| setting.broken(assumption).is_err()).map(|assumption| assumption.name).collect();
    let passed = if unknown.is_empty() { Ok(()) } else { Err(format!("it is not known here whether {} hold", unknown.join(", "))) };
    Tried { of: setting.id().into(), says: "knows whether what its claims assume holds".into(), passed }
}

/// One cell at the smallest value of the axis, run twice.
fn cells(study: &Study<'_>, index: usize, meter: &Meter<'_>) -> Vec<Tried> {
    let (setting, at) = (&study.settings[index], study.widths.first().copied().unwrap_or(2));
    let id = setting.id().to_owned();
    let one = |says: String, passed: Result<(), String>| Tried { of: id.clone(), says, passed };
    let announced = study.cost(&**setting, at);
    let (before, started) = ((meter.peak)(), (meter.seconds)());
    let loaded = match caught(|| study.load_setting(&**setting).map_err(|error| error.to_string())) {
        Ok(loaded) => loaded,
        Err(problem) => return vec![one("loads its data".into(), Err(problem))],
    };
    let cell = Cell { setting: index, width: at, replicate: 0 };
    let first = run(study, &loaded, &cell);
    let (after, taken) = ((meter.peak)(), (meter.seconds)() - started);
    let rows = match first {
        Ok(rows) => rows,
        Err(problem) => return vec![one(format!("runs a cell at {} = {at}", study.axis.symbol), Err(problem))],
    };
    let again = run(study, &loaded, &cell);
    let same = match again {
        Ok(again) if again == rows => Ok(()),
        Ok(again) => Err(first_difference(&rows, &again)),
        Err(problem) => Err(format!("the second run: {problem}")),
    };
    let held = before.zip(after).map(|(before, after)| after.saturating_sub(before));
    let most = announced.bytes as f64 * SLACK.0 + SLACK.1;
    let memory = match held {
        Some(held) if held as f64 > most => {
            Err(format!("took {:.1} MB and announces {:.1} MB", held as f64 / 1e6, announced.bytes as f64 / 1e6))
        }
        _ => Ok(()),
    };
    vec![
        one(format!("a cell at {} = {at} gives {} rows in {taken:.2} s, the same bytes twice", study.axis.symbol, rows.len()), same),
        one("records every quantity that is claimed".into(), recorded(study, &**setting, &rows)),
        one(format!("announces {:.1} MB and {:.1e} multiplications", announced.bytes as f64 / 1e6, announced.work as f64), memory),
    ]
}

fn run(study: &Study<'_>, loaded: &Loading<'_>, cell: &Cell) -> Result<Vec<Row>, String> {
    let alone: Arc<dyn Workers> = Arc::new(Alone);
    caught(|| cell.run(study, loaded, (None, &alone), &|| None).map_err(|stop| format!("{stop:?}")))
}

/// What a panic says is a problem like any other.
fn caught<T>(run: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| Err(format!("it panicked: {}", crate::study::said(&*panic))))
}

fn first_difference(rows: &[Row], again: &[Row]) -> String {
    let differs = rows.iter().zip(again).find(|(row, other)| row != other);
    differs.map_or_else(
        || format!("{} rows, and {} in a second run", rows.len(), again.len()),
        |(row, other)| {
            format!(
                "{} at step {} is {:?}, and {:?} in a second run: all randomness has to come from the cell's stream, that of a program from its {{seed}}",
                row.quantity, row.step, row.value, other.value
            )
        },
    )
}

/// Every claimed quantity has a number at its horizon, or a reason that is the network's.
fn recorded(study: &Study<'_>, setting: &dyn Experiment, rows: &[Row]) -> Result<(), String> {
    let missing = |quantity: &Quantity| {
        let of = rows.iter().filter(|row| row.quantity == quantity.name && !row.horizon.is_empty());
        of.clone().find(|row| row.status == Status::Failed).map(|row| format!("{quantity}: {}", row.reason))
    };
    let measured = study.measured(setting.id());
    let problems: Vec<String> = measured
        .iter()
        .filter(|(quantity, _)| !matches!(quantity.over, Over::FirstPassage { .. }))
        .filter_map(|(quantity, _)| missing(quantity))
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(problems.join("; ")) }
}
