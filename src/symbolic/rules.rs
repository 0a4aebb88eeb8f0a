//! The rules of the checker that are not laws of networks: substitution, summation over steps, horizons, departures.

use super::fact::{Fact, When};
use super::growth::{Limit, at_most, critical_exponent, limit, solve};
use super::{Order, Quantity};
use crate::claim::{Exponent, Growth, Rate, Symbol};

/// A rule: from premises to a fact.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The name that steps use.
    pub name: &'static str,
    /// What it does.
    pub says: &'static str,
    /// What follows from the premises. The stated conclusion is asked for the time that the author chose, and for nothing else.
    pub infer: fn(&[&Fact], &Fact) -> Result<Fact, String>,
}

/// The symbols of what changes in training.
const RUNNING: [Symbol; 5] = [Symbol::T, Symbol::R, Symbol::Rho, Symbol::E, Symbol::Exp];

/// The rule of this name.
pub fn named(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// All rules.
pub const RULES: &[Rule] = &[
    Rule { name: "fixed_constants", says: "delta and Z do not depend on M", infer: fixed_constants },
    Rule { name: "substitute", says: "the bound of the second premise is put in the place of its symbol in the first", infer: substitute },
    Rule {
        name: "gronwall",
        says: "an increment of at most a + b x a step, started at 0, gives x <= a t e^(b t), which is O(a t) while b t = O(1)",
        infer: gronwall,
    },
    Rule { name: "horizon", says: "the horizon is put in the place of t", infer: horizon },
    Rule { name: "vanishing", says: "every term goes to 0 at t = M^a for a below the smallest critical exponent", infer: vanishing },
    Rule { name: "departure", says: "M^(-p) e^(q lambda t) = const is solved for t", infer: departure },
    Rule { name: "departure_time", says: "the time of departure, up to a term O(1)", infer: departure_time },
    Rule { name: "departure_growth", says: "e^(2 lambda t) at the time of departure, up to a constant factor", infer: departure_growth },
];

/// The side of a bound that rests on bounds of both sides.
pub(super) fn weaker(a: Growth, b: Growth) -> Result<Growth, String> {
    match (a, b) {
        (Growth::Exactly, other) | (other, Growth::Exactly) => Ok(other),
        (a, b) if a == b => Ok(a),
        _ => Err("an upper and a lower bound give neither".into()),
    }
}

/// The parts of a bound.
struct Bounded<'a> {
    of: Quantity,
    growth: Growth,
    order: &'a Order,
    when: &'a When,
}

fn bound(fact: &Fact) -> Result<Bounded<'_>, String> {
    match fact {
        Fact::Bound { of, growth, order, when } => Ok(Bounded { of: *of, growth: *growth, order, when }),
        other => Err(format!("`{other}` is no bound")),
    }
}

fn one<'a>(premises: &[&'a Fact]) -> Result<Bounded<'a>, String> {
    match premises {
        [premise] => bound(premise),
        _ => Err("this rule has one premise".into()),
    }
}

fn fixed_constants(premises: &[&Fact], _: &Fact) -> Result<Fact, String> {
    let Bounded { of, growth, order, when } = one(premises)?;
    if ![Symbol::Delta, Symbol::Z].iter().any(|&symbol| order.mentions(symbol)) {
        return Err("neither delta nor Z occurs".into());
    }
    let terms = order.terms().iter().map(|term| term.clone().without(Symbol::Delta).without(Symbol::Z));
    Ok(Fact::Bound { of, growth, order: Order::of(terms, when.up_to()), when: when.clone() })
}

fn substitute(premises: &[&Fact], _: &Fact) -> Result<Fact, String> {
    let [into, by] = premises else { return Err("this rule has two premises".into()) };
    let (into, by) = (bound(into)?, bound(by)?);
    let symbol = by.of.symbol().ok_or_else(|| format!("{} has no symbol", by.of))?;
    if !into.order.mentions(symbol) {
        return Err(format!("{symbol} does not occur in the bound of {}", into.of));
    }
    if into.of == by.of {
        return Err(format!("{symbol} would be bounded by itself"));
    }
    let when = into.when.and(by.when).ok_or("the premises hold at different times")?;
    let order = match (by.growth, by.order.single()) {
        (Growth::Exactly, Some(rate)) => into.order.at(symbol, rate),
        _ => into.order.substitute(symbol, by.order).ok_or_else(|| format!("a bound of {symbol} on one side has no inverse"))?,
    };
    let order = order.up_to(when.up_to());
    Ok(Fact::Bound { of: into.of, growth: weaker(into.growth, by.growth)?, order, when })
}

