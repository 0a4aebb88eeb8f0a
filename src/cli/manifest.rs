//! The manifest of a folder of evidence: of each theorem, what made its evidence, and the seal of it.

use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::device::DeviceName;
use crate::error::{Error, Result};
use crate::files;
use crate::lock;
use crate::report::{Provenance, RunRecord, command};
use crate::study::store::{ENGINE, Place};
use crate::study::{Broken, Evidence, Seal, Study};

const FILE: &str = "manifest.json";
const LOCK: &str = ".manifest.lock";

/// What the manifest says of a theorem's evidence on one data set.
#[derive(Serialize, Deserialize)]
struct Part {
    command: String,
    /// The data, with the checksums of their files.
    data: String,
    precision: String,
    engine: u32,
    #[serde(flatten)]
    made_by: Provenance,
    #[serde(rename = "cells.csv")]
    seal: Seal,
}

impl Part {
    fn of(study: &Study<'_>, evidence: &Evidence, device: DeviceName, run: RunRecord) -> Result<Self> {
        let made_by = Provenance {
            version: env!("CARGO_PKG_VERSION").into(),
            revision: env!("ASYMPTEST_REVISION").into(),
            features: if cfg!(feature = "cuda") { vec!["cuda".into()] } else { vec![] },
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            processor: processor(),
            device: Place::from(device).name().into(),
            run,
        };
        Ok(Self {
            command: command(study.theorem, evidence),
            data: study.source.fingerprint()?,
            precision: study.precision.name().into(),
            engine: ENGINE,
            made_by,
            seal: Seal::of(evidence),
        })
    }
}

/// Renews the part of a study in the manifest of `folder`, and lets `write` write its evidence, which is given how that came about; the other parts stay as they
/// are. A run that trained nothing leaves what the manifest says of the same evidence: that is how it came about.
pub(super) fn renew<T>(
    folder: &Path,
    (study, device): (&Study<'_>, DeviceName),
    evidence: &Evidence,
    run: RunRecord,
    write: impl FnOnce(&Provenance) -> Result<T>,
) -> Result<T> {
    let (path, name) = (folder.join(FILE), name(study.theorem.id(), &study.source.name()));
    // Another process may write the part of its own study: from reading to writing the file is this one's.
    let lock = folder.join(LOCK);
    let _held = lock::hold(&lock).map_err(|source| Error::Write { path: lock, source })?;
    let mut parts = read(&path)?;
    let part = Part::of(study, evidence, device, run)?;
    let earlier = parts.get(&name).and_then(|part| Part::deserialize(part).ok());
    let earlier = earlier.filter(|earlier| run.trained == 0 && earlier.seal == part.seal && earlier.command == part.command);
    let part = earlier.unwrap_or(part);
    let written = write(&part.made_by)?;
    parts.insert(name, serde_json::to_value(part).expect("a part is plain data"));
    files::write_atomically(&path, format!("{:#}\n", Value::Object(parts)).as_bytes())?;
    Ok(written)
}

/// What a manifest says of each theorem's evidence.
pub(super) struct Manifest(Map<String, Value>);

impl Manifest {
    /// That of a folder; one that is not there says nothing.
    ///
    /// # Errors
    /// A file that is no manifest.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        read(&folder.join(FILE)).map(Self)
    }

    /// Holds evidence against the seal of what was written, and says how it came about; of evidence that the manifest does not name nothing is known.
    ///
    /// # Errors
    /// Numbers that are not those that were written, and a part of another form.
    pub(super) fn check(&self, theorem: &str, evidence: &Evidence, file: &str) -> Result<Option<Provenance>> {
        let name = name(theorem, evidence.data());
        let Some(part) = self.0.get(&name) else { return Ok(None) };
        let part = Part::deserialize(part).map_err(|error| {
            let problem = format!("is spoken of in {FILE} under `{name}` in a form that is not read ({error}); run `verify` again");
            Error::Data { file: file.into(), problem }
        })?;
        part.seal.broken_by(evidence).map_or(Ok(Some(part.made_by)), |broken| Err(changed(file, evidence, broken)))
    }
}

fn name(theorem: &str, data: &str) -> String {
    format!("{theorem} on {data}")
}

/// The error for evidence that is not what was sealed.
fn changed(file: &str, evidence: &Evidence, broken: Broken) -> Error {
    let mend = "run `verify` again, which takes finished cells from its store, or put the file back";
    let seal = format!("by the seal in {FILE}");
    let problem = match broken {
        Broken::Row(index) => {
            let problem = format!("is not the row that was written there, {seal}; {mend}");
            return Error::Table { file: file.into(), line: evidence.line(index), problem };
        }
        Broken::Several => format!("has several rows that are not those that were written there, {seal}; {mend}"),
        Broken::Count(rows) => format!("has {} rows, and {rows} were written there, {seal}; {mend}", evidence.rows.len()),
    };
    Error::Data { file: file.into(), problem }
}

