//! Families of curves: each held to planted curves beside a dense search over all of its members that shares no code with it.

use asymptest_judge::stats::families::{Atlas, Family, GROWTH, Profile, standard};
use asymptest_judge::stats::least_squares::LinearFit;
use asymptest_judge::stats::line::Line;

/// A ladder of octaves with weights that differ, and a fixed scatter that looks like noise.
struct Data {
    x: Vec<f64>,
    weight: Vec<f64>,
    u: Vec<f64>,
}

/// Bits of an irrational rotation.
fn scatter(i: usize) -> f64 {
    ((i as f64 + 1.0) * 0.618_033_988_749_895).fract() - 0.5
}

impl Data {
    fn planted(sizes: i32, noise: f64, curve: impl Fn(f64) -> f64) -> Self {
        let x: Vec<f64> = (7..7 + sizes).map(|k| f64::from(k) * 2f64.ln()).collect();
        let weight = (0..x.len()).map(|i| 2500.0 * (1.0 + 0.3 * (i % 3) as f64)).collect();
        let u = x.iter().enumerate().map(|(i, x)| curve(x - 7.0 * 2f64.ln()) + noise * scatter(i)).collect();
        Self { x, weight, u }
    }

    fn line(&self) -> Line {
        Line::new(&self.x, &self.weight)
    }

    fn read(&self, family: &'static dyn Family) -> Profile {
        let line = self.line();
        Atlas::new(family, &line).expect("has members").read(&line, &line.project(&self.u), 1.0, |least| 16.0 * least.max(1.0))
    }

    /// Centred by the weighted mean.
    fn centred(&self, values: impl Iterator<Item = f64>) -> Vec<f64> {
        let values: Vec<f64> = values.collect();
        let mean = values.iter().zip(&self.weight).map(|(v, w)| v * w).sum::<f64>() / self.weight.iter().sum::<f64>();
        values.iter().map(|v| v - mean).collect()
    }

    fn product(&self, a: &[f64], b: &[f64]) -> f64 {
        a.iter().zip(b).zip(&self.weight).map(|((a, b), w)| a * b * w).sum()
    }
}

fn family(name: &str) -> &'static dyn Family {
    standard().into_iter().chain([GROWTH]).find(|family| family.name() == name).expect("a family")
}

fn evenly(low: f64, high: f64, count: usize) -> impl Iterator<Item = f64> + Clone {
    (0..count).map(move |i| low + (high - low) * i as f64 / (count - 1) as f64)
}

fn softplus(q: f64) -> f64 {
    if q > 30.0 { q } else { (1.0 + q.exp()).ln() }
}

/// A member: its shape over t = x - x_1, and its surprise.
type Members = Vec<(Vec<f64>, f64)>;

/// All members of a family on a dense grid, as the specification states them.
fn members(name: &str, x: &[f64]) -> Members {
    let span = x[x.len() - 1] - x[0];
    let over = |shape: &dyn Fn(f64) -> f64| x.iter().map(|x| shape(*x)).collect::<Vec<f64>>();
    let first = x[0];
    let surprise = |row: f64, column: f64| family(name).surprise(row, column, span);
    match name {
        "power" => vec![(over(&|_| 0.0), 0.0)],
        "correction" => evenly(-span.ln(), 2f64.max(1.5 / span).ln(), 160)
            .flat_map(|log_rate| {
                let rate = log_rate.exp();
                evenly(0.02f64.ln(), (1.0 + 0.5 * (rate * span).exp()).ln(), 500).map(move |size| (rate, size))
            })
            .map(|(rate, size)| (over(&|x| (1.0 + (size.exp() - 1.0) * (-rate * (x - first)).exp()).ln()), surprise(rate.ln(), size)))
            .collect(),
        "inverse_log" => evenly(0.1f64.ln(), (1.0 + 1.5 * x[x.len() - 1] / first).ln(), 4001)
            .map(|size| (over(&|x| (1.0 + (size.exp() - 1.0) * first / x).ln()), surprise(0.0, size)))
            .collect(),
        "plateau" => evenly(0.35f64.ln(), 4f64.ln(), 200)
            .flat_map(|w| evenly(-3.0, 0.6 * span, 900).map(move |bend| (w.exp(), bend)))
            .map(|(w, bend)| {
                let shape = |t: f64| softplus(w * (t - bend)) / w;
                (over(&|x| shape(x - first)), surprise(w.ln(), bend))
            })
            .collect(),
        "crossover" => evenly(0.7f64.ln(), 6f64.ln(), 120)
            .flat_map(|w| evenly(0.0, 0.5 * span, 400).map(move |at| (w.exp(), at)))
            .map(|(w, at)| (over(&|x| softplus(-w * (x - first - at)) / w), 0.0))
            .collect(),
        _ => panic!("{name}"),
    }
}

