//! Runs that go on where they ended, cells computed elsewhere, and stored evidence checked, as a user runs them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use asymptest::study::{Evidence, RunFacts, Seal};
use serde_json::Value;

use crate::program::{asymptest, text};

const ID: &str = "lemma_16_pair_matrix_drift";
const SMALL: [&str; 9] = ["lemma-16", "--scale", "smoke", "--widths", "16..128", "--seeds", "2", "--data", "gaussian"];

/// `command` on the small study, with the folder for its evidence.
fn small(command: &str, out: &Path, more: &[&str]) -> Output {
    asymptest(&[&[command][..], &SMALL, &["--out", out.to_str().expect("a plain path")], more].concat())
}

fn cells(out: &Path) -> String {
    fs::read_to_string(out.join(ID).join("cells.csv")).expect("cells.csv")
}

fn assert_refused(output: &Output, expected: &str) {
    let message = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains(expected), "`{expected}` is not in: {message}");
    assert_eq!(message.trim_end().lines().count(), 1, "{message}");
}

/// Evidence, and what is made of it; of the report without the line on the run.
fn evidence(out: &Path) -> Vec<String> {
    let read = |name: &str| fs::read_to_string(out.join(ID).join(name)).unwrap();
    let report = read("report.md");
    let (runs, report): (Vec<&str>, Vec<&str>) = report.lines().partition(|line| line.starts_with("with asymptest "));
    assert_eq!(runs.len(), 1, "{report:?}");
    vec![read("cells.csv"), read("figure.svg"), report.join("\n")]
}

/// The manifest without what is of one run alone.
fn seals(out: &Path) -> Value {
    let mut manifest: Value = serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap();
    for part in manifest.as_object_mut().unwrap().values_mut() {
        assert!(part.as_object_mut().unwrap().remove("run").is_some());
    }
    manifest
}

/// Seals the evidence as it is, as who makes up numbers would.
fn seal_again(out: &Path) {
    let path = out.join("manifest.json");
    let mut manifest: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let run: RunFacts = serde_json::from_value(manifest[ID]["study"].clone()).unwrap();
    let evidence = Evidence::from_csv("cells.csv", cells(out).as_bytes(), run).unwrap();
    manifest[ID]["cells.csv"] = serde_json::to_value(Seal::of(&evidence)).unwrap();
    fs::write(path, manifest.to_string()).unwrap();
}

/// The files of cells in a store.
fn stored(store: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(store).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "cell"));
    paths.sort();
    paths
}

#[test]
fn a_second_run_takes_what_is_finished_and_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path();
    small("verify", out, &[]);
    let read = || (evidence(out), seals(out));
    let first = read();
    let all = stored(&out.join(".cells"));
    fs::remove_dir_all(out.join(ID)).unwrap();
    fs::remove_file(&all[3]).unwrap();
    fs::write(&all[5], "something else").unwrap();
    let again = small("verify", out, &[]);
    let said = text(&again.stderr);
    assert_eq!(first, read());
    assert!(said.contains(&format!("{} of them from the store", all.len() - 2)), "{said}");
    let name = all[5].display().to_string();
    assert!(said.lines().filter(|line| line.starts_with(&name)).count() == 1 && said.contains("is not a file of this store"), "{said}");
    assert!(!text(&small("verify", out, &["--fresh"]).stderr).contains("from the store"));
    assert_eq!(first, read());
    // Another seed is another run.
    assert!(!text(&small("verify", out, &["--seed", "1", "--force"]).stderr).contains("from the store"));
}

/// Evidence of another design, or of a larger one, is not replaced without a word: neither by training nor by what is in a store.
#[test]
fn a_run_replaces_what_it_makes_again_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path();
    small("verify", out, &[]);
    let before = (evidence(out), seals(out));
    for other in [["--seed", "1"], ["--precision", "f32"]] {
        for command in ["verify", "collect"] {
            let refused = small(command, out, &other);
            assert_refused(&refused, "holds evidence of another run, `asymptest verify ");
            assert!(text(&refused.stderr).contains("--force"), "{command} {other:?}");
        }
    }
    assert_eq!(before, (evidence(out), seals(out)));
    assert_ne!(small("verify", out, &["--seed", "1", "--force"]).status.code(), Some(2));
    assert_ne!(before.1, seals(out), "the user said so");
}

