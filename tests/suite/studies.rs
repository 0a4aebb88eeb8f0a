//! Studies of any program by the command line: a file of TOML and a script, run, resumed, planned, collected and judged.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::program::{asymptest_in, text};

const STUDY: &str = r#"title = "A mean is of the order M^(-1/2)"
x = "width"

[design]
widths = { smoke = [16, 32, 64, 128, 256, 512, 1024], quick = [16, 32], full = [16, 32] }
replicates = { smoke = 4, quick = 2, full = 2 }

[run]
command = ["sh", "mean.sh", "{width}", "{seed}", "{shift}"]
time = "1 min"

[[setting]]
id = "fair"
says = "of mean 0"
values = { shift = 0 }

[[setting]]
id = "biased"
says = "of mean 1"
values = { shift = 1 }

[[claim]]
id = "root"
says = "it is of the order M^(-1/2)"
quantity = "gap"
where = { setting = "fair" }
bound = "Theta(M^(-1/2))"

[[control]]
id = "biased_stays"
of = "root"
where = { setting = "biased" }
because = "the mean is not 0"
"#;

/// gap = 1/sqrt(width) with a noise of a per cent, or 1.
const SCRIPT: &str = r#"awk -v m="$1" -v seed="$2" -v shift="$3" 'BEGIN {
    srand(seed % 1000000007); noise = exp(0.02 * (rand() - 0.5)); printf "{\"quantity\": \"gap\", \"value\": %.9g}\n", (shift ? 1 : 1 / sqrt(m)) * noise }'
"#;

/// A folder with the study, or nothing where its script cannot run.
fn bench() -> Option<TempDir> {
    let has = |program: &str, arguments: &[&str]| {
        Command::new(program).args(arguments).stdin(Stdio::null()).output().is_ok_and(|output| output.status.success())
    };
    if !(has("sh", &["-c", "true"]) && has("awk", &["BEGIN { exit 0 }"])) {
        crate::say("there is no sh with awk: skipped");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mean.toml"), STUDY).unwrap();
    fs::write(folder.path().join("mean.sh"), SCRIPT).unwrap();
    Some(folder)
}

fn cells(folder: &Path, out: &str) -> String {
    fs::read_to_string(folder.join(out).join("mean/cells.csv")).expect("cells.csv")
}

fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = asymptest_in(folder, arguments);
    let message = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
    message
}

#[test]
fn a_study_is_run_judged_resumed_and_judged_again_from_its_folder() {
    let Some(bench) = bench() else { return };
    let folder = bench.path();
    let verify = ["verify", "mean.toml", "--scale", "smoke", "--out", "out"];
    let output = asymptest_in(folder, &verify);
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
    let first = cells(folder, "out");
    assert_eq!(first.lines().count(), 1 + 2 * 7 * 4);
    // Finished cells are not run again.
    fs::remove_file(folder.join("out/mean/cells.csv")).unwrap();
    let again = text(&asymptest_in(folder, &verify).stderr);
    assert!(again.contains("56 of them from the store"), "{again}");
    assert_eq!(cells(folder, "out"), first);
    // From the folder alone.
    let report = asymptest_in(folder, &["report", "out"]);
    assert_eq!(report.status.code(), Some(0), "{}", text(&report.stderr));
    let written = fs::read_to_string(folder.join("out/mean/report.md")).unwrap();
    assert!(written.contains("verify mean.toml --scale smoke") && !written.contains("measured elsewhere"), "{written}");
    // A script that is edited is another program, whose rows do not replace these unasked.
    fs::write(folder.join("mean.sh"), SCRIPT.replace("0.02", "0.03")).unwrap();
    let edited = asymptest_in(folder, &["verify", "mean.toml", "--scale", "smoke", "--out", "out", "--force"]);
    assert!(!text(&edited.stderr).contains("from the store"), "{}", text(&edited.stderr));
    assert_ne!(cells(folder, "out"), first);
}

#[test]
fn a_control_that_holds_is_not_as_expected() {
    let Some(bench) = bench() else { return };
    fs::write(bench.path().join("mean.toml"), STUDY.replace("shift = 1 }", "shift = 0 }")).unwrap();
    let output = asymptest_in(bench.path(), &["verify", "mean.toml", "--scale", "smoke"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));
}

