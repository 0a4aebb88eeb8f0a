//! The command diff: identical folders, a changed number, a changed verdict, what is only in one, another run, damage; text, markdown and JSON.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::{Value, json};

use crate::program::asymptest;

const ID: &str = "thm_13_cosine_constancy";
const SECOND: &str = "lemma_08_kernel_change";

fn plain(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

/// Evidence of two theorems, made in about a second.
fn evidence(out: &Path, run: &[&str]) {
    let output = asymptest(&[&["verify", "thm-13", "lemma-08", "--data", "gaussian", "--out", plain(out)], run].concat());
    assert!(output.status.code() != Some(2), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Two folders with the same evidence.
struct Pair {
    _folder: tempfile::TempDir,
    a: PathBuf,
    b: PathBuf,
}

impl Pair {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        evidence(&a, &["--scale", "smoke", "--widths", "16..256", "--seeds", "2"]);
        copy(&a, &b);
        Self { _folder: folder, a, b }
    }

    fn diff(&self, format: &str) -> Output {
        asymptest(&["diff", plain(&self.a), plain(&self.b), "--format", format])
    }

    fn json(&self) -> Value {
        let output = self.diff("json");
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
    }

    fn text(&self) -> String {
        String::from_utf8(self.diff("text").stdout).unwrap()
    }

    fn code(&self) -> Option<i32> {
        self.diff("text").status.code()
    }

    /// Changes the rows of B's Theorem 13 for which `change` gives other cells; leaves out those for which it gives none.
    fn rewrite(&self, change: impl Fn(Vec<String>) -> Option<Vec<String>>) {
        let path = self.b.join(ID).join("cells.csv");
        let mut reader = csv::Reader::from_path(&path).unwrap();
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(reader.headers().unwrap()).unwrap();
        for record in reader.records() {
            if let Some(cells) = change(record.unwrap().iter().map(String::from).collect()) {
                writer.write_record(cells).unwrap();
            }
        }
        fs::write(path, writer.into_inner().unwrap()).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() { copy(&entry.path(), &target) } else { fs::copy(entry.path(), target).map(|_| ()).unwrap() }
    }
}

#[test]
fn identical_folders_are_one_line() {
    let pair = Pair::new();
    let line = format!("nothing moved between {} and {} (2 theorems)\n", pair.a.display(), pair.b.display());
    assert_eq!((pair.text(), pair.code()), (line, Some(0)));
    let markdown = String::from_utf8(pair.diff("markdown").stdout).unwrap();
    assert!(markdown.starts_with("Nothing moved from `") && markdown.lines().count() == 1, "{markdown}");
    let (a, b) = (pair.a.display().to_string(), pair.b.display().to_string());
    assert_eq!(
        pair.json(),
        json!({ "a": a, "b": b, "compared": 2, "equal_within_rounding": 0, "tolerance": 1e-8, "verdicts_changed": 0, "theorems": [], "unknown": [], "schema": 1 })
    );
}

#[test]
fn one_changed_number_is_named_with_what_it_moves_and_changes_no_verdict() {
    let pair = Pair::new();
    let is_it =
        |cells: &[String]| cells[0] == "cosine" && cells[1] == "64" && cells[2] == "1" && cells[3] == "ntk_drift" && cells[4] == "t = 8";
    pair.rewrite(|mut cells| {
        if is_it(&cells) {
            cells[6] = format!("{:e}", 1.001 * cells[6].parse::<f64>().unwrap());
        }
        Some(cells)
    });
    let found = pair.json();
    assert_eq!((found["verdicts_changed"].as_u64(), pair.code()), (Some(0), Some(0)));
    let [theorem] = &found["theorems"].as_array().unwrap()[..] else { panic!("one theorem moved: {found}") };
    assert_eq!(theorem["id"], ID);
    assert_eq!(theorem["rows"]["changed"], 1);
    let largest = theorem["rows"]["largest_change"].as_f64().unwrap();
    assert!((largest - 1e-3).abs() < 2e-6, "{largest}");
    // The claims judged on this row move, and no other.
    for claim in theorem["claims"].as_array().unwrap() {
        assert!(claim["moved"].as_array().unwrap().iter().all(|moved| moved["what"] != "verdict"), "{claim}");
    }
    let exponent = theorem["claims"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|claim| claim["moved"].as_array().unwrap())
        .find(|moved| moved["what"] == "exponent");
    let exponent = exponent.expect("an exponent moved");
    let by = exponent["b"]["estimate"].as_f64().unwrap() - exponent["a"]["estimate"].as_f64().unwrap();
    assert!((exponent["by"].as_f64().unwrap() - by).abs() < 1e-15 && by != 0.0 && by.abs() < 0.01, "{exponent}");
    assert!(pair.text().contains("cells.csv: 1 row changed (largest change of a value 1.0e-3 of it)"), "{}", pair.text());
}

/// Theorem 13 of B with every measured value times 1 + k `by`, k from -3 to 3.
fn round(pair: &Pair, by: f64) {
    let number = std::cell::Cell::new(0.0);
    pair.rewrite(|mut cells| {
        number.set(number.get() + 1.0);
        if let Ok(value) = cells[6].parse::<f64>() {
            cells[6] = format!("{:e}", value * (1.0 + by * (number.get() % 7.0 - 3.0)));
        }
        Some(cells)
    });
}

#[test]
fn changes_by_rounding_are_one_line_and_larger_ones_are_not() {
    let pair = Pair::new();
    round(&pair, 1e-9);
    fs::remove_file(pair.b.join("manifest.json")).unwrap();
    let line = format!("equal within 1e-8: {} and {} (2 theorems)\n", pair.a.display(), pair.b.display());
    assert_eq!((pair.text(), pair.code()), (line, Some(0)));
    let found = pair.json();
    assert_eq!((&found["equal_within_rounding"], &found["theorems"]), (&json!(1), &json!([])));
    let exact = asymptest(&["diff", plain(&pair.a), plain(&pair.b), "--tolerance", "0"]);
    assert!(String::from_utf8(exact.stdout).unwrap().contains("rows changed (largest change of a value 3.0e-9 of it)"));
    round(&pair, 1e-7);
    assert_eq!((pair.json()["equal_within_rounding"].as_u64(), pair.json()["theorems"].as_array().unwrap().len()), (Some(0), 1));
    assert!(pair.text().contains("rows changed") && !pair.text().contains("equal within"), "{}", pair.text());
    for share in ["-1", "1", "nan"] {
        assert_eq!(asymptest(&["diff", plain(&pair.a), plain(&pair.b), &format!("--tolerance={share}")]).status.code(), Some(2), "{share}");
    }
}

#[test]
fn a_changed_verdict_comes_first_and_exits_with_1() {
    let pair = Pair::new();
    pair.rewrite(|mut cells| {
        if cells[3] == "ntk_drift" && cells[6] != "0e0" {
            let width: f64 = cells[1].parse().unwrap();
            cells[6] = format!("{:e}", width * width);
        }
        Some(cells)
    });
    let found = pair.json();
    let changed = found["verdicts_changed"].as_u64().unwrap();
    assert!(changed > 0);
    let theorem = &found["theorems"][0];
    let claims = theorem["claims"].as_array().unwrap();
    let turned: Vec<&Value> = claims.iter().filter(|claim| claim["moved"][0]["what"] == "verdict").collect();
    assert_eq!(turned.len() as u64, changed);
    assert!(turned.iter().any(|claim| claim["moved"][0]["b"] == "refuted"));
    let text = pair.text();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0] == ID && lines[1].starts_with("  CHANGED ") && lines[1].contains(" -> "), "{text}");
    assert!(lines.last().unwrap().starts_with(&format!("{changed} verdict")), "{text}");
    assert_eq!(pair.code(), Some(1));
    let markdown = pair.diff("markdown");
    assert_eq!(markdown.status.code(), Some(1));
    let markdown = String::from_utf8(markdown.stdout).unwrap();
    assert!(markdown.starts_with(&format!("**{changed} verdict")), "{markdown}");
    let (first, rest) = markdown.split_once("<details>").unwrap();
    assert_eq!(first.matches("| verdict |").count() as u64, changed, "{markdown}");
    assert!(rest.contains("| exponent |") && !rest.contains("| verdict |"), "{markdown}");
    // Every row of a table has the cells of its header.
    for line in markdown.lines().filter(|line| line.starts_with('|')) {
        assert_eq!(line.replace("\\|", "").matches('|').count(), 7, "{line}");
    }
}

