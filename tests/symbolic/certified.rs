//! Certified constants against closed forms, against the engine's own activations, and against wrong enclosures.

use asymptest::model::Activation;
use asymptest::symbolic::certified::{Enclosure, Interval, WIDTH, constants, maximum};
use dashu_ratio::RBig;
use proptest::prelude::*;

fn smooth() -> impl Iterator<Item = Activation> {
    Activation::ALL.into_iter().filter(|activation| activation.is_smooth())
}

fn rational(x: f64) -> RBig {
    RBig::try_from(x).unwrap()
}

#[test]
fn enclosures_hold_the_closed_forms_and_are_as_narrow_as_stated() {
    use std::f64::consts::{LN_2, PI};
    let gelu_first = {
        // At a = sqrt(2), where phi'' changes its sign.
        let a = 2f64.sqrt();
        0.5 * (1.0 + libm::erf(1.0)) + a * (-1f64).exp() / (2.0 * PI).sqrt()
    };
    for (activation, first, second, at_zero) in [
        (Activation::Tanh, 1.0, 4.0 / 27f64.sqrt(), 0.0),
        (Activation::Erf, 2.0 / PI.sqrt(), (8.0 / PI).sqrt() * (-0.5f64).exp(), 0.0),
        (Activation::Softplus, 1.0, 0.25, LN_2),
        (Activation::Linear, 1.0, 0.0, 0.0),
        (Activation::Gelu, gelu_first, 2.0 / (2.0 * PI).sqrt(), 0.0),
    ] {
        let found = constants(activation).unwrap().unwrap();
        for (enclosure, exact) in [(&found.first, first), (&found.second, second), (&found.at_zero, at_zero)] {
            let (low, high) = (rational(exact - 1e-12), rational(exact + 1e-12));
            assert!(enclosure.low <= high && low <= enclosure.high, "{activation:?}: {exact} is not in {enclosure}");
            assert!(enclosure.width() <= RBig::from_parts_signed(WIDTH.0.into(), WIDTH.1.into()), "{activation:?}: {enclosure}");
            assert!(rational(enclosure.upper()) >= enclosure.high && enclosure.upper() < exact + 2e-6);
        }
    }
    assert_eq!(constants(Activation::Relu), None);
}

#[test]
fn the_engines_slopes_stay_within_the_constants_and_come_close() {
    for activation in smooth() {
        let found = constants(activation).unwrap().unwrap();
        let [first, second] = [&found.first, &found.second].map(|enclosure| enclosure.upper());
        let (mut steepest, mut most_curved): (f64, f64) = (0.0, 0.0);
        let h = 1e-4;
        for k in -80_000..=80_000 {
            let a = f64::from(k) * 5e-4;
            let (value, slope) = activation.value_and_slope(a);
            let curvature = (activation.value_and_slope(a + h).1 - activation.value_and_slope(a - h).1) / (2.0 * h);
            steepest = steepest.max(slope.abs());
            most_curved = most_curved.max(curvature.abs());
            assert!(value.abs() <= found.at_zero.upper() + first * a.abs() + 1e-15, "{activation:?} at {a}");
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

proptest! {
    #[test]
    fn operations_hold_the_values_at_points(a in -40i64..40, b in -40i64..40, c in -40i64..40, d in -40i64..40, share in 0.0..1.0f64) {
        let interval = |a: i64, b: i64| Interval::ratio(a.min(b), 7).to(&Interval::ratio(a.max(b), 7));
        let point = |a: i64, b: i64| (a.min(b) as f64 * (1.0 - share) + a.max(b) as f64 * share) / 7.0;
        let (x, y, p, q) = (interval(a, b), interval(c, d), point(a, b), point(c, d));
        let holds = |interval: &Interval, value: f64| {
            let slack = 1e-12 * (1.0 + value.abs());
            interval.low.to_f64().value() <= value + slack && value - slack <= interval.high.to_f64().value()
        };
        prop_assert!(holds(&x.plus(&y), p + q) && holds(&x.less(&y), p - q) && holds(&x.times(&y), p * q));
        prop_assert!(holds(&x.square(), p * p) && holds(&x.size(), p.abs()) && holds(&x.exp(), p.exp()) && holds(&x.negative(), -p));
        let positive = x.size().plus(&Interval::integer(1));
        let value = p.abs() + 1.0;
        prop_assert!(holds(&positive.inverse(), 1.0 / value) && holds(&positive.ln(), value.ln()) && holds(&positive.sqrt(), value.sqrt()));
        let [left, right] = x.halves();
        prop_assert!(left.low == x.low && right.high == x.high && Enclosure::of(&left).high == Enclosure::of(&right).low);
        prop_assert!(holds(&Interval::pi(), std::f64::consts::PI));
    }
}
