//! Paths to a verdict: families, growth, tables and what withholds one, each beside a case that gets the opposite.

use asymptest_judge::calibration::{Design, Noise, Truth};
use asymptest_judge::claim::Bound;
use asymptest_judge::random::Stream;
use asymptest_judge::stats::student::{t_exceeds, t_quantile};
use asymptest_judge::stats::summary::summarise;
use asymptest_judge::stats::view::View;
use asymptest_judge::stats::window::Windows;
use asymptest_judge::stats::{Functional, Sample, WidthGroup};
use asymptest_judge::verdict::{Judgement, Over, Path, Protocol, Tightness, Verdict, judge, judge_all};

use Verdict::{Inconclusive, Refuted, Supported};

fn quiet() -> Protocol {
    Protocol { power_trials: 0, ..Protocol::default() }
}

fn asked(claim: &str, sample: &Sample) -> Judgement {
    judge(&claim.parse::<Bound>().expect("a claim"), sample, &quiet())
}

/// Twelve widths, ten replicates.
fn draw(truth: Truth, sigma: f64) -> Sample {
    let design = Design::geometric(64.0, 131_072.0, 12, 10);
    Noise::normal(sigma).sample(&truth, &design, &mut Stream::of_study(5, "paths", "draw"))
}

/// The same, of any curve of log M.
fn curve(log_value: impl Fn(f64) -> f64, sigma: f64) -> Sample {
    let mut sample = draw(Truth::power(0.0), sigma);
    for group in &mut sample.groups {
        let level = log_value(group.width.ln()).exp();
        group.values.iter_mut().for_each(|value| *value *= level);
    }
    sample
}

/// One value a size, octaves from 8 on, printed with all digits.
fn table(rows: i32, value: impl Fn(f64) -> f64) -> Sample {
    Sample::new((3..3 + rows).map(|k| 2f64.powi(k)).map(|m| WidthGroup::new(m, vec![value(m)])).collect())
}

fn has(judgement: &Judgement, code: &str) -> bool {
    judgement.warnings.iter().any(|warning| warning.code == code)
}

#[track_caller]
fn verdicts(sample: &Sample, expected: &[(&str, Verdict)]) {
    for (claim, verdict) in expected {
        let judgement = asked(claim, sample);
        assert_eq!(judgement.verdict, *verdict, "{claim}: {}", judgement.reason);
        assert_eq!(judgement.p_value < 0.05, *verdict == Refuted && judgement.path != Path::Table, "{claim}: {}", judgement.p_value);
    }
}

#[test]
fn every_kind_of_claim_has_all_three_verdicts() {
    verdicts(
        &draw(Truth::power(-0.5), 0.02),
        &[
            ("O(M^(-1/2))", Supported),
            ("O(M^(-11/20))", Refuted),
            ("Omega(M^(-1/2))", Supported),
            ("Omega(M^(-9/20))", Refuted),
            ("Theta(M^(-1/2))", Supported),
            ("Theta(M^(-9/20))", Refuted),
            ("Theta(M^(-11/20))", Refuted),
            ("o(M^(-2/5))", Supported),
            ("o(M^(-1/2))", Refuted),
            ("o(M^(-3/5))", Refuted),
        ],
    );
    let loud =
        Noise::normal(0.9).sample(&Truth::power(-0.5), &Design::geometric(64.0, 4096.0, 7, 4), &mut Stream::of_study(2, "paths", "loud"));
    verdicts(
        &loud,
        &[
            ("O(M^(-1/2))", Inconclusive),
            ("Omega(M^(-1/2))", Inconclusive),
            ("Theta(M^(-1/2))", Inconclusive),
            ("o(M^(-1/2))", Inconclusive),
        ],
    );
}

