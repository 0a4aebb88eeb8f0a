//! Readings: slopes, scale, degrees of freedom, admitted families and the window, each computed once more from its definition.

use asymptest_judge::calibration::{Design, Noise, Truth};
use asymptest_judge::random::Stream;
use asymptest_judge::stats::families::Profile;
use asymptest_judge::stats::fisher::f_exceeds;
use asymptest_judge::stats::ladder::{Ladder, NoiseFrom};
use asymptest_judge::stats::least_squares::LinearFit;
use asymptest_judge::stats::paired::OwnSlopes;
use asymptest_judge::stats::reading::Reading;
use asymptest_judge::stats::slope::Slope;
use asymptest_judge::stats::student::{t_exceeds, t_quantile};
use asymptest_judge::stats::summary::{Functional, Summary, summarise};
use asymptest_judge::stats::view::View;
use asymptest_judge::stats::window::{Windows, grows};
use asymptest_judge::stats::{Sample, WidthGroup};

fn draw(truth: Truth, widths: usize, replicates: usize, sigma: f64) -> Sample {
    let design = Design::geometric(64.0, 65_536.0, widths, replicates);
    Noise { drift: 0.1, ..Noise::normal(sigma) }.sample(&truth, &design, &mut Stream::of_study(3, "reading", "draw"))
}

fn summary(sample: &Sample) -> Summary {
    summarise(sample, Functional::LogLocation)
}

fn read(sample: &Sample) -> Reading {
    let summary = summary(sample);
    Windows::new(&summary, sample).read(0.0)
}

/// Octaves from 32 on, each with the same five replicates about `value`.
fn octaves(count: i32, value: impl Fn(i32) -> f64) -> Sample {
    let spread: [f64; 5] = [-0.01, -0.005, 0.0, 0.005, 0.01];
    let group = |i: i32| WidthGroup::new(2f64.powi(5 + i), spread.iter().map(|e| value(i) * e.exp()).collect());
    Sample::new((0..count).map(group).collect())
}

fn is_close(found: f64, expected: f64, what: &str) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{what}: {found} is not {expected}");
}

/// Every slope is that of weighted least squares by QR on the widths that it is about, its error widened by the scale.
#[test]
fn slopes_are_those_of_least_squares_on_their_parts() {
    for k in 4..=13usize {
        let sample = draw(Truth::Corrected { power: -0.4, log: 0.0, size: 0.5, rate: 0.5 }, k, 6, 0.05);
        let reading = read(&sample);
        assert_eq!((reading.dropped, reading.widths()), (0, k));
        let part = |from: usize, to: usize, degree: i32, column: usize, times: f64| {
            let (x, weight) = (&reading.x[from..to], &reading.weight[from..to]);
            let fit = LinearFit::polynomial(x, x[x.len() - 1], degree, weight);
            let variances: Vec<f64> = weight.iter().map(|w| w.recip()).collect();
            let error = (fit.variance(column, &variances) * reading.scale).sqrt();
            (times * fit.coefficient(column, &reading.u[from..to]), times * error)
        };
        let same = |slope: Slope, expected: (f64, f64), what: &str| {
            is_close(slope.estimate, expected.0, what);
            is_close(slope.error, expected.1, what);
            assert_eq!(slope.degrees, reading.degrees);
        };
        let half = if k < 5 { k } else { 4.max(k.div_ceil(2)) };
        let two_thirds = k.min(5.max((2 * k).div_ceil(3)));
        same(reading.range, part(0, k, 1, 1, 1.0), "range");
        same(reading.half, part(k - half, k, 1, 1, 1.0), "half");
        same(reading.begin, part(0, 3.max(k.div_ceil(3)), 1, 1, 1.0), "begin");
        same(reading.end, part(k - two_thirds, k, 2, 1, 1.0), "end");
        same(reading.trend, part(k - two_thirds, k, 2, 2, 2.0), "trend");
        let early = if k < 6 { part(k - two_thirds, k, 2, 2, 2.0) } else { part(0, two_thirds, 2, 2, 2.0) };
        same(reading.early_trend, early, "early trend");
        is_close(reading.span(), reading.x[k - 1] - reading.x[0], "span");
        let local = reading.local();
        assert_eq!(local.len(), k - 1);
        is_close(local[0], (reading.u[1] - reading.u[0]) / (reading.x[1] - reading.x[0]), "local");
    }
}

