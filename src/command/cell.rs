//! One cell of a program: its placeholders, the run, and its rows.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitStatus;

use super::process::{self, Call, Left, MOST_PRINTED};
use super::rows::{self, Asked};
use super::template::{self, Values};
use super::words::end_of;
use super::{Command, Limits, Program, RowsFrom, VERSION_TIME, Watched};
use crate::claim::{Horizon, Quantity};
use crate::experiment::{CellRun, Loaded, Stop};
use crate::files;

/// A program that is there, with what claims and controls ask of it.
pub(super) struct Ready<'a> {
    pub(super) of: &'a Command,
    pub(super) measured: Vec<(Quantity, Horizon)>,
}

/// Lines of standard error that a reason quotes.
const COMPLAINED: usize = 3;

impl Loaded for Ready<'_> {
    fn run(&self, cell: &mut CellRun<'_>) -> Result<(), Stop> {
        self.check_files()?;
        let scratch = Scratch::new()?;
        let text = self.text(cell, &scratch)?;
        // Edited in the meantime: nobody knows which of both gave the rows.
        self.check_files()?;
        let horizons = self.measured.iter().map(|(_, horizon)| (horizon.to_string(), horizon.steps(cell.at, f64::NAN))).collect();
        let of_cell = [("width", cell.at), (self.of.axis.symbol, cell.at), ("replicate", cell.replicate)];
        let asked = Asked { quantities: &self.of.quantities, horizons, cell: of_cell };
        let readings = rows::read(&text, self.of.program.rows, &asked).map_err(|problem| self.failed(&problem))?;
        for (step, wanted) in cell.recorded.clone() {
            for quantity in wanted {
                let reading = readings.get(&(step, quantity)).ok_or_else(|| self.failed(&missing(quantity, step, &readings)))?;
                cell.record(quantity, step, *reading);
            }
        }
        Ok(())
    }
}

impl Ready<'_> {
    /// Runs the program and returns the text with its rows.
    fn text(&self, cell: &CellRun<'_>, scratch: &Scratch) -> Result<String, Stop> {
        let program = &self.of.program;
        let values = self.values(cell, scratch);
        let fill = |text: &String| template::fill(text, &values);
        let words: Vec<String> = program.words.iter().map(fill).collect::<Result<_, _>>().map_err(Stop::Failed)?;
        let environment = program.environment(&values).map_err(Stop::Failed)?;
        let [printed, complained] = OUTPUTS.map(|name| scratch.path(name));
        let because = |problem: String| match end_of(&read(&complained).unwrap_or_default(), COMPLAINED) {
            said if said.is_empty() => self.failed(&problem),
            said => self.failed(&format!("{problem}: {said}")),
        };
        let status = started(program, &words, &environment, scratch, program.limits, &|| cell.ask()).map_err(|left| match left {
            Left::Itself(problem) => because(problem),
            Left::Asked(stop) => stop,
        })?;
        if let Some(problem) = process::complaint(status) {
            return Err(because(problem));
        }
        match program.rows {
            RowsFrom::Stdout => read(&printed).map_err(because),
            RowsFrom::File => {
                read(&scratch.path("out")).map_err(|problem| because(format!("did not write its rows to {{out}}: {problem}")))
            }
        }
    }

    fn values(&self, cell: &CellRun<'_>, scratch: &Scratch) -> Values {
        let mut values = self.of.program.values.clone();
        let width = cell.at.to_string();
        // Within what every language takes for a seed.
        let seed = cell.stream().integer(0, i64::from(i32::MAX));
        values.extend(
            [
                ("width", width.clone()),
                (self.of.axis.symbol, width),
                ("replicate", cell.replicate.to_string()),
                ("seed", seed.to_string()),
                ("steps", cell.last().to_string()),
                ("out", scratch.path("out")),
                ("setting", self.of.id.to_owned()),
            ]
            .map(|(name, value)| (name.to_owned(), value)),
        );
        values
    }

    fn check_files(&self) -> Result<(), Stop> {
        let changed = self.of.watched.iter().find(|file| file.has_changed()).map(|file: &Watched| file.name.as_str());
        changed.map_or(Ok(()), |name| Err(Stop::Failed(format!("{name} has changed since the run began; run the same command again"))))
    }

    fn failed(&self, problem: &str) -> Stop {
        Stop::Failed(format!("the program {problem}"))
    }
}