/// The least cost with the slope in the limit held at `s`.
fn held(name: &str, data: &Data, members: &Members, s: f64) -> f64 {
    let cost = |(shape, surprise): &(Vec<f64>, f64)| {
        let shape = data.centred(shape.iter().copied());
        if name == "plateau" {
            let left = data.centred(data.u.iter().zip(&shape).map(|(u, h)| u - s * h));
            return data.product(&left, &left) + surprise;
        }
        let left = data.centred(data.u.iter().zip(&data.x).map(|(u, x)| u - s * x));
        if name == "crossover" {
            // D with a normal prior of width 0.15.
            let (square, along) = (data.product(&shape, &shape) + 0.15f64.powi(-2), data.product(&left, &shape));
            return data.product(&left, &left) - along * along / square;
        }
        let left: Vec<f64> = left.iter().zip(&shape).map(|(l, h)| l - h).collect();
        data.product(&left, &left) + surprise
    };
    members.iter().map(cost).fold(f64::INFINITY, f64::min)
}

/// The least cost at the best slope; the slopes at which the cost is that much larger; the same from a search.
fn agrees(name: &'static str, data: &Data, excess: f64) {
    let profile = data.read(family(name));
    let members = members(name, &data.x);
    let least = evenly(profile.best - 0.004, profile.best + 0.004, 9).map(|s| held(name, data, &members, s)).fold(f64::INFINITY, f64::min);
    assert!((profile.cost - least).abs() < 0.03 * (1.0 + least), "{name}: {} is not {least}", profile.cost);
    let (low, high) = profile.interval(excess, 0.0);
    assert!(low < profile.best && profile.best < high, "{name}: {low} {high}");
    for end in [low, high] {
        let found = held(name, data, &members, end) - profile.cost;
        // A net over the members may miss a corner, but never reaches beyond them.
        assert!((0.6..1.12).contains(&(found / excess)), "{name}: {found} at {end} of {low}, {high}");
    }
    // Terms beyond the family widen the interval; what the interval leaves out costs more.
    let wide = profile.interval(excess, profile.remainder);
    assert!((low - wide.0 - profile.remainder).abs() < 1e-12 && (wide.1 - high - profile.remainder).abs() < 1e-12);
    for (end, sign) in [(wide.0, 1.0), (wide.1, -1.0)] {
        let found = profile.excess_at(end, sign);
        assert!((found / excess - 1.0).abs() < 1e-6, "{name}: {found} at {end}");
        assert!(profile.excess_at(end - sign * 0.02, sign) > excess && profile.excess_at(end, -sign) == 0.0);
    }
    assert!(profile.rss <= profile.cost && profile.rss_near(profile.best, 1e-9) >= profile.rss);
}

#[test]
fn a_correction_is_what_a_dense_search_finds() {
    for (power, size, rate) in [(-0.2, 1.5, 0.6), (0.1, -0.4, 0.5)] {
        let data = Data::planted(9, 0.05, |t: f64| power * t + (size * (-rate * t).exp()).ln_1p());
        agrees("correction", &data, 4.0);
    }
    agrees("correction", &Data::planted(8, 0.05, |t| -0.5 * t), 4.0);
}

#[test]
fn a_correction_in_one_over_log_is_what_a_dense_search_finds() {
    for c in [4.0, -2.0, 0.0] {
        agrees("inverse_log", &Data::planted(9, 0.05, |t| -0.5 * t + (c / (t + 7.0 * 2f64.ln())).ln_1p()), 4.0);
    }
}

#[test]
fn a_plateau_is_what_a_dense_search_finds() {
    agrees("plateau", &Data::planted(10, 0.05, |t| -0.5 * softplus(1.5 * (t - 1.5)) / 1.5), 4.0);
    agrees("plateau", &Data::planted(8, 0.05, |t| 0.4 * t), 4.0);
}

#[test]
fn a_crossover_is_what_a_dense_search_finds() {
    agrees("crossover", &Data::planted(10, 0.05, |t| -0.5 * t + 0.2 * softplus(-2.0 * (t - 2.5)) / 2.0), 4.0);
    agrees("crossover", &Data::planted(9, 0.05, |t| -0.5 * t), 4.0);
}

