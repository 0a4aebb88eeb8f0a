//! The committed evidence: judged again it gives the judgements and reports that are committed beside it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Files below `folder` with this name or end, relative to it.
fn files(folder: &Path, wanted: &dyn Fn(&str) -> bool) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(within) = folders.pop() {
        for entry in fs::read_dir(folder.join(&within)).unwrap().map(Result::unwrap) {
            let (path, name) = (within.join(entry.file_name()), entry.file_name().into_string().unwrap());
            if entry.path().is_dir() {
                // Finished cells, and what `calibrate` writes, are no evidence.
                folders.extend((name != ".cells" && name != "calibration").then_some(path));
            } else if wanted(&name) {
                found.insert(path);
            }
        }
    }
    found
}

/// Whether two texts are the same but for rounding: another system's mathematical library may turn the last digit that is printed.
fn alike(a: &str, b: &str, tolerance: f64) -> Result<(), String> {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| c.is_whitespace() || ",;[]()|^<>".contains(c)).filter(|word| !word.is_empty()).map(String::from).collect()
    };
    let (a, b) = (words(a), words(b));
    let number = |word: &str| word.trim_end_matches(['.', '%', ':']).parse::<f64>().ok().filter(|number| number.is_finite());
    let same = |(a, b): (&String, &String)| {
        a == b || matches!((number(a), number(b)), (Some(x), Some(y)) if (x - y).abs() <= tolerance * x.abs().max(y.abs()).max(1.0))
    };
    match a.iter().zip(&b).position(|pair| !same(pair)) {
        Some(place) => Err(format!("`{}` and `{}`, word {place} of {}", a[place], b[place], a.len())),
        None if a.len() != b.len() => Err(format!("{} words and {}", a.len(), b.len())),
        None => Ok(()),
    }
}

#[test]
fn committed_evidence_gives_the_judgements_and_reports_that_are_committed() {
    let (committed, folder) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("reports"), tempfile::tempdir().unwrap());
    let inputs = files(&committed, &|name| name == "cells.csv" || name == "manifest.json");
    assert!(inputs.len() > 30, "{}", inputs.len());
    for path in &inputs {
        fs::create_dir_all(folder.path().join(path).parent().unwrap()).unwrap();
        fs::copy(committed.join(path), folder.path().join(path)).unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_asymptest")).arg("report").arg(folder.path()).output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    let read = |folder: &Path, path: &Path| fs::read_to_string(folder.join(path)).unwrap();
    for path in files(folder.path(), &|name| name == "fits.csv" || name == "report.md") {
        let tolerance = if path.ends_with("fits.csv") { 1e-6 } else { 0.011 };
        let differs = alike(&read(&committed, &path), &read(folder.path(), &path), tolerance).err();
        assert!(differs.is_none(), "{}: {}; run `asymptest report reports`", path.display(), differs.unwrap_or_default());
    }
    // Further figures and the page are made from these and committed nowhere.
    let made = |folder: &Path| files(folder, &|name| ["figure.svg", "report.md", "fits.csv"].contains(&name));
    assert_eq!(made(&committed), made(folder.path()));
}

#[test]
fn texts_that_differ_by_more_than_rounding_are_told_apart() {
    assert!(alike("M^(-0.50) [1.25, 2]", "M^(-0.51) [1.25, 2]", 0.011).is_ok());
    for other in ["M^(-0.53) [1.25, 2]", "M^(-0.50) [1.25, 2] more", "M^(-0.50) [1.25, inf]", "N^(-0.50) [1.25, 2]"] {
        assert!(alike("M^(-0.50) [1.25, 2]", other, 0.011).is_err(), "{other}");
    }
}
