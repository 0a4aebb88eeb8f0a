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
        let mut command = Command::new(env!("CARGO_BIN_EXE_asymptest"));
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

#[test]
fn the_exit_code_follows_the_verdict() {
    let bench = Bench::new();
    bench.file("decay.csv", csv(|m| 3.0 / m)).file("flat.csv", csv(|_| 0.3));
    let short: String = csv(|m| 1.0 / m).lines().take(1 + 4 * 6).map(|line| format!("{line}\n")).collect();
    bench.file("short.csv", short);
    for (file, claim, exit, verdict) in [
        ("decay.csv", "O(M^(-1/2))", 0, "supported, loose"),
        ("decay.csv", "Theta(1/M)", 0, "supported, tight"),
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
        assert!(first.contains(&format!(": {verdict}")), "{file} {claim}: {first}");
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
        "O(M^(-1/6) log(M)^3): supported, untested, loose by M^",
        "10 widths from 128 to 65536 (60 values)",
        "95 % intervals",
        "Could this run have refuted the claim?",
        "Without its logs the claim is O(M^(-1/6)): supported",
        "Warning (rate_rises)",
        "Local slopes of log(value / log(M)^3) in log(M)",
        "one correction to scaling",
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

#[test]
fn malformed_files_get_one_line_and_exit_code_2() {
    let good = csv(|m| 3.0 / m);
    let with = |row: &str| format!("{good}{row}\n").into_bytes();
    let cases: Vec<(&str, Vec<u8>, &str, &str)> = vec![
        ("empty", Vec::new(), "", "empty"),
        ("header", b"width,replicate,value\n".to_vec(), "", "no measurements"),
        ("column", good.replace("replicate", "seed").into_bytes(), ", line 1", "no column `replicate`"),
        ("text", with("32,0,abc"), ", line 62", "`abc` is not a number"),
        ("nan", with("32,0,NaN"), ", line 62", "not a finite number"),
        ("inf", with("32,0,inf"), ", line 62", "not a finite number"),
        ("zero", with("32,0,0"), ", line 62", "not positive"),
        ("negative", with("32,0,-1e-3"), ", line 62", "not positive"),
        ("cell", with("32,0,"), ", line 62", "value is empty"),
        ("width1", with("1,0,1"), ", line 62", "not above 1"),
        ("width0", with("0,0,1"), ", line 62", "not above 1"),
        ("twice", with("128,0,1"), ", line 62", "as in line 2"),
        ("ragged", with("32,0"), ", line 62", "2 fields in this row, 3 in the header"),
        ("one", b"width,replicate,value\n128,0,1\n128,1,1\n".to_vec(), "", "1 width measured"),
        ("semicolon", good.replace(',', ";").into_bytes(), ", line 1", "semicolons"),
        ("tab", good.replace(',', "\t").into_bytes(), ", line 1", "tabs"),
        ("latin1", with("32,0,\u{1}").into_iter().map(|b| if b == 1 { 0xe9 } else { b }).collect(), ", line 62", "not UTF-8"),
        ("binary", vec![0u8; 1000], ", line 1", "no column"),
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
        (vec!["good.csv", "--claim", "O(1/M)", "--time-column", "value"], "--time-column: the claim has no t"),
        (vec!["good.csv", "--claim", "O(1)", "--value-column", "loss"], "no column `loss`; the columns are width, replicate, value"),
        (vec!["good.csv", "--claim", "O(1)", "--value-column", "width"], "two things at once"),
        (vec!["good.csv", "--claim", "O(1)", "--figure", "no/folder/f.svg"], "cannot write no/folder/f.svg"),
        (vec!["good.csv", "--claim", "O(1)", "--figure", "."], "cannot write ."),
        (vec!["good.csv", "--claim", "O(1)", "--figure", "./good.csv"], "--figure: good.csv holds the measurements"),
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
    bench.file("good.csv", csv(|m| m.powf(-0.47)));
    let verdict = |extra: &[&str]| {
        let output = bench.run(&[&["good.csv", "--claim", "O(M^(-1/2))", "--format", "json"], extra].concat());
        let document: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
        (document["verdict"].as_str().unwrap_or_default().to_owned(), document["functional"].as_str().unwrap_or_default().to_owned())
    };
    let (narrow, functional) = verdict(&["--margin", "0.01"]);
    assert_eq!(functional, "log_location");
    let (wide, functional) = verdict(&["--margin", "0.2", "--functional", "mean"]);
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
    let output = bench.run(&["timed.csv", "--claim", "O(t/M)", "--time-column", "t"]);
    assert!(stderr(&output).contains("no column `t`; the columns are width, replicate, step, value"), "{}", stderr(&output));
    let output = bench.run(&["timed.csv", "--claim", "O(1/M)"]);
    assert!(stderr(&output).contains("line 3: the same width, replicate as in line 2"), "{}", stderr(&output));
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
    for part in ["EXIT CODE", "the claim is refuted", "Theta(log M)", "--time-column", "--functional", "standard input"] {
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
