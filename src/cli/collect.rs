//! `asymptest collect`: the evidence of a run whose cells were computed anywhere.

use std::iter::zip;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::args::ResultFormat;
use super::manifest::{Given, Manifest};
use super::plan::Line;
use super::selection::{Planned, Selection};
use super::whole::renew_index;
use super::work::default_store;
use super::{Outcome, folder, manifest, output, replaced, report};
use crate::error::Result;
use crate::files;
use crate::report::RunRecord;
use crate::study::store::{Place, Reuse, Seen, Shelf, Store};
use crate::study::{Cell, Evidence, Row, Study, costs};
use crate::theorem::Theorem;

/// Joins stores: writes the evidence of a run and judges it, as `verify` does, and trains nothing.
///
/// Where cells are missing it prints their lines of the plan, for `asymptest cell --plan -`, and ends with exit code 1, as it does where a verdict is not as
/// expected: `--missing FILE` tells the two apart.
#[derive(Debug, Args)]
pub(super) struct CollectArguments {
    #[command(flatten)]
    selection: Selection,
    /// Folders of finished cells; once for each. [default: .cells in the folder for the evidence]
    #[arg(long, value_name = "DIR")]
    store: Vec<PathBuf>,
    /// A file for the lines of the cells that are missing, in the place of standard output; empty where none is.
    #[arg(long, value_name = "FILE")]
    missing: Option<PathBuf>,
    /// Replace evidence of another design, or of a larger one, that is in the folder.
    #[arg(long)]
    force: bool,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: ResultFormat,
}

pub(super) fn run(arguments: &CollectArguments, registry: &[&dyn Theorem]) -> Result<Outcome> {
    let selected = arguments.selection.of(registry)?;
    if !arguments.force {
        replaced::check(&selected.studies)?;
    }
    let place = Place::from(selected.device);
    let folders = if arguments.store.is_empty() { vec![default_store(&selected.out)] } else { arguments.store.clone() };
    let stores: Vec<Store> = folders.iter().map(|folder| Store::open_to_read(folder)).collect::<Result<_>>()?;
    let (mut collected, mut missing, mut all) = (Vec::new(), Vec::new(), 0);
    for planned in &selected.studies {
        let (study, started) = (&planned.study, Instant::now());
        let shelves: Vec<Shelf<'_>> = stores.iter().map(|store| Shelf::of(store, study, place, Reuse::Finished)).collect::<Result<_>>()?;
        let mut rows = Vec::new();
        let cells = study.cells();
        all += cells.len();
        for (cell, size) in zip(&cells, costs(study, &cells)) {
            match look(&shelves, cell)? {
                Some(found) => rows.extend(found),
                None => missing.push(Line::of(study, place, (cell, size), shelves[0].key(cell))),
            }
        }
        collected.push((planned, Evidence { run: study.facts(), rows }, started.elapsed().as_secs_f64()));
    }
    let lines: String = missing.iter().map(Line::to_json).collect();
    match &arguments.missing {
        Some(path) => files::write_atomically(path, lines.as_bytes())?,
        None => output::print(&lines)?,
    }
    if !missing.is_empty() {
        output::warn(&format!("{} of {all} cells are missing; nothing was written", missing.len()));
        return Ok(Outcome::NotAsExpected);
    }
    Manifest::read(&selected.out)?;
    let write = |(planned, evidence, seconds): &(&Planned<'_>, Evidence, f64)| {
        let study: &Study<'_> = &planned.study;
        folder::prepare(&planned.out, study.theorem.id())?;
        let run = RunRecord { threads: 1, cells: study.cells().len(), trained: 0, failed: 0, seconds: *seconds };
        let given = Given { study, device: selected.device, evidence, run };
        manifest::renew(&selected.out, &planned.out, &given, |entry| folder::write(&planned.out, study.theorem, evidence, entry))
    };
    let results = collected.iter().map(write).collect::<Result<Vec<_>>>()?;
    output::note(&format!("{all} cells from {} stores; evidence in {}", stores.len(), selected.out.display()));
    let outcome = report::print(&results, arguments.format)?;
    renew_index(&selected.out, registry)?;
    Ok(outcome)
}

/// The rows of a cell in the first store that has them.
fn look(shelves: &[Shelf<'_>], cell: &Cell) -> Result<Option<Vec<Row>>> {
    for shelf in shelves {
        match shelf.look(cell)? {
            Seen::Rows(rows) => return Ok(Some(rows)),
            // Who reads changes nothing: `cell` and `verify` put it aside.
            Seen::Damaged(damage) => output::warn(&format!("{} {damage}: not used", shelf.path(cell).display())),
            Seen::Nothing => {}
        }
    }
    Ok(None)
}
