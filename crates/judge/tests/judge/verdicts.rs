//! Verdicts: every path beside a case that gets the opposite one.

use asymptest_judge::calibration::{Design, Noise, Truth};
use asymptest_judge::claim::{Bound, Exponent, Growth, Rate, Symbol};
use asymptest_judge::random::Stream;
use asymptest_judge::stats::least_squares::LinearFit;
use asymptest_judge::stats::{Functional, Sample, WidthGroup};
use asymptest_judge::verdict::{Estimate, Judgement, Path, Protocol, Tally, Tightness, TimedRow, Verdict, adjust, judge, judge_two_way};
use proptest::prelude::*;

use Growth::{AtLeast, AtMost, Below, Exactly};
use Tightness::{Loose, Tight, Unknown};
use Verdict::{Inconclusive, Refuted, Supported};

/// `growth(M^(n/d) log(M)^b)`.
fn bound(growth: Growth, (n, d): (i64, i64), b: i64) -> Bound {
    let rate = Rate::power(Symbol::M, Exponent::ratio(n, d)).times(Symbol::LogM, Exponent::integer(b));
    Bound::new(growth, rate)
}

fn draw(truth: Truth, design: &Design, sigma: f64, seed: u64) -> Sample {
    Noise::normal(sigma).sample(&truth, design, &mut Stream::of_study(seed, "verdicts", "draw"))
}

fn good_design() -> Design {
    Design::geometric(64.0, 131_072.0, 12, 10)
}

fn judged(truth: Truth, growth: Growth, a: (i64, i64), b: i64) -> Judgement {
    let protocol = Protocol { power_trials: 20, ..Protocol::default() };
    judge(&bound(growth, a, b), &draw(truth, &good_design(), 0.03, 5), &protocol)
}

#[test]
fn an_interval_holds_what_lies_between_its_ends() {
    let interval = Estimate { estimate: -0.5, low: -0.6, high: -0.3, confidence: 0.95 };
    assert_eq!([-0.7, -0.6, -0.4, -0.3, -0.2, f64::NAN].map(|value| interval.contains(value)), [false, true, true, true, false, false]);
    assert!(Estimate::unknown(0.95).contains(1e300));
}

#[test]
fn each_side_of_a_power_of_m() {
    let half = Truth::power(-0.5);
    for (growth, a, verdict, tightness) in [
        (AtMost, (-1, 2), Supported, Tight),
        (AtMost, (-1, 4), Supported, Loose),
        (AtMost, (-3, 4), Refuted, Unknown),
        (AtLeast, (-1, 2), Supported, Tight),
        (AtLeast, (-3, 4), Supported, Loose),
        (AtLeast, (-1, 4), Refuted, Unknown),
        (Exactly, (-1, 2), Supported, Tight),
        (Exactly, (-1, 4), Refuted, Unknown),
        (Exactly, (-3, 4), Refuted, Unknown),
        (Below, (-1, 4), Supported, Loose),
        (Below, (-1, 2), Refuted, Unknown),
        (Below, (-3, 4), Refuted, Unknown),
    ] {
        let judgement = judged(half, growth, a, 0);
        assert_eq!((judgement.verdict, judgement.tightness), (verdict, tightness), "{growth:?} {a:?}: {}", judgement.reason);
        assert!(judgement.exponent.contains(-0.5) && judgement.range.contains(-0.5));
        let a = a.0 as f64 / a.1 as f64;
        assert!((judgement.normalised.estimate + a - judgement.exponent.estimate).abs() < 1e-12);
        assert_eq!(judgement.loose_by.is_some(), tightness == Loose);
        if let Some(by) = judgement.loose_by {
            assert!(by.contains(0.25), "{by:?}");
        }
    }
}

