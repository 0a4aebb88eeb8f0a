//! Inputs of other people, judged by `asymptest fit` as they would call it, against the outcome that is right.
//!
//! Each folder of tests/cases is one case with the numbers of its source; each test names the source and says what is right and why. Planted numbers are
//! called planted.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use asymptest_judge::claim::Bound;
use asymptest_judge::stats::Sample;
use asymptest_judge::verdict::{Judgement, Protocol, Verdict, judge};
use serde_json::Value;

/// The JSON of `asymptest fit` in the folder of a case.
struct Fitted(Value);

fn folder(case: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(case)
}

/// Runs `asymptest fit FILE --claim CLAIM` with further flags, separated by spaces, and `input` on standard input.
fn fit_with(case: &str, file: &str, claim: &str, flags: &str, input: &str) -> Fitted {
    let mut command = Command::new(env!("CARGO_BIN_EXE_asymptest-judge"));
    command.args(["fit", file, "--claim", claim, "--format", "json"]).args(flags.split_whitespace());
    let mut child = command
        .current_dir(folder(case))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("asymptest starts");
    // A run that does not read its input may close it first.
    let _ = child.stdin.take().expect("piped").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("asymptest ends");
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code().is_some_and(|code| code < 2), "{case}, {claim}: {complaint}");
    Fitted(serde_json::from_slice(&output.stdout).expect("JSON"))
}

fn fit(case: &str, file: &str, claim: &str, flags: &str) -> Fitted {
    fit_with(case, file, claim, flags, "")
}

impl Fitted {
    fn verdict(&self) -> &str {
        self.0["verdict"].as_str().expect("a verdict")
    }

    /// A number, where `path` is keys with points between them.
    fn number(&self, path: &str) -> f64 {
        let value = path.split('.').fold(&self.0, |value, key| &value[key]);
        value.as_f64().unwrap_or_else(|| panic!("{path} is not a number in {}", self.0))
    }

    fn warning(&self, code: &str) -> Option<&str> {
        let warnings = self.0["warnings"].as_array().expect("a list");
        warnings.iter().find(|warning| warning["code"] == code).and_then(|warning| warning["text"].as_str())
    }

    #[track_caller]
    fn is_not_refuted(&self) -> &Self {
        assert!(["supported", "inconclusive", "untestable"].contains(&self.verdict()), "{}: {}", self.verdict(), self.0["reason"]);
        self
    }

    #[track_caller]
    fn is(&self, verdict: &str) -> &Self {
        assert_eq!(self.verdict(), verdict, "{}", self.0["reason"]);
        self
    }

    /// The interval under `key` is bounded and holds the value.
    #[track_caller]
    fn holds(&self, key: &str, value: f64) -> &Self {
        let (low, high) = (self.number(&format!("{key}.low")), self.number(&format!("{key}.high")));
        assert!(low <= value && value <= high, "{value} is not in [{low}, {high}]: {}", self.0["reason"]);
        self
    }
}

/// deal.II tests/base/time_stepping_01.output, "Runge-Kutta third order": error against steps = 1/dt. The formal order is 3, and the pairwise rates
/// tend to it from below.
#[test]
fn case_01_a_third_order_method_has_order_three() {
    for claim in ["O(M^-3)", "Theta(M^-3)"] {
        let flags = "--width-column steps --replicate-column run --value-column error";
        fit("01-rk3-order", "table.csv", claim, flags).is_not_refuted().holds("exponent", -3.0);
    }
}

/// github janisaiad/DeNN-NTK, lambda_min.csv, rows m = 32 to 512: the mean smallest eigenvalue of the empirical NTK, which has a limit.
#[test]
fn case_04_an_eigenvalue_that_settles_slowly_may_be_constant() {
    for claim in ["Theta(1)", "O(1)"] {
        let fitted = Command::new(env!("CARGO_BIN_EXE_asymptest-judge"))
            .args(["fit", "lambda_min.csv", "--claim", claim, "--format", "json"])
            .args(["--width-column", "Step", "--value-column", "Value", "--replicate-column", "Wall time"])
            .current_dir(folder("04-ntk-lambda-min-5-widths"))
            .output()
            .expect("asymptest runs");
        let fitted = Fitted(serde_json::from_slice(&fitted.stdout).expect("JSON"));
        fitted.is_not_refuted().holds("exponent", 0.0);
    }
}