/// A quantity that no row has, with what there is.
fn missing(quantity: Quantity, step: usize, readings: &rows::Readings) -> String {
    let steps: Vec<String> = readings.keys().filter(|(_, known)| *known == quantity).map(|(step, _)| step.to_string()).take(10).collect();
    let there = if steps.is_empty() { "no row of it".to_owned() } else { format!("rows of it at step {}", steps.join(", ")) };
    format!("gave no {quantity} at step {step}; it gave {there}")
}

/// A folder of a cell's own, which goes with it.
struct Scratch(tempfile::TempDir);

impl Scratch {
    fn new() -> Result<Self, Stop> {
        let made = tempfile::Builder::new().prefix("asymptest-").tempdir();
        made.map(Self).map_err(|error| Stop::Failed(format!("cannot make a temporary folder: {error}")))
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_string_lossy().into_owned()
    }
}

/// The files of a scratch folder that a program's outputs go to.
const OUTPUTS: [&str; 2] = ["stdout", "stderr"];

/// Runs words in the folder of a program to their end, with [`OUTPUTS`] in a scratch folder.
fn started(
    program: &Program,
    words: &[String],
    environment: &BTreeMap<String, String>,
    scratch: &Scratch,
    limits: Limits,
    ask: &dyn Fn() -> Result<(), Stop>,
) -> Result<ExitStatus, Left> {
    let [printed, complained] = OUTPUTS.map(|name| scratch.path(name));
    let call = Call {
        program: &program.start(&words[0]),
        arguments: &words[1..],
        folder: &program.folder,
        environment,
        printed: Path::new(&printed),
        complained: Path::new(&complained),
    };
    process::run(&call, limits, ask)
}

/// The text of a file that a program wrote; bytes that are not UTF-8 are shown as such.
fn read(path: &str) -> Result<String, String> {
    let path = Path::new(path);
    match fs::metadata(path) {
        Err(error) => return Err(error.to_string()),
        Ok(facts) if !facts.is_file() => return Err("it is not a file".into()),
        Ok(_) => {}
    }
    let bytes = files::read_up_to(path, MOST_PRINTED).map_err(|error| error.to_string())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The name of a program as an engine: what its version command prints.
pub(super) fn version(program: &Program) -> Result<String, String> {
    if program.version.is_empty() {
        return Ok("command".into());
    }
    let asked = program.version.join(" ");
    let scratch = Scratch::new().map_err(|stop| format!("{stop:?}"))?;
    let words: Vec<String> = program.version.iter().map(|word| template::fill(word, &program.values)).collect::<Result<_, _>>()?;
    // Its own variables may hold what a cell alone has a value for.
    let environment = Program { environment: Values::new(), ..program.clone() }.environment(&program.values)?;
    let limits = Limits { time: Some(VERSION_TIME), memory: None };
    let status = started(program, &words, &environment, &scratch, limits, &|| Ok(())).map_err(|left| match left {
        Left::Itself(problem) => format!("has no version: `{asked}` {problem}"),
        Left::Asked(_) => unreachable!("nobody asks"),
    })?;
    // Some print their version to standard error.
    let said = OUTPUTS.map(|name| end_of(&read(&scratch.path(name)).unwrap_or_default(), COMPLAINED));
    if let Some(problem) = process::complaint(status) {
        return Err(format!("has no version: `{asked}` {problem}: {}", said[1]));
    }
    let version = said.into_iter().find(|said| !said.is_empty()).ok_or_else(|| format!("has no version: `{asked}` prints nothing"))?;
    Ok(format!("command ({version})"))
}
