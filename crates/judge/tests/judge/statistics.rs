//! Known answers for every statistic: certified data sets, worked examples, brute force and planted truths.

use asymptest_judge::stats::clusters::{LogRow, joint_slopes, mean_slope};
use asymptest_judge::stats::least_squares::LinearFit;
use asymptest_judge::stats::robust::{huber_location, median, modified_z_scores, pairwise_scale};
use asymptest_judge::stats::slope::Slope;
use asymptest_judge::stats::student::{t_exceeds, t_quantile};
use asymptest_judge::stats::summary::{Functional, summarise};
use asymptest_judge::stats::{Sample, WidthGroup};
use asymptest_judge::verdict::holm;
use proptest::prelude::*;

fn close(found: f64, expected: f64, relative: f64) {
    assert!((found - expected).abs() <= relative * expected.abs().max(f64::MIN_POSITIVE), "{found} is not {expected}");
}

/// NIST StRD, linear least squares, Norris: (y, x).
const NORRIS: [(f64, f64); 36] = [
    (0.1, 0.2),
    (338.8, 337.4),
    (118.1, 118.2),
    (888.0, 884.6),
    (9.2, 10.1),
    (228.1, 226.5),
    (668.5, 666.3),
    (998.5, 996.3),
    (449.1, 448.6),
    (778.9, 777.0),
    (559.2, 558.2),
    (0.3, 0.4),
    (0.1, 0.6),
    (778.1, 775.5),
    (668.8, 666.9),
    (339.3, 338.0),
    (448.9, 447.5),
    (10.8, 11.6),
    (557.7, 556.0),
    (228.3, 228.1),
    (998.0, 995.8),
    (888.8, 887.6),
    (119.6, 120.2),
    (0.3, 0.3),
    (0.6, 0.3),
    (557.6, 556.8),
    (339.3, 339.1),
    (888.0, 887.2),
    (998.5, 999.0),
    (778.9, 779.0),
    (10.2, 11.1),
    (117.6, 118.3),
    (228.9, 229.2),
    (668.4, 669.1),
    (449.2, 448.9),
    (0.2, 0.5),
];

#[test]
fn least_squares_has_the_certified_answers_of_norris() {
    let (y, x): (Vec<f64>, Vec<f64>) = NORRIS.into_iter().unzip();
    let fit = LinearFit::polynomial(&x, 0.0, 1, &[1.0; 36]);
    let beta = fit.coefficients(&y);
    close(beta[0], -0.262_323_073_774_029, 1e-11);
    close(beta[1], 1.002_116_818_020_45, 1e-13);
    let deviation = (fit.residual(&y) / 34.0).sqrt();
    close(deviation, 0.884_796_396_144_373, 1e-12);
    close(fit.variance(1, &[deviation * deviation; 36]).sqrt(), 0.429_796_848_199_937e-3, 1e-11);
}

#[test]
fn least_squares_has_the_certified_answers_of_pontius() {
    let y = [
        0.11019, 0.21956, 0.32949, 0.43899, 0.54803, 0.65694, 0.76562, 0.87487, 0.98292, 1.09146, 1.20001, 1.30822, 1.41599, 1.52399,
        1.63194, 1.73947, 1.84646, 1.95392, 2.06128, 2.16844, 0.11052, 0.22018, 0.32939, 0.43886, 0.54798, 0.65739, 0.76596, 0.87474,
        0.98300, 1.09150, 1.20004, 1.30818, 1.41613, 1.52408, 1.63159, 1.73965, 1.84696, 1.95445, 2.06177, 2.16829,
    ];
    let x: Vec<f64> = (0..40).map(|i| 150_000.0 * f64::from(i % 20 + 1)).collect();
    let fit = LinearFit::polynomial(&x, 0.0, 2, &[1.0; 40]);
    let beta = fit.coefficients(&y);
    close(beta[0], 0.673_565_789_473_684e-3, 1e-9);
    close(beta[1], 0.732_059_160_401_003e-6, 1e-11);
    close(beta[2], -0.316_081_871_345_029e-14, 1e-9);
    close((fit.residual(&y) / 37.0).sqrt(), 0.205_177_424_076_185e-3, 1e-9);
}

#[test]
fn weights_count_as_repeated_rows() {
    let (x, y) = ([1.0, 2.0, 4.0, 7.0], [1.3, 0.9, 2.2, 3.1]);
    let weighted = LinearFit::polynomial(&x, 0.0, 1, &[1.0, 3.0, 1.0, 2.0]).coefficients(&y);
    let (long_x, long_y) = ([1.0, 2.0, 2.0, 2.0, 4.0, 7.0, 7.0], [1.3, 0.9, 0.9, 0.9, 2.2, 3.1, 3.1]);
    let repeated = LinearFit::polynomial(&long_x, 0.0, 1, &[1.0; 7]).coefficients(&long_y);
    close(weighted[0], repeated[0], 1e-12);
    close(weighted[1], repeated[1], 1e-12);
}