#[test]
fn pure_logarithms_have_all_three_verdicts() {
    let design = Design::geometric(64.0, 131_072.0, 16, 30);
    let draw = |truth: Truth, sigma| Noise::normal(sigma).sample(&truth, &design, &mut Stream::of_study(3, "paths", "logarithm"));
    let logarithm = draw(Truth::OffsetLog { offset: 1.0 }, 0.005);
    verdicts(
        &logarithm,
        &[
            ("Theta(log(M))", Supported),
            ("O(log(M))", Supported),
            ("Omega(log(M))", Supported),
            ("o(log(M))", Refuted),
            ("Theta(log(M)^3)", Inconclusive),
            ("Theta(log(M)^(1/2))", Refuted),
        ],
    );
    let judgement = asked("Theta(log(M))", &logarithm);
    assert_eq!((judgement.path, judgement.margins.logarithm), (Path::Growth, Some(1.0 / 12.0)));
    assert!(judgement.growth.is_some_and(|growth| growth.significant && growth.lambda.contains(0.0)));
    assert!(judgement.limits.iter().any(|limit| limit.contains("told apart by simplicity")));
    let power = draw(Truth::power(0.3), 0.01);
    verdicts(&power, &[("O(log(M))", Refuted), ("Omega(log(M))", Supported), ("Theta(log(M))", Refuted), ("o(log(M))", Refuted)]);
    let constant = draw(Truth::power(0.0), 0.01);
    verdicts(&constant, &[("O(log(M))", Supported), ("Omega(log(M))", Refuted), ("Theta(log(M))", Refuted), ("o(log(M))", Supported)]);
    assert!(asked("Omega(log(M))", &constant).growth.is_some_and(|growth| !growth.significant));
    // Growth that ends is below the logarithm.
    let ended = draw(Truth::Corrected { power: 0.0, log: 0.0, size: -0.6, rate: 0.5 }, 0.005);
    verdicts(&ended, &[("O(log(M))", Supported), ("Omega(log(M))", Refuted), ("Theta(log(M))", Refuted)]);
    verdicts(&draw(Truth::OffsetLog { offset: 1.0 }, 0.4), &[("Theta(log(M))", Inconclusive), ("Omega(log(M))", Inconclusive)]);
}

#[test]
fn a_slope_that_comes_back_to_the_claim_is_not_refuted() {
    // The slope falls from far above the claim to -0.45, past which it would go on at its pace.
    let falling = |x: f64| -0.45 * x - (3.0 * (-0.6 * (x - 64f64.ln())).exp()).ln_1p();
    let slow = curve(falling, 0.01);
    let judgement = asked("O(M^(-1/2))", &slow);
    assert_eq!((judgement.verdict, judgement.over_the_range), (Inconclusive, Over::Violated), "{}", judgement.reason);
    let at = judgement.reached_at.expect("moves toward the claim");
    // The last M times e^(slope at the end / how fast it falls), of the steeper of end and last half.
    let summary = summarise(&slow, Functional::LogLocation);
    let reading = Windows::new(&summary, &slow).read(0.0);
    let slope = (reading.end.estimate + 0.5).max(reading.half.estimate + 0.5);
    let reach = slope / -reading.trend.estimate;
    assert!((at / (131_072.0 * reach.exp()) - 1.0).abs() < 1e-9 && reach < 0.6 * reading.span(), "{at} {reach}");
    assert!(
        judgement.reason.contains("still moves toward it") && judgement.settle.starts_with("measure up to M = "),
        "{}",
        judgement.settle
    );
    // The other side of it holds; a power that stays away is refuted, and reaches nothing.
    assert_eq!(asked("Omega(M^(-1/2))", &slow).reached_at, None);
    let away = asked("O(M^(-1/2))", &draw(Truth::power(-0.4), 0.01));
    assert_eq!((away.verdict, away.over_the_range, away.reached_at), (Refuted, Over::Violated, None), "{}", away.reason);
    // From below as well.
    let mirrored = asked("Omega(M^(1/2))", &curve(|x| -falling(x), 0.01));
    assert!(mirrored.verdict == Inconclusive && mirrored.reached_at.is_some_and(|at| at > 131_072.0), "{}", mirrored.reason);
}

