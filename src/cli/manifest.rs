//! The manifest of a folder of evidence: of each theorem, what made its evidence, and the seal of it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::device::DeviceName;
use super::folder;
use crate::error::{Error, Result};
use crate::files;
use crate::lock::{self, Held};
use crate::report::{Provenance, RunRecord, command};
use crate::study::store::Place;
use crate::study::{Broken, Evidence, RunFacts, Seal, Study};

const FILE: &str = "manifest.json";
/// The key of what an entry says of the run.
const STUDY: &str = "study";
/// The key of an entry's seal: the file that it is of.
const SEAL: &str = "cells.csv";
const LOCK: &str = ".manifest.lock";

/// What the manifest says of a theorem's evidence on one data set.
#[derive(Serialize, Deserialize)]
struct Entry {
    command: String,
    /// The data, with the checksums of their files.
    data: String,
    precision: String,
    /// The engines of its settings, with their versions.
    engines: Vec<String>,
    #[serde(flatten)]
    made_by: Provenance,
    /// What is the whole run's.
    study: RunFacts,
    #[serde(rename = "cells.csv")]
    seal: Seal,
}

impl Entry {
    fn of(Given { study, device, evidence, run }: &Given<'_>) -> Result<Self> {
        let made_by = Provenance {
            version: env!("CARGO_PKG_VERSION").into(),
            revision: super::args::REVISION.into(),
            features: if cfg!(feature = "cuda") { vec!["cuda".into()] } else { vec![] },
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            processor: processor(),
            device: Place::from(*device).name().into(),
            run: *run,
        };
        Ok(Self {
            command: command(study.theorem, evidence),
            data: study.source.fingerprint()?,
            precision: study.precision.name().into(),
            engines: engines(study),
            made_by,
            study: evidence.run.clone(),
            seal: Seal::of(evidence),
        })
    }
}

/// The engines of a study's settings, each once.
fn engines(study: &Study<'_>) -> Vec<String> {
    let mut engines: Vec<String> =
        study.settings.iter().map(|setting| setting.engine()).map(|(name, version)| format!("{name} {version}")).collect();
    engines.sort();
    engines.dedup();
    engines
}

/// What is known of the run that made the evidence of a theorem in a folder: by the manifest there, or by that of the folder around it, whose part this one is.
///
/// # Errors
/// A file that is no manifest.
pub(super) fn facts(part: &Path, theorem: &str) -> Result<RunFacts> {
    let within = part.file_name().map(|name| format!("{}/{theorem}", name.to_string_lossy()));
    let around = std::path::absolute(part).ok().and_then(|part| part.parent().map(Path::to_owned));
    let places = [(Some(part.to_owned()), Some(theorem.to_owned())), (around, within)];
    for (folder, place) in places.into_iter().filter_map(|(folder, place)| folder.zip(place)) {
        let Manifest(entries) = Manifest::read(&folder)?;
        if let Some(facts) = entries.get(&place).and_then(|entry| RunFacts::deserialize(entry.get(STUDY)?).ok()) {
            return Ok(facts);
        }
    }
    Ok(RunFacts::unknown())
}

/// The manifest with a renewed entry, to be written together with the evidence.
pub(super) struct Renewed {
    /// The file.
    pub(super) path: PathBuf,
    /// What is to be in it.
    pub(super) bytes: Vec<u8>,
    /// How the evidence came about, where that is known.
    pub(super) made_by: Option<Provenance>,
}

/// Evidence that a run gave.
pub(super) struct Given<'a> {
    pub(super) study: &'a Study<'a>,
    pub(super) device: DeviceName,
    pub(super) evidence: &'a Evidence,
    pub(super) run: RunRecord,
}

/// Renews the entry of a theorem in the manifest of `folder`; `part` is the folder of its data set. `write` writes it, with the evidence, while no other process
/// may write into the folder. A run that trained nothing leaves what the manifest says of the same evidence: that is how it came about.
pub(super) fn renew<T>(folder: &Path, part: &Path, given: &Given<'_>, write: impl FnOnce(&Renewed) -> Result<T>) -> Result<T> {
    let name = folder::place(folder, part, given.study.theorem);
    let entry = Entry::of(given)?;
    let renewed = |earlier: Option<&Value>| {
        let earlier = earlier.and_then(|entry| Entry::deserialize(entry).ok());
        let is_the_same = |earlier: &Entry| earlier.seal == entry.seal && earlier.command == entry.command;
        let entry = earlier.filter(|earlier| given.run.trained == 0 && is_the_same(earlier)).unwrap_or(entry);
        let made_by = Some(entry.made_by.clone());
        (serde_json::to_value(entry).expect("an entry is plain data"), made_by)
    };
    replace(folder, &name, renewed, write)
}

