//! The seconds that a cell may take. One that asks is left then. One that never asks cannot be ended within its process: the program begins again without
//! it, with what the store has.

use std::collections::HashMap;
use std::ffi::OsString;
use std::process::Command;
use std::sync::Mutex;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::output;
use crate::experiment::Stop;
use crate::study::{Cell, Study};

/// Where the cells that were left stand when the program begins again.
const LEFT: &str = "ASYMPTEST_LEFT_CELLS";
/// Between two names of cells; no id has it.
const AND: char = ';';
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(100);
/// A step may take so long beside the limit: a cell that asks ends in order.
const GRACE: f64 = 2.0;

/// The limit of the cells of a study, and those that run now.
pub(super) struct Limit {
    seconds: f64,
    names: HashMap<Cell, String>,
    /// Cells that the program began again without.
    left: Vec<String>,
    begun: Mutex<HashMap<Cell, Instant>>,
}

impl Limit {
    pub(super) fn of(study: &Study<'_>, cells: &[Cell], seconds: f64) -> Self {
        let left = std::env::var(LEFT).map(|text| text.split(AND).map(String::from).collect()).unwrap_or_default();
        let names = cells.iter().map(|cell| (*cell, name(study, cell))).collect();
        Self { seconds, names, left, begun: Mutex::default() }
    }

    /// A cell begins: what says whether it is to be left.
    pub(super) fn begin(&self, cell: &Cell) -> impl Fn() -> Option<Stop> + use<> {
        let begun = Instant::now();
        self.begun.lock().expect(UNPOISONED).insert(*cell, begun);
        let most = if self.left.contains(&self.names[cell]) { 0.0 } else { self.seconds };
        let seconds = self.seconds;
        move || (begun.elapsed().as_secs_f64() >= most).then(|| Stop::Failed(format!("it passed its limit of {seconds} s")))
    }

    pub(super) fn finished(&self, cell: &Cell) {
        self.begun.lock().expect(UNPOISONED).remove(cell);
    }

    /// The names of cells that have had twice their limit and [`GRACE`]: those that ask have ended before.
    fn overdue(&self) -> Vec<&str> {
        let most = Duration::from_secs_f64(2.0 * self.seconds + GRACE);
        let begun = self.begun.lock().expect(UNPOISONED);
        begun.iter().filter(|(_, begun)| begun.elapsed() > most).map(|(cell, _)| &*self.names[cell]).collect()
    }

    /// Does `work`, and begins the program again where a cell of it never ends.
    pub(super) fn held<T>(&self, work: impl FnOnce() -> T) -> T {
        std::thread::scope(|scope| {
            // Dropped when the work is done, or panics.
            let (working, ended) = mpsc::channel::<()>();
            scope.spawn(move || {
                while ended.recv_timeout(PAUSE) == Err(RecvTimeoutError::Timeout) {
                    let overdue = self.overdue();
                    if !overdue.is_empty() {
                        self.begin_again(&overdue);
                    }
                }
            });
            let done = work();
            drop(working);
            done
        })
    }

    fn begin_again(&self, overdue: &[&str]) -> ! {
        for cell in overdue {
            let seconds = self.seconds;
            output::warn(&format!(
                "{cell}: it passed its limit of {seconds} s and never asked whether to go on; the program begins again without it"
            ));
        }
        let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
        if arguments.iter().any(|word| word == "-") {
            output::warn("standard input is read already, so it ends here; give a file in its place");
            std::process::exit(1);
        }
        let left: Vec<&str> = self.left.iter().map(String::as_str).chain(overdue.iter().copied()).collect();
        let Ok(program) = std::env::current_exe() else { std::process::exit(1) };
        let mut again = Command::new(program);
        again.args(arguments).env(LEFT, left.join(&AND.to_string()));
        let problem = replaced_by(&mut again);
        output::warn(&format!("the program cannot begin again: {problem}"));
        std::process::exit(1)
    }
}

/// Why a lock cannot be poisoned.
const UNPOISONED: &str = "no thread panics while it holds this";

/// A cell's name for people, and for the program that begins again.
fn name(study: &Study<'_>, cell: &Cell) -> String {
    let Cell { width, replicate, setting } = cell;
    format!("{}: setting {}, {} = {width}, replicate {replicate}", study.theorem.id(), study.settings[*setting].id(), study.axis.symbol)
}

/// Puts another program in the place of this one; why it could not.
#[cfg(unix)]
fn replaced_by(program: &mut Command) -> std::io::Error {
    std::os::unix::process::CommandExt::exec(program)
}

/// Runs another program, and ends as it does; why it could not be run.
#[cfg(not(unix))]
fn replaced_by(program: &mut Command) -> std::io::Error {
    match program.status() {
        Ok(status) => std::process::exit(status.code().unwrap_or(1)),
        Err(problem) => problem,
    }
}
