//! Identities by rewriting: each is proved; each rule, each given fact and each identity holds on random numbers; what is wrong is not proved, and a changed
//! proof is not accepted.

use std::collections::BTreeMap;

use asymptest::symbolic::rewrite::identities::IDENTITIES;
use asymptest::symbolic::rewrite::rules::FAMILIES;
use asymptest::symbolic::rewrite::{Direction, Identity, Line, Rewriting, Term, Use, prove, replay};
use proptest::prelude::*;

use super::evaluate::{Matrix, Names, evaluate};

const VECTORS: [&str; 14] = ["v", "x", "y", "z", "u", "n", "p", "W", "i", "j", "g", "h", "g0", "h0"];
/// Scalars of either sign, and the positive ones: M^(-1/2), delta and a temperature.
const SIGNED: [&str; 2] = ["w", "m"];
const SCALARS: [&str; 3] = ["r", "delta", "T"];
/// Terms that a pattern variable may stand for: scalars that depend on w and v, vectors, and square matrices. Under a root or a logarithm scalars are positive,
/// in a rule that divides they are not near 0, and elsewhere they have any sign.
const POSITIVE: [&str; 5] = ["(+ 2 (phi (* w (ip v x))))", "(exp (* half w))", "(+ 1 (* w w))", "(+ 1 (ip v v))", "(+ 1 (exp (ip v y)))"];
const NEGATIVE: [&str; 3] = ["(neg (+ 2 (phi (* w (ip v x)))))", "(neg (exp (* half w)))", "(neg (+ 1 (* w w)))"];
const ANY: [&str; 3] = ["(* w (ip v x))", "(phi (+ w (ip v z)))", "w"];
const SPAN: [&str; 4] = ["v", "x", "(scale w v)", "(vadd v z)"];
const SQUARE: [&str; 4] = ["B", "Q", "(mm B Q)", "(t Q)"];

/// Values of all names, from a list of numbers in (-1, 1).
fn names(numbers: &[f64]) -> Names {
    let mut next = numbers.iter().cycle().enumerate().map(|(index, x)| x + 0.1 * (index as f64).sin());
    let mut matrix = |rows: usize, columns: usize| {
        let entries: Vec<f64> = (0..rows * columns).map(|_| next.next().expect("endless")).collect();
        Matrix::new(rows, columns, |i, j| entries[i * columns + j])
    };
    let mut values: BTreeMap<&'static str, Matrix> = VECTORS.map(|name| (name, matrix(3, 1))).into();
    values.extend(SIGNED.map(|name| (name, matrix(1, 1))));
    values.extend(SCALARS.map(|name| (name, evaluate("(+ half (* a a))", &one("a", &matrix(1, 1))))));
    let half = matrix(3, 3);
    values.insert("Q", matrix(3, 3));
    values.insert("B", evaluate("(vadd a (t a))", &one("a", &half)));
    values.extend([("J", matrix(3, 4)), ("U", matrix(3, 2)), ("Phi", matrix(4, 3)), ("Phi0", matrix(4, 3)), ("E", matrix(4, 3))]);
    let terms = BTreeMap::from([
        ("su", "(sqrt (+ (ip u u) (* delta delta)))"),
        ("sv", "(sqrt (+ (ip v v) (* delta delta)))"),
        ("nu", "(sqrt (ip u u))"),
        ("nv", "(sqrt (ip v v))"),
        ("Theta", "(mm J (t J))"),
        ("sm", "(phi (ip u x))"),
        ("sp", "(ip u y)"),
    ]);
    Names { values, terms }
}

fn one(name: &'static str, value: &Matrix) -> Names {
    Names { values: BTreeMap::from([(name, value.clone())]), terms: BTreeMap::new() }
}

fn numbers() -> impl Strategy<Value = Vec<f64>> {
    // Away from 0, where norms have no gradient.
    prop::collection::vec((0.3..1.0f64, any::<bool>()).prop_map(|(size, negative)| if negative { -size } else { size }), 40)
}

