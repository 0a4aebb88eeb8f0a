//! Who watches a run: is told what happens, and may end it. What knows of clocks and signals is the command line.

use super::Cell;
use crate::experiment::Stop;

/// What a cell asks before every step: whether it is to be left.
pub type Ask<'a> = dyn Fn() -> Option<Stop> + 'a;

/// How a cell came to its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// It was trained here.
    Trained,
    /// It was in the store.
    Stored,
    /// It came to no end, for this reason. That is no result and is not kept: the next run tries again.
    Failed(String),
}

/// Who watches a run.
pub trait Watch: Sync {
    /// A cell begins: what it is to ask before every step. It is asked once before the first, too.
    fn begin(&self, cell: &Cell) -> Box<Ask<'_>>;

    /// Whether the run is to end, cells in flight included.
    fn is_interrupted(&self) -> bool;

    /// A cell has its rows.
    fn finished(&self, cell: &Cell, end: &End);

    /// Something that a person should know.
    fn note(&self, text: &str);

    /// Waits a moment: every cell that is left is being computed by another process.
    fn pause(&self);
}

/// Who counts finished cells and lets everything go on.
pub(super) struct Counter<'a>(pub(super) &'a (dyn Fn(&Cell) + Sync));

impl Watch for Counter<'_> {
    fn begin(&self, _: &Cell) -> Box<Ask<'_>> {
        Box::new(|| None)
    }

    fn is_interrupted(&self) -> bool {
        false
    }

    fn finished(&self, cell: &Cell, _: &End) {
        (self.0)(cell);
    }

    fn note(&self, _: &str) {}

    fn pause(&self) {}
}
