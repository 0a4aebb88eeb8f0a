//! What the cells of a study cost.

use std::collections::HashMap;

use super::{Cell, Study};
use crate::experiment::Cost;

/// The costs of cells, in their order.
pub fn costs(study: &Study<'_>, cells: &[Cell]) -> Vec<Cost> {
    let mut known: HashMap<(usize, usize), Cost> = HashMap::new();
    let cost = |cell: &Cell| {
        let cost = || study.cost(&*study.settings[cell.setting], cell.width);
        *known.entry((cell.setting, cell.width)).or_insert_with(cost)
    };
    cells.iter().map(cost).collect()
}
