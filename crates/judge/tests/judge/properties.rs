//! What holds of every data set: exclusive claims are never both supported, and a verdict does not depend on what has nothing to do with it.
//!
//! Data sets are random laws with corrections, regimes and offsets, on random designs with random noise, from fixed seeds.

use asymptest_judge::calibration::{Design, Noise, Shape, Truth, in_parallel};
use asymptest_judge::claim::{Bound, Exponent, Growth, Rate, Symbol};
use asymptest_judge::random::Stream;
use asymptest_judge::stats::{Sample, WidthGroup};
use asymptest_judge::verdict::{Judgement, Path, Protocol, Verdict, judge, judge_all, judge_bare};

/// A data set and the rate that it follows in the limit.
struct Drawn {
    name: String,
    sample: Sample,
    limit: (f64, f64),
}

/// A uniform draw between two numbers.
fn between(random: &mut Stream, low: f64, high: f64) -> f64 {
    low + (high - low) * random.integer(0, 1 << 30) as f64 / f64::from(1 << 30)
}

fn one_of<T: Copy>(random: &mut Stream, choices: &[T]) -> T {
    choices[random.integer(0, choices.len() as i64 - 1) as usize]
}

/// A truth near the rates that are asked for below, or on one of them.
fn random_truth(random: &mut Stream, span: f64) -> Truth {
    let whole = [-1.0, 0.0, 1.0];
    let off = one_of(random, &[0.0, 0.0, 0.0, 0.03, -0.03, 0.1, -0.1, 0.3, -0.5]);
    let (power, log) = (one_of(random, &whole) + off, one_of(random, &whole));
    match random.integer(0, 9) {
        0..=2 => Truth::Law { power, log },
        3 | 4 => Truth::Corrected { power, log, size: between(random, -0.9, 4.0), rate: between(random, 0.1, 2.0) },
        5 => {
            let sizes = [between(random, -0.8, 0.0), between(random, 0.0, 3.0)];
            Truth::TwiceCorrected { power, log, sizes, rates: [between(random, 0.2, 1.0), between(random, 0.5, 1.5)] }
        }
        6 => Truth::Oscillating { power, log, amplitude: between(random, 0.0, 0.2), period: span * between(random, 0.3, 2.0) },
        7 => Truth::TwoRegimes { power, log, before: between(random, -0.6, 0.6), until: span * between(random, 0.2, 0.9) },
        8 => Truth::OffsetLog { offset: between(random, 0.0, 5.0) },
        _ => Truth::OffsetPower { offset: between(random, 0.0, 5.0), power: one_of(random, &[0.25, 0.5, 1.0]) },
    }
}

fn random_design(random: &mut Stream) -> Design {
    let from = between(random, 2f64.ln(), 300f64.ln()).exp().round();
    let to = from * between(random, 8f64.ln(), 4000f64.ln()).exp();
    Design::geometric(from, to, random.integer(4, 13) as usize, one_of(random, &[1, 1, 2, 3, 5, 10]))
}

fn random_noise(random: &mut Stream) -> Noise {
    let sigma = between(random, 1e-3f64.ln(), 0.5f64.ln()).exp();
    let shape = one_of(random, &[Shape::Normal, Shape::Normal, Shape::HeavyTailed, Shape::Outliers, Shape::Scattered]);
    Noise { sigma, drift: one_of(random, &[0.0, 0.0, 0.1, -0.2]), shape }
}

/// The same values as a table prints them, with that many significant digits.
fn printed(sample: &Sample, digits: usize) -> Sample {
    let print = |value: &f64| format!("{value:.*e}", digits - 1).parse().expect("a number");
    let groups = sample.groups.iter().map(|group| WidthGroup::new(group.width, group.values.iter().map(print).collect()));
    Sample { digits: Some(digits as u32), ..Sample::new(groups.collect()) }
}

