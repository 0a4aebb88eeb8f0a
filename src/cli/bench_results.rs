//! What `asymptest bench` prints and writes.

use std::fmt::Write;

use comfy_table::{Table, presets};
use serde_json::{Map, Value, json};

use super::bench::processor;
use crate::bench::{Limits, Measured, StudyTimes, Work};
use crate::model::Precision;

/// Where something was measured, and how.
pub(super) struct Machine {
    /// The name of the processor or device.
    pub(super) device: String,
    pub(super) threads: usize,
    pub(super) precision: Precision,
    /// The name of the data.
    pub(super) data: String,
}

/// What was measured, where, and how.
pub(super) struct Results {
    pub(super) machine: Machine,
    pub(super) limits: Limits,
    /// The pieces of work of each width, the step first.
    pub(super) measured: Vec<Vec<Measured>>,
}

impl Machine {
    fn text(&self) -> String {
        format!("{}, {} threads, {}, {}", self.device, self.threads, self.precision.name(), self.data)
    }

    fn json(&self) -> Value {
        json!({
            "processor": processor(),
            "device": self.device,
            "threads": self.threads,
            "precision": self.precision.name(),
            "data": self.data,
        })
    }
}

impl Results {
    pub(super) fn text(&self) -> String {
        let mut table = table(["M", "work", "ms", "in steps", "Gflop/s", "share of the limit"].map(String::from));
        for at_width in &self.measured {
            for seen in at_width {
                let rate = seen.bound.map_or(String::new(), |bound| format!("{:.1}", bound.flop / seen.seconds() * 1e-9));
                let share = seen.share_of_limit().map_or(String::new(), |share| format!("{:.0} %", 100.0 * share));
                let ms = format!("{:.3}", seen.seconds() * 1e3);
                table.add_row([
                    seen.width.to_string(),
                    seen.work.describe().into(),
                    ms,
                    format!("{:.2}", steps(at_width, seen)),
                    rate,
                    share,
                ]);
            }
        }
        let (product, tanh) = (self.limits.product * 1e-9, self.limits.tanh * 1e-9);
        format!("{}: matrix product {product:.0} Gflop/s, tanh {tanh:.2} a ns\n{table}\n", self.machine.text())
    }

    pub(super) fn json(&self) -> Value {
        let mut machine = self.machine.json();
        machine["product_gflops"] = json!(self.limits.product * 1e-9);
        machine["tanh_per_ns"] = json!(self.limits.tanh * 1e-9);
        let mut object = Map::from_iter([("machine".to_owned(), machine)]);
        for at_width in &self.measured {
            for seen in at_width {
                let mut entry = json!({ "width": seen.width, "ms": seen.seconds() * 1e3, "steps": steps(at_width, seen) });
                if let Some((bound, share)) = seen.bound.zip(seen.share_of_limit()) {
                    entry["gflops"] = json!(bound.flop / seen.seconds() * 1e-9);
                    entry["share_of_limit"] = json!(share);
                }
                let entries = object.entry(seen.work.key()).or_insert_with(|| json!([]));
                entries.as_array_mut().expect("it was made one").push(entry);
            }
        }
        Value::Object(object)
    }

    /// Every single time of a step in milliseconds, as `fit` reads it.
    pub(super) fn csv(&self) -> String {
        let mut text = String::from("width,replicate,value\n");
        for seen in self.measured.iter().flatten().filter(|seen| seen.work == Work::Step) {
            for (replicate, seconds) in seen.times.iter().enumerate() {
                // Writing to a string does not fail.
                let _ = writeln!(text, "{},{replicate},{:e}", seen.width, seconds * 1e3);
            }
        }
        text
    }
}

/// The time of a piece of work over that of a step of the same width.
fn steps(at_width: &[Measured], seen: &Measured) -> f64 {
    at_width.iter().find(|seen| seen.work == Work::Step).map_or(f64::NAN, |step| seen.seconds() / step.seconds())
}

fn table(header: impl IntoIterator<Item = String>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_BORDERS_ONLY).set_header(header);
    table
}

/// A study of so many seeds that took so many seconds in all, as text.
pub(super) fn study_text(machine: &Machine, seeds: usize, seconds: f64, times: &StudyTimes) -> String {
    let mut table = table(std::iter::once("M".to_owned()).chain(times.drifts.iter().map(|drift| drift.horizon.to_owned())));
    for (place, width) in times.widths.iter().enumerate() {
        table.add_row(std::iter::once(width.to_string()).chain(times.drifts.iter().map(|drift| format!("{:.3e}", drift.means[place]))));
    }
    let slope = |slope: Option<f64>| slope.map_or(String::new(), |slope| format!("{slope:.3}"));
    table.add_row(std::iter::once("slope".to_owned()).chain(times.drifts.iter().map(|drift| slope(drift.slope))));
    let [drawing, steps, recording] = shares(times).map(|share| 100.0 * share);
    format!(
        "{}: {seconds:.2} s in all for {seeds} seeds; drawing {drawing:.0} %, steps {steps:.0} %, recording {recording:.0} %\n\
        NTK drift at the anchors, geometric means over the seeds, and log-log slopes\n{table}\n",
        machine.text()
    )
}

/// The same as JSON.
pub(super) fn study_json(machine: &Machine, seeds: usize, seconds: f64, times: &StudyTimes) -> Value {
    let [drawing, steps, recording] = shares(times);
    let drift = times.drifts.iter().map(|at| json!({ "horizon": at.horizon, "drift": at.means, "slope": at.slope }));
    json!({
        "machine": machine.json(),
        "study": {
            "widths": times.widths,
            "seeds": seeds,
            "seconds": seconds,
            "drawing_share": drawing,
            "steps_share": steps,
            "recording_share": recording,
            "horizons": drift.collect::<Vec<_>>(),
        },
    })
}

/// Shares of drawing, steps and recording in the time that the threads spent.
fn shares(times: &StudyTimes) -> [f64; 3] {
    [times.spent.drawing, times.spent.steps, times.spent.recording].map(|part| part / times.spent.total())
}
