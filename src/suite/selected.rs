//! The rows of a table that one claim is judged on.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use asymptest_judge::table::{Row, Table};

use super::claims::StatedClaim;
use super::columns::{Columns, find, listed, replicates, whole};
use super::place::Placed;
use super::suite_file::SuiteFile;
use crate::claim::Horizon;
use crate::error::{Error, Result};

/// A table with the suite that speaks of it.
pub(super) struct Asked<'a> {
    pub(super) suite: &'a SuiteFile,
    pub(super) table: &'a Table,
    /// The name of the table's file.
    pub(super) file: &'a str,
    columns: Columns,
    /// Numbers of replicates by their cells.
    replicates: HashMap<&'a str, usize>,
}

/// A measurement of the table.
#[derive(Debug, Clone)]
pub(super) struct Measured<'a> {
    pub(super) row: Row<'a>,
    pub(super) width: usize,
    pub(super) step: usize,
    pub(super) replicate: usize,
    /// None of a run that failed.
    pub(super) value: Option<f64>,
    /// The cell, where it is no number.
    pub(super) instead: String,
}

/// Where the values of a quantity stand.
enum Values {
    /// In a column of their own.
    Wide(usize),
    /// In rows of this name.
    Long(usize),
}

impl<'a> Asked<'a> {
    pub(super) fn new(suite: &'a SuiteFile, table: &'a Table, file: &'a str) -> Result<Self> {
        let columns = Columns::of(suite, table, file)?;
        let replicates = columns.replicate.map_or_else(HashMap::new, |column| replicates(table.rows(), column));
        Ok(Self { suite, table, file, columns, replicates })
    }

    fn refuse_row<T>(&self, row: &Row<'_>, problem: String) -> Result<T> {
        Err(Error::Table { file: self.file.into(), line: row.line(), problem })
    }

    /// The measurements of a claim, in the order of the file, with what is to be said of them.
    pub(super) fn of(&self, claim: &StatedClaim) -> Result<(Vec<Measured<'a>>, Vec<String>)> {
        let values = self.values(claim)?;
        let rows = self.rows(claim, &values)?;
        let rows = self.at_horizon(claim, rows)?;
        let (mut measured, mut empty) = (Vec::new(), 0);
        for (row, width, step) in rows {
            match self.measured(&values, row, (width, step))? {
                Some(found) => measured.push(found),
                None => empty += 1,
            }
        }
        let (id, name) = (&claim.id, &claim.quantity.value);
        if measured.is_empty() {
            return self
                .suite
                .refuse(id.line, format!("{}: no row of {} has a value of `{name}`; name another column", id.value, self.file));
        }
        let mut notes = self.varying(claim, &measured)?;
        self.number(claim, &mut measured)?;
        if empty > 0 {
            let rows = measured.len() + empty;
            notes.push(format!("{}: `{name}` is empty in {empty} of {rows} rows, which were taken for not measured", id.value));
        }
        Ok((measured, notes))
    }

    fn values(&self, claim: &StatedClaim) -> Result<Values> {
        let name = &claim.quantity;
        if let Some(long) = self.columns.long.filter(|_| !self.table.names().contains(&name.value)) {
            if self.table.rows().any(|row| row.cell(long.quantity).trim() == name.value) {
                return Ok(Values::Long(long.value));
            }
            let known: BTreeSet<&str> = self.table.rows().map(|row| row.cell(long.quantity).trim()).collect();
            let problem = format!(
                "quantity: {} has no column `{}`, and its column `quantity` has {}",
                self.file,
                name.value,
                listed(known.into_iter())
            );
            return self.suite.refuse(name.line, problem);
        }
        find(self.suite, self.table, self.file, name, "quantity").map(Values::Wide)
    }

