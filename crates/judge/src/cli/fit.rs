//! `asymptest fit`: anyone's measurements against a claim.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::error::{Error, Result};
use crate::files::{input_name, is_same_file};
use crate::report::{latex_table, markdown_table, results_csv};
use crate::series::{Note, Question, Series, shell};
use crate::stats::Functional;
use crate::table::Table;
use crate::verdict::{FloorBy, Protocol};

use super::answers::{Answer, Answers, Expected};
use super::args::{ResultFormat, quoted_path, shown};
use super::claims::{Case, Claims};
use super::figure::{FigureForm, write_figure};
use super::judged::{Judged, judge_series};
use super::table::{TableArguments, table};
use super::{Outcome, output};

/// Judges claims on measurements of your own
#[derive(Debug, Args)]
#[command(
    long_about = "\
Judges claims on measurements of your own.

FILE is a table with a line of column names and one measurement a line: a size (above 0) and a
value. The size is the column `width` or what --x says, the value is the column `value` or what
--y says. Rows of one size are its replicates: they are told apart by a column `replicate`, `seed`
or the like, or numbered. Rows of one size that differ in another column, such as an optimiser or
a metric, are not replicates: the command says which columns differ and how to keep them apart.
Nothing is repaired: an empty cell or a negative value is an error that names the line. A zero and
a failed run (nan) are evidence: write them down, they are counted and shown.",
    after_long_help = "\
CLAIMS
  O(...), Omega(...), Theta(...) or o(...) of a product of powers of a variable, its log and t (a
  number of steps): 'O(M^(-1/6) log(M)^3)', 'Theta(n log n)', 'Theta(1)', 'O(t/sqrt(M))'. LaTeX is
  read as it is pasted: '$\\mathcal{O}(M^{-1/2})$'. Constant factors are dropped.
  The variable is any word; if the table has a column of that name, it holds the sizes. 'O(h^2)' is
  about an h that tends to 0: it is judged in M = 1/h. 'O(x^2) as x -> 0' says so of any variable.

EXPRESSIONS
  Columns, numbers, + - * / ^, abs, sqrt, log, log2, log10 and exp: --x '1/h', --y 'abs(a - b)'.
  The names of columns with other characters stand in backquotes: --y '1 - `val/acc`'.

EXIT CODE
  0  no claim is refuted; with --expect, every verdict is the one that is expected
  1  a claim is refuted; with --expect, a verdict is another one
  2  bad input: one line says what, where and how to mend it

