//! Judgements of the field in words and numbers: one data set of every shape and of every table, by claims in turn.

use asymptest_judge::calibration::field::{Sort, shapes, systems};
use asymptest_judge::claim::{Bound, Growth};
use asymptest_judge::stats::Sample;
use asymptest_judge::verdict::{FloorBy, Protocol, judge_above_floor, judge_all};

use crate::judgements::{describe, describe_sample, line, snapshot};

const SEED: u64 = 7;

/// Claims in turn: growth, and quarters of a power beside the truth.
const CLAIMS: [(Growth, i64); 10] = [
    (Growth::Exactly, 0),
    (Growth::AtMost, -1),
    (Growth::AtLeast, 0),
    (Growth::Below, 1),
    (Growth::AtMost, 1),
    (Growth::Exactly, 1),
    (Growth::AtLeast, -1),
    (Growth::Below, 0),
    (Growth::AtMost, 0),
    (Growth::AtLeast, 1),
];

#[test]
fn the_field_is_judged_as_before() {
    let mut text = String::new();
    let tables = systems(1, SEED).into_iter().filter(|subject| subject.sort == Sort::Table);
    for (number, subject) in shapes(1, SEED).into_iter().chain(tables).enumerate() {
        let claims =
            [number, 3 * number + 1].map(|turn| CLAIMS[turn % CLAIMS.len()]).map(|(growth, quarters)| subject.bound(growth, quarters));
        // Trials of power are the dear part.
        let protocol = Protocol { power_trials: if number % 8 == 0 { 4 } else { 0 }, ..Protocol::default() };
        line(&mut text, &format!("\n{}: {}", subject.source, subject.name));
        let judged = judge_all(&claims, &subject.samples[0], &protocol);
        describe_sample(&mut text, &judged[0]);
        for (claim, judgement) in claims.iter().zip(&judged) {
            describe(&mut text, &claim.to_string(), judgement);
        }
    }
    snapshot("judgements_of_field", &text);
}

/// Decays toward a floor, known and fitted; values at a known one; too few sizes, and zeros among them.
#[test]
fn floors_and_few_sizes_are_judged_as_before() {
    let mut text = String::new();
    let wiggle = |place: usize, run: usize| 1.0 + 0.01 * ((7 * place + 3 * run) as f64).sin();
    let decay = |power: f64, floor: f64, sizes: usize| {
        let rows = (0..sizes).flat_map(|place| (0..4).map(move |run| (place, run)));
        let value = |place: usize, run: usize| floor + 10.0 * 64f64.powf(power) * 2f64.powf(power * place as f64) * wiggle(place, run);
        Sample::from_runs(rows.map(|(place, run)| (64.0 * 2f64.powi(place as i32), run as u64, value(place, run))).collect::<Vec<_>>())
    };
    let protocol = Protocol { power_trials: 0, ..Protocol::default() };
    for (power, floor, sizes) in [(-1.0, 0.2, 10), (-0.5, 1.0, 8), (-0.5, 0.0, 6), (-1.0, 0.2, 4), (-0.25, 3.0, 12)] {
        let sample = decay(power, floor, sizes);
        line(&mut text, &format!("\n{floor} + 10 M^{power} at {sizes} sizes"));
        for claim in ["O(M^(-1/2))", "Theta(M^-1)", "Omega(M^(-1/2))", "o(M^(-1/4))", "O(M^-1)", "Theta(M^(-1/4))", "O(M^-1 log(M))"] {
            let bound: Bound = claim.parse().expect("a claim");
            for (name, by) in
                [("fitted", FloorBy::Fit), ("known", FloorBy::Known(floor.max(0.001))), ("too high", FloorBy::Known(floor + 0.3))]
            {
                let judgement = judge_above_floor(&bound, &sample, by, &protocol);
                describe(&mut text, &format!("{claim} above a floor, {name}"), &judgement);
                if let Some(found) = judgement.floor {
                    let value = found.value;
                    line(&mut text, &format!("    floor {:.4} [{:.4}, {:.4}]", value.estimate, value.low, value.high));
                }
            }
        }
    }
    for (sizes, zeros) in [(2, 0), (3, 0), (3, 1), (4, 0), (4, 2), (5, 1)] {
        let mut sample = decay(-0.5, 0.0, sizes);
        for group in sample.groups.iter_mut().take(zeros) {
            group.zeros = group.values.len();
            group.values.clear();
            group.labels.clear();
        }
        line(&mut text, &format!("\n10 M^-0.5 at {sizes} sizes, of which {zeros} have nothing but zeros"));
        let judged = judge_all(&["O(M^(-1/2))".parse().expect("a claim"), "Theta(1)".parse().expect("a claim")], &sample, &protocol);
        describe_sample(&mut text, &judged[0]);
        judged.iter().for_each(|judgement| describe(&mut text, "a claim", judgement));
    }
    snapshot("judgements_above_floors", &text);
}
