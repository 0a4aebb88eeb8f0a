//! From records - lines of cells, however they were written - to a table: what its columns are called, and that all rows have as many cells.

use super::grid::Table;
use super::header::{Head, Names, head, stands_for_others};
use super::refusal::{Read, clip, count, refuse};

/// More columns than this are refused: a wide table of so many runs is better a long one.
const MOST_COLUMNS: usize = 16_384;
/// So many records are looked at to tell names from values, or fewer if they have more cells than [`HEAD_CELLS`].
const HEAD: usize = 40;
const HEAD_CELLS: usize = 20_000;

/// A record: its line and its cells.
pub(super) type Record = (u64, Vec<String>);

/// Takes the records of a file in their order.
#[derive(Debug)]
pub(super) struct Assembly {
    /// The comment directly above the first record.
    comment: String,
    head: Vec<Record>,
    cells: usize,
    /// Rows under names, once the head has told them.
    table: Option<Table>,
}

impl Assembly {
    /// `comment` is what the comment line directly above the first record says: it may have the names.
    pub(super) fn new(comment: &str) -> Self {
        Self { comment: comment.to_owned(), head: Vec::new(), cells: 0, table: None }
    }

    /// Adds a record.
    pub(super) fn push<'a>(&mut self, line: u64, cells: impl Iterator<Item = &'a str> + Clone) -> Read<()> {
        let cells = cells.map(str::trim);
        if let Some(table) = &mut self.table {
            return add(table, line, cells);
        }
        let record: Vec<String> = cells.take(MOST_COLUMNS + 1).map(str::to_owned).collect();
        if record.len() > MOST_COLUMNS {
            return refuse(line, format!("the row has more than {MOST_COLUMNS} cells; write one measurement a line"));
        }
        self.cells += record.len();
        self.head.push((line, record));
        let is_told = self.head.len() >= HEAD || (self.head.len() > 3 && self.cells >= HEAD_CELLS);
        if is_told { self.tell() } else { Ok(()) }
    }

    /// The table.
    pub(super) fn finish(mut self) -> Read<Table> {
        if self.table.is_none() {
            self.tell()?;
        }
        with_rows(self.table.unwrap_or_default())
    }

    fn tell(&mut self) -> Read<()> {
        let records = std::mem::take(&mut self.head);
        if records.is_empty() {
            return refuse(0, "the file holds no table; it needs a line of column names and one line per measurement");
        }
        let Head { names, rows_from } = head(&records, &self.comment)?;
        let mut table = match names {
            Names::Written(names) => Table::new(names),
            Names::Numbered(columns) => Table::numbered(columns),
        };
        for (line, cells) in &records[rows_from..] {
            add(&mut table, *line, cells.iter().map(String::as_str))?;
        }
        self.table = Some(table);
        Ok(())
    }
}

/// The table, if it has rows.
pub(super) fn with_rows(table: Table) -> Read<Table> {
    if table.is_empty() { refuse(0, "the file has column names but no measurements") } else { Ok(table) }
}

fn add<'a>(table: &mut Table, line: u64, cells: impl Iterator<Item = &'a str> + Clone) -> Read<()> {
    let columns = table.names().len();
    let found = cells.clone().count();
    if found < columns || cells.clone().skip(columns).any(|cell| !cell.is_empty()) {
        let hint = if cells.clone().any(|cell| cell.contains('\n')) { "; a quote may not be closed" } else { "" };
        return refuse(line, format!("{} in this row, {columns} in the header{hint}", count(found, "field")));
    }
    let row = cells.take(columns);
    if row.clone().all(|cell| cell.is_empty() || stands_for_others(cell))
        && let Some(shown) = row.clone().find(|cell| stands_for_others(cell))
    {
        return refuse(line, format!("`{}` stands for rows that are left out; write the whole table, such as with to_csv", clip(shown)));
    }
    // Files that were put one behind the other repeat their names.
    let is_header = table.is_named() && row.clone().zip(table.names()).all(|(cell, name)| cell == name);
    if !is_header {
        table.push(line, row);
    }
    Ok(())
}