#[test]
fn cells_of_a_plan_computed_anywhere_make_the_evidence_that_verify_makes() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let word = |path: &Path| path.to_str().unwrap().to_owned();
    small("verify", &at("whole"), &[]);
    let printed = small("plan", &at("parts"), &[]);
    assert!(!at("parts").exists(), "a plan writes nothing");
    fs::write(at("plan"), &printed.stdout).unwrap();
    let lines: Vec<Value> = text(&printed.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), stored(&at("whole").join(".cells")).len());
    assert!(lines.iter().all(|line| line["stored"] == false && line["cost"].as_u64() > Some(0) && line["bytes"].as_u64() > Some(0)));
    let cell =
        |store: &str, more: &[&str]| asymptest(&[&["cell", "--plan", &word(&at("plan")), "--store", &word(&at(store))], more].concat());
    let id = |index: usize| lines[index]["id"].as_str().unwrap();
    // A few by id in one store, once and again, and lines in another.
    assert_eq!(cell("one", &[id(0), id(7)]).status.code(), Some(0));
    let again = cell("one", &[id(0), id(1)]);
    assert!(text(&again.stderr).contains("2 cells, 1 of them from the store, 0 without an end"), "{}", text(&again.stderr));
    let most = format!("3..{}", lines.len());
    assert_eq!(cell("other", &["--lines", &most]).status.code(), Some(0));
    let collect_to = |stores: &[&str], missing: Option<&Path>| {
        let mut words: Vec<String> = stores.iter().flat_map(|store| ["--store".to_owned(), word(&at(store))]).collect();
        words.extend(missing.into_iter().flat_map(|file| ["--missing".to_owned(), word(file)]));
        small("collect", &at("parts"), &words.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let collect = |stores: &[&str]| collect_to(stores, None);
    let holed = collect(&["other"]);
    assert_eq!(holed.status.code(), Some(1));
    let missing = text(&holed.stdout);
    assert!(missing.lines().count() == 2 && missing.contains(id(0)) && missing.contains(id(1)) && !at("parts").exists(), "{missing}");
    // In a file they can be told from a verdict that is not as expected.
    let file = at("missing");
    let to_file = collect_to(&["other"], Some(&file));
    assert_eq!((to_file.status.code(), text(&to_file.stdout).as_str()), (Some(1), ""));
    assert_eq!(fs::read_to_string(&file).unwrap(), missing);
    // `collect` moves nothing: what is damaged is named and missing, and stays where it is.
    let damaged = at("one").join(format!("{}.cell", id(0)));
    let good = fs::read(&damaged).unwrap();
    fs::write(&damaged, "something else").unwrap();
    let holed = collect(&["other", "one"]);
    let said = text(&holed.stderr);
    assert!(text(&holed.stdout).lines().count() == 1 && said.contains("is not a file of this store") && !said.contains("again"), "{said}");
    assert!(said.contains(&word(&damaged)), "{said}");
    assert_eq!(fs::read_to_string(&damaged).unwrap(), "something else");
    let planned = text(&small("plan", &at("parts"), &["--store", &word(&at("one"))]).stdout);
    assert_eq!(planned.matches("\"stored\":true").count(), 2, "of three the damaged one is not stored");
    fs::write(&damaged, good).unwrap();
    let whole = collect_to(&["other", "one"], Some(&file));
    assert_eq!(fs::read_to_string(&file).unwrap(), "", "none is missing");
    assert_eq!(cells(&at("whole")), cells(&at("parts")), "{}", text(&whole.stderr));
    assert_eq!((evidence(&at("whole")), seals(&at("whole"))), (evidence(&at("parts")), seals(&at("parts"))));
    // What is missing is a plan itself.
    fs::write(at("plan"), missing).unwrap();
    assert!(text(&cell("other", &[]).stderr).contains("2 cells, 0 of them from the store"));
    assert_eq!(text(&collect(&["other"]).stdout), text(&whole.stdout));
}

#[test]
fn plans_and_cells_that_are_none_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("plan");
    let printed = text(&small("plan", folder.path(), &[]).stdout);
    let cell = |text: &str, more: &[&str]| {
        fs::write(&plan, text).unwrap();
        let store = folder.path().join("store");
        asymptest(&[&["cell", "--plan", plan.to_str().unwrap(), "--store", store.to_str().unwrap()], more].concat())
    };
    assert_refused(&cell(&printed, &["abc"]), "`abc` is no id of a cell");
    assert_refused(&cell(&printed, &[&"0".repeat(32)]), "is not in the plan");
    for lines in ["0", "2..1", "1..9999", "x", ""] {
        assert_refused(&cell(&printed, &["--lines", lines]), "names no lines of the plan");
    }
    let first = printed.lines().next().unwrap();
    assert_refused(&cell(&first.replace("\"seed\":0", "\"seed\":1"), &[]), "plan again");
    assert_refused(&cell(&first.replace("\"width\":16", "\"width\":32"), &[]), "plan again");
    assert_refused(&cell(&first.replace("f64", "f16"), &[]), "precision `f16`");
    assert_refused(&cell(&first.replace("\"width\":16", "\"width\":0"), &[]), "a width below 2");
    assert_refused(&cell(&format!("{first}\nnot a line"), &[]), "line 2");
    // Nothing is trained of a plan that has a bad line, also where it is of another study.
    assert_refused(&cell(&format!("{first}\n{}", first.replace("f64", "f16")), &[]), "precision `f16`");
    assert_refused(&cell(&printed, &["--memory", "1K"]), "--plan: a width of ");
    assert_refused(&small("collect", &folder.path().join("none"), &[]), "cannot read ");
    assert!(!folder.path().join("store").exists(), "nothing was written");
}

