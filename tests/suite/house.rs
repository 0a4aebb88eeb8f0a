//! The shape of the house: the invariants that src/lib.rs states.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use asymptest::claim::{Card, HEADINGS};
use asymptest::theorems::REGISTRY;

/// Longest file in src/ and theorems/, in lines.
const LONGEST: usize = 400;
const LONGEST_THEOREM: usize = 200;
const LONGEST_MAIN: usize = 60;
const JUDGE: &str = "crates/judge/src";
/// The modules of crates/judge from the ground up: each uses those before it alone.
const OF_JUDGE: &[&str] =
    &["claim", "random", "error", "files", "widths", "table", "stats", "series", "verdict", "calibration", "report", "cli"];
/// Those of this package: first what is crates/judge's and goes by its name here.
const OF_ROOT: &[&str] = &[
    "error",
    "random",
    "files",
    "table",
    "stats",
    "series",
    "verdict",
    "calibration",
    "claim",
    "data",
    "loss",
    "model",
    "experiment",
    "command",
    "train",
    "observe",
    "trained",
    "two_layer",
    "theorem",
    "card",
    "prelude",
    "theorems",
    "symbolic",
    "lock",
    "study",
    "suite",
    "report",
    "diff",
    "trial",
    "check",
    "bench",
    "cli",
];
/// How many of these are no modules of this package: crates/judge's, and a macro.
const NOT_MODULES: [&str; 9] = ["error", "random", "files", "table", "stats", "series", "verdict", "calibration", "card"];

struct File {
    /// Relative to the package, with `/`.
    path: String,
    text: String,
}

impl File {
    /// The code without comments and without the unit tests at its end.
    fn code(&self) -> String {
        let until_tests = self.text.split("#[cfg(test)]").next().unwrap_or_default();
        until_tests.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
    }

    fn lines(&self) -> usize {
        self.text.lines().count()
    }
}

fn files(folder: &str) -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found: Vec<PathBuf> = Vec::new();
    collect(&root.join(folder), &mut found);
    found.sort();
    let name = |path: &Path| {
        path.strip_prefix(root)
            .unwrap()
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect::<Vec<_>>()
            .join("/")
    };
    found.iter().map(|path| File { path: name(path), text: fs::read_to_string(path).unwrap() }).collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// What stands in `file` of `words`, as complaints.
fn forbidden(file: &File, words: &[&str]) -> Vec<String> {
    let code = file.code();
    words.iter().filter(|word| code.contains(**word)).map(|word| format!("{}: `{word}`", file.path)).collect()
}

fn assert_none(complaints: &[String]) {
    assert!(complaints.is_empty(), "{complaints:#?}");
}

fn theorem_files() -> Vec<File> {
    files("theorems").into_iter().filter(|file| file.path != "theorems/mod.rs").collect()
}

/// Whether the parts stand in this order.
fn in_order(text: &str, parts: &[&str]) -> bool {
    let places: Vec<Option<usize>> = parts.iter().map(|part| text.find(part)).collect();
    places.iter().all(Option::is_some) && places.is_sorted()
}

#[test]
fn theorem_files_have_their_headings_in_order() {
    for file in theorem_files() {
        let card = Card::of(&file.text);
        let headings: Vec<&str> = card.sections.iter().map(|(heading, _)| heading.as_str()).collect();
        assert_eq!(headings, HEADINGS, "{}", file.path);
        for (heading, text) in &card.sections {
            assert!(!text.is_empty(), "{}: nothing under {heading}", file.path);
        }
    }
}

#[test]
fn theorem_files_have_their_code_in_order() {
    let order = ["card!(", "fn claims(", "fn design(", "fn must_fail(", "#[cfg(test)]"];
    for file in theorem_files() {
        assert!(in_order(&file.text, &order), "{}: {order:?}", file.path);
    }
    assert!(!in_order("fn design( fn claims(", &["fn claims(", "fn design("]), "the check can fail");
}

#[test]
fn theorem_files_state_and_design_and_do_nothing_else() {
    let words = ["std::", "rand", "Stream", "faer", "candle", "train::Training", "verdict::judge", "stats::", "print", "unsafe", "env!"];
    assert_none(&theorem_files().iter().flat_map(|file| forbidden(file, &words)).collect::<Vec<_>>());
}

#[test]
fn every_theorem_file_is_registered_under_its_name() {
    let named: Vec<String> = theorem_files().iter().map(|file| file.path.replace("theorems/", "").replace(".rs", "")).collect();
    let mut registered: Vec<&str> = REGISTRY.iter().map(|theorem| theorem.id()).collect();
    registered.sort_unstable();
    assert_eq!(named, registered);
}

