//! Tells the program the revision that it is built from.

use std::path::Path;
use std::process::Command;

/// The files that the program is made of.
const SOURCES: &[&str] = &["build.rs", "Cargo.toml", "Cargo.lock", "crates", "src", "theorems", "data"];
/// The folder of the repository, from here.
const REPOSITORY: &str = ".";

// From here on, the build scripts of the two packages have the same text: tests/suite/packages.rs compares them.

fn main() {
    // A package from the registry does not have all of them, and what is missing would always count as changed.
    for path in SOURCES.iter().filter(|path| Path::new(path).exists()) {
        println!("cargo::rerun-if-changed={path}");
    }
    println!("cargo::rustc-env=ASYMPTEST_REVISION={}", revision().unwrap_or_else(|| "unknown".into()));
}

/// The commit that is built. `None` if neither a package nor a repository tells it.
fn revision() -> Option<String> {
    packed(&std::fs::read_to_string(".cargo_vcs_info.json").unwrap_or_default()).or_else(committed)
}

/// The commit that a package from the registry was made of, as cargo wrote it down.
fn packed(info: &str) -> Option<String> {
    let (_, rest) = info.split_once("\"sha1\":")?;
    let digits: String = rest.split('"').nth(1)?.chars().take(12).collect();
    let changes = if info.replace(' ', "").contains("\"dirty\":true") { " with changes" } else { "" };
    let is_a_revision = digits.len() == 12 && digits.chars().all(|digit| digit.is_ascii_hexdigit());
    is_a_revision.then(|| format!("{digits}{changes}"))
}

/// The commit of the repository that this package lies in. `None` if there is no repository, or no git to ask.
fn committed() -> Option<String> {
    // A copy within a repository of something else would be given that one's revision.
    let is_ours = Path::new(env!("CARGO_MANIFEST_DIR")).join(REPOSITORY).join(".git").exists();
    let head = is_ours.then(|| git(&["rev-parse", "--short=12", "HEAD"])).flatten()?;
    let changes = git(&[&["status", "--porcelain", "--untracked-files=normal", "--"], SOURCES].concat())?;
    if changes.is_empty() {
        return Some(head);
    }
    // A commit may take the changes up: it is asked again then. What is built of a clean revision does not depend on later commits.
    if let Some(log) = git(&["rev-parse", "--git-path", "logs/HEAD"]) {
        println!("cargo::rerun-if-changed={log}");
    }
    Some(format!("{head} with changes"))
}

/// The answer of git in the folder of this file, whatever a hook has put into the environment.
fn git(arguments: &[&str]) -> Option<String> {
    let mut git = Command::new("git");
    git.env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE").env_remove("GIT_WORK_TREE");
    let output = git.arg("--no-optional-locks").args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
