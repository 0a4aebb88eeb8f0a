//! Tells the program the revision that it is built from.

use std::path::Path;
use std::process::Command;

/// What the program is made of.
const SOURCES: [&str; 7] = ["build.rs", "Cargo.toml", "Cargo.lock", "crates", "src", "theorems", "data"];

fn main() {
    for path in SOURCES {
        println!("cargo::rerun-if-changed={path}");
    }
    println!("cargo::rustc-env=ASYMPTEST_REVISION={}", revision().unwrap_or_else(|| "unknown".into()));
}

/// Nothing where there is no repository, or no git to ask.
fn revision() -> Option<String> {
    // A copy within a repository of something else would be given that one's revision.
    let is_ours = Path::new(env!("CARGO_MANIFEST_DIR")).join(".git").exists();
    let head = is_ours.then(|| git(&["rev-parse", "--short=12", "HEAD"])).flatten()?;
    let changes = git(&[&["status", "--porcelain", "--untracked-files=normal", "--"], &SOURCES[..]].concat())?;
    if changes.is_empty() {
        return Some(head);
    }
    // A commit may take the changes up: it is asked again then. What is built of a clean revision does not depend on later commits.
    if let Some(log) = git(&["rev-parse", "--git-path", "logs/HEAD"]) {
        println!("cargo::rerun-if-changed={log}");
    }
    Some(format!("{head} with changes"))
}

/// What git says, in the folder of this file and whatever a hook has put into the environment.
fn git(arguments: &[&str]) -> Option<String> {
    let mut git = Command::new("git");
    git.env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE").env_remove("GIT_WORK_TREE");
    let output = git.arg("--no-optional-locks").args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
