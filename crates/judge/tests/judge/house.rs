//! The shape of the house: arrows between modules point one way, and what belongs in one place is in one place.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules from the ground up: each uses those before it alone.
const LAYERS: [&str; 10] = ["claim", "random", "error", "files", "widths", "stats", "verdict", "calibration", "report", "cli"];
/// Longest file, in lines.
const LONGEST: usize = 400;

/// A file of the crate: its module, its path and its code without comments and unit tests.
struct File {
    module: String,
    path: PathBuf,
    code: String,
    text: String,
}

fn sources() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut found) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let path = path.strip_prefix(&root).unwrap().to_owned();
            let first = path.components().next().unwrap().as_os_str().to_string_lossy();
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let code = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            File { module: first.trim_end_matches(".rs").to_owned(), path, code, text }
        })
        .collect()
}

/// The modules that a text names behind `crate::`.
fn named(code: &str) -> BTreeSet<String> {
    let names = code.split("crate::").skip(1);
    names.map(|rest| rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect()).collect()
}

/// The arrows that point up, as complaints.
fn upward(module: &str, code: &str) -> Vec<String> {
    let place = |name: &str| LAYERS.iter().position(|layer| *layer == name);
    named(code).into_iter().filter(|name| place(name).is_none_or(|to| place(module).is_some_and(|from| to > from))).collect()
}

#[test]
fn arrows_point_one_way() {
    let files = sources();
    let complaints: Vec<String> = (files.iter().filter(|file| file.module != "lib" && file.module != "main"))
        .flat_map(|file| upward(&file.module, &file.code).into_iter().map(|name| format!("{}: crate::{name}", file.path.display())))
        .collect();
    assert!(complaints.is_empty(), "{complaints:#?}");
    let modules: BTreeSet<&str> = files.iter().map(|file| file.module.as_str()).filter(|name| !["lib", "main"].contains(name)).collect();
    assert_eq!(modules, LAYERS.into_iter().collect(), "every module has its place");
    assert_eq!(upward("stats", "use crate::verdict::Verdict;"), ["verdict"], "the check can fail");
    assert_eq!(upward("verdict", "use crate::stats::{Sample};\nuse crate::claim::Bound;"), Vec::<String>::new());
}

/// Where words may stand: files or folders, and the words.
const HOMES: [(&[&str], &[&str]); 4] = [
    (&["random.rs"], &["rand::", "rand_chacha", "rand_distr"]),
    (&["cli", "main.rs"], &["std::time", "std::env", "println!", "stdout", "stderr", "process::exit"]),
    (&["cli", "files.rs"], &["std::fs", "fs::"]),
    (&["calibration/parallel.rs"], &["thread::"]),
];

#[test]
fn what_belongs_in_one_place_is_in_one_place() {
    for file in sources() {
        for (homes, words) in HOMES {
            let at_home = homes.iter().any(|home| file.path.starts_with(home));
            let found: Vec<&&str> = words.iter().filter(|word| !at_home && file.code.contains(**word)).collect();
            assert!(found.is_empty(), "{}: {found:?}", file.path.display());
        }
    }
}

#[test]
fn files_are_small_and_say_what_they_are_for() {
    for file in sources() {
        let lines = file.text.lines().count();
        assert!(lines <= LONGEST, "{}: {lines} lines", file.path.display());
        assert!(file.text.starts_with("//! "), "{}: say on the first line what the file is for", file.path.display());
    }
}