#[test]
fn a_slope_that_passes_through_the_claim_has_no_limit_yet() {
    let passing = |bend: f64, from: f64| curve(move |x| -0.5 * x + bend * (x - from).powi(2), 0.005);
    let judgement = asked("O(M^(-1/2))", &passing(0.02, 7.5));
    assert_eq!(judgement.verdict, Inconclusive, "{}", judgement.reason);
    assert!(judgement.reason.contains("passes through the claim"), "{}", judgement.reason);
    let mirrored = asked("Omega(M^(-1/2))", &passing(-0.02, 7.5));
    assert!(mirrored.verdict == Inconclusive && mirrored.reason.contains("passes through the claim"), "{}", mirrored.reason);
    // One that begins beyond the claim is refuted.
    assert_eq!(asked("O(M^(-1/2))", &passing(0.02, 3.0)).verdict, Refuted);
    assert_eq!(asked("Omega(M^(-1/2))", &passing(-0.02, 3.0)).verdict, Refuted);
    // One that leaves the claim ever faster, on the allowed side, supports it.
    verdicts(&passing(-0.02, 3.0), &[("O(M^(-1/2))", Supported), ("Omega(M^(-1/2))", Refuted)]);
    verdicts(&passing(0.02, 3.0), &[("Omega(M^(-1/2))", Supported), ("O(M^(-1/2))", Refuted)]);
}

/// Over the widths a claim holds, is violated or neither, whatever its limit is.
#[test]
fn the_statement_over_the_range_is_its_own() {
    let half = draw(Truth::power(-0.5), 0.02);
    let of = |claim: &str| asked(claim, &half).over_the_range;
    assert_eq!(["O(M^(-1/2))", "Omega(M^(-1/2))", "Theta(M^(-1/2))"].map(of), [Over::Holds; 3]);
    assert_eq!(
        ["O(M^(-2/5))", "Omega(M^(-2/5))", "Theta(M^(-2/5))", "o(M^(-2/5))"].map(of),
        [Over::Holds, Over::Violated, Over::Violated, Over::Holds]
    );
    assert_eq!(
        ["O(M^(-3/5))", "Omega(M^(-3/5))", "Theta(M^(-3/5))", "o(M^(-3/5))"].map(of),
        [Over::Violated, Over::Holds, Over::Violated, Over::Violated]
    );
    let loud = draw(Truth::power(-0.5), 1.2);
    for claim in ["O(M^(-1/2))", "Omega(M^(-1/2))", "Theta(M^(-1/2))"] {
        assert_eq!(asked(claim, &loud).over_the_range, Over::Open, "{claim}");
    }
}

/// The p-value of a refutation is the largest of those of its parts.
#[test]
fn p_values_are_those_of_the_weakest_part() {
    let sample = draw(Truth::power(-0.5), 0.15);
    let summary = summarise(&sample, Functional::LogLocation);
    let reading = Windows::new(&summary, &sample).read(0.0);
    for (claim, a, sign) in [("O(M^(-11/20))", -0.55, 1.0), ("Omega(M^(-2/5))", -0.4, -1.0)] {
        let judgement = asked(claim, &sample);
        let view = View::new(&reading, a, sign);
        let two_sided = |slope: asymptest_judge::stats::slope::Slope| 2.0 * t_exceeds(slope.estimate / slope.error, slope.degrees);
        let expected = two_sided(view.range()).max(view.p_of_limit(0.01));
        if judgement.verdict == Refuted {
            assert!((judgement.p_value - expected).abs() < 1e-9 && expected < 0.05, "{claim}: {} {expected}", judgement.p_value);
        } else {
            assert!(judgement.p_value == 1.0 && expected >= 0.05, "{claim}: {} {expected}", judgement.p_value);
        }
    }
}