    /// The rows that the filter takes.
    fn rows(&self, claim: &StatedClaim, values: &Values) -> Result<Vec<Row<'a>>> {
        let mut rows: Vec<Row<'a>> = self.table.rows().collect();
        if let (Values::Long(_), Some(long)) = (values, self.columns.long) {
            rows.retain(|row| row.cell(long.quantity).trim() == claim.quantity.value);
        }
        for condition in &claim.filter.conditions {
            let name = Placed { value: condition.column.clone(), line: condition.line };
            let column = find(self.suite, self.table, self.file, &name, "where")?;
            let known: BTreeSet<&str> = rows.iter().map(|row| row.cell(column).trim()).collect();
            rows.retain(|row| condition.wanted.is(row.cell(column)));
            if rows.is_empty() {
                let known = listed(known.into_iter());
                let problem = format!(
                    "where: no row of {} that {} asks for has {} = {}; the column has {known} there",
                    self.file, claim.id.value, condition.column, condition.wanted
                );
                return self.suite.refuse(condition.line, problem);
            }
        }
        Ok(rows)
    }

    /// Rows with their sizes and steps: those at the horizon of the claim.
    fn at_horizon(&self, claim: &StatedClaim, rows: Vec<Row<'a>>) -> Result<Vec<(Row<'a>, usize, usize)>> {
        let (id, horizon) = (&claim.id, &claim.horizon);
        let sized = rows.into_iter().map(|row| Ok((row, self.width(&row)?)));
        let Some(column) = self.columns.time else {
            if horizon.value != Horizon::Untimed {
                let problem = format!("claim {}: a horizon needs the column of steps; name it at the top, time = \"step\"", id.value);
                return self.suite.refuse(horizon.line, problem);
            }
            return sized.map(|sized| sized.map(|(row, width)| (row, width, 0))).collect();
        };
        let step = |row: Row<'a>| match whole(row.cell(column)) {
            Some(step) => Ok(step),
            None => self.refuse_row(&row, format!("`{}` is not a whole number of steps", row.cell(column).trim())),
        };
        let timed: Vec<(Row<'a>, usize, usize)> =
            sized.map(|sized| sized.and_then(|(row, width)| Ok((row, width, step(row)?)))).collect::<Result<_>>()?;
        let steps = |rows: &[&(Row<'a>, usize, usize)]| {
            let steps: BTreeSet<usize> = rows.iter().map(|row| row.2).collect();
            steps.iter().map(usize::to_string).collect::<Vec<_>>()
        };
        if horizon.value == Horizon::Untimed {
            let known = steps(&timed.iter().collect::<Vec<_>>());
            if known.len() > 1 {
                let known = listed(known.iter().map(String::as_str));
                let problem = format!("claim {} has no horizon, and its rows are at the steps {known}; say which, horizon = 8", id.value);
                return self.suite.refuse(id.line, problem);
            }
            return Ok(timed);
        }
        let mut widths: BTreeMap<usize, Vec<&(Row<'a>, usize, usize)>> = BTreeMap::new();
        timed.iter().for_each(|row| widths.entry(row.1).or_default().push(row));
        for (width, rows) in &widths {
            let wanted = horizon.value.steps(*width, 1.0);
            if !rows.iter().any(|row| row.2 == wanted) {
                let known = steps(rows);
                let known = listed(known.iter().map(String::as_str));
                let problem = format!(
                    "claim {}: at {} = {width} the horizon is step {wanted}, and {} has the steps {known} there",
                    id.value, self.suite.symbol, self.file
                );
                return self.suite.refuse(horizon.line, problem);
            }
        }
        Ok(timed.iter().filter(|row| row.2 == horizon.value.steps(row.1, 1.0)).copied().collect())
    }

    fn width(&self, row: &Row<'a>) -> Result<usize> {
        let (cell, name) = (row.cell(self.columns.x).trim(), &self.suite.x.value);
        let size = cell.parse::<f64>().ok().map(|size| if self.suite.is_inverse { 1.0 / size } else { size });
        // One over a decimal is a whole number up to its last digits.
        let rounded = size.map(|size| if self.suite.is_inverse && (size - size.round()).abs() < 1e-6 * size { size.round() } else { size });
        match rounded {
            Some(size) if size.fract() == 0.0 && size >= 2.0 && size <= (1u64 << 53) as f64 => Ok(size as usize),
            Some(size) if size > 0.0 && size < 2.0 && !self.suite.is_inverse => {
                let problem = format!("{name}: {cell} is below 2; where {name} goes to 0, write x = \"1/{name}\" in {}", self.suite.file);
                self.refuse_row(row, problem)
            }
            _ => {
                let shown = if self.suite.is_inverse { format!("1/{name}: one over `{cell}`") } else { format!("{name}: `{cell}`") };
                self.refuse_row(row, format!("{shown} is not a whole number of at least 2; scale the column, or leave the row out"))
            }
        }
    }

    /// A measurement whose replicate has no number yet; nothing where the cell of a wide table is empty.
    fn measured(&self, values: &Values, row: Row<'a>, (width, step): (usize, usize)) -> Result<Option<Measured<'a>>> {
        let (Values::Wide(column) | Values::Long(column)) = *values;
        let cell = row.cell(column).trim();
        let found = |value: Option<f64>, instead: &str| Measured { row, width, step, replicate: 0, value, instead: instead.into() };
        let name = &self.table.names()[column];
        if cell.is_empty() {
            let status = self.columns.long.and_then(|long| long.status).map_or("", |column| row.cell(column).trim());
            return match values {
                Values::Wide(_) => Ok(None),
                Values::Long(_) if ["diverged", "failed"].contains(&status) => Ok(Some(found(None, status))),
                Values::Long(_) => self.refuse_row(
                    &row,
                    format!("{name} is empty; write `nan` if the run failed, and leave the row out if it was never made"),
                ),
            };
        }
        match cell.parse::<f64>() {
            Ok(value) if value.is_finite() && value >= 0.0 => Ok(Some(found(Some(value + 0.0), ""))),
            Ok(value) if value.is_finite() => {
                let problem =
                    format!("{name} `{cell}` is negative, and has no logarithm; judge its size, or write `nan` if the run failed");
                self.refuse_row(&row, problem)
            }
            Ok(_) => Ok(Some(found(None, cell))),
            Err(_) => self.refuse_row(&row, format!("{name} `{cell}` is not a number")),
        }
    }

    /// Numbers replicates: by their column, or in the order of the rows.
    fn number(&self, claim: &StatedClaim, measured: &mut [Measured<'a>]) -> Result<()> {
        let mut seen: HashMap<(usize, usize), Row<'a>> = HashMap::new();
        let mut counts: HashMap<usize, usize> = HashMap::new();
        for found in measured {
            let Some(column) = self.columns.replicate else {
                let count = counts.entry(found.width).or_insert(0);
                found.replicate = *count;
                *count += 1;
                continue;
            };
            found.replicate = self.replicates[found.row.cell(column).trim()];
            if let Some(first) = seen.insert((found.width, found.replicate), found.row) {
                let names = self.table.names();
                let differs = |place: &usize| {
                    self.is_other(claim, *place) && self.groups(*place) && first.cell(*place).trim() != found.row.cell(*place).trim()
                };
                let apart = match (0..names.len()).find(differs) {
                    Some(place) => format!("they differ in `{}`, which `where` of {} could say", names[place], claim.id.value),
                    None => "number the replicates apart".into(),
                };
                let problem = format!("the same {} and {} as in line {}; {apart}", self.suite.x.value, names[column], first.line());
                return self.refuse_row(&found.row, problem);
            }
        }
        Ok(())
    }

    /// Whether a column is neither part of the claim nor of another's measurements.
    fn is_other(&self, claim: &StatedClaim, place: usize) -> bool {
        let (columns, name) = (&self.columns, &self.table.names()[place]);
        let used = [Some(columns.x), columns.time, columns.replicate].contains(&Some(place));
        let of_long = columns.long.is_some_and(|long| place == long.quantity || place == long.value || Some(place) == long.status);
        let filtered = claim.filter.conditions.iter().any(|condition| condition.column == *name);
        let measured = self.suite.all().any(|claim| claim.quantity.value == *name);
        !(used || of_long || filtered || measured)
    }

    /// Whether a column has few values: it groups rows, and is not a measurement.
    fn groups(&self, place: usize) -> bool {
        let values: BTreeSet<&str> = self.table.rows().map(|row| row.cell(place).trim()).collect();
        2 * values.len() <= self.table.len()
    }

    /// Notes on columns that vary at one size and are no part of the claim.
    ///
    /// # Errors
    /// A column with the same values at every size, where rows have no replicate: its groups would be pooled as if they were one.
    fn varying(&self, claim: &StatedClaim, measured: &[Measured<'a>]) -> Result<Vec<String>> {
        let mut notes = Vec::new();
        for place in (0..self.table.names().len()).filter(|place| self.is_other(claim, *place)) {
            let mut groups: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
            for found in measured {
                groups.entry(found.width).or_default().insert(found.row.cell(place).trim());
            }
            let all: BTreeSet<&str> = groups.values().flatten().copied().collect();
            if groups.values().all(|group| group.len() < 2) {
                continue;
            }
            let (id, name) = (&claim.id, &self.table.names()[place]);
            let known = listed(all.iter().copied());
            if self.columns.replicate.is_none() && groups.len() > 1 && groups.values().all(|group| *group == all) {
                let problem = format!(
                    "{}: its rows have {name} {known} at every size, and would be pooled; add {name} to its `where`, or say at the top replicate = \"{name}\"",
                    id.value
                );
                return self.suite.refuse(id.line, problem);
            }
            if 2 * all.len() <= measured.len() {
                notes.push(format!("{}: its rows also differ in {name} ({known}), and were judged together", id.value));
            }
        }
        Ok(notes)
    }
}
