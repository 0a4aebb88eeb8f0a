//! What cells cost: work and memory.

use std::collections::HashMap;

use super::{Cell, Study};

/// What a cell costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Multiplications of training alone: M n (n + Z) a step with n = 3 N. What is measured on the way is not in it, and where a horizon follows the data it is
    /// guessed.
    pub cost: usize,
    /// Memory, as [`Study::bytes`] has it.
    pub bytes: usize,
}

/// For horizons that follow the data.
const TYPICAL_GROWTH: f64 = 0.05;

/// The sizes of cells, in their order.
pub fn sizes(study: &Study<'_>, cells: &[Cell]) -> Vec<Size> {
    let mut costs: HashMap<(usize, usize), usize> = HashMap::new();
    let mut bytes: HashMap<usize, usize> = HashMap::new();
    let size = |cell: &Cell| Size {
        cost: *costs.entry((cell.setting, cell.width)).or_insert_with(|| cost(study, cell)),
        bytes: *bytes.entry(cell.width).or_insert_with(|| study.bytes(cell.width)),
    };
    cells.iter().map(size).collect()
}

fn cost(study: &Study<'_>, cell: &Cell) -> usize {
    let setting = &study.settings[cell.setting];
    let longest = study.measured(setting.id).iter().map(|(_, horizon)| horizon.steps(cell.width, TYPICAL_GROWTH)).max();
    let inputs = 3 * setting.triplets;
    cell.width.saturating_mul(inputs * (inputs + setting.outputs)).saturating_mul(longest.unwrap_or(0) + 1)
}
