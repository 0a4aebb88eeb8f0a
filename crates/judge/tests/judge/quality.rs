//! What withholds a verdict, paired replicates, and tables without noise: planted faults beside designs that have none.

use asymptest_judge::stats::counts::counts_follow_width;
use asymptest_judge::stats::fisher::f_exceeds;
use asymptest_judge::stats::least_squares::LinearFit;
use asymptest_judge::stats::paired::{own_slopes, without_blocks};
use asymptest_judge::stats::quality::{flags, is_deterministic, is_repeated, seems_planned};
use asymptest_judge::stats::rates::{Rates, Settled, rates, settle};
use asymptest_judge::stats::student::t_quantile;
use asymptest_judge::stats::{Sample, WidthGroup};

const LOG_2: f64 = std::f64::consts::LN_2;

/// `count` normal quantiles: replicates without chance.
fn quantiles(count: usize) -> Vec<f64> {
    (1..=count).map(|i| t_quantile(i as f64 / (count as f64 + 1.0), 1e9)).collect()
}

/// Octaves from 64 on with these numbers of replicates of M^-0.15, log y normal with deviation 0.3.
fn planned(counts: &[usize]) -> Sample {
    let of = |(i, count): (usize, &usize)| {
        let width = 2f64.powi(6 + i as i32);
        WidthGroup::new(width, quantiles(*count).iter().map(|q| width.powf(-0.15) * (0.3 * q).exp()).collect())
    };
    Sample::new(counts.iter().enumerate().map(of).collect())
}

/// The same with 60 replicates each, of which values below a limit are lost.
fn censored(limit: f64) -> Sample {
    let mut sample = planned(&[60; 8]);
    for group in &mut sample.groups {
        let kept: Vec<(f64, u64)> = group.values.iter().copied().zip(group.labels.clone()).filter(|run| run.0 >= limit).collect();
        (group.values, group.labels) = kept.into_iter().unzip();
    }
    sample
}

fn codes(sample: &Sample) -> Vec<&'static str> {
    flags(sample).iter().map(|flag| flag.code).collect()
}

#[test]
fn values_that_are_lost_at_a_limit_are_seen_and_planned_designs_are_not_flagged() {
    let lost = censored(0.3);
    assert_eq!(codes(&lost), ["missing_not_at_random", "pile_up"]);
    assert!(!seems_planned(&lost));
    for counts in [[20; 8], [20, 20, 20, 12, 12, 8, 8, 5], [5, 8, 8, 12, 12, 20, 20, 20], [20, 18, 18, 18, 18, 18, 18, 18]] {
        let sample = planned(&counts);
        assert!(flags(&sample).is_empty(), "{counts:?}: {:?}", codes(&sample));
        assert!(seems_planned(&sample));
    }
    // Runs that are missing at random leave gaps in their numbers.
    let mut gaps = planned(&[20; 8]);
    for group in &mut gaps.groups[4..] {
        (group.values, group.labels) = group.values.iter().copied().zip(group.labels.clone()).step_by(2).unzip();
    }
    assert!(flags(&gaps).is_empty() && !seems_planned(&gaps));
}

#[test]
fn a_limit_above_is_seen_as_well() {
    let mut sample = planned(&[20; 8]);
    for group in &mut sample.groups {
        group.values.retain(|value| *value <= 0.5);
        group.labels.truncate(group.values.len());
    }
    sample.groups.retain(|group| group.values.len() >= 3);
    let found = flags(&sample);
    assert!(found.iter().any(|flag| flag.code == "pile_up" && flag.text.contains("largest")), "{found:?}");
}

#[test]
fn few_runs_tell_nothing_about_counts() {
    // Seven at most, three widths with three values, or all of a number.
    let spread = |n: usize, size: f64| quantiles(n).iter().map(|q| (size * q).exp()).collect::<Vec<f64>>();
    let of = |counts: &[usize]| {
        let group = |(i, n): (usize, &usize)| WidthGroup::new(2f64.powi(6 + i as i32), spread(*n, 0.01 * (*n as f64).powi(2)));
        Sample::new(counts.iter().enumerate().map(group).collect())
    };
    assert_eq!(codes(&of(&[16, 13, 10, 8, 6, 4])), ["missing_not_at_random"]);
    assert!(codes(&of(&[7, 6, 6, 5, 4, 3])).is_empty());
    assert!(codes(&of(&[16, 13, 10, 2, 2, 2])).is_empty());
    // The order of the widths has to follow the counts.
    assert!(codes(&of(&[16, 6, 13, 4, 8, 10, 16, 6])).is_empty());
}

