//! The schedule: which cell is computed when, so that cores are busy, memory suffices, and what is finished stays finished.

use std::any::Any;
use std::collections::VecDeque;
use std::iter::zip;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex};

use candle_core::Device;

use super::store::{Claim, Seen, Shelf};
use super::{Ask, Cell, End, Evidence, Loading, Row, Study, Threads, WIDE, Watch, costs};
use crate::error::{Error, Result};
use crate::experiment::{Cost, Stop};
use crate::model::{Alone, DeviceError, Workers};

/// What a run takes and whom it tells.
pub struct Run<'a> {
    /// The study.
    pub study: &'a Study<'a>,
    /// What [`Study::load`] gave.
    pub loaded: &'a [Loading<'a>],
    /// Where finished cells are kept, if anywhere.
    pub shelf: Option<&'a Shelf<'a>>,
    /// Who watches.
    pub watch: &'a dyn Watch,
}

/// What cells may take of a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Threads.
    pub jobs: usize,
    /// Bytes for the networks of all cells in flight. A cell that takes more runs alone.
    pub memory: usize,
}

/// Rows of each cell, in the order of the cells; nothing where the run was interrupted before.
pub type Done = Vec<Option<Vec<Row>>>;

/// All rows as evidence; nothing where a cell has none.
pub fn whole(study: &Study<'_>, done: Done) -> Option<Evidence> {
    let rows: Option<Vec<Vec<Row>>> = done.into_iter().collect();
    rows.map(|rows| Evidence { run: study.facts(), rows: rows.concat() })
}

/// What came of a cell.
enum Attempt {
    Rows(Vec<Row>),
    /// Another process computes it.
    Elsewhere,
    Interrupted,
}

/// How a cell is trained: within, why it was left.
type Train<'a> = dyn Fn(&Cell, &Ask<'_>) -> Result<Result<Vec<Row>, Stop>> + Sync + 'a;