/// The entry of evidence that was read from a table: what was judged, and the seal. Nothing is known of how the numbers came about.
pub(super) fn renew_table<T>(
    folder: &Path,
    place: &str,
    (command, evidence): (&str, &Evidence),
    write: impl FnOnce(&Renewed) -> Result<T>,
) -> Result<T> {
    let (version, revision) = (env!("CARGO_PKG_VERSION"), env!("ASYMPTEST_REVISION"));
    let entry = json!({ "command": command, "judged_by": { "version": version, "revision": revision }, STUDY: evidence.run, SEAL: Seal::of(evidence) });
    replace(folder, place, |_| (entry, None), write)
}

/// Writes the manifest of a folder with another entry, by `write`, which also writes what the entry is of.
fn replace<T>(
    folder: &Path,
    place: &str,
    entry: impl FnOnce(Option<&Value>) -> (Value, Option<Provenance>),
    write: impl FnOnce(&Renewed) -> Result<T>,
) -> Result<T> {
    let _held = Manifest::lock(folder)?;
    let Manifest(mut entries) = Manifest::read(folder)?;
    let (entry, made_by) = entry(entries.get(place));
    entries.insert(place.to_owned(), entry);
    let bytes = format!("{:#}\n", Value::Object(entries)).into_bytes();
    write(&Renewed { path: folder.join(FILE), bytes, made_by })
}

/// What a folder's manifest says of each file of evidence.
pub(super) struct Manifest(Map<String, Value>);

impl Manifest {
    /// The lock of who reads or writes all of a folder; nothing where there is no folder.
    ///
    /// # Errors
    /// A folder in which no file can be made.
    pub(super) fn lock(folder: &Path) -> Result<Option<Held>> {
        let path = folder.join(LOCK);
        folder.is_dir().then(|| lock::hold(&path).map_err(|source| Error::Write { path, source })).transpose()
    }

    /// That of a folder; one that is not there says nothing.
    ///
    /// # Errors
    /// A file that is no manifest.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        read(&folder.join(FILE)).map(Self)
    }

    /// How the evidence at `place` came about, where that is known.
    pub(super) fn made_by(&self, place: &str) -> Option<Provenance> {
        self.0.get(place).and_then(|entry| Provenance::deserialize(entry).ok())
    }

    /// Holds the evidence at `place` against the seal of what was written; of evidence that has no entry nothing is known.
    ///
    /// # Errors
    /// Numbers that are not those that were written, and an entry without a seal.
    pub(super) fn check(&self, place: &str, evidence: &Evidence, file: &str) -> Result<()> {
        let Some(entry) = self.0.get(place) else { return Ok(()) };
        let seal =
            entry.get(SEAL).map_or_else(|| Err(format!("there is no {SEAL}")), |seal| Seal::deserialize(seal).map_err(|e| e.to_string()));
        let seal = seal.map_err(|error| {
            let problem =
                format!("has an entry in {FILE} without a seal that can be read ({error}); run `verify` again, or move {FILE} away");
            Error::Data { file: file.into(), problem }
        })?;
        seal.broken_by(evidence).map_or(Ok(()), |broken| Err(changed(file, evidence, broken)))
    }
}

/// Holds the bytes of a file of the older form against the digest that its entry has.
///
/// # Errors
/// Bytes that are not those that were written, and a file that is no manifest.
pub(super) fn check_old_seal(folder: &Path, place: &str, bytes: &[u8], file: &str) -> Result<()> {
    let Manifest(entries) = Manifest::read(folder)?;
    let digest = entries.get(place).and_then(|entry| entry.get(SEAL)?.get("digest")?.as_str().map(str::to_owned));
    if digest.is_some_and(|digest| digest != blake3::hash(bytes).to_hex().to_string()) {
        let problem = format!("is not the file that was written, by the seal in {FILE}; put that back before it is converted");
        return Err(Error::Data { file: file.into(), problem });
    }
    Ok(())
}

/// The path and the bytes of a folder's manifest in which entries of converted evidence have what is the run's, and the seal of its present form. Evidence
/// without an entry gets none: nothing vouches for it.
///
/// # Errors
/// A file that is no manifest.
pub(super) fn with_converted<'a>(folder: &Path, converted: impl Iterator<Item = (&'a str, &'a Evidence)>) -> Result<(PathBuf, Vec<u8>)> {
    let Manifest(mut entries) = Manifest::read(folder)?;
    for (place, evidence) in converted {
        if let Some(entry) = entries.get_mut(place).and_then(Value::as_object_mut) {
            entry.insert(STUDY.into(), serde_json::to_value(&evidence.run).expect("plain data"));
            entry.insert(SEAL.into(), serde_json::to_value(Seal::of(evidence)).expect("plain data"));
            if let Some(engine) = entry.remove("engine") {
                entry.insert("engines".into(), serde_json::json!([format!("two_layer {engine}")]));
            }
        }
    }
    Ok((folder.join(FILE), format!("{:#}\n", Value::Object(entries)).into_bytes()))
}