/// What is there; nothing of a file that is no manifest would be kept, so that one is refused.
fn read(path: &Path) -> Result<Map<String, Value>> {
    let bytes = match files::read(path) {
        // A folder that can be none is refused by who writes into it.
        Err(Error::Read { source, .. }) if matches!(source.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(Map::new()),
        bytes => bytes?,
    };
    serde_json::from_slice(&bytes).map_err(|error| {
        let problem = format!("is no manifest of ours ({error}); move it away");
        Error::Data { file: path.display().to_string(), problem }
    })
}

/// The name of the processor, where the system tells, and the vector instructions that it has for the engine.
fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("model name")?.trim_start().strip_prefix(':'));
    let words = [&[name.map_or("unknown", str::trim)], &vectors()[..]].concat();
    words.join(", ")
}

#[cfg(target_arch = "x86_64")]
fn vectors() -> Vec<&'static str> {
    let has = [
        ("fma", std::is_x86_feature_detected!("fma")),
        ("avx2", std::is_x86_feature_detected!("avx2")),
        ("avx512f", std::is_x86_feature_detected!("avx512f")),
    ];
    has.into_iter().filter(|(_, has)| *has).map(|(name, _)| name).collect()
}

#[cfg(not(target_arch = "x86_64"))]
fn vectors() -> Vec<&'static str> {
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Source;
    use crate::model::Precision;
    use crate::observe::Observable;
    use crate::study::{Row, Scale, Status};
    use crate::theorems::REGISTRY;

    const RUN: RunRecord = RunRecord { threads: 2, cells: 1, trained: 1, seconds: 1.5 };

    fn row() -> Row {
        let (scale, data, setting, trained, horizon) = ("smoke".into(), "gaussian".into(), "main".into(), "tanh".into(), "t = 8".into());
        Row {
            scale,
            seed: 0,
            data,
            precision: Precision::F64,
            setting,
            trained,
            width: 64,
            replicate: 0,
            observable: Observable::NtkDrift,
            horizon,
            step: 8,
            value: Some(1.0),
            floor: None,
            status: Status::Ok,
            reason: String::new(),
        }
    }

    #[test]
    fn of_many_that_write_at_once_every_part_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let write = |theorem| {
            let study = Study::designed(theorem, Scale::Smoke, 0, Source::GAUSSIAN);
            renew(folder.path(), (&study, DeviceName::Cpu), &Evidence { rows: vec![row()] }, RUN, |_| Ok(())).unwrap();
        };
        std::thread::scope(|scope| REGISTRY.iter().for_each(|&theorem| drop(scope.spawn(move || write(theorem)))));
        assert_eq!(read(&folder.path().join(FILE)).unwrap().len(), REGISTRY.len());
        assert_eq!(files::names(folder.path()).unwrap(), [FILE]);
    }

    #[test]
    fn a_run_that_trains_nothing_leaves_how_the_same_evidence_came_about() {
        let folder = tempfile::tempdir().unwrap();
        let study = Study::designed(REGISTRY[0], Scale::Smoke, 0, Source::GAUSSIAN);
        let run = |value, run| {
            let evidence = Evidence { rows: vec![Row { value: Some(value), ..row() }] };
            renew(folder.path(), (&study, DeviceName::Cpu), &evidence, run, |made_by| Ok(made_by.run)).unwrap()
        };
        let stored = RunRecord { trained: 0, seconds: 0.1, ..RUN };
        let again = RunRecord { seconds: 3.0, ..RUN };
        assert_eq!(
            [run(1.0, RUN), run(1.0, stored), run(1.0, again), run(1.0, stored), run(2.0, stored)],
            [RUN, RUN, again, again, stored]
        );
    }

    #[test]
    fn what_was_changed_is_named_as_closely_as_it_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let study = Study::designed(REGISTRY[0], Scale::Smoke, 0, Source::GAUSSIAN);
        let rows: Vec<Row> = (0..4).map(|replicate| Row { replicate, ..row() }).collect();
        renew(folder.path(), (&study, DeviceName::Cpu), &Evidence { rows: rows.clone() }, RUN, |_| Ok(())).unwrap();
        let manifest = Manifest::read(folder.path()).unwrap();
        let check = |change: fn(&mut Vec<Row>)| {
            let mut rows = rows.clone();
            change(&mut rows);
            manifest.check(REGISTRY[0].id(), &Evidence { rows }, "cells.csv").map_err(|error| error.to_string())
        };
        assert_eq!(check(|_| ()).unwrap().unwrap().run, RUN);
        assert_eq!(check(|rows| rows.iter_mut().for_each(|row| row.data = "mnist".into())), Ok(None));
        let said = |change| check(change).unwrap_err();
        let (row, several) = (said(|rows| rows[2].value = Some(2.0)), said(|rows| rows.swap(0, 1)));
        assert!(row.starts_with("cells.csv, line 4: is not the row that was written there"), "{row}");
        assert!(several.starts_with("cells.csv has several rows"), "{several}");
        let fewer = said(|rows| rows.truncate(3));
        assert!(fewer.starts_with("cells.csv has 3 rows, and 4 were written there"), "{fewer}");
    }
}