#[test]
fn logs_of_the_claim_are_exact() {
    let truth = Truth::Law { power: -1.0 / 6.0, log: 3.0 };
    let with = judged(truth, AtMost, (-1, 6), 3);
    // The rate rises over these widths: a constant would pass as well.
    assert_eq!(with.verdict, Verdict::Untestable, "{}", with.reason);
    assert!(with.exponent.contains(-1.0 / 6.0) && with.range.contains(-1.0 / 6.0) && with.normalised.contains(0.0));
    let bare = with.without_logs.clone().expect("the claim has logs");
    assert_eq!(bare.verdict, Refuted);
    assert!(with.warnings.iter().any(|w| w.code == "rate_rises"), "{:?}", with.warnings);
    assert!(with.warnings.iter().any(|w| w.code == "low_power"), "{:?}", with.warnings);
    // A constant passes the claim with its logs, and is refuted without them.
    let constant = judged(Truth::power(0.0), AtMost, (-1, 6), 3);
    assert_ne!(constant.verdict, Refuted);
    let bare = constant.without_logs.expect("the claim has logs");
    assert_eq!(bare.verdict, Refuted);
    assert!(bare.power.and_then(|p| p.rival_refuted).expect("simulated") > 0.8);
}

#[test]
fn a_correction_is_not_a_violation_and_a_masked_violation_is_one() {
    let corrected = Truth::Corrected { power: -0.5, log: 0.0, size: -0.45, rate: 0.5 };
    let judgement = judged(corrected, AtMost, (-1, 2), 0);
    assert_eq!(judgement.verdict, Supported, "{}", judgement.reason);
    assert!(judgement.range.low > -0.5, "a log-log slope alone would refute it");
    let transient = Truth::Corrected { power: -0.3, log: 0.0, size: 30.0, rate: 1.0 };
    let judgement = judged(transient, AtMost, (-1, 2), 0);
    assert_eq!(judgement.verdict, Refuted, "{}", judgement.reason);
    assert!(judgement.range.high < -0.5, "a log-log slope alone would support it");
}

#[test]
fn the_reason_says_which_evidence_decided() {
    let begins = |judgement: &Judgement, words: &str| assert!(judgement.reason.starts_with(words), "{}", judgement.reason);
    // A violation over all widths, and one that a transient hides from them.
    begins(&judged(Truth::power(-0.5), AtMost, (-3, 4), 0), "the widths and the limit both exclude the claim: ");
    let transient = Truth::Corrected { power: -0.3, log: 0.0, size: 30.0, rate: 1.0 };
    begins(&judged(transient, AtMost, (-1, 2), 0), "the end of the curve and the limit exclude the claim: ");
    let of = |widths, sigma, claimed| {
        let sample = draw(Truth::power(-0.5), &Design::geometric(128.0, 65_536.0, widths, 20), sigma, 1);
        judge(&bound(AtMost, claimed, 0), &sample, &Protocol::default())
    };
    begins(&of(10, 0.6, (-13, 20)), "the widths and the limit both exclude the claim: ");
    for widths in 3..5 {
        begins(&of(widths, 0.001, (-1, 2)), &format!("{widths} widths cannot tell a correction from a law: "));
    }
    begins(&of(6, 0.8, (-1, 2)), "neither the claim nor a violation of it is excluded: ");
}