#[test]
fn modules_do_not_know_what_they_must_not() {
    let rules: [(&str, &[&str]); 8] = [
        ("crates/judge/src/verdict", &["std::fs", "std::time"]),
        ("crates/judge/src/claim", &["std::fs", "std::io"]),
        ("crates/judge/src/report", &["std::fs", "std::time", "std::env"]),
        ("src/claim", &["std::fs", "std::io"]),
        ("src/symbolic", &["std::fs"]),
        ("src/two_layer", &["std::fs"]),
        ("src/report", &["std::fs", "std::time", "std::env"]),
        ("src/diff", &["std::fs", "std::time", "std::env"]),
    ];
    assert_none(
        &rules
            .iter()
            .flat_map(|(folder, words)| files(folder).iter().flat_map(|file| forbidden(file, words)).collect::<Vec<_>>())
            .collect::<Vec<_>>(),
    );
}

/// The modules that a text names behind `crate::`.
fn named(code: &str) -> BTreeSet<&str> {
    let end = |rest: &str| rest.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(rest.len());
    code.split("crate::").skip(1).map(|rest| &rest[..end(rest)]).collect()
}

/// The modules that a module names and that are not below it in `layers`.
fn upward<'a>(layers: &[&str], module: &str, code: &'a str) -> Vec<&'a str> {
    let place = |name: &str| layers.iter().position(|layer| *layer == name);
    named(code).into_iter().filter(|name| !name.is_empty() && (place(name).is_none() || place(name) > place(module))).collect()
}

/// The files of a package by their module; the theorem files are one.
fn modules(folder: &str) -> Vec<(String, File)> {
    let module = |file: File| {
        let inner = file.path.strip_prefix(&format!("{folder}/")).unwrap_or("theorems");
        (inner.split(['/', '.']).next().unwrap_or_default().to_owned(), file)
    };
    files(folder).into_iter().map(module).filter(|(name, _)| name != "lib" && name != "main").collect()
}

#[test]
fn arrows_point_one_way() {
    let of_theorems = files("theorems").into_iter().map(|file| ("theorems".to_owned(), file));
    let root: Vec<(String, File)> = modules("src").into_iter().chain(of_theorems).collect();
    for (layers, not_modules, files) in [(OF_JUDGE, &[][..], modules(JUDGE)), (OF_ROOT, &NOT_MODULES[..], root)] {
        let found: BTreeSet<&str> = files.iter().map(|(module, _)| module.as_str()).collect();
        let expected: BTreeSet<&str> = layers.iter().copied().filter(|layer| !not_modules.contains(layer)).collect();
        assert_eq!(found, expected, "every module has its place");
        let complaint = |(module, file): &(String, File)| {
            upward(layers, module, &file.code()).into_iter().map(|name| format!("{}: `{name}`", file.path)).collect::<Vec<_>>()
        };
        assert_none(&files.iter().flat_map(complaint).collect::<Vec<_>>());
    }
    assert_eq!(upward(OF_JUDGE, "stats", "use crate::verdict::Verdict;"), ["verdict"], "the check can fail");
    assert_eq!(upward(OF_ROOT, "claim", "use crate::experiment::Scale;"), ["experiment"]);
    assert!(upward(OF_JUDGE, "verdict", "use crate::stats::{Sample};\nuse crate::claim::Bound;").is_empty());
}

#[test]
fn the_symbolic_half_is_free_of_floating_point() {
    // An enclosure gives its upper end, rounded up, to those who compute with doubles.
    let complaints = files("src/symbolic")
        .iter()
        .filter(|file| file.path != "src/symbolic/certified/enclosure.rs")
        .flat_map(|file| forbidden(file, &["f64", "f32"]))
        .collect::<Vec<_>>();
    assert_none(&complaints);
}

/// Files and folders, and the words that stand there alone.
const HOMES: [(&[&str], &[&str]); 3] = [
    (
        &["src/cli", "src/main.rs", "src/command", "src/suite/limits.rs", "crates/judge/src/cli"],
        &["std::time", "std::env", "println!", "stdout()", "stderr()", "process::exit"],
    ),
    (&["crates/judge/src/random.rs"], &["rand::", "rand_chacha", "rand_distr"]),
    (&["src/study/runner.rs", "src/cli", "src/command/process.rs", "crates/judge/src/calibration/parallel.rs"], &["thread::", "rayon"]),
];

#[test]
fn what_belongs_in_one_place_is_in_one_place() {
    for file in files("src").iter().chain(&files(JUDGE)) {
        for (homes, words) in HOMES {
            if !homes.iter().any(|home| file.path.starts_with(home)) {
                assert_none(&forbidden(file, words));
            }
        }
    }
}

#[test]
fn files_are_small_and_say_what_they_are_for() {
    for file in files("src").into_iter().chain(files("theorems")).chain(files(JUDGE)) {
        let limit = match file.path.as_str() {
            "src/main.rs" | "crates/judge/src/main.rs" => LONGEST_MAIN,
            path if path.starts_with("theorems/") => LONGEST_THEOREM,
            _ => LONGEST,
        };
        assert!(file.lines() <= limit, "{}: {} lines, at most {limit}", file.path, file.lines());
        assert!(file.text.starts_with("//! "), "{}: say on the first line what the file is for", file.path);
    }
}