/// The interval of the limit is the hull of those of the families, and the range is Student's interval.
#[test]
fn estimates_are_those_of_the_reading() {
    let sample = draw(Truth::Corrected { power: -0.5, log: 0.0, size: 0.8, rate: 0.6 }, 0.02);
    let reading = Windows::new(&summarise(&sample, Functional::LogLocation), &sample).read(0.0);
    let judgement = asked("Theta(M^(-1/4))", &sample);
    let quantile = t_quantile(0.975, reading.degrees);
    assert!((judgement.range.estimate - reading.range.estimate).abs() < 1e-12);
    assert!((judgement.range.high - reading.range.estimate - quantile * reading.range.error).abs() < 1e-9);
    let hull = View::new(&reading, 0.0, 1.0).hull(quantile);
    assert!((judgement.exponent.low - hull.0).abs() < 1e-9 && (judgement.exponent.high - hull.1).abs() < 1e-9);
    assert!((judgement.normalised.low - hull.0 - 0.25).abs() < 1e-9);
    assert_eq!(
        judgement.families.iter().map(|family| family.family).collect::<Vec<_>>(),
        reading.families.iter().map(|f| f.name).collect::<Vec<_>>()
    );
    assert_eq!(judgement.families.iter().filter(|family| family.best).count(), 1);
    let low = judgement.families.iter().map(|family| family.exponent.low).fold(f64::INFINITY, f64::min);
    assert!((low - judgement.exponent.low).abs() < 1e-9 && judgement.families.iter().all(|f| f.exponent.contains(f.exponent.estimate)));
}

#[test]
fn a_simpler_rate_is_named_before_support_is_said() {
    let sample = draw(Truth::power(-0.5), 0.05);
    let judgement = asked("Theta(M^(-99/200))", &sample);
    assert_eq!((judgement.verdict, judgement.rival.as_deref()), (Inconclusive, Some("M^(-1/2)")), "{}", judgement.reason);
    assert!(judgement.reason.starts_with("M^(-1/2) is simpler, passes the same tests and excludes the claim: "), "{}", judgement.reason);
    assert!(judgement.limits.iter().all(|limit| !limit.contains("catalogue")));
    assert!(asked("Theta(M^(-1/2))", &sample).limits.iter().any(|limit| limit.contains("catalogue")));
    for claim in ["O(M^(-1/2))", "Omega(M^(-1/2))", "Theta(M^(-1/2))"] {
        let judgement = asked(claim, &sample);
        assert_eq!((judgement.verdict, judgement.rival), (Supported, None), "{claim}");
    }
}

/// Of claims that exclude one another one at most is supported.
#[test]
fn exclusive_claims_are_never_both_supported() {
    let rates: [&str; 9] = [
        "M^(-1/2)",
        "M^(-12/25)",
        "M^(-13/25)",
        "M^(-11/24)",
        "M^(-13/24)",
        "M^(-1/2) log(M)^(1/4)",
        "M^(-1/2) log(M)^(-1/4)",
        "M^(-2/5)",
        "M^(-5/12)",
    ];
    let truths = [Truth::power(-0.5), Truth::power(-0.45), Truth::Law { power: -0.5, log: 0.25 }, Truth::Law { power: -0.5, log: 1.0 }];
    for (truth, sigma) in truths.into_iter().flat_map(|truth| [(truth, 0.003), (truth, 0.02)]) {
        let sample = draw(truth, sigma);
        let supported: Vec<&str> =
            rates.into_iter().filter(|rate| asked(&format!("Theta({rate})"), &sample).verdict == Supported).collect();
        assert!(supported.len() <= 1, "{truth}: {supported:?}");
    }
}

