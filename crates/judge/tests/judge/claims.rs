//! The claim syntax: what it reads, what it refuses and where, and that printing and reading are inverse.

use asymptest_judge::claim::{Bound, ClaimError, Exponent, Growth, Rate, Symbol};
use proptest::prelude::*;

fn canonical(text: &str) -> String {
    match text.parse::<Bound>() {
        Ok(bound) => bound.to_string(),
        Err(error) => panic!("{error}\n{}", error.pointer()),
    }
}

fn refused(text: &str) -> ClaimError {
    match text.parse::<Bound>() {
        Ok(bound) => panic!("{text} was read as {bound}"),
        Err(error) => error,
    }
}

#[test]
fn spellings_of_one_claim() {
    for (text, expected) in [
        ("O(M^(-1/6) log(M)^3)", "O(M^(-1/6) log(M)^3)"),
        ("O(M^{-1/6} log^3 M)", "O(M^(-1/6) log(M)^3)"),
        ("O(M⁻¹ᐟ⁶·log³ M)", "O(M^(-1/6) log(M)^3)"),
        ("O(M⁻¹/⁶ × (log M)³)", "O(M^(-1/6) log(M)^3)"),
        ("O((ln M)^3 / M^(1/6))", "O(M^(-1/6) log(M)^3)"),
        ("O((log(M)^18/M)^(1/6))", "O(M^(-1/6) log(M)^3)"),
        (" O( M ** (-1/6) * log^3(M) ) ", "O(M^(-1/6) log(M)^3)"),
        ("O(\\log(M)^{3} M^{-1/6})", "O(M^(-1/6) log(M)^3)"),
        ("Theta(log M)", "Theta(log(M))"),
        ("Θ(ln(M))", "Theta(log(M))"),
        ("\\Theta(log{M})", "Theta(log(M))"),
        ("Theta(1)", "Theta(1)"),
        ("Theta(7)", "Theta(1)"),
        ("O(M/M)", "O(1)"),
        ("O(t/sqrt(M))", "O(M^(-1/2) t)"),
        ("O(t / M^(1/2))", "O(M^(-1/2) t)"),
        ("O(t√M)", "O(M^(1/2) t)"),
        ("O(sqrt(M log M))", "O(M^(1/2) log(M)^(1/2))"),
        ("O(1/M)", "O(M^(-1))"),
        ("O(1/(M t))", "O(M^(-1) t^(-1))"),
        ("O(log(M)/M)", "O(M^(-1) log(M))"),
        ("O(M^-0.5)", "O(M^(-1/2))"),
        ("O(M^0.25)", "O(M^(1/4))"),
        ("O(M^.25)", "O(M^(1/4))"),
        ("O(M^+2)", "O(M^2)"),
        ("O(M^−1)", "O(M^(-1))"),
        ("O(M²)", "O(M^2)"),
        ("O(M^(1/2-2/3))", "O(M^(-1/6))"),
        ("Omega(M^-1)", "Omega(M^(-1))"),
        ("Ω(M⁻¹)", "Omega(M^(-1))"),
        ("\u{2126}(M)", "Omega(M)"),
        ("o(1)", "o(1)"),
        ("O(3 M / 2)", "O(M)"),
        ("O(2^(1/2) M)", "O(M)"),
        ("O(1/M * log(M))", "O(M^(-1) log(M))"),
        ("O(1/M/t)", "O(M^(-1) t^(-1))"),
        ("O(1÷M)", "O(M^(-1))"),
        ("O(M^(1⁄6))", "O(M^(1/6))"),
        ("O(M^100 t^(-100))", "O(M^100 t^(-100))"),
        ("O(M^-(1/2))", "O(M^(-1/2))"),
        ("O(M^(1/2+1/3))", "O(M^(5/6))"),
        ("O(M⁽¹ᐟ²⁾)", "O(M^(1/2))"),
        ("O(M⁴⁰ t⁵⁶)", "O(M^40 t^56)"),
        ("O(M⁷⁸ t⁹ log(M)¹²³ᐟ²)", "O(M^78 log(M)^(123/2) t^9)"),
    ] {
        assert_eq!(canonical(text), expected, "{text}");
    }
}