/// deal.II examples/step-51/doc/results.dox, published convergence tables (3d, Q1, global refinement): order 2 by theory, rates up to 1.92.
#[test]
fn case_06_a_gradient_of_order_two_is_not_refuted() {
    let flags = "--width-column N --replicate-column run --value-column grad_L2";
    fit("06-hdg-3d-gradient-order2", "table.csv", "O(M^-2)", flags).is_not_refuted();
}

/// Planted after case 01: y = M^-3 (1 - 0.73 (M/16)^-1), 2 % noise, five replicates.
#[test]
fn case_08_six_widths_from_below_are_not_refuted() {
    fit("08-planted-6-widths-5-replicates", "runs.csv", "O(M^-3)", "").is_not_refuted();
}

/// deal.II examples/step-78/doc/results.dox, first six rows: the H1 error is 0.5774/(dofs - 1).
#[test]
fn case_10_an_error_against_degrees_of_freedom_has_its_order() {
    let flags = "--width-column dofs --replicate-column run --value-column H1";
    fit("10-error-against-dofs-h1", "table.csv", "Theta(M^-1)", flags).is_not_refuted().holds("exponent", -1.0);
}

/// Planted after mfem/mfem #1254 and the tables of deal.II step-7 and step-51: error = 1.7 N^-2, dofs = (N + 1)^2, four digits.
#[test]
fn case_11_a_textbook_table_has_its_order() {
    let flags = "--width-column dofs --replicate-column run --value-column error";
    fit("11-textbook-dofs-2d-p2", "table.csv", "Theta(M^-1)", flags).is_not_refuted().holds("exponent", -1.0);
}

/// The judgement of the true order p/d of a table like that of case 11.
fn textbook(dimension: i32, order: i32, first: u32, rows: u32) -> Judgement {
    let row = |k: u32| {
        let n = f64::from(first << k);
        let printed: f64 = format!("{:.3e}", 1.7 * n.powi(-order)).parse().expect("a number");
        ((n + 1.0).powi(dimension), printed)
    };
    let sample = Sample { digits: Some(4), ..Sample::from_pairs((0..rows).map(row)) };
    let claim: Bound = format!("Theta(M^(-{order}/{dimension}))").parse().expect("a claim");
    judge(&claim, &sample, &Protocol::default())
}

/// The 192 tables of case 11: 1 to 3 dimensions, orders 1 to 4, meshes from N = 1, 2, 4 or 8, 5 to 8 rows.
#[test]
fn case_11_none_of_the_192_textbook_tables_is_refuted() {
    let (mut tables, mut refuted, mut covered) = (0, Vec::new(), 0);
    for dimension in 1..=3 {
        for order in 1..=4 {
            for first in [1, 2, 4, 8] {
                for rows in 5..=8 {
                    let judgement = textbook(dimension, order, first, rows);
                    tables += 1;
                    covered += usize::from(judgement.exponent.contains(-f64::from(order) / f64::from(dimension)));
                    if judgement.verdict == Verdict::Refuted {
                        refuted.push(format!("d = {dimension}, p = {order}, N from {first}, {rows} rows: {}", judgement.reason));
                    }
                }
            }
        }
    }
    assert_eq!(tables, 192);
    assert!(refuted.is_empty(), "{refuted:#?}");
    assert!(covered * 100 >= 95 * tables, "{covered} of {tables} intervals hold the order");
}

/// deal.II examples/step-51/doc/results.dox, published convergence tables (2d, Q1): the gradient has order 2.
#[test]
fn case_16_the_interval_of_a_gradient_holds_its_order() {
    let flags = "--width-column N --replicate-column run --value-column grad_L2";
    fit("16-hdg-2d-gradient-interval", "table.csv", "Theta(M^-2)", flags).holds("exponent", -2.0);
}