impl Run<'_> {
    /// Runs cells on the processor: wide ones one after the other, each on all threads, and then narrow ones side by side, the longest first. The rows do not
    /// depend on the room, or on who else works on the same store.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn on_processor(&self, cells: &[Cell], room: Budget) -> Result<Done> {
        let all: Arc<dyn Workers> = Arc::new(Threads(room.jobs));
        let alone: Arc<dyn Workers> = Arc::new(Alone);
        let trained_by = |workers: &Arc<dyn Workers>, cell: &Cell, ask: &Ask<'_>| {
            Ok(cell.run(self.study, &self.loaded[cell.setting], (None, workers), ask))
        };
        self.in_turns(cells, |turn, state| {
            let (wide, narrow) = turn.into_iter().partition(|waiting| self.is_shared(&waiting.cell));
            self.side_by_side(wide, Budget { jobs: 1, ..room }, state, &|cell, ask| trained_by(&all, cell, ask));
            self.side_by_side(narrow, room, state, &|cell, ask| trained_by(&alone, cell, ask));
        })
    }

    /// Whether a cell takes all threads, one after the other with its kind.
    fn is_shared(&self, cell: &Cell) -> bool {
        cell.width >= WIDE && self.study.settings[cell.setting].divides()
    }

    /// Runs cells on `device`, one at a time, `workers` drawing the initial weights.
    ///
    /// # Errors
    /// Where the store or the device fails.
    pub fn on_device(&self, cells: &[Cell], device: &Device, workers: &Arc<dyn Workers>) -> Result<Done> {
        let train = |cell: &Cell, ask: &Ask<'_>| match cell.run(self.study, &self.loaded[cell.setting], (Some(device), workers), ask) {
            Err(Stop::Candle(problem)) => Err(Error::from(DeviceError::Failed(problem))),
            rows => Ok(rows),
        };
        let room = Budget { jobs: 1, memory: usize::MAX };
        self.in_turns(cells, |turn, state| self.side_by_side(turn, room, state, &train))
    }

    /// Turns of `run`, the first with all cells and each further one with those that another process had then.
    fn in_turns(&self, cells: &[Cell], run: impl Fn(Vec<Waiting>, &Mutex<State>)) -> Result<Done> {
        let mut turn: Vec<Waiting> =
            zip(cells, costs(self.study, cells)).enumerate().map(|(place, (cell, cost))| Waiting { place, cell: *cell, cost }).collect();
        // The longest cells first, so that no core is left with one at the end.
        turn.sort_by_key(|waiting| std::cmp::Reverse(waiting.cost.work));
        let state = Mutex::new(State { done: vec![None; cells.len()], ..State::default() });
        loop {
            run(turn, &state);
            let mut state = state.lock().expect(UNPOISONED);
            if let Some(error) = state.error.take() {
                return Err(error);
            }
            turn = std::mem::take(&mut state.elsewhere);
            if turn.is_empty() || state.over {
                return Ok(std::mem::take(&mut state.done));
            }
            drop(state);
            self.watch.pause();
        }
    }

    /// Runs cells on the threads of a room, as many at a time as its memory takes.
    fn side_by_side(&self, waiting: Vec<Waiting>, room: Budget, state: &Mutex<State>, train: &Train<'_>) {
        let queue = Mutex::new(Queue { waiting: waiting.into(), used: 0 });
        let room_is_made = Condvar::new();
        Threads(room.jobs).run(room.jobs, &|_| {
            while let Some(next) = self.next(&queue, &room_is_made, room, state) {
                let attempt = self.attempt(&next.cell, train);
                state.lock().expect(UNPOISONED).note(next, attempt);
                queue.lock().expect(UNPOISONED).used -= next.cost.bytes;
                room_is_made.notify_all();
            }
        });
    }

    /// The first cell that there is memory for. Nothing where none is left, or the run is over.
    fn next(&self, queue: &Mutex<Queue>, room_is_made: &Condvar, room: Budget, state: &Mutex<State>) -> Option<Waiting> {
        let mut queue = queue.lock().expect(UNPOISONED);
        loop {
            if queue.waiting.is_empty() || self.watch.is_interrupted() || state.lock().expect(UNPOISONED).over {
                return None;
            }
            let fits = |waiting: &Waiting| queue.used == 0 || queue.used.saturating_add(waiting.cost.bytes) <= room.memory;
            if let Some(place) = queue.waiting.iter().position(fits) {
                let next = queue.waiting.remove(place)?;
                queue.used += next.cost.bytes;
                return Some(next);
            }
            queue = room_is_made.wait(queue).expect(UNPOISONED);
        }
    }

    /// Takes a cell from the store, or trains it and keeps it there, unless another process does.
    fn attempt(&self, cell: &Cell, train: &Train<'_>) -> Result<Attempt> {
        let Some(shelf) = self.shelf else { return self.train(cell, train) };
        if let Seen::Rows(rows) = shelf.look(cell)? {
            return Ok(self.stored(cell, rows));
        }
        let Claim::Ours(claim) = shelf.claim(cell)? else { return Ok(Attempt::Elsewhere) };
        // Another process may have finished it before the claim was ours.
        match shelf.look(cell)? {
            Seen::Rows(rows) => return Ok(self.stored(cell, rows)),
            Seen::Damaged(damage) => self.watch.note(&shelf.put_aside(cell, &damage, &claim)),
            Seen::Nothing => {}
        }
        self.train(cell, train)
    }

    fn stored(&self, cell: &Cell, rows: Vec<Row>) -> Attempt {
        self.watch.finished(cell, &End::Stored);
        Attempt::Rows(rows)
    }

    /// The rows of a cell that came to no end. An experiment is asked what they are, and may panic again.
    fn failed(&self, cell: &Cell, reason: &str) -> Result<Vec<Row>> {
        catch_unwind(AssertUnwindSafe(|| cell.failed(self.study, &self.loaded[cell.setting], reason))).map_err(|panic| {
            let id = self.study.settings[cell.setting].id();
            Error::Data { file: self.study.theorem.id().into(), problem: format!("setting {id}: the program panicked: {}", said(&*panic)) }
        })
    }

    fn train(&self, cell: &Cell, train: &Train<'_>) -> Result<Attempt> {
        let ask = self.watch.begin(cell);
        // A cell owns what it changes: what a panic leaves half done is dropped.
        let trained = match catch_unwind(AssertUnwindSafe(|| ask().map_or_else(|| train(cell, &*ask), |stop| Ok(Err(stop))))) {
            Ok(trained) => trained?,
            Err(panic) => Err(Stop::Failed(format!("the program panicked: {}", said(&*panic)))),
        };
        let (rows, end) = match trained {
            Ok(rows) => {
                self.shelf.map_or(Ok(()), |shelf| shelf.keep(cell, &rows))?;
                (rows, End::Trained)
            }
            Err(Stop::Interrupted) => return Ok(Attempt::Interrupted),
            Err(Stop::Failed(reason) | Stop::Candle(reason)) => (self.failed(cell, &reason)?, End::Failed(reason)),
        };
        self.watch.finished(cell, &end);
        Ok(Attempt::Rows(rows))
    }
}

/// Why a lock cannot be poisoned: cells, which may panic, run while none is held.
const UNPOISONED: &str = "no thread panics while it holds this";

/// A cell that is to be run.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    /// Its place among the cells of the run.
    place: usize,
    cell: Cell,
    cost: Cost,
}

/// What is left to run, and the memory of what runs.
struct Queue {
    waiting: VecDeque<Waiting>,
    used: usize,
}

/// What came of the cells so far.
#[derive(Default)]
struct State {
    done: Done,
    elsewhere: Vec<Waiting>,
    error: Option<Error>,
    /// No further cell begins.
    over: bool,
}

impl State {
    fn note(&mut self, waiting: Waiting, attempt: Result<Attempt>) {
        match attempt {
            Ok(Attempt::Rows(rows)) => self.done[waiting.place] = Some(rows),
            Ok(Attempt::Elsewhere) => self.elsewhere.push(waiting),
            Ok(Attempt::Interrupted) => self.over = true,
            Err(error) => {
                self.over = true;
                self.error.get_or_insert(error);
            }
        }
    }
}

/// What a panic said, in one line.
pub(crate) fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("no message").split_whitespace().collect::<Vec<_>>().join(" ")
}
