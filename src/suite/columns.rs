//! The columns of a table that a suite speaks of.

use std::collections::{BTreeSet, HashMap};

use asymptest_judge::table::{Row, Table};

use super::place::Placed;
use super::suite_file::SuiteFile;
use crate::error::Result;

/// Names that a column of replicates has where the suite names none.
const OF_REPLICATES: [&str; 2] = ["replicate", "seed"];
/// No more names or values than this are listed in a message.
const LISTED: usize = 8;

/// Where the columns stand.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    pub(super) x: usize,
    pub(super) time: Option<usize>,
    pub(super) replicate: Option<usize>,
    /// If the table has a row a quantity: the columns of its name and value, and of what became of the run.
    pub(super) long: Option<Long>,
}

/// The columns of a table with a row a quantity.
#[derive(Debug, Clone, Copy)]
pub(super) struct Long {
    pub(super) quantity: usize,
    pub(super) value: usize,
    pub(super) status: Option<usize>,
}

impl Columns {
    pub(super) fn of(suite: &SuiteFile, table: &Table, file: &str) -> Result<Self> {
        let named = |name: &Placed<String>, key: &str| find(suite, table, file, name, key);
        let known = |name: &str| table.names().iter().position(|known| known == name);
        let x = named(&suite.x, "x")?;
        let time = suite.time.as_ref().map(|name| named(name, "time")).transpose()?;
        let usual = || OF_REPLICATES.iter().find_map(|name| known(name)).filter(|place| *place != x && Some(*place) != time);
        let replicate = suite.replicate.as_ref().map(|name| named(name, "replicate")).transpose()?.or_else(usual);
        if Some(x) == time || Some(x) == replicate || time.is_some() && time == replicate {
            return suite.refuse(suite.x.line, "x, replicate and time name one column twice; give each its own");
        }
        let long = known("quantity").zip(known("value")).map(|(quantity, value)| Long { quantity, value, status: known("status") });
        Ok(Self { x, time, replicate, long })
    }
}

/// The place of a column that the suite names under `key`.
pub(super) fn find(suite: &SuiteFile, table: &Table, file: &str, name: &Placed<String>, key: &str) -> Result<usize> {
    let mut found = table.names().iter().enumerate().filter(|(_, known)| *known == name.value.trim());
    match (found.next(), found.next()) {
        (Some((place, _)), None) => Ok(place),
        (Some(_), Some(_)) => suite.refuse(name.line, format!("{key}: {file} has two columns `{}`; rename one of them", name.value)),
        (None, _) => {
            let known = listed(table.names().iter().map(String::as_str));
            suite.refuse(name.line, format!("{key}: {file} has no column `{}`; it has {known}", name.value))
        }
    }
}

/// Names in a message: the first few.
pub(super) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    let shown = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if names.len() > LISTED { format!("{shown} and {} more", names.len() - LISTED) } else { shown }
}

/// The numbers of replicates by their cells: their own where all are whole, else their places in order, numbers before names.
pub(super) fn replicates<'a>(rows: impl Iterator<Item = Row<'a>>, column: usize) -> HashMap<&'a str, usize> {
    let cells: BTreeSet<&str> = rows.map(|row| row.cell(column).trim()).collect();
    if let Some(own) = cells.iter().map(|&cell| whole(cell).map(|number| (cell, number))).collect::<Option<HashMap<_, _>>>() {
        return own;
    }
    let mut cells: Vec<(f64, &str)> = cells.into_iter().map(|cell| (cell.parse().unwrap_or(f64::INFINITY), cell)).collect();
    cells.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
    cells.into_iter().enumerate().map(|(number, (_, cell))| (cell, number)).collect()
}

/// A whole number that a double holds, however it is written.
pub(super) fn whole(cell: &str) -> Option<usize> {
    let number = cell.trim().parse::<f64>().ok()?;
    (number >= 0.0 && number <= (1u64 << 53) as f64 && number.fract() == 0.0).then_some(number as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replicates_keep_their_numbers_or_get_some() {
        let numbered = |cells: &[&str]| {
            let mut table = Table::new(vec!["seed".into()]);
            cells.iter().for_each(|cell| table.push(2, [*cell]));
            let found = replicates(table.rows(), 0);
            cells.iter().map(|cell| found[cell.trim()]).collect::<Vec<_>>()
        };
        assert_eq!(numbered(&["7", "3.0", "12"]), [7, 3, 12]);
        assert_eq!(numbered(&["b", "10", "a", "9", "b"]), [3, 1, 2, 0, 3]);
        assert_eq!(numbered(&["0.5", "-1"]), [1, 0]);
        assert_eq!(
            [whole("1e3"), whole("64.0"), whole("0.5"), whole("-1"), whole("nan"), whole("1e300")],
            [Some(1000), Some(64), None, None, None, None]
        );
    }
}