/// Copper in wholemeal flour (Analytical Methods Committee 1989; `chem` in R's MASS, whose `huber(chem)` prints 3.206724
/// with the scale 0.526323).
#[test]
fn huber_location_of_the_flour_data() {
    let chem =
        [2.9, 3.1, 3.4, 3.4, 3.7, 3.7, 2.8, 2.5, 2.4, 2.4, 2.7, 2.2, 5.28, 3.37, 3.03, 3.03, 28.95, 3.77, 3.4, 2.2, 3.5, 3.6, 3.7, 3.7];
    close(median(&chem), 3.385, 1e-12);
    close(huber_location(&chem, 0.526_323, median(&chem)), 3.206_724, 1e-6);
    assert_eq!([0.0, -1.0, f64::NAN].map(|scale| huber_location(&chem, scale, 0.5)), [0.5; 3], "without a scale it is the start");
}

/// Data of Iglewicz and Hoaglin (1993): two outliers that mask each other in ordinary z-scores.
#[test]
fn modified_z_scores_find_the_two_masked_outliers() {
    let scores = modified_z_scores(&[2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3]);
    close(scores[8], 0.674_489_750_2 * 5.75 / 0.15, 1e-9);
    assert_eq!(scores.iter().filter(|z| z.abs() > 3.5).count(), 2);
    assert!(modified_z_scores(&[1.0; 5]).iter().all(|z| *z == 0.0));
}

#[test]
fn pairwise_scale_is_sigma_of_normal_quantiles_and_bounded_in_cost() {
    let quantiles = |n: usize| -> Vec<f64> { (1..=n).map(|i| t_quantile(i as f64 / (n as f64 + 1.0), 1e9)).collect() };
    close(pairwise_scale(&[quantiles(60)]), 1.0, 0.06);
    close(pairwise_scale(&[quantiles(50_000)]), 1.0, 0.05);
    // A shift between groups is no scale.
    let shifted: Vec<f64> = quantiles(60).iter().map(|v| v + 100.0).collect();
    close(pairwise_scale(&[quantiles(60), shifted]), 1.0, 0.06);
}

/// Tables of Student's t.
#[test]
fn student_quantiles_and_tails() {
    close(t_quantile(0.975, 10.0), 2.228_138_85, 1e-7);
    close(t_quantile(0.95, 4.0), 2.131_846_79, 1e-7);
    close(t_quantile(0.995, 30.0), 2.749_995_65, 1e-7);
    close(t_exceeds(2.228_138_85, 10.0), 0.025, 1e-7);
    close(t_quantile(0.975, 1e7), 1.959_963_98, 1e-7);
    assert_eq!([0.025, 0.5, 0.975].map(|probability| t_quantile(probability, 0.0)), [f64::NEG_INFINITY, 0.0, f64::INFINITY]);
    for degrees in [3.0, 1e7] {
        assert_eq!([-0.1, 0.0, 1.0, 1.1].map(|p| t_quantile(p, degrees).signum()), [-1.0, -1.0, 1.0, 1.0]);
        assert!([-0.1, 0.0, 1.0, 1.1].iter().all(|&p| t_quantile(p, degrees).is_infinite()));
    }
}

/// Two one-sided tests, Lakens (2017), the first worked example: means 5.25 and 5.22, deviations 0.95 and 0.83, 95 and
/// 89 people, bounds d = +-0.43: t(182) = -2.69, p = .004.
#[test]
fn equivalence_as_in_the_worked_example() {
    let error = (0.95f64.powi(2) / 95.0 + 0.83f64.powi(2) / 89.0).sqrt();
    let bound = 0.43 * ((0.95f64.powi(2) + 0.83f64.powi(2)) / 2.0).sqrt();
    let difference = Slope { estimate: 5.25 - 5.22, error, degrees: 182.0 };
    close((difference.estimate - bound) / error, -2.69, 2e-3);
    let p = difference.p_beyond(bound, -1.0).max(difference.p_beyond(-bound, 1.0));
    assert!((0.0035..0.0045).contains(&p), "{p}");
    // The same as: the one-sided 95 % bounds lie inside.
    assert!(difference.bound(1.0, 0.95) < bound && difference.bound(-1.0, 0.95) > -bound);
}

/// The textbook example: 0.01, 0.04, 0.03, 0.005.
#[test]
fn holm_as_in_the_textbook() {
    for (found, expected) in holm(&[0.01, 0.04, 0.03, 0.005]).into_iter().zip([0.03, 0.06, 0.06, 0.02]) {
        close(found, expected, 1e-12);
    }
    assert_eq!(holm(&[]), Vec::<f64>::new());
    assert_eq!(holm(&[0.7, 0.9]), vec![1.0, 1.0]);
    // A verdict without a statistical level is no question that shares the level.
    let found = holm(&[0.01, f64::NAN, 0.04]);
    assert!((found[0] - 0.02).abs() < 1e-12 && found[1].is_nan() && (found[2] - 0.04).abs() < 1e-12, "{found:?}");
}

