//! Tells the program the revision that it is built from. It is asked again when sources change, not with every commit: a commit of what is built already
//! leaves the name of the one before "with changes", until something is built anew.

use std::path::Path;
use std::process::Command;

/// What the program is made of.
const SOURCES: [&str; 5] = ["build.rs", "Cargo.toml", "Cargo.lock", "src", "theorems"];

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
    let changes = git(&[&["status", "--porcelain", "--"], &SOURCES[..]].concat())?;
    Some(if changes.is_empty() { head } else { format!("{head} with changes") })
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
