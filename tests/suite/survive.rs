//! Runs that are killed at any moment, and two on one folder: the evidence is that of an undisturbed run. tests/survive/run does the same at quick scale.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// Two theorems, enough work to be killed in.
const RUN: [&str; 9] = ["verify", "lemma-16", "sec-4-trained", "--scale", "smoke", "--seeds", "6", "--data", "gaussian"];
const IDS: [&str; 2] = ["lemma_16_pair_matrix_drift", "sec_4_trained_against_pca"];

fn start(out: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_asymptest"));
    command.args(RUN).arg("--out").arg(out).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the binary runs")
}

/// Cells that a run says it had in all when it has ended, and those of them that came from the store.
fn said(child: Child) -> (usize, usize) {
    let text = String::from_utf8(child.wait_with_output().unwrap().stderr).unwrap();
    let sum = |after: &str| -> usize {
        let number = |line: &str| line.split_once(after)?.0.rsplit(' ').next()?.parse::<usize>().ok();
        text.lines().filter(|line| line.contains("; evidence in ")).filter_map(number).sum()
    };
    (sum(" cells in "), sum(" of them from the store"))
}

fn kill(mut child: Child, out: &Path) {
    let before = stored(out);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(stored(out) >= before, "what was finished is there");
}

/// Cells in a store.
fn stored(out: &Path) -> usize {
    let names = fs::read_dir(out.join(".cells")).map(|entries| entries.map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>());
    names.unwrap_or_default().iter().filter(|name| name.to_string_lossy().ends_with(".cell")).count()
}

/// Evidence with what is made of it, and the manifest; without what is said of one run alone.
fn evidence(out: &Path) -> Vec<String> {
    let read = |path: PathBuf| fs::read_to_string(path).expect("it is written");
    let files = IDS.iter().flat_map(|id| ["cells.csv", "report.md", "figure.svg"].map(|name| read(out.join(id).join(name))));
    let without_run = |text: String| text.lines().filter(|line| !line.starts_with("with asymptest ")).collect::<Vec<_>>().join("\n");
    let mut manifest: Value = serde_json::from_str(&read(out.join("manifest.json"))).expect("it is JSON");
    for entry in manifest.as_object_mut().expect("entries").values_mut() {
        assert!(entry.as_object_mut().expect("an entry").remove("run").is_some());
    }
    files.map(without_run).chain([manifest.to_string()]).collect()
}

#[test]
fn killed_runs_and_shared_folders_give_the_evidence_of_an_undisturbed_run() {
    let folder = tempfile::tempdir().unwrap();
    let [undisturbed, killed, shared] = ["undisturbed", "killed", "shared"].map(|name| folder.path().join(name));
    let cells = said(start(&undisturbed));
    let all = stored(&undisturbed);
    assert_eq!(cells, (all, 0));
    // Killed after every so many cells, in the middle of whatever it does then.
    let mut kills = 0;
    for part in 1..=5 {
        let mut child = start(&killed);
        while stored(&killed) < part * all / 6 && child.try_wait().unwrap().is_none() {}
        kills += usize::from(child.try_wait().unwrap().is_none());
        kill(child, &killed);
        assert!(stored(&killed) >= part * all / 6, "it was killed when these were finished");
    }
    assert!(kills >= 3, "{kills}");
    let before = stored(&killed);
    assert_eq!(said(start(&killed)), (all, before), "nothing that is finished is computed again");
    assert_eq!(evidence(&killed), evidence(&undisturbed));
    // Two processes, both of which are killed and started again.
    let (one, mut other) = (start(&shared), start(&shared));
    while stored(&shared) < all / 3 && other.try_wait().unwrap().is_none() {}
    kill(other, &shared);
    kill(one, &shared);
    let before = stored(&shared);
    let (one, other) = (start(&shared), start(&shared));
    let (one, other) = (said(one), said(other));
    assert_eq!((one.0, other.0), (all, all));
    assert_eq!((all - one.1) + (all - other.1), all - before, "no cell is trained twice");
    assert_eq!(evidence(&shared), evidence(&undisturbed));
    assert_eq!(stored(&shared), all);
}