#[test]
fn a_power_is_the_straight_line() {
    let data = Data::planted(8, 0.1, |t| -0.4 * t + 0.01 * t * t);
    let profile = data.read(family("power"));
    let fit = LinearFit::polynomial(&data.x, 0.0, 1, &data.weight);
    let variances: Vec<f64> = data.weight.iter().map(|w| w.recip()).collect();
    let (slope, error) = (fit.coefficient(1, &data.u), fit.variance(1, &variances).sqrt());
    assert!((profile.best - slope).abs() < 1e-12 && (profile.rss - fit.residual(&data.u)).abs() < 1e-9);
    assert_eq!((profile.rss, profile.remainder), (profile.cost, 0.0));
    let (low, high) = profile.interval(9.0, 0.0);
    assert!((low - slope + 3.0 * error).abs() < 1e-12 && (high - slope - 3.0 * error).abs() < 1e-12);
    assert!((profile.excess_at(slope - 2.0 * error, 1.0) - 4.0).abs() < 1e-9);
    assert_eq!((profile.excess_at(slope + error, 1.0), profile.excess_at(slope - error, -1.0)), (0.0, 0.0));
    agrees("power", &data, 4.0);
}

/// What the slope of the best member still has to travel, times 1.4.
#[test]
fn the_remainder_is_what_the_slope_still_has_to_travel() {
    let last = |shape: &dyn Fn(f64) -> f64, sizes: i32| {
        let t = |k: i32| f64::from(k) * 2f64.ln();
        (shape(t(sizes - 1)) - shape(t(sizes - 2))) / 2f64.ln()
    };
    let quiet = |curve: &dyn Fn(f64) -> f64| {
        let mut data = Data::planted(10, 0.0, curve);
        data.weight.iter_mut().for_each(|w| *w *= 1e4);
        data
    };
    let shape = |t: f64| (2.0 * (-0.5 * t).exp()).ln_1p();
    let profile = quiet(&|t| -0.3 * t + shape(t)).read(family("correction"));
    assert!((profile.best + 0.3).abs() < 1e-3, "{}", profile.best);
    assert!((profile.remainder - 1.4 * last(&shape, 10).abs()).abs() < 2e-3, "{}", profile.remainder);
    let bent = |t: f64| softplus(t - 3.0);
    let profile = quiet(&|t| -0.5 * bent(t)).read(family("plateau"));
    assert!((profile.best + 0.5).abs() < 5e-3, "{}", profile.best);
    assert!((profile.remainder - 1.4 * 0.5 * (1.0 - last(&bent, 10))).abs() < 1e-2, "{} at {}", profile.remainder, profile.best);
    let crossed = |t: f64| softplus(-(t - 2.5));
    let profile = quiet(&|t| 0.2 * t + 0.4 * crossed(t)).read(family("crossover"));
    assert!((profile.best - 0.2).abs() < 1e-2, "{}", profile.best);
    assert!((profile.remainder - 1.4 * 0.4 * last(&crossed, 10).abs()).abs() < 1e-2, "{}", profile.remainder);
    assert_eq!(quiet(&|t| (2.0 + t).ln()).read(GROWTH).remainder, 0.0);
}

#[test]
fn planted_parameters_are_recovered_under_growth_with_an_offset() {
    for lambda in [-0.4, 0.0, 0.3] {
        let growth = |t: f64| if lambda == 0.0 { t } else { (lambda * t).exp_m1() / lambda };
        let data = Data::planted(12, 0.0, |t| (3.0 + 0.5 * growth(t)).ln());
        let profile = data.read(GROWTH);
        assert!((profile.best - lambda).abs() < 5e-3 && profile.rss < 0.05, "{} is not {lambda}", profile.best);
        // The interval is that of a dense search over the offset at its ends.
        let held = |lambda: f64| {
            let growth = |t: f64| if lambda.abs() < 1e-9 { t } else { (lambda * t).exp_m1() / lambda };
            let whole = growth(data.x[11] - data.x[0]);
            let cost = |log_offset: f64| {
                let left =
                    data.centred(data.x.iter().zip(&data.u).map(|(x, u)| u - (log_offset.exp() + growth(x - data.x[0]) / whole).ln()));
                data.product(&left, &left)
            };
            evenly(1e-3f64.ln(), 300f64.ln(), 20_001).map(cost).fold(f64::INFINITY, f64::min)
        };
        let (low, high) = profile.interval(4.0, 0.0);
        for end in [low, high] {
            // lambda runs over a grid.
            assert!((-0.8..0.1).contains(&(held(end) - profile.rss - 4.0)), "{} at {end} of {low}, {high}", held(end));
        }
        assert!(profile.rss_near(lambda, 0.004) < 0.1 && profile.rss_near(lambda + 0.3, 0.004) > 4.0);
        assert!(profile.rss_near(99.0, 0.004).is_infinite() && profile.excess_at(-9.0, 1.0).is_infinite());
    }
}

