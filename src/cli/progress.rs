//! Progress of a long run: a bar on a terminal, a line now and then elsewhere; and what ends a cell early, its limit and Ctrl-C.

use std::collections::HashMap;
use std::io::IsTerminal;
use std::iter::zip;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::limit::Limit;
use super::{interrupt, output};
use crate::experiment::Stop;
use crate::study::{Ask, Cell, End, Study, Watch, costs};

/// Lines printed over a whole run where there is no terminal.
const LINES: usize = 4;
/// Between two looks at what another process computes.
const PAUSE: Duration = Duration::from_millis(200);

/// The progress of one study.
pub(super) struct Progress {
    name: &'static str,
    settings: Vec<&'static str>,
    bar: ProgressBar,
    /// Cost of each cell: what the position of the bar counts.
    cost: HashMap<Cell, usize>,
    limit: Option<Limit>,
    started: Instant,
    is_terminal: bool,
    counts: Mutex<Counts>,
}

/// What became of the cells so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    /// All that have rows.
    pub(super) done: usize,
    /// Of these, those that were in the store.
    pub(super) stored: usize,
    /// And those that came to no end.
    pub(super) failed: usize,
    /// Cost of those that were trained here.
    trained_cost: f64,
    /// Cost of those that have no rows yet.
    left_cost: f64,
}

impl Progress {
    /// Of these cells, each of which may take `limit` seconds.
    pub(super) fn start(study: &Study<'_>, cells: &[Cell], limit: Option<f64>) -> Self {
        let is_terminal = std::io::stderr().is_terminal() && output::loudness() > output::Loudness::Quiet;
        let cost: HashMap<Cell, usize> = zip(cells, costs(study, cells)).map(|(cell, size)| (*cell, size.work)).collect();
        let all = cost.values().map(|&cost| cost as f64).sum();
        let bar = if is_terminal { ProgressBar::new(all as u64) } else { ProgressBar::hidden() };
        bar.set_style(ProgressStyle::with_template("{prefix} {bar:30} {msg}").expect("a valid template"));
        bar.set_prefix(study.theorem.id());
        Self {
            name: study.theorem.id(),
            settings: study.settings.iter().map(|setting| setting.id()).collect(),
            bar,
            cost,
            limit: limit.map(|seconds| Limit::of(study, cells, seconds)),
            started: Instant::now(),
            is_terminal,
            counts: Mutex::new(Counts { left_cost: all, ..Counts::default() }),
        }
    }

    /// Does `work`; where cells have a limit, one that never ends does not hold it up for ever.
    pub(super) fn watched<T>(&self, work: impl FnOnce() -> T) -> T {
        match &self.limit {
            Some(limit) => limit.held(work),
            None => work(),
        }
    }

    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }

    /// What became of the cells.
    pub(super) fn counts(&self) -> Counts {
        *self.lock()
    }

    /// Seconds since the start.
    pub(super) fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().expect("no thread panics while it counts")
    }

    /// Time left, at the pace of what was trained so far.
    fn left(&self, counts: &Counts) -> String {
        if counts.trained_cost == 0.0 {
            return String::new();
        }
        format!(", {} left", in_words(self.seconds() / counts.trained_cost * counts.left_cost))
    }
}

impl Watch for Progress {
    fn begin(&self, cell: &Cell) -> Box<Ask<'_>> {
        let passed = self.limit.as_ref().map(|limit| limit.begin(cell));
        Box::new(move || if interrupt::is_asked() { Some(Stop::Interrupted) } else { passed.as_ref()?() })
    }

    fn is_interrupted(&self) -> bool {
        interrupt::is_asked()
    }

    fn finished(&self, cell: &Cell, end: &End) {
        if let Some(limit) = &self.limit {
            limit.finished(cell);
        }
        let cost = self.cost.get(cell).copied().unwrap_or(0);
        let counts = {
            let mut counts = self.lock();
            counts.done += 1;
            counts.left_cost -= cost as f64;
            match end {
                End::Trained => counts.trained_cost += cost as f64,
                End::Stored => counts.stored += 1,
                End::Failed(_) => counts.failed += 1,
            }
            *counts
        };
        self.bar.inc(cost as u64);
        let text = format!("{} of {} cells{}", counts.done, self.cost.len(), self.left(&counts));
        self.bar.set_message(text.clone());
        if let End::Failed(reason) = end {
            let Cell { width, replicate, .. } = cell;
            self.note(&format!("{}: setting {}, M = {width}, replicate {replicate}: {reason}", self.name, self.settings[cell.setting]));
        }
        let part = self.cost.len().div_ceil(LINES);
        if !self.is_terminal && *end == End::Trained && counts.done.is_multiple_of(part) && counts.done < self.cost.len() {
            output::note(&format!("{}: {text}", self.name));
        }
    }

    fn note(&self, text: &str) {
        self.bar.suspend(|| output::warn(text));
    }

    fn pause(&self) {
        std::thread::sleep(PAUSE);
    }
}

/// A duration as people say it.
fn in_words(seconds: f64) -> String {
    match seconds {
        ..90.0 => format!("about {seconds:.0} s"),
        ..5400.0 => format!("about {:.0} min", seconds / 60.0),
        _ => format!("about {:.1} h", seconds / 3600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_said_in_units_that_suit_them() {
        assert_eq!(
            [1.4, 89.0, 90.0, 5000.0, 5400.0, 36_000.0].map(in_words),
            ["about 1 s", "about 89 s", "about 2 min", "about 83 min", "about 1.5 h", "about 10.0 h"]
        );
    }
}