/// The data set of this number: three in four with noise, one in four a table without.
fn drawn(seed: u64, number: usize) -> Drawn {
    let random = &mut Stream::of_study(seed, "properties", &number.to_string());
    let (mut design, mut noise) = (random_design(random), random_noise(random));
    let truth = random_truth(random, design.span());
    let is_table = number % 4 == 3;
    if is_table {
        design.cells.iter_mut().for_each(|(_, replicates)| *replicates = 1);
        noise = Noise::normal(0.0);
    }
    let sample = noise.sample(&truth, &design, random);
    let sample = if is_table { printed(&sample, one_of(random, &[3, 4, 6, 12])) } else { sample };
    Drawn { name: format!("data set {number} of seed {seed}: {truth} on {}, {noise:?}", design.name), sample, limit: truth.asymptote() }
}

fn bound(growth: Growth, power: (i64, i64), log: (i64, i64)) -> Bound {
    let rate = Rate::power(Symbol::M, Exponent::ratio(power.0, power.1));
    Bound::new(growth, rate.times(Symbol::LogM, Exponent::ratio(log.0, log.1)))
}

/// Theta, O and Omega of M^a log(M)^b for a and b in -1, 0 and 1, and of further powers of the logarithm.
fn grid() -> Vec<Bound> {
    let whole = [-1, 0, 1];
    let product = whole.iter().flat_map(|a| whole.iter().map(move |b| ((*a, 1), (*b, 1))));
    let logs = [((0, 1), (1, 2)), ((0, 1), (2, 1))];
    let rates: Vec<_> = product.chain(logs).collect();
    rates.iter().flat_map(|(a, b)| [Growth::Exactly, Growth::AtMost, Growth::AtLeast].map(|growth| bound(growth, *a, *b))).collect()
}

fn exponents(bound: &Bound) -> (f64, f64) {
    (bound.rate.exponent(Symbol::M).to_f64(), bound.rate.exponent(Symbol::LogM).to_f64())
}

/// Whether both cannot be true: an upper bound against a lower bound of a larger rate; Theta is both.
fn exclude(one: &Bound, other: &Bound) -> bool {
    use Growth::{AtLeast, AtMost, Exactly};
    let below = |small: &Bound, large: &Bound| {
        matches!(small.growth, AtMost | Exactly) && matches!(large.growth, AtLeast | Exactly) && exponents(small) < exponents(large)
    };
    below(one, other) || below(other, one)
}

/// Whether the claim is true of y like M^a log(M)^b.
fn holds(bound: &Bound, limit: (f64, f64)) -> bool {
    match bound.growth {
        Growth::AtMost => limit <= exponents(bound),
        Growth::AtLeast => limit >= exponents(bound),
        Growth::Exactly => limit == exponents(bound),
        Growth::Below => limit < exponents(bound),
    }
}

fn bare(bounds: &[Bound], sample: &Sample) -> Vec<Judgement> {
    judge_bare(bounds, sample, &Protocol::default())
}

/// All that a judgement says, to the last bit.
fn whole(judgement: &Judgement) -> String {
    format!("{judgement:?}")
}

/// The same up to rounding: verdict, tightness and path, and every interval.
#[track_caller]
fn assert_same(name: &str, one: &Judgement, other: &Judgement, tolerance: f64) {
    assert_eq!(
        (one.verdict, one.tightness, one.path),
        (other.verdict, other.tightness, other.path),
        "{name}\n{}\n{}",
        one.reason,
        other.reason
    );
    for (one, other) in [(one.exponent, other.exponent), (one.normalised, other.normalised), (one.range, other.range)] {
        for (a, b) in [(one.estimate, other.estimate), (one.low, other.low), (one.high, other.high)] {
            let same = (a - b).abs() <= tolerance || a == b || a.is_nan() && b.is_nan();
            assert!(same, "{name}: {a} and {b}");
        }
    }
}

const DATA_SETS: usize = 2000;