/// A power of M added to the data is added to the limit; a factor changes nothing.
#[test]
fn limits_shift_with_the_data() {
    let data = Data::planted(9, 0.1, |t| -0.3 * t + (0.8 * (-0.7 * t).exp()).ln_1p());
    let moved = Data { u: data.x.iter().zip(&data.u).map(|(x, u)| u + 0.35 * x - 2.0).collect(), ..Data::planted(9, 0.0, |_| 0.0) };
    for name in ["power", "correction", "inverse_log", "crossover"] {
        let (a, b) = (data.read(family(name)), moved.read(family(name)));
        assert!((b.best - a.best - 0.35).abs() < 1e-6 && (b.cost - a.cost).abs() < 1e-6, "{name}");
        let (from, to) = (a.interval(4.0, a.remainder), b.interval(4.0, b.remainder));
        assert!((to.0 - from.0 - 0.35).abs() < 1e-6 && (to.1 - from.1 - 0.35).abs() < 1e-6, "{name}");
    }
}

/// A glance looks at the first grid alone: it is never better, and close.
#[test]
fn a_glance_is_close_to_a_reading() {
    let data = Data::planted(9, 0.05, |t| -0.3 * t + (0.8 * (-0.7 * t).exp()).ln_1p());
    let line = data.line();
    for family in standard() {
        let atlas = Atlas::new(family, &line).expect("has members");
        let (glance, read) = (atlas.glance(&line.project(&data.u), 1.0), data.read(family));
        assert!(glance.cost >= read.cost && glance.cost < read.cost + 0.7, "{}: {} {}", family.name(), glance.cost, read.cost);
        assert_eq!((glance.name, glance.parameters), (family.name(), family.parameters()));
    }
}

#[test]
fn families_are_asked_where_they_have_members() {
    let named: Vec<(&str, usize)> = standard().into_iter().chain([GROWTH]).map(|family| (family.name(), family.parameters())).collect();
    let expected = [("power", 2), ("correction", 4), ("inverse_log", 3), ("plateau", 4), ("crossover", 5), ("growth", 3)];
    assert_eq!(named, expected);
    let line = |from: f64, sizes: i32| {
        let x: Vec<f64> = (0..sizes).map(|k| from + f64::from(k)).collect();
        Line::new(&x, &vec![1.0; x.len()])
    };
    let has = |name, line: &Line| Atlas::new(family(name), line).is_some();
    assert!(!has("crossover", &line(4.0, 6)) && has("crossover", &line(4.0, 7)));
    assert!(!has("inverse_log", &line(0.3, 8)) && has("inverse_log", &line(0.31, 8)));
    assert!(["power", "correction", "plateau", "growth"].iter().all(|name| has(name, &line(0.0, 4))));
}

/// Where the data are silent unusual members are left out: the larger the noise, the more a surprise counts.
#[test]
fn surprises_count_in_units_of_the_noise() {
    let data = Data::planted(9, 0.05, |t| -0.3 * t + (1.5 * (-0.7 * t).exp()).ln_1p());
    let line = data.line();
    let atlas = Atlas::new(family("correction"), &line).expect("has members");
    let at = |unit| atlas.read(&line, &line.project(&data.u), unit, |least: f64| 16.0 * least.max(1.0));
    let (quiet, loud) = (at(0.1), at(50.0));
    assert!((quiet.rss - loud.rss).abs() < 0.2 && quiet.cost < loud.cost);
    assert!((loud.best - data.read(family("power")).best).abs() < (quiet.best - data.read(family("power")).best).abs());
}

/// Twice the negative logarithm of a Cauchy density, at the distance from a pure power in units of what is usual.
#[test]
fn unusual_members_are_surprising() {
    let of = |distance: f64| 2.0 * (1.0 + distance * distance).ln();
    let surprise = |name, row, column| family(name).surprise(row, column, 6.0);
    for (name, usual_above, usual_below) in [("correction", 0.3, 0.2), ("inverse_log", 0.2, 0.2)] {
        assert!((surprise(name, 0.0, 0.7) - of(0.7 / usual_above)).abs() < 1e-12, "{name}");
        assert!((surprise(name, 0.0, -0.7) - of(0.7 / usual_below)).abs() < 1e-12, "{name}");
        assert_eq!(surprise(name, 0.5, 0.0), 0.0);
    }
    // Half of the range is flat, by a bend that is sharp: the slope of the limit is twice that of the range.
    let half = surprise("plateau", 4f64.ln(), 3.0);
    assert!((half - of(2f64.ln() / PLATEAU)).abs() < 0.02, "{half}");
    assert!(surprise("plateau", 0.0, -3.0) < 0.01 * half);
    assert_eq!(["power", "crossover", "growth"].map(|name| surprise(name, 0.3, 0.7)), [0.0; 3]);
    assert_eq!(standard().map(|family| family.usual_multiple()), [f64::INFINITY, f64::INFINITY, f64::INFINITY, f64::INFINITY, 0.15]);
}

/// A usual plateau: by how much the limit's slope exceeds that of the range.
const PLATEAU: f64 = 0.3;
