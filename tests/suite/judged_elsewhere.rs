//! `judge`: suites of TOML on tables that were measured elsewhere, as a user runs it, with `report`, `diff` and `new` on what it leaves.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use asymptest::check;
use asymptest::suite::{RowsFile, StudyFile, SuiteFile, evidence, stated};
use asymptest::theorem::Theorem;
use proptest::prelude::*;
use serde_json::Value;

use crate::program::{asymptest, stderr};

#[path = "../../src/cli/new/theorem.rs"]
#[allow(dead_code)]
mod started;

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", stderr(output)))
}

/// A law by its setting: value = c M^a, with replicates that scatter by some 5 %.
type Law = (&'static str, f64, f64);

/// A factor about 1 that scatters by 4 %, the same for the same places.
fn noise(places: &[u64]) -> f64 {
    let mut state = places.iter().fold(0u64, |key, place| key * 1000 + place);
    let mut uniform = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / 2f64.powi(53) - 0.5
    };
    1.0 + 0.04 * (uniform() + uniform() + uniform() + uniform()) * 3f64.sqrt()
}

/// A table of two quantities: `drift` by the law of the setting, and `other`, which falls like M^(-1/2).
fn rows(laws: &[Law]) -> String {
    let mut text = String::from("setting,width,seed,drift,other\n");
    for (place, (setting, c, a)) in (0..).zip(laws) {
        for (power, seed) in (5..15).flat_map(|power| (0..4).map(move |seed| (power, seed))) {
            let width = 2f64.powi(power as i32);
            let drift = c * width.powf(*a) * noise(&[place, power, seed, 0]);
            let other = 2.0 * width.powf(-0.5) * noise(&[place, power, seed, 1]);
            writeln!(text, "{setting},{width},{seed},{drift:.6e},{other:.6e}").unwrap();
        }
    }
    text
}

const LAZY: Law = ("ntk", 3.0, -1.0);
const RICH: Law = ("mup", 0.4, 0.0);

const SUITE: &str = r#"title = "Lazy training"
x = "width"
replicate = "seed"

[[claim]]
id = "drift"
says = "the kernel moves by 1/M"
quantity = "drift"
where = { setting = "ntk" }
bound = "Theta(1/M)"

[[control]]
id = "mup_stays"
of = "drift"
where = { setting = "mup" }
because = "features are learnt at every width"
"#;

/// A folder with a suite and a table.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new(suite: &str, rows: &str) -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        fs::write(desk.path("suite.toml"), suite).unwrap();
        fs::write(desk.path("rows.csv"), rows).unwrap();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn plain(&self, name: &str) -> String {
        self.path(name).to_str().expect("a plain path").to_owned()
    }

    fn judge(&self, more: &[&str]) -> Output {
        let (suite, rows, out) = (self.plain("suite.toml"), self.plain("rows.csv"), self.plain("out"));
        asymptest(&[&["judge", &suite, &rows, "--out", &out], more].concat())
    }

    fn on_out(&self, command: &str) -> Output {
        asymptest(&[command, &self.plain("out"), "--format", "json"])
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }
}

fn verdict<'a>(judged: &'a Value, kind: &str, id: &str) -> &'a str {
    let all = judged["theorems"][0][kind].as_array().expect("a list");
    all.iter().find(|one| one["id"] == id).unwrap_or_else(|| panic!("{id}"))["verdict"].as_str().unwrap()
}

