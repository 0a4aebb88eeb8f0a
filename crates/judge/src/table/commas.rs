//! Decimal commas: rewritten as points, column by column, where they can be nothing else.

use super::grid::{Row, Table};
use super::number::{ungrouped, value};
use super::number_problem::is_missing;
use super::refusal::{Read, clip, refuse};

/// The meaning of the commas in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    /// A missing value or a whole number: it says nothing.
    Neutral,
    /// Decimals after a comma: there are not three digits, or a zero is before them.
    Comma,
    /// One comma before three digits: thousands or decimals.
    Either,
    /// Decimals after a point.
    Point,
    /// No number.
    Text,
}

/// Writes points for commas in the columns where commas are decimal; refuses a column that has both.
///
/// Only for tables whose cells are not separated by commas.
pub(super) fn settle_commas(table: &mut Table) -> Read<()> {
    let mut decimal = Vec::new();
    for column in 0..table.names().len() {
        if is_decimal(table, column)? {
            decimal.push(column);
        }
    }
    if !decimal.is_empty() {
        table.replace(&decimal, b',', b'.');
    }
    Ok(())
}

fn is_decimal(table: &Table, column: usize) -> Read<bool> {
    let has_comma = |row: Row<'_>| row.cell(column).contains(',');
    if !table.rows().any(has_comma) {
        return Ok(false);
    }
    let (mut comma, mut point) = (None, None);
    for row in table.rows() {
        match of(row.cell(column)) {
            Cell::Text => return Ok(false),
            Cell::Comma => comma = comma.or(Some(row)),
            Cell::Point => point = point.or(Some(row)),
            Cell::Neutral | Cell::Either => {}
        }
    }
    match (comma, point) {
        (Some(comma), Some(point)) => {
            let (a, b) = (clip(comma.cell(column)), clip(point.cell(column)));
            let name = clip(&table.names()[column]);
            refuse(
                comma.line().max(point.line()),
                format!(
                    "column `{name}` has decimals after commas (`{a}`, line {}) and after points (`{b}`, line {}); write all with points",
                    comma.line(),
                    point.line()
                ),
            )
        }
        (comma, _) => Ok(comma.is_some()),
    }
}

fn of(cell: &str) -> Cell {
    if is_missing(cell) {
        return Cell::Neutral;
    }
    if !cell.contains(',') && value(cell).is_some() {
        return if cell.contains('.') { Cell::Point } else { Cell::Neutral };
    }
    if cell.matches(',').count() != 1 || value(&cell.replace(',', ".")).is_none() {
        return Cell::Text;
    }
    if ungrouped(cell, ',').is_some() { Cell::Either } else { Cell::Comma }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(cells: &[&str]) -> Table {
        let mut table = Table::new(vec!["n".into(), "error".into()]);
        for (line, cell) in (2..).zip(cells) {
            table.push(line, ["64", *cell]);
        }
        table
    }

    fn settled(cells: &[&str]) -> Vec<String> {
        let mut table = column(cells);
        settle_commas(&mut table).expect("settled");
        table.rows().map(|row| row.cell(1).to_owned()).collect()
    }

    #[test]
    fn commas_become_points_where_they_can_be_nothing_else() {
        assert_eq!(settled(&["0,5", "1", "nan", "1,250"]), ["0.5", "1", "nan", "1.250"]);
        assert_eq!(settled(&["1,5e-3", "-0,125"]), ["1.5e-3", "-0.125"]);
        assert_eq!(settled(&["16,450", "1,250"]), ["16,450", "1,250"], "thousands or decimals");
        assert_eq!(settled(&["0,5", "a,b"]), ["0,5", "a,b"], "a column of words");
        assert_eq!(settled(&["1,234,567", "0,5"]), ["1,234,567", "0,5"]);
    }

    #[test]
    fn a_column_that_mixes_is_refused() {
        let refusal = settle_commas(&mut column(&["0,5", "1", "0.25"])).expect_err("mixed");
        assert_eq!(refusal.line, 4);
        assert_eq!(
            refusal.problem,
            "column `error` has decimals after commas (`0,5`, line 2) and after points (`0.25`, line 4); write all with points"
        );
    }
}
