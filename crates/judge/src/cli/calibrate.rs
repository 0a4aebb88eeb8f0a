//! `asymptest calibrate`: error rates and power of the verdicts for a design and a noise level.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use crate::calibration::in_parallel;
use crate::calibration::{Case, Design, Noise, Rates, Suite, UNDECIDABLE, cases_beyond, cases_of, estimate_noise, field, simulate};
use crate::claim::{Bound, Symbol};
use crate::error::{Error, Result};
use crate::files::write_atomically;
use crate::report::format::count;
use crate::report::{FieldRow, Spliced, calibration_csv, calibration_figure, calibration_report, field_csv, field_table, splice};
use crate::series::shell;
use crate::stats::Sample;
use crate::table::Table;
use crate::verdict::Protocol;
use crate::widths::parse_widths;

use super::args::{Format, shown};
use super::table::{TableArguments, table};
use super::{Outcome, output};

/// Error rates and power of the verdicts, by simulation
///
/// Draws samples of a design under truths of which the claim holds (clean and corrected) and of which it fails (by a little, by much,
/// behind a correction, a constant), judges each as `fit` would, and prints how often each verdict came out. Give the design
/// and the noise, or measurements to take both from.
#[derive(Debug, Args)]
#[command(after_long_help = "\
EXAMPLES
  asymptest calibrate --claim 'O(1/sqrt(M))' --widths 128..16384 --replicates 5 --sigma 0.1
  asymptest calibrate --claim 'O(1/sqrt(M))' --from runs.csv --x hidden --y loss
  asymptest calibrate --suite --out reports/calibration")]
pub struct CalibrateArguments {
    /// The claim, such as 'O(M^(-1/6) log(M)^3)'
    #[arg(long, value_name = "CLAIM", required_unless_present = "suite")]
    claim: Option<String>,
    /// Take design and noise from measurements: a table, as `fit` reads it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["widths", "replicates", "sigma", "suite"])]
    from: Option<PathBuf>,
    /// Widths: doublings `128..16384`, or a list `128,300,1000`
    #[arg(long, value_name = "WIDTHS", default_value = "128..65536")]
    widths: String,
    /// Replicates a width
    #[arg(long, value_name = "N", default_value_t = 5)]
    replicates: usize,
    /// Standard deviation of log(value) between replicates
    #[arg(long, value_name = "SIGMA", default_value_t = 0.05, allow_negative_numbers = true)]
    sigma: f64,
    /// Simulated samples of each truth
    #[arg(long, value_name = "N", default_value_t = 200)]
    trials: usize,
    /// Seed of the simulation
    #[arg(long, value_name = "SEED", default_value_t = 0)]
    seed: u64,
    /// The large simulation behind reports/calibration instead: many truths, designs and noises (minutes)
    #[arg(long, conflicts_with = "claim")]
    suite: bool,
    /// The folder that the suite writes cells.csv, report.md and figure.svg to
    #[arg(long, value_name = "DIR", default_value = "reports/calibration")]
    out: PathBuf,
    /// How to print the rates
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    #[command(flatten)]
    table: TableArguments,
}

/// Carries the command out.
///
/// # Errors
/// A claim, a flag or a file that cannot be used.
pub fn run(arguments: &CalibrateArguments) -> Result<Outcome> {
    if arguments.suite {
        arguments.check()?;
        return suite(arguments);
    }
    let calibrated = calibrated(arguments, table)?;
    output::print(&match arguments.format {
        Format::Text => calibrated.text(),
        Format::Json => calibrated.json(),
    })?;
    Ok(Outcome::AsExpected)
}

/// How often each verdict came out under each truth.
#[derive(Debug)]
pub struct Calibrated {
    bound: Bound,
    design: Design,
    noise: Noise,
    trials: usize,
    seed: u64,
    rows: Vec<(Case, Rates)>,
}

/// Simulates what the arguments ask of one claim, and prints nothing. `read` gives the table of the file that they name.
///
/// # Errors
/// A claim, a flag or a file that cannot be used.
pub fn calibrated(arguments: &CalibrateArguments, read: impl FnOnce(&Path) -> Result<Table>) -> Result<Calibrated> {
    arguments.check()?;
    let Some(claim) = &arguments.claim else {
        return Err(Error::flag("--claim", "give a claim, such as 'O(1/M)'"));
    };
    let bound = in_width(claim)?;
    let (design, noise) = match &arguments.from {
        Some(path) => {
            let start = format!("asymptest calibrate --claim {}", shell(claim));
            let measured = arguments.table.one_series(path, &start, read)?.sample();
            (design_of(&measured), noise_of(&measured)?)
        }
        None => (design(&arguments.widths, arguments.replicates)?, noise(arguments.sigma)?),
    };
    let rows: Vec<(Case, Rates)> = cases_of(&bound)
        .into_iter()
        .chain(cases_beyond(&bound, design.span()))
        .enumerate()
        .map(|(number, case)| {
            let name = number.to_string();
            let rates = simulate(&case, &design, &noise, arguments.trials, (arguments.seed, &name), &Protocol::default());
            (case, rates)
        })
        .collect();
    Ok(Calibrated { bound, design, noise, trials: arguments.trials, seed: arguments.seed, rows })
}

