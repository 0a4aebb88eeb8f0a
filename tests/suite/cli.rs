//! The commands list, explain, verify and report, as a user runs them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use asymptest::theorems::REGISTRY;
use serde_json::Value;

use crate::program::{asymptest, stderr};

const ID: &str = "thm_13_cosine_constancy";
/// A study of a second: what is small here is not judged here.
const SMALL: [&str; 8] = ["--scale", "smoke", "--widths", "16..256", "--seeds", "2", "--data", "gaussian"];

fn verify(out: &Path, more: &[&str]) -> Output {
    let out = out.to_str().expect("a plain path");
    asymptest(&[&["verify", "thm-13", "--out", out], &SMALL[..], more].concat())
}

fn cells(out: &Path) -> String {
    fs::read_to_string(out.join(ID).join("cells.csv")).expect("cells.csv")
}

/// What the manifest of a folder says of the run that made the evidence at `place`.
fn run_of(out: &Path, place: &str) -> Value {
    let manifest: Value = serde_json::from_slice(&fs::read(out.join("manifest.json")).expect("a manifest")).expect("JSON");
    manifest[place]["study"].clone()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stdout)))
}

/// Exit code 2, one line that holds `expected`, and nothing on standard output.
fn assert_refused(output: &Output, expected: &str) {
    let message = stderr(output);
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains(expected), "`{expected}` is not in: {message}");
    assert_eq!(message.trim_end().lines().count(), 1, "{message}");
    assert!(output.stdout.is_empty());
}

#[test]
fn list_names_every_theorem_and_its_claims() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let text = String::from_utf8(asymptest(&["list", "--out", out]).stdout).unwrap();
    assert!(text.contains(ID) && text.contains("O(M^(-1/6) log(M)^3)") && text.contains("not run"), "{text}");
    let listed = json(&asymptest(&["list", "--out", out, "--format", "json"]));
    let entry = listed["theorems"].as_array().unwrap().iter().find(|entry| entry["id"] == ID).unwrap();
    assert_eq!(entry["verdict"], Value::Null);
}

