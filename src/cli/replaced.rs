//! A run replaces evidence that it makes again, and other evidence only if the user says so.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use super::folder;
use super::selection::Planned;
use crate::error::{Error, Result};
use crate::experiment::Scale;
use crate::model::Precision;
use crate::report::command;
use crate::study::{Evidence, Row, Status, Study};
use crate::theorem::Theorem;

/// Refuses a run whose folder holds evidence of a theorem that is of another design, or of a larger one.
///
/// # Errors
/// The file with the command that made it, and what to do; evidence that cannot be read.
pub(super) fn check(planned: &[Planned<'_>]) -> Result<()> {
    for Planned { study, out } in planned {
        let (file, evidence) = match folder::read_evidence(out, study.theorem.id()) {
            Ok(Some(found)) => found,
            // What cannot be read at all is no folder of evidence: that it cannot be written either is said where that is tried.
            Ok(None) | Err(Error::Read { .. }) => continue,
            Err(error) => return Err(error),
        };
        if !Extent::of_study(study).has_all_of(&Extent::of(&evidence), study.theorem) {
            let made_by = command(study.theorem, &evidence);
            let problem = format!("holds evidence of another run, `{made_by}`: give another folder as --out, or --force to replace it");
            return Err(Error::Data { file, problem });
        }
    }
    Ok(())
}

/// Refuses rows of failed cells in the place of evidence without any.
///
/// # Errors
/// The file, and what to do; evidence that cannot be read.
pub(super) fn check_failures(out: &Path, theorem: &dyn Theorem, failed: usize) -> Result<()> {
    match folder::read_evidence(out, theorem.id())? {
        Some((file, evidence)) if evidence.rows.iter().all(|row| row.status != Status::Failed) => {
            let problem = format!(
                "holds evidence of a run without failures, and {failed} cells of this one failed: run it again in another --out to see why, or --force to replace it"
            );
            Err(Error::Data { file, problem })
        }
        _ => Ok(()),
    }
}

/// Refuses rows of a suite in the place of evidence that is not among them.
///
/// # Errors
/// The file with a row that would be lost, and what to do; evidence that cannot be read.
pub(super) fn check_table(out: &Path, suite: &str, evidence: &Evidence) -> Result<()> {
    let Some((file, earlier)) = folder::read_evidence(out, suite)? else { return Ok(()) };
    let place = |row: &Row| (row.setting.clone(), row.width, row.replicate, row.quantity.clone(), row.horizon.clone());
    let known: HashMap<_, _> = evidence.rows.iter().map(|row| (place(row), row)).collect();
    let is_lost = |row: &&Row| known.get(&place(row)).is_none_or(|again| again.value != row.value);
    let Some(lost) = earlier.rows.iter().find(is_lost) else { return Ok(()) };
    let of = earlier.run.table.as_ref().map_or_else(|| "another run".into(), |table| format!("{}, BLAKE3 {}", table.file, table.digest));
    let problem = format!(
        "holds evidence of other rows ({of}): {} at M = {}, replicate {} ({}) is no longer the same; give another folder as --out, or --force to replace it",
        lost.quantity, lost.width, lost.replicate, lost.setting
    );
    Err(Error::Data { file, problem })
}

/// The extent of a run.
#[derive(Debug, Clone, PartialEq)]
struct Extent {
    scale: Option<Scale>,
    seed: u64,
    data: String,
    precision: Precision,
    /// Replicates at each width.
    replicates: BTreeMap<usize, usize>,
}

impl Extent {
    fn of(evidence: &Evidence) -> Self {
        let run = &evidence.run;
        Self {
            scale: Scale::named(&run.scale),
            seed: run.seed,
            data: run.data.clone(),
            precision: run.precision,
            replicates: evidence.replicates(),
        }
    }

    fn of_study(study: &Study<'_>) -> Self {
        Self {
            scale: Some(study.scale),
            seed: study.seed,
            data: study.source.name(),
            precision: study.precision,
            replicates: study.widths.iter().map(|&width| (width, study.replicates.at(width))).collect(),
        }
    }

    /// Whether nothing of `earlier` is lost: each of its cells is run again, or both are a theorem's own designs and this one is of the larger scale.
    fn has_all_of(&self, earlier: &Self, theorem: &dyn Theorem) -> bool {
        let alike = (self.seed, &self.data, self.precision) == (earlier.seed, &earlier.data, earlier.precision);
        let has = |(width, count): (&usize, &usize)| self.replicates.get(width).is_some_and(|own| own >= count);
        let covers = earlier.replicates.iter().all(has);
        let larger = self.scale > earlier.scale && self.is_designed(theorem) && earlier.is_designed(theorem);
        alike && (self.scale == earlier.scale && covers || larger)
    }

    fn is_designed(&self, theorem: &dyn Theorem) -> bool {
        let design = self.scale.map(|scale| theorem.design(scale));
        design.is_some_and(|design| self.replicates == design.counts())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theorems::REGISTRY;

    #[test]
    fn what_a_run_makes_again_or_surpasses_is_replaced_and_nothing_else() {
        let theorem = REGISTRY[0];
        let designed = |scale| {
            let design = theorem.design(scale);
            Extent { scale: Some(scale), seed: 0, data: "mnist".into(), precision: Precision::F64, replicates: design.counts() }
        };
        let (smoke, quick) = (designed(Scale::Smoke), designed(Scale::Quick));
        let fits = |new: &Extent, earlier: &Extent| new.has_all_of(earlier, theorem);
        assert!(fits(&smoke, &smoke) && fits(&quick, &smoke) && !fits(&smoke, &quick));
        let one_width = Extent { replicates: [(64, 1)].into(), ..quick.clone() };
        assert!(
            !fits(&one_width, &quick)
                && !fits(&one_width, &smoke)
                && !fits(&quick, &Extent { replicates: [(7, 1)].into(), ..quick.clone() })
        );
        let more = Extent { replicates: quick.replicates.iter().map(|(&width, count)| (width, count + 1)).collect(), ..quick.clone() };
        assert!(fits(&more, &quick) && !fits(&quick, &more));
        let others = [
            Extent { seed: 1, ..quick.clone() },
            Extent { data: "digits".into(), ..quick.clone() },
            Extent { precision: Precision::F32, ..quick.clone() },
            Extent { scale: None, ..quick.clone() },
        ];
        assert!(others.iter().all(|other| !fits(&quick, other)), "another draw, or one that nothing is known of");
    }
}