/// github trixi-framework/Trixi.jl, pull request 1962: an error of 6.99e-02 on four grids, with polynomials of degree 7.
#[test]
fn case_18_an_error_that_does_not_fall_is_not_of_order_eight() {
    let flags = "--width-column N --replicate-column run --value-column rho";
    fit("18-order-8-with-constant-error", "table.csv", "O(M^-8)", flags).is("refuted");
}

/// github RonRichman/frmtpl-scaling-laws, results/run_scores.csv and scaling_fits.csv: a deviance over an irreducible part, l_inf = 0.23965. With the floor
/// free the exponent is 1.23, 95 % from 0.88 to 1.66 by profile, so O(1/M) of the excess is not refuted; of the raw values it is, trivially.
#[test]
fn case_38_a_deviance_has_a_floor() {
    let case = "38-deviance-with-a-floor";
    let of = |floor: &str| {
        let columns = "--width-column n_train --replicate-column seed --value-column test_poisson_deviance";
        fit(case, "ffn_small.csv", "O(1/M)", &format!("{columns} {floor}"))
    };
    let raw = of("");
    assert!(raw.is("refuted").warning("levels_off").is_some_and(|text| text.contains("--floor")), "{}", raw.0["warnings"]);
    let free = of("--floor fit");
    free.is_not_refuted().holds("floor.value", 0.23965);
    assert_eq!((&free.0["floor"]["fitted"], &free.0["path"]), (&Value::from(true), &Value::from("floor")));
    assert!(free.number("exponent.low") < -1.23 && free.number("exponent.high") > -1.23, "{}", free.0["exponent"]);
    let known = of("--floor 0.23965");
    known.is_not_refuted();
    assert_eq!((known.number("floor.value.estimate"), &known.0["floor"]["fitted"]), (0.23965, &Value::from(false)));
    // The same floor, subtracted by hand: the same verdict.
    let by_hand = fit(case, "floor_subtracted.csv", "O(1/M)", "");
    by_hand.is_not_refuted().is(known.verdict());
    assert!((by_hand.number("exponent.estimate") - known.number("exponent.estimate")).abs() < 1e-3);
}

/// deal.II examples/step-78/doc/results.dox with its first row of one cell, and planted times after google/benchmark #296 and #977 from N = 1 on: a pure
/// power has no difficulty at M = 1.
#[test]
fn case_42_a_first_size_of_one_is_a_size() {
    let flags = "--width-column cells --replicate-column run --value-column H1";
    let table = fit("42-first-size-is-one", "table.csv", "Theta(M^-1)", flags);
    let bench = fit("42-first-size-is-one", "bench.csv", "Theta(M)", "");
    for fitted in [&table, &bench] {
        fitted.is_not_refuted();
        assert_eq!(fitted.number("window.from"), 1.0);
    }
    table.is("supported").holds("exponent", -1.0);
    bench.holds("exponent", 1.0);
}

/// github janisaiad/DeNN-NTK, lambda_min.csv with all its rows: means of an eigenvalue that has a limit.
#[test]
fn case_43_means_that_settle_are_not_refuted() {
    let flags = "--width-column Step --value-column Value --replicate-column Std";
    fit("43-means-with-standard-deviations", "lambda_min.csv", "Theta(1)", flags).is_not_refuted();
    for error in ["Std", "Std/sqrt(10)", "sqrt(Var/30)"] {
        let flags = format!("--width-column Step --value-column Value --error {error}");
        let fitted = fit("43-means-with-standard-deviations", "lambda_min.csv", "Theta(1)", &flags);
        fitted.is_not_refuted();
        assert_eq!(fitted.0["functional"], "mean");
        assert_eq!(fitted.0["notes"].to_string().contains("spread_as_error"), error == "Std");
    }
}

