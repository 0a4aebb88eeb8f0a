//! Replicates of the rows of one series: as a column names them, or by the order of the file.

use super::refusal::Refusal;
use super::rows::Entry;
use crate::stats::Replicate;
use crate::table::{Table, value as number};

/// The replicates of sorted entries as a column names them.
pub(super) fn named(table: &Table, entries: &[Entry], column: usize) -> Result<Vec<Replicate>, Refusal> {
    let name = table.names()[column].trim();
    let of = |entry: &Entry| {
        let Some(row) = table.row(entry.row as usize) else { return Ok(Replicate::Number(0.0)) };
        let cell = row.cell(column).trim();
        match number(cell) {
            _ if cell.is_empty() => Err(Refusal::at(row.line(), format!("{name} is empty; number the measurements at each width"))),
            // Adding zero folds -0 into 0.
            Some(number) if number.is_finite() => Ok(Replicate::Number(number + 0.0)),
            _ => Ok(Replicate::Name(cell.into())),
        }
    };
    entries.iter().map(of).collect()
}

/// The replicates of sorted entries, numbered at each size and time.
pub(super) fn counted(entries: &[Entry]) -> Vec<Replicate> {
    let mut number = 0.0;
    let of = |index: usize| {
        let again = index > 0 && at(&entries[index]) == at(&entries[index - 1]);
        number = if again { number + 1.0 } else { 0.0 };
        Replicate::Number(number)
    };
    (0..entries.len()).map(of).collect()
}

fn at(entry: &Entry) -> (u64, u64) {
    (entry.width.to_bits(), entry.time.to_bits())
}

/// The first row, in the order of the file, that repeats the size, the time and the replicate of an earlier one: the two lines, the earlier first.
pub(super) fn repeated(table: &Table, entries: &[Entry], replicates: &[Replicate]) -> Option<(u64, u64)> {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    let same = |a: usize, b: usize| {
        let (one, other) = (&entries[a], &entries[b]);
        one.width.total_cmp(&other.width).then(one.time.total_cmp(&other.time)).then_with(|| replicates[a].compare(&replicates[b]))
    };
    order.sort_by(|a, b| same(*a, *b).then(entries[*a].row.cmp(&entries[*b].row)));
    let pairs = order.windows(2).filter(|pair| same(pair[0], pair[1]).is_eq());
    let line = |index: usize| table.row(entries[index].row as usize).map_or(0, |row| row.line());
    let pair = pairs.min_by_key(|pair| entries[pair[1]].row)?;
    Some((line(pair[0]), line(pair[1])))
}
