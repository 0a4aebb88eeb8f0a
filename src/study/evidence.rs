//! The evidence: one row a cell and quantity, and its CSV form; what is the whole run's is said once.
//!
//! Judging reads these and nothing else. Rows with a horizon are the measurements that claims speak of; rows without one are points of
//! a trajectory, kept for the figures.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::Precision;
use crate::observe::floor;

use super::TableFacts;

/// Whether a row holds a measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// It does.
    Ok,
    /// It does, but less than ten times the numerical floor: rounding alone may have made it.
    Unresolved,
    /// Training left the finite numbers before the step, or did not come to what is timed; `value` is empty and `reason` says so.
    Diverged,
    /// The run itself came to no end: it panicked or passed its limit of time; `value` is empty and `reason` says so. It says nothing of the network.
    Failed,
}

/// What is the whole run's: the same for all its rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunFacts {
    /// The scale of the run.
    pub scale: String,
    /// The seed of the run.
    pub seed: u64,
    /// The name of its data.
    pub data: String,
    /// The precision of the state.
    pub precision: Precision,
    /// The symbol of what grows.
    pub axis: String,
    /// The key of every setting by its id.
    pub settings: BTreeMap<String, String>,
    /// The table that the rows were read from; nothing where this program ran what they measure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<TableFacts>,
}

impl RunFacts {
    /// What is known of rows that this program did not make: nothing.
    pub fn unknown() -> Self {
        let (scale, data, axis) = (String::new(), ELSEWHERE.to_owned(), "M".to_owned());
        Self { scale, seed: 0, data, precision: Precision::default(), axis, settings: BTreeMap::new(), table: None }
    }

    /// Whether this program made the rows.
    pub fn are_known(&self) -> bool {
        !self.scale.is_empty()
    }
}

/// The name of data that nothing is known of.
const ELSEWHERE: &str = "measured elsewhere";

/// One quantity of one cell at one step.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The setting's id.
    pub setting: String,
    /// M, or the value of what grows.
    pub width: usize,
    /// The replicate's number, from 0.
    pub replicate: usize,
    /// The name of what was measured.
    pub quantity: String,
    /// The horizon, as [`crate::claim::Horizon`] prints it; empty for a point of a trajectory.
    pub horizon: String,
    /// t, in steps.
    pub step: usize,
    /// The measurement; none where the run diverged or failed.
    pub value: Option<f64>,
    /// The quantity's numerical floor, where it has one.
    pub floor: Option<f64>,
    /// Whether there is one.
    pub status: Status,
    /// Why there is none.
    pub reason: String,
}

impl Row {
    /// The fields of the CSV.
    pub(super) fn fields(&self) -> [String; 10] {
        let number = |number: Option<f64>| number.map_or(String::new(), |number| format!("{number:e}"));
        [
            self.setting.clone(),
            self.width.to_string(),
            self.replicate.to_string(),
            self.quantity.clone(),
            self.horizon.clone(),
            self.step.to_string(),
            number(self.value),
            number(self.floor),
            self.status.to_string(),
            self.reason.clone(),
        ]
    }
}

/// The rows of one theorem's study.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// What is the whole run's.
    pub run: RunFacts,
    /// By setting, width, replicate, quantity, horizon and step, in the order of the design.
    pub rows: Vec<Row>,
}

const HEADER: [&str; 10] = ["setting", "width", "replicate", "quantity", "horizon", "step", "value", "floor", "status", "reason"];

/// The largest width, replicate and step that is read: a double holds it, and what is counted from it does not overflow.
const MOST: usize = 1 << 53;

impl Evidence {
    /// The name of the scale at which it was measured.
    pub fn scale(&self) -> &str {
        &self.run.scale
    }

    /// The name of the data that it was measured on.
    pub fn data(&self) -> &str {
        &self.run.data
    }

    /// The widths that occur.
    pub fn widths(&self) -> BTreeSet<usize> {
        self.rows.iter().map(|row| row.width).collect()
    }

    /// How many replicates there are at each width: one more than the largest number of one.
    pub fn replicates(&self) -> BTreeMap<usize, usize> {
        let mut replicates = BTreeMap::new();
        for row in &self.rows {
            let count = replicates.entry(row.width).or_insert(0);
            *count = (row.replicate + 1).max(*count);
        }
        replicates
    }

    /// The line of the row with this index in the CSV.
    pub(crate) fn line(&self, index: usize) -> u64 {
        // A reason may have several lines.
        let lines = |row: &Row| 1 + row.reason.matches('\n').count() as u64;
        2 + self.rows[..index].iter().map(lines).sum::<u64>()
    }

