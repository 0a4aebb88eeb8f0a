//! The algebra of rates: its laws, and its comparisons against numbers at huge widths.

use std::cmp::Ordering;

use asymptest::claim::{Exponent, Rate, Symbol};
use asymptest::symbolic::Order;
use asymptest::symbolic::growth::{Limit, at_most, compare, critical_exponent, limit, solve, substitute};
use proptest::prelude::*;

/// ln of a width at which every power of M with a denominator up to 12 is beyond any power of log(M) up to the 6th.
const LN_M: f64 = 1e6;

fn exponent() -> impl Strategy<Value = Exponent> {
    (-36i64..=36, prop::sample::select(vec![1i64, 2, 3, 4, 6, 12])).prop_map(|(n, d)| Exponent::ratio(n, 6 * d))
}

fn rate(symbols: &'static [Symbol]) -> impl Strategy<Value = Rate> {
    prop::collection::vec(prop_oneof![Just(Exponent::zero()), exponent()], symbols.len())
        .prop_map(|exponents| symbols.iter().zip(exponents).fold(Rate::one(), |rate, (symbol, exponent)| rate.times(*symbol, exponent)))
}

const WIDTH: &[Symbol] = &[Symbol::M, Symbol::LogM];
const TIME: &[Symbol] = &[Symbol::M, Symbol::LogM, Symbol::T];

fn of_width() -> impl Strategy<Value = Rate> {
    rate(WIDTH)
}

fn any_rate() -> impl Strategy<Value = Rate> {
    rate(&Symbol::ALL)
}

fn order(terms: &[Rate]) -> Order {
    Order::of(terms.iter().cloned(), None)
}

/// ln of a sum of rates at width e^`ln_m` and time e^`ln_t`, by its largest term.
fn ln_sum(order: &Order, ln_m: f64, ln_t: f64) -> f64 {
    order.terms().iter().map(|term| term.ln_at(ln_m, ln_t)).fold(f64::NEG_INFINITY, f64::max)
}