/// The error for evidence that is not what was sealed.
fn changed(file: &str, evidence: &Evidence, broken: Broken) -> Error {
    let mend = match &evidence.run.table {
        None => "run `verify` again, which takes finished cells from its store, or put the file back".to_owned(),
        Some(table) => format!("run `judge` again on {}, or put the file back", table.file),
    };
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
    use crate::experiment::Scale;
    use crate::study::Row;
    use crate::theorem::Theorem;
    use crate::theorems::REGISTRY;

    const RUN: RunRecord = RunRecord { threads: 2, cells: 1, trained: 1, failed: 0, seconds: 1.5 };

    /// Renews the entry of a theorem with evidence in `folder`, and writes the manifest; how it came about.
    fn renewed(folder: &Path, theorem: &dyn Theorem, rows: &[Row], run: RunRecord) -> Provenance {
        let study = Study::designed(theorem, Scale::Smoke, 0, Source::GAUSSIAN);
        let evidence = Evidence { run: study.facts(), rows: rows.to_vec() };
        let given = Given { study: &study, device: DeviceName::Cpu, evidence: &evidence, run };
        let write = |renewed: &Renewed| {
            files::write_atomically(&renewed.path, &renewed.bytes).map(|()| renewed.made_by.clone().expect("it is known"))
        };
        renew(folder, folder, &given, write).unwrap()
    }

    #[test]
    fn of_many_that_write_at_once_every_entry_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let write = |theorem| drop(renewed(folder.path(), theorem, &[Row::example()], RUN));
        std::thread::scope(|scope| REGISTRY.iter().for_each(|&theorem| drop(scope.spawn(move || write(theorem)))));
        assert_eq!(read(&folder.path().join(FILE)).unwrap().len(), REGISTRY.len());
        assert_eq!(files::names(folder.path()).unwrap(), [FILE]);
    }

    #[test]
    fn a_run_that_trains_nothing_leaves_how_the_same_evidence_came_about() {
        let folder = tempfile::tempdir().unwrap();
        let run = |value, run| renewed(folder.path(), REGISTRY[0], &[Row { value: Some(value), ..Row::example() }], run).run;
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
        let (rows, id): (Vec<Row>, &str) = ((0..4).map(|replicate| Row { replicate, ..Row::example() }).collect(), REGISTRY[0].id());
        renewed(folder.path(), REGISTRY[0], &rows, RUN);
        let (manifest, facts) = (Manifest::read(folder.path()).unwrap(), facts(folder.path(), id).unwrap());
        let check = |change: fn(&mut Vec<Row>)| {
            let mut rows = rows.clone();
            change(&mut rows);
            manifest.check(id, &Evidence { run: facts.clone(), rows }, "cells.csv").map_err(|error| error.to_string())
        };
        assert_eq!((check(|_| ()), manifest.made_by(id).unwrap().run), (Ok(()), RUN));
        assert_eq!(
            manifest
                .check(&format!("gaussian/{id}"), &Evidence { run: facts.clone(), rows: rows[1..].to_vec() }, "cells.csv")
                .map_err(drop),
            Ok(())
        );
        let said = |change| check(change).unwrap_err();
        let (row, several) = (said(|rows| rows[2].value = Some(2.0)), said(|rows| rows.swap(0, 1)));
        assert!(row.starts_with("cells.csv, line 4: is not the row that was written there"), "{row}");
        assert!(several.starts_with("cells.csv has several rows"), "{several}");
        assert_eq!(said(|rows| rows.iter_mut().for_each(|row| row.replicate += 1)), several);
        let fewer = said(|rows| rows.truncate(3));
        assert!(fewer.starts_with("cells.csv has 3 rows, and 4 were written there"), "{fewer}");
    }

    #[test]
    fn an_entry_of_another_form_is_refused_for_its_seal_alone() {
        let (folder, id) = (tempfile::tempdir().unwrap(), REGISTRY[0].id());
        renewed(folder.path(), REGISTRY[0], &[Row::example()], RUN);
        let mut entries = read(&folder.path().join(FILE)).unwrap();
        let mut without = |key: &str| {
            entries[id].as_object_mut().unwrap().remove(key);
            let manifest = Manifest(entries.clone());
            (
                manifest.made_by(id),
                manifest
                    .check(id, &Evidence { run: facts(folder.path(), id).unwrap(), rows: vec![Row::example()] }, "cells.csv")
                    .map_err(|error| error.to_string()),
            )
        };
        assert_eq!(without("run"), (None, Ok(())));
        let refused = without(SEAL).1.unwrap_err();
        assert!(refused.starts_with("cells.csv has an entry in manifest.json without a seal"), "{refused}");
    }
}