    /// The rows as CSV.
    pub fn to_csv(&self) -> Vec<u8> {
        rows_to_csv(&self.rows)
    }

    /// Bytes of memory that [`Evidence::from_csv`] takes at most for a byte that it reads, beside a fixed buffer.
    pub const MEMORY: usize = 32;

    /// Reads what [`Evidence::to_csv`] wrote, of a run of which this is known. `file` is the name that an error shows.
    ///
    /// # Errors
    /// The file, the line, and what is wrong there.
    pub fn from_csv(file: &str, bytes: &[u8], run: RunFacts) -> Result<Self> {
        Ok(Self { run, rows: rows_from_csv(file, bytes)? })
    }
}

/// Rows as CSV, values with the fewest digits that read back the same.
pub fn rows_to_csv(rows: &[Row]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |record: [String; HEADER.len()]| writer.write_record(record).expect("writing to memory does not fail");
    write(HEADER.map(String::from));
    rows.iter().for_each(|row| write(row.fields()));
    writer.into_inner().expect("writing to memory does not fail")
}

/// Reads what [`rows_to_csv`] wrote. `file` is the name that an error shows.
///
/// # Errors
/// The file, the line, and what is wrong there.
pub fn rows_from_csv(file: &str, bytes: &[u8]) -> Result<Vec<Row>> {
    let fail = |line: u64, problem: String| Error::Table { file: file.into(), line, problem };
    let mut reader = csv::Reader::from_reader(bytes);
    let headers = reader.headers().map_err(|error| fail(1, csv_problem(&error)))?;
    if headers.iter().ne(HEADER) {
        let older = headers.iter().any(|name| name == "observable");
        let mend =
            if older { "`asymptest convert DIR` brings older evidence into this form" } else { "run `verify` again to write this file" };
        return Err(fail(1, format!("the columns are not {}; {mend}", HEADER.join(","))));
    }
    let mut rows: Vec<(u64, Row)> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| fail(error.position().map_or(0, csv::Position::line), csv_problem(&error)))?;
        let line = record.position().map_or(0, csv::Position::line);
        rows.push((line, parse_row(&record).map_err(|problem| fail(line, problem))?));
    }
    if let Some((line, first)) = duplicate(&rows) {
        return Err(fail(line, format!("measures the same as line {first}; run `verify` again to write this file")));
    }
    if rows.is_empty() {
        return Err(fail(0, "holds no measurements; run `verify` again to write this file".into()));
    }
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// The line of a row that measures the same as an earlier one, and that one's line.
fn duplicate(rows: &[(u64, Row)]) -> Option<(u64, u64)> {
    let mut seen = HashMap::new();
    rows.iter().find_map(|(line, row)| {
        let key = (&row.setting, row.width, row.replicate, &row.quantity, &row.horizon, row.step);
        seen.insert(key, *line).map(|first| (*line, first))
    })
}

fn csv_problem(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("has {len} cells where the header has {expected_len}; run `verify` again to write this file")
        }
        csv::ErrorKind::Utf8 { .. } => "is not UTF-8; run `verify` again to write this file".into(),
        _ => error.to_string(),
    }
}

fn parse_row(record: &csv::StringRecord) -> Result<Row, String> {
    fn cell<T: FromStr>(record: &csv::StringRecord, column: usize) -> Result<T, String> {
        record[column]
            .parse()
            .map_err(|_| format!("column {}: `{}` is not a value of that column; run `verify` again", HEADER[column], &record[column]))
    }
    fn optional(record: &csv::StringRecord, column: usize) -> Result<Option<f64>, String> {
        if record[column].is_empty() { Ok(None) } else { cell(record, column).map(Some) }
    }
    let whole = |column: usize| match cell::<usize>(record, column)? {
        number if number <= MOST => Ok(number),
        number => Err(format!("column {}: {number} is above {MOST}, and no run has so many; run `verify` again", HEADER[column])),
    };
    let text = |column: usize| record[column].to_owned();
    let (value, floor, status) = (optional(record, 6)?, optional(record, 7)?, cell(record, 8)?);
    if floor.is_some_and(|floor| !(floor.is_finite() && floor > 0.0)) {
        return Err(format!("column floor: `{}` is not a positive number; run `verify` again", &record[7]));
    }
    if record[3].is_empty() {
        return Err("column quantity: it is empty; run `verify` again".into());
    }
    let resolved = |value: f64| floor.is_none_or(|floor| value >= floor::RESOLVED * floor);
    let step = whole(5)?;
    match (status, value) {
        (Status::Ok, Some(value)) if value.is_finite() && ((step == 0 && value == 0.0) || resolved(value)) => {}
        (Status::Unresolved, Some(value)) if value.is_finite() && !resolved(value) => {}
        (Status::Diverged | Status::Failed, None) => {}
        _ => {
            return Err(format!(
                "column value: `{}` does not go with status {status}; a measurement is a finite number, unresolved below 10 times the floor, and a run that diverged or failed has none",
                &record[6]
            ));
        }
    }
    let width = whole(1)?;
    if width < 2 {
        return Err(format!("column width: {width} is below 2, and log M must be above 0"));
    }
    let (replicate, reason) = (whole(2)?, text(9));
    Ok(Row { setting: text(0), width, replicate, quantity: text(3), horizon: text(4), step, value, floor, status, reason })
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ok => "ok",
            Self::Unresolved => "unresolved",
            Self::Diverged => "diverged",
            Self::Failed => "failed",
        })
    }
}

