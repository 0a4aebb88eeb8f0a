//! Calibration: error rates and coverage on a small simulation with fixed seeds, and the commands that run larger ones.

use std::process::{Command, Output};

use asymptest_judge::calibration::{
    Case, Design, Noise, Rates, Shape, Suite, Truth, cases_of, estimate_noise, is_decided_by_design, plan, simulate,
};
use asymptest_judge::claim::Bound;
use asymptest_judge::random::Stream;
use asymptest_judge::report::{calibration_csv, calibration_figure, calibration_report};
use asymptest_judge::stats::Functional;
use asymptest_judge::verdict::{Protocol, Verdict, judge};

fn claim(text: &str) -> Bound {
    text.parse().expect("a claim")
}

fn pooled(claims: &[&str], design: &Design, noises: &[Noise], trials: usize) -> Rates {
    let mut sum = Rates::default();
    for text in claims {
        for (number, noise) in noises.iter().enumerate() {
            for (index, case) in cases_of(&claim(text)).iter().enumerate() {
                let name = format!("{text}|{number}|{index}");
                sum = sum.plus(simulate(case, design, noise, trials, (7, &name), &Protocol::default()));
            }
        }
    }
    sum
}

/// The bar: at most 2 % wrong verdicts, false supports and false refutations; coverage 0.93 to 0.98 on clean laws and at
/// least 0.92 for the asymptote.
#[test]
fn error_rates_and_coverage_meet_the_bar() {
    let claims =
        ["O(1/sqrt(M))", "Theta(1/M)", "Omega(M^(1/4))", "O(M^(-1/6) log(M)^3)", "Theta(log(M))", "Theta(log(M)^2)", "o(1)", "O(1)"];
    let shaped = |shape| Noise { shape, ..Noise::normal(0.05) };
    let noises = [Noise::normal(0.02), Noise::normal(0.1), shaped(Shape::HeavyTailed), shaped(Shape::Outliers)];
    for design in [Design::geometric(128.0, 65_536.0, 10, 5), Design::geometric(100.0, 30_000.0, 9, 3)] {
        let rates = pooled(&claims, &design, &noises, 8);
        assert!(rates.trials > 1500);
        assert!(rates.wrong() <= 0.02, "{rates:?}");
        assert!(rates.false_support() <= 0.02, "{rates:?}");
        assert!(rates.false_refutation() <= 0.02, "{rates:?}");
        assert!((0.93..=0.98).contains(&rates.range_coverage()), "{} of {rates:?}", rates.range_coverage());
        assert!(rates.asymptote_coverage() >= 0.92, "{} of {rates:?}", rates.asymptote_coverage());
    }
}

#[test]
fn well_planned_quiet_designs_decide() {
    let of = |claims: &[&str]| pooled(claims, &Design::geometric(64.0, 131_072.0, 12, 10), &[Noise::normal(0.01)], 6);
    let rates = of(&["O(1/sqrt(M))", "Theta(1/M)", "Theta(log(M))", "Omega(M^(1/4))"]);
    assert!(rates.accuracy() >= 0.95, "{} of {rates:?}", rates.accuracy());
    // Many a power of M that is simpler passes for a power with a logarithm to the third: these are left open, and never got wrong.
    let logs = of(&["O(M^(-1/6) log(M)^3)"]);
    assert!(logs.wrong() == 0.0 && logs.accuracy() >= 0.3 && logs.inconclusive() <= 0.7, "{logs:?}");
}

/// With one replicate a width and with the mean as functional the intervals hold as well.
#[test]
fn coverage_of_single_replicates_and_of_means() {
    let case = Case { kind: "clean", truth: Truth::power(-0.5), bound: claim("Theta(1/sqrt(M))"), holds: true };
    let single =
        simulate(&case, &Design::geometric(32.0, 1_048_576.0, 16, 1), &Noise::normal(0.05), 400, (1, "single"), &Protocol::default());
    let protocol = Protocol { functional: Functional::Mean, ..Protocol::default() };
    let mean = simulate(&case, &Design::geometric(64.0, 65_536.0, 11, 8), &Noise::normal(0.2), 400, (1, "mean"), &protocol);
    for rates in [single, mean] {
        assert!((0.92..=0.985).contains(&rates.range_coverage()), "{} of {rates:?}", rates.range_coverage());
        assert!(rates.asymptote_coverage() >= 0.92, "{} of {rates:?}", rates.asymptote_coverage());
    }
}

#[test]
fn equal_seeds_give_equal_rates_and_others_do_not() {
    let case = Case { kind: "clean", truth: Truth::power(-0.5), bound: claim("O(1/sqrt(M))"), holds: true };
    let design = Design::geometric(128.0, 16_384.0, 8, 3);
    let of = |seed| simulate(&case, &design, &Noise::normal(0.15), 60, (seed, "same"), &Protocol::default());
    assert_eq!(of(1), of(1));
    assert_ne!(of(1), of(2));
}