/// A power of the logarithm that a law without it fits as well is left open.
#[test]
fn a_logarithm_that_is_not_needed_is_left_out() {
    let sample = draw(Truth::power(-0.5), 0.05);
    let judgement = asked("Omega(M^(-1/2) log(M)^(-1/8))", &sample);
    assert_eq!(judgement.verdict, Inconclusive, "{}", judgement.reason);
    assert!(judgement.reason.starts_with("no logarithm at all fits as well"), "{}", judgement.reason);
    // An upper bound may be larger than it needs to be, unless a simpler rate above it passes.
    assert_eq!(asked("O(M^(-1/2) log(M)^(1/2))", &sample).verdict, Supported);
    assert_eq!(asked("O(M^(-1/2) log(M)^(1/8))", &sample).rival.as_deref(), Some("M^(-2/5) log(M)^(-1)"));
    let with = draw(Truth::Law { power: -0.5, log: 1.0 }, 0.01);
    assert_eq!(asked("Omega(M^(-1/2) log(M))", &with).verdict, Supported);
    // log M has to exceed 0.3 at the smallest width.
    let group = |k: i32| {
        WidthGroup::new(2f64.powi(k), (0..5).map(|j| 2f64.powi(k).powf(-0.5) * (0.01 * f64::from((7 * j + k) % 5)).exp()).collect())
    };
    let small = Sample::new((0..6).map(group).collect());
    assert!(asked("O(M^(-1/2) log(M))", &small).reason.contains("needs M > 1.35"));
    assert_eq!(asked("O(M^(-1/2))", &small).path, Path::Noise);
}

#[test]
fn failed_and_missing_runs_withhold_a_verdict() {
    let whole = draw(Truth::power(-0.5), 0.02);
    for (claim, sure) in [("O(M^(-1/2))", Supported), ("O(M^(-3/4))", Refuted)] {
        assert_eq!(asked(claim, &whole).verdict, sure);
        let mut failed = whole.clone();
        failed.groups[3].failed = 2;
        let judgement = asked(claim, &failed);
        assert_eq!((judgement.verdict, judgement.tightness), (Inconclusive, Tightness::Unknown));
        assert!(
            judgement.reason.starts_with("withheld: 2 of 122 runs have no finite value (at most 17 % at one width)"),
            "{}",
            judgement.reason
        );
        assert!(judgement.families.is_empty() && judgement.exponent.low == f64::NEG_INFINITY && judgement.normalised.high == f64::INFINITY);
        assert!(judgement.range.low.is_finite() && has(&judgement, "failed_runs"));
        assert!(judgement.settle.contains("same number of runs"), "{}", judgement.settle);
    }
    // Nothing is withheld where there was no verdict.
    let mut loud = draw(Truth::power(-0.5), 1.5);
    loud.groups[0].failed = 1;
    let judgement = asked("Theta(M^(-1/2))", &loud);
    assert!(judgement.verdict == Inconclusive && judgement.reason.starts_with("1 of 121 runs"), "{}", judgement.reason);
    // Zeros are said, and are no failure.
    let mut zero = whole;
    zero.groups[11].zeros = 2;
    let judgement = asked("O(M^(-1/2))", &zero);
    assert!(judgement.verdict == Supported && has(&judgement, "zeros"));
    assert!(
        judgement.warnings.iter().any(|w| w.text.starts_with("2 of the values are 0, which has no logarithm: ")),
        "{:?}",
        judgement.warnings
    );
}

/// Runs fewer at some widths without gaps are a plan; the same counts with gaps are asked whether the curve bends.
#[test]
fn counts_that_follow_the_width_withhold_a_verdict_unless_planned() {
    let cells: Vec<(f64, usize)> = (0..10).map(|i| (2f64.powi(6 + i), 24 - 2 * i as usize)).collect();
    let design = Design { name: "fewer".to_owned(), cells };
    let bent = Truth::Corrected { power: -0.5, log: 0.0, size: 3.0, rate: 0.5 };
    let mut sample = Noise::normal(0.02).sample(&bent, &design, &mut Stream::of_study(2, "paths", "fewer"));
    let planned = asked("O(M^(-1/4))", &sample);
    assert!(planned.verdict == Supported && !has(&planned, "counts_follow_width"), "{}", planned.reason);
    sample.groups.iter_mut().for_each(|group| group.labels.iter_mut().skip(1).for_each(|label| *label += group.values.len() as u64));
    let lost = asked("O(M^(-1/4))", &sample);
    assert_eq!(lost.verdict, Inconclusive, "{}", lost.reason);
    assert!(
        has(&lost, "counts_follow_width") && lost.reason.starts_with("withheld: the number of runs changes with the width (24 to 6)"),
        "{}",
        lost.reason
    );
    // A straight line bends nowhere.
    let mut straight = Noise::normal(0.02).sample(&Truth::power(-0.5), &design, &mut Stream::of_study(2, "paths", "fewer"));
    straight.groups.iter_mut().for_each(|group| group.labels.iter_mut().skip(1).for_each(|label| *label += group.values.len() as u64));
    assert_eq!(asked("O(M^(-1/4))", &straight).verdict, Supported);
}