#[test]
fn three_widths_have_no_trend() {
    let reading = read(&draw(Truth::power(-0.5), 3, 6, 0.05));
    assert_eq!((reading.trend.estimate, reading.trend.error), (0.0, f64::INFINITY));
    assert_eq!(reading.end, reading.half);
    assert_eq!(reading.early_trend, reading.trend);
}

/// What the scale and its degrees come to, from the residuals of all families and of a quadratic.
struct Expected {
    scatter: f64,
    degrees: f64,
    inflation: f64,
    p: Vec<f64>,
}

fn expected(ladder: &Ladder, u: &[f64], profiles: &[Profile]) -> Expected {
    let NoiseFrom::Replicates(own) = ladder.noise else { panic!("replicates tell the noise") };
    let k = u.len();
    let spare = |profile: &Profile| (k - profile.parameters.min(k - 1)) as f64;
    let ratios: Vec<f64> = profiles.iter().map(|profile| profile.rss / spare(profile)).collect();
    let fit = LinearFit::polynomial(&ladder.line.x, 0.0, 2, &ladder.line.weight);
    let best = (0..ratios.len()).min_by(|a, b| ratios[*a].total_cmp(&ratios[*b])).expect("a family");
    let scatter = ratios[best].min(fit.residual(u) / (k - 3) as f64).max(1.0);
    let beyond = spare(&profiles[best]);
    let degrees = (scatter * scatter / (1.0 / own + (scatter - 1.0).powi(2) / beyond)).max(beyond).min(own);
    let residuals: Vec<f64> = fit.residuals(u).iter().zip(&ladder.line.weight).map(|(r, w)| r * w.sqrt()).collect();
    let mean = residuals.iter().sum::<f64>() / k as f64;
    let lagged: f64 = (1..k).map(|i| (residuals[i] - mean) * (residuals[i - 1] - mean)).sum();
    let lag = lagged / residuals.iter().map(|r| (r - mean).powi(2)).sum::<f64>();
    let p: Vec<f64> = profiles.iter().zip(&ratios).map(|(profile, ratio)| f_exceeds(*ratio, spare(profile), own)).collect();
    let scatters = p.iter().all(|p| *p < 0.05);
    Expected { scatter, degrees, inflation: if scatters { (1.0 + 4.0 * (lag + 0.25)).clamp(1.0, 4.0) } else { 1.0 }, p }
}

/// Quiet, scattered at random, and scattered so that neighbours agree.
#[test]
fn the_scale_holds_scatter_and_dependence() {
    let wobble: [fn(i32) -> f64; 4] = [
        |_| 1.0,
        |i| 1.0 + 0.06 * f64::from([3, -4, 1, 5, -2, -5, 2, 4, -3, -1][i as usize]) / 4.0,
        |i| 1.0 + 0.05 * (1.3 * f64::from(i)).sin(),
        |i| 1.0 + 0.012 * (1.6 * f64::from(i)).sin(),
    ];
    let mut inflations = Vec::new();
    for wobble in wobble {
        let sample = octaves(10, |i| 2f64.powi(5 + i).powf(-0.5) * wobble(i));
        let summary = summary(&sample);
        let windows = Windows::new(&summary, &sample);
        let (ladder, u) = (windows.ladder(0), windows.divided(0.0));
        let profiles = ladder.profiles(&u, false);
        let reading = windows.read_whole(&u);
        let expected = expected(ladder, &u, &profiles);
        is_close(reading.scatter, expected.scatter, "scatter");
        is_close(reading.degrees, expected.degrees, "degrees");
        is_close(reading.scale, expected.scatter * expected.inflation.powi(2), "scale");
        is_close(reading.fit_p, expected.p.iter().copied().fold(0.0, f64::max), "fit");
        assert_eq!(reading.scatters(), reading.fit_p < 0.05);
        let pure = profiles[0].rss / 8.0 / expected.inflation.powi(2);
        is_close(reading.pure_p, f_exceeds(pure, 8.0, 40.0), "pure power");
        // Families that fit at 5 %, or nearly as well as the best.
        let least = profiles.iter().map(|profile| profile.rss).fold(f64::INFINITY, f64::min);
        let admitted: Vec<&str> = (profiles.iter().zip(&expected.p))
            .filter(|(profile, p)| **p >= 0.05 || profile.rss - least <= 4.0 * reading.scale)
            .map(|(profile, _)| profile.name)
            .collect();
        assert_eq!(reading.families.iter().map(|family| family.name).collect::<Vec<_>>(), admitted);
        inflations.push(expected.inflation);
    }
    assert_eq!(inflations[0], 1.0);
    assert!(inflations[1] < 1.5 && inflations[2] > 1.5, "{inflations:?}");
}