#[test]
fn explain_prints_the_card_by_a_unique_prefix() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(ID)).unwrap();
    fs::write(folder.path().join(ID).join("cells.csv"), "not,evidence\n").unwrap();
    let output = asymptest(&["explain", "thm-13", "--out", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stderr(&output).contains("no measured rates") && stderr(&output).contains("cells.csv"), "{}", stderr(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    for part in ["Statement", "Derivation", "R(t) = O(t)", "Must fail", "dot_product", "arXiv 2403.08673"] {
        assert!(text.contains(part), "{part}");
    }
    let card = json(&asymptest(&["explain", "thm_13", "--proof", "--format", "json"]));
    assert_eq!(card["id"], ID);
    assert_eq!(card["claims"][0]["derived"], "O(M^(-1/3)), M^(1/6) to spare");
    assert_eq!(card["claims"][0]["derived_by_the_source"], "O(M^(-1/6))");
    let step = &card["derivation"][0];
    assert_eq!((&step["basis"], &step["ours"]), (&Value::from("elementary"), &Value::from(false)));
    assert!(step["because"].as_str().unwrap().contains("|ds/du| <= 1/delta") && step["needs"][0].as_str().unwrap().contains("delta > 0"));
    assert!(text.contains("basis: elementary; needs: the gradient of the loss in the outputs is bounded"), "{text}");
    assert!(text.contains("O(M^(-1/3)), M^(1/6) log(M)^3 to spare; by our reconstruction: O(M^(-1/6)), log(M)^3 to spare"), "{text}");
    assert!(card["proofs"].as_array().unwrap().iter().all(|entry| entry["proof"].as_array().unwrap().len() > 1));
    let proof = String::from_utf8(asymptest(&["explain", "thm_13", "--proof"]).stdout).unwrap();
    assert!(proof.contains("smooth_cosine_gradient") && proof.contains("grad of a sum"), "{proof}");
    assert!(card["derivation"].as_array().unwrap().len() > 5);
}

#[test]
fn explain_prints_every_step_of_a_derivation_and_prove_what_is_said_of_it() {
    for theorem in REGISTRY.iter().filter(|theorem| !theorem.derivation().is_empty()) {
        let (id, steps) = (theorem.id(), theorem.derivation());
        let output = asymptest(&["explain", id]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{text}");
        assert!(!text.contains("DOES NOT FOLLOW"), "{text}");
        for step in &steps {
            assert!(text.contains(&format!("{}: {}", step.label, step.gives)), "{}: {text}", step.label);
            // What is cited is printed as well.
            let cited = step.by.split_once('.').map(|(chain, _)| format!("{chain}, which is cited:"));
            assert!(cited.is_none_or(|cited| text.contains(&cited)), "{}: {text}", step.by);
        }
        let object = json(&asymptest(&["explain", id, "--proof", "--format", "json"]));
        assert_eq!(object["id"], id);
        let printed = object["derivation"].as_array().unwrap();
        assert!(printed.len() == steps.len() && printed.iter().all(|step| step["because"].is_string() && step["needs"].is_array()));
        let proved = String::from_utf8(asymptest(&["prove", id]).stdout).unwrap();
        for said in theorem.said() {
            assert!(proved.contains(said.says) && proved.contains("all hold"), "{proved}");
        }
    }
}

#[test]
fn further_data_have_folders_of_their_own_that_report_finds() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let run = |data: &str| {
        asymptest(&[
            "verify", "thm-13", "--out", out, "--scale", "smoke", "--widths", "8..128", "--seeds", "2", "--data", data, "--format", "json",
        ])
    };
    let data = |output: &Output| -> Vec<String> {
        let of = |theorem: &Value| theorem["data"].as_str().unwrap().to_owned();
        json(output)["theorems"].as_array().unwrap().iter().map(of).collect()
    };
    assert_eq!(data(&run("digits,gaussian:7")), ["digits", "gaussian:7"]);
    let further = format!("gaussian-7/{ID}");
    for (part, place, name) in [(folder.path().to_owned(), ID, "digits"), (folder.path().join("gaussian-7"), &further, "gaussian:7")] {
        assert_eq!(run_of(folder.path(), place)["data"], name);
        fs::remove_file(part.join(ID).join("report.md")).unwrap();
    }
    fs::write(folder.path().join("notes.txt"), "not evidence").unwrap();
    assert_eq!(data(&asymptest(&["report", out, "--format", "json"])), ["digits", "gaussian:7"]);
    assert!(folder.path().join("gaussian-7").join(ID).join("report.md").is_file());
    assert_refused(&run("gaussian,gaussian:100"), "would share the folder gaussian");
    assert_refused(&run("gaussian,a/thm_13_cosine_constancy.idx"), "has the name of a theorem");
}

#[test]
fn verify_writes_the_evidence_and_report_judges_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let verified = json(&verify(folder.path(), &["--format", "json"]));
    let theorem = &verified["theorems"][0];
    assert_eq!(theorem["id"], ID);
    for claim in theorem["claims"].as_array().unwrap() {
        for key in ["id", "claim", "verdict", "tightness", "exponent", "range", "normalised", "window", "power", "warnings"] {
            assert!(claim.get(key).is_some(), "{key}");
        }
    }
    assert_eq!(theorem["controls"][0]["expected"], "refuted");
    let read = |name: &str| fs::read(folder.path().join(ID).join(name)).unwrap();
    let (report, figure) = (read("report.md"), read("figure.svg"));
    let written = |name: &str| fs::metadata(folder.path().join(ID).join(name)).unwrap().modified().unwrap();
    let measured = written("cells.csv");
    let again = json(&asymptest(&["report", folder.path().to_str().unwrap(), "--format", "json"]));
    assert_eq!(verified, again);
    assert_eq!((report, figure), (read("report.md"), read("figure.svg")), "the same evidence gives the same bytes");
    assert_eq!(measured, written("cells.csv"), "report does not touch the evidence");
    let text = String::from_utf8(read("report.md")).unwrap();
    assert!(
        text.contains(
            "asymptest verify thm_13_cosine_constancy --scale smoke --seed 0 --data gaussian --widths 16,32,64,128,256 --seeds 2"
        )
    );
}

#[test]
fn evidence_depends_on_the_seed_and_not_on_threads() {
    let run = |more: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        verify(folder.path(), more);
        cells(folder.path())
    };
    let reference = run(&["--jobs", "1"]);
    assert_eq!(reference, run(&["--jobs", "2"]));
    assert_eq!(reference, run(&["--jobs", "5"]));
    assert_ne!(reference, run(&["--seed", "1"]));
}

