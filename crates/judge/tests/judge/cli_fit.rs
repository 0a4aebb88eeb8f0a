//! `asymptest fit` from outside: exit codes, one clear line for bad input, the JSON contract, the figure.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder of one test, and the program in it.
struct Bench {
    folder: TempDir,
}

impl Bench {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        fs::write(self.path(name), bytes).expect("written");
        self
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("runs")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_asymptest-judge"));
        command.arg("fit").args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).expect("readable");
        let mut names: Vec<String> = entries.map(|e| e.expect("entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// Values `law(M)` at 2^7 to 2^16 with a fixed jitter of about 3 %, six replicates.
fn csv(law: impl Fn(f64) -> f64) -> String {
    let mut text = "width,replicate,value\n".to_owned();
    for k in 7..=16u32 {
        for r in 0..6u32 {
            let jitter = f64::from((k * 31 + r * 17) % 13) / 13.0 - 0.46;
            let m = f64::from(1u32 << k);
            text.push_str(&format!("{m},{r},{:e}\n", law(m) * (0.1 * jitter).exp()));
        }
    }
    text
}

/// The same above a floor that has no noise.
fn csv_above(floor: f64, law: impl Fn(f64) -> f64) -> String {
    let text = csv(law);
    let rows = text.lines().skip(1).map(|row| {
        let (run, value) = row.rsplit_once(',').expect("three cells");
        format!("{run},{:e}\n", floor + value.parse::<f64>().expect("a number"))
    });
    format!("width,replicate,value\n{}", rows.collect::<String>())
}

#[test]
fn the_exit_code_follows_the_verdict() {
    let bench = Bench::new();
    bench.file("decay.csv", csv(|m| 3.0 / m)).file("flat.csv", csv(|_| 0.3));
    let short: String = csv(|m| 1.0 / m).lines().take(1 + 4 * 6).map(|line| format!("{line}\n")).collect();
    bench.file("short.csv", short);
    for (file, claim, exit, verdict) in [
        ("decay.csv", "O(M^(-1/2))", 0, "supported, loose"),
        ("decay.csv", "Theta(1/M)", 0, "supported, tight"),
        ("decay.csv", "O(M^(-1/6) log(M)^3)", 0, "untestable here, loose"),
        ("decay.csv", "Omega(1/sqrt(M))", 1, "refuted"),
        ("flat.csv", "O(M^(-1/2))", 1, "refuted"),
        ("flat.csv", "o(1)", 1, "refuted"),
        ("flat.csv", "Theta(1)", 0, "supported, tight"),
        ("short.csv", "O(1/M)", 0, "inconclusive"),
    ] {
        let output = bench.run(&[file, "--claim", claim]);
        let text = stdout(&output);
        assert_eq!(code(&output), exit, "{file} {claim}: {text}{}", stderr(&output));
        let first = text.lines().next().unwrap_or_default();
        let (word, tightness) = verdict.split_once(", ").unwrap_or((verdict, ""));
        assert!(first.contains(&format!(": {word}")) && first.contains(tightness), "{file} {claim}: {first}");
        assert!(stderr(&output).is_empty());
        assert!(text.lines().all(|line| line.chars().count() <= 96), "{text}");
    }
}

#[test]
fn the_text_says_what_a_referee_asks() {
    let bench = Bench::new();
    bench.file("decay.csv", csv(|m| 3.0 / m));
    let text = stdout(&bench.run(&["decay.csv", "--claim", "O(M^(-1/6) log(M)^3)"]));
    for part in [
        "O(M^(-1/6) log(M)^3): untestable here, loose by M^",
        "This run cannot test the claim. Untestable here: of runs like this one 0 % would refute a constant (M^0)",
        "What would settle it: the claim without its logs",
        "10 widths from 128 to 65536 (60 values)",
        "95 % intervals",
        "Could this run have refuted the claim?",
        "Without its logs the claim is O(M^(-1/6)): supported",
        "Warning (rate_rises)",
        "Local slopes of log(value / log(M)^3) in log(M)",
        "The interval in the limit allows for a power; one correction (M/M_min)^-w",
        "In the limit, by family of curves: correction",
        "Told apart from: ",
        "Known limits of any method on these data: ",
    ] {
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(part), "{part} is missing in\n{text}");
    }
}

#[test]
fn json_keeps_the_contract() {
    let bench = Bench::new();
    bench.file("decay.csv", csv(|m| 3.0 / m));
    let output = bench.run(&["decay.csv", "--claim", "O(M^-0.5)", "--format", "json"]);
    assert_eq!(code(&output), 0);
    let document: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(document["claim"], "O(M^(-1/2))");
    assert_eq!(document["verdict"], "supported");
    assert_eq!(document["tightness"], "loose");
    for key in ["exponent", "range", "normalised"] {
        let estimate = &document[key];
        let number = |field: &str| estimate[field].as_f64().unwrap_or_else(|| panic!("{key}.{field} is no number"));
        assert!(number("low") <= number("estimate") && number("estimate") <= number("high"), "{estimate}");
        assert_eq!(number("confidence"), 0.95);
        let expected = if key == "normalised" { -0.5 } else { -1.0 };
        assert!((number("estimate") - expected).abs() < 0.05, "{key}: {estimate}");
    }
    assert_eq!(document["window"]["from"], 128.0);
    assert_eq!(document["window"]["to"], 65536.0);
    assert_eq!(document["window"]["widths"], 10);
    assert_eq!(document["window"]["replicates"], 60);
    assert!(document["power"].is_object() && document["warnings"].is_array());
    bench.file("three.csv", "width,replicate,value\n128,0,1\n256,0,2\n512,0,9\n");
    let output = bench.run(&["three.csv", "--claim", "O(1)", "--format", "json"]);
    let document: Value = serde_json::from_str(&stdout(&output)).expect("JSON whatever is infinite or unknown");
    let codes: Vec<&str> = document["warnings"].as_array().expect("list").iter().filter_map(|w| w["code"].as_str()).collect();
    assert!(codes.contains(&"few_widths"), "{codes:?}");
    assert!(document["warnings"][0]["text"].is_string());
}

/// The JSON of one run, which ends well.
fn judged(bench: &Bench, arguments: &[&str]) -> Value {
    let output = bench.run(&[arguments, &["--format", "json"]].concat());
    assert!(code(&output) < 2, "{arguments:?}: {}", stderr(&output));
    serde_json::from_str(&stdout(&output)).expect("JSON")
}

fn codes(document: &Value) -> Vec<&str> {
    document["warnings"].as_array().expect("a list").iter().filter_map(|warning| warning["code"].as_str()).collect()
}

const PATHS: [&str; 5] = ["noise", "table", "growth", "floor", "none"];
const OVER: [&str; 3] = ["holds", "violated", "open"];

/// The keys that scripts read: they are there on every path, with the type that they have on all of them.
#[test]
fn json_has_its_keys_on_every_path() {
    let bench = Bench::new();
    bench.file("decay.csv", csv(|m| 3.0 / m)).file("growth.csv", csv(|m| 2.0 + m.ln())).file("above.csv", csv_above(1.0, |m| 30.0 / m));
    bench.file("three.csv", "width,replicate,value\n128,0,1\n256,0,2\n512,0,9\n");
    let rows = (4..12).map(|k| f64::from(1u32 << k)).map(|m| format!("{m},0,{:.3e}\n", 1.7 / (m * m))).collect::<String>();
    bench.file("table.csv", format!("width,replicate,value\n{rows}"));
    let cases: [(&[&str], &str); 6] = [
        (&["decay.csv", "--claim", "O(1/sqrt(M))"], "noise"),
        (&["decay.csv", "--claim", "O(M^(-1/6) log(M)^3)"], "noise"),
        (&["growth.csv", "--claim", "Theta(log M)"], "growth"),
        (&["table.csv", "--claim", "Theta(M^-2)"], "table"),
        (&["above.csv", "--claim", "O(1/M)", "--floor", "fit"], "floor"),
        (&["three.csv", "--claim", "O(1)"], "none"),
    ];
    for (arguments, path) in cases {
        let document = judged(&bench, arguments);
        assert_eq!(document["path"], path, "{arguments:?}: {}", document["reason"]);
        for (key, words) in [
            ("verdict", ["supported", "refuted", "inconclusive", "out_of_scope", "untestable"].as_slice()),
            ("kind", &["rate"]),
            ("tightness", &["tight", "loose", "unknown"]),
            ("path", &PATHS),
            ("over_the_range", &OVER),
        ] {
            assert!(document[key].as_str().is_some_and(|word| words.contains(&word)), "{path}, {key}: {}", document[key]);
        }
        for key in ["exponent", "range", "normalised"] {
            let number = |field: &str| document[key][field].is_null() || document[key][field].is_f64();
            assert!(["estimate", "low", "high"].iter().all(|field| number(field)), "{path}, {key}: {}", document[key]);
            assert_eq!(document[key]["confidence"], 0.95, "{path}, {key}");
        }
        for key in ["from", "to", "widths", "replicates"] {
            assert!(document["window"][key].is_number(), "{path}, window.{key}");
        }
        for key in ["range", "asymptotic", "limit_alone", "least_violation", "logarithm"] {
            assert!(document["margins"].as_object().is_some_and(|margins| margins.contains_key(key)), "{path}, margins.{key}");
        }
        for warning in document["warnings"].as_array().expect("a list") {
            let named = warning["code"].as_str().is_some_and(|code| code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
            assert!(named && warning["text"].is_string(), "{path}: {warning}");
        }
        for family in document["families"].as_array().expect("a list") {
            assert!(family["family"].is_string() && family["best"].is_boolean() && family["exponent"].is_object(), "{path}: {family}");
        }
        for key in ["told_apart", "not_told_apart"] {
            assert!(document["near_misses"][key].is_array(), "{path}, near_misses.{key}");
        }
        assert!(document["reason"].is_string() && document["settle"].is_string(), "{path}");
        assert!(document.as_object().is_some_and(|all| all.contains_key("power")), "{path}");
        if path == "noise" {
            let power = &document["power"];
            for key in ["minimum_detectable_deviation", "asymptotic_half_width", "rival_exponent", "rival_refuted", "trials"] {
                assert!(power[key].is_number(), "{path}, power.{key}: {power}");
            }
            assert!(power["rival"].is_string() && document["margins"]["range"].is_f64());
            let best = document["families"].as_array().expect("a list").iter().filter(|family| family["best"] == true).count();
            assert_eq!(best, 1, "{}", document["families"]);
        }
    }
}

/// The interval of the limit is the hull of those of the families.
#[test]
fn json_of_families_agrees_with_the_interval() {
    let bench = Bench::new();
    bench.file("decay.csv", csv(|m| 3.0 / m));
    let document = judged(&bench, &["decay.csv", "--claim", "O(1/sqrt(M))"]);
    let ends = |key: &str, worst: fn(f64, f64) -> f64| {
        let families = document["families"].as_array().expect("a list");
        families.iter().map(|family| family["exponent"][key].as_f64().expect("a number")).reduce(worst).expect("a family")
    };
    for (key, end) in [("low", ends("low", f64::min)), ("high", ends("high", f64::max))] {
        assert!((document["exponent"][key].as_f64().expect("a number") - end).abs() < 1e-9, "{key}: {end} and {}", document["exponent"]);
    }
    let estimate = |key: &str| document[key]["estimate"].as_f64().expect("a number");
    assert!((estimate("exponent") + 0.5 - estimate("normalised")).abs() < 1e-9);
}

/// A run that failed is written as `nan`: a selection of runs has no verdict, and no limit.
#[test]
fn failed_runs_withhold_the_verdict() {
    let bench = Bench::new();
    let good = csv(|m| 3.0 / m);
    for failed in ["nan", "NaN", "inf", "-inf", "1e999"] {
        bench.file("failed.csv", format!("{good}128,6,{failed}\n"));
        for claim in ["O(1/M)", "Omega(1/sqrt(M))", "Theta(log M)"] {
            let output = bench.run(&["failed.csv", "--claim", claim]);
            assert_eq!(code(&output), 0, "{failed}, {claim}: {}", stderr(&output));
            let text = stdout(&output).split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(text.contains("1 of 61 runs have no finite value"), "{failed}, {claim}: {text}");
            let document = judged(&bench, &["failed.csv", "--claim", claim]);
            assert_eq!((&document["verdict"], &document["tightness"]), (&"inconclusive".into(), &"unknown".into()), "{failed}, {claim}");
            assert!(codes(&document).contains(&"failed_runs"), "{failed}, {claim}: {:?}", codes(&document));
            for key in ["estimate", "low", "high"] {
                assert!(document["exponent"][key].is_null(), "{failed}, {claim}: {}", document["exponent"]);
            }
            assert_eq!(document["families"], serde_json::json!([]), "{failed}, {claim}");
        }
        let document = judged(&bench, &["failed.csv", "--claim", "O(1/M)"]);
        assert!(document["reason"].as_str().is_some_and(|reason| reason.starts_with("withheld: ")), "{}", document["reason"]);
        // The slope over the widths that were measured stays: it says nothing of the limit.
        assert!(document["range"]["estimate"].is_f64());
    }
}

/// The same of a table and of a fitted floor.
#[test]
fn failed_runs_withhold_the_verdict_on_every_path() {
    let bench = Bench::new();
    let rows = (4..12).map(|k| f64::from(1u32 << k)).map(|m| format!("{m},0,{:.3e}\n", 1.7 / (m * m))).collect::<String>();
    bench.file("table.csv", format!("width,replicate,value\n{rows}4096,0,nan\n"));
    bench.file("above.csv", format!("{}128,6,nan\n", csv_above(0.001, |m| 30.0 / m)));
    let cases: [&[&str]; 4] = [
        &["table.csv", "--claim", "Theta(M^-2)"],
        &["table.csv", "--claim", "Theta(M^-1)"],
        &["above.csv", "--claim", "O(1/sqrt(M))", "--floor", "fit"],
        &["above.csv", "--claim", "O(1/sqrt(M))", "--floor", "0.001"],
    ];
    for arguments in cases {
        let document = judged(&bench, arguments);
        assert_eq!(document["verdict"], "inconclusive", "{arguments:?}: {}", document["reason"]);
        assert!(codes(&document).contains(&"failed_runs"), "{arguments:?}: {:?}", codes(&document));
        assert!(document["exponent"]["estimate"].is_null(), "{arguments:?}: {}", document["exponent"]);
    }
}

/// A zero is evidence for an upper bound: it is counted and named, and nobody is told to leave it out.
#[test]
fn zeros_are_counted_and_named() {
    let bench = Bench::new();
    bench.file("zeros.csv", format!("{}65536,6,0\n32768,6,0.0\n", csv(|m| 3.0 / m)));
    let document = judged(&bench, &["zeros.csv", "--claim", "O(1/M)"]);
    assert_ne!(document["verdict"], "refuted");
    let warning = document["warnings"].as_array().expect("a list").iter().find(|warning| warning["code"] == "zeros");
    let text = warning.and_then(|warning| warning["text"].as_str()).expect("a warning");
    assert!(text.starts_with("2 of the values are 0") && !text.contains("leave out the rows"), "{text}");
    assert_eq!(document["window"]["replicates"], 60);
}

#[test]
fn sizes_of_one_and_below_are_judged() {
    let bench = Bench::new();
    let text = csv(|m| 3.0 / m);
    let rows = text.lines().skip(1).map(|row| {
        let (width, rest) = row.split_once(',').expect("three cells");
        format!("{},{rest}\n", width.parse::<f64>().expect("a number") / 2048.0)
    });
    bench.file("small.csv", format!("width,replicate,value\n{}", rows.collect::<String>()));
    let document = judged(&bench, &["small.csv", "--claim", "Theta(1/M)"]);
    assert_eq!((&document["verdict"], &document["window"]["from"]), (&"supported".into(), &0.0625.into()), "{}", document["reason"]);
    let document = judged(&bench, &["small.csv", "--claim", "O(log(M)/M)"]);
    assert_eq!(document["verdict"], "inconclusive");
    assert!(document["reason"].as_str().is_some_and(|reason| reason.contains("log M")), "{}", document["reason"]);
}

/// A floor that is known is taken off; one that is not is fitted with the exponent, whose interval is wider for it.
#[test]
fn a_floor_is_taken_off_or_fitted() {
    let bench = Bench::new();
    bench.file("above.csv", csv_above(1e-4, |m| 30.0 / m));
    let of = |claim: &str, floor: &[&str]| judged(&bench, &[&["above.csv", "--claim", claim], floor].concat());
    let width = |document: &Value| {
        let end = |key: &str| document["exponent"][key].as_f64().expect("a number");
        assert!(end("low") <= -1.0 && -1.0 <= end("high"), "{}", document["exponent"]);
        end("high") - end("low")
    };
    let raw = of("O(1/M)", &[]);
    assert_eq!(raw["floor"], Value::Null);
    let known = of("O(1/M)", &["--floor", "0.0001"]);
    assert_eq!(known["floor"]["fitted"], false);
    assert_eq!((&known["floor"]["value"]["low"], &known["floor"]["value"]["high"]), (&1e-4.into(), &1e-4.into()));
    assert_eq!(known["verdict"], "supported", "{}", known["reason"]);
    let fitted = of("O(1/M)", &["--floor", "fit"]);
    assert_eq!((&fitted["floor"]["fitted"], &fitted["path"]), (&true.into(), &"floor".into()));
    let end = |key: &str| fitted["floor"]["value"][key].as_f64().expect("a number");
    assert!(end("low") <= 1e-4 && 1e-4 <= end("high") && end("low") < end("high"), "{}", fitted["floor"]);
    assert!(codes(&fitted).contains(&"floor_fitted"), "{:?}", codes(&fitted));
    assert!(width(&fitted) > 0.0 && width(&known) > 0.0);
    // What is clearly false is refuted with a floor, too.
    assert_eq!(of("O(M^-2)", &["--floor", "fit"])["verdict"], "refuted");
    assert_eq!(of("O(M^-2)", &["--floor", "1e-4"])["verdict"], "refuted");
    let text = stdout(&bench.run(&["above.csv", "--claim", "O(1/M)", "--floor", " fit "]));
    assert!(text.contains("The claim is about what lies above a floor of"), "{text}");
}

/// Data without a floor, judged as if they might have one: the order stays what it is.
#[test]
fn a_floor_that_is_not_there_does_no_harm() {
    let bench = Bench::new();
    for (power, claim) in [(1.0, "O(1/M)"), (2.0, "O(M^-2)"), (3.0, "O(M^-3)")] {
        bench.file("decay.csv", csv(|m: f64| 3.0 * m.powf(-power)));
        let document = judged(&bench, &["decay.csv", "--claim", claim, "--floor", "fit"]);
        let number = |key: &str| document["exponent"][key].as_f64().expect("a number");
        assert_ne!(document["verdict"], "refuted", "{claim}: {}", document["reason"]);
        assert!((number("estimate") + power).abs() < 0.1, "{claim}: {}", document["exponent"]);
        assert!(number("low") <= -power && -power <= number("high"), "{claim}: {}", document["exponent"]);
    }
}

/// Values at a floor or below it have no logarithm left: those above it are a selection.
#[test]
fn a_floor_above_some_values_withholds_the_verdict() {
    let bench = Bench::new();
    bench.file("above.csv", csv(|m| 1.0 + 30.0 / m));
    for claim in ["O(1/M)", "Omega(1)", "O(1)"] {
        let document = judged(&bench, &["above.csv", "--claim", claim, "--floor", "1"]);
        assert_eq!((&document["verdict"], &document["tightness"]), (&"inconclusive".into(), &"unknown".into()), "{claim}");
    }
    let output = bench.run(&["above.csv", "--claim", "O(1/M)", "--floor", "5"]);
    let text = stdout(&output);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(text.contains("inconclusive") && !text.contains("NaN"), "{text}");
}

#[test]
fn malformed_files_get_one_line_and_exit_code_2() {
    let good = csv(|m| 3.0 / m);
    let with = |row: &str| format!("{good}{row}\n").into_bytes();
    let cases: Vec<(&str, Vec<u8>, &str, &str)> = vec![
        ("empty", Vec::new(), "", "empty"),
        ("header", b"width,replicate,value\n".to_vec(), "", "no measurements"),
        ("column", good.replace("width", "breadth").into_bytes(), ", line 1", "no column `width`"),
        ("text", with("32,0,abc"), ", line 62", "`abc` is not a number"),
        ("negative", with("32,0,-1e-3"), ", line 62", "value `-1e-3` is negative, and has no logarithm; judge its size"),
        ("cell", with("32,0,"), ", line 62", "value is empty; write `nan` if the run failed, and leave the row out"),
        ("width0", with("0,0,1"), ", line 62", "width 0 is not above 0"),
        ("width-1", with("-1,0,1"), ", line 62", "width -1 is not above 0"),
        ("width-nan", with("nan,0,1"), ", line 62", "width `nan` is not a finite number"),
        ("twice", with("128,0,1"), ", line 62", "as in line 2"),
        ("ragged", with("32,0"), ", line 62", "2 fields in this row, 3 in the header"),
        ("one", b"width,replicate,value\n128,0,1\n128,1,1\n".to_vec(), "", "1 width measured"),
        ("two tables", [good.replace(',', ";").into_bytes(), good.clone().into_bytes()].concat(), ", line 62", "in the header"),
        ("latin1", with("32,0,\u{1}").into_iter().map(|b| if b == 1 { 0xe9 } else { b }).collect(), ", line 62", "not UTF-8"),
        ("binary", vec![0u8; 1000], ", line 1", "convert it"),
    ];
    let bench = Bench::new();
    for (name, bytes, line, says) in cases {
        bench.file("bad.csv", bytes);
        let output = bench.run(&["bad.csv", "--claim", "O(1)", "--figure", "bad.svg"]);
        let error = stderr(&output);
        assert_eq!(code(&output), 2, "{name}: {error}");
        assert!(error.starts_with(&format!("error: bad.csv{line}: ")), "{name}: {error}");
        assert!(error.contains(says), "{name}: {error}");
        assert_eq!(error.lines().count(), 1, "{name}: {error}");
        assert!(output.stdout.is_empty(), "{name}");
    }
    assert_eq!(bench.names(), ["bad.csv"], "a refused file leaves no figure");
}

#[test]
fn bad_arguments_get_one_line_and_exit_code_2() {
    let bench = Bench::new();
    bench.file("good.csv", csv(|m| 3.0 / m));
    for (arguments, says) in [
        (vec!["none.csv", "--claim", "O(1)"], "cannot read none.csv"),
        (vec![".", "--claim", "O(1)"], "cannot read ."),
        (vec!["good.csv", "--claim", "O(1)", "--margin", "0"], "--margin: 0 is no margin"),
        (vec!["good.csv", "--claim", "O(1)", "--margin", "-1"], "--margin: -1 is no margin"),
        (vec!["good.csv", "--claim", "O(1)", "--margin", "NaN"], "--margin: NaN is no margin"),
        (vec!["good.csv", "--claim", "O(t/M)"], "--time-column: the claim has t"),
        (vec!["good.csv", "--claim", "O(1/M)", "--time-column", "value"], "two things at once"),
        (vec!["good.csv", "--claim", "O(1)", "--value-column", "loss"], "no column `loss`; the columns are width, replicate, value"),
        (vec!["good.csv", "--claim", "O(1)", "--value-column", "width"], "two things at once"),
        (vec!["good.csv", "--claim", "O(1)", "--figure", "no/folder/f.svg"], "cannot write no/folder/f.svg"),
        (vec!["good.csv", "--claim", "O(1)", "--figure", "."], "cannot write ."),
        (vec!["good.csv", "--claim", "O(1)", "--figure", "./good.csv"], "--figure: good.csv holds the measurements"),
        (vec!["good.csv", "--claim", "O(1)", "--floor", "low"], "--floor: `low` is not a floor; give a positive number, or `fit`"),
        (vec!["good.csv", "--claim", "O(1)", "--floor", "0"], "--floor: `0` is not a floor"),
        (vec!["good.csv", "--claim", "O(1)", "--floor=-1"], "--floor: `-1` is not a floor"),
        (vec!["good.csv", "--claim", "O(1)", "--floor", "-1"], "--floor: `-1` is not a floor"),
        (vec!["good.csv", "--claim", "O(1)", "--floor", "nan"], "--floor: `nan` is not a floor"),
        (vec!["good.csv", "--claim", "O(1)", "--floor", "inf"], "--floor: `inf` is not a floor"),
        (vec!["good.csv", "--claim", "O(1)", "--floor", ""], "--floor: `` is not a floor"),
        (vec!["good.csv", "--claim", "O(1)", "--floor", "Fit"], "--floor: `Fit` is not a floor"),
    ] {
        let output = bench.run(&arguments);
        let error = stderr(&output);
        assert_eq!(code(&output), 2, "{arguments:?}: {error}");
        assert!(error.starts_with("error: ") && error.contains(says), "{arguments:?}: {error}");
        assert_eq!(error.lines().count(), 1, "{error}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
    for arguments in [vec!["good.csv"], vec!["--claim", "O(1)"], vec!["good.csv", "--claim", "O(1)", "--format", "xml"]] {
        assert_eq!(code(&bench.run(&arguments)), 2, "{arguments:?}");
    }
    assert_eq!(bench.names(), ["good.csv"]);
}

#[test]
fn a_bad_claim_is_pointed_at() {
    let bench = Bench::new();
    bench.file("good.csv", csv(|m| 3.0 / m));
    let output = bench.run(&["good.csv", "--claim", "Θ(M⁻¹ᐟ² x)"]);
    assert_eq!(code(&output), 2);
    let error = stderr(&output);
    let lines: Vec<&str> = error.lines().collect();
    assert_eq!(lines.len(), 3, "{error}");
    assert!(lines[0].starts_with("error: claim `Θ(M⁻¹ᐟ² x)`, column 9: `x` is not a symbol"), "{error}");
    let caret = lines[2].chars().position(|c| c == '^').expect("a caret");
    assert_eq!(lines[1].chars().nth(caret), Some('x'), "{error}");
}

#[test]
fn columns_standard_input_and_the_order_of_rows() {
    let bench = Bench::new();
    let good = csv(|m| 3.0 / m);
    let plain = bench.file("good.csv", &good).run(&["good.csv", "--claim", "O(1/M)"]);
    let mut rows: Vec<&str> = good.lines().skip(1).collect();
    rows.reverse();
    let shuffled: String = rows
        .iter()
        .map(|row| {
            let cells: Vec<&str> = row.split(',').collect();
            format!("\"a, b\",{},{},{}\r\n", cells[2], cells[0], cells[1])
        })
        .collect();
    let dressed = format!("\u{feff}note,loss,hidden,seed\r\n{shuffled}");
    let names = ["--width-column", "hidden", "--replicate-column", "seed", "--value-column", "loss"];
    let mut child = bench
        .command(&[&["-", "--claim", "O(M^-1)"], names.as_slice()].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("runs");
    child.stdin.take().expect("piped").write_all(dressed.as_bytes()).expect("written");
    let other = child.wait_with_output().expect("ends");
    assert_eq!(code(&other), 0, "{}", stderr(&other));
    assert_eq!(stdout(&other), stdout(&plain));
    let output = bench.run(&["-", "--claim", "O(1)"]);
    assert_eq!((code(&output), stderr(&output).starts_with("error: standard input: ")), (2, true), "{}", stderr(&output));
}

#[test]
fn the_functional_and_the_margin_reach_the_judgement() {
    let bench = Bench::new();
    bench.file("good.csv", csv(|m| m.powf(-0.495)));
    let verdict = |extra: &[&str]| {
        let output = bench.run(&[&["good.csv", "--claim", "O(M^(-1/2))", "--format", "json"], extra].concat());
        let document: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
        (document["verdict"].as_str().unwrap_or_default().to_owned(), document["functional"].as_str().unwrap_or_default().to_owned())
    };
    let (narrow, functional) = verdict(&["--margin", "0.005"]);
    assert_eq!(functional, "log_location");
    let (wide, functional) = verdict(&["--margin", "0.05", "--functional", "mean"]);
    assert_eq!(functional, "mean");
    assert_ne!(narrow, "supported");
    assert_eq!(wide, "supported");
}

#[test]
fn claims_with_t_are_judged_in_both_variables() {
    let bench = Bench::new();
    let mut text = "width,replicate,step,value\n".to_owned();
    for line in csv(|m| 3.0 / m.sqrt()).lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let value: f64 = cells[2].parse().expect("a number");
        for (index, step) in [1.0, 2.0, 4.0, 8.0, 16.0].into_iter().enumerate() {
            let wobble = 1.0 + 0.004 * f64::from((cells[1].len() + index * 5 + cells[0].len() * 3) as u32 % 7);
            text.push_str(&format!("{},{},{step},{:e}\n", cells[0], cells[1], value * step * wobble));
        }
    }
    bench.file("timed.csv", text);
    for (claim, exit, verdict) in [
        ("O(t/sqrt(M))", 0, "supported"),
        ("O(sqrt(t)/sqrt(M))", 1, "refuted"),
        ("O(t/M)", 1, "refuted"),
        ("Omega(t/sqrt(M))", 0, "supported"),
    ] {
        let arguments = ["timed.csv", "--claim", claim, "--time-column", "step"];
        let output = bench.run(&arguments);
        let text = stdout(&output);
        assert_eq!(code(&output), exit, "{claim}: {text}{}", stderr(&output));
        assert!(text.lines().next().is_some_and(|line| line.ends_with(verdict)), "{claim}: {text}");
        for part in ["Fitted together", "t = 16: ", "M = 128: ", "At t = 16: "] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
        let output = bench.run(&[arguments.as_slice(), &["--format", "json", "--figure", "timed.svg"]].concat());
        let document: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
        assert_eq!(document["verdict"], verdict);
        assert_eq!(document["in_time"]["at_time"].as_array().map(Vec::len), Some(5));
        assert_eq!(document["in_time"]["at_width"].as_array().map(Vec::len), Some(10));
        let power = document["in_time"]["joint_time"]["estimate"].as_f64().expect("a number");
        assert!((power - 1.0).abs() < 0.02, "{power}");
        assert!((document["exponent"]["estimate"].as_f64().expect("a number") + 0.5).abs() < 0.05);
        let figure = fs::read_to_string(bench.path("timed.svg")).expect("a figure");
        assert!(figure.contains("at t = 16") && figure.contains("Values in time"));
    }
    let output = bench.run(&["timed.csv", "--claim", "O(t/M)", "--time-column", "step", "--floor", "fit"]);
    assert_eq!((code(&output), stderr(&output).lines().count()), (2, 1), "{}", stderr(&output));
    assert!(stderr(&output).starts_with("error: --floor: measurements in time have no floor"), "{}", stderr(&output));
    let timed = fs::read_to_string(bench.path("timed.csv")).expect("just written");
    for (cell, line) in [("0", 302), ("nan", 302), ("inf", 302)] {
        bench.file("holes.csv", format!("{timed}128,6,1,{cell}\n"));
        let output = bench.run(&["holes.csv", "--claim", "O(t/M)", "--time-column", "step"]);
        let error = stderr(&output);
        assert_eq!((code(&output), error.lines().count()), (2, 1), "{cell}: {error}");
        assert!(error.starts_with(&format!("error: holes.csv, line {line}: a claim with t follows each run in time")), "{cell}: {error}");
    }
    let output = bench.run(&["timed.csv", "--claim", "O(t/M)", "--time-column", "t"]);
    assert!(stderr(&output).contains("no column `t`; the columns are width, replicate, step, value"), "{}", stderr(&output));
    let output = bench.run(&["timed.csv", "--claim", "O(1/M)"]);
    let error = stderr(&output);
    assert!(error.contains("rows of one size differ in `step` (1, 2, 4, 8, ...)") && error.contains("--time-column step"), "{error}");
}

#[test]
fn the_figure_is_whole_and_the_same_each_time() {
    let bench = Bench::new();
    bench.file("good.csv", csv(|m| 3.0 / m));
    let draw = |name: &str| {
        let output = bench.run(&["good.csv", "--claim", "O(M^(-1/6) log(M)^3)", "--figure", name]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        fs::read_to_string(bench.path(name)).expect("a figure")
    };
    let figure = draw("a.svg");
    assert!(figure == draw("b.svg") && figure == draw("a.svg"), "two draws differ");
    assert!(figure.starts_with("<svg ") && figure.ends_with("</svg>\n"));
    for label in ["fit M^(-1.00)", "claimed O(M^(-1/6) log(M)^3)", "95 % band", "10 widths, 6 replicates each"] {
        assert!(figure.contains(label), "{label} is missing");
    }
    assert_eq!(bench.names(), ["a.svg", "b.svg", "good.csv"], "nothing is left beside the figures");
}

#[cfg(unix)]
#[test]
fn a_folder_without_permission_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new();
    bench.file("good.csv", csv(|m| 3.0 / m));
    let closed = bench.path("closed");
    fs::create_dir(&closed).expect("folder");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o500)).expect("closed");
    // The superuser may write anywhere.
    if fs::write(closed.join("probe"), b"").is_ok() {
        return;
    }
    let output = bench.run(&["good.csv", "--claim", "O(1)", "--figure", "closed/f.svg"]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).starts_with("error: cannot write closed/f.svg: "), "{}", stderr(&output));
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let bench = Bench::new();
    bench.file("good.csv", csv(|m| 3.0 / m));
    let mut child = bench
        .command(&["good.csv", "--claim", "O(1/M)", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ends");
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stderr(&output).is_empty(), "{}", stderr(&output));
}

#[test]
fn six_hundred_thousand_rows_are_judged() {
    let bench = Bench::new();
    let mut text = "width,replicate,value\n".to_owned();
    for k in 7..13u32 {
        for r in 0..100_000u32 {
            let m = f64::from(1u32 << k);
            let jitter = f64::from(r.wrapping_mul(2_654_435_761) >> 8) / f64::from(1u32 << 24) - 0.5;
            text.push_str(&format!("{m},{r},{:.6e}\n", m.powf(-0.5) * (0.3 * jitter).exp()));
        }
    }
    bench.file("long.csv", &text);
    let output = bench.run(&["long.csv", "--claim", "Theta(M^-0.5)", "--format", "json", "--figure", "long.svg"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let document: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(document["verdict"], "supported");
    assert_eq!(document["window"]["replicates"], 600_000);
    assert!(fs::metadata(bench.path("long.svg")).expect("a figure").len() < 100_000);
    bench.file("long.csv", format!("{text}128,99999,1\n"));
    let output = bench.run(&["long.csv", "--claim", "O(1)"]);
    assert!(stderr(&output).contains("line 600002: the same width, replicate as in line 100001"), "{}", stderr(&output));
}

#[test]
fn help_states_the_exit_codes_and_the_claim_syntax() {
    let output = Bench::new().run(&["--help"]);
    assert_eq!(code(&output), 0);
    let text = stdout(&output);
    for part in
        ["EXIT CODE", "a claim is refuted", "Theta(n log n)", "--time-column", "--functional", "--floor <VALUE|fit>", "standard input"]
    {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 110), "{text}");
}

/// The path stays a path: a folder named like the option's value is no surprise.
#[test]
fn paths_with_spaces_are_read_and_written() {
    let bench = Bench::new();
    bench.file("my runs.csv", csv(|m| 3.0 / m));
    let output = bench.run(&["my runs.csv", "--claim", "O(1/M)", "--figure", "my figure.svg"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(Path::new(&bench.path("my figure.svg")).exists());
}

#[test]
fn an_expected_verdict_decides_the_exit_code() {
    let bench = Bench::new();
    bench.file("decay.csv", csv(|m| 3.0 / m));
    for (claim, word, exit) in [
        ("O(1/M)", "supported", 0),
        ("O(1/M)", "refuted", 1),
        ("O(M^-2)", "refuted", 0),
        ("O(M^-2)", "supported", 1),
        ("O(1/M)", "inconclusive", 1),
        ("O(1/M)", "out_of_scope", 1),
        ("O(1/M)", "untestable", 1),
    ] {
        let output = bench.run(&["decay.csv", "--claim", claim, "--expect", word]);
        assert_eq!(code(&output), exit, "{claim}, {word}: {}", stderr(&output));
    }
    let document = judged(&bench, &["decay.csv", "--claim", "O(M^-2)", "--expect", "refuted"]);
    assert_eq!((&document["expected"], &document["as_expected"]), (&"refuted".into(), &true.into()));
    assert_eq!(code(&bench.run(&["decay.csv", "--claim", "O(1)", "--expect", "proved"])), 2);
}

/// Several claims on one run share a level; one refuted claim is enough for exit code 1.
#[test]
fn several_claims_are_judged_together() {
    let bench = Bench::new();
    bench.file("decay.csv", csv(|m| 3.0 / m));
    let claims = ["decay.csv", "--claim", "O(1/M)", "--claim", "O(M^-2)", "--claim", "Omega(1/M)"];
    let output = bench.run(&claims);
    let text = stdout(&output);
    assert_eq!(code(&output), 1, "{text}");
    for part in ["O(M^(-1)): supported", "O(M^(-2)): refuted", "Omega(M^(-1)): supported", "All 3 together"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let document = judged(&bench, &claims);
    let judgements = document["claims"].as_array().expect("a list");
    assert_eq!((judgements.len(), &document["verdict"]), (3, &"refuted".into()));
    let p = |key: &str| judgements[1][key].as_f64().expect("a number");
    assert!((p("p_adjusted") - (3.0 * p("p_value")).min(1.0)).abs() < 1e-12, "{} and {}", p("p_adjusted"), p("p_value"));
    let alone = judged(&bench, &["decay.csv", "--claim", "O(1/M)"]);
    assert!(alone["p_adjusted"].is_null() && judgements[0]["exponent"] == alone["exponent"]);
    let mixed = bench.run(&["decay.csv", "--claim", "O(1/n)", "--claim", "O(h)"]);
    assert!(stderr(&mixed).starts_with("error: --claim: `O(n^(-1))` and `O(h)` are not in one variable"), "{}", stderr(&mixed));
    assert_eq!(code(&bench.run(&["decay.csv", "--claim", "O(1)", "--claim", "O(M)", "--figure", "f.svg"])), 2);
}

/// Claims in the variable of a table, as LaTeX, and with an exponent that has no parentheses.
#[test]
fn claims_are_read_as_people_write_them() {
    let bench = Bench::new();
    bench.file("decay.csv", csv(|m| 3.0 / m.sqrt()).replace("width", "n"));
    for (claim, shown) in [
        ("Theta(n^(-1/2))", "Theta(n^(-1/2))"),
        ("$\\Theta(1/\\sqrt{n})$", "Theta(n^(-1/2))"),
        ("\\mathcal{O}(n^{-1/2})", "O(n^(-1/2))"),
        ("O(n^-1/2)", "O(n^(-1/2))"),
        ("Theta(M^(-1/2))", "Theta(M^(-1/2))"),
    ] {
        let document = judged(&bench, &["decay.csv", "--claim", claim]);
        assert_eq!((&document["claim"], &document["verdict"]), (&shown.into(), &"supported".into()), "{claim}: {}", document["reason"]);
        assert_eq!(document["notes"].to_string().contains("claim_read"), claim == "O(n^-1/2)", "{claim}");
    }
    // A hidden size called h grows, and an h that tends to 0 says so.
    bench.file("hidden.csv", csv(|m| 3.0 / m).replace("width", "h"));
    let grows = judged(&bench, &["hidden.csv", "--claim", "O(1/h)"]);
    assert_eq!(grows["verdict"], "supported", "{}", grows["reason"]);
    assert!(grows["notes"].to_string().contains("direction"), "{}", grows["notes"]);
    let falls = judged(&bench, &["hidden.csv", "--claim", "Theta(1/h) as h -> 0"]);
    assert_eq!((&falls["verdict"], &falls["window"]["to"]), (&"supported".into(), &(1.0 / 128.0).into()), "{}", falls["reason"]);
    let output = bench.run(&["decay.csv", "--claim", "O(h^2)"]);
    assert!(stderr(&output).starts_with("error: --claim: `O(h^2)` is about a h that tends to 0"), "{}", stderr(&output));
}

/// Series are judged apart, under their keys.
#[test]
fn series_are_printed_under_their_keys() {
    let bench = Bench::new();
    let (one, other) = (csv(|m| 3.0 / m), csv(|m| 3.0 / m.sqrt()));
    let rows = |text: &str, rule: &str| text.lines().skip(1).map(|row| format!("{rule},{row}\n")).collect::<String>();
    bench.file("both.csv", format!("rule,width,replicate,value\n{}{}rare,64,0,1\n", rows(&one, "sgd"), rows(&other, "adam")));
    let output = bench.run(&["both.csv", "--claim", "O(1/M)", "--by", "rule"]);
    let text = stdout(&output);
    assert_eq!(code(&output), 1, "{text}{}", stderr(&output));
    for part in [
        "== rule = sgd ==\n\nO(M^(-1)): supported",
        "== rule = adam ==\n\nO(M^(-1)): refuted",
        "Note (series_left_out): 1 with fewer than 3 sizes",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let document = judged(&bench, &["both.csv", "--claim", "O(1/M)", "--by", "rule"]);
    assert_eq!(document["series"][1]["key"], serde_json::json!({ "rule": "adam" }));
    assert_eq!(document["series"][1]["claims"][0]["verdict"], "refuted");
    let output = bench.run(&["both.csv", "--claim", "O(1/M)", "--where", "rule=sgd"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).contains("61 of 121 rows are left out by --where rule=sgd"), "{}", stdout(&output));
}
