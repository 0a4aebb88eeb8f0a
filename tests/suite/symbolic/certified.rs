//! Certified constants against closed forms, against the engine's own activations, and against wrong enclosures.

use asymptest::model::Activation;
use asymptest::symbolic::certified::{ACTIVATIONS, Constants, Interval, WIDTH, constants, maximum};
use dashu_ratio::RBig;

use super::rounding::{exp, pi, ratio};

fn smooth() -> impl Iterator<Item = (Activation, Constants)> {
    ACTIVATIONS.into_iter().map(|activation| (activation, constants(activation).unwrap()))
}

#[test]
fn enclosures_hold_the_closed_forms_and_are_as_narrow_as_stated() {
    let [pi, inverse_e] = [pi(), exp(&ratio(-1, 1))];
    let over = |[low, high]: &[RBig; 2], [least, largest]: &[RBig; 2]| [low / largest, high / least];
    let times = |[low, high]: &[RBig; 2], [least, largest]: &[RBig; 2]| [low * least, high * largest];
    let exactly = |n, d| [ratio(n, d), ratio(n, d)];
    let erf_second = over(&times(&exactly(8, 1), &inverse_e), &pi);
    // GELU' at its maximum sqrt(2) is 1/2 + erf(1)/2 + e^(-1)/sqrt(pi), and erf(1)/2 = (1 - 1/3 + 1/(5 2!) - ...)/sqrt(pi).
    let series = [&erf_of_one()[0] + &inverse_e[0], &erf_of_one()[1] + &inverse_e[1]];
    let gelu_first = over(&times(&series, &series), &pi);
    // The squares of the constants, less 1/2 where that is said.
    for (activation, first, shift, second) in [
        (Activation::TANH, exactly(1, 1), 0, exactly(16, 27)),
        (Activation::ERF, over(&exactly(4, 1), &pi), 0, erf_second),
        (Activation::SOFTPLUS, exactly(1, 1), 0, exactly(1, 16)),
        (Activation::LINEAR, exactly(1, 1), 0, exactly(0, 1)),
        (Activation::GELU, gelu_first, 1, over(&exactly(2, 1), &pi)),
    ] {
        let found = constants(activation).unwrap();
        for (enclosure, [low, high], shift) in [(&found.first, first, ratio(shift, 2)), (&found.second, second, RBig::ZERO)] {
            let square = |end: &RBig| (end - &shift) * (end - &shift);
            assert!(square(&enclosure.low) <= low && high <= square(&enclosure.high), "{activation:?}: {enclosure}");
            assert!(enclosure.width() <= RBig::from_parts_signed(WIDTH.0.into(), WIDTH.1.into()), "{activation:?}: {enclosure}");
        }
        if activation == Activation::SOFTPLUS {
            assert!(exp(&found.at_zero.low)[1] <= RBig::from(2) && RBig::from(2) <= exp(&found.at_zero.high)[0]);
        } else {
            assert_eq!((&found.at_zero.low, &found.at_zero.high), (&RBig::ZERO, &RBig::ZERO));
        }
    }
}

/// sqrt(pi) erf(1) / 2 between rationals: the series alternates.
fn erf_of_one() -> [RBig; 2] {
    let (mut sum, mut factorial) = (RBig::ZERO, RBig::ONE);
    let mut bounds = [RBig::ZERO, RBig::ZERO];
    for k in 0..40i64 {
        let term = RBig::ONE / (&factorial * RBig::from(2 * k + 1));
        sum = if k % 2 == 0 { sum + term } else { sum - term };
        bounds[usize::from(k % 2 == 0)] = sum.clone();
        factorial *= RBig::from(k + 1);
    }
    bounds
}

#[test]
fn the_constants_of_the_engine_lie_above_the_enclosures_and_close() {
    for (activation, found) in smooth() {
        let (first, second) = activation.smooth().unwrap().largest();
        for (enclosure, constant) in [(&found.first, first), (&found.second, second)] {
            assert!(enclosure.is_below(constant), "{activation:?}: {constant:e} against {enclosure}");
            // A constant that is a few units of the last place smaller is no bound, and is seen not to be one.
            assert!(!enclosure.is_below(constant - 3e-15), "{activation:?}: {constant:e} against {enclosure}");
        }
        assert!(!found.first.is_below(f64::NAN) && !found.first.is_below(0.5));
    }
}

#[test]
fn the_engines_slopes_stay_within_the_constants_and_come_close() {
    for (activation, found) in smooth() {
        let [first, second, at_zero] = [&found.first, &found.second, &found.at_zero].map(|enclosure| enclosure.high.to_f64().value());
        let (mut steepest, mut most_curved): (f64, f64) = (0.0, 0.0);
        let h = 1e-4;
        for k in -80_000..=80_000 {
            let a = f64::from(k) * 5e-4;
            let (value, slope) = activation.value_and_slope(a);
            let curvature = (activation.value_and_slope(a + h).1 - activation.value_and_slope(a - h).1) / (2.0 * h);
            steepest = steepest.max(slope.abs());
            most_curved = most_curved.max(curvature.abs());
            assert!(value.abs() <= at_zero + first * a.abs() + 1e-15, "{activation:?} at {a}");
        }
        assert!(steepest <= first * (1.0 + 1e-12) && steepest > first - 1e-5, "{activation:?}: {steepest} against {first}");
        assert!(most_curved <= second + 1e-6 && most_curved > second - 1e-5, "{activation:?}: {most_curved} against {second}");
    }
}

#[test]
fn intervals_that_do_not_hold_the_values_or_do_not_shrink_are_noticed() {
    let domain = Interval::integer(-1).to(&Interval::integer(1));
    // A slope that is never bounded well gives no enclosure.
    let all = Interval::integer(-1000).to(&Interval::integer(1000));
    assert!(maximum(&domain, |_| Interval::integer(1), |_| all.clone()).is_err());
    // max |a (1 - a)| over [-1, 1] is 2, at the end -1, and a slope of the wrong size misses it.
    let f = |a: &Interval| a.times(&Interval::integer(1).less(a));
    let two = Interval::integer(2);
    let (found, _) = maximum(&domain, f, |a| Interval::integer(1).less(&a.plus(a))).unwrap();
    assert!(found.low <= two.low && found.high >= two.high);
    let (missed, _) = maximum(&domain, f, |_| Interval::integer(0)).unwrap();
    assert!(missed.high < two.high);
}
