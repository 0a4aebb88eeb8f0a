//! The answer to a question: series of measurements, or one error with a remedy.

use std::collections::HashMap;

use super::columns::{Columns, Trust};
use super::note::Note;
use super::order::{counted, named, repeated};
use super::refusal::{Refusal, clip, listed};
use super::remedy::{command, remedy};
use super::rows::{Entry, Rows, rows};
use super::varying::{Subject, Varying};
use super::{Answers, Filter, Question};
use crate::error::{Error, Result};
use crate::stats::{Labels, Measurement, Sample, sample};
use crate::table::Table;

/// Measurements that belong together: those of one value of each column of `by`.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The columns of `by` with their values; empty without them.
    pub key: Vec<(String, String)>,
    /// The measurements, ordered by size, replicate and time.
    pub measurements: Vec<Measurement>,
    /// Where the names of replicates come from.
    pub labels: Labels,
    /// The sizes, as the question or the table names them.
    pub x: String,
    /// The values, as the question or the table names them.
    pub y: String,
    /// How the table was read.
    pub notes: Vec<Note>,
}

impl Series {
    /// The sample of the measurements, without regard to time.
    pub fn sample(&self) -> Sample {
        Sample { labels: self.labels, ..sample(&self.measurements) }
    }

    /// `optimizer = Dion, metric = soft_rank`; empty without columns of `by`.
    pub fn title(&self) -> String {
        title(&self.key)
    }
}

fn title(key: &[(String, String)]) -> String {
    key.iter().map(|(column, value)| format!("{column} = {value}")).collect::<Vec<_>>().join(", ")
}

/// Fewer widths than this bear no law at all.
const FEWEST_WIDTHS: usize = 3;

/// The series that answer a question about a table. `file` names the table in errors.
///
/// # Errors
/// [`Error::Question`] with the line and, where a question near this one has an answer, the command that asks it.
pub fn series(file: &str, table: &Table, question: &Question) -> Result<Vec<Series>> {
    solve(table, question).map_err(|refusal| {
        let asks = |question: &Question| solve(table, question).map(|_| ());
        // Without a command there is nothing to paste.
        let found = if question.command.is_empty() { None } else { remedy(&refusal, table.len(), &asks) };
        Error::Question { file: file.to_owned(), line: refusal.line, problem: refusal.problem, help: found.map(|found| command(&found)) }
    })
}

fn solve(table: &Table, question: &Question) -> std::result::Result<Vec<Series>, Refusal> {
    if question.answers == Answers::One && !question.by.is_empty() {
        return Err(Refusal::whole("this command takes one series; keep one value with --where COLUMN=VALUE".to_owned()));
    }
    let long = question.wide.as_ref().map(|wide| wide.lengthen(table)).transpose()?;
    let table = long.as_ref().map_or(table, |long| &long.table);
    let columns = Columns::find(table, question, long.as_ref())?;
    let Rows { entries, keys, faults, notes } = rows(table, &columns, question)?;
    let mut notes = [columns.notes.clone(), notes].concat();
    if let Some(empty) = long.as_ref().map(|long| long.empty).filter(|empty| *empty > 0) {
        notes.push(Note::new("left_out", format!("{empty} empty cells of runs are left out")));
    }
    let builder = Builder { table, columns: &columns, question, notes: &notes, faults: &faults };
    let apart = apart(entries, keys.len().max(1));
    let mut built: Vec<Series> = Vec::new();
    let mut short: Vec<String> = Vec::new();
    for (entries, key) in apart.into_iter().zip(keys.into_iter().chain(std::iter::once(Vec::new()))) {
        let key: Vec<(String, String)> = columns.by.iter().map(|column| table.names()[*column].trim().to_owned()).zip(key).collect();
        let widths = entries.chunk_by(|a, b| a.width == b.width).count();
        if widths < FEWEST_WIDTHS && !key.is_empty() {
            short.push(title(&key));
            continue;
        }
        built.push(builder.series(key, &entries)?);
    }
    match built.first_mut() {
        Some(first) if !short.is_empty() => {
            let text = format!(
                "{} with fewer than {FEWEST_WIDTHS} sizes are not judged: {}",
                short.len(),
                listed(short.iter().map(String::as_str), 6)
            );
            first.notes.push(Note::new("series_left_out", text));
        }
        None => return Err(Refusal::whole(format!("no series of --by has {FEWEST_WIDTHS} sizes"))),
        _ => {}
    }
    Ok(built)
}

/// The entries of each series, sorted by size and time.
fn apart(entries: Vec<Entry>, count: usize) -> Vec<Vec<Entry>> {
    let mut apart: Vec<Vec<Entry>> = if count == 1 { vec![entries] } else { split(&entries, count) };
    for entries in &mut apart {
        entries.sort_by(|a, b| a.width.total_cmp(&b.width).then(a.time.total_cmp(&b.time)).then(a.row.cmp(&b.row)));
    }
    apart
}

fn split(entries: &[Entry], count: usize) -> Vec<Vec<Entry>> {
    let mut apart = vec![Vec::new(); count];
    entries.iter().for_each(|entry| apart[entry.series as usize].push(*entry));
    apart
}

struct Builder<'a> {
    table: &'a Table,
    columns: &'a Columns<'a>,
    question: &'a Question,
    notes: &'a [Note],
    faults: &'a HashMap<u32, Refusal>,
}

