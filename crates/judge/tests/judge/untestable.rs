//! Untestable here: a claim that the data agree with in a run that could hardly have disagreed, beside the same claim where it could.

use asymptest_judge::calibration::{Design, Noise, Truth};
use asymptest_judge::claim::Bound;
use asymptest_judge::random::Stream;
use asymptest_judge::stats::Sample;
use asymptest_judge::verdict::{Judgement, Protocol, TESTED, Tightness, TimedRow, Verdict, adjust, holm, judge, judge_bare, judge_two_way};

use Verdict::{Inconclusive, Refuted, Supported, Untestable};

/// Trials enough for a share that lies near 0 or 1.
fn protocol() -> Protocol {
    Protocol { power_trials: 60, ..Protocol::default() }
}

fn draw(truth: Truth, design: &Design, sigma: f64) -> Sample {
    Noise::normal(sigma).sample(&truth, design, &mut Stream::of_study(8, "untestable", "draw"))
}

fn wide() -> Design {
    Design::geometric(64.0, 131_072.0, 12, 10)
}

fn bound(claim: &str) -> Bound {
    claim.parse().expect("a claim")
}

fn of(claim: &str, sample: &Sample) -> Judgement {
    judge(&bound(claim), sample, &protocol())
}

fn share(judgement: &Judgement) -> f64 {
    judgement.power.as_ref().and_then(|power| power.rival_refuted).expect("power was simulated")
}

/// (log M)^3 makes the rate rise until log M = 18: a constant passes for it over all of the range, and over none of it without the logs.
#[test]
fn logs_make_a_claim_untestable_that_is_supported_without_them() {
    let sample = draw(Truth::power(-1.0), &wide(), 0.03);
    let literal = of("O(M^(-1/6) log(M)^3)", &sample);
    assert_eq!((literal.verdict, literal.tightness), (Untestable, Tightness::Loose), "{}", literal.reason);
    assert!(share(&literal) < TESTED && literal.reason.starts_with("untestable here: of runs like this one"), "{}", literal.reason);
    assert!(literal.settle.contains("without its logs"), "{}", literal.settle);
    assert!(!literal.reason.contains("supported"), "what is untestable is not called supported: {}", literal.reason);
    let bare = literal.without_logs.expect("a claim with logs");
    assert_eq!(bare.verdict, Supported);
    let alone = of("O(M^(-1/6))", &sample);
    assert!(alone.verdict == Supported && share(&alone) >= TESTED);
    // This claim where it is false over the widths is refuted: what is untestable is a matter of the data, and not of the claim's form.
    assert_eq!(of("O(M^(-1/6) log(M)^3)", &draw(Truth::power(0.5), &wide(), 0.03)).verdict, Refuted);
}

/// One claim and truth under more and more noise: first tested, then untestable or open, and never supported without power.
#[test]
fn noise_makes_a_claim_untestable() {
    let verdicts: Vec<Verdict> = [0.02, 0.5, 1.0, 2.0, 4.0, 8.0]
        .map(|sigma| {
            let judgement = of("O(M^(-1/12))", &draw(Truth::power(-1.0), &wide(), sigma));
            assert_eq!(judgement.verdict == Supported, judgement.verdict.agrees() && share(&judgement) >= TESTED, "sigma {sigma}");
            judgement.verdict
        })
        .to_vec();
    assert_eq!(verdicts[0], Supported);
    assert!(verdicts.contains(&Untestable) && !verdicts.contains(&Refuted), "{verdicts:?}");
}

/// Without power nothing is known of it: simulations, which skip it, say what the statistic says.
#[test]
fn simulations_say_what_the_statistic_says() {
    let sample = draw(Truth::power(-1.0), &wide(), 0.03);
    let bare = judge_bare(&[bound("O(M^(-1/6) log(M)^3)")], &sample, &protocol()).remove(0);
    assert_eq!(bare.verdict, Supported);
    assert!(bare.power.is_none_or(|power| power.rival_refuted.is_none()));
}

/// A claim that could not be refuted was asked all the same: it stays one of the questions that share the level, and is none that Holm reopens.
#[test]
fn an_untestable_claim_is_one_of_the_questions_of_a_run() {
    let sample = draw(Truth::power(-1.0), &wide(), 0.03);
    let (mut untestable, mut refuted) = (of("O(M^(-1/6) log(M)^3)", &sample), of("Omega(M^(-1/2))", &sample));
    let p_values = [untestable.p_value, refuted.p_value];
    adjust(&mut [&mut untestable, &mut refuted]);
    assert_eq!((untestable.verdict, refuted.verdict), (Untestable, Refuted));
    assert_eq!([untestable.p_adjusted, refuted.p_adjusted].map(|p| p.expect("adjusted")).to_vec(), holm(&p_values));
    assert_eq!(refuted.p_adjusted, Some(2.0 * p_values[1]));
}

/// y = t M^power, a run that keeps its noise.
fn timed(power: f64) -> Vec<TimedRow> {
    let sample = draw(Truth::power(power), &wide(), 0.03);
    let wobble = draw(Truth::power(0.0), &Design::geometric(2.0, 1e6, 480, 1), 0.01);
    let mut wobble = wobble.groups.iter().map(|group| group.values[0]).cycle();
    let mut rows = Vec::new();
    for group in &sample.groups {
        for (replicate, value) in group.values.iter().enumerate() {
            for time in [1.0, 2.0, 4.0, 8.0] {
                let value = value * time * wobble.next().unwrap_or(1.0);
                rows.push(TimedRow { width: group.width, replicate: replicate as u64, time, value });
            }
        }
    }
    rows
}

#[test]
fn a_claim_in_time_is_untestable_if_its_last_time_is() {
    let of = |claim: &str, power| judge_two_way(&bound(claim), &timed(power), &protocol());
    let (literal, bare) = (of("O(t M^(-1/6) log(M)^3)", -1.0), of("O(t M^(-1/6))", -1.0));
    assert_eq!((literal.verdict, bare.verdict), (Untestable, Supported));
    assert_eq!(of("O(t M^(-1/6) log(M)^3)", 0.6).verdict, Refuted);
    assert_eq!(judge_two_way(&bound("O(t M^(-1/6) log(M)^3)"), &[], &protocol()).verdict, Inconclusive);
}
