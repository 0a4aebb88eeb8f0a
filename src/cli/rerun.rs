//! `asymptest verify --check`: a random sample of the cells of stored evidence, run again and compared.

use std::collections::BTreeSet;
use std::path::Path;

use super::device::DeviceName;
use super::manifest::Manifest;
use super::selection::Selection;
use super::work::{Work, WorkArguments};
use super::{Outcome, config, folder, interrupt, output, theorems};
use crate::claim::Unit;
use crate::data::Source;
use crate::error::{Error, Result};
use crate::experiment::Scale;
use crate::random::Stream;
use crate::study::{Cell, Compared, Evidence, Study, compare};
use crate::theorem::Theorem;

/// A file of evidence with the study that made it.
struct Filed<'a> {
    file: String,
    evidence: Evidence,
    study: Study<'a>,
}

/// Why a flag is refused that would change nothing.
pub(super) const NO_USE: &str = "is of no use to --check, which runs again what the evidence says, and prints one line; leave it out";

pub(super) fn run(folder: &Path, sample: usize, selection: &Selection, work: &WorkArguments, registry: &[&dyn Theorem]) -> Result<Outcome> {
    if let Some(flag) = selection.of_no_use_to_check().or_else(|| work.of_no_use_to_check()) {
        return Err(Error::flag(flag, NO_USE));
    }
    if sample == 0 {
        return Err(Error::flag("--sample", "give a number of cells, 1 or more"));
    }
    let work = Work::of(work, DeviceName::Cpu, &config::Config::default())?;
    let theorems = theorems::find_all(registry, selection.theorems())?;
    let (mut filed, manifest) = (Vec::new(), Manifest::read(folder)?);
    for part in folder::parts(folder, registry)? {
        for &theorem in &theorems {
            if let Some((file, evidence)) = folder::read_evidence(&part, theorem.id())? {
                manifest.check(&folder::place(folder, &part, theorem), &evidence, &file)?;
                let study = study_of(theorem, &file, &evidence)?;
                filed.push(Filed { file, evidence, study });
            }
        }
    }
    let cells: Vec<(usize, Cell)> =
        filed.iter().enumerate().flat_map(|(index, filed)| cells_of(filed).into_iter().map(move |cell| (index, cell))).collect();
    if cells.is_empty() {
        let problem = "holds no evidence (<theorem>/cells.csv) of these theorems".into();
        return Err(Error::Data { file: folder.display().to_string(), problem });
    }
    let mut random = Stream::of_study(selection.seed().unwrap_or(0), "check", "sample");
    let mut chosen: Vec<(usize, Cell)> =
        random.choose(cells.len(), sample.min(cells.len())).into_iter().map(|index| cells[index]).collect();
    chosen.sort_by_key(|&(file, cell)| (file, cell.setting, cell.width, cell.replicate));
    interrupt::listen();
    for &(index, _) in &chosen {
        work.check(&filed[index].study, "--check")?;
    }
    let (mut again, mut sum) = (0, Compared::default());
    let mut outcome = Outcome::AsExpected;
    for (index, cell) in chosen.iter().copied() {
        let Filed { file, evidence, study } = &filed[index];
        let (done, _) = work.run(None, study, &study.load()?, &[cell])?;
        let Some(rows_again) = done.into_iter().next().flatten() else {
            output::note(&format!("interrupted after {again} of {} cells", chosen.len()));
            outcome = Outcome::Interrupted;
            break;
        };
        let id = study.settings[cell.setting].id();
        let rows = evidence.rows.iter().filter(|row| (row.setting.as_str(), row.width, row.replicate) == (id, cell.width, cell.replicate));
        let in_rounding: Vec<&str> = (study.settings[cell.setting].quantities().iter())
            .filter(|quantity| quantity.unit == Unit::Rounding)
            .map(|quantity| quantity.name)
            .collect();
        let compared = compare(&rows.cloned().collect::<Vec<_>>(), &rows_again, &in_rounding);
        for problem in &compared.wrong {
            output::warn(&format!("{file}: setting {id}, M = {}, replicate {}: {problem}", cell.width, cell.replicate));
        }
        again += 1;
        sum.numbers += compared.numbers;
        sum.other_bits += compared.other_bits;
        sum.different += compared.different;
    }
    let Compared { numbers, other_bits, different, .. } = sum;
    output::print(&format!(
        "{again} of {} cells run again: {numbers} rows, {} the same to the last bit, {other_bits} within rounding, {different} different\n",
        cells.len(),
        numbers - other_bits - different,
    ))?;
    Ok(if outcome == Outcome::AsExpected && different > 0 { Outcome::NotAsExpected } else { outcome })
}

/// The study that the rows say they are of.
fn study_of<'a>(theorem: &'a dyn Theorem, file: &str, evidence: &Evidence) -> Result<Study<'a>> {
    let run = &evidence.run;
    let Some(scale) = Scale::named(&run.scale) else {
        let problem = "was measured elsewhere: no manifest says how to run it again".into();
        return Err(Error::Data { file: file.into(), problem });
    };
    let mut study = Study::designed(theorem, scale, run.seed, Source::named(&run.data)?);
    study.precision = run.precision;
    study.widths = evidence.widths().into_iter().collect();
    study.replicates = evidence.replicates().values().copied().max().unwrap_or(0).into();
    match evidence.rows.iter().find(|row| study.settings.iter().all(|setting| setting.id() != row.setting)) {
        None => Ok(study),
        Some(row) => {
            let problem = format!("has the setting {}, which the design does not have; run `verify` again", row.setting);
            Err(Error::Data { file: file.into(), problem })
        }
    }
}

/// The cells that have rows.
fn cells_of(filed: &Filed<'_>) -> Vec<Cell> {
    let found: BTreeSet<(&str, usize, usize)> =
        filed.evidence.rows.iter().map(|row| (row.setting.as_str(), row.width, row.replicate)).collect();
    let index = |id: &str| filed.study.settings.iter().position(|setting| setting.id() == id).expect("checked in study_of");
    found.into_iter().map(|(id, width, replicate)| Cell { setting: index(id), width, replicate }).collect()
}