#[test]
fn replicates_that_belong_together_are_said() {
    let sample = |factor: f64, slope: f64| {
        let mut sample = draw(Truth::power(-0.5), 0.02);
        for group in &mut sample.groups {
            let x = group.width.ln() - 8.0;
            let own = |label: usize| ((label as f64 - 4.5) * (factor + slope * x)).exp();
            group.values.iter_mut().enumerate().for_each(|(label, value)| *value *= own(label));
        }
        asked("Theta(M^(-1/2))", &sample)
    };
    let (plain, blocks, slopes) = (sample(0.0, 0.0), sample(0.1, 0.0), sample(0.0, 0.01));
    assert!(!has(&plain, "replicate_blocks") && !has(&plain, "replicates_share_slopes"));
    assert!(has(&blocks, "replicate_blocks") && !has(&blocks, "replicates_share_slopes"));
    assert!(has(&slopes, "replicates_share_slopes"));
    // What is shared is taken off: the error is that of the noise alone.
    let error = |judgement: &Judgement| judgement.range.high - judgement.range.low;
    assert!((error(&blocks) / error(&plain) - 1.0).abs() < 0.2 && error(&slopes) > 3.0 * error(&plain));
    assert_eq!((plain.verdict, blocks.verdict), (Supported, Supported));
}

#[test]
fn what_the_window_left_out_is_said() {
    let off = |bad: usize| {
        let mut sample = draw(Truth::power(-0.5), 0.01);
        for (i, group) in sample.groups[..bad].iter_mut().enumerate() {
            group.values.iter_mut().for_each(|value| *value *= if i % 2 == 0 { 2.0 } else { 0.6 });
        }
        asked("Theta(M^(-1/2))", &sample)
    };
    let said = |judgement: &Judgement| judgement.warnings.iter().find(|w| w.code == "narrow_widths_dropped").map(|w| w.text.clone());
    assert_eq!((off(0).window.widths, said(&off(0))), (12, None));
    assert!(said(&off(1)).is_some_and(|text| text.starts_with("the smallest width was dropped")));
    let two = off(2);
    assert!(said(&two).is_some_and(|text| text.starts_with("the smallest 2 widths were dropped")));
    assert_eq!((two.window.widths, two.verdict), (10, Supported));
    let all = off(12);
    assert!(
        has(&all, "no_family_fits") && has(&all, "scatter") && all.window.widths == 12 && all.verdict == Inconclusive,
        "{}",
        all.reason
    );
}