#[test]
fn rows_of_failed_cells_do_not_replace_evidence_without_any() {
    let folder = tempfile::tempdir().unwrap();
    small("verify", folder.path(), &[]);
    let whole = cells(folder.path());
    let again = |more: &[&str]| small("verify", folder.path(), &[&["--fresh", "--limit", "0"], more].concat());
    let refused = again(&[]);
    let message = text(&refused.stderr);
    assert!(message.contains("holds evidence of a run without failures, and 48 cells of this one failed"), "{message}");
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(cells(folder.path()), whole);
    again(&["--force"]);
    assert_ne!(cells(folder.path()), whole);
    // Failures are replaced by failures, and by what is whole.
    assert_eq!(again(&[]).status.code(), Some(1));
    small("verify", folder.path(), &["--fresh"]);
    assert_eq!(cells(folder.path()), whole);
}

#[test]
fn a_limit_of_nothing_leaves_every_cell_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let output = small("verify", folder.path(), &["--limit", "0"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("replicate 0: it passed its limit of 0 s"), "{}", text(&output.stderr));
    assert!(cells(folder.path()).lines().skip(1).all(|line| line.ends_with(",failed,it passed its limit of 0 s")));
    assert!(stored(&folder.path().join(".cells")).is_empty());
    // With time they are computed.
    small("verify", folder.path(), &["--limit", "1000"]);
    assert!(!cells(folder.path()).contains("failed"));
    for (flag, value) in [("--limit", "inf"), ("--limit", "nan"), ("--memory", "much"), ("--memory", "1K")] {
        let expected = if value == "1K" { "are free; give at most" } else { flag };
        assert_refused(&small("verify", folder.path(), &[flag, value]), expected);
    }
}

#[test]
fn a_manifest_that_is_none_is_refused_before_anything_is_trained() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("manifest.json"), "garbage").unwrap();
    assert_refused(&small("verify", folder.path(), &[]), "is no manifest of ours");
    assert!(!folder.path().join(".cells").exists());
}

#[test]
fn a_store_that_cannot_be_written_is_one_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let store = file.join("store");
    let message = text(&small("verify", &folder.path().join("out"), &["--store", store.to_str().unwrap()]).stderr);
    assert!(message.starts_with("error: cannot write ") && message.lines().count() == 1, "{message}");
}