#[test]
fn a_changed_number_changes_what_report_says_and_a_damaged_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    verify(folder.path(), &[]);
    // Evidence is held against the manifest, where there is one: tests/suite/page.rs has that.
    fs::remove_file(folder.path().join("manifest.json")).unwrap();
    let path = folder.path().join(ID).join("cells.csv");
    let report = || asymptest(&["report", folder.path().to_str().unwrap(), "--format", "json"]);
    let before = json(&report());
    let good = cells(folder.path());
    // A drift that grows like M^2: every drift claim must turn.
    let mut reader = csv::Reader::from_reader(good.as_bytes());
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(reader.headers().unwrap()).unwrap();
    for record in reader.records() {
        let mut cells: Vec<String> = record.unwrap().iter().map(String::from).collect();
        if cells[3] == "ntk_drift" && cells[6] != "0e0" {
            let width: f64 = cells[1].parse().unwrap();
            cells[6] = format!("{:e}", width * width);
        }
        writer.write_record(&cells).unwrap();
    }
    fs::write(&path, writer.into_inner().unwrap()).unwrap();
    let after = json(&report());
    assert_eq!(after["theorems"][0]["claims"][1]["verdict"], "refuted");
    assert_ne!(before["theorems"][0]["claims"][1], after["theorems"][0]["claims"][1]);
    assert_eq!(report().status.code(), Some(1));
    for (damaged, expected) in [
        (good.replacen(",ok,", ",fine,", 1), "line 2: column status"),
        (good.lines().take(1).collect::<String>(), "no measurements"),
        (good.replacen("setting,", "", 1), "line 1"),
        (good.replacen("quantity,", "observable,", 1), "`asymptest convert DIR`"),
        (good.lines().filter(|line| !line.contains("weight_movement")).collect::<Vec<_>>().join("\n"), "run `verify` again"),
        (good.lines().filter(|line| !line.contains(",64,1,ntk_drift,t = 8,")).collect::<Vec<_>>().join("\n"), "M = 64, replicate 1"),
        (good.replace(",t = 8,8,", ",t = 8,7,"), "has step 7"),
    ] {
        fs::write(&path, damaged).unwrap();
        assert_refused(&report(), expected);
        assert_refused(&report(), "cells.csv");
    }
}

#[test]
fn report_splices_the_verdicts_into_a_readme_that_asks_for_them() {
    let folder = tempfile::tempdir().unwrap();
    let readme = folder.path().join("README.md");
    fs::write(&readme, "# Mine\n<!-- verdicts: begin (written by `asymptest report`) -->\n<!-- verdicts: end -->\nend\n").unwrap();
    let evidence = folder.path().join("evidence");
    verify(&evidence, &[]);
    asymptest(&["report", evidence.to_str().unwrap()]);
    let text = fs::read_to_string(&readme).unwrap();
    assert!(
        text.starts_with("# Mine\n") && text.ends_with("\nend\n") && text.contains("(evidence/thm_13_cosine_constancy/report.md)"),
        "{text}"
    );
}

#[test]
fn bad_input_is_refused_in_one_line_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let damaged = folder.path().join("damaged.gz");
    fs::write(&damaged, b"\x1f\x8b\x08\x00 this is no gzip").unwrap();
    // A hundred images of one pixel: all inputs are the same, and dot product has no growth.
    let alike = folder.path().join("alike.idx");
    fs::write(&alike, [&[0, 0, 8, 3, 0, 0, 0, 100, 0, 0, 0, 1, 0, 0, 0, 1][..], &[200; 100]].concat()).unwrap();
    let config = folder.path().join("config.toml");
    fs::write(&config, "scale = \"smoke\"\nwidht = \"8..16\"\n").unwrap();
    let out = folder.path().join("out");
    let refused = |more: &[&str], expected: &str| {
        assert_refused(&asymptest(&[&["verify", "--out", out.to_str().unwrap()], more].concat()), expected);
        let written =
            fs::read_dir(&out).map_or(0, |entries| entries.filter(|e| e.as_ref().unwrap().path().join("cells.csv").exists()).count());
        assert_eq!(written, 0, "{more:?}");
    };
    refused(&["thm_99"], "theorem `thm_99`: no theorem has this name");
    refused(&["--widths", "0"], "--widths: a width of 0");
    refused(&["--widths", "1..64"], "--widths: a width of 1");
    refused(&["--widths", "64,many"], "--widths: `many` is not a whole number");
    refused(&["--seeds", "0"], "--seeds");
    refused(&["--jobs", "0"], "--jobs");
    if let Err(error) = asymptest::model::cuda() {
        let expected = if cfg!(feature = "cuda") { "no CUDA device" } else { "cargo build --release --features cuda" };
        assert!(error.to_string().contains(expected), "{error}");
        refused(&["--device", "cuda"], &format!("--device cuda: {error}"));
        assert_refused(&asymptest(&["bench", "--device", "cuda"]), "--device cuda");
    }
    refused(&["--data", "no/such/file.gz"], "no/such/file.gz");
    refused(&["--data", damaged.to_str().unwrap()], "damaged.gz");
    refused(&["--data", alike.to_str().unwrap(), "--widths", "8..64"], "beyond 1000000 steps");
    refused(&["--widths", "1000000000"], "GB are free; give at most");
    refused(&["--seeds", "18446744073709551615"], "--seeds");
    refused(&["--config", "no/such/config.toml"], "no/such/config.toml");
    refused(&["--config", config.to_str().unwrap()], "config.toml, line 2: unknown field `widht`");
    assert_refused(&asymptest(&["report", folder.path().join("nothing").to_str().unwrap()]), "holds no evidence");
    assert_refused(&asymptest(&["explain", "lemma_99"]), "theorem `lemma_99`");
    // An output folder that is a file.
    let output = asymptest(&[&["verify", "--out", damaged.to_str().unwrap()], &SMALL[..]].concat());
    assert_refused(&output, "cannot write");
}