#[test]
fn logarithms_and_small_powers() {
    for offset in [-2.0, 0.0, 3.0] {
        let truth = Truth::OffsetLog { offset };
        let design = Design::geometric(64.0, 131_072.0, 16, 30);
        let protocol = Protocol { power_trials: 4, ..Protocol::default() };
        let sample = draw(truth, &design, 0.01, 3);
        for (growth, b) in [(Exactly, 1), (AtMost, 1), (AtLeast, 1)] {
            let judgement = judge(&bound(growth, (0, 1), b), &sample, &protocol);
            assert_eq!(judgement.verdict, Supported, "{offset} {growth:?}: {:?}", judgement.growth);
            assert!(judgement.exponent.contains(0.0) && judgement.growth.is_some_and(|g| g.significant));
        }
        // lambda within half a twelfth of 0 is too small a power to be told from the logarithm; one of about a twelfth is told.
        for (power, verdict) in [(0.04, Inconclusive), (0.075, Refuted)] {
            let small = judge(&bound(Exactly, (0, 1), 1), &draw(Truth::power(power), &design, 0.003, 3), &protocol);
            let lambda = small.growth.expect("read as growth").lambda;
            assert_eq!(small.verdict, verdict, "{lambda:?}");
            assert!(lambda.contains(power) && lambda.low > 0.0, "{lambda:?}");
        }
        // Growth that ends is not told from growth as slow as a logarithm; a power is.
        for (growth, a, verdict) in [(AtMost, (0, 1), Inconclusive), (AtLeast, (1, 4), Refuted), (Exactly, (1, 4), Refuted)] {
            assert_eq!(judge(&bound(growth, a, 0), &sample, &protocol).verdict, verdict, "{offset} {growth:?} {a:?}");
        }
    }
    assert_eq!(judged(Truth::power(0.3), Exactly, (0, 1), 1).verdict, Refuted);
    assert_eq!(judged(Truth::power(0.3), AtMost, (0, 1), 1).verdict, Refuted);
    assert_eq!(judged(Truth::power(0.3), AtLeast, (0, 1), 1).verdict, Supported);
    assert_eq!(judged(Truth::power(0.0), AtLeast, (0, 1), 1).verdict, Refuted);
    assert_eq!(judged(Truth::power(0.0), Exactly, (0, 1), 1).verdict, Refuted);
    assert_eq!(judged(Truth::power(-0.5), AtMost, (0, 1), 1).verdict, Supported);
    assert_eq!(judged(Truth::OffsetPower { offset: 2.0, power: 0.4 }, Exactly, (0, 1), 1).verdict, Refuted);
    assert_eq!(judged(Truth::Law { power: 0.0, log: 2.0 }, Exactly, (0, 1), 2).verdict, Supported);
}

#[test]
fn few_widths_are_refuted_at_best() {
    let protocol = Protocol::default();
    for (count, growth, a, verdict) in [
        (4, AtMost, (-1, 2), Inconclusive),
        (4, AtMost, (-1, 4), Inconclusive),
        (4, AtMost, (-3, 2), Refuted),
        (3, AtMost, (-3, 2), Inconclusive),
        (3, Exactly, (1, 1), Inconclusive),
        (2, AtMost, (0, 1), Inconclusive),
        (1, AtMost, (0, 1), Inconclusive),
    ] {
        let sample = draw(Truth::power(-0.5), &Design::geometric(128.0, 65_536.0, count, 20), 0.001, 1);
        let judgement = judge(&bound(growth, a, 0), &sample, &protocol);
        assert_eq!(judgement.verdict, verdict, "{count} {growth:?} {a:?}");
        assert!(judgement.warnings.iter().any(|w| w.code == "few_widths"));
        assert!(!judgement.settle.is_empty() && !judgement.reason.is_empty());
    }
    let enough = draw(Truth::power(-0.5), &Design::geometric(128.0, 65_536.0, 5, 20), 0.001, 1);
    assert_eq!(judge(&bound(AtMost, (-3, 2), 0), &enough, &protocol).verdict, Refuted);
    assert_eq!(judge(&bound(AtMost, (-1, 4), 0), &enough, &protocol).verdict, Supported);
    let none = judge(&bound(AtMost, (0, 1), 0), &Sample::default(), &protocol);
    assert_eq!((none.verdict, none.window.widths), (Inconclusive, 0));
}

#[test]
fn much_noise_is_inconclusive_and_says_what_would_settle_it() {
    let sample = draw(Truth::power(-0.5), &Design::geometric(128.0, 4096.0, 6, 3), 0.4, 2);
    let judgement = judge(&bound(Exactly, (-1, 2), 0), &sample, &Protocol::default());
    assert_eq!(judgement.verdict, Inconclusive);
    assert!(judgement.settle.contains("times the replicates"), "{}", judgement.settle);
    assert!(judgement.warnings.iter().any(|w| w.code == "short_range"));
}

