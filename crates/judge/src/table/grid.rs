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
}

impl Table {
    /// A table without rows.
    pub fn new(names: Vec<String>) -> Self {
        Self { names, ..Self::default() }
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
        let place = self.index * self.table.names.len() + column;
        let start = if place == 0 { 0 } else { self.table.ends[place - 1] };
        &self.table.text[start..self.table.ends[place]]
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