/// github goranbs/FYS4460, Percolation/PI_lattices.dat, p = 0.55: spanning probabilities that fall to 0, which is evidence for an upper bound.
#[test]
fn case_45_zeros_are_evidence_for_an_upper_bound() {
    for functional in ["log-location", "mean"] {
        let flags = format!("--width-column L --replicate-column p --value-column Pi --functional {functional}");
        let fitted = fit("45-spanning-probability-zeros", "pi.csv", "O(1/M)", &flags);
        fitted.is_not_refuted();
        let text = fitted.warning("zeros").expect("a warning about zeros");
        assert!(text.contains("evidence for an upper bound"), "{text}");
        for advice in ["leave out the rows", "leave out these rows", "remove"] {
            assert!(!text.contains(advice) && !fitted.0["settle"].as_str().is_some_and(|s| s.contains(advice)), "{text}");
        }
    }
}

/// The refusal of `asymptest fit`: its one line.
fn refused(case: &str, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_asymptest-judge"));
    let output = command.args(arguments).current_dir(folder(case)).output().expect("asymptest runs");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), error.lines().count()), (Some(2), 1), "{error}");
    error
}

/// github cameronperot/explosive-percolation, seeds 1 to 5: calibrate and plan-study read the columns that fit reads.
#[test]
fn case_21_calibrate_and_plan_study_name_columns() {
    let case = "21-calibrate-from-real-file";
    fit(case, "explosive.csv", "Theta(1)", "--width-column N --replicate-column seed --value-column Δm").is("refuted");
    for command in ["calibrate --trials 2", "plan-study"] {
        let arguments: Vec<&str> = command.split(' ').chain(["--claim", "O(1)", "--from", "explosive.csv"]).collect();
        let error = refused(case, &arguments);
        assert!(error.contains("no column `value`") && error.contains(" --x N --y r_0"), "{error}");
        let columns = ["--width-column", "N", "--replicate-column", "seed", "--value-column", "Δm"];
        let mut run = Command::new(env!("CARGO_BIN_EXE_asymptest-judge"));
        let output = run.args(&arguments).args(columns).current_dir(folder(case)).output().expect("asymptest runs");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// github extra-p/extrap, docs/examples/input.txt, by hand as CSV: p^1.5.
#[test]
fn case_23_the_example_of_extra_p_is_supported() {
    fit("23-extra-p-text", "by_hand.csv", "Theta(M^(3/2))", "").is("supported");
}

/// github Ferrite-FEM/Ferrite.jl, pull request 787, by hand as CSV: order 2 in L2 and 1 in H1.
#[test]
fn case_25_a_study_of_ferrite_has_its_orders() {
    for (claim, column) in [("Theta(M^-2)", "L2"), ("Theta(M^-1)", "H1")] {
        let flags = format!("--width-column N --replicate-column run --value-column {column}");
        fit("25-table-of-a-ferrite-study", "by_hand.csv", claim, &flags).is("supported");
    }
}

/// Layouts of Extra-P and of a chart export of Weights & Biases: one column a run.
#[test]
fn case_27_wide_tables_are_named_and_read() {
    let case = "27-wide-one-column-a-run";
    for more in [&["--value-column", "rep1"][..], &["--value-column", "rep1", "--replicate-column", "rep2"]] {
        let error = refused(case, &[&["fit", "wide.csv", "--claim", "Theta(M^(3/2))", "--width-column", "p"], more].concat());
        assert!(error.contains("this is a wide table") && error.contains("--x p --wide 'rep*'"), "{error}");
    }
    fit(case, "wide.csv", "Theta(M^(3/2))", "--x p --wide rep*").is("supported");
    fit(case, "wide.csv", "Theta(p^1.5)", "--wide rep*").is("supported");
    let error = refused(case, &["fit", "wandb.csv", "--claim", "O(1)"]);
    assert!(error.contains("--wide 'w{width}-s{replicate} - val/loss'"), "{error}");
}

/// github Besiroglu/data, Chinchilla data: sizes such as `16,450,387,383.84`.
#[test]
fn case_31_thousands_separators_are_named() {
    let arguments = ["fit", "chinchilla.csv", "--claim", "O(M^(-1/3))", "--width-column", "model size", "--value-column", "loss"];
    let error = refused("31-thousands-separators", &arguments);
    assert!(error.contains("separators of thousands (`,`); write `16450387383.84`"), "{error}");
}

/// github optimizer-scaling-laws/spectral-scaling-laws: five optimisers and two metrics in one table. The published exponent of Dion 1/16, soft rank, is
/// 0.744 [0.708, 0.781].
#[test]
fn case_35_series_are_not_pooled() {
    let case = "35-rank-scaling-long-table";
    let arguments = ["fit", "points.csv", "--claim", "Theta(M)", "--width-column", "ffn_hidden_dim", "--replicate-column", "run_id"];
    let error = refused(case, &arguments);
    for part in ["metric", "optimizer", "not replicates of one another", "help: asymptest fit points.csv", "--by metric"] {
        assert!(error.contains(part), "{part}: {error}");
    }
    fit(case, "one_series.csv", "Theta(M)", "").is("refuted");
    let by = fit(case, "points.csv", "Theta(M)", "--x ffn_hidden_dim --by optimizer_folder --by metric");
    let series = by.0["series"].as_array().expect("series");
    assert_eq!(series.len(), 10);
    let dion =
        series.iter().find(|one| one["key"]["optimizer_folder"] == "dion_r1_16" && one["key"]["metric"] == "soft_rank").expect("Dion 1/16");
    let slope = dion["claims"][0]["range"]["estimate"].as_f64().expect("a number");
    assert!((slope - 0.744).abs() < 0.01, "{slope}");
    let one = fit(case, "points.csv", "Theta(M)", "--x ffn_hidden_dim --where optimizer_folder=dion_r1_16 --where metric=soft_rank");
    one.is("refuted");
}

/// github illinois-ceesd/mirgecom, pull request 112: errors against h, which tends to 0. The rates settle at 1.
#[test]
fn case_40_a_mesh_size_tends_to_0() {
    let case = "40-mesh-size-below-one";
    let note =
        |fitted: &Fitted, code: &str| fitted.0["notes"].as_array().is_some_and(|notes| notes.iter().any(|note| note["code"] == code));
    for (claim, verdict) in [("O(h^2)", "refuted"), ("O(h)", "supported"), ("Theta(h)", "supported"), ("Omega(h^2)", "supported")] {
        let fitted = fit(case, "table.csv", claim, "--width-column h --replicate-column run --value-column Error");
        assert!(note(fitted.is(verdict), "small_parameter"), "{}", fitted.0["notes"]);
        assert_eq!(fitted.number("window.to"), 128.0);
        let turned = fit(case, "table.csv", claim, "--x 1/h --value-column Error");
        assert_eq!(turned.is(verdict).0["exponent"], fitted.0["exponent"]);
    }
    fit(case, "table.csv", "Theta(M^-1)", "--x 1/h").is("supported");
    let in_m = fit(case, "table.csv", "O(M^2)", "--width-column h --replicate-column run --value-column Error");
    assert!(note(&in_m, "small_sizes"), "{}", in_m.0["notes"]);
}

/// Planted after the coordinate checks of microsoft/mup #71: flat in the width at every step, step 0 included.
#[test]
fn case_53_a_claim_without_t_is_judged_at_every_time() {
    let case = "53-flat-at-every-step";
    let columns = "--replicate-column seed --value-column l1 --time-column t";
    let flat = fit(case, "mlp.csv", "Theta(1)", columns);
    let times: Vec<f64> =
        flat.is("supported").0["in_time"]["at_time"].as_array().expect("times").iter().filter_map(|at| at["time"].as_f64()).collect();
    assert_eq!(times, [0.0, 1.0, 2.0, 3.0]);
    let growing = fit(case, "mlp.csv", "O(t)", columns);
    growing.is_not_refuted();
    assert!(growing.0["notes"].to_string().contains("rows at t = 0 are left out"), "{}", growing.0["notes"]);
    fit(case, "mlp_from_step_1.csv", "O(t)", columns).is_not_refuted();
    // A quantity that grows with the width is refuted at every time.
    fit(case, "mlp.csv", "O(M^(-1/2))", columns).is("refuted");
}

/// deal.II examples/step-51/doc/results.dox, published convergence tables (2d, Q1, all ten meshes): the rates are 2.66, 6.38, 3.15 and then settle near 2.
#[test]
fn case_47_rows_before_the_law_are_left_out_and_named() {
    let case = "47-pre-asymptotic-rows";
    let columns = "--width-column N --replicate-column run --value-column val_L2";
    let whole = fit(case, "table.csv", "Theta(M^-2)", columns);
    whole.is("supported");
    assert_eq!((whole.number("window.from"), whole.number("window.widths")), (16.0, 6.0));
    let text = whole.warning("pre_asymptotic_rows").expect("the rows are named");
    assert!(text.contains("M = 16"), "{text}");

    let table = std::fs::read_to_string(folder(case).join("table.csv")).expect("the table");
    let lines: Vec<&str> = table.lines().collect();
    let last_six = [&lines[..1], &lines[lines.len() - 6..]].concat().join("\n");
    let tail = fit_with(case, "-", "Theta(M^-2)", columns, &last_six);
    tail.is("supported");
    assert!(tail.warning("pre_asymptotic_rows").is_none());
    assert_eq!(tail.0["exponent"], whole.0["exponent"]);
    // Asked for by a flag.
    let window = fit(case, "table.csv", "Theta(M^-2)", &format!("{columns} --from 16"));
    assert_eq!(window.is("supported").0["exponent"], whole.0["exponent"]);
    assert!(window.0["notes"].to_string().contains("4 of 10 rows are left out by --from 16"), "{}", window.0["notes"]);
}

/// The design of the Runge-Kutta tables of deal.II, one value a size: error rates are also printed for truths that no family contains.
#[test]
fn case_51_calibrate_looks_beyond_the_families() {
    let output = Command::new(env!("CARGO_BIN_EXE_asymptest-judge"))
        .args(["calibrate", "--claim", "Theta(M^-3)", "--widths", "4..128", "--replicates", "1", "--sigma", "0.001", "--trials", "10"])
        .output()
        .expect("asymptest runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let beyond: Vec<&str> = text.lines().filter(|line| line.starts_with("beyond the families")).collect();
    assert!(beyond.len() >= 5, "{text}");
    assert!(beyond.iter().all(|line| line.contains("holds") && line.matches(" %").count() == 4), "{beyond:#?}");
    assert!(beyond.iter().any(|line| line.contains("from below by three quarters")), "{beyond:#?}");
    assert!(text.lines().any(|line| line.starts_with("undecidable")), "{text}");
}

/// Planted |N(0, 1)| / sqrt(n), 30 repetitions, after the Monte Carlo tests of blackjax-devs/blackjax #957 and #970 and CERN/CAiMIRA #8: what is said of
/// power does not contradict itself.
#[test]
fn case_55_numbers_on_power_agree() {
    let flags = "--width-column n --replicate-column rep --value-column abs_error";
    let fitted = fit("55-power-sentence-of-theta", "mc.csv", "Theta(M^(-1/2))", flags);
    fitted.is_not_refuted().holds("exponent", -0.5);
    // The rival, a constant, is off by 0.5.
    assert_eq!(fitted.number("power.rival_exponent"), 0.0);
    if fitted.number("power.rival_refuted") > 0.8 {
        let detectable = fitted.number("power.minimum_detectable_deviation");
        assert!(detectable < 0.5, "a deviation of 0.5 is seen, and the least one that is seen is {detectable}");
    }
    let settle = fitted.0["settle"].as_str().expect("a remedy");
    if settle.contains("times the replicates") {
        let noise = 0.5 * (fitted.number("range.high") - fitted.number("range.low"));
        let goal = fitted.number("margins.range");
        assert!(noise > 1.01 * goal, "{settle}: from {noise} to {goal}");
        assert!(!settle.contains("about 2 times") || noise > 1.2 * goal, "{settle}: from {noise} to {goal}");
    }
}