#[test]
fn one_replicate_a_width_is_judged_by_its_scatter() {
    let design = Design::geometric(32.0, 1_048_576.0, 16, 1);
    let protocol = Protocol::default();
    let sample = draw(Truth::power(-0.5), &design, 0.02, 4);
    for (growth, a, verdict) in
        [(AtMost, (-1, 2), Supported), (Exactly, (-1, 2), Supported), (AtMost, (-3, 4), Refuted), (AtLeast, (-1, 4), Refuted)]
    {
        let judgement = judge(&bound(growth, a, 0), &sample, &protocol);
        assert_eq!(judgement.verdict, verdict, "{growth:?} {a:?}: {}", judgement.reason);
        assert!(judgement.warnings.iter().any(|w| w.code == "few_replicates"));
    }
}

#[test]
fn data_without_noise_are_judged_by_their_rates() {
    for replicates in [1, 3] {
        let design = Design::geometric(64.0, 65_536.0, 11, replicates);
        let sample = draw(Truth::power(-0.5), &design, 0.0, 1);
        let judgement = judge(&bound(Exactly, (-1, 2), 0), &sample, &Protocol::default());
        assert_eq!((judgement.verdict, judgement.path), (Supported, Path::Table));
        assert!(judgement.exponent.contains(-0.5) && judgement.exponent.high - judgement.exponent.low < 0.021);
        assert_eq!(judge(&bound(AtMost, (-3, 4), 0), &sample, &Protocol::default()).verdict, Refuted);
    }
}

#[test]
fn a_drift_of_the_noise_is_reported_and_the_mean_can_be_judged() {
    let design = Design::geometric(64.0, 65_536.0, 11, 400);
    let noise = Noise { drift: -0.35, ..Noise::normal(0.5) };
    let sample = noise.sample(&Truth::power(-0.5), &design, &mut Stream::of_study(8, "verdicts", "drift"));
    let typical = judge(&bound(Exactly, (-1, 2), 0), &sample, &Protocol::default());
    assert!(typical.warnings.iter().any(|w| w.code == "noise_drift"), "{:?}", typical.warnings);
    assert!(typical.exponent.contains(-0.5));
    let mean = judge(&bound(Exactly, (-1, 2), 0), &sample, &Protocol { functional: Functional::Mean, ..Protocol::default() });
    assert!(mean.range.high < typical.range.low, "the mean falls faster");
    let steady = judged(Truth::power(-0.5), Exactly, (-1, 2), 0);
    assert!(steady.warnings.iter().all(|w| w.code != "noise_drift"));
}

#[test]
fn an_odd_width_and_outliers_are_named() {
    let mut sample = draw(Truth::power(-0.5), &good_design(), 0.02, 9);
    let clean = judge(&bound(AtMost, (-1, 2), 0), &sample, &Protocol::default());
    assert!(clean.warnings.iter().all(|w| w.code != "odd_width" && w.code != "outliers"), "{:?}", clean.warnings);
    sample.groups[5].values.iter_mut().for_each(|v| *v *= 1.5);
    sample.groups[8].values[0] *= 30.0;
    let judgement = judge(&bound(AtMost, (-1, 2), 0), &sample, &Protocol::default());
    let text = |code| judgement.warnings.iter().find(|w| w.code == code).map(|w| w.text.clone());
    assert!(text("odd_width").is_some_and(|t| t.contains("M = 2048")), "{:?}", judgement.warnings);
    assert!(text("outliers").is_some());
}