/// `pattern` with terms for its variables: y for the variable of a derivative, and scalars, vectors or matrices for the others.
fn ground(pattern: &str, family: &str, choice: &[usize]) -> String {
    let pick = |from: &[&'static str], index: usize| from[choice[index] % from.len()];
    let scalar = |variable: &str, index: usize| {
        let inside = |function: &str| pattern.contains(&format!("({function} {variable})"));
        let signed = [&POSITIVE[..], &NEGATIVE].concat();
        match () {
            () if inside("sqrt") || inside("log") => pick(&POSITIVE, index),
            () if pattern.contains("(inv ") => pick(&signed, index),
            () => pick(&[&signed[..], &ANY].concat(), index),
        }
    };
    let matrices = family == "matrices" || family == "spans" && choice[6].is_multiple_of(2);
    let linear = |index: usize| if matrices { pick(&SQUARE, index) } else { pick(&SPAN, index) };
    let y = match family {
        "derivatives" if pattern.contains("(d ?y ?y)") || choice[5].is_multiple_of(2) => "w",
        "derivatives" => "(dir v z)",
        "gradients" => "v",
        _ => linear(1),
    };
    [("?a", scalar("?a", 2)), ("?b", scalar("?b", 3)), ("?c", scalar("?c", 4)), ("?x", linear(0)), ("?y", y), ("?z", linear(5))]
        .into_iter()
        .fold(pattern.to_owned(), |term, (variable, by)| term.replace(variable, by))
}

fn error(left: &str, right: &str, names: &Names) -> f64 {
    evaluate(left, names).distance(&evaluate(right, names))
}

fn rule_error(rule: &Rewriting, family: &str, choice: &[usize], names: &Names) -> f64 {
    // "d of itself" is about a scalar variable, on both sides.
    let whole = ground(&format!("{} = {}", rule.from, rule.to), family, choice);
    let (left, right) = whole.split_once(" = ").unwrap();
    error(left, right, names)
}

/// W is a row of output weights in one identity and the matrix of them in another.
fn names_of(identity: &Identity, numbers: &[f64]) -> Names {
    let mut names = names(numbers);
    if identity.name == "trace_identity" {
        names.values.insert("W", Matrix::new(4, 2, |i, j| numbers[2 * i + j]));
    }
    names
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_rule_holds_on_numbers(numbers in numbers(), choice in prop::collection::vec(0usize..100, 7)) {
        let names = names(&numbers);
        for (family, rules) in FAMILIES {
            for rule in *rules {
                let error = rule_error(rule, family, &choice, &names);
                prop_assert!(error < 1e-6, "{}: {error:e}", rule.name);
            }
        }
    }

    #[test]
    fn every_identity_and_what_it_is_given_holds_on_numbers(numbers in numbers()) {
        for identity in IDENTITIES {
            let names = names_of(identity, &numbers);
            for fact in identity.given {
                let error = error(fact.from, fact.to, &names);
                prop_assert!(error < 1e-6, "{}, {}: {error:e}", identity.name, fact.name);
            }
            let error = error(identity.left, identity.right, &names);
            prop_assert!(error < 1e-6, "{}: {error:e}", identity.name);
        }
    }

    #[test]
    fn wrong_rules_are_seen_on_numbers(numbers in numbers(), choice in prop::collection::vec(0usize..100, 7)) {
        let names = names(&numbers);
        for (family, from, to) in [
            ("derivatives", "(d ?y (* ?a ?b))", "(* (d ?y ?a) (d ?y ?b))"),
            ("gradients", "(grad ?y (ip ?y ?y))", "?y"),
            ("gradients", "(grad ?y (inv ?a))", "(scale (* (inv ?a) (inv ?a)) (grad ?y ?a))"),
            ("vectors", "(scale ?a (scale ?b ?x))", "(scale (+ ?a ?b) ?x)"),
            ("matrices", "(mm ?x ?y)", "(mm ?y (t ?x))"),
        ] {
            let rule = Rewriting { name: "wrong", from, to };
            // One draw may be a coincidence: a square matrix with itself commutes.
            let worst = (0..6).map(|shift| choice.iter().enumerate().map(|(i, c)| c + shift * (i + 1)).collect::<Vec<_>>())
                .map(|choice| rule_error(&rule, family, &choice, &names)).fold(0.0, f64::max);
            prop_assert!(worst > 1e-4, "{from} = {to}: {worst:e}");
        }
    }
}

#[test]
fn every_identity_is_proved() {
    for identity in IDENTITIES {
        let proof = prove(identity).unwrap_or_else(|problem| panic!("{problem}"));
        assert_eq!(proof.lines[0], canonical(identity.left), "{}", identity.name);
        assert!(proof.lines.len() > 1 && proof.lines[1..].iter().all(|line| line.contains("Rewrite")), "{}", identity.name);
    }
}

#[test]
fn scalars_of_both_signs_stand_in_rules() {
    let grounds = |pattern: &str| (0..40).map(|k| ground(pattern, "scalars", &[k; 7])).collect::<String>();
    let (free, dividing, rooted) = (grounds("(+ ?a 0)"), grounds("(* ?a (inv ?a))"), grounds("(d ?y (sqrt ?a))"));
    assert!(ANY.iter().chain(&NEGATIVE).chain(&POSITIVE).all(|term| free.contains(term)));
    assert!(NEGATIVE.iter().all(|term| dividing.contains(term)) && NEGATIVE.iter().chain(&ANY[1..2]).all(|term| !rooted.contains(term)));
}

#[test]
fn a_changed_proof_is_refused() {
    for identity in IDENTITIES {
        let steps = prove(identity).unwrap().steps;
        assert_eq!(replay(identity, &steps), Ok(()), "{}", identity.name);
        let refused = |lines: Vec<Line>, what: &str| assert!(replay(identity, &lines).is_err(), "{}: {what}", identity.name);
        refused(steps[1..].to_vec(), "no start");
        refused(steps[..steps.len() - 1].to_vec(), "no end");
        let starting = |first: Line| [&[first], &steps[1..]].concat();
        refused(starting(Line { by: steps[1].by.clone(), ..steps[0].clone() }), "a start by a rule");
        refused(starting(Line { term: steps[1].term.clone(), by: None }), "another start");
        refused(Vec::new(), "nothing");
        for index in 1..steps.len() {
            let with = |change: &dyn Fn(&mut Line)| {
                let mut lines = steps.clone();
                change(&mut lines[index]);
                lines
            };
            let changed_use = |change: &dyn Fn(&mut Use)| with(&|line| change(line.by.as_mut().unwrap()));
            refused(with(&|line| line.by = None), "no rule");
            refused(with(&|line| line.term = Term { op: "neg".into(), arguments: vec![line.term.clone()] }), "another term");
            refused(changed_use(&|by| by.rule = "no such rule".into()), "no such rule");
            refused(changed_use(&|by| by.place.push(7)), "no such place");
            // Another rule at the same place gives another term, unless it is the same rule read backwards.
            let [before, after] = [&steps[index - 1].term, &steps[index].term];
            // Every line is replayed for it: short proofs alone.
            for other in identity
                .all_rules()
                .filter(|_| steps.len() < 25)
                .filter(|other| Some(other.name) != steps[index].by.as_ref().map(|by| &by.rule[..]))
            {
                let same = |rule: &Rewriting| {
                    let [left, right] = [rule.from, rule.to].map(|side| side.replace("?x", "?a").replace("?y", "?b").replace("?z", "?c"));
                    [left, right]
                };
                let own = identity.all_rules().find(|rule| rule.name == steps[index].by.as_ref().unwrap().rule).unwrap();
                let [a, b] = [same(own), same(other)];
                if a[0] != b[1] && a != b {
                    let lines = changed_use(&|by| by.rule = other.name.into());
                    assert!(replay(identity, &lines).is_err() || before == after, "{}: {} for {}", identity.name, other.name, own.name);
                }
            }
        }
    }
}

#[test]
fn a_pattern_takes_one_term_for_one_variable() {
    let term = |text: &str| Term::parse(text).unwrap();
    let line = |text: &str, direction| Line { term: term(text), by: Some(Use { rule: "inv cancels".into(), direction, place: vec![1] }) };
    let from = |left, right, direction| {
        let identity =
            Identity { left, right, given: &[], ..IDENTITIES.iter().find(|known| known.name == "norm_gradient").unwrap().to_owned() };
        replay(&identity, &[Line { term: term(left), by: None }, line(right, direction)])
    };
    assert_eq!(from("(+ r (* w (inv w)))", "(+ r 1)", Direction::Forward), Ok(()));
    assert_eq!(from("(+ r 1)", "(+ r (* w (inv w)))", Direction::Backward), Ok(()));
    assert!(from("(+ r (* w (inv m)))", "(+ r 1)", Direction::Forward).is_err());
    assert!(from("(+ r 1)", "(+ r (* w (inv m)))", Direction::Backward).is_err());
    assert!(from("(+ r (* w (inv w)))", "(+ m 1)", Direction::Forward).is_err());
}

fn canonical(term: &str) -> String {
    term.split_whitespace().collect::<Vec<_>>().join(" ")
}

const SOME: [f64; 8] = [0.3, -0.7, 0.5, 0.9, -0.2, 0.6, -0.4, 0.1];

#[test]
fn what_is_false_is_not_proved() {
    for identity in IDENTITIES {
        // Twice the right side, unless it is 0.
        let times = if evaluate(identity.left, &names_of(identity, &SOME)).is_scalar() { "*" } else { "scale" };
        let wrong = if identity.right == "0" { "(+ 1 r)".to_owned() } else { format!("({times} 2 {})", identity.right) };
        assert!(error(identity.left, &wrong, &names_of(identity, &SOME)) > 1e-3, "{}", identity.name);
        let problem = prove(&Identity { right: wrong.leak(), ..*identity }).expect_err(identity.name);
        assert!(problem.contains("do not bring the sides together"), "{problem}");
    }
}

#[test]
fn a_contradiction_among_the_rules_is_no_proof() {
    let identity = IDENTITIES[0];
    let given = [identity.given, &[Rewriting { name: "wrong", from: "(* ?a 1)", to: "(* 2 ?a)" }]].concat();
    assert!(prove(&Identity { given: given.leak(), right: "2", ..identity }).is_err());
}