fn gronwall(premises: &[&Fact], _: &Fact) -> Result<Fact, String> {
    let Bounded { of, growth, order, when } = one(premises)?;
    let of = of.accumulates().ok_or_else(|| format!("{of} is no increment"))?;
    let symbol = of.symbol().ok_or_else(|| format!("{of} has no symbol"))?;
    if growth != Growth::AtMost || matches!(when, When::At(_)) {
        return Err("the increment has to be bounded from above at every step".into());
    }
    // What else moves in training is not the same at every step, and its own growth would have to be summed as well.
    if let Some(running) = RUNNING.into_iter().find(|&running| running != symbol && order.mentions(running)) {
        return Err(format!("{running} is not the same at every step"));
    }
    let mut started = Vec::new();
    let mut when = when.clone();
    for term in order.terms() {
        let power = term.exponent(symbol);
        if power.is_zero() {
            started.push(term.clone().times(Symbol::T, Exponent::one()));
        } else if power == Exponent::one() {
            // The rate b: b t = O(1) up to t = 1/b.
            let inverse = Rate::one().quotient(&term.clone().without(symbol));
            let longest = inverse.exponent(Symbol::M);
            if inverse != Rate::power(Symbol::M, longest.clone()) || longest.is_negative() {
                return Err(format!("{term} does not grow slowly enough"));
            }
            when = when.and(&When::UpTo(longest)).ok_or("an increment at one time is none")?;
        } else {
            return Err(format!("{term} is not linear in {symbol}"));
        }
    }
    if started.is_empty() {
        return Err(format!("nothing moves {symbol} from 0"));
    }
    Ok(Fact::Bound { of, growth, order: Order::of(started, when.up_to()), when })
}

fn horizon(premises: &[&Fact], stated: &Fact) -> Result<Fact, String> {
    let Bounded { of, growth, order, when } = one(premises)?;
    let Fact::Bound { when: When::At(at), .. } = stated else { return Err("the conclusion does not say at which t".into()) };
    let order = at_horizon(order, when, at)?;
    Ok(Fact::Bound { of, growth, order, when: When::At(at.clone()) })
}

/// `order`, which holds `when`, at t of the order of `at`.
pub(super) fn at_horizon(order: &Order, when: &When, at: &Rate) -> Result<Order, String> {
    if matches!(when, When::At(_)) || !order.mentions(Symbol::T) {
        return Err("there is no t to put the horizon for".into());
    }
    match limit(at) {
        None => return Err(format!("{at} is no horizon: it is not made of M and log(M)")),
        Some(Limit::Zero) => return Err(format!("{at} goes to 0: there is at least one step")),
        Some(_) => {}
    }
    if let Some(longest) = when.up_to()
        && !at_most(at, &Rate::power(Symbol::M, longest.clone()), None)
    {
        return Err(format!("the bound holds up to t = O(M^({longest})) alone"));
    }
    Ok(order.at(Symbol::T, at))
}

fn vanishing(premises: &[&Fact], _: &Fact) -> Result<Fact, String> {
    let Bounded { of, growth, order, when } = one(premises)?;
    if growth == Growth::AtLeast || matches!(when, When::At(_)) {
        return Err("an upper bound in t is needed".into());
    }
    let mut below: Option<Exponent> = when.up_to().cloned();
    for term in order.terms() {
        match critical_exponent(term) {
            Some(critical) => below = Some(below.map_or(critical.clone(), |below| below.min(critical))),
            // A term without t has to vanish by itself.
            None if !term.mentions(Symbol::T) && limit(term) == Some(Limit::Zero) => {}
            None => return Err(format!("{term} does not vanish")),
        }
    }
    match below {
        Some(below) if below.is_positive() => Ok(Fact::Vanishes { of, below }),
        _ => Err("it vanishes for no horizon that grows".into()),
    }
}

