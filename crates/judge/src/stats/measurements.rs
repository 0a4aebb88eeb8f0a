//! The reader of measurements: the bytes of a CSV file to checked rows, or one error that names the line.
//!
//! Nothing is repaired and nothing is skipped. An empty cell is refused like any other text: a measurement that is missing has no row
//! (a row without a value would leave it open whether the width was ever measured).

use std::cmp::Ordering;
use std::collections::HashMap;

use csv::{ByteRecord, ReaderBuilder};

use crate::error::{Error, Result};

use super::Sample;

/// The names of the columns to read; all others are ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// Widths.
    pub width: String,
    /// Replicate numbers or names.
    pub replicate: String,
    /// Measured values.
    pub value: String,
    /// Times (numbers of steps), for claims with t.
    pub time: Option<String>,
}

impl Default for Columns {
    fn default() -> Self {
        Self { width: "width".to_owned(), replicate: "replicate".to_owned(), value: "value".to_owned(), time: None }
    }
}

/// The identity of a replicate: numbers order as numbers, and before names.
#[derive(Debug, Clone, PartialEq)]
pub enum Replicate {
    /// A finite number, so that `1`, `01` and `1.0` are one replicate.
    Number(f64),
    /// Any other text.
    Name(Box<str>),
}

impl Replicate {
    fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Name(a), Self::Name(b)) => a.cmp(b),
            (Self::Number(_), Self::Name(_)) => Ordering::Less,
            (Self::Name(_), Self::Number(_)) => Ordering::Greater,
        }
    }
}

/// One row: a value at a width above 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Measurement {
    /// Width M > 0.
    pub width: f64,
    /// Which replicate.
    pub replicate: Replicate,
    /// Time t > 0, where a time column was asked for.
    pub time: Option<f64>,
    /// The value: at least 0, or NaN of a run that failed.
    pub value: f64,
    /// The number of significant digits with which the value was printed.
    pub digits: u32,
    /// The line of the file at which the row starts, from 1.
    pub line: u64,
}

/// Bytes of memory that [`read_measurements`] takes at most for a byte that it reads, beside a fixed buffer.
pub const MEMORY: usize = 32;

/// Fewer widths than this bear no law at all.
const FEWEST_WIDTHS: usize = 3;

/// Reads measurements, ordered by width, replicate and time. `file` names the source in errors.
///
/// # Errors
/// [`Error::Table`] with the line for a file that is not UTF-8, empty, without one of the columns, ragged, with a cell that is not a
/// number, with a width of 0 or less, with a negative value, with two rows for one (width, replicate, time), or with fewer than 3 widths.
pub fn read_measurements(file: &str, bytes: &[u8], columns: &Columns) -> Result<Vec<Measurement>> {
    let table = |(line, problem): Refusal| Error::Table { file: file.to_owned(), line, problem };
    let mut rows = rows(bytes, columns).map_err(table)?;
    rows.sort_by(order);
    refuse_duplicates(&rows, columns).map_err(table)?;
    refuse_few_widths(&rows).map_err(table)?;
    Ok(rows)
}

/// The sample of measurements without regard to time.
pub fn sample(measurements: &[Measurement]) -> Sample {
    let mut names: HashMap<&str, u64> = HashMap::new();
    let runs: Vec<(f64, u64, f64)> = measurements
        .iter()
        .map(|row| {
            let next = names.len() as u64;
            let label = match &row.replicate {
                // The bits of positive numbers are in their order.
                Replicate::Number(number) => number.to_bits(),
                Replicate::Name(name) => NAMED | *names.entry(name).or_insert(next),
            };
            (row.width, label, row.value)
        })
        .collect();
    let digits = measurements.iter().filter(|row| row.value > 0.0).map(|row| row.digits).max();
    Sample { digits, ..Sample::from_runs(runs) }
}

/// Labels of named replicates lie apart from those of numbered ones: no finite number has these bits.
const NAMED: u64 = 0x7ff8 << 48;

/// The line (0 for the file as a whole) and what is wrong there.
type Refusal = (u64, String);

fn rows(bytes: &[u8], columns: &Columns) -> std::result::Result<Vec<Measurement>, Refusal> {
    let text = utf8(bytes)?;
    if text.trim().is_empty() {
        return Err((0, "the file is empty; it needs a line of column names and one line per measurement".to_owned()));
    }
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut lines = Lines::of(text);
    let mut record = ByteRecord::new();
    read(&mut reader, &mut record, &mut lines)?;
    let header_line = lines.line;
    let places = Places::find(&record, columns).map_err(|problem| (header_line, problem))?;
    // A row has at least the six bytes of `2,0,1` and its end; the estimate bounds what is reserved.
    let mut rows = Vec::with_capacity(text.len() / 24);
    while read(&mut reader, &mut record, &mut lines)? {
        rows.push(places.measurement(&record, lines.line)?);
    }
    if rows.is_empty() {
        return Err((0, "the file has column names but no measurements".to_owned()));
    }
    Ok(rows)
}