#[test]
fn a_claim_that_the_program_refutes_is_refuted() {
    let Some(bench) = bench() else { return };
    fs::write(bench.path().join("mean.toml"), STUDY.replace("Theta(M^(-1/2))", "O(1/M)")).unwrap();
    let output = asymptest_in(bench.path(), &["verify", "mean.toml", "--scale", "smoke"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));
    assert!(text(&output.stdout).contains("refuted"), "{}", text(&output.stdout));
}

#[test]
fn a_plan_is_computed_cell_by_cell_and_collected_to_the_same_bytes() {
    let Some(bench) = bench() else { return };
    let folder = bench.path();
    asymptest_in(folder, &["verify", "mean.toml", "--scale", "smoke", "--out", "whole"]);
    let plan = asymptest_in(folder, &["plan", "mean.toml", "--scale", "smoke", "--out", "parts"]);
    fs::write(folder.join("plan.jsonl"), &plan.stdout).unwrap();
    // From anywhere: a plan has the place of the study's file.
    let elsewhere = tempfile::tempdir().unwrap();
    let (plan, store) = (folder.join("plan.jsonl"), folder.join("parts/.cells"));
    let cell = |lines: &str| {
        let (plan, store) = (plan.to_str().unwrap(), store.to_str().unwrap());
        asymptest_in(elsewhere.path(), &["cell", "--plan", plan, "--lines", lines, "--store", store])
    };
    for lines in ["31..56", "1..30"] {
        let output = cell(lines);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    }
    let collected = asymptest_in(folder, &["collect", "mean.toml", "--scale", "smoke", "--out", "parts"]);
    assert_eq!(collected.status.code(), Some(0), "{}", text(&collected.stderr));
    assert_eq!(cells(folder, "parts"), cells(folder, "whole"));
}

#[test]
fn what_cannot_be_run_is_refused_with_its_line() {
    let Some(bench) = bench() else { return };
    let with = |from: &str, to: &str| {
        fs::write(bench.path().join("mean.toml"), STUDY.replace(from, to)).unwrap();
        refused(bench.path(), &["verify", "mean.toml", "--scale", "smoke"])
    };
    assert!(with("1 min", "soon").contains("mean.toml, line 10: `soon` is not a time; write a number with a unit"));
    let unknown = with("\"{seed}\"", "\"{seeed}\"");
    assert!(unknown.contains("mean.toml, line 9: ") && unknown.contains("seeed"), "{unknown}");
    assert!(with("[16, 32, 64, 128, 256, 512, 1024]", "[32, 16]").contains("line 5: "));
    let suite = with("[run]\ncommand = [\"sh\", \"mean.sh\", \"{width}\", \"{seed}\", \"{shift}\"]\ntime = \"1 min\"\n", "");
    assert!(suite.contains("mean.toml"), "{suite}");
    fs::write(bench.path().join("suite.toml"), "title = \"t\"\nx = \"n\"\n[[claim]]\nid = \"a\"\nquantity = \"q\"\nbound = \"O(1)\"\n")
        .unwrap();
    let suite = refused(bench.path(), &["verify", "suite.toml"]);
    assert!(suite.contains("is a suite") && suite.contains("`asymptest judge suite.toml ROWS.csv`"), "{suite}");
    assert!(refused(bench.path(), &["verify", "none.toml"]).contains("none.toml"));
    fs::write(bench.path().join("mean.toml"), format!("id = \"thm_13_cosine_constancy\"\n{STUDY}")).unwrap();
    assert!(refused(bench.path(), &["verify", "mean.toml"]).contains("has the name of a theorem"));
}

#[test]
fn a_program_that_fails_leaves_rows_with_its_reason() {
    let Some(bench) = bench() else { return };
    fs::write(bench.path().join("mean.sh"), format!("if [ \"$1\" = 64 ]; then echo 'no memory' >&2; exit 3; fi\n{SCRIPT}")).unwrap();
    let output = asymptest_in(bench.path(), &["verify", "mean.toml", "--scale", "smoke"]);
    assert_ne!(output.status.code(), Some(2), "{}", text(&output.stderr));
    let cells = cells(bench.path(), "out");
    let failed: Vec<&str> = cells.lines().filter(|line| line.contains(",failed,")).collect();
    assert_eq!(failed.len(), 2 * 4);
    assert!(failed.iter().all(|line| line.contains(",64,") && line.contains("exit code 3") && line.contains("no memory")), "{failed:?}");
}