#[test]
fn a_slope_without_error_is_beyond_or_not() {
    let slope = Slope { estimate: 0.5, error: 0.0, degrees: 4.0 };
    assert_eq!([0.4, 0.5, 0.6].map(|value| slope.p_beyond(value, 1.0)), [0.0, 1.0, 1.0]);
    assert_eq!([0.4, 0.5, 0.6].map(|value| slope.p_beyond(value, -1.0)), [1.0, 1.0, 0.0]);
    let seen = Slope { error: 0.1, ..slope }.less(0.2).times(-1.0);
    assert_eq!((seen.estimate, seen.error, seen.degrees), (-0.3, 0.1, 4.0));
}

fn sample(widths: impl IntoIterator<Item = f64>, value: impl Fn(f64) -> f64, spread: &[f64]) -> Sample {
    Sample::new(widths.into_iter().map(|width| WidthGroup::new(width, spread.iter().map(|e| value(width) * e.exp()).collect())).collect())
}

#[test]
fn an_outlier_moves_the_location_by_less_than_its_error_and_the_mean_by_more() {
    let spread = [-0.1, -0.05, 0.0, 0.05, 0.1];
    let clean = sample((7..15).map(|k| 2f64.powi(k)), |_| 1.0, &spread);
    let mut hit = clean.clone();
    hit.groups[3].values[4] *= 20.0;
    let moved = |functional| {
        let of = |s: &Sample| summarise(s, functional).points[3].location;
        of(&hit) - of(&clean)
    };
    assert!(moved(Functional::LogLocation) < 0.08);
    assert!(moved(Functional::Mean) > 0.8);
    assert_eq!(summarise(&hit, Functional::LogLocation).outliers, 1);
}

#[test]
fn the_variance_model_follows_a_planted_drift() {
    let quantiles: Vec<f64> = (1..=40).map(|i| t_quantile(f64::from(i) / 41.0, 1e9)).collect();
    let groups = (6..16)
        .map(|k| {
            let width = 2f64.powi(k);
            let sigma = 0.1 * (width / 512.0).powf(-0.3);
            WidthGroup::new(width, quantiles.iter().map(|q| (sigma * q).exp()).collect())
        })
        .collect();
    let summary = summarise(&Sample::new(groups), Functional::LogLocation);
    assert!((summary.variance_slope.0 + 0.6).abs() < 0.05, "{:?}", summary.variance_slope);
    // E[y] of a lognormal is its median times exp(sigma^2 / 2).
    let means = summarise(&Sample::new(vec![WidthGroup::new(64.0, quantiles.iter().map(|q| (0.3 * q).exp()).collect())]), Functional::Mean);
    assert!((means.points[0].location - 0.045).abs() < 0.006);
}

#[test]
fn runs_are_the_unit_of_dependent_slopes() {
    let run = |slope: f64, offset: f64| (0..5).map(|i| (f64::from(i), offset + slope * f64::from(i))).collect::<Vec<_>>();
    let mean = mean_slope(&[run(0.9, 3.0), run(1.0, -2.0), run(1.1, 7.0)]).expect("three runs");
    close(mean.estimate, 1.0, 1e-12);
    // Standard deviation 0.1 over root 3; t with two degrees of freedom: 4.302653.
    close(mean.bound(1.0, 0.975) - 1.0, 4.302_653 * 0.1 / 3f64.sqrt(), 1e-6);
    assert!(mean_slope(&[run(1.0, 0.0)]).is_none());

    let rows: Vec<LogRow> = (0..12)
        .flat_map(|run| {
            let width = f64::from(run / 3) + 5.0;
            let level = 0.01 * (f64::from(run % 3) - 1.0);
            (0..4).map(move |t| LogRow { run: run as usize, width, time: f64::from(t), value: 0.4 - 0.5 * width + f64::from(t) + level })
        })
        .collect();
    let [width, time] = joint_slopes(&rows).expect("twelve runs");
    close(width.estimate, -0.5, 1e-9);
    close(time.estimate, 1.0, 1e-9);
    assert!(width.error > 0.0 && width.error < 0.01);
    assert!(joint_slopes(&rows[..8]).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// The location ignores the order of the replicates and follows a factor.
    #[test]
    fn locations_are_equivariant(values in prop::collection::vec(0.1..10.0f64, 3..9), factor in 0.01..100.0f64) {
        let of = |values: Vec<f64>| summarise(&Sample::new(vec![
            WidthGroup::new(64.0, values.clone()),
            WidthGroup::new(128.0, values),
        ]), Functional::LogLocation).points[0].location;
        let base = of(values.clone());
        let scaled = of(values.iter().map(|v| v * factor).collect());
        let reversed = of(values.iter().rev().copied().collect());
        prop_assert!((scaled - base - factor.ln()).abs() < 1e-6);
        prop_assert!((reversed - base).abs() < 1e-6);
    }
}