proptest! {
    #[test]
    fn growth_is_a_total_order_on_rates_of_the_width(a in of_width(), b in of_width(), c in of_width()) {
        let (ab, ba) = (compare(&a, &b).unwrap(), compare(&b, &a).unwrap());
        prop_assert_eq!(ab, ba.reverse());
        prop_assert_eq!(ab == Ordering::Equal, a == b);
        if ab.is_le() && compare(&b, &c).unwrap().is_le() {
            prop_assert!(compare(&a, &c).unwrap().is_le());
        }
        // Multiplying keeps the order.
        prop_assert_eq!(compare(&a.clone().product(&c), &b.clone().product(&c)), Some(ab));
    }

    #[test]
    fn growth_is_what_numbers_do_at_a_huge_width(a in of_width(), b in of_width()) {
        let difference = a.ln_at(LN_M, 0.0) - b.ln_at(LN_M, 0.0);
        prop_assert_eq!(compare(&a, &b).unwrap(), difference.total_cmp(&0.0), "{} against {}: {}", a, b, difference);
        let expected = if difference.abs() < 1e-6 { Limit::Constant } else if difference < 0.0 { Limit::Zero } else { Limit::Infinite };
        prop_assert_eq!(limit(&a.quotient(&b)), Some(expected));
    }

    #[test]
    fn a_comparison_of_rates_with_time_holds_at_every_time(a in rate(TIME), b in rate(TIME), up_to in 0i64..=12, share in 0.0..1.0f64) {
        let longest = Exponent::ratio(up_to, 12);
        let ln_t = share * longest.to_f64() * LN_M;
        if at_most(&a, &b, Some(&longest)) {
            prop_assert!(a.ln_at(LN_M, ln_t) <= b.ln_at(LN_M, ln_t) + 1e-6);
        }
        if at_most(&a, &b, None) {
            prop_assert!(at_most(&a, &b, Some(&longest)), "a bound at all times is one at some");
        }
    }

    #[test]
    fn comparison_is_reflexive_and_transitive_on_all_rates(a in any_rate(), b in any_rate(), c in any_rate()) {
        prop_assert!(at_most(&a, &a, None));
        prop_assert!(!(at_most(&a, &b, None) && at_most(&b, &c, None)) || at_most(&a, &c, None));
        if compare(&a, &b) == Some(Ordering::Equal) {
            prop_assert_eq!(a, b);
        }
    }

    #[test]
    fn sums_form_a_commutative_idempotent_semiring(a in prop::collection::vec(any_rate(), 1..4), b in prop::collection::vec(any_rate(), 1..4), c in prop::collection::vec(any_rate(), 1..4)) {
        let (a, b, c) = (order(&a), order(&b), order(&c));
        prop_assert_eq!(a.plus(&b), b.plus(&a));
        prop_assert_eq!(a.plus(&a), a.clone());
        prop_assert_eq!(a.plus(&b).plus(&c), a.plus(&b.plus(&c)));
        prop_assert_eq!(a.times(&b), b.times(&a));
        prop_assert_eq!(a.times(&b).times(&c), a.times(&b.times(&c)));
        prop_assert_eq!(a.times(&b.plus(&c)), a.times(&b).plus(&a.times(&c)));
        prop_assert_eq!(a.times(&Rate::one().into()), a.clone());
        prop_assert!(a.at_most(&a.plus(&b), None) && b.at_most(&a.plus(&b), None));
    }

    #[test]
    fn a_sum_is_its_largest_term_at_a_huge_width(terms in prop::collection::vec(rate(TIME), 1..5), ln_t in 0.0..LN_M) {
        let largest = terms.iter().map(|term| term.ln_at(LN_M, ln_t)).fold(f64::NEG_INFINITY, f64::max);
        prop_assert!((ln_sum(&order(&terms), LN_M, ln_t) - largest).abs() < 1e-6 * (1.0 + largest.abs()));
    }

    #[test]
    fn substitution_is_evaluation(a in rate(TIME), by in of_width()) {
        let direct = a.ln_at(LN_M, by.ln_at(LN_M, 0.0));
        prop_assert!((substitute(&a, Symbol::T, &by).ln_at(LN_M, 0.0) - direct).abs() < 1e-6 * (1.0 + direct.abs()));
    }

    #[test]
    fn a_solution_makes_the_rate_a_constant(a in any_rate(), symbol in prop::sample::select(Symbol::ALL.to_vec())) {
        match solve(&a, symbol) {
            Some(solution) => prop_assert!(substitute(&a, symbol, &solution).is_one()),
            None => prop_assert!(!a.mentions(symbol)),
        }
    }

    #[test]
    fn below_the_critical_exponent_a_rate_vanishes_and_above_it_does_not(a in rate(TIME)) {
        if let Some(critical) = critical_exponent(&a) {
            let at = |exponent: Exponent| limit(&substitute(&a, Symbol::T, &Rate::power(Symbol::M, exponent)));
            prop_assert_eq!(at(critical.clone() - Exponent::ratio(1, 1000)), Some(Limit::Zero));
            prop_assert_eq!(at(critical + Exponent::ratio(1, 1000)), Some(Limit::Infinite));
        } else {
            prop_assert!(!a.exponent(Symbol::T).is_positive());
        }
    }

    #[test]
    fn all_symbols_are_read_and_written(a in any_rate()) {
        prop_assert_eq!(a.to_string().parse(), Ok(a));
    }
}

#[test]
fn the_two_horizons_of_the_paper() {
    let rate = |text: &str| text.parse::<Rate>().unwrap();
    assert_eq!(critical_exponent(&rate("t^2 M^(-1/2)")), Some(Exponent::ratio(1, 4)));
    assert_eq!(critical_exponent(&rate("t M^(-1/2) log(M)^(1/2)")), Some(Exponent::ratio(1, 2)));
    assert_eq!(solve(&rate("M^(-1/2) exp(lambda t)"), Symbol::Exp), Some(rate("M^(1/2)")));
    assert_eq!(substitute(&rate("t^2 M^(-1/2)"), Symbol::T, &rate("M^(1/6)")), rate("M^(-1/6)"));
}