#[test]
fn the_json_is_the_contract_and_holds_no_nan() {
    let judgement = judged(Truth::power(-0.5), AtMost, (-1, 2), 0);
    let json = serde_json::to_value(&judgement).expect("serialises");
    assert_eq!(json["verdict"], "supported");
    assert_eq!(json["tightness"], "tight");
    for key in ["exponent", "range", "normalised"] {
        for part in ["estimate", "low", "high"] {
            assert!(json[key][part].is_number(), "{key}.{part}");
        }
    }
    assert_eq!(json["exponent"]["confidence"], 0.95);
    assert_eq!(json["window"]["widths"], 12);
    assert!(json["power"]["rival_refuted"].is_number() && json["warnings"].is_array());
    // Nothing known is null, not a word that other readers refuse.
    let empty = judge(&bound(AtMost, (0, 1), 0), &Sample::default(), &Protocol::default());
    assert!(serde_json::to_value(&empty).expect("serialises")["exponent"]["low"].is_null());
}

#[test]
fn equal_samples_give_equal_judgements() {
    let of = || serde_json::to_string(&judged(Truth::power(-0.5), AtMost, (-1, 6), 3)).expect("serialises");
    assert_eq!(of(), of());
}

#[test]
fn holm_is_written_into_every_claim_and_warns() {
    let mut refuted = judged(Truth::power(-0.5), AtMost, (-3, 4), 0);
    refuted.p_value = 0.03;
    let mut others: Vec<Judgement> = (0..3).map(|_| judged(Truth::power(-0.5), AtMost, (-1, 2), 0)).collect();
    let mut all: Vec<&mut Judgement> = others.iter_mut().collect();
    all.push(&mut refuted);
    adjust(&mut all);
    assert!((refuted.p_adjusted.expect("adjusted") - 0.12).abs() < 1e-12);
    assert!(refuted.warnings.iter().any(|w| w.code == "not_significant_after_holm"));
    assert_eq!(refuted.verdict, Inconclusive, "what Holm's correction does not outlive is no refutation");
    assert!(others.iter().all(|j| j.p_adjusted == Some(1.0) && j.warnings.iter().all(|w| w.code != "not_significant_after_holm")));
}

#[test]
fn the_power_statement_knows_strong_and_weak_runs() {
    let protocol = Protocol::default();
    let share = |sigma, count| {
        let sample = draw(Truth::power(-0.5), &Design::geometric(128.0, 65_536.0, count, 3), sigma, 3);
        judge(&bound(AtMost, (-1, 2), 0), &sample, &protocol).power.and_then(|p| p.rival_refuted).expect("simulated")
    };
    assert!(share(0.02, 10) > 0.99);
    assert!(share(4.0, 6) < 0.4);
    // A constant satisfies O(M): another rival is named.
    let growing = judged(Truth::power(1.0), AtMost, (1, 1), 0).power.expect("has power");
    assert!((growing.rival_exponent - 1.25).abs() < 1e-12 && growing.rival.contains("M^0 satisfies"));
}

#[test]
fn a_tally_is_refuted_by_one_violation_and_by_a_nan() {
    let mut tally = Tally::default();
    assert_eq!(tally.verdict(), Inconclusive);
    tally.record(0.5, 0.0, || "a".into());
    tally.record(0.9, 0.0, || "b".into());
    tally.record(0.7, 0.0, || "c".into());
    assert_eq!((tally.verdict(), tally.largest_ratio, tally.at.as_str()), (Supported, Some(0.9), "b"));
    let mut rounding = tally.clone();
    rounding.record(1.0 + 1e-13, 1e-12, || "rounding".into());
    assert_eq!(rounding.verdict(), Supported);
    // A bound may be reached, and of equal ratios the first is named.
    let mut reached = Tally::default();
    reached.record(1.0, 0.0, || "first".into());
    reached.record(1.0, 0.0, || "second".into());
    assert_eq!((reached.verdict(), reached.at.as_str()), (Supported, "first"));
    let other = Tally { at: "third".into(), ..reached.clone() };
    assert_eq!(reached.clone().merged(other).at, "first");
    assert_eq!(Tally::default().merged(reached.clone()).at, "first");
    let mut broken = Tally::default();
    broken.record(1.1, 1e-12, || "d".into());
    let merged = tally.clone().merged(broken);
    assert_eq!((merged.verdict(), merged.cases, merged.violations, merged.at.as_str()), (Refuted, 4, 1, "d"));
    tally.record(f64::NAN, 0.0, || "nan".into());
    let other = Tally { at: "another nan".into(), ..tally.clone() };
    assert_eq!(tally.clone().merged(other).at, "nan");
    assert_eq!((tally.verdict(), tally.at.as_str()), (Refuted, "nan"));
}

