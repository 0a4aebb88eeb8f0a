//! The measurements of two cells.csv, row against row.

use std::collections::HashMap;

use super::RowsDifference;

use crate::study::{Evidence, Row};

/// What a row measures.
type Key<'a> = (&'a str, usize, usize, &'a str, &'a str, usize);

fn key(row: &Row) -> Key<'_> {
    (&row.setting, row.width, row.replicate, &row.quantity, &row.horizon, row.step)
}

/// How the rows differ, or nothing where they do not. Their order does not count.
pub(super) fn rows_difference(a: &Evidence, b: &Evidence) -> Option<RowsDifference> {
    let of_b: HashMap<Key<'_>, &Row> = b.rows.iter().map(|row| (key(row), row)).collect();
    let (mut changed, mut in_both, mut largest_change) = (0, 0, None);
    for row in &a.rows {
        let Some(other) = of_b.get(&key(row)) else { continue };
        in_both += 1;
        if seen(row) != seen(other) {
            changed += 1;
            largest_change = change(row.value, other.value).into_iter().chain(largest_change).reduce(f64::max);
        }
    }
    let (a, b) = (a.rows.len(), b.rows.len());
    let found = RowsDifference { a, b, changed, only_in_a: a - in_both, only_in_b: b - in_both, largest_change };
    (found.changed + found.only_in_a + found.only_in_b > 0).then_some(found)
}

/// Whether the two measured the same, with values and floors that differ by no more than this share of the larger one.
pub(super) fn are_equal_within(a: &Evidence, b: &Evidence, tolerance: f64) -> bool {
    let of_b: HashMap<Key<'_>, &Row> = b.rows.iter().map(|row| (key(row), row)).collect();
    let close = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => a.to_bits() == b.to_bits() || (a - b).abs() <= tolerance * a.abs().max(b.abs()),
        (a, b) => a.is_none() && b.is_none(),
    };
    let is_same = |row: &Row| {
        let other = of_b.get(&key(row));
        other.is_some_and(|other| {
            (row.status, &row.reason) == (other.status, &other.reason) && close(row.value, other.value) && close(row.floor, other.floor)
        })
    };
    a.rows.len() == b.rows.len() && a.rows.iter().all(is_same)
}

/// What was measured, without what is the whole run's.
fn seen(row: &Row) -> (Option<f64>, Option<f64>, crate::study::Status, &str) {
    (row.value, row.floor, row.status, &row.reason)
}

fn change(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    let (a, b) = a.zip(b)?;
    let largest = a.abs().max(b.abs());
    (largest > 0.0).then(|| ((a - b) / largest).abs())
}
