//! Rows of a table as an experiment: it measured what the table has, and cannot be run.

use crate::claim::{Assumption, Broken, Quantity, Unknown};
use crate::error::{Error, Result};
use crate::experiment::{Axis, Cost, Experiment, Loaded, Plan, Room};

/// The rows of a table that a filter takes.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) id: &'static str,
    /// The filter, canonically.
    pub(super) key: String,
    /// The filter in words.
    pub(super) says: String,
    pub(super) quantities: Vec<Quantity>,
}

impl Experiment for Given {
    fn id(&self) -> &'static str {
        self.id
    }

    fn key(&self) -> String {
        self.key.clone()
    }

    fn describe(&self) -> String {
        self.says.clone()
    }

    fn engine(&self) -> (&'static str, u32) {
        ("table", 1)
    }

    fn quantities(&self) -> Vec<Quantity> {
        self.quantities.clone()
    }

    fn broken(&self, _: &Assumption) -> Broken {
        Err(Unknown)
    }

    fn refuses(&self, _: &Axis) -> Option<String> {
        None
    }

    fn cost(&self, _: &Room<'_>) -> Cost {
        Cost::default()
    }

    fn load<'a>(&'a self, _: &Plan<'a>) -> Result<Box<dyn Loaded + 'a>> {
        let problem = "are rows that were measured elsewhere, and cannot be run again; `asymptest judge` reads them".into();
        Err(Error::Data { file: self.id.into(), problem })
    }
}
