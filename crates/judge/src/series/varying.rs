//! Columns that differ between rows of one size and that nobody asked about: rows that differ in them may not be replicates.
//!
//! A column is a *factor* if its values come back at other sizes, so that each of its values is a series of its own: an optimiser, a metric, a
//! learning rate, a step. It is none if it tells a row alone (a name of a run, a time stamp), follows the size, or is another measured number.
//! Text is a factor if two of its values come back. A number that was measured may come back by chance, so numbers are a factor if most
//! sizes have the same values equally often, or if the column has a usual name for times.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::guess::is_time;
use super::rows::{Entry, is_number};
use crate::table::Table;

/// The share of sizes that have the same values of a number equally often, if it is a factor.
const SHARE: f64 = 0.75;
/// Words that say how a run ended: they are judged like numbers.
const OUTCOMES: [&str; 8] = ["true", "false", "yes", "no", "ok", "failed", "done", "error"];

/// The columns that differ between rows of one size.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Varying {
    /// Factors that tell all series apart, in the order of the table.
    pub(super) factors: Vec<usize>,
    /// Further factors, which follow from those.
    pub(super) following: Vec<usize>,
}

/// The entries of one series sorted by size and time, and what tells their replicates apart, if something does.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) table: &'a Table,
    pub(super) entries: &'a [Entry],
    pub(super) replicate: Option<usize>,
}

impl<'a> Subject<'a> {
    /// The factors among these columns.
    pub(super) fn varying(self, columns: impl Iterator<Item = usize>) -> Varying {
        let mut found: Vec<(Kind, usize, usize)> = columns.filter_map(|column| self.factor(column)).collect();
        // Text first and times last: a step may follow from a horizon, and names from a finer name.
        found.sort_by_key(|(kind, levels, column)| (*kind, std::cmp::Reverse(*levels), *column));
        let mut varying = Varying::default();
        for (_, _, column) in found {
            if self.follows(column, &varying.factors) { varying.following.push(column) } else { varying.factors.push(column) }
        }
        varying.factors.sort_unstable();
        varying.following.sort_unstable();
        varying
    }

    fn cell(self, entry: &Entry, column: usize) -> &'a str {
        self.table.row(entry.row as usize).map_or("", |row| row.cell(column).trim())
    }

    /// The kind of a factor and the number of its levels; `None` if the column is none.
    fn factor(self, column: usize) -> Option<(Kind, usize, usize)> {
        let mut levels: HashMap<&str, u32> = HashMap::new();
        // Beyond this no level can come back twice at a second size.
        let most = self.entries.len() / 2 + 2;
        let mut of: Vec<Option<u32>> = Vec::with_capacity(self.entries.len());
        for entry in self.entries {
            let cell = self.cell(entry, column);
            let next = levels.len() as u32;
            of.push((!cell.is_empty()).then(|| *levels.entry(cell).or_insert(next)));
            if levels.len() > most {
                return None;
            }
        }
        if levels.len() < 2 || !self.differs_within(&of) || self.names_replicates(&of, levels.len()) {
            return None;
        }
        let mut widths: Vec<BTreeMap<u32, u32>> = Vec::new();
        for (index, level) in of.iter().enumerate() {
            if index == 0 || self.entries[index].width != self.entries[index - 1].width {
                widths.push(BTreeMap::new());
            }
            if let (Some(level), Some(counts)) = (level, widths.last_mut()) {
                *counts.entry(*level).or_default() += 1;
            }
        }
        let recurring =
            (0..levels.len() as u32).filter(|level| widths.iter().filter(|counts| counts.contains_key(level)).count() >= 2).count();
        let kind = match () {
            () if is_time(&self.table.names()[column]) => Kind::Time,
            () if levels.keys().all(|level| is_number(level) || OUTCOMES.contains(&level.to_lowercase().as_str())) => Kind::Number,
            () => Kind::Text,
        };
        let is_factor = recurring >= 2 && (kind != Kind::Number || are_alike(&widths));
        is_factor.then_some((kind, levels.len(), column))
    }

    /// Whether two rows of one size and time differ.
    fn differs_within(self, of: &[Option<u32>]) -> bool {
        let alike = |a: &Entry, b: &Entry| a.width == b.width && a.time == b.time;
        self.entries
            .windows(2)
            .zip(of.windows(2))
            .any(|(pair, levels)| alike(&pair[0], &pair[1]) && levels[0].is_some() && levels[1].is_some() && levels[0] != levels[1])
    }

    /// Whether the levels are other names of replicates that go through several sizes.
    fn names_replicates(self, of: &[Option<u32>], levels: usize) -> bool {
        let Some(replicate) = self.replicate else { return false };
        let pairs: HashSet<(&str, Option<u32>)> =
            self.entries.iter().zip(of).map(|(entry, level)| (self.cell(entry, replicate), *level)).collect();
        let labels: HashSet<&str> = pairs.iter().map(|(label, _)| *label).collect();
        pairs.len() == levels && labels.len() == levels && labels.len() * 2 <= self.entries.len()
    }

    /// Whether a column's cell follows from the size and the cells of these columns.
    fn follows(self, column: usize, from: &[usize]) -> bool {
        let mut known: HashMap<(u64, Vec<&str>), &str> = HashMap::new();
        self.entries.iter().all(|entry| {
            let key = (entry.width.to_bits(), from.iter().map(|column| self.cell(entry, *column)).collect());
            let cell = self.cell(entry, column);
            *known.entry(key).or_insert(cell) == cell
        })
    }

    /// The first values of a column.
    pub(super) fn values(self, column: usize, most: usize) -> Vec<&'a str> {
        let mut values: Vec<&str> = Vec::new();
        for entry in self.entries {
            let cell = self.cell(entry, column);
            if !values.contains(&cell) {
                values.push(cell);
            }
            if values.len() > most {
                break;
            }
        }
        values
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Text,
    Number,
    Time,
}

/// Whether most sizes have the same levels equally often, and more than one of them.
fn are_alike(widths: &[BTreeMap<u32, u32>]) -> bool {
    let mut alike: HashMap<&BTreeMap<u32, u32>, usize> = HashMap::new();
    widths.iter().for_each(|counts| *alike.entry(counts).or_default() += 1);
    alike.iter().any(|(counts, times)| counts.len() >= 2 && *times >= 2 && *times as f64 >= SHARE * widths.len() as f64)
}
