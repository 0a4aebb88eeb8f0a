//! What the judge says of a fixed set of planted samples, number by number: a change of the procedure shows here as a diff to review
//! (`cargo insta review`, or by hand in snapshots/). That the words are right is the matter of verdicts.rs and calibration.rs.

use std::fmt::Write;

use asymptest_judge::calibration::{Design, Noise, Shape, Truth, plan};
use asymptest_judge::claim::Bound;
use asymptest_judge::random::Stream;
use asymptest_judge::stats::{Functional, Sample};
use asymptest_judge::verdict::{Estimate, FamilyLimit, Judgement, Power, Protocol, TimedRow, judge, judge_two_way};

const POWERS: &[&str] = &["O(M^(-1/2))", "Theta(M^(-1/2))", "Omega(M^(-1/4))", "o(M^(-1/4))"];
const WITH_LOGS: &[&str] = &["O(M^(-1/2) log(M)^2)", "Theta(M^(-1/2) log(M))"];
const STEADY: &[&str] = &["O(1)", "Theta(1)", "o(1)", "O(log(M))", "Omega(log(M))"];
const LOGARITHMS: &[&str] = &["O(log(M))", "Omega(log(M))", "Theta(log(M)^2)", "O(log(M)^(1/2))", "Omega(log(M)^2)", "o(log(M))", "O(1)"];
const GROWING: &[&str] = &["O(M^(1/6))", "o(M^(1/2))", "Theta(M^(1/6))", "Omega(M^(1/4))", "O(log(M))", "Omega(M^(1/6) log(M))"];

/// Powers so small that an offset bends the curve over all of the range.
const SLOW: &[&str] = &["O(M^(1/12))", "Theta(M^(1/12))", "Omega(M^(1/12))", "o(M^(1/12))"];

const NEAR_LOGARITHMS: &[&str] = &[
    "Omega(log(M)^(1/2))",
    "Theta(log(M)^(1/2))",
    "o(log(M)^(1/2))",
    "O(log(M)^(1/2))",
    "Omega(log(M)^(3/2))",
    "o(log(M)^(3/2))",
    "o(log(M)^2)",
];

const DECAYS: &[&str] = &["o(1)", "O(1)", "Omega(1)", "o(log(M))", "O(M^(-1/8))"];

fn wide() -> Design {
    Design::geometric(64.0, 131_072.0, 12, 10)
}

fn narrow() -> Design {
    Design::geometric(64.0, 4096.0, 7, 6)
}

fn uneven() -> Design {
    let cells =
        [(32.0, 24), (50.0, 3), (70.0, 1), (128.0, 12), (300.0, 12), (512.0, 2), (1024.0, 8), (4096.0, 8), (8192.0, 5), (32_768.0, 4)];
    Design { name: "uneven".to_owned(), cells: cells.to_vec() }
}

