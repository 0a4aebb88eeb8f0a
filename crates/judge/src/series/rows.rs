//! Rows of a table to numbers: those that are asked for, each checked.

use std::collections::HashMap;

use super::columns::Columns;
use super::expression::{Fault, Formula};
use super::note::Note;
use super::question::Limit;
use super::refusal::{Refusal, clip, listed};
use super::{Filter, Question, Relation};
use crate::table::{Row, Table, value as number};

/// One row that is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Entry {
    /// Above 0.
    pub(super) width: f64,
    /// At least 0; 0 without times.
    pub(super) time: f64,
    /// At least 0, or NaN of a failed run.
    pub(super) value: f64,
    /// The standard error; NaN without one.
    pub(super) error: f64,
    pub(super) digits: u32,
    /// Which series.
    pub(super) series: u32,
    /// Which row of the table.
    pub(super) row: u32,
}

/// The rows that are asked for, in the order of the table, and the keys of their series.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rows {
    pub(super) entries: Vec<Entry>,
    pub(super) keys: Vec<Vec<String>>,
    /// The first fault of a value in each series that has one: it counts if the rows belong together.
    pub(super) faults: HashMap<u32, Refusal>,
    pub(super) notes: Vec<Note>,
}

/// Words of a status that mean a run without a value.
const FAILED: [&str; 2] = ["failed", "diverged"];
/// More series than this are refused: a column of numbers was named.
const MOST_SERIES: usize = 1000;

/// Reads the rows that are asked for.
pub(super) fn rows(table: &Table, columns: &Columns<'_>, question: &Question) -> Result<Rows, Refusal> {
    let reader = Reader { table, columns, question };
    let mut left_out = vec![0usize; columns.filters.len()];
    let (mut outside, mut keys, mut places, mut faults) = (0usize, Vec::new(), HashMap::new(), HashMap::new());
    let mut entries = Vec::with_capacity(table.len());
    for (row, index) in table.rows().zip(0..) {
        if let Some(failed) = columns.filters.iter().position(|(column, filter)| !filter.passes(row.cell(*column))) {
            left_out[failed] += 1;
            continue;
        }
        let Some(width) = reader.width(row)? else {
            outside += 1;
            continue;
        };
        let series = if columns.by.is_empty() {
            0
        } else {
            let key: Vec<&str> = columns.by.iter().map(|column| row.cell(*column).trim()).collect();
            let next = places.len() as u32;
            *places.entry(key).or_insert_with_key(|key| {
                keys.push(key.iter().map(|part| (*part).to_owned()).collect());
                next
            })
        };
        let (value, digits) = match reader.value(row) {
            Ok(found) => found,
            Err(fault) => {
                faults.entry(series).or_insert(fault);
                (f64::NAN, 0)
            }
        };
        let error = reader.error(row, value)?;
        entries.push(Entry { width, time: reader.time(row)?, value, error, digits, series, row: index });
    }
    if keys.len() > MOST_SERIES {
        return Err(Refusal::whole(format!("--by asks for {} series; at most {MOST_SERIES} are judged at once", keys.len())));
    }
    if entries.is_empty() {
        return Err(reader.nothing(&left_out));
    }
    Ok(Rows { entries, keys, faults, notes: reader.left_out(&left_out, outside) })
}

struct Reader<'a> {
    table: &'a Table,
    columns: &'a Columns<'a>,
    question: &'a Question,
}