#[test]
fn exclusive_claims_are_never_both_supported() {
    let claims = grid();
    let found = in_parallel(&(0..DATA_SETS).collect::<Vec<_>>(), |number| {
        let drawn = drawn(1, *number);
        let judgements = bare(&claims, &drawn.sample);
        let supported: Vec<(&Bound, &Judgement)> =
            claims.iter().zip(&judgements).filter(|(_, judgement)| judgement.verdict.agrees()).collect();
        let pairs = supported.iter().enumerate().flat_map(|(i, one)| supported[i + 1..].iter().map(move |other| (one, other)));
        let both = pairs.filter(|(one, other)| exclude(one.0, other.0));
        let said: Vec<String> = both
            .map(|(one, other)| format!("{:?} and {:?}: {} and {} on {}", one.1.path, other.1.path, one.0, other.0, drawn.name))
            .collect();
        (supported.len(), said)
    });
    let supported: Vec<usize> = found.iter().map(|(supported, _)| *supported).collect();
    let both: Vec<&String> = found.iter().flat_map(|(_, said)| said).collect();
    // Without supports there would be nothing to contradict.
    let some = supported.iter().filter(|count| **count >= 2).count();
    assert!(some > DATA_SETS / 4, "{some} data sets have two supports or more");
    assert!(both.is_empty(), "{} pairs, such as {:#?}", both.len(), &both[..both.len().min(12)]);
}

#[test]
fn exclusion_is_what_it_says() {
    let of = |text: &str| text.parse::<Bound>().expect("a claim");
    for (one, other) in [("O(1)", "Omega(log M)"), ("Theta(M)", "Theta(M log M)"), ("O(M^-1)", "Theta(1)"), ("Theta(M)", "Omega(M log M)")]
    {
        assert!(exclude(&of(one), &of(other)) && exclude(&of(other), &of(one)), "{one} {other}");
    }
    for (one, other) in [("O(1)", "O(M)"), ("O(M)", "Omega(M)"), ("Theta(1)", "O(log M)"), ("Omega(1)", "Theta(M)")] {
        assert!(!exclude(&of(one), &of(other)) && !exclude(&of(other), &of(one)), "{one} {other}");
    }
}

/// A looser true claim is asked first, and all of them in both orders.
#[test]
fn a_verdict_does_not_depend_on_the_claims_asked_before() {
    let claims = grid();
    in_parallel(&(0..24).collect::<Vec<_>>(), |number| {
        let drawn = drawn(2, *number);
        let forward = bare(&claims, &drawn.sample);
        let mut backward = bare(&claims.iter().rev().cloned().collect::<Vec<_>>(), &drawn.sample);
        backward.reverse();
        for ((claim, one), other) in claims.iter().zip(&forward).zip(&backward) {
            assert_eq!(whole(one), whole(other), "{claim} on {}", drawn.name);
        }
    });
    // The whole judgement as well, with power and what stands beside it.
    let protocol = Protocol { power_trials: 10, ..Protocol::default() };
    in_parallel(&(0..24).collect::<Vec<_>>(), |number| {
        let drawn = drawn(3, *number);
        let (a, b) = drawn.limit;
        let hundredths = |value: f64| ((100.0 * value).round() as i64, 100);
        let claim = bound(Growth::AtMost, hundredths(a), hundredths(b));
        let loose = bound(Growth::AtMost, hundredths(a + 0.5), hundredths(b));
        let alone = judge(&claim, &drawn.sample, &protocol);
        let after = &judge_all(&[loose, claim.clone()], &drawn.sample, &protocol)[1];
        assert_eq!(whole(&alone), whole(after), "{claim} on {}", drawn.name);
    });
}

fn rows(sample: &Sample) -> Vec<(f64, u64, f64)> {
    let of = |group: &WidthGroup| group.values.iter().zip(&group.labels).map(|(v, label)| (group.width, *label, *v)).collect::<Vec<_>>();
    sample.groups.iter().flat_map(of).collect()
}

