//! Progress of a long run: a bar on a terminal, a line now and then elsewhere.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicUsize, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

use super::output;
use crate::study::Cell;

/// Lines printed over a whole run where there is no terminal.
const LINES: usize = 4;

/// The progress of one study.
pub(super) struct Progress {
    name: &'static str,
    bar: ProgressBar,
    done: AtomicUsize,
    all: usize,
    is_terminal: bool,
}

impl Progress {
    pub(super) fn start(name: &'static str, cells: &[Cell]) -> Self {
        let is_terminal = std::io::stderr().is_terminal();
        // The bar counts cells; a cell's work is proportional to its width, which the position follows.
        let work: usize = cells.iter().map(|cell| cell.width).sum();
        let bar = if is_terminal { ProgressBar::new(work as u64) } else { ProgressBar::hidden() };
        let style = ProgressStyle::with_template("{prefix} {bar:30} {msg}, {eta} left").expect("a valid template");
        bar.set_style(style);
        bar.set_prefix(name);
        Self { name, bar, done: AtomicUsize::new(0), all: cells.len(), is_terminal }
    }

    pub(super) fn finished(&self, cell: &Cell) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        self.bar.set_message(format!("{done} of {} cells, last M = {}", self.all, cell.width));
        self.bar.inc(cell.width as u64);
        let part = self.all.div_ceil(LINES);
        if !self.is_terminal && done.is_multiple_of(part) && done < self.all {
            output::note(&format!("{}: {done} of {} cells", self.name, self.all));
        }
    }

    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
