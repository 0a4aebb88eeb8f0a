//! `asymptest verify`: train, judge, report.

use std::path::PathBuf;

use clap::Args;

use super::args::ResultFormat;
use super::manifest::Given;
use super::selection::{Planned, Selection};
use super::whole::renew_index;
use super::work::{Work, WorkArguments};
use super::{Outcome, folder, interrupt, manifest, memory, output, replaced, report, rerun};
use crate::error::{Error, Result};
use crate::files::check_folder_of;
use crate::report::RunRecord;
use crate::study::{Study, whole};
use crate::theorem::Theorem;

/// Trains networks over the ladder of widths, judges every claim and control, and writes the evidence.
///
/// Finished cells are kept, so that the same command goes on where a run ended. Exit code 0 if every verdict is as expected and every control refuted,
/// 1 if not, 2 for bad input, 130 after Ctrl-C.
#[derive(Debug, Args)]
pub(super) struct VerifyArguments {
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    work: WorkArguments,
    /// Run a random sample of the cells of this folder's evidence again, and compare; nothing is judged or written.
    #[arg(long, value_name = "DIR")]
    check: Option<PathBuf>,
    /// Cells in the sample of --check, drawn by --seed.
    #[arg(long, value_name = "N", default_value_t = 8, requires = "check")]
    sample: usize,
    /// Replace evidence of another design, or of a larger one, that is in the folder.
    #[arg(long)]
    force: bool,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: ResultFormat,
    /// Write the results as a JUnit file too, for test servers.
    #[arg(long, value_name = "FILE.xml", conflicts_with = "check")]
    junit: Option<PathBuf>,
}

pub(super) fn run(arguments: &VerifyArguments, registry: &[&dyn Theorem]) -> Result<Outcome> {
    if let Some(folder) = &arguments.check {
        if arguments.format != ResultFormat::Text {
            return Err(Error::flag("--format", rerun::NO_USE));
        }
        return rerun::run(folder, arguments.sample, &arguments.selection, &arguments.work, registry);
    }
    let selected = arguments.selection.of(registry)?;
    let work = Work::of(&arguments.work, selected.device, &selected.file)?;
    // Whatever can be refused is refused before anything is trained or written.
    arguments.junit.as_deref().map_or(Ok(()), check_folder_of)?;
    for Planned { study, .. } in &selected.studies {
        work.check(study, "--widths")?;
    }
    if !arguments.force {
        replaced::check(&selected.studies)?;
    }
    let inputs: Vec<_> = selected.studies.iter().map(|planned| planned.study.load()).collect::<Result<_>>()?;
    let renewed: Vec<&str> = selected.studies.iter().map(|planned| planned.study.theorem.id()).collect();
    let others: Vec<&dyn Theorem> = registry.iter().copied().filter(|theorem| !renewed.contains(&theorem.id())).collect();
    for Planned { study, out } in &selected.studies {
        folder::prepare(out, study.theorem.id())?;
    }
    folder::check(&selected.out, &others)?;
    let store = work.open(&selected.out)?;
    interrupt::listen();
    let mut results = Vec::new();
    for (Planned { study, out }, inputs) in selected.studies.iter().zip(&inputs) {
        let (id, cells) = (study.theorem.id(), study.cells());
        output::note(&format!("{id} on {}: {} cells of up to {}", study.source.name(), cells.len(), memory::in_words(largest(study))));
        let (done, progress) = work.run(Some(&store), study, inputs, &cells)?;
        let counts = progress.counts();
        let Some(evidence) = whole(study, done) else {
            output::note(&format!("{id}: interrupted with {} of {} cells done; {}", counts.done, cells.len(), work.how_to_go_on()));
            if !results.is_empty() {
                renew_index(&selected.out, registry)?;
            }
            return Ok(Outcome::Interrupted);
        };
        let (trained, failed) = (cells.len() - counts.stored - counts.failed, counts.failed);
        if !arguments.force && failed > 0 {
            replaced::check_failures(out, study.theorem, failed)?;
        }
        let run = RunRecord { threads: work.jobs(), cells: cells.len(), trained, failed, seconds: progress.seconds() };
        let given = Given { study, device: selected.device, evidence: &evidence, run };
        results.push(manifest::renew(&selected.out, out, &given, |entry| folder::write(out, study.theorem, &evidence, entry))?);
        let stored = if counts.stored > 0 { format!(", {} of them from the store", counts.stored) } else { String::new() };
        let place = out.join(id);
        output::note(&format!("{id}: {} cells in {:.1} s{stored}; evidence in {}", cells.len(), run.seconds, place.display()));
    }
    // Printed first: what is wrong with the evidence of another theorem in the folder takes nothing from these.
    let outcome = report::print(&results, arguments.format)?;
    report::write_junit(arguments.junit.as_deref(), &results)?;
    renew_index(&selected.out, registry)?;
    Ok(outcome)
}

/// Memory of the study's largest cell, in bytes.
fn largest(study: &Study<'_>) -> usize {
    study.widths.iter().map(|&width| study.bytes(width)).max().unwrap_or(0)
}