/// The best family has the least residual for the widths that it leaves.
#[test]
fn the_best_family_is_the_planted_one() {
    let name = |sample: &Sample| {
        let reading = read(sample);
        reading.families[reading.best].name
    };
    assert_eq!(name(&draw(Truth::OffsetLog { offset: 3.0 }, 12, 8, 0.002)), "growth");
    let bent = octaves(11, |i| (1.0 + (1.2 * (f64::from(i) - 4.0)).exp()).powf(-0.6));
    assert_eq!(name(&bent), "plateau");
}

/// Single values: residuals tell the noise, by the family that leaves the least for its spare widths, or a quadratic; two spare widths at least.
#[test]
fn single_values_have_the_scale_of_their_residuals() {
    for k in [5usize, 6, 9] {
        let sample = draw(Truth::power(-0.5), k, 1, 0.05);
        let summary = summary(&sample);
        let windows = Windows::new(&summary, &sample);
        let (ladder, u) = (windows.ladder(0), windows.divided(0.0));
        assert!(ladder.noise == NoiseFrom::Residuals && ladder.line.weight.iter().all(|weight| *weight == 1.0));
        let profiles = ladder.profiles(&u, false);
        let fit = LinearFit::polynomial(&ladder.line.x, 0.0, 2, &vec![1.0; k]);
        let mut all: Vec<(f64, f64)> = vec![(fit.residual(&u) / (k - 3) as f64, (k - 3) as f64)];
        for profile in profiles.iter().filter(|profile| k - profile.parameters.min(k) >= 2) {
            all.push((profile.rss / (k - profile.parameters) as f64, (k - profile.parameters) as f64));
        }
        let least = all.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)).expect("a quadratic");
        let reading = windows.read(0.0);
        is_close(reading.scale, least.0, "scale");
        assert!((reading.degrees - least.1).abs() < 1e-12 && reading.is_single() && !reading.scatters() && !reading.no_family_fits);
        assert_eq!(reading.fit_p, 1.0);
    }
}

/// Replicates with slopes of their own: the variance grows by their ratio, and only their number counts.
#[test]
fn clusters_widen_everything() {
    let sample = draw(Truth::power(-0.5), 9, 6, 0.02);
    let summary = summary(&sample);
    let degrees = NoiseFrom::Replicates(summary.degrees.expect("replicates"));
    let of = |clusters| {
        let ladder = Ladder::new(&summary.points, degrees, clusters);
        let u: Vec<f64> = summary.points.iter().map(|point| point.location).collect();
        Reading::new(&ladder, &u, ladder.profiles(&u, false), 0, false)
    };
    let (plain, clustered) = (of(None), of(Some(OwnSlopes { ratio: 7.0, replicates: 6 })));
    is_close(clustered.scale, 7.0 * plain.scale, "scale");
    assert_eq!((plain.clustered, clustered.clustered, clustered.degrees), (false, true, 5.0));
    assert_eq!(plain.degrees, 45.0);
    is_close(of(Some(OwnSlopes { ratio: 0.5, replicates: 6 })).scale, plain.scale, "a ratio below 1");
}