#[test]
fn what_is_in_one_folder_alone_is_named_and_what_disappeared_counts_as_changed() {
    let pair = Pair::new();
    fs::remove_dir_all(pair.b.join(SECOND)).unwrap();
    let found = pair.json();
    let theorem = &found["theorems"][0];
    assert_eq!((&theorem["id"], &theorem["only_in"]), (&json!(SECOND), &json!("a")));
    assert_eq!(found["verdicts_changed"].as_u64().unwrap() as usize, theorem["claims"].as_array().unwrap().len());
    assert_eq!(pair.code(), Some(1));
    assert!(pair.text().starts_with(&format!("{SECOND}: only in {}\n", pair.a.display())), "{}", pair.text());
    // The other way round it is new, and nothing changed.
    let back = Pair { a: pair.b.clone(), b: pair.a.clone(), ..Pair::new() };
    assert_eq!((back.json()["verdicts_changed"].as_u64(), back.code()), (Some(0), Some(0)));
    assert_eq!(back.json()["theorems"][0]["only_in"], "b");
    // A claim without any row is missing, and its verdict with it.
    pair.rewrite(|cells| (cells[3] != "weight_movement" || cells[4].is_empty()).then_some(cells));
    let found = pair.json();
    let claims = found["theorems"][0]["claims"].as_array().unwrap();
    assert!(!claims.is_empty() && claims.iter().any(|claim| claim["only_in"] == "a"), "{found}");
    assert_eq!(pair.code(), Some(1));
}