#[test]
fn refusals_point_at_the_character() {
    for (text, column, says) in [
        ("", 1, "starts with O("),
        ("M^2", 1, "starts with O("),
        ("O", 2, "in parentheses"),
        ("O(", 3, "found the end"),
        ("O()", 3, "found `)`"),
        ("O(M", 4, "closing parenthesis"),
        ("O(M))", 5, "expected the end"),
        ("O(M) and more", 6, "not a symbol"),
        ("O(M^)", 5, "an exponent is a number"),
        ("O(M^t)", 5, "an exponent is a number"),
        ("O(M^1e999999)", 6, "power of ten"),
        ("O(M^999999999999999999999999)", 5, "at most 18 digits"),
        ("O(M^101)", 5, "between -100 and 100"),
        ("O((M^99)^99)", 9, "between -100 and 100"),
        ("O(M^60 M^60)", 8, "between -100 and 100"),
        ("O(M^(1/0))", 8, "division by zero"),
        ("O(M^-1/6)", 7, "two ways"),
        ("O(M^1/2)", 6, "two ways"),
        ("O(log M^3)", 8, "two ways"),
        ("O(log^2(M)^3)", 11, "two ways"),
        ("O(√M^3)", 5, "two ways"),
        ("O(1/M log(M))", 7, "two ways"),
        ("O(M^2^3)", 6, "two powers"),
        ("O(M + log(M))", 5, "dominates"),
        ("O(-M)", 3, "positive"),
        ("O(0)", 3, "positive"),
        ("O(M/0)", 5, "positive"),
        ("O(M2)", 4, "write `^`"),
        ("O(x)", 3, "not a symbol"),
        ("O(m)", 3, "what grows is written M"),
        ("O(T)", 3, "the number of steps is written t"),
        ("Θ(M⁻¹ᐟ² x)", 9, "not a symbol"),
        ("O(log(t))", 6, "only log(M)"),
        ("O(log(M^2))", 6, "only log(M)"),
        ("O(log log M)", 7, "log is followed by M"),
        ("O(M; t)", 4, "does not belong"),
        ("ω(M)", 1, "little omega"),
        ("Õ(M)", 1, "logs out"),
        ("O(1.2.3)", 3, "not a number"),
    ] {
        let error = refused(text);
        assert_eq!(error.column(), column, "{text}: {error}");
        assert!(error.problem.contains(says), "{text}: {error}");
        assert_eq!(error.to_string().lines().count(), 1, "{text:?}");
    }
}

#[test]
fn hostile_sizes_are_refused_at_once() {
    for text in [
        format!("O({}M{})", "(".repeat(400), ")".repeat(400)),
        format!("O({}", "(".repeat(900)),
        format!("O({}", "(".repeat(1_000_000)),
        format!("O(M^{}1{})", "(".repeat(400), ")".repeat(400)),
        format!("O(M^{}1)", "-".repeat(900)),
        format!("O({}M)", "sqrt ".repeat(150)),
        format!("O({}M)", "√(".repeat(150)),
        format!("O(M^(1{}))", "/999999999999999999".repeat(40)),
        format!("O(M^0.{}1)", "0".repeat(900)),
        format!("O(M^{})", "⁹".repeat(200)),
    ] {
        let error = refused(&text);
        assert!(error.to_string().len() < 1000);
    }
}

/// Parentheses are counted where they stand within one another, not one after the other.
#[test]
fn many_exponents_in_parentheses_are_one_claim() {
    assert_eq!(canonical(&format!("O({}M)", "M^(1) M^(-1) ".repeat(70))), "O(M)");
    assert_eq!(canonical(&format!("O({}M)", "(M) (M^(-1)) ".repeat(70))), "O(M)");
    assert!(refused("O(\\ M)").problem.contains("does not belong"), "a backslash starts a name");
}

#[test]
fn a_number_has_a_longest_length_though_more_would_fit() {
    assert_eq!(canonical("O(M^(100000000000000001/100000000000000001))"), "O(M)");
    assert!(refused("O(M^1000000000000000001)").problem.contains("at most 18 digits"));
}

#[test]
fn a_claim_has_a_longest_length() {
    let of_length = |length: usize| format!("O({}M)", " ".repeat(length - 4));
    assert_eq!(canonical(&of_length(1000)), "O(M)");
    for length in [1001, 1002, 100_000] {
        let error = refused(&of_length(length));
        assert!(error.problem.contains("at most 1000 characters"), "{error}");
        assert_eq!(error.column(), 1001);
    }
}

