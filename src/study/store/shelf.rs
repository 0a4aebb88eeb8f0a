//! A shelf: what a store has of one study.

use std::collections::HashMap;
use std::path::PathBuf;

use super::key::keys;
use super::record::Damage;
use super::{Claim, Found, Key, Place, Store};
use crate::error::Result;
use crate::lock::Held;
use crate::study::{Cell, Row, Study, rows_from_csv, rows_to_csv};

/// What a store has of one study.
pub struct Shelf<'a> {
    store: &'a Store,
    study: &'a Study<'a>,
    keys: HashMap<Cell, Key>,
    reuse: Reuse,
}

/// What a shelf has of a cell.
#[derive(Debug, PartialEq)]
pub enum Seen {
    /// Its rows.
    Rows(Vec<Row>),
    /// Nothing that is to be used.
    Nothing,
    /// A file that cannot be trusted.
    Damaged(Damage),
}

/// Whether finished cells are taken from the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reuse {
    /// They are.
    Finished,
    /// They are computed again, and replaced.
    Nothing,
}

impl<'a> Shelf<'a> {
    /// The shelf of a study that is run at this place.
    ///
    /// # Errors
    /// Where the data are a file that cannot be read.
    pub fn of(store: &'a Store, study: &'a Study<'a>, place: Place, reuse: Reuse) -> Result<Self> {
        Ok(Self { store, study, keys: keys(study, place)?.into_iter().collect(), reuse })
    }

    /// The key of a cell.
    ///
    /// # Panics
    /// Where it is no cell of the study.
    pub fn key(&self, cell: &Cell) -> &Key {
        self.keys.get(cell).expect("a cell of the study")
    }

    /// What is there of a cell: its rows, if they are to be used.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn look(&self, cell: &Cell) -> Result<Seen> {
        Ok(match self.store.look(self.key(cell))? {
            Found::Nothing => Seen::Nothing,
            Found::Damaged(damage) => Seen::Damaged(damage),
            Found::Rows(_) if self.reuse == Reuse::Nothing => Seen::Nothing,
            Found::Rows(csv) => self.rows(cell, &csv).map_or_else(|problem| Seen::Damaged(Damage::Rows(problem)), Seen::Rows),
        })
    }

    /// Puts the damaged file of a cell aside, under its claim, and says so.
    pub fn put_aside(&self, cell: &Cell, damage: &Damage, claim: &Held) -> String {
        self.store.put_aside(self.key(cell), damage, claim)
    }

    /// The file of a cell.
    pub fn path(&self, cell: &Cell) -> PathBuf {
        self.store.path(self.key(cell))
    }

    /// Keeps the rows of a finished cell.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn keep(&self, cell: &Cell, rows: &[Row]) -> Result<()> {
        let csv = if rows.is_empty() { Vec::new() } else { rows_to_csv(rows) };
        self.store.keep(self.key(cell), &csv)
    }

    /// Claims a cell for this process.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn claim(&self, cell: &Cell) -> Result<Claim> {
        self.store.claim(self.key(cell))
    }

    /// The rows in a file.
    fn rows(&self, cell: &Cell, csv: &[u8]) -> Result<Vec<Row>, String> {
        if csv.is_empty() {
            return Ok(Vec::new());
        }
        let rows = rows_from_csv("its table", csv).map_err(|error| error.to_string())?;
        let setting = self.study.settings[cell.setting].id();
        if rows.iter().any(|row| (row.setting.as_str(), row.width, row.replicate) != (setting, cell.width, cell.replicate)) {
            return Err("a row is of another cell".into());
        }
        Ok(rows)
    }
}
