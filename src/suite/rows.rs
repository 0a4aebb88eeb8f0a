//! A table as the evidence of a suite.

use std::collections::BTreeMap;
use std::path::Path;

use asymptest_judge::table::read_table;

use super::claims::{StatedClaim, one_line};
use super::filter::safe;
use super::selected::{Asked, Measured};
use super::suite_file::SuiteFile;
use crate::error::Result;
use crate::study::{Evidence, Row, RunFacts, Status, TableFacts};

/// A file of rows.
#[derive(Debug, Clone, Copy)]
pub struct RowsFile<'a> {
    /// The file as the user named it.
    pub file: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// The rows of a table that the claims and controls of a suite are judged on.
///
/// # Errors
/// A file that is no table, and what a claim asks of it that it does not have: the file of the two that is to be mended, with the line.
pub fn evidence(suite: &SuiteFile, rows: RowsFile<'_>) -> Result<Evidence> {
    let table = read_table(rows.file, rows.bytes)?;
    let asked = Asked::new(suite, &table, rows.file)?;
    let (mut filed, mut notes): (Vec<Filed<'_>>, Vec<String>) = (Vec::new(), Vec::new());
    let mut settings = BTreeMap::new();
    for claim in suite.all() {
        let place = Place::of(claim);
        settings.insert(place.setting.clone(), claim.filter.key());
        match filed.iter().find(|filed| filed.place == place) {
            Some(first) if first.quantity != claim.quantity.value => {
                let problem = format!(
                    "`{}` and `{}` would both be called `{}` in evidence; rename a column",
                    first.quantity, claim.quantity.value, place.quantity
                );
                return suite.refuse(claim.quantity.line, problem);
            }
            Some(_) => {}
            None => {
                let (measured, more) = asked.of(claim)?;
                notes.extend(more);
                filed.push(Filed { place, quantity: &claim.quantity.value, measured });
            }
        }
    }
    let name = |file: &str| Path::new(file).file_name().map_or_else(|| file.to_owned(), |name| name.to_string_lossy().into_owned());
    let file = safe(&name(rows.file));
    let table = TableFacts {
        file: file.clone(),
        digest: TableFacts::digest_of(rows.bytes),
        suite: safe(&name(&suite.file)),
        suite_digest: TableFacts::digest_of(suite.text.as_bytes()),
        notes: notes.iter().map(|note| one_line(note)).collect(),
    };
    let run = RunFacts { data: file, axis: axis(suite), settings, table: Some(table), ..RunFacts::unknown() };
    Ok(Evidence { run, rows: in_order(&filed) })
}

/// The names of a claim's rows in evidence.
#[derive(Debug, Clone, PartialEq)]
struct Place {
    setting: String,
    quantity: String,
    horizon: String,
}

impl Place {
    fn of(claim: &StatedClaim) -> Self {
        Self { setting: claim.filter.setting(), quantity: claim.quantity_name(), horizon: claim.horizon.value.to_string() }
    }
}

/// The measurements of one place.
struct Filed<'a> {
    place: Place,
    /// The quantity as the table names it.
    quantity: &'a str,
    measured: Vec<Measured<'a>>,
}

/// By setting, size and replicate, in the order in which claims name them.
fn in_order(filed: &[Filed<'_>]) -> Vec<Row> {
    let mut settings: Vec<&str> = Vec::new();
    for Filed { place, .. } in filed {
        if !settings.contains(&place.setting.as_str()) {
            settings.push(&place.setting);
        }
    }
    let mut rows: Vec<Row> = filed.iter().flat_map(|filed| filed.measured.iter().map(|found| row(&filed.place, found))).collect();
    rows.sort_by_key(|row| (settings.iter().position(|known| *known == row.setting), row.width, row.replicate));
    rows
}

fn row(place: &Place, found: &Measured<'_>) -> Row {
    let (status, reason) = match found.value {
        Some(_) => (Status::Ok, String::new()),
        None if found.instead == "failed" => (Status::Failed, "the table says that the run failed".into()),
        None => (Status::Diverged, format!("the table has `{}`", found.instead)),
    };
    Row {
        setting: place.setting.clone(),
        width: found.width,
        replicate: found.replicate,
        quantity: place.quantity.clone(),
        horizon: place.horizon.clone(),
        step: found.step,
        value: found.value,
        floor: None,
        status,
        reason,
    }
}

/// The name of the axis in figures.
fn axis(suite: &SuiteFile) -> String {
    let (column, symbol) = (&suite.x.value, suite.symbol);
    let column = if suite.is_inverse { format!("1/{column}") } else { column.clone() };
    if column == symbol || (column == "width" && symbol == "M") { symbol.to_owned() } else { format!("{column} {symbol}") }
}