#[test]
fn failed_runs_are_counted() {
    let mut runs = vec![(64.0, 0, 1.0), (64.0, 1, f64::NAN), (128.0, 0, 0.5), (128.0, 1, 0.6), (128.0, 2, 0.0)];
    let found = flags(&Sample::from_runs(runs.clone()));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code, "failed_runs");
    assert!(found[0].text.starts_with("1 of 4 runs") && found[0].text.contains("50 %"), "{}", found[0].text);
    runs.remove(1);
    assert!(flags(&Sample::from_runs(runs)).is_empty());
}

/// Widths with fewer runs that leave the straight line through the others, or a curve that bends.
#[test]
fn counts_that_follow_the_width_are_asked_for_a_bend() {
    let x: Vec<f64> = (0..8).map(f64::from).collect();
    let counts = [20, 20, 20, 20, 15, 12, 10, 8];
    let line: Vec<f64> = x.iter().map(|x| 0.1 * x).collect();
    let weight = vec![1e4; 8];
    let ask = |counts: &[usize], curve: &[f64], bends| counts_follow_width(counts, &x, curve, &weight, bends).is_some();
    assert!(!ask(&counts, &line, false) && ask(&counts, &line, true));
    // The mean of four values against the line at their middle, 5.5: standard errors of the line through 0..3 there and of the mean.
    let fit = LinearFit::new(vec![vec![1.0; 4], x[..4].iter().map(|x| x - 5.5).collect()], &weight[..4]);
    let error = (fit.variance(0, &[1e-4; 4]) + 1e-4 / 4.0).sqrt();
    for (by, leaves) in [(1.98, false), (2.02, true), (-1.98, false), (-2.02, true)] {
        let curve: Vec<f64> = line.iter().enumerate().map(|(i, u)| if i < 4 { *u } else { u + by * error }).collect();
        assert_eq!(ask(&counts, &curve, false), leaves, "{by}");
    }
    // Counts have to follow the width, the other way as well, and differ by more than 15 %; eight at least; five widths.
    assert!(ask(&[8, 10, 12, 15, 20, 20, 20, 20], &line, true));
    assert!(!ask(&[20, 17, 20, 17, 20, 17, 20, 17], &line, true) && !ask(&[20, 8, 20, 20, 8, 20, 20, 20], &line, true));
    assert!(!ask(&[20, 20, 20, 20, 17, 17, 17, 17], &line, true) && ask(&[20, 20, 20, 20, 17, 17, 17, 16], &line, true));
    assert!(!ask(&[7, 7, 7, 6, 5, 4, 3, 2], &line, true) && ask(&[8, 7, 7, 6, 5, 4, 3, 2], &line, true));
    let short = counts_follow_width(&counts[3..7], &x[3..7], &line[3..7], &weight[3..7], true);
    assert!(short.is_none() && counts_follow_width(&counts[3..], &x[3..], &line[3..], &weight[3..], true).is_some());
    // Two full widths are no line.
    let bent: Vec<f64> = x.iter().map(|x| if *x < 2.0 { 0.0 } else { 9.0 }).collect();
    assert!(!ask(&[20, 20, 15, 14, 12, 11, 10, 8], &bent, false));
}

#[test]
fn tables_are_one_value_a_size_or_copies_of_one() {
    let of = |values: &[&[f64]]| Sample::new(values.iter().zip(3..).map(|(v, k)| WidthGroup::new(2f64.powi(k), v.to_vec())).collect());
    let (single, copied, noisy) = (of(&[&[1.0], &[0.5]]), of(&[&[1.0, 1.0], &[0.5, 0.5]]), of(&[&[1.0, 1.0], &[0.5, 0.5 + 1e-9]]));
    assert_eq!([&single, &copied, &noisy].map(is_deterministic), [true, true, false]);
    assert_eq!([&single, &copied, &noisy].map(is_repeated), [false, true, false]);
    assert!(!is_repeated(&Sample::default()));
    assert!(!is_deterministic(&of(&[&[1.0], &[0.5, 0.5]])));
}

