//! `asymptest fit`: anyone's measurements against a claim.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::claim::{Bound, Symbol};
use crate::error::{Error, Result};
use crate::files::{input_name, is_same_file, read_input, write_atomically};
use crate::stats::{Columns, Functional, read_measurements};
use crate::verdict::{FloorBy, Protocol, Verdict};

use super::args::{Format, shown};
use super::judged::Judged;
use super::{Outcome, output};

/// Judges a claim on measurements of your own
#[derive(Debug, Args)]
#[command(
    long_about = "\
Judges a claim on measurements of your own.

FILE is a CSV file with a line of column names and one measurement a line: a width (above 0), a
replicate (a number or a name) and a value. Other columns are ignored. Nothing is repaired: an
empty cell, a negative value or a repeated (width, replicate) is an error that names the line. A
zero and a failed run (nan) are evidence: write them down, they are counted and shown.",
    after_long_help = "\
CLAIMS
  O(...), Omega(...), Theta(...) or o(...) of a product of powers of M (the width), log(M) and t (a
  number of steps): 'O(M^(-1/6) log(M)^3)', 'Theta(log M)', 'Theta(1)', 'O(t/sqrt(M))', 'O(M^-0.5)'.
  Constant factors are dropped. What can be read in two ways, such as M^-1/6, is refused.

EXIT CODE
  0  the claim is supported, or the data do not decide it
  1  the claim is refuted
  2  bad input: one line says what, where and how to mend it

EXAMPLES
  asymptest fit drift.csv --claim 'O(M^(-1/6) log(M)^3)'
  asymptest fit loss.csv --claim 'O(1/M)' --floor fit
  asymptest fit runs.csv --claim 'Theta(1)' --width-column hidden --figure loss.svg
  ... | asymptest fit - --claim 'O(1/M)' --format json"
)]
pub struct FitArguments {
    /// The CSV file; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The claim, such as 'O(M^(-1/6) log(M)^3)'
    #[arg(long, value_name = "CLAIM")]
    claim: String,
    /// The column of widths
    #[arg(long, value_name = "NAME", default_value = "width")]
    width_column: String,
    /// The column of replicates
    #[arg(long, value_name = "NAME", default_value = "replicate")]
    replicate_column: String,
    /// The column of values
    #[arg(long, value_name = "NAME", default_value = "value")]
    value_column: String,
    /// The column of times, for claims with t
    #[arg(long, value_name = "NAME")]
    time_column: Option<String>,
    /// What is estimated at each width: the robust centre of log(value), or the mean
    #[arg(long, value_name = "NAME", default_value = "log-location")]
    functional: FunctionalName,
    /// The largest violation, as a power of M over the widths measured, that support may leave open
    #[arg(long, value_name = "POWER", default_value_t = Protocol::default().margin, allow_negative_numbers = true)]
    margin: f64,
    /// A floor under the values: the claim is about value - floor. A number, or `fit` to fit it
    #[arg(long, value_name = "VALUE|fit", allow_hyphen_values = true)]
    floor: Option<String>,
    /// Draw the measurements, the fit and the claimed rate as SVG
    #[arg(long, value_name = "FILE.svg")]
    figure: Option<PathBuf>,
    /// How to print the judgement
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FunctionalName {
    LogLocation,
    Mean,
}

/// The largest margin that still means anything: half a power of M.
const WIDEST_MARGIN: f64 = 0.5;

/// Carries the command out.
///
/// # Errors
/// A claim, a flag or a file that cannot be used.
pub fn run(arguments: &FitArguments) -> Result<Outcome> {
    let bound: Bound = arguments.claim.parse()?;
    let protocol = arguments.protocol()?;
    let columns = arguments.columns(&bound)?;
    arguments.spare_the_measurements()?;
    let bytes = read_input(&arguments.file)?;
    let measurements = read_measurements(&input_name(&arguments.file), &bytes, &columns)?;
    let judged = match arguments.floor()? {
        Some(floor) => Judged::above_floor(&bound, &measurements, floor, &protocol)?,
        None => Judged::new(&bound, measurements, &protocol).map_err(|(line, problem)| Error::Table {
            file: input_name(&arguments.file),
            line,
            problem,
        })?,
    };
    if let Some(path) = &arguments.figure {
        write_atomically(path, judged.figure(&bound, &arguments.value_column).as_bytes())?;
    }
    output::print(&match arguments.format {
        Format::Text => judged.text(&bound),
        Format::Json => judged.json(&bound),
    })?;
    Ok(if judged.verdict() == Verdict::Refuted { Outcome::NotAsExpected } else { Outcome::AsExpected })
}

impl FitArguments {
    fn protocol(&self) -> Result<Protocol> {
        if !(self.margin > 0.0 && self.margin <= WIDEST_MARGIN) {
            let problem = format!("{} is no margin; it lies above 0 and is at most {WIDEST_MARGIN}", shown(self.margin));
            return Err(Error::Flag { flag: "--margin".to_owned(), problem });
        }
        let functional = match self.functional {
            FunctionalName::LogLocation => Functional::LogLocation,
            FunctionalName::Mean => Functional::Mean,
        };
        Ok(Protocol { functional, margin: self.margin, ..Protocol::default() })
    }

    fn floor(&self) -> Result<Option<FloorBy>> {
        let Some(text) = &self.floor else { return Ok(None) };
        match text.trim().parse::<f64>() {
            Ok(value) if value.is_finite() && value > 0.0 => Ok(Some(FloorBy::Known(value))),
            _ if text.trim() == "fit" => Ok(Some(FloorBy::Fit)),
            _ => Err(Error::flag("--floor", format!("`{text}` is not a floor; give a positive number, or `fit`"))),
        }
    }

    /// Refuses to draw over the file that is read.
    fn spare_the_measurements(&self) -> Result<()> {
        match &self.figure {
            Some(figure) if is_same_file(figure, &self.file) => {
                let problem = format!("{} holds the measurements; name another file", self.file.display());
                Err(Error::Flag { flag: "--figure".to_owned(), problem })
            }
            _ => Ok(()),
        }
    }

    fn columns(&self, bound: &Bound) -> Result<Columns> {
        let flag = |problem: &str| Error::Flag { flag: "--time-column".to_owned(), problem: problem.to_owned() };
        match (&self.time_column, bound.rate.mentions(Symbol::T)) {
            (None, true) => return Err(flag("the claim has t; name the column that holds the times")),
            (Some(_), false) => return Err(flag("the claim has no t; leave the flag out, or claim a power of t")),
            _ => {}
        }
        Ok(Columns {
            width: self.width_column.clone(),
            replicate: self.replicate_column.clone(),
            value: self.value_column.clone(),
            time: self.time_column.clone(),
        })
    }
}