fn departure(premises: &[&Fact], _: &Fact) -> Result<Fact, String> {
    let Bounded { of, growth, order, .. } = one(premises)?;
    let Some(term) = order.single().filter(|_| growth == Growth::Exactly) else {
        return Err("one exact term is needed".into());
    };
    // e^{lambda t} = M^p, so that lambda t = p log(M).
    let reached = solve(term, Symbol::Exp).ok_or("nothing grows like e^(lambda t)")?;
    let multiple = reached.exponent(Symbol::M);
    if reached != Rate::power(Symbol::M, multiple.clone()) || !multiple.is_positive() {
        return Err(format!("{term} is not a constant at a multiple of log(M)/lambda"));
    }
    Ok(Fact::Departs { of, multiple })
}

fn departure_time(premises: &[&Fact], _: &Fact) -> Result<Fact, String> {
    match premises {
        [Fact::Departs { of: Quantity::KernelChange, .. }] => {
            let order = Rate::power(Symbol::LogM, Exponent::one()).into();
            Ok(Fact::Bound { of: Quantity::DepartureTime, growth: Growth::Exactly, order, when: When::Always })
        }
        _ => Err(NO_DEPARTURE.into()),
    }
}

fn departure_growth(premises: &[&Fact], _: &Fact) -> Result<Fact, String> {
    match premises {
        [Fact::Departs { of: Quantity::KernelChange, multiple }] => {
            let order = Rate::power(Symbol::M, multiple.clone() * Exponent::integer(2)).into();
            Ok(Fact::Bound { of: Quantity::DepartureGrowth, growth: Growth::Exactly, order, when: When::Always })
        }
        _ => Err(NO_DEPARTURE.into()),
    }
}

const NO_DEPARTURE: &str = "one premise is needed, and it has to be the departure of the kernel";

#[cfg(test)]
mod tests {
    use super::*;

    /// What a rule makes of premises: the conclusion, or why there is none.
    fn made(rule: &str, premises: &[&str], stated: &str) -> Result<String, String> {
        let fact = |text: &&str| text.parse::<Fact>().unwrap_or_else(|error| panic!("{text}: {error}"));
        let (premises, stated) = (premises.iter().map(fact).collect::<Vec<_>>(), fact(&stated));
        (named(rule).unwrap().infer)(&premises.iter().collect::<Vec<_>>(), &stated).map(|fact| fact.to_string())
    }

    /// What a rule concludes from one premise.
    fn gives(rule: &str, premise: &str) -> String {
        made(rule, &[premise], "E = O(1)").unwrap_or_else(|problem| panic!("{rule} on {premise}: {problem}"))
    }

    /// The reason for which a rule refuses one premise.
    fn refusal(rule: &str, premise: &str) -> String {
        made(rule, &[premise], "E = O(1)").expect_err(premise)
    }

    #[test]
    fn increments_are_summed_where_their_sum_is_known() {
        assert_eq!(gives("gronwall", "dE = O(M^(-1/2))"), "E = O(M^(-1/2) t)");
        assert_eq!(gives("gronwall", "dE = O(M^(-1/2) + E M^(-1))"), "E = O(M^(-1/2) t) for t = O(M)");
        assert_eq!(gives("gronwall", "dE = O(M^(-1/2) + E M^(-1)) for t = O(M^(1/2))"), "E = O(M^(-1/2) t) for t = O(M^(1/2))");
        assert_eq!(gives("gronwall", "dE = O(M^(-1/2) + E)"), "E = O(M^(-1/2) t) for t = O(1)");
        for (premise, reason) in [
            ("dE = Omega(M^(-1/2))", "bounded from above"),
            ("dE = Theta(M^(-1/2))", "bounded from above"),
            ("dE = O(M^(-1/2)) at fixed t", "bounded from above"),
            ("E = O(M^(-1/2))", "is no increment"),
            ("dE = O(t M^(-1/2))", "not the same at every step"),
            ("dE = O(M^(-1/2) + E M^(1/2))", "does not grow slowly enough"),
            ("dE = O(M^(-1/2) + E M^(-1) log(M))", "does not grow slowly enough"),
            ("dE = O(M^(-1/2) + E^2 M^(-1))", "is not linear"),
            ("dE = O(E M^(-1))", "nothing moves"),
        ] {
            assert!(refusal("gronwall", premise).contains(reason), "{premise}: {}", refusal("gronwall", premise));
        }
    }

