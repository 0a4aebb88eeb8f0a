//! Outward rounding against exact rationals, with no slack: an interval holds what it must hold, to the last digit. Values that are irrational stand between
//! rationals much nearer to each other than the last digit of an endpoint.

use asymptest::symbolic::certified::{Enclosure, Interval};
use dashu_base::Abs;
use dashu_ratio::RBig;
use proptest::prelude::*;

pub(crate) fn ratio(n: i64, d: i64) -> RBig {
    RBig::from_parts_signed(n.into(), d.into())
}

/// Whether the interval holds everything between two rationals.
fn holds(interval: &Interval, [low, high]: &[RBig; 2]) -> bool {
    let Enclosure { low: least, high: largest } = Enclosure::of(interval);
    least <= *low && *high <= largest
}

fn holds_point(interval: &Interval, value: &RBig) -> bool {
    holds(interval, &[value.clone(), value.clone()])
}

/// e^p between rationals, for |p| <= 8: the series, and twice its first term that is left out.
pub(crate) fn exp(p: &RBig) -> [RBig; 2] {
    assert!(p.clone().abs() <= RBig::from(8));
    let (mut sum, mut term) = (RBig::ONE, RBig::ONE);
    for n in 1..=90 {
        term *= p / RBig::from(n);
        sum += &term;
    }
    let rest = (&term + &term).abs();
    [&sum - &rest, sum + rest]
}

/// arctan(1/n) between rationals: the series alternates.
fn arctan_of_inverse(n: i64) -> [RBig; 2] {
    let (mut sum, mut power) = (RBig::ZERO, ratio(1, n));
    let mut bounds = [RBig::ZERO, RBig::ZERO];
    for k in 0..60i64 {
        let term = &power / RBig::from(2 * k + 1);
        sum = if k % 2 == 0 { sum + term } else { sum - term };
        bounds[usize::from(k % 2 == 0)] = sum.clone();
        power *= ratio(1, n * n);
    }
    bounds
}

/// pi between rationals, by Machin: 16 arctan(1/5) - 4 arctan(1/239).
pub(crate) fn pi() -> [RBig; 2] {
    let ([a, b], [c, d]) = (arctan_of_inverse(5), arctan_of_inverse(239));
    let (sixteen, four) = (RBig::from(16), RBig::from(4));
    [&sixteen * a - &four * d, &sixteen * b - &four * c]
}

#[test]
fn pi_is_held() {
    let between = pi();
    assert!(&between[1] - &between[0] < ratio(1, 1 << 62) * ratio(1, 1 << 62));
    assert!(holds(&Interval::pi(), &between));
}

#[test]
fn what_has_no_finite_binary_fraction_lies_strictly_inside() {
    // An end that was rounded to the nearest, or inwards, would be on the wrong side of some of these.
    for n in 1..200 {
        let (interval, value) = (Interval::ratio(n, 7), ratio(n, 7));
        let inside = |interval: &Interval, value: &RBig| {
            let Enclosure { low, high } = Enclosure::of(interval);
            low < *value && *value < high
        };
        if n % 7 != 0 {
            assert!(inside(&interval, &value) && inside(&interval.negative(), &-&value), "{n}/7");
            assert!(
                inside(&interval.times(&interval), &(&value * &value)) && inside(&interval.over(3), &(&value / RBig::from(3))),
                "{n}/7"
            );
            assert!(inside(&interval.plus(&Interval::ratio(1, 3)), &(&value + ratio(1, 3))), "{n}/7");
        }
        // And not far outside: 90 of the 96 bits are right.
        assert!(Enclosure::of(&interval).width() < &value * ratio(1, 1 << 45) * ratio(1, 1 << 45), "{n}/7");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn operations_hold_the_values_at_points(a in -40i64..40, b in -40i64..40, c in -40i64..40, d in -40i64..40, [i, j] in [0i64..=8, 0i64..=8]) {
        let interval = |a: i64, b: i64| Interval::ratio(a.min(b), 7).to(&Interval::ratio(a.max(b), 7));
        // From one end to the other; the ends are where rounding counts.
        let point = |a: i64, b: i64, share: i64| ratio(a.min(b) * (8 - share) + a.max(b) * share, 56);
        let (x, y, p, q) = (interval(a, b), interval(c, d), point(a, b, i), point(c, d, j));
        prop_assert!(holds_point(&x, &p) && holds_point(&x.negative(), &-&p) && holds_point(&x.size(), &p.clone().abs()));
        prop_assert!(holds_point(&x.plus(&y), &(&p + &q)) && holds_point(&x.less(&y), &(&p - &q)) && holds_point(&x.times(&y), &(&p * &q)));
        prop_assert!(holds_point(&x.square(), &(&p * &p)) && holds_point(&x.over(3), &(&p / RBig::from(3))));
        prop_assert!(holds(&x.exp(), &exp(&p)));
        let (positive, value) = (x.size().plus(&Interval::integer(1)), p.clone().abs() + RBig::ONE);
        prop_assert!(holds_point(&positive.inverse(), &(RBig::ONE / &value)));
        let root = Enclosure::of(&positive.sqrt());
        prop_assert!(&root.low * &root.low <= value && value <= &root.high * &root.high);
        let logarithm = Enclosure::of(&positive.ln());
        prop_assert!(exp(&logarithm.low)[1] <= value && value <= exp(&logarithm.high)[0]);
        let [left, right] = x.halves();
        prop_assert!(left.low == x.low && right.high == x.high);
        prop_assert!(holds_point(&left, &p) || holds_point(&right, &p));
        prop_assert!(Enclosure::of(&left).high >= Enclosure::of(&right).low);
    }
}