/// Truth, design, noise and the claims made of it.
fn cases() -> Vec<(Truth, Design, Noise, Vec<&'static str>)> {
    let (half, sixth) = (Truth::power(-0.5), 1.0 / 6.0);
    let corrected = |size, rate| Truth::Corrected { power: -0.5, log: 0.0, size, rate };
    let noise = |sigma, drift, shape| Noise { sigma, drift, shape };
    let normal = Noise::normal;
    let mut cases = Vec::new();
    for (truth, claims) in [
        (half, POWERS),
        (corrected(2.0, 0.5), POWERS),
        (corrected(-0.6, 0.3), POWERS),
        (Truth::Law { power: -0.5, log: 1.0 }, WITH_LOGS),
        (Truth::power(0.0), STEADY),
        (Truth::OffsetLog { offset: 3.0 }, LOGARITHMS),
        (Truth::OffsetPower { offset: 2.0, power: sixth }, GROWING),
    ] {
        for (design, noise) in [(wide(), normal(0.03)), (narrow(), normal(0.02)), (uneven(), normal(0.05))] {
            cases.push((truth, design, noise, claims.to_vec()));
        }
    }
    // Violations near the margins, both ways; a weak claim; logarithms that are none.
    for power in [-0.56, -0.53, -0.47, -0.44] {
        cases.push((Truth::power(power), wide(), normal(0.01), POWERS[..2].to_vec()));
        cases.push((Truth::power(power), wide(), normal(0.1), POWERS[..2].to_vec()));
    }
    for power in [0.03, 0.08, 0.12, 0.25] {
        cases.push((Truth::power(power), wide(), normal(0.02), [&STEADY[..2], &LOGARITHMS[..3], &GROWING[..3]].concat()));
    }
    // More widths than are fitted one by one.
    cases.push((Truth::Law { power: -0.5, log: 1.0 }, Design::geometric(16.0, 60_000.0, 140, 3), normal(0.1), WITH_LOGS.to_vec()));
    cases.push((Truth::OffsetLog { offset: 20.0 }, wide(), normal(0.01), LOGARITHMS.to_vec()));
    cases.push((Truth::Law { power: 0.0, log: 2.0 }, wide(), normal(0.02), LOGARITHMS.to_vec()));
    cases.push((Truth::Law { power: 0.0, log: -0.5 }, wide(), normal(0.02), STEADY.to_vec()));
    for (truth, sigma) in [
        (Truth::OffsetPower { offset: 2.0, power: 1.0 / 12.0 }, 0.01),
        (Truth::OffsetPower { offset: 0.0, power: 0.15 }, 0.005),
        (Truth::OffsetLog { offset: 3.0 }, 0.005),
        (Truth::OffsetLog { offset: -3.0 }, 0.005),
        (Truth::power(0.0), 0.01),
        (Truth::power(0.07), 0.002),
    ] {
        cases.push((truth, wide(), normal(sigma), SLOW.to_vec()));
    }
    // Slower than the logarithm, and a logarithm for a power.
    cases.push((Truth::Law { power: 0.0, log: 0.5 }, wide(), normal(0.005), LOGARITHMS.to_vec()));
    cases.push((Truth::OffsetLog { offset: 3.0 }, wide(), normal(0.005), GROWING.to_vec()));
    cases.push((Truth::Law { power: sixth, log: 1.0 }, wide(), normal(0.02), GROWING.to_vec()));
    // Other noise: drifting, with outliers, heavy tails, widths that scatter, none, one value a width.
    for (noise, design) in [
        (noise(0.05, 0.3, Shape::Normal), wide()),
        (noise(0.05, -0.3, Shape::Normal), uneven()),
        (noise(0.03, 0.0, Shape::Outliers), wide()),
        (noise(0.05, 0.0, Shape::HeavyTailed), wide()),
        (noise(0.1, 0.0, Shape::Scattered), wide()),
        (normal(0.0), narrow()),
        (normal(0.02), Design::geometric(64.0, 131_072.0, 12, 1)),
        (normal(0.5), Design::geometric(64.0, 1024.0, 5, 3)),
        (normal(0.03), Design::geometric(64.0, 512.0, 4, 6)),
    ] {
        cases.push((half, design.clone(), noise, POWERS.to_vec()));
        cases.push((Truth::OffsetLog { offset: 1.0 }, design, noise, LOGARITHMS[..3].to_vec()));
    }
    // Powers of the logarithm that lie close to one another, and powers of M that steepen or end.
    for log in [0.25, 0.5, 1.0, 1.5, 2.0] {
        cases.push((Truth::Law { power: 0.0, log }, wide(), normal(0.003), NEAR_LOGARITHMS.to_vec()));
    }
    cases.push((Truth::OffsetLog { offset: 30.0 }, wide(), normal(0.003), NEAR_LOGARITHMS.to_vec()));
    for (power, size, rate) in [(-0.12, -0.6, 0.3), (-0.08, -0.4, 0.2), (-0.2, -0.8, 0.3), (0.1, -0.5, 0.5)] {
        cases.push((Truth::Corrected { power, log: 0.0, size, rate }, wide(), normal(0.01), DECAYS.to_vec()));
        cases.push((Truth::Corrected { power, log: 0.0, size, rate }, narrow(), normal(0.05), DECAYS.to_vec()));
    }
    for (power, sigma) in [(-0.35, 0.15), (-0.36, 0.12), (-0.32, 0.15), (-0.33, 0.2), (-0.28, 0.2), (-0.3, 0.15)] {
        cases.push((Truth::power(power), narrow(), normal(sigma), POWERS[..1].to_vec()));
    }
    // Few widths over a wide range, and many over a narrow one.
    for design in [Design::geometric(64.0, 131_072.0, 7, 8), Design::geometric(64.0, 512.0, 10, 4)] {
        cases.push((half, design, normal(0.02), POWERS[..1].to_vec()));
    }
    // Logarithms under offsets so large that value / log(M) seems to die out.
    for (offset, sigma) in [(60.0, 0.001), (200.0, 0.0003)] {
        cases.push((Truth::OffsetLog { offset }, wide(), normal(sigma), vec!["o(log(M))", "o(log(M)^2)", "o(log(M)^(1/2))"]));
    }
    cases
}