#[test]
fn the_noise_of_a_sample_is_estimated() {
    let planted = Noise { sigma: 0.2, drift: -0.15, shape: Shape::Normal };
    let sample =
        planted.sample(&Truth::power(-0.5), &Design::geometric(64.0, 65_536.0, 11, 100), &mut Stream::of_study(3, "test", "noise"));
    let found = estimate_noise(&sample).expect("many replicates");
    assert!((found.sigma / planted.sigma - 1.0).abs() < 0.06, "{found:?}");
    assert!((found.drift - planted.drift).abs() < 0.03, "{found:?}");
    let single = planted.sample(&Truth::power(-0.5), &Design::geometric(64.0, 65_536.0, 11, 1), &mut Stream::of_study(3, "test", "noise"));
    assert!(estimate_noise(&single).is_none());
}

#[test]
fn noises_have_the_quartiles_that_they_promise() {
    for shape in [Shape::Normal, Shape::HeavyTailed, Shape::Outliers] {
        let noise = Noise { shape, ..Noise::normal(0.1) };
        let design = Design::balanced("", &[100.0], 40_000);
        let sample = noise.sample(&Truth::power(0.0), &design, &mut Stream::of_study(1, "test", "quartiles"));
        let mut logs: Vec<f64> = sample.groups[0].values.iter().map(|v| v.ln()).collect();
        logs.sort_by(f64::total_cmp);
        let (low, high) = (logs[10_000], logs[30_000]);
        let widening = if shape == Shape::Outliers { 1.075 } else { 1.0 };
        assert!(((high - low) / (2.0 * 0.067_449 * widening) - 1.0).abs() < 0.02, "{shape:?}: {low} {high}");
        let far = logs.iter().filter(|l| l.abs() > 0.5).count() as f64 / 40_000.0;
        match shape {
            Shape::Outliers => assert!((far - 0.05).abs() < 0.005, "{far}"),
            Shape::HeavyTailed => assert!(far > 0.002, "{far}"),
            _ => assert!(far == 0.0, "{far}"),
        }
    }
}

#[test]
fn every_claim_meets_truths_on_both_of_its_sides() {
    for text in ["O(1/M)", "Omega(1/M)", "Theta(1)", "o(M)", "O(log(M))", "Theta(log(M)^2)", "o(log(M))", "Omega(log(M))"] {
        let cases = cases_of(&claim(text));
        assert!(cases.iter().any(|c| c.holds) && cases.iter().any(|c| !c.holds), "{text}");
    }
}

/// The plan is the least that reaches the deviation: simulated runs that are off by it are refuted four times in five, or oftener.
#[test]
fn plans_reach_the_deviation_that_they_promise() {
    let bound = claim("Theta(1/sqrt(M))");
    let protocol = Protocol { power_trials: 0, ..Protocol::default() };
    let widths: Vec<f64> = (7..16).map(|k| 2f64.powi(k)).collect();
    let noise = Noise::normal(0.1);
    let found = plan(&bound, &widths, &noise, 0.1, &protocol).expect("reachable");
    assert!(found.power.minimum_detectable_deviation <= 0.1);
    let finer = plan(&bound, &widths, &noise, 0.05, &protocol).expect("reachable");
    // Half the deviation takes four times the replicates and more: a least violation has to be left beside it.
    let times = finer.replicates as f64 / found.replicates as f64;
    assert!((4.0..=12.0).contains(&times), "{} {}", found.replicates, finer.replicates);
    assert!(plan(&bound, &widths, &noise, 1e-6, &protocol).is_none());
    assert!(plan(&bound, &widths[..4], &noise, 0.05, &protocol).is_none());

    let design = Design::balanced("", &widths, found.replicates);
    let mut random = Stream::of_study(2, "test", "plan");
    for sign in [1.0, -1.0] {
        let truth = Truth::power(-0.5 + sign * found.power.minimum_detectable_deviation);
        let judged: Vec<_> = (0..200).map(|_| judge(&bound, &noise.sample(&truth, &design, &mut random), &protocol)).collect();
        let refuted = judged.iter().filter(|judgement| judgement.verdict == Verdict::Refuted).count();
        assert!(refuted >= 140, "{refuted} of 200");
        assert!(judged.iter().all(|judgement| judgement.verdict != Verdict::Supported));
    }
}

/// What a design decides is told from the truth, the widths and the noise level alone.
#[test]
fn designs_decide_what_they_can_resolve() {
    let case = |power: f64, holds| Case { kind: "case", truth: Truth::power(power), bound: claim("Theta(1)"), holds };
    let (good, poor) = (Design::geometric(64.0, 131_072.0, 12, 10), Design::geometric(128.0, 4096.0, 6, 3));
    let decided =
        |power, holds, design, sigma| is_decided_by_design(&case(power, holds), design, &Noise::normal(sigma), &Protocol::default());
    for (power, holds) in [(0.0, true), (0.1, false), (-0.3, false)] {
        assert!(decided(power, holds, &good, 0.01), "{power}");
        assert!(!decided(power, !holds, &good, 0.01), "a wrong answer is never the decided one");
    }
    assert!(!decided(0.0, true, &poor, 0.2) && !decided(0.1, false, &poor, 0.2));
    assert!(decided(1.0, false, &poor, 0.2));
}