/// y = t M^a with noise that a run keeps for all its times.
fn timed(power: f64, time_power: f64) -> Vec<TimedRow> {
    let sample = draw(Truth::power(power), &good_design(), 0.03, 11);
    let steps = draw(Truth::power(0.0), &Design::geometric(2.0, 1e6, 480, 1), 0.01, 12);
    let mut wobble = steps.groups.iter().map(|g| g.values[0]).cycle();
    let mut rows = Vec::new();
    for WidthGroup { width, values, .. } in &sample.groups {
        for (replicate, value) in values.iter().enumerate() {
            for time in [1.0, 2.0, 4.0, 8.0] {
                let noise = wobble.next().unwrap_or(1.0);
                rows.push(TimedRow {
                    width: *width,
                    replicate: replicate as u64,
                    time,
                    value: value * f64::powf(time, time_power) * noise,
                });
            }
        }
    }
    rows
}

#[test]
fn two_variables_are_judged_apart_and_together() {
    let claim = Bound::new(AtMost, Rate::power(Symbol::M, Exponent::ratio(-1, 2)).times(Symbol::T, Exponent::integer(1)));
    let protocol = Protocol { power_trials: 0, ..Protocol::default() };
    let held = judge_two_way(&claim, &timed(-0.5, 1.0), &protocol);
    assert_eq!(held.verdict, Supported, "{held:?}");
    assert_eq!((held.at_time.len(), held.at_width.len()), (4, 12));
    assert!(held.joint_width.is_some_and(|e| e.contains(-0.5)) && held.joint_time.is_some_and(|e| e.contains(1.0)));
    assert_eq!(judge_two_way(&claim, &timed(-0.2, 1.0), &protocol).verdict, Refuted);
    assert_eq!(judge_two_way(&claim, &timed(-0.5, 1.5), &protocol).verdict, Refuted);
    assert_eq!(judge_two_way(&claim, &[], &protocol).verdict, Inconclusive);
}

/// Very many widths or times are thinned, and the verdict is that of all.
#[test]
fn very_many_widths_and_times_are_merged() {
    let design = Design::geometric(16.0, 60_000.0, 3000, 1);
    let sample = draw(Truth::power(-0.5), &design, 0.1, 3);
    for (a, verdict) in [((-1, 2), Supported), ((-3, 4), Refuted)] {
        let judgement = judge(&bound(AtMost, a, 0), &sample, &Protocol { power_trials: 4, ..Protocol::default() });
        assert_eq!(judgement.verdict, verdict, "{}", judgement.reason);
        assert!(judgement.exponent.contains(-0.5) && judgement.range.contains(-0.5));
        assert_eq!(judgement.window.replicates, sample.groups.len());
        assert!(judgement.window.widths <= 100 && judgement.local_slopes.len() <= 16);
        assert!(judgement.warnings.iter().any(|w| w.code == "widths_merged"));
    }
    let rows: Vec<TimedRow> = (1..=300)
        .flat_map(|t| {
            timed(-0.5, 1.0).into_iter().filter(|r| r.time == 1.0).map(move |r| TimedRow {
                time: f64::from(t),
                value: r.value * f64::from(t),
                ..r
            })
        })
        .collect();
    let claim = Bound::new(AtMost, Rate::power(Symbol::M, Exponent::ratio(-1, 2)).times(Symbol::T, Exponent::integer(1)));
    let judged = judge_two_way(&claim, &rows, &Protocol { power_trials: 3, ..Protocol::default() });
    assert_eq!((judged.verdict, judged.times), (Supported, 300));
    assert!((12..=24).contains(&judged.at_time.len()) && judged.at_time.last().is_some_and(|at| at.time == 300.0));
    let simulated = |at: &asymptest_judge::verdict::AtTime| at.judgement.power.as_ref().is_some_and(|p| p.rival_refuted.is_some());
    assert_eq!(judged.at_time.iter().filter(|at| simulated(at)).count(), 1, "power is said once");
}

