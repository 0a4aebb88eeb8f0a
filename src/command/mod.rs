//! Any program as an experiment: a command line is run for each cell, and prints or writes the cell's rows.
//!
//! The program is its words, its values, its environment and the bytes of its files: a script that is edited is another program, whose cells are computed
//! again. It has one seed for each cell, from which all its randomness has to come.

mod cell;
mod memory;
mod process;
mod program;
mod records;
mod rows;
mod template;
mod watched;
mod words;

use std::sync::OnceLock;
use std::time::Duration;

pub use process::Limits;
pub use program::Program;
pub use records::RowsFrom;
pub use words::split;

use cell::Ready;
use watched::Watched;

use crate::claim::{Assumption, Broken, Quantity, Unknown};
use crate::error::{Error, Result};
use crate::experiment::{Axis, Cost, Experiment, Loaded, Plan, Room};

/// A program that is run for every cell of a setting.
#[derive(Debug)]
pub struct Command {
    id: &'static str,
    says: String,
    axis: Axis,
    quantities: Vec<Quantity>,
    program: Program,
    watched: Vec<Watched>,
    holds: Vec<Assumption>,
    /// The text that the version command printed, or why there is none; asked for once, when it is needed.
    version: OnceLock<Result<&'static str, String>>,
}

/// A version that is not printed within this time is none.
const VERSION_TIME: Duration = Duration::from_secs(60);

/// Bytes that a program is taken to need where no limit is given: a Python process with its libraries.
const USUAL_BYTES: usize = 256_000_000;

impl Command {
    /// A program under the id of its setting, over an axis; `says` are its words for reports, and `quantities` all that it may measure.
    ///
    /// # Errors
    /// A command that cannot be run in any cell, such as one with an unknown placeholder, and files that cannot be read.
    pub fn new((id, says): (&'static str, &str), axis: Axis, quantities: Vec<Quantity>, program: Program) -> Result<Self> {
        let refuse = |problem: String| Error::Data { file: format!("setting {id}"), problem };
        if quantities.is_empty() {
            return Err(refuse("measures nothing; name its quantities".into()));
        }
        if let Some(problem) = program.problem(axis.symbol) {
            return Err(refuse(problem));
        }
        let folder = if program.folder.as_os_str().is_empty() { ".".as_ref() } else { program.folder.as_path() };
        let folder = std::fs::canonicalize(folder).map_err(|source| Error::Read { path: folder.to_owned(), source })?;
        let program = Program { folder, ..program };
        let watched = Watched::of(&program.folder, &program.files())?;
        let says = if says.is_empty() { program.words.join(" ") } else { says.to_owned() };
        Ok(Self { id, says, axis, quantities, program, watched, holds: Vec::new(), version: OnceLock::new() })
    }

    /// With these assumptions, which hold for the program.
    #[must_use]
    pub fn holds(self, holds: &[Assumption]) -> Self {
        Self { holds: holds.to_vec(), ..self }
    }

    /// The text that its version command prints.
    ///
    /// # Errors
    /// Why there is no version, though there is a command for it.
    pub fn version(&self) -> Result<&'static str, String> {
        // One text for each setting of a program: experiments name their engine for as long as it runs.
        self.version.get_or_init(|| cell::version(&self.program).map(|version| &*version.leak())).clone()
    }

    fn refused(&self, problem: String) -> Error {
        Error::Data { file: format!("setting {}", self.id), problem }
    }

    /// Whether the program can be found.
    fn found(&self) -> Result<(), String> {
        let first = self.program.start(&template::fill(&self.program.words[0], &self.program.values)?);
        which::which(&first).map(drop).map_err(|_| {
            format!("runs `{first}`, and there is no such program here; install it, activate its environment, or give its path")
        })
    }
}

/// Canonical text of plain data.
fn json(data: &impl serde::Serialize) -> String {
    serde_json::to_string(data).expect("it is plain data")
}

impl Experiment for Command {
    fn id(&self) -> &'static str {
        self.id
    }

    fn key(&self) -> String {
        let Program { words, rows, values, environment, threads, .. } = &self.program;
        let files: Vec<String> = self.watched.iter().map(|file| format!("{}={}", json(&file.name), file.hash)).collect();
        format!(
            "command {}; rows={}; values={}; environment={}; threads={}; files=[{}]",
            json(words),
            if *rows == RowsFrom::Stdout { "stdout" } else { "file" },
            json(values),
            json(environment),
            threads.unwrap_or(1),
            files.join(", "),
        )
    }

    fn describe(&self) -> String {
        self.says.clone()
    }

    fn engine(&self) -> (&'static str, u32) {
        (self.version().unwrap_or("command of an unknown version"), 1)
    }

    fn quantities(&self) -> Vec<Quantity> {
        self.quantities.clone()
    }

    fn followed(&self, _: &[Quantity]) -> Vec<Quantity> {
        // A program gives what claims ask for; whether it knows other steps is not known.
        Vec::new()
    }

    fn broken(&self, assumption: &Assumption) -> Broken {
        if assumption.is_among(&self.holds) { Ok(None) } else { Err(Unknown) }
    }

    fn refuses(&self, axis: &Axis) -> Option<String> {
        let own = self.axis.symbol;
        (axis.symbol != own).then(|| format!("setting {} was written for {own}", self.id))
    }

    fn divides(&self) -> bool {
        false
    }

    fn trial(&self) -> Vec<(String, Result<(), String>)> {
        let is_known = !self.watched.is_empty() || !self.program.version.is_empty();
        let unknown =
            || "none of its words names a file, and it has no version command: list its files, or say how to ask for its version".into();
        vec![
            ("its program is there".into(), self.found()),
            ("a change of its program is noticed".into(), if is_known { Ok(()) } else { Err(unknown()) }),
            ("its version is known, if it has one".into(), self.version().map(drop)),
        ]
    }

    fn cost(&self, room: &Room<'_>) -> Cost {
        // How a program's time grows is not known before it runs: the wider, the longer.
        let bytes = self.program.limits.memory.map_or(USUAL_BYTES, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
        Cost { work: room.at.saturating_mul(room.steps() + 1), bytes }
    }

    fn load<'a>(&'a self, plan: &Plan<'a>) -> Result<Box<dyn Loaded + 'a>> {
        self.found().map_err(|problem| self.refused(problem))?;
        self.version().map_err(|problem| self.refused(problem))?;
        Ok(Box::new(Ready { of: self, measured: plan.measured.clone() }))
    }
}