impl Calibrated {
    /// The rates as a table for people.
    pub fn text(&self) -> String {
        text(&self.bound, &self.design, &self.noise, &self.rows)
    }

    /// The rates as JSON.
    pub fn json(&self) -> String {
        output::json_text(&document(self))
    }
}

impl CalibrateArguments {
    fn check(&self) -> Result<()> {
        if !(1..=100_000).contains(&self.trials) {
            return Err(Error::flag("--trials", "give between 1 and 100000 samples a truth"));
        }
        if self.from.is_none() {
            self.table.refuse_without_file()?;
        }
        Ok(())
    }
}

fn suite(arguments: &CalibrateArguments) -> Result<Outcome> {
    let path = &arguments.out;
    std::fs::create_dir_all(path).map_err(|source| Error::Write { path: path.clone(), source })?;
    let protocol = Protocol::default();
    let draws = DRAWS_A_TRIAL * arguments.trials;
    let subjects: Vec<field::Subject> =
        field::systems(draws, arguments.seed).into_iter().chain(field::shapes(draws, arguments.seed)).collect();
    let judged = in_parallel(&subjects, |subject| subject.judge(&protocol));
    let field: Vec<FieldRow<'_>> = subjects.iter().zip(&judged).map(|(subject, rates)| FieldRow { subject, rates: *rates }).collect();
    let cells = Suite::full().run(arguments.seed, arguments.trials, &protocol, |done, of| {
        if done * 20 / of > (done - 1) * 20 / of {
            output::note(&format!("{done} of {of} cells"));
        }
    });
    let command = format!("asymptest calibrate --suite --trials {} --seed {}", arguments.trials, arguments.seed);
    let report = calibration_report(&field, &cells, &command);
    write_atomically(&path.join("cells.csv"), &calibration_csv(&cells))?;
    write_atomically(&path.join("field.csv"), &field_csv(&field))?;
    write_atomically(&path.join("report.md"), report.as_bytes())?;
    write_atomically(&path.join("figure.svg"), calibration_figure(&cells).as_bytes())?;
    // The page on method, where there is one beside the reports, leads with the same table.
    let method = path.join("../../docs/method.md");
    if let Ok(text) = std::fs::read_to_string(&method)
        && let Some(text) = splice(&text, Spliced::Rates, &field_table(&field))
    {
        write_atomically(&method, text.as_bytes())?;
    }
    match arguments.format {
        Format::Text => output::print(&report)?,
        Format::Json => {
            let pooled = cells.iter().fold(Rates::default(), |sum, cell| sum.plus(cell.rates));
            let away = field.iter().fold(field::FieldRates::default(), |sum, row| sum.plus(row.rates));
            output::print_json(
                &json!({ "cells": cells.len(), "pooled": shares(&pooled), "field": away, "out": path.display().to_string() }),
            )?;
        }
    }
    Ok(Outcome::AsExpected)
}

/// Data sets of each subject of the field for each trial of a cell: there are fewer subjects than cells.
const DRAWS_A_TRIAL: usize = 4;

/// A claim in M alone: simulated truths have no times.
pub(super) fn in_width(claim: &str) -> Result<Bound> {
    let bound: Bound = claim.parse()?;
    if bound.rate.mentions(Symbol::T) {
        return Err(Error::flag("--claim", format!("`{bound}` has t, and simulated samples have no times; give the part in M and log(M)")));
    }
    Ok(bound)
}

/// The design that flags describe.
fn design(widths: &str, replicates: usize) -> Result<Design> {
    let widths = widths_of(widths)?;
    if !(1..=100_000).contains(&replicates) {
        return Err(Error::flag("--replicates", "give between 1 and 100000 replicates a width"));
    }
    Ok(Design::balanced("", &widths, replicates))
}

/// The widths of a flag, at least three.
pub(super) fn widths_of(text: &str) -> Result<Vec<f64>> {
    let widths = parse_widths(text).map_err(|problem| Error::flag("--widths", problem))?;
    if widths.len() < 3 {
        return Err(Error::flag("--widths", format!("`{text}` has {}; a law needs at least 3, a verdict 5", count(widths.len(), "width"))));
    }
    Ok(widths.into_iter().map(|width| width as f64).collect())
}

