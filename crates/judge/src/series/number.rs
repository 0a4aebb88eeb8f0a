//! Numbers as cells hold them: [`crate::table::number`], where nobody asks why a cell is none.

pub(super) use crate::table::digits;

/// The number in a cell; `nan` and `inf` are numbers, too.
pub(super) fn number(cell: &str) -> Option<f64> {
    crate::table::number(cell).ok()
}