EXAMPLES
  asymptest fit drift.csv --claim 'O(M^(-1/6) log(M)^3)'
  asymptest fit loss.csv --claim 'O(1/M)' --floor fit
  asymptest fit convergence.csv --claim 'O(h^2)' --y error
  asymptest fit runs.csv --claim 'Theta(1)' --x hidden --y 'abs(loss)' --by optimizer --where 'step>=1000'
  asymptest fit means.csv --claim 'O(n^(-1/2))' --y mean --error 'std/sqrt(20)'
  asymptest fit wide.csv --claim 'Theta(p^2)' --wide 'rep*'
  asymptest fit coordinates.csv --claim 'Theta(1)' --time-column t --expect supported
  ... | asymptest fit - --claim 'O(1/M)' --format json"
)]
pub struct FitArguments {
    /// The table; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The claim, such as 'O(M^(-1/6) log(M)^3)'; several are judged together
    #[arg(long, value_name = "CLAIM", required = true)]
    claim: Vec<String>,
    /// The estimate at each width: the robust centre of log(value), or the mean (--error: the mean)
    #[arg(long, value_name = "NAME")]
    functional: Option<FunctionalName>,
    /// The largest violation, as a power of M over the widths measured, that support may leave open
    #[arg(long, value_name = "POWER", default_value_t = Protocol::default().margin, allow_negative_numbers = true)]
    margin: f64,
    /// A floor under the values: the claim is about value - floor. A number, or `fit` to fit it
    #[arg(long, value_name = "VALUE|fit", allow_hyphen_values = true)]
    floor: Option<String>,
    /// Exit with 0 if every verdict is this one, and else with 1
    #[arg(long, value_name = "VERDICT")]
    expect: Option<Expected>,
    /// Draw measurements, fit and claimed rate; the extension says how: .svg, .tex, .pdf or .png
    #[arg(long, value_name = "FILE")]
    figure: Option<PathBuf>,
    /// How to print the judgement
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ResultFormat,
    #[command(flatten)]
    table: TableArguments,
    /// Leave out smaller sizes
    #[arg(long, value_name = "SIZE", allow_negative_numbers = true, help_heading = "Which numbers of the table")]
    from: Option<f64>,
    /// Leave out larger sizes
    #[arg(long, value_name = "SIZE", allow_negative_numbers = true, help_heading = "Which numbers of the table")]
    to: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FunctionalName {
    LogLocation,
    Mean,
}

/// Names of columns that usually hold the spread of single runs and not the error of their mean.
const SPREADS: [&str; 7] = ["std", "sd", "stddev", "std_dev", "stdev", "sigma", "standard deviation"];

/// Carries the command out.
///
/// # Errors
/// A claim, a flag or a file that cannot be used.
pub fn run(arguments: &FitArguments) -> Result<Outcome> {
    let answers = judge(arguments, table)?;
    if let Some(path) = &arguments.figure {
        let Some(only) = answers.only() else {
            return Err(Error::flag("--figure", "a figure shows one claim on one series; judge one alone"));
        };
        write_figure(path, &only.figure(answers.value()))?;
    }
    output::print(&match arguments.format {
        ResultFormat::Text => answers.text(),
        ResultFormat::Json => answers.json(),
        ResultFormat::Markdown => markdown_table(&answers.groups()),
        ResultFormat::Latex => latex_table(&answers.groups()),
        ResultFormat::Csv => results_csv(&answers.groups()),
    })?;
    Ok(if answers.are_as_expected() { Outcome::AsExpected } else { Outcome::NotAsExpected })
}

/// Judges what the arguments ask, and prints and writes nothing. `read` gives the table of the file that they name.
///
/// # Errors
/// A claim, a flag or a file that cannot be used.
pub fn judge(arguments: &FitArguments, read: impl FnOnce(&Path) -> Result<Table>) -> Result<Answers> {
    let claims = Claims::read(&arguments.claim)?;
    let (protocol, floor) = (arguments.protocol()?, arguments.floor()?);
    let question = arguments.question(&claims)?;
    arguments.spare_the_measurements()?;
    arguments.figure.as_deref().map(FigureForm::of).transpose()?;
    let (file, is_spread) = (input_name(&arguments.file), question.error.as_ref().is_some_and(|error| is_spread(error.text())));
    let Case { claims, series } = claims.ask(&file, &read(&arguments.file)?, question)?;
    let mut answers = Vec::new();
    for mut series in series {
        let claims = judge_series(&file, &claims, &series, floor, &protocol)?;
        series.notes.extend(at_start(&claims, &series));
        series.notes.extend(is_spread.then(spread));
        answers.push(Answer { series, claims });
    }
    Ok(Answers::new(answers, arguments.expect))
}

/// A note on rows at t = 0 that a claim with t leaves out.
fn at_start(claims: &[Judged], series: &Series) -> Option<Note> {
    let rows = series.measurements.iter().filter(|row| row.time == Some(0.0)).count();
    let with_time = claims.iter().any(Judged::is_in_time);
    let text = format!("{rows} rows at t = 0 are left out: a power of t has no value there");
    (with_time && rows > 0).then(|| Note::new("left_out", text))
}

fn is_spread(column: &str) -> bool {
    SPREADS.contains(&column.trim().to_lowercase().as_str())
}

fn spread() -> Note {
    let text = "--error is the standard error of each value; if the column holds the spread of n runs, write its name divided by their root, as in --error 'std/sqrt(10)'";
    Note::new("spread_as_error", text)
}

impl FitArguments {
    fn protocol(&self) -> Result<Protocol> {
        if !(self.margin > 0.0 && self.margin <= Protocol::WIDEST_MARGIN) {
            let problem = format!("{} is no margin; it lies above 0 and is at most {}", shown(self.margin), Protocol::WIDEST_MARGIN);
            return Err(Error::Flag { flag: "--margin".to_owned(), problem });
        }
        let functional = match self.functional {
            Some(FunctionalName::LogLocation) => Functional::LogLocation,
            Some(FunctionalName::Mean) => Functional::Mean,
            // Values with standard errors are means.
            None if self.table.has_error() => Functional::Mean,
            None => Functional::LogLocation,
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

    fn question(&self, claims: &Claims) -> Result<Question> {
        let question = Question { from: self.from, to: self.to, ..self.table.question(self.command())? };
        if claims.mention_time() && question.time.is_none() && question.wide.is_none() {
            return Err(Error::flag("--time-column", "the claim has t; name the column that holds the times"));
        }
        Ok(question)
    }

    /// The command line without the question to the table and without what changes no verdict.
    fn command(&self) -> String {
        let mut words = vec!["asymptest fit".to_owned(), quoted_path(&self.file)];
        self.claim.iter().for_each(|claim| words.push(format!("--claim {}", shell(claim))));
        if let Some(functional) = self.functional {
            words.push(format!("--functional {}", if functional == FunctionalName::Mean { "mean" } else { "log-location" }));
        }
        if self.margin != Protocol::default().margin {
            words.push(format!("--margin {}", self.margin));
        }
        words.extend(self.floor.as_ref().map(|floor| format!("--floor {}", shell(floor.trim()))));
        words.join(" ")
    }
}