#[test]
fn numbers_and_rates_read_alone() {
    let zero: Exponent = "0".parse().expect("a number");
    assert!(!zero.is_positive() && !zero.is_negative() && zero.is_zero() && zero.is_integer());
    assert_eq!("-0.125".parse(), Ok(Exponent::ratio(-1, 8)));
    assert_eq!("-1/6".parse(), Ok(Exponent::ratio(-1, 6)));
    assert_eq!("-2*5/12".parse(), Ok(Exponent::ratio(-5, 6)));
    assert_eq!(canonical("O(M²⁺¹)"), "O(M^3)");
    let rate = Rate::power(Symbol::T, Exponent::integer(2)).times(Symbol::M, Exponent::ratio(-1, 2));
    assert_eq!("t^2/sqrt(M)".parse(), Ok(rate));
}

fn exponents() -> impl Strategy<Value = Exponent> {
    prop_oneof![
        (-100i64..=100).prop_map(Exponent::integer),
        (-600i64..=600, 6i64..=60).prop_map(|(n, d)| Exponent::ratio(n, d)),
        (-1_000_000_000_000i64..1_000_000_000_000, 10_000_000_000i64..1_000_000_000_000).prop_map(|(n, d)| Exponent::ratio(n, d)),
    ]
}

fn rates() -> impl Strategy<Value = Rate> {
    prop::collection::vec((prop::sample::select(vec![Symbol::M, Symbol::LogM, Symbol::T]), exponents()), 0..4)
        .prop_map(|powers| powers.into_iter().collect::<std::collections::HashMap<_, _>>())
        .prop_map(|powers| powers.into_iter().fold(Rate::one(), |rate, (symbol, exponent)| rate.times(symbol, exponent)))
}

fn bounds() -> impl Strategy<Value = Bound> {
    let sides = vec![Growth::AtMost, Growth::AtLeast, Growth::Exactly, Growth::Below];
    (prop::sample::select(sides), rates()).prop_map(|(growth, rate)| Bound::new(growth, rate))
}

proptest! {
    #[test]
    fn reading_undoes_printing(bound in bounds()) {
        prop_assert_eq!(bound.to_string().parse(), Ok(bound.clone()));
        prop_assert_eq!(bound.rate.to_string().parse(), Ok(bound.rate));
    }

    #[test]
    fn exponents_survive_printing(exponent in exponents()) {
        prop_assert_eq!(exponent.to_string().parse(), Ok(exponent));
    }

    #[test]
    fn no_string_panics(text in "\\PC*") {
        let _ = text.parse::<Bound>().map_err(|error| (error.to_string(), error.pointer()));
    }

    #[test]
    fn no_likely_string_panics(text in "(O|Theta|Ω|o)?[(]?(M|t|log|ln|sqrt|√|[0-9.]{1,3}|[-+*/^(){} ]|[⁰¹²³⁻ᐟ·−]){0,40}[)]?") {
        match text.parse::<Bound>() {
            Ok(bound) => prop_assert_eq!(bound.to_string().parse(), Ok(bound)),
            Err(error) => {
                prop_assert!(error.at <= text.len() && text.is_char_boundary(error.at));
                prop_assert!(!error.pointer().is_empty());
            }
        }
    }

    #[test]
    fn rates_form_a_group(a in rates(), b in rates(), c in rates()) {
        prop_assert_eq!(a.clone().product(&b).quotient(&b), a.clone());
        prop_assert_eq!(a.clone().product(&b), b.clone().product(&a));
        prop_assert_eq!(a.clone().product(&b).product(&c), a.clone().product(&b.clone().product(&c)));
        prop_assert!(a.clone().quotient(&a).is_one());
        prop_assert_eq!(a.pow(&Exponent::integer(2)), a.clone().product(&a));
        prop_assert_eq!(a.pow(&Exponent::ratio(1, 3)).pow(&Exponent::integer(3)), a);
    }

    #[test]
    fn evaluation_is_a_homomorphism(a in rates(), b in rates(), ln_m in 1.1f64..20.0, ln_t in -3.0f64..10.0) {
        let sum = a.ln_at(ln_m, ln_t) + b.ln_at(ln_m, ln_t);
        let product = a.product(&b).ln_at(ln_m, ln_t);
        prop_assert!((product - sum).abs() <= 1e-9 * (1.0 + sum.abs()));
    }
}