impl FromStr for Status {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "ok" => Ok(Self::Ok),
            "unresolved" => Ok(Self::Unresolved),
            "diverged" => Ok(Self::Diverged),
            "failed" => Ok(Self::Failed),
            _ => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row(width: usize, value: Option<f64>, reason: String) -> Row {
        let status = match value {
            Some(value) if value < 1e-2 => Status::Unresolved,
            Some(_) => Status::Ok,
            None => Status::Diverged,
        };
        Row { width, replicate: 1, value, floor: Some(1e-3), status, reason, ..Row::example() }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_the_same(
            values in prop::collection::vec(prop::option::of(prop_oneof![0.0..1e300f64, 0.0..1.0]), 1..20), width in 2usize..1 << 40, reason in "[a-z ,\"\n]{0,20}",
        ) {
            let rows: Vec<Row> = values.into_iter().enumerate().map(|(k, value)| row(width + k, value, reason.clone())).collect();
            prop_assert_eq!(rows_from_csv("f", &rows_to_csv(&rows)).unwrap(), rows.clone());
            // A row that is there twice is named by its line.
            let evidence = Evidence { run: RunFacts::unknown(), rows: [&rows[..], &rows[..1]].concat() };
            let problem = rows_from_csv("f", &evidence.to_csv()).unwrap_err().to_string();
            prop_assert!(problem.starts_with(&format!("f, line {}: ", evidence.line(rows.len()))), "{}", problem);
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = rows_from_csv("f", &bytes);
            let mut headed = HEADER.join(",").into_bytes();
            headed.push(b'\n');
            headed.extend(bytes);
            let _ = rows_from_csv("f", &headed);
        }
    }

    #[test]
    fn a_damaged_file_is_refused_with_its_line() {
        let good = String::from_utf8(rows_to_csv(&[row(8, Some(0.5), String::new()), row(16, Some(0.25), String::new())])).unwrap();
        let message = |text: &str| rows_from_csv("cells.csv", text.as_bytes()).unwrap_err().to_string();
        for (damaged, expected) in [
            (good.replace("2.5e-1", "NaN"), "cells.csv, line 3: column value"),
            (good.replace("2.5e-1", "x"), "cells.csv, line 3: column value"),
            (good.replace("2.5e-1", ""), "cells.csv, line 3: column value"),
            (good.replace(",16,", ",1,"), "line 3: column width"),
            (
                good.replace(",16,1,", ",16,18446744073709551615,"),
                "line 3: column replicate: 18446744073709551615 is above 9007199254740992",
            ),
            (good.replace("ntk_drift", ""), "line 2: column quantity"),
            (good.replace("value,", ""), "line 1: the columns"),
            (good.replace("quantity", "observable"), "`asymptest convert DIR` brings older evidence"),
            (good.lines().next().unwrap().to_owned(), "no measurements"),
            (good.replace("2.5e-1,", "2.5e-1,,"), "line 3: has 11 cells"),
            (good.replace("2.5e-1,", "2.5e-4,"), "line 3: column value: `2.5e-4` does not go with status ok"),
            (good.replace("ok", "unresolved"), "line 2: column value"),
            (good.replace("1e-3", "0"), "line 2: column floor"),
            (good.replace(",16,", ",8,"), "line 3: measures the same as line 2"),
        ] {
            assert!(message(&damaged).contains(expected), "{}", message(&damaged));
        }
    }
}
