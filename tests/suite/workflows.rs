//! The script behind the action for users: it comments only when a verdict moved. And the JUnit file, as a test server reads it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::program::asymptest_in;

const PROGRAM: &str = env!("CARGO_BIN_EXE_asymptest");

fn verify(folder: &Path, more: &[&str]) -> Output {
    let run = ["verify", "lemma_16", "--scale", "smoke", "--widths", "16..256", "--seeds", "2", "--data", "gaussian", "--out", "a"];
    asymptest_in(folder, &[&run[..], more].concat())
}

/// Runs the script with a `gh` that writes down what it is called with; the exit code, and what was commented.
fn script(folder: &Path, variables: &[(&str, &str)]) -> (Option<i32>, String) {
    let (tools, log) = (folder.join("tools"), folder.join("comments"));
    fs::create_dir_all(&tools).unwrap();
    let _ = fs::remove_file(&log);
    let _ = fs::remove_file(tools.join("asymptest"));
    std::os::unix::fs::symlink(PROGRAM, tools.join("asymptest")).unwrap();
    fs::write(tools.join("gh"), format!("#!/bin/sh\necho \"$1 $2 $3\" >> '{0}'\ncat \"$5\" >> '{0}'\n", log.display())).unwrap();
    let mut permissions = fs::metadata(tools.join("gh")).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o755);
    fs::set_permissions(tools.join("gh"), permissions).unwrap();
    let path = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("bash");
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/comment-when-moved")).current_dir(folder).env("PATH", path);
    let output = command.env("PULL_REQUEST", "7").envs(variables.iter().copied()).output().unwrap();
    (output.status.code(), fs::read_to_string(log).unwrap_or_default())
}

#[cfg(unix)]
#[test]
fn a_pull_request_is_commented_on_when_a_verdict_moved_and_only_then() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert_ne!(verify(folder, &[]).status.code(), Some(2));
    let copied = Command::new("cp").args(["-r", "a", "b"]).current_dir(folder).status().unwrap();
    assert!(copied.success());
    let compared = [("BEFORE", "a"), ("AFTER", "b")];
    assert_eq!(script(folder, &compared), (Some(0), String::new()));
    // The last digits of a value move no verdict.
    let cells = folder.join("b/lemma_16_pair_matrix_drift/cells.csv");
    let text = fs::read_to_string(&cells).unwrap();
    fs::remove_dir_all(folder.join("b/lemma_16_pair_matrix_drift")).unwrap();
    fs::create_dir(folder.join("b/lemma_16_pair_matrix_drift")).unwrap();
    fs::write(&cells, &text).unwrap();
    fs::remove_file(folder.join("b/manifest.json")).unwrap();
    let (code, comment) = script(folder, &compared);
    assert_eq!((code, comment.as_str()), (Some(0), ""));
    // Values that grow with the width do.
    let mut grown = csv::Writer::from_path(&cells).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = text.lines().next().unwrap().split(',').collect::<Vec<_>>();
    let (width, value) =
        (headers.iter().position(|name| *name == "width").unwrap(), headers.iter().position(|name| *name == "value").unwrap());
    grown.write_record(&headers).unwrap();
    for record in reader.records().map(Result::unwrap) {
        let mut fields: Vec<String> = record.iter().map(String::from).collect();
        if let (Ok(m), Ok(y)) = (fields[width].parse::<f64>(), fields[value].parse::<f64>()) {
            fields[value] = format!("{:e}", y * m * m);
        }
        grown.write_record(&fields).unwrap();
    }
    grown.flush().unwrap();
    let (code, comment) = script(folder, &compared);
    assert_eq!(code, Some(1));
    assert!(comment.starts_with("pr comment 7\n**") && comment.contains("| verdict |"), "{comment}");
}

#[cfg(unix)]
#[test]
fn a_table_is_held_to_the_verdict_that_is_expected() {
    let folder = tempfile::tempdir().unwrap();
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/halving.csv");
    let judged =
        |claim: &str, expect: &str| script(folder.path(), &[("FILE", table.to_str().unwrap()), ("CLAIM", claim), ("EXPECT", expect)]);
    assert_eq!(judged("Theta(1/M)", "supported"), (Some(0), String::new()));
    assert_eq!(judged("Theta(M^-2)", "refuted"), (Some(0), String::new()));
    let (code, comment) = judged("Theta(M^-2)", "supported");
    assert!(code == Some(1) && comment.contains("| `Theta(M^(-2))` | refuted |"), "{comment}");
    assert_eq!(judged("Theta(", "supported"), (Some(2), String::new()));
    assert_eq!(script(folder.path(), &[]), (Some(2), String::new()));
}

#[test]
fn a_junit_file_counts_what_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let output = verify(folder.path(), &["--junit", "verify.xml", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = fs::read_to_string(folder.path().join("verify.xml")).unwrap();
    let document = roxmltree::Document::parse(&text).unwrap();
    let root = document.root_element();
    let count =
        |node: &roxmltree::Node<'_, '_>, name: &str| node.descendants().filter(|inner| inner.has_tag_name(name)).count().to_string();
    let theorem = &json["theorems"][0];
    let cases = theorem["claims"].as_array().unwrap().len() + theorem["controls"].as_array().unwrap().len();
    assert_eq!((root.tag_name().name(), count(&root, "testcase")), ("testsuites", cases.to_string()));
    for node in root.descendants().filter(|node| node.has_tag_name("testsuites") || node.has_tag_name("testsuite")) {
        for (attribute, element) in [("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")] {
            assert_eq!(node.attribute(attribute), Some(count(&node, element).as_str()), "{attribute}");
        }
    }
    assert_eq!(root.attribute("failures") == Some("0"), json["as_expected"].as_bool().unwrap());
    // Every figure is there in another form.
    assert_eq!(asymptest_in(folder.path(), &["report", "a", "--figures", "tex"]).status.code(), output.status.code());
    let theorem = folder.path().join("a/lemma_16_pair_matrix_drift");
    let pairs =
        fs::read_dir(theorem.join("figures")).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.extension().unwrap() == "svg");
    for svg in pairs.chain([theorem.join("figure.svg")]) {
        let tex = fs::read_to_string(svg.with_extension("tex")).unwrap();
        assert!(tex.ends_with("\\end{tikzpicture}\n") && tex.contains("\\node["), "{}", svg.display());
    }
    assert_eq!(asymptest_in(folder.path(), &["report", "a", "--figures", "gif"]).status.code(), Some(2));
    // `report` writes the same of the same evidence; what cannot be written is refused before anything is.
    assert_eq!(asymptest_in(folder.path(), &["report", "a", "--junit", "report.xml"]).status.code(), output.status.code());
    assert_eq!(fs::read_to_string(folder.path().join("report.xml")).unwrap(), text);
    assert_eq!(asymptest_in(folder.path(), &["report", "a", "--junit", "no/folder/x.xml"]).status.code(), Some(2));
}

#[test]
fn a_control_that_stands_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    // Two widths refute nothing.
    let run = ["verify", "lemma_16", "--scale", "smoke", "--widths", "16,32", "--seeds", "1", "--data", "gaussian", "--junit", "x.xml"];
    assert_eq!(asymptest_in(folder.path(), &run).status.code(), Some(1));
    let text = fs::read_to_string(folder.path().join("x.xml")).unwrap();
    let document = roxmltree::Document::parse(&text).unwrap();
    let failure = document.descendants().find(|node| node.has_tag_name("failure")).expect("a failure");
    assert!(failure.attribute("message").unwrap().ends_with(", expected refuted") && failure.text().is_some_and(|text| !text.is_empty()));
}