/// Margins and limits are printed beside the verdict.
#[test]
fn margins_and_limits_are_said() {
    let judgement = judged(Truth::power(-0.5), AtMost, (-1, 2), 0);
    // 0.25 / 1.22 of the slope of log log M on log M.
    let x: Vec<f64> = good_design().cells.iter().map(|(width, _)| width.ln()).collect();
    let logs: Vec<f64> = x.iter().map(|x| x.ln()).collect();
    let step = LinearFit::polynomial(&x, 0.0, 1, &[1.0; 12]).coefficient(1, &logs) * 0.25 / 1.22;
    let margins = judgement.margins;
    assert!((margins.range - step).abs() < 1e-12 && step < 0.05, "{margins:?}");
    assert_eq!((margins.asymptotic, margins.limit_alone, margins.least_violation), (0.15, 0.05, 0.01));
    assert!(judgement.reason.contains("M^0.027") && judgement.reason.contains("M^0.15"), "{}", judgement.reason);
    assert_eq!(judgement.margins.logarithm, None);
    let short = judge(
        &bound(AtMost, (-1, 2), 0),
        &draw(Truth::power(-0.5), &Design::geometric(128.0, 2048.0, 5, 3), 0.2, 1),
        &Protocol { power_trials: 0, ..Protocol::default() },
    );
    let has = |j: &Judgement, text: &str| j.limits.iter().any(|limit| limit.contains(text));
    assert!(has(&short, "5 widths over a factor of 16") && has(&short, "standard error"), "{:?}", short.limits);
    assert!(!has(&judgement, "standard error") && has(&judgement, "crossover"), "{:?}", judgement.limits);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// No sample breaks the procedure: intervals hold their estimates, JSON holds no text for a number.
    #[test]
    fn any_sample_is_judged(
        groups in prop::collection::btree_map(2u32..100_000, prop::collection::vec((-280.0..280.0f64, 0.0..0.3f64), 1..5), 1..9),
        wild in any::<bool>(),
        (n, b) in (-3i64..4, -2i64..4),
        kind in 0usize..4,
        mean in any::<bool>(),
    ) {
        let groups = groups
            .into_iter()
            .map(|(width, values)| {
                let value = |(power, noise): (f64, f64)| if wild { 10f64.powf(power) } else { noise.exp() };
                WidthGroup::new(f64::from(width), values.into_iter().map(value).collect())
            })
            .collect();
        let groups: Vec<WidthGroup> = groups;
        let count = groups.len();
        let functional = if mean { Functional::Mean } else { Functional::LogLocation };
        let protocol = Protocol { power_trials: 2, functional, ..Protocol::default() };
        let judgement = judge(&bound([AtMost, AtLeast, Exactly, Below][kind], (n, 2), b), &Sample::new(groups), &protocol);
        // Three widths with one value each have no interval at all.
        if judgement.window.widths >= 3 && judgement.path != Path::None {
            for e in [judgement.exponent, judgement.range, judgement.normalised] {
                prop_assert!(e.low <= e.estimate && e.estimate <= e.high, "{e:?} in {judgement:?}");
            }
        }
        let few = [Inconclusive, Inconclusive, Inconclusive, Inconclusive, Refuted];
        prop_assert!(count >= 5 || judgement.verdict == Inconclusive || judgement.verdict == few[count]);
        // Tables have no statistical level.
        prop_assert!(judgement.path == Path::Table || judgement.p_value >= 0.0 && judgement.p_value <= 1.0);
        prop_assert!(!serde_json::to_string(&judgement).expect("serialises").contains("NaN"));
    }
}