impl Builder<'_> {
    fn name(&self, column: usize) -> &str {
        self.table.names()[column].trim()
    }

    fn series(&self, key: Vec<(String, String)>, entries: &[Entry]) -> std::result::Result<Series, Refusal> {
        let replicate = self.columns.replicate;
        let subject = Subject { table: self.table, entries, replicate: replicate.map(|(column, _)| column) };
        let used = self.columns.used();
        let equal = self.columns.filters.iter().map(|(column, _)| *column);
        let spared: Vec<usize> =
            used.into_iter().chain(equal.filter(|column| subject.values(*column, 1).len() < 2)).chain(self.columns.status).collect();
        let varying = subject.varying((0..self.table.names().len()).filter(|column| !spared.contains(column)));
        if !varying.factors.is_empty() {
            return Err(self.vary(&varying, subject));
        }
        if let Some(fault) = entries.first().and_then(|entry| self.faults.get(&entry.series)) {
            return Err(fault.clone());
        }
        let widths = entries.chunk_by(|a, b| a.width == b.width).count();
        let mut notes = self.notes.to_vec();
        let (replicates, labels) = match replicate {
            None => {
                if entries.len() > widths && self.columns.time.is_none() {
                    notes.push(Note::new(
                        "rows_numbered",
                        "no column names the replicates: the rows of one size are numbered in the order of the file",
                    ));
                }
                (counted(entries), Labels::Counted)
            }
            Some((column, trust)) => {
                let replicates = named(self.table, entries, column)?;
                match repeated(self.table, entries, &replicates) {
                    None => (replicates, Labels::Given),
                    Some(_) if trust == Trust::Guessed => {
                        let text = format!(
                            "`{}` does not tell the rows of one size apart: they are numbered in the order of the file",
                            self.name(column)
                        );
                        notes.push(Note::new("rows_numbered", text));
                        (counted(entries), Labels::Counted)
                    }
                    Some((first, second)) => return Err(self.repeats(column, first, second)),
                }
            }
        };
        if widths < FEWEST_WIDTHS {
            let noun = if widths == 1 { "width" } else { "widths" };
            return Err(Refusal::whole(format!("{widths} {noun} measured; a law in the width needs at least {FEWEST_WIDTHS}, better 10")));
        }
        let measured = |(entry, replicate): (&Entry, _)| Measurement {
            width: entry.width,
            replicate,
            time: self.columns.time.map(|_| entry.time),
            value: entry.value,
            error: (!entry.error.is_nan()).then_some(entry.error),
            digits: entry.digits,
            line: self.table.row(entry.row as usize).map_or(0, |row| row.line()),
        };
        let mut measurements: Vec<Measurement> = entries.iter().zip(replicates).map(measured).collect();
        measurements.sort_by(Measurement::compare);
        Ok(Series { key, measurements, labels, x: self.columns.x.0.clone(), y: self.columns.y.0.clone(), notes })
    }

    fn repeats(&self, column: usize, first: u64, second: u64) -> Refusal {
        let time = self.columns.time.map_or(String::new(), |time| format!(" and {}", clip(self.name(time))));
        let problem = format!(
            "the same {}, {}{time} as in line {first}; number the replicates apart",
            clip(&self.columns.x.0),
            clip(self.name(column))
        );
        // Without its column the replicates are numbered, if nothing else varies.
        Refusal::at(second, problem).or(vec![Question { replicate: None, ..self.question.clone() }])
    }

    /// Rows of one size that are no replicates of one another.
    fn vary(&self, varying: &Varying, subject: Subject<'_>) -> Refusal {
        let one = |column: &usize| {
            let values = subject.values(*column, 4);
            format!("`{}` ({})", clip(self.name(*column)), listed(values.iter().copied(), 4))
        };
        let named: Vec<String> = varying.factors.iter().map(one).collect();
        let following: Vec<&str> = varying.following.iter().map(|column| self.name(*column)).collect();
        let with = if following.is_empty() {
            String::new()
        } else {
            format!(", and with {it} {}", listed(following.iter().copied(), 6), it = if named.len() == 1 { "it" } else { "them" })
        };
        let first = varying.factors[0];
        let value = subject.values(first, 1).first().copied().unwrap_or_default().to_owned();
        let filter = Filter::equal(self.name(first), value);
        let problem = format!(
            "rows of one size differ in {}{with}: they are not replicates of one another; judge each apart with --by, keep one with --where {}, \
             or pool them with --pool",
            named.join(" and "),
            super::shell(&filter.to_string())
        );
        Refusal::whole(problem).or(self.apart(varying, subject))
    }

    /// Questions that keep apart what varies: by series, in time, or one value of each.
    fn apart(&self, varying: &Varying, subject: Subject<'_>) -> Vec<Question> {
        let mut questions = Vec::new();
        let names: Vec<String> = varying.factors.iter().map(|column| self.name(*column).to_owned()).collect();
        if let ([time], None) = (&names[..], self.columns.time)
            && super::guess::is_time(time)
        {
            questions.push(Question { time: Some(time.clone()), ..self.question.clone() });
        }
        let is_evidence = self.columns.status.is_some();
        let by = Question { by: [&self.question.by[..], &names].concat(), ..self.question.clone() };
        let entry = subject.entries.last();
        let cell = |column: usize| entry.and_then(|entry| self.table.row(entry.row as usize)).map_or("", |row| row.cell(column).trim());
        let one = varying.factors.iter().map(|column| Filter::equal(self.name(*column), cell(*column)));
        let one = Question { filters: self.question.filters.iter().cloned().chain(one).collect(), ..self.question.clone() };
        // A file of evidence has quantities that are not comparable, and some are negative.
        questions.extend(if is_evidence { [one, by] } else { [by, one] });
        questions
    }
}