#[test]
fn planted_samples_are_judged_as_before() {
    let mut text = String::new();
    for (number, (truth, design, noise, claims)) in (1u64..).zip(cases()) {
        let sample = noise.sample(&truth, &design, &mut Stream::of_study(number, "judgements", "sample"));
        let shape = format!("{:?} noise of {} M^{}", noise.shape, noise.sigma, noise.drift);
        line(&mut text, &format!("\n{number}. y = {truth}, widths {}, {shape}", design.name));
        // Trials of power are the dear part.
        let is_tried = number % 4 == 1 || noise.shape == Shape::Scattered;
        let protocol = Protocol { power_trials: if is_tried { 6 } else { 0 }, ..Protocol::default() };
        describe_sample(&mut text, &judged(claims[0], &sample, &protocol));
        if number % 4 == 2 || design.name == narrow().name {
            let strict = Protocol { confidence: 0.99, power_trials: 0, ..Protocol::default() };
            describe(&mut text, &format!("{} at 99 %", claims[0]), &judged(claims[0], &sample, &strict));
        }
        for claim in claims {
            describe(&mut text, claim, &judged(claim, &sample, &protocol));
        }
        if number % 4 == 0 {
            let mean = Protocol { functional: Functional::Mean, power_trials: 0, ..Protocol::default() };
            describe(&mut text, "O(M^(-1/2)) of the mean", &judged("O(M^(-1/2))", &sample, &mean));
        }
    }
    snapshot("judgements", &text);
}

/// What a study would cost and see, before it is run.
#[test]
fn studies_are_planned_as_before() {
    let (mut text, quiet) = (String::new(), Protocol { power_trials: 0, ..Protocol::default() });
    let noise = Noise { sigma: 0.2, drift: -0.1, shape: Shape::Normal };
    for (ladder, deviation) in [(wide(), 0.1), (wide(), 0.05), (narrow(), 0.2), (uneven(), 0.1)] {
        let widths: Vec<f64> = ladder.cells.iter().map(|cell| cell.0).collect();
        line(&mut text, &format!("\nto see M^{deviation} on {}", ladder.name));
        for claim in ["O(M^(-1/2))", "Theta(M^(-1/2) log(M))", "Omega(M^(1/6))", "o(1)", "O(log(M))", "Theta(log(M)^2)"] {
            let made = plan(&claim.parse().expect("a claim"), &widths, &noise, deviation, &quiet);
            let said = made.map_or_else(
                || "no number of replicates is enough".to_owned(),
                |made| {
                    let (cost, error) = (made.cost.round(), number(made.error_a_width));
                    let planned = if made.well_planned { "well planned" } else { "not well planned" };
                    format!("{} replicates, cost {cost}, error {error}, {planned}, {}", made.replicates, strength(&made.power))
                },
            );
            line(&mut text, &format!("  {claim}: {said}"));
        }
    }
    snapshot("plans", &text);
}

/// y = t^c M^a, with noise that a run keeps for all its times.
fn timed(power: f64, time_power: f64, times: u32) -> Vec<TimedRow> {
    let mut random = Stream::of_study(1, "judgements", "timed");
    let sample = Noise::normal(0.03).sample(&Truth::power(power), &narrow(), &mut random);
    let runs =
        sample.groups.iter().flat_map(|group| group.values.iter().enumerate().map(|(replicate, value)| (group.width, replicate, *value)));
    let rows = runs.flat_map(|(width, replicate, value)| (3..3 + times).map(move |time| (width, replicate as u64, f64::from(time), value)));
    rows.map(|(width, replicate, time, value)| TimedRow {
        width,
        replicate,
        time,
        value: value * time.powf(time_power) * (0.01 * random.normal()).exp(),
    })
    .collect()
}

#[test]
fn planted_trajectories_are_judged_as_before() {
    let mut text = String::new();
    for (power, time_power, times) in [(-0.5, 1.0, 40), (-0.35, 1.0, 5), (-0.5, 1.2, 5), (-0.5, 0.97, 5), (-0.5, 1.04, 5), (0.0, 0.0, 3)] {
        let rows = timed(power, time_power, times);
        line(&mut text, &format!("\ny = t^{time_power} M^{power} at {times} times"));
        for claim in ["O(M^(-1/2) t)", "Theta(M^(-1/2) t)", "Omega(M^(-1/2) t)", "o(M^(-1/4) t)", "O(M^(-1/2) log(M) t)"] {
            let judged = judge_two_way(&claim.parse().expect("a claim"), &rows, &Protocol { power_trials: 0, ..Protocol::default() });
            let joint = |estimate: Option<Estimate>| estimate.as_ref().map_or_else(|| "none".to_owned(), interval);
            let (width, time) = (joint(judged.joint_width), joint(judged.joint_time));
            line(&mut text, &format!("  {claim}: {:?}, jointly M^{width} t^{time}, {} times", judged.verdict, judged.times));
            for at in &judged.at_time {
                let adjusted = at.judgement.p_adjusted.map_or_else(String::new, |p| format!("{p:.1e}"));
                line(&mut text, &format!("    t = {}: {}, adjusted p {adjusted}", at.time, numbers(&at.judgement)));
            }
            for at in &judged.at_width {
                line(&mut text, &format!("    M = {}: t^{} {:?}", at.width, interval(&at.exponent), at.verdict));
            }
        }
    }
    snapshot("judgements_in_time", &text);
}