#[test]
fn colours_are_printed_where_they_are_asked_for_and_symbols_degrade() {
    let run = |variables: &[(&str, &str)], arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_asymptest"));
        command.args(["prove", "lemma_16"]).args(arguments).env_remove("NO_COLOR").env("TERM", "xterm");
        let output = command.envs(variables.iter().copied()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    verify(folder.path(), &[]);
    let report = |variables: &[(&str, &str)], color: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_asymptest"));
        command.arg("report").arg(folder.path()).args(["--color", color]).env_remove("NO_COLOR").env("TERM", "xterm");
        String::from_utf8(command.envs(variables.iter().copied()).output().unwrap().stdout).unwrap()
    };
    // A pipe is no terminal: nothing is coloured there unless it is asked for, which goes before NO_COLOR.
    let plain = report(&[], "auto");
    assert!(plain.contains('✔') && plain.contains('│') && !plain.contains('\x1b'), "{plain}");
    assert_eq!(plain, report(&[], "never"));
    let coloured = report(&[("NO_COLOR", "1")], "always");
    assert!(coloured.contains("\x1b[32m✔ "), "{coloured}");
    let without: String =
        coloured.split('\x1b').enumerate().map(|(k, part)| if k == 0 { part } else { part.split_once('m').unwrap().1 }).collect();
    assert_eq!(without, plain, "colours change no character");
    let dumb = report(&[("TERM", "dumb")], "auto");
    assert!(dumb.is_ascii() && dumb.contains("+ supported"), "{dumb}");
    assert!(!run(&[], &[]).contains('\x1b') && run(&[], &["--color", "always"]).contains("all hold"));
    let output = asymptest(&["list", "--color", "sometimes"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn completions_and_the_manual_come_from_the_definitions() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = String::from_utf8(asymptest(&["completions", shell]).stdout).unwrap();
        for word in ["asymptest", "verify", "diff", "calibrate", "scale"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    let page = String::from_utf8(asymptest(&["man"]).stdout).unwrap();
    assert!(page.contains(".TH asymptest 1") && page.contains("asymptest\\-verify(1)"), "{page}");
    let page = String::from_utf8(asymptest(&["man", "verify"]).stdout).unwrap();
    assert!(page.contains(".TH asymptest-verify 1") && page.contains("\\-\\-widths") && page.contains("ladder of widths"), "{page}");
    assert_refused(&asymptest(&["man", "verfy"]), "command `verfy`");
    assert_eq!(asymptest(&["completions", "tcsh"]).status.code(), Some(2));
}

#[test]
fn a_configuration_file_writes_below_the_working_folder_alone() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    let elsewhere = folder.path().join("elsewhere");
    for out in ["../elsewhere", elsewhere.to_str().unwrap()] {
        fs::write(&config, format!("theorems = [\"thm_13\"]\nout = {out:?}\n")).unwrap();
        assert_refused(
            &asymptest(&[&["verify", "--config", config.to_str().unwrap()], &SMALL[..]].concat()),
            "is not below the working folder",
        );
    }
    assert!(!elsewhere.exists() && !Path::new("../elsewhere").exists());
    // An endless file is no configuration.
    if Path::new("/dev/zero").exists() {
        assert_refused(&asymptest(&["verify", "--config", "/dev/zero"]), "/dev/zero has more than");
    }
}

#[test]
fn a_configuration_file_says_what_the_command_line_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    fs::write(&config, "theorems = [\"thm_13\"]\nscale = \"smoke\"\nwidths = \"8,16,32\"\nseeds = 1\ndata = \"gaussian\"\nseed = 7\n")
        .unwrap();
    let out = folder.path().join("out");
    asymptest(&["verify", "--config", config.to_str().unwrap(), "--out", out.to_str().unwrap(), "--seed", "8"]);
    let (text, run) = (cells(&out), run_of(&out, ID));
    assert_eq!((&run["scale"], &run["seed"], &run["data"]), (&"smoke".into(), &8.into(), &"gaussian".into()));
    assert!(text.contains(",32,0,") && !text.contains(",64,0,"));
}
