//! `asymptest bench`, as a user runs it. What times are is not asserted anywhere.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;

fn bench(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_asymptest")).arg("bench").args(arguments).output().expect("the binary runs")
}

fn json(arguments: &[&str]) -> Value {
    let output = bench(&[arguments, &["--format", "json"]].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// Exit code 2, one line that holds `expected`, and nothing on standard output.
fn assert_refused(arguments: &[&str], expected: &str) {
    let output = bench(arguments);
    let message = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains(expected) && message.trim_end().lines().count() == 1, "`{expected}` is not in: {message}");
    assert!(output.stdout.is_empty());
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

#[test]
fn every_work_has_its_times_at_every_width() {
    let measured = json(&["--widths", "64,300", "--jobs", "2", "--data", "gaussian:7"]);
    let entries = |work: &str| measured[work].as_array().unwrap().clone();
    for work in ["step", "ntk", "ntk_drift", "weight_movement", "hessian_norm", "pair_norms"] {
        assert_eq!(entries(work).iter().map(|entry| entry["width"].as_u64().unwrap()).collect::<Vec<_>>(), [64, 300]);
        for key in ["ms", "steps"] {
            assert!(entries(work).iter().all(|entry| entry[key].as_f64().unwrap() > 0.0), "{work}: {key}");
        }
    }
    for (work, key) in ["step", "ntk", "ntk_drift"].into_iter().flat_map(|work| ["gflops", "share_of_limit"].map(|key| (work, key))) {
        assert!(entries(work).iter().all(|entry| entry[key].as_f64().unwrap() > 0.0), "{work}: {key}");
    }
    // The cost in steps is the time over that of the step of the same width.
    for (entry, step) in entries("ntk_drift").iter().zip(entries("step")) {
        let ratio = entry["ms"].as_f64().unwrap() / step["ms"].as_f64().unwrap();
        assert!((entry["steps"].as_f64().unwrap() / ratio - 1.0).abs() < 1e-9);
    }
    assert_eq!((&measured["machine"]["threads"], &measured["machine"]["data"]), (&Value::from(2), &Value::from("gaussian:7")));
}

#[test]
fn the_single_times_are_what_fit_reads() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("step.csv");
    let path = path.to_str().unwrap();
    let measured = json(&["--widths", "16,64,256", "--csv", path]);
    let text = fs::read_to_string(path).unwrap();
    let rows: Vec<Vec<f64>> = text.lines().skip(1).map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect()).collect();
    for step in measured["step"].as_array().unwrap() {
        let of_width: Vec<&Vec<f64>> = rows.iter().filter(|row| Some(row[0]) == step["width"].as_f64()).collect();
        assert!(of_width.len() >= 5);
        assert!(of_width.iter().enumerate().all(|(replicate, row)| row[1] == replicate as f64));
        let mut times: Vec<f64> = of_width.iter().map(|row| row[2]).collect();
        times.sort_by(f64::total_cmp);
        assert!((times[times.len() / 2] / step["ms"].as_f64().unwrap() - 1.0).abs() < 1e-12);
    }
    let fitted =
        Command::new(env!("CARGO_BIN_EXE_asymptest")).args(["fit", path, "--claim", "Theta(M)", "--format", "json"]).output().unwrap();
    assert!(serde_json::from_slice::<Value>(&fitted.stdout).is_ok(), "{}", String::from_utf8_lossy(&fitted.stderr));
}

#[test]
fn a_study_has_its_shares_and_the_same_drift_on_any_number_of_threads() {
    let study = |jobs: &str| json(&["--study", "--widths", "32..256", "--seeds", "2", "--jobs", jobs])["study"].clone();
    let (first, second) = (study("1"), study("3"));
    assert_eq!(first["horizons"], second["horizons"]);
    assert_eq!((numbers(&first["widths"]), &first["seeds"]), (vec![32.0, 64.0, 128.0, 256.0], &Value::from(2)));
    let share = |key: &str| first[key].as_f64().unwrap();
    assert!((share("drawing_share") + share("steps_share") + share("recording_share") - 1.0).abs() < 1e-12);
    for at in first["horizons"].as_array().unwrap() {
        let drift = numbers(&at["drift"]);
        assert!(drift.len() == 4 && drift.iter().all(|&d| d > 0.0));
        // The drift falls about like 1/M.
        assert!((-1.6..-0.4).contains(&at["slope"].as_f64().unwrap()), "{at}");
    }
}

#[test]
fn text_names_what_json_has() {
    let text = |arguments: &[&str]| String::from_utf8(bench(arguments).stdout).unwrap();
    let measured = text(&["--widths", "64"]);
    for part in ["step", "NTK drift", "weight movement", "Hessian norm", "norms of C_V", "in steps", "share of the limit", "f32, mnist"] {
        assert!(measured.contains(part), "{part}");
    }
    let study = text(&["--study", "--widths", "32,64", "--seeds", "1", "--precision", "f64"]);
    for part in ["s in all for 1 seeds", "recording", "t = round(4 M^(1/6))", "slope", "f64"] {
        assert!(study.contains(part), "{part}");
    }
}

#[test]
fn bad_input_is_refused() {
    assert_refused(&["--widths", "1"], "--widths");
    assert_refused(&["--jobs", "0"], "--jobs");
    assert_refused(&["--widths", "1000000000000"], "GB are free");
    assert_refused(&["--study", "--widths", "1000000000000"], "GB are free");
    assert_refused(&["--study", "--seeds", "0"], "--seeds");
    assert_refused(&["--study", "--device", "cuda"], "--study: runs on the processor");
    assert_refused(&["--data", "gaussian:0"], "gaussian:0 names no dimension");
    assert_refused(&["--data", "no/such/file"], "no/such/file");
    assert_refused(&["--widths", "16", "--csv", "no/such/folder/step.csv"], "no/such/folder/step.csv");
    for arguments in [&["--study", "--csv", "x.csv"][..], &["--seeds", "3"]] {
        assert_eq!(bench(arguments).status.code(), Some(2), "{arguments:?}");
    }
}