fn utf8(bytes: &[u8]) -> std::result::Result<&str, Refusal> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err((1, "the file is UTF-16; save it as UTF-8".to_owned()));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        (1 + ends_of_lines(before), "the file is not UTF-8 text; save it as a CSV file in UTF-8".to_owned())
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

fn read(reader: &mut csv::Reader<&[u8]>, record: &mut ByteRecord, lines: &mut Lines<'_>) -> std::result::Result<bool, Refusal> {
    let start = reader.position().byte();
    match reader.read_byte_record(record) {
        Ok(more) => {
            lines.advance(start);
            Ok(more)
        }
        // Reading from memory with uneven rows allowed has no other failure.
        Err(error) => Err((lines.line, error.to_string())),
    }
}

/// Line numbers of offsets that only grow. The CSV library numbers a row that follows blank lines after the first of them.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), at: 0, line: 1 }
    }

    /// Moves to the row that starts at or, past blank lines, after `start`.
    fn advance(&mut self, start: u64) {
        let start = (start as usize).min(self.bytes.len());
        let blank = self.bytes[start..].iter().take_while(|b| matches!(b, b'\r' | b'\n'));
        let start = start + blank.count();
        self.line += ends_of_lines(&self.bytes[self.at..start]);
        self.at = start;
    }
}

/// How many lines end in `bytes`, by LF, CR LF or CR.
fn ends_of_lines(bytes: &[u8]) -> u64 {
    let ends = bytes.iter().enumerate().filter(|(i, b)| match b {
        b'\n' => true,
        b'\r' => bytes.get(i + 1) != Some(&b'\n'),
        _ => false,
    });
    ends.count() as u64
}

/// Where the columns stand.
struct Places<'a> {
    columns: &'a Columns,
    width: usize,
    replicate: usize,
    value: usize,
    time: Option<usize>,
    fields: usize,
}

impl<'a> Places<'a> {
    fn find(header: &ByteRecord, columns: &'a Columns) -> std::result::Result<Self, String> {
        let names: Vec<String> = header.iter().map(cell).collect();
        let place = |name: &String, flag: &str| {
            let mut found = names.iter().enumerate().filter(|(_, known)| *known == name.trim());
            match (found.next(), found.next()) {
                (Some((place, _)), None) => Ok(place),
                (Some(_), Some(_)) => Err(format!("column `{}` occurs twice", clip(name))),
                (None, _) => Err(missing(name, flag, &names)),
            }
        };
        let places = Self {
            columns,
            width: place(&columns.width, "--width-column")?,
            replicate: place(&columns.replicate, "--replicate-column")?,
            value: place(&columns.value, "--value-column")?,
            time: columns.time.as_ref().map(|name| place(name, "--time-column")).transpose()?,
            fields: names.len(),
        };
        let mut used = vec![places.width, places.replicate, places.value];
        used.extend(places.time);
        used.sort_unstable();
        match used.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(format!("column `{}` is asked to be two things at once", clip(&names[pair[0]]))),
            None => Ok(places),
        }
    }

    fn measurement(&self, record: &ByteRecord, line: u64) -> std::result::Result<Measurement, Refusal> {
        let refuse = |problem: String| (line, problem);
        if record.len() != self.fields {
            let problem = format!("{} in this row, {} in the header", count(record.len(), "field"), self.fields);
            return Err(refuse(problem));
        }
        let width = number(&record[self.width], &self.columns.width).map_err(refuse)?;
        if width <= 0.0 {
            let problem = format!("{} {width} is not above 0, and has no logarithm; a width counts neurons, or sizes", self.columns.width);
            return Err(refuse(problem));
        }
        let value = measured(&record[self.value], &self.columns.value).map_err(refuse)?;
        let time = match (self.time, &self.columns.time) {
            (Some(place), Some(name)) => Some(positive(&record[place], name).map_err(refuse)?),
            _ => None,
        };
        let replicate = self.replicate(&record[self.replicate]).map_err(refuse)?;
        Ok(Measurement { width, replicate, time, value, digits: digits_printed(&record[self.value]), line })
    }

    fn replicate(&self, bytes: &[u8]) -> std::result::Result<Replicate, String> {
        let name = trimmed(bytes);
        if name.is_empty() {
            return Err(format!("{} is empty; number the measurements at each width", self.columns.replicate));
        }
        Ok(match parse(name) {
            // Adding zero folds -0 into 0.
            Some(number) if number.is_finite() => Replicate::Number(number + 0.0),
            _ => Replicate::Name(String::from_utf8_lossy(name).into()),
        })
    }
}