/// The hull is the union of the families' own intervals: others than the pure power are held closer where it fits, and less closely where it
/// does not.
#[test]
fn the_hull_is_the_union_of_what_families_say() {
    for (truth, others) in [(Truth::power(-0.5), 0.65), (Truth::Corrected { power: -0.5, log: 0.0, size: 1.0, rate: 0.6 }, 1.3)] {
        let reading = read(&draw(truth, 12, 10, 0.02));
        assert_eq!(reading.pure_p > 0.05, others < 1.0, "{}", reading.pure_p);
        let quantile = t_quantile(0.975, reading.degrees);
        let weight = |family: &Profile| if family.name == "power" { 1.0 } else { others };
        let own = |family: &Profile| family.interval(reading.scale * weight(family) * quantile * quantile, family.remainder);
        let union =
            reading.families.iter().map(own).fold((f64::INFINITY, f64::NEG_INFINITY), |all, one| (all.0.min(one.0), all.1.max(one.1)));
        let word = |family: &Profile| family.interval(reading.scale * weight(family).min(1.0) * quantile * quantile, 0.0);
        let words =
            reading.families.iter().map(word).fold((f64::INFINITY, f64::NEG_INFINITY), |all, one| (all.0.min(one.0), all.1.max(one.1)));
        for a in [0.0, -0.5, 0.3] {
            let (upper, lower) = (View::new(&reading, a, 1.0), View::new(&reading, a, -1.0));
            let (hull, mirror) = (upper.hull(quantile), lower.hull(quantile));
            is_close(hull.0, union.0 - a, "low");
            is_close(hull.1, union.1 - a, "high");
            assert_eq!(mirror, (-hull.1, -hull.0));
            is_close(upper.hull_of_families(quantile).0, words.0 - a, "low, at their word");
            is_close(upper.hull_of_families(quantile).1, words.1 - a, "high, at their word");
            is_close(upper.best(quantile), reading.families[reading.best].best - a, "best");
            is_close(lower.best(quantile), a - reading.families[reading.best].best, "best, upside down");
            // A limit at the very end of the hull has the level of the hull.
            for (view, end) in [(upper, hull.0), (lower, -hull.1)] {
                assert!((view.p_of_limit(end) - 0.05).abs() < 1e-3, "{}", view.p_of_limit(end));
                assert!(view.p_of_limit(end - 0.02) < 0.05 && view.p_of_limit(end + 0.02) > 0.05);
            }
        }
        assert!(union.0 < -0.5 && -0.5 < union.1);
    }
}

#[test]
fn a_view_is_less_the_claim_and_upside_down_for_the_lower_side() {
    let reading = read(&draw(Truth::Corrected { power: -0.4, log: 0.0, size: 0.5, rate: 0.5 }, 10, 6, 0.02));
    let (up, down) = (View::new(&reading, -0.3, 1.0), View::new(&reading, -0.3, -1.0));
    let parts = |view: &View<'_>| [view.range(), view.half(), view.begin(), view.end()];
    for ((slope, mirror), whole) in parts(&up).iter().zip(parts(&down)).zip([reading.range, reading.half, reading.begin, reading.end]) {
        assert!((slope.estimate - whole.estimate - 0.3).abs() < 1e-12 && slope.error == whole.error);
        assert_eq!((mirror.estimate, mirror.error), (-slope.estimate, slope.error));
    }
    assert_eq!((up.trend().estimate, down.trend().estimate), (reading.trend.estimate, -reading.trend.estimate));
    assert_eq!((up.early_trend().estimate, down.early_trend().estimate), (reading.early_trend.estimate, -reading.early_trend.estimate));
    for ((seen, mirror), local) in up.local().iter().zip(down.local()).zip(reading.local()) {
        assert!((seen - local - 0.3).abs() < 1e-12 && (seen + mirror).abs() < 1e-12);
    }
}

/// A + B M^lambda: seen from a constant it grows if lambda > -1/L, else its exponent is max(lambda, 0).
#[test]
fn growth_counts_as_what_is_left_of_it_in_the_limit() {
    let reading = read(&draw(Truth::OffsetLog { offset: 3.0 }, 12, 10, 0.005));
    let growth = reading.families.iter().find(|family| family.name == "growth").expect("it grows");
    let from = |a| View::new(&reading, a, 1.0).interval(growth, 2.0);
    let own = growth.interval(reading.scale * 1.3 * 4.0, growth.remainder);
    assert!(own.0 < 0.0 && own.0 > -1.0 / reading.span() && own.1 > 0.0 && own.1 < 0.02, "{own:?}");
    assert_eq!(from(0.0), (0.02, 0.02));
    assert_eq!(from(0.25), (-0.25, own.1 - 0.25));
    assert_eq!(View::new(&reading, 0.25, -1.0).interval(growth, 2.0), (0.25 - own.1, 0.25));
    // Growth that ends is a constant.
    let ended = read(&octaves(10, |i| 3.0 - 2.0 * (-0.6 * f64::from(i)).exp()));
    let growth = ended.families.iter().find(|family| family.name == "growth").expect("it grows");
    assert!(growth.interval(ended.scale * 5.2, 0.0).1 < -1.0 / ended.span());
    assert_eq!(View::new(&ended, 0.0, 1.0).interval(growth, 2.0), (0.0, 0.0));
}