/// The noise of a flag.
pub(super) fn noise(sigma: f64) -> Result<Noise> {
    if !(sigma > 0.0 && sigma <= 5.0) {
        return Err(Error::flag(
            "--sigma",
            format!("{} is no noise level; give a standard deviation of log(value) above 0 and at most 5", shown(sigma)),
        ));
    }
    Ok(Noise::normal(sigma))
}

/// The noise of measurements.
pub(super) fn noise_of(measured: &Sample) -> Result<Noise> {
    estimate_noise(measured).ok_or_else(|| Error::flag("--from", "the file has too few replicates to tell the noise; give --sigma"))
}

fn design_of(measured: &Sample) -> Design {
    Design { name: String::new(), cells: measured.groups.iter().map(|g| (g.width, g.values.len())).collect() }
}

fn text(bound: &Bound, design: &Design, noise: &Noise, rows: &[(Case, Rates)]) -> String {
    let mut text = String::new();
    let replicates: usize = design.cells.iter().map(|(_, n)| n).sum();
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "{bound} on {} from {} to {}, {}, standard deviation of log(value) {:.3}{}",
        count(design.cells.len(), "width"),
        design.cells.first().map_or(0.0, |c| c.0),
        design.cells.last().map_or(0.0, |c| c.0),
        count(replicates, "value"),
        noise.sigma,
        if noise.drift == 0.0 { String::new() } else { format!(" changing as M^{:.2}", noise.drift) }
    );
    let kinds = rows.iter().map(|(case, _)| case.kind.len()).max().unwrap_or(0);
    let truths = rows.iter().map(|(case, _)| case.truth.to_string().len()).max().unwrap_or(0);
    let _ = writeln!(
        text,
        "\n{:kinds$}  {:truths$}  {:>5}  {:>9}  {:>12}  {:>7}  {:>8}",
        "case", "truth", "claim", "supported", "inconclusive", "refuted", "coverage"
    );
    for (case, rates) in rows {
        let _ = writeln!(
            text,
            "{:kinds$}  {:truths$}  {:>5}  {:>7.1} %  {:>10.1} %  {:>5.1} %  {:>6}",
            case.kind,
            case.truth.to_string(),
            if case.holds { "holds" } else { "fails" },
            100.0 * rates.supported as f64 / rates.trials as f64,
            100.0 * rates.inconclusive(),
            100.0 * rates.refuted as f64 / rates.trials as f64,
            if rates.asymptote_asked == 0 { String::new() } else { format!("{:.1} %", 100.0 * rates.asymptote_coverage()) }
        );
    }
    let pooled = pooled(rows);
    let _ = writeln!(
        text,
        "\nwrong verdicts {:.1} %, false supports {:.1} %, false refutations {:.1} %, over {} samples, undecidable truths apart; coverage is of the 95 % interval of the limit",
        100.0 * pooled.wrong(),
        100.0 * pooled.false_support(),
        100.0 * pooled.false_refutation(),
        pooled.trials
    );
    text
}

/// All but the undecidable truths together.
fn pooled(rows: &[(Case, Rates)]) -> Rates {
    let decidable = rows.iter().filter(|(case, _)| case.kind != UNDECIDABLE);
    decidable.fold(Rates::default(), |sum, (_, rates)| sum.plus(*rates))
}

fn document(found: &Calibrated) -> Value {
    let Calibrated { bound, design, noise, trials, seed, rows } = found;
    let cases: Vec<Value> = rows
        .iter()
        .map(|(case, rates)| json!({ "kind": case.kind, "truth": case.truth.to_string(), "holds": case.holds, "rates": shares(rates) }))
        .collect();
    let pooled = pooled(rows);
    json!({
        "claim": bound.to_string(),
        "widths": design.cells.iter().map(|c| c.0).collect::<Vec<_>>(),
        "replicates": design.cells.iter().map(|c| c.1).collect::<Vec<_>>(),
        "noise": noise,
        "trials": trials,
        "seed": seed,
        "cases": cases,
        "pooled": shares(&pooled),
    })
}

/// Shares; null where there is nothing to be counted.
fn shares(rates: &Rates) -> Value {
    json!({
        "trials": rates.trials,
        "supported": rates.supported as f64 / rates.trials as f64,
        "inconclusive": rates.inconclusive(),
        "refuted": rates.refuted as f64 / rates.trials as f64,
        "wrong": rates.wrong(),
        "false_supports": rates.false_support(),
        "false_refutations": rates.false_refutation(),
        "range_coverage": rates.range_coverage(),
        "asymptote_coverage": rates.asymptote_coverage(),
    })
}