#[test]
fn a_verdict_does_not_depend_on_the_order_of_rows() {
    let claims = grid();
    in_parallel(&(0..60).collect::<Vec<_>>(), |number| {
        let drawn = drawn(4, *number);
        let mut random = Stream::of_study(4, "properties", &format!("order|{number}"));
        let rows = rows(&drawn.sample);
        let order = random.choose(rows.len(), rows.len());
        let shuffled = Sample::from_runs(order.iter().map(|place| rows[*place]).collect::<Vec<_>>());
        let shuffled = Sample { digits: drawn.sample.digits, ..shuffled };
        for (one, other) in bare(&claims, &drawn.sample).iter().zip(&bare(&claims, &shuffled)) {
            assert_eq!(whole(one), whole(other), "{}", drawn.name);
        }
    });
}

fn with_values(sample: &Sample, of: impl Fn(f64) -> f64) -> Sample {
    let mut changed = sample.clone();
    changed.groups.iter_mut().for_each(|group| group.values.iter_mut().for_each(|value| *value = of(*value)));
    changed
}

/// Constant factors are no part of a rate. The digits of a table are those that were printed, before the factor.
#[test]
fn a_verdict_does_not_depend_on_the_unit_of_the_values() {
    let claims = grid();
    in_parallel(&(0..60).collect::<Vec<_>>(), |number| {
        let drawn = drawn(5, *number);
        let factor = between(&mut Stream::of_study(5, "properties", &format!("unit|{number}")), -30.0, 30.0).exp();
        let scaled = with_values(&drawn.sample, |value| factor * value);
        for ((claim, one), other) in claims.iter().zip(&bare(&claims, &drawn.sample)).zip(&bare(&claims, &scaled)) {
            assert_same(&format!("{claim} on {} times {factor}", drawn.name), one, other, 1e-6);
        }
    });
}

fn with_widths(sample: &Sample, factor: f64) -> Sample {
    let mut changed = sample.clone();
    changed.groups.iter_mut().for_each(|group| group.width *= factor);
    changed
}

/// The unit of the widths matters to the logarithm, to corrections in 1 / log M and to the margins, which ask that neighbouring powers of log M be told
/// apart. Rates of a table know none of them: under a claim on M alone, their verdict and their limit are the same in any unit.
#[test]
fn a_table_does_not_depend_on_the_unit_of_the_widths() {
    let powers: Vec<Bound> =
        [-1, 0, 1].iter().flat_map(|a| [Growth::Exactly, Growth::AtMost, Growth::AtLeast].map(|g| bound(g, (*a, 1), (0, 1)))).collect();
    let tables: Vec<usize> = (0..480).filter(|number| number % 4 == 3).collect();
    let read: usize = in_parallel(&tables, |number| {
        let drawn = drawn(6, *number);
        let factor = one_of(&mut Stream::of_study(6, "properties", &format!("unit|{number}")), &[1e-3, 0.1, 7.0, 1e4]);
        let (plain, scaled) = (bare(&powers, &drawn.sample), bare(&powers, &with_widths(&drawn.sample, factor)));
        plain
            .iter()
            .zip(&scaled)
            .filter(|(one, other)| {
                assert_eq!(one.path == Path::Table, other.path == Path::Table, "{}", drawn.name);
                one.path == Path::Table
            })
            .map(|(one, other)| {
                assert_eq!(one.verdict, other.verdict, "{} with widths times {factor}: {}, {}", drawn.name, one.reason, other.reason);
                let ends = |j: &Judgement| [j.exponent.estimate, j.exponent.low, j.exponent.high, j.window.from.ln(), j.window.to.ln()];
                let shift = factor.ln();
                for ((a, b), by) in ends(one).iter().zip(ends(other)).zip([0.0, 0.0, 0.0, shift, shift]) {
                    assert!((a + by - b).abs() < 1e-6 || a.is_nan(), "{}: {a} and {b}", drawn.name);
                }
            })
            .count()
    })
    .iter()
    .sum();
    assert!(read > tables.len() * 3, "{read} verdicts by rates");
}