pub(crate) fn snapshot(name: &str, text: &str) {
    crate::snapshots::settings().bind(|| insta::assert_snapshot!(name, text));
}

fn judged(claim: &str, sample: &Sample, protocol: &Protocol) -> Judgement {
    judge(&claim.parse::<Bound>().expect("a claim"), sample, protocol)
}

pub(crate) fn line(text: &mut String, line: &str) {
    writeln!(text, "{line}").expect("writes to a string");
}

/// What is the same for all claims on one sample.
pub(crate) fn describe_sample(text: &mut String, judgement: &Judgement) {
    let window = judgement.window;
    line(text, &format!("  {} widths from {} to {}, {} replicates", window.widths, window.from, window.to, window.replicates));
    let slopes: Vec<String> =
        judgement.local_slopes.iter().map(|slope| format!("{}+-{}", number(slope.slope), number(slope.error))).collect();
    line(text, &format!("  local slopes {}", slopes.join(" ")));
    judgement.limits.iter().for_each(|limit| line(text, &format!("  limit: {limit}")));
}

pub(crate) fn describe(text: &mut String, claim: &str, judgement: &Judgement) {
    line(text, &format!("  {claim}: {}", numbers(judgement)));
    line(text, &format!("    {}", judgement.reason));
    if !judgement.settle.is_empty() {
        line(text, &format!("    {}", judgement.settle));
    }
    if let Some(power) = &judgement.power {
        line(text, &format!("    {}", strength(power)));
    }
    if let Some(without) = &judgement.without_logs {
        let power = without.power.as_ref().map_or_else(String::new, strength);
        line(text, &format!("    without logs: {:?} {:?} {} {power}", without.verdict, without.tightness, interval(&without.exponent)));
    }
    let limit =
        |family: &FamilyLimit| format!("{}{} {}", family.family, if family.best { " (best)" } else { "" }, interval(&family.exponent));
    let families: Vec<String> = judgement.families.iter().map(limit).collect();
    let reached = judgement.reached_at.map_or_else(String::new, |at| format!(", reached at {at:.0}"));
    let (near, far) = (judgement.near_misses.not_told_apart.join(" "), judgement.near_misses.told_apart.join(" "));
    line(text, &format!("    {:?}: {}; told from {far}; not from {near}{reached}", judgement.path, families.join(", ")));
    judgement.warnings.iter().for_each(|warning| line(text, &format!("    {}: {}", warning.code, warning.text)));
}

pub(crate) fn numbers(judgement: &Judgement) -> String {
    let p = if judgement.p_value.is_nan() { "no p".to_owned() } else { format!("p {:.1e}", judgement.p_value) };
    let mut line = format!("{:?} {:?}, {p}, {:?} over the range", judgement.verdict, judgement.tightness, judgement.over_the_range);
    for (name, estimate) in [("exponent", &judgement.exponent), ("range", &judgement.range), ("normalised", &judgement.normalised)] {
        line += &format!(", {name} {}", interval(estimate));
    }
    if let Some(growth) = &judgement.growth {
        line += &format!(", lambda {} {}", interval(&growth.lambda), if growth.significant { "growing" } else { "not growing" });
    }
    if let Some(by) = &judgement.loose_by {
        line += &format!(", loose by {}", interval(by));
    }
    line + &format!(", scatter {}", number(judgement.scatter))
}

fn strength(power: &Power) -> String {
    let refuted = power.rival_refuted.map_or_else(|| "not simulated".to_owned(), |share| format!("refuted {share:.3} of {}", power.trials));
    let (least, half) = (number(power.minimum_detectable_deviation), number(power.asymptotic_half_width));
    format!("detects {least}, half width {half}; {} at {}: {refuted}", power.rival, number(power.rival_exponent))
}

fn interval(estimate: &Estimate) -> String {
    format!("{} [{}, {}]", number(estimate.estimate), number(estimate.low), number(estimate.high))
}

/// Three decimals, with no sign on a zero; what nothing tells, such as an error from one value a width, is unknown.
fn number(value: f64) -> String {
    if value.is_nan() {
        return "unknown".to_owned();
    }
    let text = format!("{value:.3}");
    if text.trim_matches(['-', '0', '.']).is_empty() { "0".to_owned() } else { text }
}