fn missing(name: &str, flag: &str, names: &[String]) -> String {
    let start = format!("no column `{}`", clip(name));
    if let [only] = names {
        for (delimiter, said) in [(';', "semicolons"), ('\t', "tabs"), ('|', "bars"), (' ', "spaces")] {
            if only.contains(delimiter) {
                return format!("{start}: the columns seem to be separated by {said}; separate them by commas");
            }
        }
    }
    if names.iter().all(|name| name.parse::<f64>().is_ok()) {
        return format!("{start}: the first line holds numbers; put a line of column names above it");
    }
    let there: Vec<String> = names.iter().take(12).map(|name| clip(name)).collect();
    let more = if names.len() > 12 { ", ..." } else { "" };
    format!("{start}; the columns are {}{more}; name the right one with {flag}", there.join(", "))
}

/// A value: a number that is not negative, or NaN (also for an infinite one) of a run that failed.
fn measured(bytes: &[u8], column: &str) -> std::result::Result<f64, String> {
    match parse(trimmed(bytes)) {
        Some(value) if !value.is_finite() => Ok(f64::NAN),
        Some(value) if value < 0.0 => {
            let shown = clip(&cell(bytes));
            Err(format!("{column} `{shown}` is negative, and has no logarithm; judge its size, or write `nan` if the run failed"))
        }
        // Adding zero folds -0 into 0.
        Some(value) => Ok(value + 0.0),
        None if trimmed(bytes).is_empty() => {
            Err(format!("{column} is empty; write `nan` if the run failed, and leave the row out if it was never made"))
        }
        None => number(bytes, column),
    }
}

/// The significant digits of a number as it is printed: those of its mantissa without leading zeros.
fn digits_printed(bytes: &[u8]) -> u32 {
    let mantissa = trimmed(bytes).split(|b| matches!(b, b'e' | b'E')).next().unwrap_or_default();
    mantissa.iter().filter(|b| b.is_ascii_digit()).skip_while(|b| **b == b'0').count() as u32
}

/// A finite number above 0.
fn positive(bytes: &[u8], column: &str) -> std::result::Result<f64, String> {
    let value = number(bytes, column)?;
    if value > 0.0 {
        return Ok(value);
    }
    Err(format!("{column} `{}` is not positive, and a law on a logarithmic scale needs positive values", cell(bytes)))
}

/// A finite number.
fn number(bytes: &[u8], column: &str) -> std::result::Result<f64, String> {
    let shown = || clip(&cell(bytes));
    match parse(trimmed(bytes)) {
        Some(value) if value.is_finite() => Ok(value),
        Some(_) => Err(format!("{column} `{}` is not a finite number", shown())),
        None if trimmed(bytes).is_empty() => Err(format!("{column} is empty; leave out the rows of missing measurements")),
        None if bytes.contains(&b'\n') => Err(format!("{column} `{}` is not a number; a quote may not be closed", shown())),
        None if bytes.contains(&b',') => Err(format!("{column} `{}` is not a number; write decimals with a point", shown())),
        None => Err(format!("{column} `{}` is not a number", shown())),
    }
}

fn parse(bytes: &[u8]) -> Option<f64> {
    std::str::from_utf8(bytes).ok()?.parse().ok()
}

fn trimmed(bytes: &[u8]) -> &[u8] {
    bytes.trim_ascii()
}

fn cell(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

/// A text short enough for an error, on one line.
fn clip(text: &str) -> String {
    const LONGEST: usize = 40;
    let clipped: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().count() > LONGEST { format!("{clipped}...") } else { clipped }
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

fn order(a: &Measurement, b: &Measurement) -> Ordering {
    same(a, b).then(a.line.cmp(&b.line))
}

fn same(a: &Measurement, b: &Measurement) -> Ordering {
    let times = (a.time.unwrap_or(0.0), b.time.unwrap_or(0.0));
    a.width.total_cmp(&b.width).then_with(|| a.replicate.order(&b.replicate)).then_with(|| times.0.total_cmp(&times.1))
}

/// Refuses the first row, in the order of the file, that repeats an earlier one.
fn refuse_duplicates(sorted: &[Measurement], columns: &Columns) -> std::result::Result<(), Refusal> {
    let repeats = sorted.windows(2).filter(|pair| same(&pair[0], &pair[1]) == Ordering::Equal);
    let Some(pair) = repeats.min_by_key(|pair| pair[1].line) else {
        return Ok(());
    };
    let time = columns.time.as_ref().map_or(String::new(), |time| format!(" and {time}"));
    Err((
        pair[1].line,
        format!("the same {}, {}{time} as in line {}; number the replicates apart", columns.width, columns.replicate, pair[0].line),
    ))
}

fn refuse_few_widths(sorted: &[Measurement]) -> std::result::Result<(), Refusal> {
    let widths = sorted.chunk_by(|a, b| a.width == b.width).count();
    if widths >= FEWEST_WIDTHS {
        return Ok(());
    }
    Err((0, format!("{} measured; a law in the width needs at least {FEWEST_WIDTHS}, better 10", count(widths, "width"))))
}