/// With a free offset the power of a logarithm is told by the bend alone: powers that exclude one another are never supported together.
#[test]
fn powers_of_a_logarithm_that_exclude_one_another_are_not_both_supported() {
    let protocol = Protocol { power_trials: 0, ..Protocol::default() };
    let design = Design::geometric(128.0, 65_536.0, 10, 5);
    for (offset, sigma) in [(3.0, 0.03), (20.0, 0.02), (0.0, 0.03)] {
        let mut wrong = 0;
        for seed in 0..12 {
            let sample = draw(Truth::OffsetLog { offset }, &design, sigma, seed);
            let verdict = |text: &str| judge(&text.parse().expect("a claim"), &sample, &protocol).verdict;
            wrong += ["Theta(log(M)^2)", "Theta(log(M)^3)", "Omega(log(M)^2)", "Theta(log(M)^(1/2))", "O(log(M)^(1/2))"]
                .iter()
                .filter(|text| verdict(text) == Supported)
                .count();
        }
        assert!(wrong <= 3, "{offset}: {wrong} of 60");
    }
    // The logarithm itself is the simplest power: it is supported as soon as lambda is known to within a twelfth.
    for (sigma, verdict) in [(0.03, Inconclusive), (0.01, Supported)] {
        let sample = draw(Truth::OffsetLog { offset: 3.0 }, &design, sigma, 1);
        assert_eq!(judge(&bound(Exactly, (0, 1), 1), &sample, &protocol).verdict, verdict, "{sigma}");
    }
    let sample = draw(Truth::OffsetLog { offset: 20.0 }, &design, 0.02, 1);
    let judgement = judge(&bound(Exactly, (0, 1), 2), &sample, &protocol);
    assert_eq!(judgement.verdict, Inconclusive);
    assert!(judgement.reason.starts_with("log(M) fits as well as the claim's own power"), "{}", judgement.reason);
    // Enough widths and replicates tell them apart.
    let sample = draw(Truth::OffsetLog { offset: 3.0 }, &Design::geometric(64.0, 131_072.0, 12, 30), 0.005, 1);
    let verdict = |text: &str| judge(&text.parse().expect("a claim"), &sample, &protocol).verdict;
    for text in ["Theta(log(M))", "O(log(M))", "Omega(log(M))", "O(log(M)^2)"] {
        assert_eq!(verdict(text), Supported, "{text}");
    }
    // The simpler logarithm fits as well, and is said.
    assert_eq!(verdict("Omega(log(M)^(1/2))"), Inconclusive);
    for text in ["Theta(log(M)^2)", "Theta(log(M)^(1/2))", "O(log(M)^(1/2))", "Omega(log(M)^2)"] {
        assert_ne!(verdict(text), Supported, "{text}");
    }
}

/// A decay that shows, slower than any power, satisfies o(...): it is never refuted. No decay at all is.
#[test]
fn a_slow_decay_satisfies_a_strict_bound() {
    let protocol = Protocol { power_trials: 0, ..Protocol::default() };
    for (power, log, a) in [(-0.5, -0.3, (-1, 2)), (0.0, -0.3, (0, 1)), (0.0, -0.5, (0, 1))] {
        for seed in 0..8 {
            let sample = draw(Truth::Law { power, log }, &good_design(), 0.02, seed);
            let judgement = judge(&bound(Below, a, 0), &sample, &protocol);
            assert_ne!(judgement.verdict, Refuted, "{power} {log} {seed}: {}", judgement.reason);
        }
    }
    let steady = (0..8).filter(|&seed| {
        judge(&bound(Below, (0, 1), 0), &draw(Truth::power(0.0), &good_design(), 0.02, seed), &protocol).verdict == Refuted
    });
    assert!(steady.count() >= 6);
    // An offset passes for a decay of y / log M, and is none.
    for seed in 0..4 {
        let sample = draw(Truth::OffsetLog { offset: 20.0 }, &good_design(), 0.01, seed);
        assert_ne!(judge(&bound(Below, (0, 1), 1), &sample, &protocol).verdict, Supported);
    }
}