    #[test]
    fn what_vanishes_does_so_below_the_smallest_critical_exponent() {
        let of = |bound: &str| format!("|K(t) - K(0)| = {bound}");
        for (bound, below) in [
            ("O(t M^(-1/2))", "1/2"),
            ("Theta(t M^(-1/2))", "1/2"),
            ("O(t M^(-1/2) + t^2 M^(-1/2))", "1/4"),
            ("O(t M^(-1/2) + M^(-1/4))", "1/2"),
            ("O(t M^(-1/2)) for t = O(M^(1/3))", "1/3"),
        ] {
            assert_eq!(gives("vanishing", &of(bound)), format!("|K(t) - K(0)| -> 0 at t = M^a for a < {below}"));
        }
        for (bound, reason) in [
            ("Omega(t M^(-1/2))", "upper bound"),
            ("O(t M^(-1/2)) at fixed t", "upper bound"),
            ("O(t M^(-1/2) + 1)", "does not vanish"),
            ("O(t M^(-1/2) + log(M))", "does not vanish"),
            ("O(t)", "for no horizon that grows"),
        ] {
            assert!(refusal("vanishing", &of(bound)).contains(reason), "{bound}: {}", refusal("vanishing", &of(bound)));
        }
    }

    #[test]
    fn a_departure_is_a_multiple_of_the_logarithm_over_lambda() {
        let of = |bound: &str| format!("|K(t) - K(0)| = {bound}");
        assert_eq!(gives("departure", &of("Theta(M^(-1) exp(lambda t)^2)")), of("Theta(1) at t = 1/2 log(M)/lambda"));
        for (bound, reason) in [
            ("O(M^(-1) exp(lambda t)^2)", "one exact term"),
            ("Theta(M^(-1) t)", "nothing grows"),
            ("Theta(M exp(lambda t)^2)", "is not a constant"),
            ("Theta(exp(lambda t))", "is not a constant"),
            ("Theta(M^(-1) log(M) exp(lambda t)^2)", "is not a constant"),
        ] {
            assert!(refusal("departure", &of(bound)).contains(reason), "{bound}: {}", refusal("departure", &of(bound)));
        }
    }

    #[test]
    fn a_horizon_is_put_for_t_where_the_bound_holds_so_long() {
        let at = |premise: &str, horizon: &str| made("horizon", &[premise], &format!("E = O(1) at t = {horizon}"));
        assert_eq!(at("E = O(t M^(-1/2))", "M^(1/6)").unwrap(), "E = O(M^(-1/3)) at t = M^(1/6)");
        assert_eq!(at("E = O(t M^(-1/2)) for t = O(M^(1/6))", "M^(1/6)").unwrap(), "E = O(M^(-1/3)) at t = M^(1/6)");
        for (premise, horizon, reason) in [
            ("E = O(t M^(-1/2)) for t = O(M^(1/8))", "M^(1/6)", "holds up to"),
            ("E = O(M^(-1/2))", "M^(1/6)", "no t to put"),
            ("E = O(M^(-1/2)) at fixed t", "M^(1/6)", "no t to put"),
            ("E = O(t M^(-1/2))", "M^(-1/6)", "goes to 0"),
        ] {
            assert!(at(premise, horizon).unwrap_err().contains(reason), "{premise} at {horizon}");
        }
        assert!(refusal("horizon", "E = O(t)").contains("does not say at which t"));
    }

    #[test]
    fn bounds_of_two_sides_are_not_mixed() {
        let by = |into: &str, by: &str| made("substitute", &[into, by], "E = O(1)");
        assert_eq!(by("|U|_F = O(1 + E)", "E = O(t M^(-1/2))").unwrap(), "|U|_F = O(1 + M^(-1/2) t)");
        for (into, other, reason) in [
            ("|U|_F = Omega(E)", "E = O(t M^(-1/2))", "give neither"),
            ("|U|_F = O(1)", "E = O(t M^(-1/2))", "does not occur"),
            ("|U|_F = O(E) at fixed t", "E = O(t M^(-1/2)) at t = M^(1/6)", "at different times"),
        ] {
            assert!(by(into, other).unwrap_err().contains(reason), "{into}, {other}: {:?}", by(into, other));
        }
        let all = [Growth::AtMost, Growth::AtLeast, Growth::Exactly];
        let sides: Vec<Option<Growth>> = all.iter().flat_map(|&a| all.map(|b| weaker(a, b).ok())).collect();
        let [most, least, exactly] = all.map(Some);
        assert_eq!(sides, [most, None, most, None, least, least, most, least, exactly]);
    }
}
