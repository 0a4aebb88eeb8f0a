//! Columns that need no flag: those with a name that can mean one thing alone.

use std::collections::HashSet;

use crate::table::{Table, value as number};

/// Names that sizes usually have. Those of one letter count as they are written, the others in any letters.
const SIZES: [&str; 34] = [
    "width",
    "M",
    "m",
    "N",
    "n",
    "h",
    "d",
    "p",
    "L",
    "dx",
    "size",
    "dof",
    "dofs",
    "ndof",
    "ndofs",
    "cells",
    "nodes",
    "elements",
    "steps",
    "n_steps",
    "hidden",
    "hidden_dim",
    "hidden_size",
    "d_model",
    "dim",
    "params",
    "n_params",
    "parameters",
    "n_train",
    "samples",
    "n_samples",
    "units",
    "neurons",
    "resolution",
];
/// Names that values usually have.
const VALUES: [&str; 6] = ["value", "values", "y", "loss", "error", "err"];
/// Names that replicates usually have.
const REPLICATES: [&str; 11] =
    ["replicate", "replicates", "seed", "random_seed", "rep", "run", "run_id", "trial", "repetition", "repeat", "replica"];
/// Names that times usually have.
const TIMES: [&str; 11] =
    ["t", "time", "step", "_step", "epoch", "iter", "iteration", "iterations", "global_step", "wall time", "wall_time"];
/// No more rows than this are looked at for a guess.
const ROWS: usize = 1000;

fn is_one_of(names: &[&str], name: &str) -> bool {
    let name = name.trim();
    names.iter().any(|known| *known == name || known.chars().count() > 1 && known.eq_ignore_ascii_case(name))
}

/// Whether a column has a name that times usually have.
pub(super) fn is_time(name: &str) -> bool {
    is_one_of(&TIMES, name)
}

/// Whether a column holds numbers: `sizes` above 0 with at least three values, or any.
fn holds(table: &Table, column: usize, wanted: Wanted) -> bool {
    let mut distinct = HashSet::new();
    let mut numbers = 0;
    for row in table.rows().take(ROWS) {
        match number(row.cell(column)) {
            Some(value) if wanted == Wanted::Sizes && !(value > 0.0 && value.is_finite()) => return false,
            Some(value) => {
                numbers += 1;
                distinct.insert(value.to_bits());
            }
            None if wanted == Wanted::Values && row.cell(column).trim().is_empty() => {}
            None => return false,
        }
    }
    numbers > 0 && (wanted == Wanted::Values || distinct.len() >= 3)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Sizes,
    Values,
}

/// The columns that may hold sizes: those with a usual name, and the others.
pub(super) fn sizes(table: &Table, taken: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let free = (0..table.names().len()).filter(|column| !taken.contains(column) && holds(table, *column, Wanted::Sizes));
    free.partition(|column| is_one_of(&SIZES, &table.names()[*column]))
}

/// The columns that may hold values: those with a usual name, and the others that have no usual name for something else.
pub(super) fn values(table: &Table, taken: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let is_other = |name: &str| is_one_of(&SIZES, name) || is_one_of(&REPLICATES, name) || is_time(name);
    let free = (0..table.names().len()).filter(|column| !taken.contains(column) && !is_other(&table.names()[*column]));
    free.filter(|column| holds(table, *column, Wanted::Values)).partition(|column| is_one_of(&VALUES, &table.names()[*column]))
}

/// The first column with a usual name for replicates.
pub(super) fn replicate(table: &Table, taken: &[usize]) -> Option<usize> {
    let place =
        |wanted: &&str| (0..table.names().len()).find(|column| !taken.contains(column) && is_one_of(&[wanted], &table.names()[*column]));
    REPLICATES.iter().find_map(place)
}

/// The only column among these with a usual name for times.
pub(super) fn time(table: &Table, taken: &[usize]) -> Option<usize> {
    let mut found = (0..table.names().len()).filter(|column| !taken.contains(column) && is_time(&table.names()[*column]));
    found.next().filter(|_| found.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_names_and_numbers_are_told_from_others() {
        let mut table = Table::new(["N", "Dofs", "run", "note", "error", "other", "zero"].map(String::from).to_vec());
        for (n, line) in [4, 8, 16].into_iter().zip(2..) {
            let n = n.to_string();
            table.push(line, [n.as_str(), &n, "1", "text", "0.5", "", "0"]);
        }
        assert_eq!(sizes(&table, &[]), (vec![0, 1], vec![]));
        assert_eq!(sizes(&table, &[0]), (vec![1], vec![]));
        assert_eq!(values(&table, &[0]), (vec![4], vec![6]));
        assert_eq!((replicate(&table, &[]), replicate(&table, &[2]), time(&table, &[])), (Some(2), None, None));
        assert!(is_time("Step") && is_time("t") && !is_time("T") && !is_time("stepper"));
    }
}