/// y = M^-2 (1 - 0.7/M) to all digits: rates settle at -2.
#[test]
fn tables_are_judged_by_the_limit_of_their_rates() {
    let second = table(8, |m| m.powi(-2) * (1.0 - 0.7 / m));
    verdicts(
        &second,
        &[
            ("Theta(M^(-2))", Supported),
            ("O(M^(-2))", Supported),
            ("Omega(M^(-2))", Supported),
            ("o(M^(-2))", Refuted),
            ("O(M^(-3/2))", Supported),
            ("Omega(M^(-3/2))", Refuted),
            ("o(M^(-3/2))", Supported),
            ("Theta(M^(-3/2))", Refuted),
            ("O(M^(-5/2))", Refuted),
            ("Omega(M^(-5/2))", Supported),
            ("o(M^(-5/2))", Refuted),
            ("Theta(M^(-5/2))", Refuted),
        ],
    );
    let judgement = asked("Theta(M^(-2))", &second);
    assert_eq!((judgement.path, judgement.tightness), (Path::Table, Tightness::Tight));
    assert!(judgement.p_value.is_nan() && has(&judgement, "no_noise") && judgement.power.is_none());
    assert!(judgement.reason.contains("no statistical level") && judgement.exponent.contains(-2.0));
    let loose = asked("O(M^(-3/2))", &second);
    assert!(loose.tightness == Tightness::Loose && loose.loose_by.is_some_and(|by| by.contains(0.5)));
    let loose = asked("Omega(M^(-5/2))", &second);
    assert!(loose.tightness == Tightness::Loose && loose.loose_by.is_some_and(|by| by.contains(0.5)));
    assert_eq!(asked("O(M^(-2))", &second).tightness, Tightness::Tight);
    // Over the range every rate has to say so: those of this table fall from above -2.
    let of = |claim: &str| asked(claim, &second).over_the_range;
    assert_eq!(
        ["O(M^(-3/2))", "O(M^(-5/2))", "Theta(M^(-3/2))", "Omega(M^(-3/2))"].map(of),
        [Over::Holds, Over::Violated, Over::Violated, Over::Violated]
    );
    // A twentieth of the exponent is the margin. Within it a simpler rate that excludes the claim passes the same tests, and goes before it.
    verdicts(
        &second,
        &[("O(M^(-39/20))", Inconclusive), ("Theta(M^(-39/20))", Refuted), ("O(M^(-41/20))", Inconclusive), ("O(M^(-43/20))", Refuted)],
    );
    assert_eq!(asked("O(M^(-41/20))", &second).rival.as_deref(), Some("M^(-2)"));
    // What falls by less than the margin below a rate is not told from the rate.
    let steeper = table(8, |m| m.powf(-2.02) * (1.0 - 0.7 / m));
    verdicts(&steeper, &[("o(M^(-2))", Inconclusive), ("O(M^(-2))", Supported), ("Theta(M^(-2))", Inconclusive)]);
    // Copies of one value are a table, and a logarithm is divided out.
    let copies = Sample::new(second.groups.iter().map(|g| WidthGroup::new(g.width, vec![g.values[0]; 3])).collect());
    assert_eq!(asked("Theta(M^(-2))", &copies).path, Path::Table);
    let logs = table(8, |m| m.powi(-2) * m.ln());
    verdicts(&logs, &[("Theta(M^(-2) log(M))", Supported), ("Theta(M^(-3/2) log(M))", Refuted)]);
}

#[test]
fn tables_that_do_not_settle_are_open() {
    // exp(sqrt(log M)) has no power: its rates move on.
    let slow = table(10, |m| (3.0 * m.ln().sqrt()).exp());
    for claim in ["Theta(1)", "Theta(M^(1/2))", "Theta(M^(1/4))"] {
        assert_ne!(asked(claim, &slow).verdict, Supported, "{claim}");
    }
    let linear = table(9, |m| (0.05 * m.ln().powi(2)).exp());
    let judgement = asked("Theta(M^(1/2))", &linear);
    assert_eq!((judgement.verdict, judgement.path), (Inconclusive, Path::Table));
    assert!(
        judgement.reason.starts_with("the rates do not settle yet: ") && judgement.settle.starts_with("larger sizes, from M = "),
        "{}",
        judgement.settle
    );
    // The last row at its floor: the rows before it are to be judged.
    let floor = table(8, |m| m.powi(-2) * if m > 1000.0 { 2.5 } else { 1.0 });
    let judgement = asked("Theta(M^(-2))", &floor);
    assert!(judgement.verdict == Inconclusive && has(&judgement, "rounding_floor"), "{}", judgement.reason);
    assert_eq!(judgement.settle, "leave out the last row: keep the sizes up to 512");
    let before = Sample::new(floor.groups[..7].to_vec());
    assert_eq!(asked("Theta(M^(-2))", &before).verdict, Supported);
    // Rows before the rates settle are left out, and said.
    let early = table(9, |m| {
        m.powi(-2)
            * if m < 10.0 {
                3.0
            } else if m < 20.0 {
                2.0
            } else {
                1.0
            }
    });
    let judgement = asked("Theta(M^(-2))", &early);
    assert!(
        judgement.verdict == Supported && has(&judgement, "pre_asymptotic_rows") && judgement.window.from == 16.0,
        "{}",
        judgement.reason
    );
    // Rough ones go the way of noise.
    let rough = table(9, |m| m.powi(-2) * (1.0 + 0.1 * (7.0 * m.ln()).sin()));
    let judgement = asked("O(M^(-1))", &rough);
    assert!(judgement.path == Path::Noise && has(&judgement, "few_replicates"));
    // Three rows have neither a verdict nor an interval, four no fewer rates than three.
    let three = asked("Theta(M^(-2))", &table(3, |m| m.powi(-2)));
    assert!(
        three.path == Path::None && three.range.low == f64::NEG_INFINITY && three.reason.starts_with("three sizes with one value each")
    );
    assert_eq!(asked("Theta(M^(-2))", &table(4, |m| m.powi(-2))).path, Path::Table);
}