#[test]
fn claims_that_hold_and_controls_that_fail_are_as_expected() {
    let desk = Desk::new(SUITE, &rows(&[LAZY, RICH]));
    let output = desk.judge(&["--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let judged = json(&output);
    assert_eq!((&judged["as_expected"], &judged["theorems"][0]["id"]), (&Value::Bool(true), &Value::from("suite")));
    assert_eq!([verdict(&judged, "claims", "drift"), verdict(&judged, "controls", "mup_stays")], ["supported", "refuted"]);
    assert_eq!(judged["theorems"][0]["controls"][0]["expected"], "refuted");
    let digest = blake3::hash(&fs::read(desk.path("rows.csv")).unwrap()).to_hex().to_string();
    let elsewhere = &judged["theorems"][0]["measured_elsewhere"];
    assert_eq!((&elsewhere["file"], &elsewhere["blake3"]), (&Value::from("rows.csv"), &Value::from(digest.as_str())));
    for file in ["suite/cells.csv", "suite/figure.svg", "suite/figures/drift.svg", "fits.csv", "manifest.json"] {
        assert!(desk.path("out").join(file).is_file(), "{file}");
    }
    assert_eq!(desk.read("out/suite/suite.toml"), SUITE);
    for file in ["out/index.html", "out/suite/report.md"] {
        let text = desk.read(file);
        assert!(text.contains("Measured elsewhere") && text.contains(&digest), "{file}");
        assert!(text.contains("features are learnt at every width") && !text.contains("t = 0"), "{file}");
    }
    assert!(stderr(&output).contains("report.md") && stderr(&output).contains("index.html"), "{}", stderr(&output));
    // The terminal shows the same as for theorems.
    let text = String::from_utf8(desk.judge(&[]).stdout).unwrap();
    assert!(text.contains("suite on rows.csv: supported, as expected") && text.contains("control mup_stays"), "{text}");
}

#[test]
fn a_control_that_holds_and_a_claim_that_fails_are_not() {
    let holds = Desk::new(SUITE, &rows(&[LAZY, ("mup", 1.0, -1.0)]));
    let output = holds.judge(&["--format", "json"]);
    let judged = json(&output);
    assert_eq!((output.status.code(), verdict(&judged, "controls", "mup_stays")), (Some(1), "supported"));
    assert_eq!((verdict(&judged, "claims", "drift"), &judged["as_expected"]), ("supported", &Value::Bool(false)));
    let refuted = Desk::new(SUITE, &rows(&[("ntk", 1.0, -0.5), RICH]));
    let output = refuted.judge(&["--format", "json"]);
    assert_eq!((output.status.code(), verdict(&json(&output), "claims", "drift")), (Some(1), "refuted"));
    assert!(refuted.read("out/suite/report.md").contains("not as expected"));
}

#[test]
fn a_suite_is_judged_as_fit_judges_a_table() {
    let all = rows(&[LAZY, RICH]);
    let desk = Desk::new(SUITE, &all);
    let judged = json(&desk.judge(&["--format", "json"]));
    let of_ntk: String =
        all.lines().filter(|line| line.starts_with("setting") || line.starts_with("ntk")).map(|line| format!("{line}\n")).collect();
    fs::write(desk.path("ntk.csv"), of_ntk).unwrap();
    let fit = asymptest(&[
        "fit",
        &desk.plain("ntk.csv"),
        "--claim",
        "Theta(1/M)",
        "--replicate-column",
        "seed",
        "--value-column",
        "drift",
        "--format",
        "json",
    ]);
    let (fit, claim) = (json(&fit), &judged["theorems"][0]["claims"][0]);
    for key in ["verdict", "exponent", "range", "p_value", "window"] {
        assert_eq!(fit[key], claim[key], "{key}");
    }
}

#[test]
fn evidence_is_judged_again_from_its_folder_alone() {
    let desk = Desk::new(SUITE, &rows(&[LAZY, RICH]));
    let judged = json(&desk.judge(&["--format", "json"]));
    let (report, page) = (desk.read("out/suite/report.md"), desk.read("out/index.html"));
    for file in ["suite.toml", "rows.csv", "out/suite/report.md", "out/index.html", "out/suite/figure.svg"] {
        fs::remove_file(desk.path(file)).unwrap();
    }
    let again = desk.on_out("report");
    assert_eq!((again.status.code(), json(&again)), (Some(0), judged), "{}", stderr(&again));
    assert_eq!((desk.read("out/suite/report.md"), desk.read("out/index.html")), (report, page));
}

#[test]
fn diff_says_what_moved_between_two_judgements() {
    let (a, b) = (Desk::new(SUITE, &rows(&[LAZY, RICH])), Desk::new(SUITE, &rows(&[("ntk", 1.0, -0.5), RICH])));
    a.judge(&[]);
    b.judge(&[]);
    let same = asymptest(&["diff", &a.plain("out"), &a.plain("out")]);
    assert_eq!(same.status.code(), Some(0), "{}", stderr(&same));
    let moved = asymptest(&["diff", &a.plain("out"), &b.plain("out")]);
    let text = String::from_utf8(moved.stdout.clone()).unwrap();
    assert_eq!(moved.status.code(), Some(1), "{text}");
    assert!(text.contains("supported") && text.contains("refuted") && text.contains("BLAKE3"), "{text}");
}

#[test]
fn what_was_changed_afterwards_is_noticed() {
    let desk = Desk::new(SUITE, &rows(&[LAZY, RICH]));
    assert_eq!(desk.judge(&[]).status.code(), Some(0));
    let refused = |output: &Output, expected: &str| {
        assert_eq!(output.status.code(), Some(2), "{}", stderr(output));
        assert!(stderr(output).contains(expected), "{expected}: {}", stderr(output));
    };
    let (cells, suite) = (desk.read("out/suite/cells.csv"), desk.read("out/suite/suite.toml"));
    let digit = cells.find("ntk,32,0,drift,as measured,0,").expect("the row") + "ntk,32,0,drift,as measured,0,".len();
    fs::write(desk.path("out/suite/cells.csv"), format!("{}1{}", &cells[..digit], &cells[digit + 1..])).unwrap();
    refused(&desk.on_out("report"), "is not the row that was written there");
    fs::write(desk.path("out/suite/cells.csv"), cells).unwrap();
    fs::write(desk.path("out/suite/suite.toml"), suite.replace("Theta(1/M)", "O(1/M)")).unwrap();
    refused(&desk.on_out("report"), "suite.toml is not the suite that was judged");
    fs::write(desk.path("out/suite/suite.toml"), suite).unwrap();
    assert_eq!(desk.on_out("report").status.code(), Some(0));
    // A rows file that was changed is other evidence, one with more rows is not.
    let earlier = desk.read("rows.csv");
    fs::write(desk.path("rows.csv"), rows(&[("ntk", 3.1, -1.0), RICH])).unwrap();
    refused(&desk.judge(&[]), "holds evidence of other rows (rows.csv, BLAKE3 ");
    assert_eq!(desk.judge(&["--force"]).status.code(), Some(0));
    fs::write(desk.path("rows.csv"), earlier).unwrap();
    refused(&desk.judge(&[]), "or --force to replace it");
    assert_eq!(desk.judge(&["--force"]).status.code(), Some(0));
    let more = format!("{}ntk,32768,0,9.155e-5,0.0110\nmup,32768,0,0.4,0.0110\n", desk.read("rows.csv"));
    fs::write(desk.path("rows.csv"), more).unwrap();
    assert_eq!(desk.judge(&[]).status.code(), Some(0));
}

#[test]
fn a_claim_that_no_control_tries_says_so() {
    let suite =
        format!("{SUITE}\n[[claim]]\nid = \"other\"\nquantity = \"other\"\nwhere = {{ setting = \"ntk\" }}\nbound = \"O(M^(-1/2))\"\n");
    let desk = Desk::new(&suite, &rows(&[LAZY, RICH]));
    let output = desk.judge(&["--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    let said = "no evidence that the test can fail";
    assert!(stderr(&output).contains("other: the claim has no control") && stderr(&output).contains(said), "{}", stderr(&output));
    assert!(!stderr(&output).contains("drift: the claim"), "{}", stderr(&output));
    let judged = json(&output);
    let codes = |index: usize| judged["theorems"][0]["claims"][index]["warnings"].to_string();
    assert!(codes(1).contains("no_control") && !codes(0).contains("no_control"));
    assert!(desk.read("out/index.html").contains(said) && desk.read("out/suite/report.md").contains(said));
    // Several claims share their level.
    assert!(judged["theorems"][0]["claims"][0]["p_adjusted"].is_number(), "{judged}");
}

/// The suite of the design, as it was agreed, on rows that were planted.
#[test]
fn the_suite_of_the_design_is_judged() {
    let suite = r#"title = "Lazy training and regression"
x = "width"            # the column of the independent variable
[[claim]]
id = "nngp_depth_2"
says = "the covariance of features is off its limit by"
quantity = "covariance_gap"
where = { setting = "depth 2" }
bound = "Theta(M^(-1/2))"
[[claim]]
id = "nngp_depth_3"
quantity = "covariance_gap"
where = { setting = "depth 3" }
bound = "Theta(M^(-1/2))"
[[claim]]
id = "ntk_regression"
quantity = "ntk_change"
where = { setting = "ntk" }
bound = "Theta(1/M)"
[[control]]
id = "mup_stays"
quantity = "ntk_change"
where = { setting = "mup" }
bound = "O(M^(-1/4))"
because = "features are learnt at every width"
[[control]]
id = "faster"
quantity = "covariance_gap"
where = { setting = "depth 2" }
bound = "O(1/M)"
because = "a mean of M terms""#;
    // In the long form: a row a quantity, the quantity's name in a column.
    let mut table = String::from("setting,width,replicate,quantity,value\n");
    let laws = [
        ("depth 2", "covariance_gap", 0.7, -0.5),
        ("depth 3", "covariance_gap", 0.9, -0.5),
        ("ntk", "ntk_change", 4.0, -1.0),
        ("mup", "ntk_change", 0.3, 0.0),
    ];
    for (place, (setting, quantity, c, a)) in (0..).zip(laws) {
        for (power, replicate) in (5..15).flat_map(|power| (0..4).map(move |replicate| (power, replicate))) {
            let width = 2f64.powi(power as i32);
            let value = c * width.powf(a) * noise(&[place, power, replicate]);
            writeln!(table, "{setting},{width},{replicate},{quantity},{value:.6e}").unwrap();
        }
    }
    let desk = Desk::new(suite, &table);
    let output = desk.judge(&["--format", "json"]);
    let judged = json(&output);
    assert_eq!(output.status.code(), Some(0), "{judged:#}");
    for id in ["nngp_depth_2", "nngp_depth_3", "ntk_regression"] {
        assert_eq!(verdict(&judged, "claims", id), "supported");
    }
    assert_eq!([verdict(&judged, "controls", "mup_stays"), verdict(&judged, "controls", "faster")], ["refuted", "refuted"]);
    assert!(!stderr(&output).contains("no control"), "{}", stderr(&output));
}

#[test]
fn a_suite_that_cannot_be_judged_is_refused_with_its_line() {
    let table = rows(&[LAZY, RICH]);
    let claim = |more: &str| format!("{SUITE}\n[[claim]]\nid = \"more\"\nquantity = \"drift\"\nbound = \"O(1)\"\n{more}\n");
    for (suite, expected) in [
        (SUITE.replace("x = \"width\"", "x = \"widht\""), "suite.toml, line 2: x: "),
        (SUITE.replace("x = \"width\"", "x = \"widht\""), "has no column `widht`; it has `setting`, `width`"),
        (SUITE.replace("x = \"width\"\n", ""), "missing key `x`; add it"),
        (SUITE.replace("replicate =", "replicates ="), "suite.toml, line 3: unknown key `replicates`, expected one of"),
        (SUITE.replace("says =", "say ="), "suite.toml, line 7: unknown key `say`"),
        (SUITE.replace("quantity = \"drift\"\n", ""), "missing key `quantity`"),
        (
            SUITE.replace("because = \"features are learnt at every width\"", "because = \" \""),
            "line 13: control mup_stays: `because` is empty",
        ),
        (SUITE.replace("because = \"features are learnt at every width\"\n", ""), "missing key `because`"),
        (SUITE.replace("Theta(1/M)", "Theta(1/n)"), "suite.toml, line 10: claim `Theta(1/n)`, column 9"),
        (SUITE.replace("Theta(1/M)", "Theta(1/n)"), "what grows is written M in this file: `symbol` changes that"),
        (SUITE.replace("of = \"drift\"", "of = \"drifts\""), "suite.toml, line 14: no claim has the id `drifts`; write one of drift"),
        (SUITE.replace("mup_stays", "drift"), "line 13: `drift` is also the id of line 6"),
        (SUITE.replace("id = \"drift\"", "id = \"a/b\"").replace("of = \"drift\"", "of = \"a/b\""), "line 6: `a/b` is not an id"),
        (SUITE.replace("where = { setting = \"mup\" }\n", ""), "line 13: control mup_stays makes the claim drift itself"),
        (SUITE.replace("\"mup\"", "\"muP\""), "line 15: where: no row of "),
        (SUITE.replace("\"mup\"", "\"muP\""), "has setting = muP; the column has `mup`, `ntk` there"),
        (SUITE.replace("{ setting = \"mup\" }", "{ arm = \"mup\" }"), "line 15: where: "),
        (SUITE.replace("{ setting = \"mup\" }", "{ setting = [\"mup\", \"ntk\"] }"), "line 15: where: `setting` must have one value"),
        (SUITE.replace("quantity = \"drift\"", "quantity = \"drfit\""), "line 8: quantity: "),
        (SUITE.replace("title = \"Lazy training\"", "title = "), "suite.toml, line 1: "),
        (SUITE.replace("x = \"width\"", "x = \"width\"\nsymbol = \"t\""), "line 3: symbol: "),
        ("title = \"t\"\nx = \"width\"\n".into(), "no claim is stated; add a table [[claim]]"),
        (claim("horizon = 8"), "claim more: a horizon needs the column of steps"),
        (claim("horizon = \"8 steps\""), "is not a horizon; write a whole number of steps"),
        (claim("floor = \"some\""), "is not a floor; give a positive number, or floor = \"fit\""),
        (claim("margin = 0.7"), "margin: 0.7 is not a margin"),
        (claim("").replace("O(1)", "O(t)"), "is a claim in t, and one time tells nothing of t"),
        // The rows of both settings have the same seeds.
        (claim(""), "rows.csv, line 42: the same width and seed as in line 2; they differ in `setting`, which `where` of more could say"),
    ] {
        let desk = Desk::new(&suite, &table);
        let output = desk.judge(&[]);
        let message = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{expected}: {message}");
        assert!(message.contains(expected), "`{expected}` is not in: {message}");
        assert_eq!(message.trim_end().lines().count(), 1, "{message}");
        assert!(output.stdout.is_empty() && !desk.path("out").exists(), "{expected}: something was written");
    }
}

#[test]
fn rows_that_cannot_be_judged_are_refused_with_their_line() {
    let good = rows(&[LAZY, RICH]);
    let first = good.lines().nth(1).unwrap().to_owned();
    let cells: Vec<&str> = first.split(',').collect();
    let with = |place: usize, cell: &str| {
        let mut cells = cells.clone();
        cells[place] = cell;
        good.replace(&first, &cells.join(","))
    };
    for (table, expected) in [
        (with(1, "64.5"), "rows.csv, line 2: width: `64.5` is not a whole number of at least 2"),
        (with(1, "0.1"), "line 2: width: 0.1 is below 2; where width goes to 0, write x = \"1/width\""),
        (with(1, "wide"), "line 2: width: `wide` is not a whole number"),
        (with(3, "-1"), "line 2: drift `-1` is negative"),
        (with(3, "x"), "line 2: drift `x` is not a number"),
        (with(2, "1"), "line 3: the same width and seed as in line 2; number the replicates apart"),
        (good.replace(&first, "ntk,64"), "rows.csv, line 2: "),
        ("setting,width,seed,drift,other\n".into(), "rows.csv"),
        (good.replace("other\n", "drift\n"), "has two columns `drift`; rename one of them"),
    ] {
        let desk = Desk::new(SUITE, &table);
        let output = desk.judge(&[]);
        let message = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{expected}: {message}");
        assert!(message.contains(expected), "`{expected}` is not in: {message}");
        assert!(!desk.path("out").exists(), "{expected}: something was written");
    }
    let desk = Desk::new(SUITE, &good);
    let (suite, missing) = (desk.plain("suite.toml"), desk.plain("missing.csv"));
    assert!(stderr(&asymptest(&["judge", &suite])).contains("names no rows; give them"));
    assert!(stderr(&asymptest(&["judge", &suite, &missing])).contains("cannot read"));
}

#[test]
fn runs_that_failed_and_zeros_are_evidence() {
    let good = rows(&[LAZY, RICH]);
    let value = good.lines().nth(1).unwrap().split(',').nth(3).unwrap().to_owned();
    for (cell, warning) in [("nan", "failed_runs"), ("inf", "failed_runs")] {
        let desk = Desk::new(SUITE, &good.replacen(&value, cell, 1));
        let output = desk.judge(&["--format", "json"]);
        let judged = json(&output);
        assert_eq!((output.status.code(), verdict(&judged, "claims", "drift")), (Some(1), "inconclusive"), "{cell}");
        assert!(judged["theorems"][0]["claims"][0]["warnings"].to_string().contains(warning), "{judged:#}");
        assert!(desk.read("out/suite/cells.csv").contains(&format!("diverged,the table has `{cell}`")));
    }
    let desk = Desk::new(SUITE, &good.replacen(&value, "0", 1));
    let judged = json(&desk.judge(&["--format", "json"]));
    assert!(judged["theorems"][0]["claims"][0]["warnings"].to_string().contains('0'), "{judged:#}");
    assert!(desk.read("out/suite/cells.csv").contains(",0e0,,ok,"));
    // A wide table has empty cells where another quantity was measured.
    let desk = Desk::new(SUITE, &good.replacen(&value, "", 1));
    let output = desk.judge(&[]);
    assert!(stderr(&output).contains("`drift` is empty in 1 of 40 rows"), "{}", stderr(&output));
}

#[test]
fn columns_that_vary_are_named_and_never_pooled_in_silence() {
    // Two step sizes, with seeds of their own: they can be pooled, and are said to be.
    let mut table = String::from("width,seed,lr,drift\n");
    for (power, seed) in (5..15).flat_map(|power| (0..6).map(move |seed| (power, seed))) {
        let drift = 2f64.powi(-(power as i32)) * noise(&[power, seed]);
        writeln!(table, "{},{seed},{},{drift:.6e}", 1 << power, if seed < 3 { 0.1 } else { 0.01 }).unwrap();
    }
    let suite = "title = \"t\"\nx = \"width\"\n[[claim]]\nid = \"a\"\nquantity = \"drift\"\nbound = \"O(1/M)\"\n";
    let desk = Desk::new(suite, &table);
    let output = desk.judge(&[]);
    assert!(stderr(&output).contains("a: its rows also differ in lr (`0.01`, `0.1`), and were judged together"), "{}", stderr(&output));
    assert!(desk.read("out/suite/report.md").contains("judged together") && desk.read("out/index.html").contains("judged together"));
    // Without a column of replicates the rows of both would be numbered as if they were one.
    let nameless = Desk::new(suite, &table.replace("width,seed,", "width,run,"));
    let output = nameless.judge(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("would be pooled; add run to its `where`, or say at the top replicate = \"run\""),
        "{}",
        stderr(&output)
    );
    let chosen = Desk::new(&suite.replace("bound", "where = { lr = 0.1 }\nbound"), &table);
    let output = chosen.judge(&["--format", "json"]);
    assert_eq!(json(&output)["theorems"][0]["claims"][0]["window"]["replicates"], 30, "{}", stderr(&output));
    assert_eq!(json(&output)["theorems"][0]["claims"][0]["setting"], "lr = 0.1");
}

#[test]
fn claims_speak_of_their_horizon() {
    // y = 3 t / M, measured at t = 4 and at t = 2 sqrt(M).
    let mut table = String::from("n,seed,step,movement\n");
    for (power, seed) in (3..13).flat_map(|power| (0..4).map(move |seed| (power, seed))) {
        let width = 4f64.powi(power as i32);
        for (place, step) in [(0, 4.0), (1, 2.0 * width.sqrt())] {
            writeln!(table, "{width},{seed},{step},{:.6e}", 3.0 * step / width * noise(&[3, power, seed, place])).unwrap();
        }
    }
    let suite = r#"title = "Movement"
x = "n"
symbol = "n"
time = "step"
[[claim]]
id = "fixed"
quantity = "movement"
horizon = 4
bound = "Theta(1/n)"
[[claim]]
id = "later"
quantity = "movement"
horizon = "2 n^(1/2)"
bound = "Theta(n^(-1/2))"
[[claim]]
id = "in_time"
quantity = "movement"
horizon = "2 n^(1/2)"
bound = "Theta(t/n)"
[[control]]
id = "too_fast"
of = "later"
bound = "Theta(1/n)"
because = "the horizon grows"
"#;
    let desk = Desk::new(suite, &table);
    let output = desk.judge(&["--format", "json"]);
    let judged = json(&output);
    assert_eq!(output.status.code(), Some(0), "{judged:#} {}", stderr(&output));
    assert_eq!(judged["theorems"][0]["claims"][0]["horizon"], "t = 4");
    assert!(desk.read("out/suite/report.md").contains("Theta(t n^(-1))") || desk.read("out/suite/report.md").contains("Theta(n^(-1) t)"));
    assert_eq!(desk.on_out("report").status.code(), Some(0));
    for (changed, expected) in [
        (suite.replace("horizon = 4\n", ""), "claim fixed has no horizon, and its rows are at the steps"),
        (suite.replace("horizon = 4\n", "horizon = 5\n"), "claim fixed: at n = 64 the horizon is step 5, and"),
    ] {
        let output = Desk::new(&changed, &table).judge(&[]);
        assert!(output.status.code() == Some(2) && stderr(&output).contains(expected), "{}", stderr(&output));
    }
}

#[test]
fn mesh_sizes_and_floors_are_read() {
    let mut table = String::from("h,seed,error\n");
    for (power, seed) in (3..13).flat_map(|power| (0..4).map(move |seed| (power, seed))) {
        let n = 2f64.powi(power as i32);
        writeln!(table, "{},{seed},{:.15e}", 1.0 / n, 0.25 + 4.0 / n.powi(2) * noise(&[2, power, seed])).unwrap();
    }
    let suite = r#"title = "Order two"
x = "1/h"
symbol = "N"
[[claim]]
id = "order"
quantity = "error"
bound = "Theta(N^(-2))"
floor = 0.25
margin = 0.1
[[control]]
id = "cubic"
of = "order"
bound = "O(N^(-3))"
because = "the scheme has order two"
"#;
    let desk = Desk::new(suite, &table);
    let output = desk.judge(&["--format", "json"]);
    let judged = json(&output);
    assert_eq!(output.status.code(), Some(0), "{judged:#} {}", stderr(&output));
    assert_eq!(judged["theorems"][0]["claims"][0]["floor"]["value"]["estimate"], 0.25);
    assert!(desk.read("out/suite/report.md").contains("above a floor of 0.25, to within 0.1 in the exponent"));
    assert!(desk.read("out/suite/figure.svg").contains("1/h N"));
}

#[test]
fn a_suite_has_its_place_beside_theorems() {
    let desk = Desk::new(SUITE, &rows(&[LAZY, RICH]));
    let out = desk.plain("out");
    let verified =
        asymptest(&["verify", "thm-13", "--scale", "smoke", "--widths", "16..256", "--seeds", "2", "--data", "gaussian", "--out", &out]);
    assert!(verified.status.code() != Some(2), "{}", stderr(&verified));
    assert_eq!(desk.judge(&[]).status.code(), Some(0));
    let page = desk.read("out/index.html");
    assert!(page.contains("thm_13_cosine_constancy") && page.contains("Lazy training"));
    let reported = json(&desk.on_out("report"));
    let ids: Vec<&Value> = reported["theorems"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, ["thm_13_cosine_constancy", "suite"]);
    let taken = Desk::new(&format!("id = \"thm_13_cosine_constancy\"\n{SUITE}"), &rows(&[LAZY, RICH]));
    assert!(stderr(&taken.judge(&[])).contains("has the name of a theorem"));
}

#[test]
fn new_files_can_be_started_from_and_are_never_overwritten() {
    let desk = Desk::new("", "");
    let mine = desk.plain("mine");
    let wrote = asymptest(&["new", &mine, "--suite"]);
    assert_eq!(wrote.status.code(), Some(0), "{}", stderr(&wrote));
    let (suite, out) = (desk.plain("mine.toml"), desk.plain("out"));
    let judged = asymptest(&["judge", &suite, "--out", &out]);
    assert_eq!(judged.status.code(), Some(0), "{} {}", stderr(&judged), String::from_utf8_lossy(&judged.stdout));
    fs::write(desk.path("mine.csv"), "kept").unwrap();
    fs::remove_file(desk.path("mine.toml")).unwrap();
    let again = asymptest(&["new", &mine, "--suite"]);
    assert!(again.status.code() == Some(2) && stderr(&again).contains("mine.csv is there already"), "{}", stderr(&again));
    assert!(desk.read("mine.csv") == "kept" && !desk.path("mine.toml").exists());
    for (name, kind) in [("a-b", "--suite"), ("1a", "--study"), ("", "--theorem"), ("mine.toml", "--suite")] {
        let refused = asymptest(&["new", name, kind]);
        assert!(refused.status.code() == Some(2), "{name}: {}", stderr(&refused));
    }
    assert_eq!(asymptest(&["new", &mine]).status.code(), Some(2));

    assert_eq!(asymptest(&["new", &desk.plain("walk"), "--study"]).status.code(), Some(0));
    let study = StudyFile::parse("walk.toml", &desk.read("walk.toml"), "walk").expect("a study");
    assert_eq!((study.run.command.value[1].as_str(), &study.run.files[..]), ("walk.py", &["walk.py".to_owned()][..]));
    if Command::new("python3").arg("--version").output().is_ok() {
        let run = |seed: &str| Command::new("python3").args([&desk.plain("walk.py"), "--width", "64", "--seed", seed]).output().unwrap();
        let (one, again, other) = (run("1"), run("1"), run("2"));
        let text = String::from_utf8(one.stdout.clone()).unwrap();
        assert!(one.status.success() && text.starts_with("gap\n") && text.lines().nth(1).unwrap().parse::<f64>().unwrap() > 0.0, "{text}");
        assert!(one.stdout == again.stdout && one.stdout != other.stdout);
    }

    assert_eq!(asymptest(&["new", &desk.plain("movement"), "--theorem"]).status.code(), Some(0));
    let template = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli/new/theorem.rs")).unwrap();
    assert_eq!(desk.read("movement.rs"), template.replace("card!(\"theorem\")", "card!(\"movement\")"));
}

/// The theorem to start from is one that passes every check of a suite: its card, its derivation, its design and its study at smoke scale.
#[test]
fn the_theorem_to_start_from_is_in_order() {
    const STARTED: &[&dyn Theorem] = &[&started::Mine];
    asymptest::theorem::check(&started::Mine).unwrap();
    for check in check::theorems(STARTED, check::unrecorded) {
        let name = check.name().to_owned();
        check.run().unwrap_or_else(|problem| panic!("{name}: {problem}"));
    }
}

const STUDY: &str = include_str!("../../src/cli/new/study.toml");

#[test]
fn a_study_that_cannot_be_run_is_refused_with_its_line() {
    let line = |needle: &str| STUDY.lines().position(|line| line.contains(needle)).unwrap() + 1;
    let study = StudyFile::parse("study.toml", STUDY, "study").unwrap();
    assert_eq!((study.widths.smoke.len(), study.widths.full.last(), study.replicates.quick), (5, Some(&16384), 8));
    assert_eq!(
        study.settings.iter().map(|setting| (setting.id.as_str(), setting.values["shift"].as_str())).collect::<Vec<_>>(),
        [("fair", "0"), ("biased", "0.1")]
    );
    assert!(StudyFile::is_study(STUDY) && !StudyFile::is_study(SUITE) && !StudyFile::is_study("x = "));
    for (changed, at, expected) in [
        (STUDY.replace("[design]", "[desing]"), line("[design]"), "unknown key `desing`"),
        (STUDY.replace("{width}", "64"), line("command ="), "command has no {width}"),
        (STUDY.replace("rows = \"stdout\"", "rows = \"file\""), line("command ="), "command has no {out}"),
        (STUDY.replace("rows = \"stdout\"", "rows = \"pipe\""), line("rows ="), "unknown variant `pipe`, expected `stdout` or `file`"),
        (STUDY.replace("\"--shift\", \"{shift}\"", "\"--shift\""), line("id = \"fair\""), "setting fair: the command has no {shift}"),
        (STUDY.replace("id = \"biased\"", "id = \"fair\""), line("id = \"biased\""), "setting `fair` is there twice"),
        (
            STUDY.replace("where = { setting = \"fair\" }", "where = { setting = \"unfair\" }"),
            line("id = \"root\""),
            "names one of its settings",
        ),
        (STUDY.replace("smoke = 2, ", "").replace("smoke = 4, ", ""), line("replicates ="), "replicates: write a number from 1"),
        (STUDY.replace("smoke = [64, 128,", "smoke = [128, 64,"), line("widths ="), "widths: write whole numbers"),
        (STUDY.replace("command = [\"python3\", ", "command = [\"\", "), line("[run]"), "command is empty"),
    ] {
        let error = StudyFile::parse("study.toml", &changed, "study").unwrap_err().to_string();
        assert!(error.starts_with(&format!("study.toml, line {at}: ")) && error.contains(expected), "{expected} at {at}: {error}");
    }
    let without = STUDY.replace("[run]", "[x]");
    assert!(StudyFile::parse("f", &without, "s").is_err());
    let lists = "title = \"t\"\nx = \"width\"\n[design]\nwidths = [4, 8]\nreplicates = 2\n[run]\ncommand = [\"a\", \"{width}\"]\n[[claim]]\nid = \"a\"\nquantity = \"q\"\nbound = \"O(1)\"\n";
    let study = StudyFile::parse("f", lists, "s").unwrap();
    assert_eq!((study.widths.smoke, study.settings[0].id.as_str()), (vec![4, 8], "main"));
}

proptest! {
    #[test]
    fn no_suite_and_no_table_panics(
        at in 0..SUITE.len(), cut in 0..40usize,
        token in prop::sample::select(vec!["\"", "[", "]", "=", "\n", "-1", "1e9", "#", "é", "{", "}", "t", "M", "where", "<b>", "|", "2 M^(1/2)"]),
        row in 0..40usize, cell in prop::sample::select(vec!["", "nan", "-0", "1e400", "é", "\"", ",", "0", "2", "\n"]),
    ) {
        let end = (at + cut).min(SUITE.len());
        let suite = format!("{}{token}{}", &SUITE[..at], &SUITE[end..]);
        let table = rows(&[LAZY, RICH]);
        let changed: Vec<String> = table.lines().enumerate().map(|(index, line)| {
            if index == row { line.replacen(line.split(',').nth(row % 5).unwrap(), cell, 1) } else { line.to_owned() }
        }).collect();
        for (suite, table) in [(suite.as_str(), table.clone()), (SUITE, changed.join("\n"))] {
            let read = SuiteFile::parse("f", suite, "s").and_then(|suite| {
                let theorem = stated(&suite)?;
                asymptest::theorem::check(theorem)?;
                evidence(&suite, RowsFile { file: "rows.csv", bytes: table.as_bytes() })
            });
            if let Err(error) = read {
                prop_assert_eq!(error.to_string().lines().count(), 1, "{}", error);
            }
        }
        if let Err(error) = StudyFile::parse("f", &suite, "s") {
            prop_assert_eq!(error.to_string().lines().count(), 1);
        }
    }
}