#[test]
fn further_data_sets_and_figures_are_compared_and_other_evidence_is_named() {
    let pair = Pair::new();
    for side in [&pair.a, &pair.b] {
        copy(&side.join(ID), &side.join("gaussian").join(ID));
        // What `calibrate` leaves is no evidence of a theorem.
        fs::create_dir(side.join("calibration")).unwrap();
        fs::write(side.join("calibration").join("cells.csv"), "law,width\nx,1\n").unwrap();
    }
    assert_eq!(pair.json()["compared"], 3);
    assert!(pair.text().starts_with("nothing moved"));
    fs::write(pair.b.join("gaussian").join(ID).join("figure.svg"), "<svg/>").unwrap();
    fs::write(pair.b.join(ID).join("more.svg"), "<svg/>").unwrap();
    let figures = |side: &Path| side.join(ID).join("figures");
    for (side, name, text) in
        [(&pair.a, "time-cosine.svg", "<svg/>"), (&pair.b, "time-cosine.svg", "<svg/> "), (&pair.a, "gone.svg", "<svg/>")]
    {
        fs::create_dir_all(figures(side)).unwrap();
        fs::write(figures(side).join(name), text).unwrap();
    }
    copy(&pair.a.join(ID), &pair.b.join("thm_99_unknown"));
    let found = pair.json();
    let theorems = found["theorems"].as_array().unwrap();
    let figures = json!([
        { "file": "figures/gone.svg", "only_in": "a" },
        { "file": "figures/time-cosine.svg", "only_in": null },
        { "file": "more.svg", "only_in": "b" },
    ]);
    let mut found_figures = theorems[0]["figures"].as_array().unwrap().clone();
    found_figures.sort_by_key(|figure| figure["file"].as_str().unwrap().to_owned());
    assert_eq!(json!(found_figures), figures);
    assert_eq!((&theorems[1]["data"], &theorems[1]["figures"]), (&json!("gaussian"), &json!([{ "file": "figure.svg", "only_in": null }])));
    assert_eq!(found["unknown"], json!([format!("{}/thm_99_unknown", pair.b.display())]));
    assert_eq!(pair.code(), Some(0));
    assert!(pair.text().contains(&format!("gaussian/{ID}\n  figure.svg: other bytes\n")), "{}", pair.text());
}

#[test]
fn another_run_is_named_part_by_part() {
    let pair = Pair::new();
    evidence(&pair.b, &["--seeds", "3", "--seed", "7", "--widths", "16..512", "--scale", "quick", "--force"]);
    let found = pair.json();
    let theorem = &found["theorems"][0];
    let run = theorem["run"].as_array().unwrap();
    assert_eq!(run.iter().map(|moved| moved["what"].as_str().unwrap()).collect::<Vec<_>>(), ["scale", "seed", "widths", "replicates"]);
    assert_eq!(run[0], json!({ "what": "scale", "a": "smoke", "b": "quick", "by": null }));
    assert_eq!(run[2]["b"], "16,32,64,128,256,512");
    assert_eq!(run[3], json!({ "what": "replicates", "a": 2.0, "b": 3.0, "by": 1.0 }));
    assert!(pair.text().contains("  run: scale smoke -> quick\n"), "{}", pair.text());
}

#[test]
fn damage_is_refused_with_file_and_row() {
    let pair = Pair::new();
    let path = pair.b.join(ID).join("cells.csv");
    let good = fs::read_to_string(&path).unwrap();
    let refused = |damaged: &str, expected: &str| {
        fs::write(&path, damaged).unwrap();
        let output = pair.diff("json");
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{message}");
        assert!(message.contains(expected) && message.contains("cells.csv") && message.trim_end().lines().count() == 1, "{message}");
    };
    refused(&good.replacen(",ok,", ",fine,", 1), "line 2: column status");
    // A hole is damage: what is missing may be what speaks against the claim.
    refused(&good.lines().filter(|line| !line.contains(",64,1,ntk_drift,t = 8,")).collect::<Vec<_>>().join("\n"), "M = 64, replicate 1");
    // So are numbers of another setting than the design's under its name, which the manifest knows.
    let manifest = pair.b.join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("eta=1;", "eta=2;")).unwrap();
    refused(&good, "was measured with");
    fs::write(&manifest, text).unwrap();
    let output = asymptest(&["diff", plain(&pair.a), plain(&pair.a.join("nothing"))]);
    assert_eq!(output.status.code(), Some(2));
    let output = asymptest(&["diff", plain(&pair.a), plain(&pair.a.join(ID))]);
    assert!(String::from_utf8(output.stderr).unwrap().contains("holds no evidence"));
}