/// Under noise the slopes that were seen are the same in any unit of the widths, wherever the same widths are judged.
#[test]
fn slopes_do_not_depend_on_the_unit_of_the_widths() {
    let claim = [bound(Growth::Exactly, (0, 1), (0, 1))];
    let same_window: usize = in_parallel(&(0..160).collect::<Vec<_>>(), |number| {
        let drawn = drawn(7, *number);
        let (one, other) = (bare(&claim, &drawn.sample).remove(0), bare(&claim, &with_widths(&drawn.sample, 8.0)).remove(0));
        for (a, b) in one.local_slopes.iter().zip(&other.local_slopes) {
            assert!((a.slope - b.slope).abs() < 1e-9 && 8.0 * a.from == b.from, "{}: {a:?} {b:?}", drawn.name);
            assert!((a.error - b.error).abs() < 1e-6 || a.error.is_nan() && b.error.is_nan(), "{}: {a:?} {b:?}", drawn.name);
        }
        let same = one.window.widths == other.window.widths;
        assert!(!same || (one.range.estimate - other.range.estimate).abs() < 1e-6 || one.range.estimate.is_nan(), "{}", drawn.name);
        usize::from(same)
    })
    .iter()
    .sum();
    assert!(same_window >= 144, "{same_window} of 160 windows are the same");
}

/// The sample without the last replicate of every width.
fn without_last(sample: &Sample) -> Sample {
    let mut short = sample.clone();
    for group in &mut short.groups {
        group.values.pop();
        group.labels.pop();
    }
    short
}

/// One replicate more, at the same widths, may settle what was open; it hardly ever turns a refutation into a support.
#[test]
fn one_more_replicate_does_not_turn_a_refutation_into_a_support() {
    let seeds: Vec<usize> = (0..400).collect();
    let turned: Vec<String> = in_parallel(&seeds, |number| {
        let random = &mut Stream::of_study(8, "properties", &format!("replicates|{number}"));
        let from = one_of(random, &[16.0, 64.0, 128.0]);
        let design = Design::geometric(from, from * one_of(random, &[64.0, 512.0]), random.integer(6, 10) as usize, 5);
        let truth = random_truth(random, design.span());
        let noise =
            Noise { shape: one_of(random, &[Shape::Normal, Shape::HeavyTailed]), ..Noise::normal(one_of(random, &[0.02, 0.1, 0.3])) };
        let sample = noise.sample(&truth, &design, random);
        let (a, b) = truth.asymptote();
        let hundredths = |value: f64| ((100.0 * value).round() as i64, 100);
        // True ones, and false ones a little and far away.
        let claims: Vec<Bound> = [Growth::Exactly, Growth::AtMost, Growth::AtLeast]
            .iter()
            .flat_map(|growth| [0.0, 0.05, -0.1, 0.25].map(|off| bound(*growth, hundredths(a + off), hundredths(b))))
            .collect();
        assert!(claims.iter().any(|claim| holds(claim, (a, b))) && claims.iter().any(|claim| !holds(claim, (a, b))));
        let (four, five) = (bare(&claims, &without_last(&sample)), bare(&claims, &sample));
        let turned = (claims.iter().zip(&four).zip(&five))
            .find(|((_, four), five)| four.verdict == Verdict::Refuted && five.verdict == Verdict::Supported);
        turned.map(|((claim, _), _)| format!("{claim} of {truth} on {}, {noise:?}", design.name))
    })
    .into_iter()
    .flatten()
    .collect();
    assert!(turned.len() * 1000 <= 5 * seeds.len(), "{} of {}: {turned:#?}", turned.len(), seeds.len());
}