/// Digits printed limit what a table can say.
#[test]
fn few_digits_widen_the_limit_of_a_table() {
    let rounded = |digits| {
        let mut sample = table(8, |m| 1.7 * m.powi(-2));
        sample.digits = Some(digits);
        asked("Theta(M^(-2))", &sample).exponent
    };
    let width = |digits| rounded(digits).high - rounded(digits).low;
    assert!((width(12) - 0.02).abs() < 1e-6 && (width(2) - 8.0 * 0.05 / 2f64.ln()).abs() < 0.01, "{} {}", width(12), width(2));
}

#[test]
fn claims_that_are_asked_together_get_what_they_get_alone() {
    let sample = draw(Truth::Law { power: -0.5, log: 1.0 }, 0.02);
    let bounds: Vec<Bound> = ["O(M^(-1/2) log(M))", "Theta(M^(-1/2))", "o(M^(-1/4))", "Omega(log(M))"]
        .iter()
        .map(|claim| claim.parse().expect("a claim"))
        .collect();
    let together = judge_all(&bounds, &sample, &quiet());
    assert_eq!(together.len(), bounds.len());
    for (bound, judgement) in bounds.iter().zip(together) {
        let alone = judge(bound, &sample, &quiet());
        assert_eq!(serde_json::to_string(&alone).expect("JSON"), serde_json::to_string(&judgement).expect("JSON"));
        assert_eq!(judgement.without_logs.is_some(), bound.to_string().contains("log"));
    }
}

#[test]
fn near_misses_are_told_apart_where_they_are() {
    let near = |claim: &str, sigma| asked(claim, &draw(Truth::power(-0.5), sigma)).near_misses;
    let (told, not) = (near("Theta(M^(-1/2))", 0.005), near("Theta(M^(-1/2))", 9.0));
    assert!(
        told.told_apart.len() >= 4 && told.told_apart.contains(&"M^(-1/4)".to_owned()) && told.told_apart.contains(&"M^(-3/8)".to_owned()),
        "{told:?}"
    );
    assert!(not.told_apart.is_empty() && not.not_told_apart.len() == 6, "{not:?}");
    // An upper bound is contradicted by larger rates alone, a lower one by smaller.
    let (upper, lower) = (near("O(M^(-1/2))", 0.005), near("Omega(M^(-1/2))", 0.005));
    let all = |near: &asymptest_judge::verdict::NearMisses| [near.told_apart.clone(), near.not_told_apart.clone()].concat();
    assert_eq!((all(&upper).len(), all(&lower).len()), (3, 3));
    assert!(all(&upper).contains(&"M^(-1/4)".to_owned()) && all(&lower).contains(&"M^(-3/4)".to_owned()));
    let logarithm = asked("Theta(log(M))", &draw(Truth::OffsetLog { offset: 1.0 }, 0.005)).near_misses;
    assert_eq!(all(&logarithm).len(), 5);
    assert!(logarithm.told_apart.contains(&"M^(1/4)".to_owned()), "{logarithm:?}");
}