/// Factors that replicates share over all widths, against a two-way analysis of variance by least squares on dummies.
#[test]
fn blocks_are_those_of_a_two_way_analysis_of_variance() {
    let noise = |i: usize, j: usize| 0.05 * ((7.0 * i as f64 + 13.0 * j as f64 + 1.0) * 0.618_033_988_749_895).fract();
    let sample = |size: f64| {
        let group =
            |i: usize| WidthGroup::new(2f64.powi(4 + i as i32), (0..4).map(|j| (size * j as f64 + noise(i, j) - i as f64).exp()).collect());
        Sample::new((0..6).map(group).collect())
    };
    let p = |sample: &Sample| {
        let y: Vec<f64> = sample.groups.iter().flat_map(|group| group.values.iter().map(|v| v.ln())).collect();
        let column = |of: &dyn Fn(usize, usize) -> bool| (0..24).map(|n| f64::from(u8::from(of(n / 4, n % 4)))).collect::<Vec<f64>>();
        let widths: Vec<Vec<f64>> = (0..6).map(|i| column(&|at, _| at == i)).collect();
        let both: Vec<Vec<f64>> = widths.iter().cloned().chain((1..4).map(|j| column(&|_, at| at == j))).collect();
        let (without, with) = (LinearFit::new(widths, &[1.0; 24]).residual(&y), LinearFit::new(both, &[1.0; 24]).residual(&y));
        f_exceeds((without - with) / 3.0 / (with / 15.0), 3.0, 15.0)
    };
    let mut seen = [0, 0];
    for step in 0..40 {
        let sample = sample(0.001 * f64::from(step));
        let found = without_blocks(&sample);
        assert_eq!(found.is_some(), p(&sample) < 0.001, "{step}: {}", p(&sample));
        seen[usize::from(found.is_some())] += 1;
    }
    assert!(seen[0] > 5 && seen[1] > 5, "{seen:?}");
    // What is taken off are the means over the widths, less their median; the widths' own means stay.
    let blocked = sample(0.1);
    let free = without_blocks(&blocked).expect("blocks");
    let log = |sample: &Sample, i: usize, j: usize| sample.groups[i].values[j].ln();
    let effect: Vec<f64> = (0..4)
        .map(|j| (0..6).map(|i| log(&blocked, i, j) - (0..4).map(|l| log(&blocked, i, l)).sum::<f64>() / 4.0).sum::<f64>() / 6.0)
        .collect();
    let centre = 0.5 * (effect[1] + effect[2]);
    for (i, j) in (0..6).flat_map(|i| (0..4).map(move |j| (i, j))) {
        assert!((log(&free, i, j) - log(&blocked, i, j) + effect[j] - centre).abs() < 1e-12);
    }
    // Labels have to be the same at all widths, each once; three replicates and five widths at least.
    let changed = |change: &dyn Fn(&mut Sample)| {
        let mut other = blocked.clone();
        change(&mut other);
        without_blocks(&other).is_some()
    };
    assert!(!changed(&|s| s.groups[2].labels[3] = 9) && !changed(&|s| s.groups[2].labels[3] = 2));
    assert!(!changed(&|s| s.groups.iter_mut().for_each(|g| g.labels[3] = 2)));
    assert!(changed(&|s| s.groups.iter_mut().for_each(|g| g.labels[3] = 9)));
    assert!(changed(&|s| s.groups.truncate(5)) && !changed(&|s| s.groups.truncate(4)));
    let fewer = |n: usize| changed(&|s: &mut Sample| s.groups.iter_mut().for_each(|g| (g.values.truncate(n), g.labels.truncate(n)).0));
    assert!(fewer(3) && !fewer(2));
}