impl Reader<'_> {
    fn refuse(&self, row: Row<'_>, problem: String) -> Refusal {
        Refusal::at(row.line(), problem)
    }

    fn fault(&self, row: Row<'_>, fault: &Fault, text: &str) -> Refusal {
        let problem = Columns::fault(fault, self.table, |column| row.cell(column).to_owned(), text);
        self.refuse(row, problem).or(self.without(fault))
    }

    /// The question without the rows that have a fault like this.
    fn without(&self, fault: &Fault) -> Vec<Question> {
        match fault {
            Fault::Empty(column) => vec![self.with_filter(*column, Relation::Different, "")],
            _ => Vec::new(),
        }
    }

    fn with_filter(&self, column: usize, relation: Relation, value: &str) -> Question {
        let filter = Filter { column: self.table.names()[column].trim().to_owned(), relation, value: value.to_owned() };
        let filters = [&self.question.filters[..], &[filter]].concat();
        Question { filters, ..self.question.clone() }
    }

    /// The size as the measurements have it; `None` outside of the window that is asked for.
    fn width(&self, row: Row<'_>) -> Result<Option<f64>, Refusal> {
        let (name, formula) = &self.columns.x;
        let x = formula.value(row).map_err(|fault| self.fault(row, &fault, name))?;
        if !x.is_finite() {
            let cell = formula.column().map_or(String::from("nan"), |column| clip(row.cell(column)));
            return Err(self.refuse(row, format!("{} `{cell}` is not a finite number", clip(name))));
        }
        if self.question.from.is_some_and(|from| x < from) || self.question.to.is_some_and(|to| x > to) {
            return Ok(None);
        }
        let width = if self.question.limit == Limit::Zero { x.recip() } else { x };
        if x > 0.0 && width > 0.0 && width.is_finite() {
            return Ok(Some(width));
        }
        let problem = format!("{} {x} is not above 0, and has no logarithm; a width counts neurons, or sizes", clip(name));
        let above = formula.column().map(|column| self.with_filter(column, Relation::Above, "0"));
        Err(self.refuse(row, problem).or(above.into_iter().collect()))
    }

    /// The value with its digits: at least 0, or NaN of a run that failed.
    fn value(&self, row: Row<'_>) -> Result<(f64, u32), Refusal> {
        let (name, formula) = &self.columns.y;
        if self.columns.status.is_some_and(|status| FAILED.contains(&row.cell(status).trim())) {
            return Ok((f64::NAN, 0));
        }
        let value = match formula.value(row) {
            Ok(value) => value,
            Err(fault @ Fault::Empty(column)) if formula.column() == Some(column) => {
                let problem = format!("{} is empty; write `nan` if the run failed, and leave the row out if it was never made", clip(name));
                return Err(self.refuse(row, problem).or(self.without(&fault)));
            }
            Err(fault) => return Err(self.fault(row, &fault, name)),
        };
        if !value.is_finite() {
            return Ok((f64::NAN, 0));
        }
        if value < 0.0 {
            let shown = formula.column().map_or_else(|| value.to_string(), |column| clip(row.cell(column)));
            let problem =
                format!("{} `{shown}` is negative, and has no logarithm; judge its size, or write `nan` if the run failed", clip(name));
            let size = format!("abs({})", if formula.column().is_some() { quoted(name) } else { name.clone() });
            return Err(self.refuse(row, problem).or(vec![Question { y: Some(size.into()), ..self.question.clone() }]));
        }
        // Adding zero folds -0 into 0.
        Ok((value + 0.0, formula.digits(row)))
    }

    fn time(&self, row: Row<'_>) -> Result<f64, Refusal> {
        let Some(column) = self.columns.time else { return Ok(0.0) };
        let name = clip(&self.table.names()[column]);
        let time = Formula::Column(column).value(row).map_err(|fault| self.fault(row, &fault, &name))?;
        match time {
            time if !time.is_finite() => Err(self.refuse(row, format!("{name} `{}` is not a finite number", clip(row.cell(column))))),
            time if time < 0.0 => {
                let above = self.with_filter(column, Relation::AtLeast, "0");
                Err(self.refuse(row, format!("{name} `{}` is negative; times count from 0", clip(row.cell(column)))).or(vec![above]))
            }
            time => Ok(time + 0.0),
        }
    }

    /// The standard error of a value above 0.
    fn error(&self, row: Row<'_>, value: f64) -> Result<f64, Refusal> {
        let Some((name, formula)) = &self.columns.error else { return Ok(f64::NAN) };
        if value.is_nan() || value == 0.0 {
            return Ok(f64::NAN);
        }
        let error = formula.value(row).map_err(|fault| self.fault(row, &fault, name))?;
        if error > 0.0 && error.is_finite() {
            return Ok(error);
        }
        let problem = format!("{} is {error}, and a standard error is a number above 0; judge the values without --error", clip(name));
        Err(self.refuse(row, problem).or(vec![Question { error: None, ..self.question.clone() }]))
    }

    fn nothing(&self, left_out: &[usize]) -> Refusal {
        if self.table.is_empty() {
            return Refusal::whole("the file has column names but no measurements");
        }
        let most = (0..left_out.len()).max_by_key(|i| left_out[*i]).filter(|i| left_out[*i] > 0);
        let Some((column, filter)) = most.map(|i| self.columns.filters[i]) else {
            return Refusal::whole("no row has a size between --from and --to");
        };
        let mut seen: Vec<&str> = Vec::new();
        for row in self.table.rows() {
            let cell = row.cell(column).trim();
            if seen.len() <= 12 && !seen.contains(&cell) {
                seen.push(cell);
            }
        }
        let shown = listed(seen.iter().copied(), 12);
        let others = |value: &&str| Question {
            filters: self
                .question
                .filters
                .iter()
                .map(|f| if f == filter { Filter::equal(f.column.clone(), *value) } else { f.clone() })
                .collect(),
            ..self.question.clone()
        };
        Refusal::whole(format!("no row passes --where {filter}; `{}` has {shown}", clip(&filter.column)))
            .or(seen.iter().map(others).collect())
    }

    fn left_out(&self, left_out: &[usize], outside: usize) -> Vec<Note> {
        let of = self.table.len();
        let by_filter = self
            .columns
            .filters
            .iter()
            .zip(left_out)
            .map(|((_, filter), count)| format!("{count} of {of} rows are left out by --where {filter}"));
        let window = [("--from", self.question.from), ("--to", self.question.to)]
            .into_iter()
            .filter_map(|(flag, value)| Some(format!("{flag} {}", value?)));
        let window: Vec<String> = window.collect();
        let by_window = (!window.is_empty()).then(|| format!("{outside} of {of} rows are left out by {}", window.join(" and ")));
        by_filter.chain(by_window).map(|text| Note::new("left_out", text)).collect()
    }
}

/// The name of a column as an expression has it.
pub(super) fn quoted(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || c == '_';
    let starts = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    match name.contains('`') {
        true => format!("\"{name}\""),
        false if starts && name.chars().all(is_plain) => name.to_owned(),
        false => format!("`{name}`"),
    }
}

/// Whether a cell is a number.
pub(super) fn is_number(cell: &str) -> bool {
    number(cell).is_some()
}
