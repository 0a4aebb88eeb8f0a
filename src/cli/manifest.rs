//! The manifest of a folder of evidence: of each theorem, what made its evidence. It holds no time, so that the same run gives the same bytes.

use std::io::ErrorKind;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::device::DeviceName;
use crate::error::{Error, Result};
use crate::files;
use crate::lock;
use crate::report::command;
use crate::study::store::{ENGINE, Place};
use crate::study::{Evidence, Study};

const FILE: &str = "manifest.json";
const DIGEST: &str = "cells.csv";
const LOCK: &str = ".manifest.lock";

/// Writes the part of a study into the manifest of `folder`; the other parts stay as they are.
pub(super) fn renew(folder: &Path, study: &Study<'_>, evidence: &Evidence, device: DeviceName) -> Result<()> {
    let path = folder.join(FILE);
    let of_study = json!({
        "command": command(study.theorem, evidence),
        "data": study.source.fingerprint()?,
        "device": Place::from(device).name(),
        "precision": study.precision.name(),
        "version": env!("CARGO_PKG_VERSION"),
        "engine": ENGINE,
        "features": if cfg!(feature = "cuda") { vec!["cuda"] } else { vec![] },
        "system": format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        "processor": processor(),
        DIGEST: digest(evidence),
    });
    // Another process may write the part of its own study: from reading to writing the file is this one's.
    let lock = folder.join(LOCK);
    let _held = lock::hold(&lock).map_err(|source| Error::Write { path: lock, source })?;
    let mut parts = read(&path)?;
    parts.insert(format!("{} on {}", study.theorem.id(), study.source.name()), of_study);
    files::write_atomically(&path, format!("{:#}\n", Value::Object(parts)).as_bytes())
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

    /// Holds evidence against the digest of what was written; evidence that the manifest does not name passes.
    ///
    /// # Errors
    /// Numbers that are not those that were written.
    pub(super) fn check(&self, theorem: &str, evidence: &Evidence, file: &str) -> Result<()> {
        let written = self.0.get(&format!("{theorem} on {}", evidence.data())).and_then(|part| part.get(DIGEST));
        if written.is_none_or(|written| *written == digest(evidence)) {
            return Ok(());
        }
        let problem = format!(
            "does not hold the measurements that were written there (their digest is in {FILE}): some were changed. Run `verify` again, which \
             takes finished cells from its store, or put the file back"
        );
        Err(Error::Data { file: file.into(), problem })
    }
}

fn digest(evidence: &Evidence) -> String {
    blake3::hash(&evidence.to_csv()).to_hex().to_string()
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
            renew(folder.path(), &study, &Evidence { rows: vec![row()] }, DeviceName::Cpu).unwrap();
        };
        std::thread::scope(|scope| REGISTRY.iter().for_each(|&theorem| drop(scope.spawn(move || write(theorem)))));
        assert_eq!(read(&folder.path().join(FILE)).unwrap().len(), REGISTRY.len());
        assert_eq!(files::names(folder.path()).unwrap(), [FILE]);
    }
}
