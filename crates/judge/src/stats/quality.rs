//! Is what was measured a fair picture of what was run? Flags that withhold any verdict.

use super::counts::{Counts, range};
use super::flag::Flag;
use super::{Missing, Sample, WidthGroup};

/// Failed runs, runs that are missing by their value, and values that pile up at a limit.
pub fn flags(sample: &Sample) -> Vec<Flag> {
    let mut flags: Vec<Flag> = failed_runs(sample).into_iter().collect();
    if let Some(counts) = Counts::of(sample).filter(|_| sample.missing == Missing::Unknown) {
        flags.extend(counts.missing_by_value());
        flags.extend(counts.piled(-1.0, "smallest"));
        flags.extend(counts.piled(1.0, "largest"));
    }
    flags
}

fn failed_runs(sample: &Sample) -> Option<Flag> {
    let failed = sample.failed();
    let runs: usize = failed + sample.groups.iter().map(|group| group.values.len()).sum::<usize>();
    let share = |group: &WidthGroup| group.failed as f64 / (group.failed + group.values.len()).max(1) as f64;
    let largest = sample.groups.iter().map(share).fold(0.0, f64::max);
    let text = format!(
        "{failed} of {runs} runs have no finite value (at most {:.0} % at one width), so the values that are left are a selection",
        100.0 * largest
    );
    (failed > 0).then_some(Flag { code: "failed_runs", text })
}

/// Whether a design that has fewer runs at some widths may have been planned so: its replicates have no gaps, and where there are fewer of them they
/// do not spread less.
pub fn seems_planned(sample: &Sample) -> bool {
    sample.missing == Missing::Accounted || sample.is_planned() && Counts::of(sample).is_none_or(|counts| !counts.shrinks())
}

/// Whether several values at a width are one value repeated: a deterministic table with copies.
pub fn is_repeated(sample: &Sample) -> bool {
    let groups = sample.measured();
    let spread = |group: &WidthGroup| range(group.values.iter().map(|v| v.ln()));
    !groups.is_empty() && groups.iter().all(|group| group.values.len() > 1 && spread(group) < 1e-12)
}

/// Whether every width has one value alone, or copies of one, and no value has a standard error.
pub fn is_deterministic(sample: &Sample) -> bool {
    !sample.has_errors() && (sample.measured().iter().all(|group| group.values.len() == 1) || is_repeated(sample))
}