#[test]
fn the_suite_is_reported_in_full() {
    let part = Suite::full().with(&["8 widths x 5", "12 widths x 10"], &["normal 0.02", "outliers 0.05"]);
    let cells = part.run(1, 1, &Protocol::default(), |_, _| {});
    let csv = String::from_utf8(calibration_csv(&cells)).expect("text");
    assert_eq!(csv.lines().count(), cells.len() + 1);
    assert!(csv.lines().all(|line| line.matches(',').count() == 14));
    let report = calibration_report(&[], &cells, "the command");
    assert!(report.contains("`the command`") && report.contains("## Worst cells") && !report.contains("NaN"));
    let figure = calibration_figure(&cells);
    assert!(figure.starts_with("<svg") && !figure.contains("NaN") && figure == calibration_figure(&cells));
    let sum = cells.iter().fold(Rates::default(), |sum, cell| sum.plus(cell.rates));
    assert!(sum.wrong() <= 0.02, "{sum:?}");
}

fn asymptest(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_asymptest-judge")).args(arguments).output().expect("the binary runs")
}

#[test]
fn calibrate_prints_rates_and_is_reproducible() {
    let arguments =
        ["calibrate", "--claim", "O(1/sqrt(M))", "--widths", "128..16384", "--replicates", "4", "--sigma", "0.05", "--trials", "6"];
    let first = asymptest(&arguments);
    assert!(first.status.success());
    let text = String::from_utf8(first.stdout.clone()).expect("text");
    assert!(text.contains("no dependence on the width") && text.contains("wrong verdicts"), "{text}");
    assert_eq!(first.stdout, asymptest(&arguments).stdout);
    let json = asymptest(&[&arguments[..], &["--format", "json"]].concat());
    let value: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(value["cases"][0]["rates"]["trials"], 6);
    assert_eq!(value["widths"][0], 128.0);
}

#[test]
fn calibrate_and_plan_take_the_noise_from_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("pilot.csv");
    let sample =
        Noise::normal(0.1).sample(&Truth::power(-0.5), &Design::geometric(64.0, 4096.0, 7, 6), &mut Stream::of_study(1, "test", "pilot"));
    let mut csv = String::from("width,replicate,value\n");
    for group in &sample.groups {
        for (replicate, value) in group.values.iter().enumerate() {
            csv.push_str(&format!("{},{replicate},{value}\n", group.width));
        }
    }
    std::fs::write(&path, csv).expect("written");
    let path = path.to_str().expect("a name");
    let calibrated = asymptest(&["calibrate", "--claim", "O(1/M)", "--from", path, "--trials", "2", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_slice(&calibrated.stdout).expect("JSON");
    assert_eq!(value["replicates"][6], 6);
    let sigma = value["noise"]["sigma"].as_f64().expect("a number");
    assert!((0.07..0.13).contains(&sigma), "{sigma}");
    let planned = asymptest(&["plan-study", "--claim", "O(1/M)", "--from", path, "--format", "json"]);
    let value: serde_json::Value = serde_json::from_slice(&planned.stdout).expect("JSON");
    assert!(value["plans"][0]["replicates"].as_u64().is_some_and(|n| n >= 2));
    assert!(value["plans"][0]["power"]["rival_refuted"].is_number());
}

#[test]
fn bad_flags_are_one_line_and_exit_code_2() {
    for arguments in [
        vec!["calibrate", "--claim", "O(1/M)", "--widths", "128,256"],
        vec!["calibrate", "--claim", "O(1/M)", "--sigma", "-1"],
        vec!["calibrate", "--claim", "O(1/M)", "--sigma", "nan"],
        vec!["calibrate", "--claim", "O(1/M)", "--sigma", "1e300"],
        vec!["calibrate", "--claim", "O(1/M)", "--widths", "2"],
        vec!["calibrate", "--claim", "O(t/M)"],
        vec!["plan-study", "--claim", "O(t/M)"],
        vec!["calibrate", "--claim", "O(1/M)", "--replicates", "0"],
        vec!["calibrate", "--claim", "O(1/M)", "--trials", "0"],
        vec!["calibrate", "--claim", "O(1/M)", "--from", "no/such/file.csv"],
        vec!["plan-study", "--claim", "O(1/M)", "--deviation", "0"],
        vec!["plan-study", "--claim", "O(1/M)", "--widths", "128..1024"],
        vec!["plan-study", "--claim", "O(1/M)", "--deviation", "0.000001"],
    ] {
        let output = asymptest(&arguments);
        let message = String::from_utf8(output.stderr).expect("text");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
        assert_eq!(message.lines().count(), 1, "{arguments:?}: {message}");
        assert!(message.len() < 200 && !message.contains("1 widths"), "{arguments:?}: {message}");
        assert!(output.stdout.is_empty());
    }
}
