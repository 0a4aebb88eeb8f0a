//! The cells of a table.

/// Rows of text cells under column names. Every row has as many cells as there are names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    names: Vec<String>,
    /// The text of all cells, row by row.
    text: String,
    /// Where each cell ends in the text.
    ends: Vec<usize>,
    /// The line of the file at which each row starts, from 1.
    lines: Vec<u64>,
    /// How the columns came to their names.
    naming: Naming,
}

/// How columns came to their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Naming {
    #[default]
    Written,
    Numbered,
}

impl Table {
    /// A table without rows.
    pub fn new(names: Vec<String>) -> Self {
        Self { names, ..Self::default() }
    }

    /// A table without rows whose columns have no names, and are called `1`, `2`, `3`.
    pub fn numbered(columns: usize) -> Self {
        Self { names: (1..=columns).map(|place| place.to_string()).collect(), naming: Naming::Numbered, ..Self::default() }
    }

    /// Whether the names are those of the file, and not the places of the columns.
    pub fn is_named(&self) -> bool {
        self.naming == Naming::Written
    }

    /// The names of the columns.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Adds a row that starts at `line`. Cells that are missing are empty; those beyond the last column are dropped: who reads a file refuses both.
    pub fn push<'a>(&mut self, line: u64, cells: impl IntoIterator<Item = &'a str>) {
        let mut cells = cells.into_iter();
        for _ in 0..self.names.len() {
            self.text.push_str(cells.next().unwrap_or_default());
            self.ends.push(self.text.len());
        }
        self.lines.push(line);
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Replaces a letter by another in all cells of some columns. Both are ASCII.
    pub(super) fn replace(&mut self, columns: &[usize], from: u8, to: u8) {
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        for row in 0..self.lines.len() {
            for column in columns {
                let (start, end) = self.span(row, *column);
                bytes[start..end].iter_mut().filter(|byte| **byte == from).for_each(|byte| *byte = to);
            }
        }
        // One ASCII letter for another leaves UTF-8 what it was.
        self.text = String::from_utf8(bytes).unwrap_or_default();
    }

    /// Bytes that it takes.
    pub(super) fn bytes(&self) -> usize {
        self.text.len() + self.ends.len() * size_of::<usize>() + self.lines.len() * size_of::<u64>()
    }

    /// Where a cell stands in the text.
    fn span(&self, row: usize, column: usize) -> (usize, usize) {
        let place = row * self.names.len() + column;
        (if place == 0 { 0 } else { self.ends[place - 1] }, self.ends[place])
    }

    /// The row at this place, from 0.
    pub fn row(&self, index: usize) -> Option<Row<'_>> {
        (index < self.lines.len()).then_some(Row { table: self, index })
    }

    /// The rows, in the order of the file.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> + Clone {
        (0..self.lines.len()).map(|index| Row { table: self, index })
    }
}

/// One row of a table.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    table: &'a Table,
    index: usize,
}

impl<'a> Row<'a> {
    /// The line of the file at which it starts, from 1.
    pub fn line(&self) -> u64 {
        self.table.lines[self.index]
    }

    /// The cell of a column, as it stands in the file.
    ///
    /// # Panics
    /// There is no such column.
    pub fn cell(&self, column: usize) -> &'a str {
        assert!(column < self.table.names.len(), "a table of {} columns", self.table.names.len());
        let (start, end) = self.table.span(self.index, column);
        &self.table.text[start..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_those_that_were_pushed() {
        let mut table = Table::new(vec!["M".into(), "value".into()]);
        table.push(2, ["64", "0.5"]);
        table.push(4, ["128", "", "beyond"]);
        table.push(5, ["256"]);
        let rows: Vec<(u64, &str, &str)> = table.rows().map(|row| (row.line(), row.cell(0), row.cell(1))).collect();
        assert_eq!(rows, [(2, "64", "0.5"), (4, "128", ""), (5, "256", "")]);
        assert_eq!((table.len(), table.is_empty(), Table::new(Vec::new()).is_empty()), (3, false, true));
    }
}
