//! Tables without drawn lines: the separator is the one that makes the best table.

use super::assembly::Record;
use super::commas::settle_commas;
use super::grid::Table;
use super::header::is_number;
use super::number::value;
use super::number_problem::is_missing;
use super::refusal::{Read, refuse};
use super::separated::{Body, each, separated};
use super::spaces::{Spacing, rows, spaced};

/// So many records tell the separator.
const SAMPLE: usize = 64;
/// And of no more than so many bytes.
const SAMPLE_BYTES: usize = 1 << 17;

/// Reads cells between separators or spaces.
pub(super) fn by_cells(file: &str, body: Body<'_>, declared: Option<u8>) -> Read<Table> {
    match declared.map_or_else(|| way(file, body), |separator| Ok(Way::Separator(separator)))? {
        Way::Separator(separator) => {
            let mut table = separated(body, separator)?;
            if matches!(separator, b';' | b'\t') {
                settle_commas(&mut table)?;
            }
            Ok(table)
        }
        Way::Spaces(spacing) => spaced(body, &spacing),
    }
}

/// How cells are separated.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    Separator(u8),
    Spaces(Spacing),
}

impl Way {
    /// The first records of a text, cut in this way.
    fn records(&self, body: Body<'_>) -> Vec<Record> {
        let mut records = Vec::new();
        match self {
            Self::Separator(separator) => {
                // A wrong separator cuts through quotes: that is no error of the file.
                let _ = each(body, *separator, |line, record| {
                    records.push((line, record.iter().take(SAMPLE_BYTES).map(|cell| cell.trim().to_owned()).collect()));
                    Ok(records.len() < SAMPLE)
                });
            }
            Self::Spaces(spacing) => {
                records.extend(
                    rows(body).take(SAMPLE).map(|(line, text)| (line, spacing.split(text).into_iter().map(str::to_owned).collect())),
                );
            }
        }
        records
    }

    /// How good a table it makes of a text.
    fn score(&self, body: Body<'_>) -> Score {
        let records = self.records(body);
        let is_numeric = match self {
            Self::Separator(b';' | b'\t') => is_number,
            _ => |cell: &str| value(cell).is_some(),
        };
        Score::of(&records, is_numeric)
    }
}

/// How good a table some records make.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Score {
    columns: usize,
    /// The share of the rows that have as many cells as most.
    even: f64,
    /// The share of the cells that are numbers.
    numbers: f64,
}

impl Score {
    fn of(records: &[Record], is_numeric: impl Fn(&str) -> bool) -> Self {
        // The names may be one fewer than the cells of a row, and so may the types below them.
        let rows = if records.len() > 1 { &records[1..] } else { records };
        let mut lengths: Vec<usize> = rows.iter().map(|(_, cells)| cells.len()).collect();
        lengths.sort_unstable();
        let most = lengths.chunk_by(|a, b| a == b).max_by_key(|same| (same.len(), same[0]));
        let columns = most.map_or(0, |same| same[0]);
        let is_even = |cells: &[String], place: usize| {
            let filled = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
            cells.len() == columns
                || (filled <= columns && cells.len() > columns)
                || (place < 2 && cells.len() + 1 == columns && !cells.iter().any(|cell| is_numeric(cell) && place == 1))
        };
        let even = records.iter().enumerate().filter(|(place, (_, cells))| is_even(cells, *place)).count();
        let cells: Vec<&String> = rows.iter().flat_map(|(_, cells)| cells).filter(|cell| !is_missing(cell)).collect();
        let numbers = cells.iter().filter(|cell| is_numeric(cell)).count();
        Self { columns, even: even as f64 / records.len().max(1) as f64, numbers: numbers as f64 / cells.len().max(1) as f64 }
    }

    fn is_table(self) -> bool {
        self.columns > 1 && self.even == 1.0
    }
}

/// The way of separating that makes the best table.
fn way(file: &str, body: Body<'_>) -> Read<Way> {
    let mut end = body.text.len().min(SAMPLE_BYTES);
    // A sample ends with a line, if there are more.
    if end < body.text.len() {
        end = body.text.as_bytes()[..end].iter().rposition(|byte| *byte == b'\n').map_or(body.text.len(), |place| place + 1);
    }
    let sample = Body { text: &body.text[..end], ..body };
    let scored = |way: Way| (way.score(sample), way);
    let separators: Vec<(Score, Way)> = [b',', b';', b'\t', b'|'].map(Way::Separator).map(scored).into();
    let mut spaces: Vec<(Score, Way)> = [Spacing::Words, Spacing::Wide].map(Way::Spaces).map(scored).into();
    let tables = |ways: &[(Score, Way)]| ways.iter().filter(|(score, _)| score.is_table()).cloned().collect::<Vec<_>>();
    let mut best = tables(&separators);
    let most = best.iter().map(|(score, _)| score.numbers).fold(0.0, f64::max);
    best.retain(|(score, _)| score.numbers == most);
    if let Some((score, way)) = tables(&spaces).into_iter().next()
        && (best.is_empty() || score.numbers > most)
    {
        best = vec![(score, way)];
    }
    match best.as_slice() {
        [(_, way)] => return Ok(way.clone()),
        [] => {}
        several => return named(file, several, body.line),
    }
    // Only a whole text has its blank columns: a sample may leave more places blank.
    let fixed = Spacing::fixed(body).map(Way::Spaces).map(scored).filter(|(score, _)| score.is_table() && score.numbers > 0.0);
    if let Some((_, way)) = fixed {
        return Ok(way);
    }
    // No way makes a table: the one that almost does names the line that is in its way.
    spaces.truncate(1);
    let all = separators.into_iter().chain(spaces);
    let nearest =
        all.filter(|(score, _)| score.columns > 1).max_by(|(a, _), (b, _)| a.even.total_cmp(&b.even).then(a.numbers.total_cmp(&b.numbers)));
    match nearest {
        Some((score, way)) if score.even > 0.5 => Ok(way),
        _ => Ok(Way::Separator(b',')),
    }
}

/// The separator, among several, that the file's name tells.
fn named(file: &str, several: &[(Score, Way)], line: u64) -> Read<Way> {
    let has = |separator: u8| several.iter().any(|(_, way)| *way == Way::Separator(separator));
    let name = file.trim_end_matches(".gz").to_ascii_lowercase();
    if (name.ends_with(".tsv") || name.ends_with(".tab")) && has(b'\t') {
        return Ok(Way::Separator(b'\t'));
    }
    let said: Vec<&str> = [(b',', "commas"), (b';', "semicolons"), (b'\t', "tabs"), (b'|', "bars")]
        .into_iter()
        .filter_map(|(separator, said)| has(separator).then_some(said))
        .collect();
    let lead = several.iter().find_map(|(_, way)| if let Way::Separator(separator) = way { Some(char::from(*separator)) } else { None });
    refuse(
        line,
        format!(
            "{} separate the cells equally well; say which it is in a line of its own above the names, such as `sep={}`",
            said.join(" and "),
            lead.unwrap_or(',')
        ),
    )
}