/// Slopes of replicates against the residuals about them, each line by least squares.
#[test]
fn own_slopes_are_those_of_lines_through_each_replicate() {
    let noise = |i: usize, j: usize| 0.05 * ((7.0 * i as f64 + 13.0 * j as f64 + 1.0) * 0.618_033_988_749_895).fract();
    let (widths, replicates) = (7usize, 4usize);
    let mut seen = [0, 0];
    for step in 0..30 {
        let own = 0.0005 * f64::from(step);
        let value = |i: usize, j: usize| (own * (j as f64 - 1.5) * i as f64 + noise(i, j)).exp();
        let sample = Sample::new(
            (0..widths).map(|i| WidthGroup::new(2f64.powi(3 + i as i32), (0..replicates).map(|j| value(i, j)).collect())).collect(),
        );
        let x: Vec<f64> = sample.groups.iter().map(|group| group.width.ln()).collect();
        let fit = LinearFit::polynomial(&x, 0.0, 1, &[1.0; 7]);
        let mean = |i: usize| (0..replicates).map(|j| value(i, j).ln()).sum::<f64>() / replicates as f64;
        let line = |j: usize| (0..widths).map(|i| value(i, j).ln() - mean(i)).collect::<Vec<f64>>();
        let slopes: f64 = (0..replicates).map(|j| fit.coefficient(1, &line(j)).powi(2)).sum::<f64>() / 3.0;
        let left: f64 = (0..replicates).map(|j| fit.residual(&line(j))).sum::<f64>() / 15.0;
        let ratio = slopes / (left * fit.variance(1, &[1.0; 7]));
        let p = f_exceeds(ratio, 3.0, 15.0);
        let found = own_slopes(&sample.measured());
        assert_eq!(found.is_some(), p < 0.001, "{step}: {p}");
        if let Some(found) = found {
            assert!((found.ratio / ratio - 1.0).abs() < 1e-9 && found.replicates == 4, "{found:?} {ratio}");
        }
        seen[usize::from(found.is_some())] += 1;
    }
    assert!(seen[0] > 3 && seen[1] > 3, "{seen:?}");
}

/// x over `rows` octaves, and u.
fn table(rows: i32, value: impl Fn(f64) -> f64) -> (Vec<f64>, Vec<f64>) {
    (0..rows).map(|k| f64::from(k + 2) * LOG_2).map(|x| (x, value(x))).unzip()
}

/// The curve whose rates are these.
fn with_rates(of: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let (x, mut u) = table(of.len() as i32 + 1, |_| 0.0);
    (0..of.len()).for_each(|i| u[i + 1] = u[i] + of[i] * (x[i + 1] - x[i]));
    (x, u)
}

fn settled(of: &[f64], digits: u32) -> Option<Settled> {
    let (x, u) = with_rates(of);
    match settle(&x, &u, digits) {
        Rates::Settled(found) => Some(found),
        Rates::Floor | Rates::Rough => None,
    }
}

#[test]
fn rates_settle_at_aitkens_limit() {
    let of = [-1.5, -1.75, -1.875, -1.9375, -1.96875];
    let (x, u) = with_rates(&of);
    for (rate, expected) in rates(&x, &u).iter().zip(of) {
        assert!((rate - expected).abs() < 1e-12);
    }
    // Geometric, ratio 1/2: both accelerations give -2, so that what is left open is 0.6 of the way from the last rate.
    let found = settled(&of, 16).expect("settles");
    assert!((found.limit + 2.0).abs() < 1e-9 && (found.ratio - 0.5).abs() < 1e-9 && found.is_settled(), "{found:?}");
    assert!((found.half - 0.6 * 0.03125).abs() < 1e-9 && found.start == 0 && (found.last + 1.96875).abs() < 1e-12, "{found:?}");
    let (low, high) = found.interval();
    assert!((low + 2.0 + found.half).abs() < 1e-9 && (high + 1.96875).abs() < 1e-12);
    // Three rates alone leave all of the way open.
    let three = settled(&of[..3], 16).expect("settles");
    assert!((three.limit + 2.0).abs() < 1e-9 && (three.half - 0.125).abs() < 1e-9, "{three:?}");
    // Accelerations that disagree: |limit - the one before| times q / (1 - q).
    let uneven = settled(&[-1.0, -1.4, -1.7, -1.9], 16).expect("settles");
    let (first, second) = (-1.7 - 0.3 * 3.0, -1.9 - 0.2 * 2.0);
    assert!((uneven.limit - second).abs() < 1e-9 && (uneven.ratio - 2.0 / 3.0).abs() < 1e-9);
    let expected = (f64::abs(second - first) * 1.0).max(0.6 * 0.4);
    assert!((uneven.half - expected).abs() < 1e-9, "{uneven:?}");
    // Exact rates: the least half width, and the digits printed.
    let exact = settled(&[-2.0; 5], 16).expect("settles");
    assert!((exact.limit + 2.0).abs() < 1e-9 && (exact.half - 0.01).abs() < 1e-12 && exact.ratio < 0.9);
    let coarse = settled(&[-2.0; 5], 3).expect("settles");
    assert!((coarse.half - 2.0 * 2.0 * 0.005 / LOG_2).abs() < 1e-9, "{coarse:?}");
}