#[test]
fn a_check_runs_a_sample_again_and_sees_a_changed_number() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    small("verify", folder.path(), &[]);
    let check = |more: &[&str]| asymptest(&[&["verify", "--check", out, "--sample", "1000"], more].concat());
    let good = check(&[]);
    let all = stored(&folder.path().join(".cells")).len();
    assert_eq!(good.status.code(), Some(0), "{}", text(&good.stdout));
    assert!(text(&good.stdout).starts_with(&format!("{all} of {all} cells run again")), "{}", text(&good.stdout));
    assert!(text(&good.stdout).trim_end().ends_with("0 within rounding, 0 different"), "{}", text(&good.stdout));
    let sampled = asymptest(&["verify", "lemma-16", "--check", out, "--sample", "3"]);
    assert!(text(&sampled.stdout).starts_with(&format!("3 of {all} cells")));
    let path = folder.path().join(ID).join("cells.csv");
    let csv = cells(folder.path());
    // A value of another digit somewhere in the middle, and one of another last bit.
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().unwrap().clone();
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let place = records.iter().position(|record| &record[3] == "pair_matrix_drift" && record[6].len() > 8).unwrap();
    for (factor, code, expected) in [(1.001, 1, "0 within rounding, 1 different"), (1.0 + 4e-16, 0, "1 within rounding, 0 different")] {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&header).unwrap();
        for (index, record) in records.iter().enumerate() {
            let mut fields: Vec<String> = record.iter().map(String::from).collect();
            if index == place {
                fields[6] = format!("{:e}", fields[6].parse::<f64>().unwrap() * factor);
            }
            writer.write_record(&fields).unwrap();
        }
        fs::write(&path, writer.into_inner().unwrap()).unwrap();
        // The seal of what was written shows it already.
        assert_refused(&check(&[]), "is not the row that was written there");
        seal_again(folder.path());
        let output = check(&[]);
        assert_eq!(output.status.code(), Some(code), "{}", text(&output.stderr));
        assert!(text(&output.stdout).contains(expected), "{}", text(&output.stdout));
        assert_eq!(text(&output.stderr).contains("pair_matrix_drift at step"), code == 1);
    }
    // Rows that are missing are not counted as the same.
    let mut lines: Vec<&str> = csv.lines().collect();
    lines.remove(place + 1);
    fs::write(&path, lines.join("\n") + "\n").unwrap();
    seal_again(folder.path());
    let said = text(&check(&[]).stdout);
    let numbers: Vec<usize> = said.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse().ok()).collect();
    let [run, cells, rows, same, rounded, different] = numbers[..] else { panic!("{said}") };
    assert_eq!((run, cells, rows, rounded), (all, all, records.len(), 0), "{said}");
    let of_cell = records.iter().filter(|record| [0, 1, 2].iter().all(|&field| record[field] == records[place][field])).count();
    assert_eq!((same, different), (rows - of_cell, of_cell), "{said}");
    for words in
        [&["--scale", "quick"][..], &["--widths", "64"], &["--data", "mnist"], &["--store", "x"], &["--fresh"], &["--format", "json"]]
    {
        assert_refused(&check(words), &format!("{}: is of no use to --check", words[0]));
    }
    assert_refused(&asymptest(&["verify", "--check", out, "--sample", "0"]), "--sample: give a number of cells");
    // What no manifest speaks of cannot be run again.
    fs::remove_file(folder.path().join("manifest.json")).unwrap();
    assert_refused(&check(&[]), "was measured elsewhere");
    assert_refused(&asymptest(&["verify", "--check", folder.path().join("none").to_str().unwrap()]), "holds no evidence");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_run_in_order_and_the_next_one_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let words = ["verify", "lemma-16", "--scale", "smoke", "--seeds", "10", "--jobs", "1", "--out"];
    let start = |out: &Path| {
        Command::new(env!("CARGO_BIN_EXE_asymptest")).args(words).arg(out).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap()
    };
    let child = start(&out);
    while !out.join(".cells").exists() || stored(&out.join(".cells")).len() < 3 {
        std::thread::yield_now();
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let ended = child.wait_with_output().unwrap();
    let said = text(&ended.stderr);
    assert_eq!(ended.status.code(), Some(130), "{said}");
    assert!(said.contains("interrupted with") && said.contains("the same command goes on from there"), "{said}");
    assert!(!out.join(ID).join("cells.csv").exists());
    let before = stored(&out.join(".cells")).len();
    let again = start(&out).wait_with_output().unwrap();
    assert!(text(&again.stderr).contains(&format!("{before} of them from the store")), "{}", text(&again.stderr));
    let undisturbed = folder.path().join("undisturbed");
    start(&undisturbed).wait_with_output().unwrap();
    assert_eq!(cells(&out), cells(&undisturbed));
}
