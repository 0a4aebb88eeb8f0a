//! Runs that are killed at any moment, and two on one folder: the evidence is that of an undisturbed run. tests/survive/run does the same at quick scale.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Two theorems, enough work to be killed in.
const RUN: [&str; 9] = ["verify", "lemma-16", "sec-4-trained", "--scale", "smoke", "--seeds", "6", "--data", "gaussian"];
const IDS: [&str; 2] = ["lemma_16_pair_matrix_drift", "sec_4_trained_against_pca"];

fn start(out: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_asymptest"));
    command.args(RUN).arg("--out").arg(out).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary runs")
}

/// Cells in a store.
fn stored(out: &Path) -> usize {
    let names = fs::read_dir(out.join(".cells")).map(|entries| entries.map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>());
    names.unwrap_or_default().iter().filter(|name| name.to_string_lossy().ends_with(".cell")).count()
}

fn evidence(out: &Path) -> Vec<Vec<u8>> {
    let files = IDS.iter().flat_map(|id| ["cells.csv", "report.md", "figure.svg"].map(|name| out.join(id).join(name)));
    files.chain([out.join("manifest.json")]).map(|path| fs::read(path).expect("it is written")).collect()
}

#[test]
fn killed_runs_and_shared_folders_give_the_evidence_of_an_undisturbed_run() {
    let folder = tempfile::tempdir().unwrap();
    let [undisturbed, killed, shared] = ["undisturbed", "killed", "shared"].map(|name| folder.path().join(name));
    start(&undisturbed).wait().unwrap();
    let all = stored(&undisturbed);
    // Killed after every so many cells, in the middle of whatever it does then.
    let mut kills = 0;
    for part in 1..=5 {
        let mut child = start(&killed);
        while stored(&killed) < part * all / 6 && child.try_wait().unwrap().is_none() {}
        kills += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(stored(&killed) >= part * all / 6 - 1, "what was finished is there");
    }
    assert!(kills >= 3, "{kills}");
    start(&killed).wait().unwrap();
    assert_eq!(evidence(&killed), evidence(&undisturbed));
    // Two processes, one of which is killed.
    let (mut one, mut other) = (start(&shared), start(&shared));
    while stored(&shared) < all / 3 {}
    other.kill().unwrap();
    other.wait().unwrap();
    one.wait().unwrap();
    assert_eq!(evidence(&shared), evidence(&undisturbed));
    assert_eq!(stored(&shared), all);
}
