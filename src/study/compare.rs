//! Whether two runs of one cell saw the same.

use std::collections::HashMap;

use super::Row;

/// What a comparison found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Compared {
    /// Rows of the run that has more.
    pub numbers: usize,
    /// Of these, those whose values differ in their last bits alone.
    pub other_bits: usize,
    /// And those that differ by more, or that one of the runs does not have.
    pub different: usize,
    /// What differs by more, a line each.
    pub wrong: Vec<String>,
}

/// Two processors may add numbers in another order, and training amplifies what that changes. Beyond this share of the value a difference is no rounding; what
/// moves a verdict is larger than a hundredth.
const RELATIVE: f64 = 1e-6;
/// What is 0 but for rounding differs by less than this, as do sines of angles between spaces that are one.
const ABSOLUTE: f64 = 1e-12;
/// And what is counted in units of rounding by less than so many of them.
const UNITS: f64 = 1e4;

/// Compares the rows of a cell with those of another run of it, whatever their order. `in_rounding` names the quantities that are counted in units of rounding.
pub fn compare(rows: &[Row], again: &[Row], in_rounding: &[&str]) -> Compared {
    if rows.len() != again.len() {
        // Which ones are missing is not said: none was compared.
        let numbers = rows.len().max(again.len());
        let wrong = vec![format!("{} rows, and {} when run again", rows.len(), again.len())];
        return Compared { numbers, different: numbers, other_bits: 0, wrong };
    }
    let mut compared = Compared { numbers: rows.len(), ..Compared::default() };
    let again: HashMap<_, &Row> = again.iter().map(|row| (key(row), row)).collect();
    for row in rows {
        let Some(other) = again.get(&key(row)) else {
            compared.different += 1;
            compared.wrong.push(format!("{} at step {}: {}, and nothing when run again", row.quantity, row.step, shown(row)));
            continue;
        };
        // Wording is no difference.
        let without_words = |row: &Row| Row { reason: String::new(), ..row.clone() };
        if without_words(row) == without_words(other) {
            continue;
        }
        let without_numbers = |row: &Row| Row { value: None, floor: None, ..without_words(row) };
        match (row.value, other.value) {
            (Some(a), Some(b)) if without_numbers(row) == without_numbers(other) && is_rounding(row, a, b, in_rounding) => {
                compared.other_bits += 1;
            }
            _ => {
                compared.different += 1;
                compared.wrong.push(format!("{} at step {}: {}, and {} when run again", row.quantity, row.step, shown(row), shown(other)));
            }
        }
    }
    compared
}

/// What a row is of.
fn key(row: &Row) -> (&str, usize, usize, &str, &str, usize) {
    (&row.setting, row.width, row.replicate, &row.quantity, &row.horizon, row.step)
}

fn is_rounding(row: &Row, a: f64, b: f64, in_rounding: &[&str]) -> bool {
    let absolute = if in_rounding.contains(&row.quantity.as_str()) { UNITS } else { ABSOLUTE };
    (a - b).abs() <= (RELATIVE * a.abs().max(b.abs())).max(absolute).max(row.floor.unwrap_or(0.0))
}

fn shown(row: &Row) -> String {
    let value = row.value.map_or_else(|| "no value".into(), |value| format!("{value:e}"));
    format!("{value} ({})", row.status)
}
