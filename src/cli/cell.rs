//! `asymptest cell`: some cells of a plan, into the store.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use clap::Args;

use super::device::DeviceName;
use super::plan::{self, Line};
use super::work::{Work, WorkArguments};
use super::{Outcome, interrupt, output, theorems};
use crate::data::Source;
use crate::error::{Error, Result};
use crate::experiment::Scale;
use crate::files;
use crate::model::Precision;
use crate::study::store::{Key, Place, keys};
use crate::study::{Cell, Study};
use crate::theorem::Theorem;

/// Computes cells of a plan into the store; what is there is not computed again.
///
/// Exit code 0 if all are in the store then, 1 if one came to no end, 2 for bad input, 130 if it was interrupted. Run it again after any of these.
#[derive(Debug, Args)]
pub(super) struct CellArguments {
    /// Ids of cells, as the plan has them; all of the plan where neither ids nor lines are given.
    #[arg(conflicts_with = "lines")]
    ids: Vec<String>,
    /// What `asymptest plan` printed; `-` for standard input.
    #[arg(long, value_name = "FILE")]
    plan: PathBuf,
    /// A line of the plan, from 1, or a range of them such as `21..40`, its last one included.
    #[arg(long, value_name = "N")]
    lines: Option<String>,
    /// The folder whose `.cells` is the store where --store is not given.
    #[arg(long, default_value = "out")]
    out: PathBuf,
    #[command(flatten)]
    work: WorkArguments,
}

pub(super) fn run(arguments: &CellArguments, registry: &[&dyn Theorem]) -> Result<Outcome> {
    let plan = plan::read(&files::input_name(&arguments.plan), &files::read_input(&arguments.plan)?)?;
    let mut left = chosen(&plan, arguments)?;
    // Lines of one study are run side by side. All are looked at before any is trained.
    let mut studies = Vec::new();
    while let Some(first) = left.first().cloned() {
        let (lines, others) = left.into_iter().partition::<Vec<Line>, _>(|line| is_one_study(line, &first));
        left = others;
        let (study, cells, device) = study_of(&lines, registry)?;
        let work = Work::of(&arguments.work, device, &Default::default())?;
        work.check(&study, "--plan")?;
        studies.push((study, cells, work));
    }
    let loaded = studies.iter().map(|(study, ..)| study.load()).collect::<Result<Vec<_>>>()?;
    interrupt::listen();
    let (mut all, mut stored, mut failed) = (0, 0, 0);
    for ((study, cells, work), loaded) in studies.iter().zip(&loaded) {
        let store = work.open(&arguments.out)?;
        let (done, progress) = work.run(Some(&store), study, loaded, cells)?;
        let counts = progress.counts();
        (all, stored, failed) = (all + counts.done, stored + counts.stored, failed + counts.failed);
        if done.iter().any(Option::is_none) {
            output::note(&format!("interrupted after {all} cells; {}", work.how_to_go_on()));
            return Ok(Outcome::Interrupted);
        }
    }
    output::note(&format!("{all} cells, {stored} of them from the store, {failed} without an end"));
    Ok(if failed == 0 { Outcome::AsExpected } else { Outcome::NotAsExpected })
}

/// The lines of the plan that are asked for.
fn chosen(plan: &[Line], arguments: &CellArguments) -> Result<Vec<Line>> {
    if let Some(text) = &arguments.lines {
        let range = parse_range(text).filter(|(first, last)| (1..=*last).contains(first) && *last <= plan.len());
        let problem = || format!("`{text}` names no lines of the plan; give one from 1 to {}, or a range such as 1..{0}", plan.len());
        let (first, last) = range.ok_or_else(|| Error::flag("--lines", problem()))?;
        return Ok(plan[first - 1..last].to_vec());
    }
    if arguments.ids.is_empty() {
        return Ok(plan.to_vec());
    }
    let find = |id: &String| {
        let key: Key = id.parse().map_err(|problem: String| Error::flag("cell", problem))?;
        let line = plan.iter().find(|line| line.id == key.to_string());
        line.cloned().ok_or_else(|| Error::flag("cell", format!("{id} is not in the plan {}", files::input_name(&arguments.plan))))
    };
    arguments.ids.iter().map(find).collect()
}

fn parse_range(text: &str) -> Option<(usize, usize)> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    Some((first.trim().parse().ok()?, last.trim().parse().ok()?))
}

fn is_one_study(line: &Line, other: &Line) -> bool {
    let run = |line: &Line| [&line.theorem, &line.scale, &line.data, &line.precision, &line.device].map(String::clone);
    run(line) == run(other) && line.seed == other.seed
}

/// The study of lines that differ in setting, width and replicate alone, and their cells in it.
fn study_of<'a>(lines: &[Line], registry: &[&'a dyn Theorem]) -> Result<(Study<'a>, Vec<Cell>, DeviceName)> {
    let first = &lines[0];
    let bad = |what: &str, value: &str| Error::flag("--plan", format!("cell {} has the {what} `{value}`, which is none", first.id));
    let theorem = theorems::find(registry, first.file.as_ref().unwrap_or(&first.theorem))?;
    let scale = Scale::named(&first.scale).ok_or_else(|| bad("scale", &first.scale))?;
    let precision = Precision::named(&first.precision).ok_or_else(|| bad("precision", &first.precision))?;
    let device = DeviceName::named(&first.device).ok_or_else(|| bad("device", &first.device))?;
    let mut study = Study::designed(theorem, scale, first.seed, Source::named(&first.data)?);
    study.precision = precision;
    study.widths = lines.iter().map(|line| line.width).collect();
    study.widths.sort_unstable();
    study.widths.dedup();
    let replicates = lines.iter().map(|line| line.replicate.saturating_add(1)).max().unwrap_or(0);
    study.replicates = replicates.into();
    if study.widths[0] < 2 || replicates > super::selection::MOST_REPLICATES {
        return Err(Error::flag("--plan", "has a width below 2, or a replicate that no run has; `asymptest plan` writes plans"));
    }
    let known: HashMap<String, Cell> = keys(&study, Place::from(device))?.into_iter().map(|(cell, key)| (key.to_string(), cell)).collect();
    let find = |line: &Line| {
        let cell = known.get(&line.id).filter(|cell| {
            let setting = study.settings[cell.setting].id();
            (setting, cell.width, cell.replicate) == (line.setting.as_str(), line.width, line.replicate)
        });
        let problem = || {
            format!(
                "cell {} was planned for other data or another kind of processor, or by another version of the program; plan again",
                line.id
            )
        };
        cell.copied().ok_or_else(|| Error::flag("--plan", problem()))
    };
    let mut cells: Vec<Cell> = lines.iter().map(find).collect::<Result<_>>()?;
    let mut seen = HashSet::new();
    cells.retain(|cell| seen.insert(*cell));
    Ok((study, cells, device))
}