#[test]
fn rates_that_move_on_are_not_settled_and_rates_that_wander_are_rough() {
    let steady = settled(&[-1.0, -1.1, -1.2, -1.3, -1.4], 16).expect("read");
    assert!(!steady.is_settled() && (steady.limit + 1.4 + 20.0 * 0.1).abs() < 1e-9, "{steady:?}");
    // Differences that shrink by a fifth still have a limit, those that shrink by a twentieth have none.
    for (ratio, is_settled) in [(0.89, true), (0.91, false), (0.94, false), (0.96, false)] {
        let of: Vec<f64> = (0..6).map(|i| -2.0 + 0.4 * f64::powi(ratio, i)).collect();
        let found = settled(&of, 16).expect("read");
        assert_eq!(found.is_settled(), is_settled, "{found:?}");
        assert_eq!((found.limit + 2.0).abs() < 1e-6, ratio < 0.95, "{found:?}");
    }
    // Differences that turn or grow end the tail: what is before is left out.
    let turned = settled(&[-3.0, -1.0, -1.5, -1.75, -1.875, -1.9375, -1.96875], 16).expect("a tail of six");
    assert_eq!(turned.start, 1);
    let grown = settled(&[-1.0, -1.01, -1.5, -1.75, -1.875, -1.9375, -1.96875], 16).expect("a tail of six");
    assert_eq!(grown.start, 1);
    // Seven rows need three rates, nine rows four.
    assert!(settled(&[-3.0, -1.0, -1.5, -1.75, -1.875], 16).is_some() && settled(&[-1.0, -3.0, -1.0, -1.5, -1.75], 16).is_some());
    assert!(settled(&[-1.0, -3.0, -1.0, -3.0, -1.0, -1.5, -1.75, -1.875], 16).is_some());
    assert!(settled(&[-1.0, -3.0, -1.0, -3.0, -1.0, -3.0, -2.5, -2.25], 16).is_none());
    assert!(settled(&[-1.0, -3.0, -1.0, -2.0, -1.0], 16).is_none());
    // Two rates are too few.
    assert!(settled(&[-1.0, -1.5], 16).is_none());
}

/// Alternating rates that shrink: Aitken's limit lies between them; those that do not shrink have the mean of the last two.
#[test]
fn alternating_rates_have_a_limit_between_them() {
    let small: Vec<f64> = (0..6).map(|i| -2.0 + 1e-4 * f64::powi(-0.6, i)).collect();
    let found = settled(&small, 16).expect("settles");
    assert!((found.limit + 2.0).abs() < 1e-9 && (found.ratio + 0.6).abs() < 1e-6, "{found:?}");
    let steady: Vec<f64> = (0..6).map(|i| -2.0 + 1e-4 * f64::powi(-1.0, i)).collect();
    let found = settled(&steady, 16).expect("settles");
    assert!((found.limit + 2.0).abs() < 1e-9, "{found:?}");
}

#[test]
fn a_last_rate_that_breaks_a_tail_is_a_floor() {
    let of = |last: f64| {
        let (x, u) = with_rates(&[-1.5, -1.75, -1.875, -1.9375, last]);
        settle(&x, &u, 16)
    };
    // The step before is 0.0625: a break is more than three times it, and 0.02 more.
    assert_eq!(of(-1.9375 + 0.21), Rates::Floor);
    assert_eq!(of(-1.9375 + 0.205), Rates::Rough);
    assert_eq!(of(-1.9375 - 0.21), Rates::Floor);
    assert!(matches!(of(-1.96875), Rates::Settled(_)));
    // A tail of two before it is none, and so are four rows.
    let short = |of: &[f64]| {
        let (x, u) = with_rates(of);
        settle(&x, &u, 16)
    };
    assert_eq!(short(&[-1.0, -3.0, -1.0, -2.0, 5.0]), Rates::Rough);
    assert_eq!(short(&[-1.5, -1.75, -1.875, 1.0]), Rates::Floor);
    assert_eq!(short(&[-1.5, -1.75, 1.0]), Rates::Rough);
}
