//! `asymptest plan`: the cells of a run, one JSON object a line, for whoever distributes them.

use std::iter::zip;

use clap::Args;
use serde::{Deserialize, Serialize};

use super::selection::Selection;
use super::work::default_store;
use super::{Outcome, output};
use crate::error::{Error, Result};
use crate::experiment::Cost;
use crate::study::store::{Found, Key, Place, Store, keys};
use crate::study::{Cell, Study, check_on_device, costs};
use crate::theorem::Theorem;

/// Prints the cells of a run, one JSON object a line: what `asymptest cell` computes, in any order and anywhere; trains nothing.
///
/// `cost` is in multiplications of training alone, `bytes` is the memory that the cell takes, and `stored` says whether the store has it, undamaged.
#[derive(Debug, Args)]
pub(super) struct PlanArguments {
    #[command(flatten)]
    selection: Selection,
    /// The folder of finished cells. [default: .cells in the folder for the evidence]
    #[arg(long, value_name = "DIR")]
    store: Option<std::path::PathBuf>,
}

/// A cell of a plan: all that says what it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    pub(super) id: String,
    pub(super) theorem: String,
    /// The file of a study.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) file: Option<String>,
    pub(super) scale: String,
    pub(super) seed: u64,
    pub(super) data: String,
    pub(super) precision: String,
    pub(super) device: String,
    pub(super) setting: String,
    pub(super) width: usize,
    pub(super) replicate: usize,
    pub(super) cost: usize,
    pub(super) bytes: usize,
    pub(super) stored: bool,
}

pub(super) fn run(arguments: &PlanArguments, registry: &[&dyn Theorem]) -> Result<Outcome> {
    let selected = arguments.selection.of(registry)?;
    let place = Place::from(selected.device);
    // Where there is no folder yet, nothing is stored.
    let store = Store::open_to_read(&arguments.store.clone().unwrap_or_else(|| default_store(&selected.out))).ok();
    for planned in &selected.studies {
        if place == Place::Cuda {
            check_on_device(&planned.study)?;
        }
        let (cells, keys): (Vec<Cell>, Vec<Key>) = keys(&planned.study, place)?.into_iter().unzip();
        let line = |((cell, key), size): ((&Cell, &Key), Cost)| {
            let found = store.as_ref().map(|store| store.look(key)).transpose()?;
            let stored = matches!(found, Some(Found::Rows(_)));
            Ok(Line { stored, ..Line::of(&planned.study, place, (cell, size), key) }.to_json())
        };
        let lines = zip(zip(&cells, &keys), costs(&planned.study, &cells)).map(line).collect::<Result<String>>()?;
        output::print(&lines)?;
    }
    Ok(Outcome::AsExpected)
}

impl Line {
    /// The line of a cell that is not stored.
    pub(super) fn of(study: &Study<'_>, place: Place, (cell, size): (&Cell, Cost), key: &Key) -> Self {
        Self {
            id: key.to_string(),
            theorem: study.theorem.id().into(),
            file: study.theorem.file().map(|file| std::path::absolute(file).map_or(file.into(), |path| path.display().to_string())),
            scale: study.scale.name().into(),
            seed: study.seed,
            data: study.source.name(),
            precision: study.precision.name().into(),
            device: place.name().into(),
            setting: study.settings[cell.setting].id().into(),
            width: cell.width,
            replicate: cell.replicate,
            cost: size.work,
            bytes: size.bytes,
            stored: false,
        }
    }

    /// As it stands in a plan.
    pub(super) fn to_json(&self) -> String {
        format!("{}\n", serde_json::to_string(self).expect("plain data"))
    }
}

/// Reads a plan. `file` is the name that an error shows.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Vec<Line>> {
    let fail = |line: usize, problem: String| Error::Table { file: file.into(), line: line as u64, problem };
    let text = std::str::from_utf8(bytes).map_err(|_| fail(0, "is not UTF-8 text; `asymptest plan` writes plans".into()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(index, line)| serde_json::from_str(line).map_err(|error| fail(index + 1, format!("{error}; `asymptest plan` writes plans"))))
        .collect()
}