#[test]
fn an_excess_has_the_p_value_of_its_root() {
    let reading = read(&draw(Truth::power(-0.5), 10, 6, 0.02));
    for excess in [0.0, 1.0, 9.0] {
        is_close(reading.p_of_excess(excess), 2.0 * t_exceeds((excess / reading.scale).sqrt(), reading.degrees), "p");
    }
    assert_eq!((reading.p_of_excess(f64::INFINITY), reading.p_of_excess(-1.0)), (0.0, 1.0));
}

/// The smallest widths are left out while no family fits, a third of them at most, and six are kept.
#[test]
fn the_window_drops_widths_that_no_family_fits() {
    let off = |count: i32, bad: i32| {
        octaves(count, |i| {
            2f64.powi(5 + i).powf(-0.5)
                * if i >= bad {
                    1.0
                } else if i % 2 == 0 {
                    2.0
                } else {
                    0.6
                }
        })
    };
    for (count, bad, dropped, none) in [(10, 0, 0, false), (10, 2, 2, false), (10, 3, 3, false), (8, 2, 2, false), (7, 1, 1, false)] {
        let reading = read(&off(count, bad));
        assert_eq!((reading.dropped, reading.no_family_fits), (dropped, none), "{count} {bad}");
        assert_eq!(reading.widths(), count as usize - dropped);
        assert!((reading.range.estimate + 0.5).abs() < 1e-6 && reading.x[0] > f64::from(5 + bad) * 2f64.ln() - 1e-9);
    }
    // Where none fits at any window the full range is read.
    for sample in [off(10, 10), off(7, 7)] {
        let reading = read(&sample);
        assert_eq!((reading.dropped, reading.no_family_fits, reading.widths()), (0, true, sample.groups.len()));
        assert!(reading.scatters());
    }
    // Six widths are all kept, and nothing is said.
    let reading = read(&off(6, 6));
    assert_eq!((reading.dropped, reading.no_family_fits), (0, false));
}

/// Powers of log M are divided out, never fitted.
#[test]
fn logarithms_are_divided_out() {
    let sample = octaves(9, |i| 2f64.powi(5 + i).powf(-0.5) * (f64::from(5 + i) * 2f64.ln()).powi(2));
    let summary = summary(&sample);
    let windows = Windows::new(&summary, &sample);
    is_close(windows.first(), 5.0 * 2f64.ln(), "first");
    for (x, u) in summary.x().iter().zip(windows.divided(2.0)) {
        assert!((u + 0.5 * x).abs() < 1e-9);
    }
    assert!((windows.read(2.0).range.estimate + 0.5).abs() < 1e-9 && windows.read(2.0).pure_p > 0.9);
    assert!(windows.read(0.0).pure_p < 0.01);
}

#[test]
fn a_curve_grows_by_more_than_two_standard_errors() {
    let sample = draw(Truth::power(0.0), 9, 6, 0.05);
    let summary = summary(&sample);
    let windows = Windows::new(&summary, &sample);
    let ladder = windows.ladder(0);
    let error = ladder.line.variance().sqrt();
    let line = |slope: f64| ladder.line.x.iter().map(|x| slope * x).collect::<Vec<f64>>();
    assert!(grows(ladder, &line(2.01 * error)) && !grows(ladder, &line(1.99 * error)) && !grows(ladder, &line(-0.5)));
    // The end has to lie above the beginning.
    let mut turned = line(0.1);
    turned[8] = -1e-9;
    assert!(!grows(ladder, &turned));
}
